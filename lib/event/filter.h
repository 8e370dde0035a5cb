/*
 * filter.h - the whole run of a filter that passes events on and may keep a state.
 *
 *	const struct filter tag_filter = { "ct-tag", 1, on_event, load, save, .failed = failed };
 *	...
 *	return (filter_run(&tag_filter, tagger, &stream, &state, NULL));
 *
 * Shape:  a new filter is such a struct and three functions: what becomes of
 *         one event, take up an old state, leave a new one (without a state:
 *         only the first).  What it is to do at other times it says by the
 *         members after them; most need none.
 *         The order is the same for all: old state, inputs and outputs, events,
 *         end; then on the disk the rejects, the output, the last file, and
 *         only after them the new state: whatever kills a run, it can be
 *         repeated from the state that is there.
 * Owner:  self stays the caller's.
 * Errors: said on standard error; the exit status.  What comes after the
 *         failure in that order is left as it was.
 */
#ifndef CT_EVENT_FILTER_H
#define CT_EVENT_FILTER_H
#include <stdbool.h>

#include "event/output.h"
#include "event/state.h"
#include "event/stream.h"

/* What becomes of an event. */
enum filter_verdict {
	FILTER_REJECT = -1, /* for event->why */
	FILTER_PUT = 0,	    /* it is written on, with its changes */
	FILTER_TAKEN = 1    /* the filter puts or rejects it by itself, now or later (start) */
};

struct filter {
	const char *name; /* whose state it is */
	int version;	  /* another one is refused: count it up when lines change their meaning */
	int (*event)(void *self, struct event *, struct diag *); /* an enum filter_verdict */
	int (*load)(void *self, struct state *);		 /* -1, said: no good */
	void (*save)(const void *self, struct state *);

	/* NULL: nothing is to be done then. */
	void (*start)(void *self, struct stream *); /* the stream is open, nothing is read yet */
	void (*end)(void *self, bool saved);	    /* all is read; saved: save() will follow */
	bool (*failed)(const void *self);	    /* something needs a look: exit 1 */
};

/* A file that tells the end of a run; it is written when all output was accepted. */
struct filter_file {
	const char *path; /* NULL: standard output */
	void (*write)(void *arg, struct output *);
	void *arg;
};

/* Run it over the stream; last may be NULL. */
int filter_run(const struct filter *, void *self, const struct stream_settings *,
    const struct state_settings *, const struct filter_file *last);
#endif
