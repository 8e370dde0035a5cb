#include "event/filter.h"

#include "base/status.h"

struct run {
	const struct filter *filter;
	void *self;
	struct state *state; /* NULL: none is kept */
	struct output *last; /* NULL: there is none */
	struct stream *stream;
	bool saves; /* a new state is written */
};

static int
open_state(struct run *r, const struct state_settings *settings)
{
	r->saves = settings->path != NULL;
	if (settings->path == NULL && settings->from == NULL)
		return (0);
	if ((r->state = state_open(settings, r->filter->name, r->filter->version)) == NULL)
		return (-1);
	return (r->filter->load(r->self, r->state));
}

static int
open_stream(struct run *r, const struct stream_settings *settings)
{
	struct stream_settings s = *settings;

	s.durable = r->saves;
	if ((r->stream = stream_open(&s)) == NULL)
		return (-1);
	if (r->filter->start != NULL)
		r->filter->start(r->self, r->stream);
	return (0);
}

static void
pass_events(struct run *r)
{
	struct event *e;

	while ((e = stream_next(r->stream)) != NULL)
		switch (r->filter->event(r->self, e, stream_diag(r->stream))) {
		case FILTER_PUT:
			stream_put(r->stream, e);
			break;
		case FILTER_REJECT:
			stream_reject(r->stream, e);
			break;
		}
	if (r->filter->end != NULL)
		r->filter->end(r->self, r->saves);
	if (r->filter->failed != NULL && r->filter->failed(r->self))
		stream_look(r->stream);
}

/* Is all output accepted, and the last file after it? */
static bool
write_last(struct run *r, const struct filter_file *last)
{
	bool keep = stream_finish(r->stream) != STATUS_FAILED;
	struct output *out = r->last;

	r->last = NULL;
	if (out != NULL && keep)
		last->write(last->arg, out);
	if (output_close(out, keep, r->saves) == -1) {
		stream_fail(r->stream);
		keep = false;
	}
	return (keep);
}

static void
save(struct run *r)
{
	r->filter->save(r->self, r->state);
	if (state_commit(r->state) == -1)
		stream_fail(r->stream);
}

int
filter_run(const struct filter *filter, void *self, const struct stream_settings *stream,
    const struct state_settings *state, const struct filter_file *last)
{
	struct run r = { .filter = filter, .self = self };
	int status;

	if (open_state(&r, state) == 0 &&
	    (last == NULL || (r.last = output_open(last->path)) != NULL) &&
	    open_stream(&r, stream) == 0) {
		pass_events(&r);
		if (write_last(&r, last) && r.state != NULL)
			save(&r);
	}
	output_close(r.last, false, false);
	status = stream_close(r.stream);
	state_free(r.state);
	return (status);
}
