/*
 * visit.h - what a visit is, what a lease is, and the memory that they take.
 *
 * Shape:  a visit is a session, or somebody who was shown a number and whose
 *         session is not known ("alone").  A lease says that a visit holds a
 *         number from start to end, both included; what one visit holds of
 *         one number is one lease while the pieces touch.
 * Units:  instants are milliseconds.  Texts are unescaped, raw values are JSON.
 * Owner:  the slab has the memory.  Who is to know of a visit and until when
 *         is visits.h's affair.
 */
#ifndef CT_ATTRIBUTE_VISIT_H
#define CT_ATTRIBUTE_VISIT_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/slab.h"
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

struct number; /* lease.h */

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

/* A visit with copies of the first nfields fields; everything else is zero. */
struct visit *visit_new(struct slab *, const struct slice *field, int nfields);
/* The visit and what it has but its leases. */
void visit_free(struct slab *, struct visit *);

static inline struct slice
visit_field(const struct visit *v, int field)
{
	return ((struct slice){ v->data + v->at[field], v->at[field + 1] - v->at[field] });
}

/* Has this caller called from this visit? *any: has anybody? */
bool visit_caller(const struct visit *, struct slice customer, bool *any);
void visit_add_caller(struct visit *, struct slice customer);

static inline int64_t
time_add(int64_t t, int64_t period)
{
	int64_t sum;

	return (__builtin_add_overflow(t, period, &sum) ? INT64_MAX : sum);
}

/* Its first lines will be needed: fetch them from memory. */
static inline void
visit_fetch(const struct visit *v)
{
	__builtin_prefetch(v);
	__builtin_prefetch(&v->first);
}
#endif
