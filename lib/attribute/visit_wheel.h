/*
 * visit_wheel.h - visits by the minute of their keep, so that they are forgotten in time.
 *
 * Shape:  a wheel of a spoke a minute; what is due later than the wheel is
 *         round stays on its spoke and comes round again.  A turn hands out
 *         what is due, minute after minute; what it gives is no longer on the
 *         wheel.
 * Owner:  the visits are not the wheel's.
 */
#ifndef CT_ATTRIBUTE_VISIT_WHEEL_H
#define CT_ATTRIBUTE_VISIT_WHEEL_H
#include <stddef.h>

#include "attribute/visit.h"

struct visit_wheel;

struct visit_wheel *visit_wheel_new(void);
void visit_wheel_free(struct visit_wheel *);
/* To be given out after its keep; what should be gone already goes at the next turn. */
void visit_wheel_add(struct visit_wheel *, struct visit *);
size_t visit_wheel_count(const struct visit_wheel *);

/* Each visit, in no order. */
struct visit_walk { /* all zero is the start */
	size_t spoke, i;
	const struct visit_due *due;
};
struct visit *visit_wheel_next(const struct visit_wheel *, struct visit_walk *);

/* How far a turn has come. */
struct visit_turn {
	int64_t minute, last, horizon;
	struct visit_due *due;
	size_t i; /* so many of due are left */
};
/* Turn up to the horizon, or once round for all there are. */
struct visit_turn visit_wheel_turn(struct visit_wheel *, int64_t horizon);
struct visit_turn visit_wheel_turn_all(void);
/* The next visit that is due, or NULL; *soon, if not NULL, comes a few visits later: time to fetch
 * what it points to from memory. */
struct visit *visit_wheel_due(struct visit_wheel *, struct visit_turn *, const struct visit **soon);
#endif
