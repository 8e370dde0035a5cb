/*
 * visits.h - the visits that can still matter, and the numbers they hold.
 *
 * Shape:  a visit is a session, or somebody who was shown a number and whose
 *         session is not known ("alone").  A lease says that a visit holds a
 *         number from start to end, both included; what one visit holds of
 *         one number is one lease while the pieces touch.
 * Units:  instants are milliseconds.  Texts are unescaped, raw values are JSON.
 * Owner:  visits own themselves and their leases.  A visit goes when
 *         the minute of its keep is over, so memory is bounded by what is live.
 * Order:  nothing here depends on the hash's seed.
 */
#ifndef CT_ATTRIBUTE_VISITS_H
#define CT_ATTRIBUTE_VISITS_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "numbers/numbers.h"
#include "numbers/source.h"

/* What a call takes over from its visit beside the source: texts, then raw values. */
enum {
	VISIT_SESSION,
	VISIT_VISITOR,
	VISIT_CLIENT,
	VISIT_YM,
	VISIT_KEYS, /* how many of them name the visit or its visitor */
	VISIT_GCLID = VISIT_KEYS,
	VISIT_YCLID,
	VISIT_FBCLID,
	VISIT_LANDING,
	VISIT_FIELDS
};
extern const char *const visit_names[VISIT_FIELDS];

#define VISIT_NO_TIME INT64_MIN

struct visits;
struct number;

struct lease {
	struct number *number;	   /* NULL: not in use */
	struct lease *fore, *back; /* of the number */
	struct lease *next;	   /* of the visit */
	struct visit *visit;
	int64_t start, end;
	int64_t until; /* as told, the latest; VISIT_NO_TIME if some of it has none */
};

/*
 * An hour or two lie between a visit's coming and going: what its end touches
 * stands in its first two lines of the cache, its first lease the second of them.
 */
struct visit {
	struct lease *leases;
	struct source *source; /* NULL when alone */
	struct buf *callers; /* who has called from it: texts, each with a tab after it; or NULL */
	int64_t keep;	     /* it is remembered until then */
	int64_t end;	     /* VISIT_NO_TIME if not known */
	uint32_t hash[VISIT_KEYS]; /* of its ids */
	uint32_t size;		   /* of data */
	uint8_t indexed;	   /* a bit for each kind of id that finds it */
	bool alone;
	struct lease first;
	int64_t ts;
	int64_t window; /* its visitor's numbers and calls belong to it until then */
	int64_t known;	/* it may be named until then */
	uint64_t order;
	double
	    called; /* the odds that anybody has called from it, and its latest trace: chance.h */
	uint64_t trace;
	uint32_t at[VISIT_FIELDS + 1];
	char data[];
};

struct visits *visits_new(const struct numbers *, struct sources *);
void visits_free(struct visits *);

/* visits_session() will be called with that id and number: fetch their places from memory. */
void visits_fetch(const struct visits *, struct slice id, struct slice number);
/* A session: field as above; source is taken over; number, if any, is on its screen.  A known id is
 * replaced by what came last. */
struct visit *visits_session(struct visits *, const struct slice field[VISIT_FIELDS],
    struct slice number, int64_t ts, int64_t end, struct source *);
/* The visit that a record at ts belongs to by its session, visitor or client id, or NULL.
 * *named: does it name any? */
struct visit *visits_of(
    struct visits *, const struct slice field[VISIT_KEYS], int64_t ts, bool *named);
/* The number is on the screen of that visit (NULL: of somebody alone, whom field may name) from ts
 * on. */
struct lease *visits_show(struct visits *, struct visit *, const struct slice field[VISIT_KEYS],
    struct slice number, int64_t ts, int64_t until);
/* The leases that hold the number at ts, one a visit, by (start, order): n of them; after them
 * those that have held it not long ago.  Good until the next call here. */
struct lease *const *visits_holding(
    struct visits *, struct slice number, int64_t ts, size_t *n, size_t *lapsed);
/* fn is told of each lease that goes for good. */
void visits_on_end(struct visits *, void (*fn)(void *, const struct lease *), void *arg);
/* How many numbers are held or were a moment ago, and by how many leases. */
size_t visits_numbers(const struct visits *);
size_t visits_leases(const struct visits *);
/* Forget the visits whose keep is before the horizon. */
void visits_expire(struct visits *, int64_t horizon);
/* Forget all of them. */
void visits_end(struct visits *);
/* All visits in the order they came; the caller frees the array. */
struct visit **visits_all(const struct visits *, size_t *n);
/* For a state: the pieces of what visits_session() and visits_show() made, put back as they were.
 */
struct visit *visits_restore(struct visits *, const struct slice field[VISIT_FIELDS],
    const struct visit *times, struct source *);
void visits_restore_lease(struct visits *, struct visit *, struct slice number, int64_t start,
    int64_t end, int64_t until);

static inline struct slice
visit_field(const struct visit *v, int field)
{
	return ((struct slice){ v->data + v->at[field], v->at[field + 1] - v->at[field] });
}

/* Has this caller called from this visit? *any: has anybody? */
bool visit_caller(const struct visit *, struct slice customer, bool *any);
void visit_add_caller(struct visit *, struct slice customer);
struct slice lease_number(const struct lease *);

static inline int64_t
time_add(int64_t t, int64_t period)
{
	int64_t sum;

	return (__builtin_add_overflow(t, period, &sum) ? INT64_MAX : sum);
}
#endif
