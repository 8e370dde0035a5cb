/*
 * touch.h - all visits of a person inside the look-back, and how a call's credit is shared among
 * them.
 *
 * Shape:  visits that share a visitor or client id are one person's; so are
 *         those that a telephone number surely belongs to.
 * Units:  instants are milliseconds; credits are millionths that add up to
 *         a million.
 * Owner:  touches own what they are told.  Memory grows with the visits
 *         inside the look-back.
 */
#ifndef CT_ATTRIBUTE_TOUCH_H
#define CT_ATTRIBUTE_TOUCH_H
#include <stdbool.h>
#include <stdint.h>

#include "attribute/caller.h"
#include "attribute/visits.h"
#include "base/bytes.h"
#include "numbers/numbers.h"

enum credit_model {
	CREDIT_FIRST,
	CREDIT_LAST,
	CREDIT_LAST_NON_DIRECT,
	CREDIT_LINEAR,
	CREDIT_POSITION,
	CREDIT_TIME_DECAY,
	CREDIT_MODELS
};
extern const char *const credit_names[CREDIT_MODELS + 1];

struct touches;

struct touch {
	int64_t ts;
	struct source *source;
	const char *session; /* its id, or "" */
};

struct touches *touches_new(enum credit_model, const struct numbers *, struct sources *);
void touches_free(struct touches *);
/* A visit has begun (or is told once more). */
void touches_visit(struct touches *, const struct visit *);
/* This telephone number is that visit's visitor's. */
void touches_join(struct touches *, const struct visit *, struct slice customer);
/*
 * The visits of the person whose visit it is (or may be NULL), or whose
 * number it is, up to ts, with their credits, as a JSON array appended to out.
 * own, if not NULL, is a contact without a visit (of its own source) that
 * comes last.  How many there are.
 */
size_t touches_write(struct touches *, const struct visit *, struct slice customer, int64_t ts,
    const struct touch *own, struct buf *out);
/* When the visit that an earlier contact of this caller was attributed to began, if that is known.
 */
int64_t touches_began(struct touches *, const struct caller *, int64_t otherwise);
/* Forget what is before the horizon. */
void touches_expire(struct touches *, int64_t horizon);
/* One touch as JSON with its credit. */
void touch_write(const struct touch *, uint32_t credit, struct buf *out);
/* Share a million out by the weights, to the largest remainders; credit holds n. */
void credit_share(const double *weight, size_t n, uint32_t *credit);
/* For a state: a line for each person; and back. */
void touches_save(const struct touches *, void (*line)(void *, struct slice), void *arg);
int touches_restore(struct touches *, struct event *);
#endif
