/*
 * stream.h - the loop that every filter shares: next, put or reject, close.
 *
 *	while ((event = stream_next(stream)) != NULL)
 *		if (tag_event(tagger, event) == 0)
 *			stream_put(stream, event);
 *		else
 *			stream_reject(stream, event);
 *	return (stream_close(stream));
 *
 * Shape:  NDJSON in, NDJSON out (ct-events(5)); what the options -o -x -q
 *         --trusted --progress ask for (ct(7)) is done here.  Who has a command
 *         line opens it by door.h.  Empty lines (nothing, or white space only)
 *         hold no record and are passed over.
 * Owner:  the stream owns the event it gives; it dies at the next
 *         stream_next() (event_copy() keeps one).
 * Errors: lines that are no JSON object are rejected in here.  All else is
 *         said on standard error and comes out as the status of stream_close().
 */
#ifndef CT_EVENT_STREAM_H
#define CT_EVENT_STREAM_H
#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "event/event.h"
#include "event/input.h"
#include "event/output.h"

struct stream;

/* All zero: from standard input to standard output. */
struct stream_settings {
	char *const *files; /* the inputs, "-" is standard input; they stay the caller's */
	int nfiles;
	const char *output;  /* NULL: standard output */
	const char *rejects; /* NULL: count them and tell */
	bool quiet;	     /* no messages about single records */
	bool trusted;	     /* the input is a filter's: check less */
	bool progress;	     /* show it, terminal or not */
	bool durable;	     /* what follows the outputs must not outlive them in a power cut */
};

/* Open the inputs and outputs; NULL on failure, said. */
struct stream *stream_open(const struct stream_settings *);
/* The next event, or NULL at the end. */
struct event *stream_next(struct stream *);
/* Write the event with its changes. */
void stream_put(struct stream *, const struct event *);
/* Write a line of one's own, without LF. */
void stream_write(struct stream *, struct slice);
/* Reject the event for event->why, at its file, line and column. */
void stream_reject(struct stream *, const struct event *);
/* Reject any raw input (a CSV row): why may be any text, column 0 for none; full is the raw input's
 * whole length if raw is only its beginning, else 0. */
void stream_reject_raw(struct stream *, const char *file, uint64_t line, size_t column,
    const char *why, struct slice raw, uint64_t full);
/* Called before a read that would wait and at the end of input, before the output is flushed: a
 * filter that holds events back lets them go here. */
void stream_on_wait(struct stream *, void (*fn)(void *), void *arg);
/* Something needs a look: exit 1. */
void stream_look(struct stream *);
/* It cannot go on: stream_next() gives NULL from now on, close gives 2, no -o file is made. */
void stream_fail(struct stream *);
/* Messages that are counted (diag.h). */
struct diag *stream_diag(struct stream *);
/* For ct-ingest, which reads what is not NDJSON: the input itself.  Count its records with
 * stream_count(). */
struct input *stream_input(struct stream *);
void stream_count(struct stream *, uint64_t records);
/*
 * Flush, check every input and output, rename -o into place, say how many
 * lines were rejected, free all: the exit status of ct(7).  NULL gives 2, for
 * a set-up that failed.
 */
int stream_close(struct stream *);
/* The same in two steps, for what must follow the output (a state file): is all well so far, all
 * output accepted?  0 or 1 if so, 2 if not. */
int stream_finish(struct stream *);
#endif
