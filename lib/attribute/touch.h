/*
 * touch.h - all visits of a person inside the look-back.
 *
 * Shape:  visits that share a visitor or client id are one person's; so are
 *         those that a telephone number surely belongs to.
 * Units:  instants are milliseconds.
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

struct touches;

struct touch {
	int64_t ts;
	struct source *source;
	char *session; /* its id, or "" */
};

/* A touch with its own session, and its source taken; and the end of it. */
struct touch touch_make(int64_t ts, struct source *, struct slice session);
struct touch touch_of_visit(const struct visit *, struct source *);
void touch_drop(struct touch *);

struct touches *touches_new(const struct numbers *, struct sources *);
void touches_free(struct touches *);
/* A visit has begun (or is told once more). */
void touches_visit(struct touches *, const struct visit *);
/* This telephone number is that visit's visitor's. */
void touches_join(struct touches *, const struct visit *, struct slice customer);
/*
 * The visits of the person whose visit it is (or may be NULL), or whose
 * number it is, up to ts: n of them.  own, if not NULL, is a contact without a
 * visit (of its own source) that comes last.  Good until the next call here.
 */
const struct touch *touches_path(struct touches *, const struct visit *, struct slice customer,
    int64_t ts, const struct touch *own, size_t *n);
/* When the visit that an earlier contact of this caller was attributed to began, if that is known.
 */
int64_t touches_began(struct touches *, const struct caller *, int64_t otherwise);
/* Forget what is before the horizon. */
void touches_expire(struct touches *, int64_t horizon);
/* For a state: a line for each person; and back. */
void touches_save(const struct touches *, void (*line)(void *, struct slice), void *arg);
int touches_restore(struct touches *, struct event *);
#endif
