/*
 * visits_in.h - the inside of struct visits, for the four files that make it up: visits.c (what
 * comes and goes), visits_index.c (found by its ids), visits_wheel.c (forgotten in time) and
 * visits_lease.c (who holds a number).
 */
#ifndef CT_ATTRIBUTE_VISITS_IN_H
#define CT_ATTRIBUTE_VISITS_IN_H
#include "attribute/visits.h"
#include "base/hash.h"
#include "base/slab.h"
#include "base/table.h"

struct number {
	struct lease *leases; /* the last one taken in first */
	const struct pool *pool;
};

/* The visits that bear one kind of id; open addressing, so that a neighbour need not be looked at.
 */
struct visit_slot {
	uint32_t hash;
	struct visit *visit; /* NULL: empty */
};

struct visit_index {
	struct visit_slot *slots; /* NULL: nobody has asked yet */
	size_t mask, count;
};

/* Visits are forgotten by the minute: a wheel of so many of them, and what is due later comes
 * round. */
enum { VISIT_MINUTE = 60000, VISIT_WHEEL = 4096 };

struct visit_due;

struct visits {
	const struct numbers *numbers;
	struct sources *sources;
	struct slab *slab;   /* of visits and leases */
	struct table *table; /* of struct number */
	struct visit_index index[VISIT_KEYS];
	struct hash_seed seed;
	uint64_t order;
	struct visit_due *wheel[VISIT_WHEEL]; /* by the minute of their keep */
	struct visit_due *spare;
	int64_t minute; /* the wheel has turned so far */
	size_t nvisits;
	struct lease **found;
	size_t capfound;
	size_t leases;
	void (*on_end)(void *, const struct lease *);
	void *on_end_arg;
};

uint32_t visit_hash(const struct visits *, struct slice text);
/* field are its ids: its own copy may still be on the way to memory. */
void visit_index_add(struct visits *, struct visit *, const struct slice field[VISIT_KEYS]);
void visit_index_del(struct visits *, struct visit *);
/* A visit with this hash will be looked for, added or taken out: fetch its place from memory. */
static inline void
visit_index_fetch(const struct visits *vs, int kind, uint32_t hash)
{
	if (vs->index[kind].slots != NULL)
		__builtin_prefetch(&vs->index[kind].slots[hash & vs->index[kind].mask]);
}
/* Of the visits with this id that hold ts, the one that began last; of those, the last to come. */
struct visit *visit_index_find(
    struct visits *, int kind, struct slice text, int64_t ts, bool alone);

/* To be forgotten after its keep; what should be gone already goes at the next turn. */
void visit_wheel_add(struct visits *, struct visit *);
/* Each of them, in no order: *spoke and *i start at 0, *due at NULL. */
struct visit *visit_wheel_next(
    const struct visits *, size_t *spoke, struct visit_due **, size_t *i);
/* Give back the wheel's memory, not the visits'. */
void visit_wheel_free(struct visits *);

struct number *lease_number_of(struct visits *, struct slice text);
/* The visit holds the number: joined with what it holds of it already. */
struct lease *lease_add(
    struct visits *, struct visit *, struct number *, int64_t start, int64_t until);
/* A new visit takes over the leases of an old one. */
void lease_follow(struct visit *, struct visit *old);
void lease_free_all(struct visits *, struct visit *);

/* The visit goes, and all it has. */
void visit_free(struct visits *, struct visit *);
struct visit *visit_find(
    struct visits *, const struct slice field[VISIT_KEYS], int64_t ts, bool alone);
#endif
