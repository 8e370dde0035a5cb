/*
 * state.h - a file that outlives a run: read at the start, replaced at the end (ct(7), -s).
 *
 * Shape:  NDJSON: a first line {"ct_state":"NAME","version":N}, then lines of
 *         the owner's own, so that people can read it and jq can change it,
 *         and a last line {"ct_state_end":"NAME"}: without it the file is not
 *         whole, and is refused.
 * Owner:  state_free() frees and gives the lock back.
 * Errors: NULL or -1, said: a state of another filter or version, a broken
 *         line, a lock that another run holds ("FILE: in use by another run").
 */
#ifndef CT_EVENT_STATE_H
#define CT_EVENT_STATE_H
#include <stdbool.h>

#include "base/bytes.h"
#include "event/event.h"

struct state;

/* With neither there is no state, and nothing to open. */
struct state_settings {
	const char *path; /* -s: read, and at the end replaced; NULL: nothing is written */
	const char *from; /* --state-from: read instead, and must be there; NULL: path is read */
};

/*
 * Lock the path (a lock file beside it), read the old state if there is one;
 * name and version are what its first line must say.
 */
struct state *state_open(const struct state_settings *, const char *name, int version);
/* Give each line of the old state to take; -1, and said why, if it refuses one by -1, or if the
 * state is no good. */
int state_each(struct state *, int (*take)(void *, struct event *), void *arg, const char *why);
/* Write a line of the new state (nothing happens when only --state-from was given). */
void state_write(struct state *, struct slice line);
/* The same, for those who are told a function that writes. */
void state_line(void *state, struct slice line);
/* Put the new state in place: fsync, rename.  To be called only after stream_finish() gave 0 or 1.
 */
int state_commit(struct state *);
/* Without a commit before it the old state stays. */
void state_free(struct state *);
#endif
