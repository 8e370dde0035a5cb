/*
 * lease.h - who holds a number, and until when.
 *
 * Shape:  leases hang on their number, the last one taken in first, and on
 *         their visit.  A number is known while somebody holds it or did a
 *         moment ago.  Taking a lease may make its visit's keep longer.
 * Owner:  leases_free() frees the numbers; leases have their memory from the
 *         slab.
 */
#ifndef CT_ATTRIBUTE_LEASE_H
#define CT_ATTRIBUTE_LEASE_H
#include <stddef.h>

#include "attribute/visit.h"
#include "numbers/numbers.h"

struct leases;

struct number {
	struct lease *leases;
	const struct pool *pool;
};

struct leases *leases_new(const struct numbers *, struct slab *);
void leases_free(struct leases *);
/* fn is told of each lease that goes for good. */
void leases_on_end(struct leases *, void (*fn)(void *, const struct lease *), void *arg);

/* The number will be asked for: fetch its place from memory. */
void leases_fetch(const struct leases *, struct slice number);
/* The number, or NULL; made if it is not there, to be given a lease then. */
struct number *leases_find(const struct leases *, struct slice number);
struct number *leases_number(struct leases *, struct slice number);
struct slice lease_number(const struct lease *);

/* The visit holds the number: joined with what it holds of it already. */
struct lease *leases_add(
    struct leases *, struct visit *, struct number *, int64_t start, int64_t until);
/* For a state: a lease as it was. */
void leases_restore(struct leases *, struct visit *, struct slice number, int64_t start,
    int64_t end, int64_t until);
/* It was not this visit that took the lease, but that one. */
void leases_hand(struct leases *, struct lease *, struct visit *);
/* A new visit takes over the leases of an old one. */
void leases_follow(struct visit *, struct visit *old);
/* All leases of a visit go. */
void leases_end(struct leases *, struct visit *);

/* The leases that hold the number at ts, one a visit, by (start, order): n of them; after them
 * those that have held it not long ago.  Good until the next call here. */
struct lease *const *leases_holding(
    struct leases *, const struct number *, int64_t ts, size_t *n, size_t *lapsed);
/* How many numbers are known, and by how many leases. */
size_t leases_numbers(const struct leases *);
size_t leases_count(const struct leases *);

static inline bool
lease_holds(const struct lease *l, int64_t ts)
{
	return (l->start <= ts && l->end >= ts);
}

/* That visit's leases will end: fetch what the first one hangs on from memory. */
static inline void
leases_fetch_around(const struct visit *v)
{
	const struct lease *l = v->leases;

	if (l == NULL)
		return;
	if (l != &v->first)
		__builtin_prefetch(l);
	else {
		__builtin_prefetch(l->back);
		__builtin_prefetch(l->fore);
		__builtin_prefetch(l->number);
	}
}
#endif
