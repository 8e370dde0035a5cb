/*
 * attribute.h - events in, events out in the same order, calls with their source (ct-attribute(1)).
 *
 * Shape:  sessions and numbers are taken in as they come; a call, request or
 *         deal waits until a later ts tells that everything of its own ts (and
 *         of the slack) is there, or without slack until the input pauses.
 *         What comes after it waits behind it.
 * Units:  instants and periods are milliseconds.
 * Owner:  the caller keeps what it passes in until attribute_free(); the
 *         stream's on_wait is attribute's.
 * Errors: a record that lacks what it must have is rejected; a late one is
 *         said and makes exit 1.
 */
#ifndef CT_ATTRIBUTE_ATTRIBUTE_H
#define CT_ATTRIBUTE_ATTRIBUTE_H
#include "attribute/credit.h"
#include "attribute/decide.h"
#include "event/state.h"
#include "event/stream.h"

struct attribute;

struct attribute_set {
	const struct numbers *numbers;
	struct chance *chance;
	enum method prefer[METHODS];
	int nprefer;
	int64_t slack;
	bool explain, fractional;
	const struct credit_model *credit; /* NULL: no touches */
	bool fit;			   /* only learn: nothing is put */
};

struct attribute *attribute_new(const struct attribute_set *, struct stream *);
void attribute_free(struct attribute *);
/* Take the event the stream has just given; it is put or rejected, now or later. */
void attribute_event(struct attribute *, struct event *);
/* The input is over: decide what waits, and put it. */
void attribute_flush(struct attribute *);
/* Do calls wait for a later ts, however long the input pauses? */
bool attribute_waits(const struct attribute *);
/* Take over what an earlier run has left; -1, said, if it does not fit. */
int attribute_load(struct attribute *, struct state *);
/* Leave it to the next run, and what waits, if it was not flushed. */
void attribute_save(const struct attribute *, struct state *);
/* For --fit: count the time of the visits that are not forgotten yet. */
void attribute_end(struct attribute *);
#endif
