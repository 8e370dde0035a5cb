/*
 * event.h - one event: a line of NDJSON, kept as the bytes that came in.
 *
 * Shape:  a JSON object on one line, without its newline (ct-events(5)), which
 *         scan.h has accepted.  Names are compared after unescaping; of
 *         members with the same name the last one counts.
 * Units:  sizes are bytes; a value is raw JSON: "a" has 3 bytes, not 1.
 * Owner:  the event owns its members and what was added; the line is the
 *         stream's (or the event's own after event_copy()).  A slice given out
 *         here dies at the next stream_next(), event_copy() into this event
 *         or event_set() on it, unless it says otherwise.
 * Errors: -1 with event->why set to a constant text that reads well after
 *         "calls.ndjson:17: ".  Nothing here prints.
 */
#ifndef CT_EVENT_EVENT_H
#define CT_EVENT_EVENT_H
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "event/scan.h"

struct event {
	struct slice line; /* as read, without LF */
	struct scan scan;  /* its members, then those that were added */
	size_t original;   /* how many members came with the line */
	struct buf add;	   /* values and names that event_set() gave */
	struct arena text; /* unescaped texts that event_text() gave */
	struct buf own;	   /* the line of a copy */
	bool trusted;	   /* scan_line_trusted() will do; set by the stream */
	bool changed;
	const char *why;  /* why the last call failed, or NULL */
	size_t column;	  /* where in the line, from 1, or 0 */
	const char *file; /* the place the event was read from */
	uint64_t number;  /* its line there */
};

/*
 * Take a line: scan it, forget all changes.  -1 if it is no JSON object (why,
 * column).  The line stays the caller's and must live as long as the event.
 */
int event_read(struct event *, struct slice line);
/* The raw value of a member as it is now (changes included); .n = 0 if absent. */
struct slice event_find(const struct event *, const struct key *);
/* The same by name; absent, null and "" all give n = 0. */
static inline struct slice event_get(const struct event *, const char *name);
/* The text of a string member, unescaped; a number's digits as they stand; n = 0 if absent, null or
 * "". Stays good until the event takes its next line. */
struct slice event_text(struct event *, const char *name);
/* A number member as a double (a string of digits is no number): false if absent or no number. */
bool event_number(const struct event *, const char *name, double *);
/* Is the member the JSON value true? */
bool event_true(const struct event *, const char *name);
/* The member ts as milliseconds since 1970 UTC; -1 with why if absent or no time.
 * Any RFC 3339 time is read; ct-events(5)'s canonical form is the quick one. */
int event_ts(struct event *, int64_t *ms);

/*
 * Add the member, or replace it where it stands (the last of several, and the
 * others go).  json is a raw value and is copied; a value whose bytes are the
 * same changes nothing.
 */
void event_set(struct event *, const char *name, struct slice json);
/* The same with a text (quoted here), a number, a count, true or false. */
void event_set_text(struct event *, const char *name, struct slice text);
void event_set_number(struct event *, const char *name, double);
void event_set_int(struct event *, const char *name, int64_t);
void event_set_bool(struct event *, const char *name, bool);
/* Take the member away (all of that name); event_set() after it puts it back where it stood. */
void event_unset(struct event *, const char *name);

/* Append the line as it is now, without LF: the old bytes, with the changes made. */
void event_write(const struct event *, struct buf *);
/* The members in order as they are now: *at starts at 0, false at the end.  The name is unescaped.
 */
bool event_each(const struct event *, size_t *at, struct slice *name, struct slice *value);
/* Make dst a copy that lives on its own, changes included. */
void event_copy(struct event *dst, const struct event *src);
void event_free(struct event *);

/* Does every text stand in the line as it is, without escapes and changes? */
static inline bool
event_is_plain(const struct event *e)
{
	return (!e->scan.backslash && !e->changed);
}

static inline struct slice
event_get(const struct event *e, const char *name)
{
	struct key k = key_of(name);
	struct slice v = event_find(e, &k);

	if ((v.n == 4 && v.p[0] == 'n') || (v.n == 2 && v.p[0] == '"'))
		v.n = 0;
	return (v);
}
#endif
