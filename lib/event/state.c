#include "event/state.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/disk.h"
#include "base/mem.h"
#include "base/place.h"
#include "event/input.h"
#include "event/json.h"
#include "event/output.h"

struct state {
	const char *name;
	const char *from; /* the file that is read */
	int version;
	int lock; /* -1: nothing is written */
	struct input *in;
	struct output *out;
	struct event event;
	bool ended; /* its last line has been read */
	bool failed;
};

static int
take_lock(struct state *s, const char *path)
{
	char *real = place_follow(path); /* the state has one lock, however many links */
	struct buf b = { 0 };
	int ret;

	buf_printf(&b, "%s.lock", real);
	free(real);
	if ((s->lock = open(buf_cstr(&b), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) == -1) {
		warn("%s", buf_cstr(&b));
		ret = -1;
	} else
		ret = disk_lock(s->lock, path);
	buf_free(&b);
	return (ret);
}

static int
wrong(struct state *s, const char *what)
{
	warnx("%s:%llu: %s", s->from, (unsigned long long)input_number(s->in), what);
	s->failed = true;
	return (-1);
}

static struct event *
next_line(struct state *s)
{
	struct slice line;
	uint64_t full;

	switch (input_line(s->in, &line, &full)) {
	case INPUT_END:
		if (input_failed(s->in))
			s->failed = true;
		else if (!s->ended && input_number(s->in) > 0)
			wrong(s, "the state ends here, and is not whole");
		return (NULL);
	case INPUT_LINE:
		break;
	default:
		wrong(s, "broken state");
		return (NULL);
	}
	s->event.file = s->from;
	s->event.number = input_number(s->in);
	if (event_read(&s->event, line) == -1) {
		wrong(s, s->event.why);
		return (NULL);
	}
	if (s->ended) {
		wrong(s, "a line after the end of the state");
		return (NULL);
	}
	if (event_get(&s->event, "ct_state_end").n > 0) {
		s->ended = true;
		return (next_line(s));
	}
	return (&s->event);
}

/* The first line says whose state it is. */
static int
check_header(struct state *s)
{
	struct event *e;
	double version;

	if ((e = next_line(s)) == NULL)
		return (s->failed ? -1 : wrong(s, "an empty file is no state"));
	if (!slice_is(event_text(e, "ct_state"), s->name)) {
		warnx("%s: not a state of %s", s->from, s->name);
		s->failed = true;
		return (-1);
	}
	if (!event_number(e, "version", &version) || (int)version != s->version) {
		warnx("%s: a state of another version of %s", s->from, s->name);
		s->failed = true;
		return (-1);
	}
	return (0);
}

static int
open_old(struct state *s, const struct state_settings *settings)
{
	s->from = settings->from != NULL ? settings->from : settings->path;
	/* The first run of a -s has nothing to read; a --state-from must be there. */
	if (settings->from == NULL && access(s->from, F_OK) == -1 && errno == ENOENT)
		return (0);
	s->in = input_new((char *const *)&s->from, 1);
	return (check_header(s));
}

static int
open_new(struct state *s, const char *path)
{
	struct buf b = { 0 };

	if ((s->out = output_open(path)) == NULL)
		return (-1);
	buf_str(&b, "{\"ct_state\":");
	json_quote(&b, slice_of(s->name));
	buf_printf(&b, ",\"version\":%d}", s->version);
	output_line(s->out, buf_view(&b));
	buf_free(&b);
	return (0);
}

struct state *
state_open(const struct state_settings *settings, const char *name, int version)
{
	struct state *s = mem_zero(1, sizeof(*s));
	const char *path = settings->path;

	s->name = name;
	s->version = version;
	s->lock = -1;
	if ((path != NULL && take_lock(s, path) == -1) || open_old(s, settings) == -1 ||
	    (path != NULL && open_new(s, path) == -1)) {
		state_free(s);
		return (NULL);
	}
	return (s);
}

int
state_each(struct state *s, int (*take)(void *, struct event *), void *arg, const char *why)
{
	struct event *e;

	while (s->in != NULL && !s->failed && (e = next_line(s)) != NULL)
		if (take(arg, e) == -1) {
			warnx("%s:%llu: %s", e->file, (unsigned long long)e->number, why);
			return (-1);
		}
	return (s->failed ? -1 : 0);
}

void
state_write(struct state *s, struct slice line)
{
	if (s->out != NULL)
		output_line(s->out, line);
}

void
state_line(void *state, struct slice line)
{
	state_write(state, line);
}

/* The last line tells a whole state from one of which a copy has lost the end. */
int
state_commit(struct state *s)
{
	struct output *out = s->out;
	struct buf b = { 0 };

	if (out != NULL) {
		buf_str(&b, "{\"ct_state_end\":");
		json_quote(&b, slice_of(s->name));
		buf_char(&b, '}');
		output_line(out, buf_view(&b));
		buf_free(&b);
	}
	s->out = NULL;
	return (output_close(out, true, true));
}

void
state_free(struct state *s)
{
	if (s == NULL)
		return;
	output_close(s->out, false, false);
	input_free(s->in);
	if (s->lock != -1)
		close(s->lock);
	event_free(&s->event);
	free(s);
}
