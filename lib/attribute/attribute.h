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
#include "event/filter.h"

struct attribute;

/* ct-attribute as a filter; its self is an attribute. */
extern const struct filter attribute_filter;

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

struct attribute *attribute_new(const struct attribute_set *);
void attribute_free(struct attribute *);
/* Events come from this stream and go to it; to be called after a load, before the first event. */
void attribute_start(struct attribute *, struct stream *);
/* Take the event the stream has just given; it is put or rejected, now or later. */
void attribute_event(struct attribute *, struct event *);
/* The input is over: decide what waits, and put it; if a state is saved next, what waits for a
 * later ts goes on waiting there. */
void attribute_end(struct attribute *, bool saved);
/* Take over what an earlier run has left; -1, said, if it does not fit. */
int attribute_load(struct attribute *, struct state *);
/* Leave it to the next run, with what waits. */
void attribute_save(const struct attribute *, struct state *);
#endif
