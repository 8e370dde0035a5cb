#include "event/stream.h"

#include <err.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/status.h"
#include "event/progress.h"
#include "event/reject.h"

struct stream {
	struct input *in;
	struct output *out;
	struct rejects *rejects;
	struct diag *diag;
	struct progress *progress;
	struct event event;
	struct buf scratch;
	uint64_t records, rejected;
	char *where; /* the rejects are; NULL: nowhere */
	bool look, failed, ended, finished;
	bool durable;
	void (*on_wait)(void *);
	void *on_wait_arg;
};

static void
wait_hook(void *arg)
{
	struct stream *s = arg;

	if (s->on_wait != NULL)
		s->on_wait(s->on_wait_arg);
	output_flush(s->out);
	rejects_flush(s->rejects);
}

/* Better to find a misspelled name now than after an hour of the files before it. */
static int
check_files(const struct stream_settings *settings)
{
	int i, ret = 0;

	for (i = 0; i < settings->nfiles; i++)
		if (strcmp(settings->files[i], "-") != 0 &&
		    access(settings->files[i], R_OK) == -1) {
			warn("%s", settings->files[i]);
			ret = -1;
		}
	return (ret);
}

struct stream *
stream_open(const struct stream_settings *settings)
{
	struct stream *s;

	if (check_files(settings) == -1)
		return (NULL);
	s = mem_zero(1, sizeof(*s));
	s->diag = diag_new(settings->quiet);
	s->event.trusted = settings->trusted;
	s->in = input_new(settings->files, settings->nfiles);
	if ((s->out = output_open(settings->output)) == NULL ||
	    (s->rejects = rejects_open(settings->rejects, s->diag)) == NULL) {
		s->failed = true;
		stream_close(s);
		return (NULL);
	}
	s->durable = settings->durable;
	s->progress = progress_new(s->in, settings->progress, settings->quiet);
	input_on_wait(s->in, wait_hook, s);
	return (s);
}

static struct event *
end(struct stream *s)
{
	if (!s->ended && !s->failed && s->on_wait != NULL)
		s->on_wait(s->on_wait_arg);
	s->ended = true;
	return (NULL);
}

struct event *
stream_next(struct stream *s)
{
	struct event *e = &s->event;
	struct slice line;
	enum input_line what;
	uint64_t full;

	/* Nobody can take more output: there is no use in reading on. */
	while (!s->failed && !output_failed(s->out)) {
		if ((what = input_line(s->in, &line, &full)) == INPUT_END)
			break;
		if (what == INPUT_LINE && slice_is_blank(line))
			continue;
		s->records++;
		progress_step(s->progress, s->records);
		e->file = input_name(s->in);
		e->number = input_number(s->in);
		if (what == INPUT_LONG)
			rejects_add(
			    s->rejects, &(struct reject){ e->file, e->number, 0, "line over 16 MiB",
					    line, full, input_offset(s->in) });
		else if (what == INPUT_CUT)
			rejects_add(s->rejects, &(struct reject){ e->file, e->number, 0,
						    "the input breaks off in this line", line, full,
						    input_offset(s->in) });
		else if (event_read(e, line) == -1)
			stream_reject(s, e);
		else
			return (e);
	}
	return (end(s));
}

void
stream_put(struct stream *s, const struct event *e)
{
	if (!e->changed) {
		output_line(s->out, e->line);
		return;
	}
	s->scratch.n = 0;
	event_write(e, &s->scratch);
	output_line(s->out, buf_view(&s->scratch));
}

void
stream_write(struct stream *s, struct slice line)
{
	output_line(s->out, line);
}

void
stream_reject(struct stream *s, const struct event *e)
{
	rejects_add(s->rejects,
	    &(struct reject){ e->file, e->number, e->column, e->why == NULL ? "rejected" : e->why,
		e->line, e->line.n, input_offset(s->in) });
}

void
stream_reject_raw(struct stream *s, const char *file, uint64_t line, size_t column, const char *why,
    struct slice raw, uint64_t full)
{
	rejects_add(s->rejects, &(struct reject){ file, line, column, why, raw,
				    full == 0 ? raw.n : full, input_offset(s->in) });
}

void
stream_on_wait(struct stream *s, void (*fn)(void *), void *arg)
{
	s->on_wait = fn;
	s->on_wait_arg = arg;
}

void
stream_look(struct stream *s)
{
	s->look = true;
}

void
stream_fail(struct stream *s)
{
	s->failed = true;
}

struct diag *
stream_diag(struct stream *s)
{
	return (s->diag);
}

struct input *
stream_input(struct stream *s)
{
	return (s->in);
}

void
stream_count(struct stream *s, uint64_t records)
{
	s->records += records;
	progress_step(s->progress, s->records);
}

int
stream_finish(struct stream *s)
{
	if (!s->finished) {
		s->finished = true;
		if (input_failed(s->in))
			s->failed = true;
		progress_free(s->progress, s->records);
		s->progress = NULL;
		s->rejected = rejects_count(s->rejects);
		s->where = rejects_name(s->rejects);
		/* The rejects first: with them on the disk, nothing of the input is lost. */
		if (rejects_close(s->rejects, s->durable) == -1) {
			s->failed = true;
			free(s->where); /* there is nothing to see */
			s->where = NULL;
		}
		s->rejects = NULL;
		if (output_close(s->out, !s->failed, s->durable) == -1)
			s->failed = true;
		s->out = NULL;
		if (s->rejected > 0)
			s->look = true;
	}
	return (s->failed ? STATUS_FAILED : s->look ? STATUS_LOOK : STATUS_OK);
}

int
stream_close(struct stream *s)
{
	int status;

	if (s == NULL)
		return (STATUS_FAILED);
	status = stream_finish(s);
	diag_free(s->diag);
	if (s->rejected > 0)
		warnx("%llu of %llu lines rejected%s%s%s", (unsigned long long)s->rejected,
		    (unsigned long long)s->records, s->where == NULL ? "" : " (see ",
		    s->where == NULL ? "" : s->where, s->where == NULL ? "" : ")");
	free(s->where);
	input_free(s->in);
	event_free(&s->event);
	buf_free(&s->scratch);
	free(s);
	return (status);
}
