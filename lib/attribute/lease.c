#include "attribute/lease.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"

/* So long after its lease a visit is remembered as one that may still call the number. */
enum { LAPSED = 3600000 };

struct leases {
	const struct numbers *numbers;
	struct slab *slab;
	struct table *table; /* of struct number */
	size_t count;
	struct lease **found;
	size_t capfound;
	void (*on_end)(void *, const struct lease *);
	void *on_end_arg;
};

struct leases *
leases_new(const struct numbers *numbers, struct slab *slab)
{
	struct leases *ls = mem_zero(1, sizeof(*ls));

	ls->numbers = numbers;
	ls->slab = slab;
	ls->table = table_new(sizeof(struct number));
	return (ls);
}

void
leases_free(struct leases *ls)
{
	table_free(ls->table);
	free(ls->found);
	free(ls);
}

void
leases_on_end(struct leases *ls, void (*fn)(void *, const struct lease *), void *arg)
{
	ls->on_end = fn;
	ls->on_end_arg = arg;
}

void
leases_fetch(const struct leases *ls, struct slice number)
{
	table_fetch(ls->table, number);
}

struct number *
leases_find(const struct leases *ls, struct slice number)
{
	return (table_get(ls->table, number));
}

struct number *
leases_number(struct leases *ls, struct slice number)
{
	bool isnew, declared;
	struct number *n = table_put(ls->table, number, &isnew);

	if (isnew)
		n->pool = numbers_pool(ls->numbers, number, &declared);
	return (n);
}

struct slice
lease_number(const struct lease *l)
{
	return (table_key(l->number));
}

/* One lease, linked; the first one of a visit has its place in it. */
static struct lease *
lease_new(struct leases *ls, struct visit *v, struct number *n)
{
	struct lease *l = v->first.number == NULL ? &v->first : slab_take(ls->slab, sizeof(*l));

	ls->count++;
	l->visit = v;
	l->number = n;
	l->next = v->leases;
	v->leases = l;
	l->fore = NULL;
	l->back = n->leases;
	if (n->leases != NULL)
		n->leases->fore = l;
	n->leases = l;
	return (l);
}

/* Take a lease from its number, which may be held by nobody then; the visit's list is the caller's
 * affair. */
static void
lease_drop(struct leases *ls, struct lease *l)
{
	if (l->back != NULL)
		l->back->fore = l->fore;
	*(l->fore != NULL ? &l->fore->back : &l->number->leases) = l->back;
	ls->count--;
	if (l == &l->visit->first)
		l->number = NULL;
	else
		slab_give(ls->slab, l, sizeof(*l));
}

static void
lease_free(struct leases *ls, struct lease *l)
{
	struct number *n = l->number;

	lease_drop(ls, l);
	if (n->leases == NULL)
		table_del(ls->table, table_key(n));
}

void
leases_end(struct leases *ls, struct visit *v)
{
	struct lease *l, *next;

	for (l = v->leases; l != NULL; l = next) {
		next = l->next;
		if (ls->on_end != NULL)
			ls->on_end(ls->on_end_arg, l);
		lease_free(ls, l);
	}
}

/* ct-attribute(1), Who holds a number: from its first sight to min(until, the visit's end) + ttl;
 * without either, max_lease.
 */
static void
lease_time(struct lease *l)
{
	const struct pool *pool = l->number->pool;
	int64_t end = l->until;

	if (l->visit->end != VISIT_NO_TIME && (end == VISIT_NO_TIME || l->visit->end < end))
		end = l->visit->end;
	if (end == VISIT_NO_TIME)
		end = time_add(l->start, pool->max_lease);
	else
		end = time_add(end < l->start ? l->start : end, pool->ttl);
	l->end = end;
	if (l->visit->known < end)
		l->visit->known = end;
	if (l->visit->keep < time_add(end, LAPSED))
		l->visit->keep = time_add(end, LAPSED);
}

/* What the visit holds of that number already becomes one with it. */
static void
lease_join(struct leases *ls, struct lease *l)
{
	struct lease **at, *old;

	lease_time(l);
	for (at = &l->next; (old = *at) != NULL;) {
		if (old->number != l->number || old->start > l->end || l->start > old->end) {
			at = &old->next;
			continue;
		}
		if (old->start < l->start)
			l->start = old->start;
		if (old->until == VISIT_NO_TIME ||
		    (l->until != VISIT_NO_TIME && old->until > l->until))
			l->until = old->until;
		if (old->end > l->end)
			l->end = old->end;
		*at = old->next;
		lease_free(ls, old);
	}
}

struct lease *
leases_add(struct leases *ls, struct visit *v, struct number *n, int64_t start, int64_t until)
{
	struct lease *l = lease_new(ls, v, n);

	l->start = start;
	l->until = until;
	lease_join(ls, l);
	return (l);
}

void
leases_restore(struct leases *ls, struct visit *v, struct slice number, int64_t start, int64_t end,
    int64_t until)
{
	struct lease *l = lease_new(ls, v, leases_number(ls, number));

	l->start = start;
	l->end = end;
	l->until = until;
}

void
leases_hand(struct leases *ls, struct lease *l, struct visit *to)
{
	struct lease **at = &l->visit->leases;
	struct number *n = l->number;
	int64_t start = l->start, until = l->until;

	while (*at != l)
		at = &(*at)->next;
	*at = l->next;
	lease_drop(ls, l);
	leases_add(ls, to, n, start, until);
}

/* A lease that lives in its visit moves into another one. */
static struct lease *
lease_move(struct lease *l, struct lease *to)
{
	*to = *l;
	if (l->back != NULL)
		l->back->fore = to;
	*(l->fore != NULL ? &l->fore->back : &l->number->leases) = to;
	l->number = NULL;
	return (to);
}

void
leases_follow(struct visit *v, struct visit *old)
{
	struct lease *l, *next;

	for (l = old->leases, old->leases = NULL; l != NULL; l = next) {
		next = l->next;
		if (l == &old->first)
			l = lease_move(l, &v->first);
		l->next = v->leases;
		v->leases = l;
		l->visit = v;
		lease_time(l);
	}
}

static bool
lease_before(const struct lease *a, const struct lease *b)
{
	return (a->start < b->start || (a->start == b->start && a->visit->order < b->visit->order));
}

/* Put the lease where it belongs behind `from`, unless its visit is there already. */
static size_t
put_found(struct leases *ls, size_t from, size_t n, struct lease *l)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (ls->found[i]->visit == l->visit) {
			if (i >= from && l->start < ls->found[i]->start)
				ls->found[i] = l;
			return (n);
		}
	ls->found = mem_grow(ls->found, &ls->capfound, n + 1, sizeof(*ls->found));
	for (i = n; i > from && lease_before(l, ls->found[i - 1]); i--)
		ls->found[i] = ls->found[i - 1];
	ls->found[i] = l;
	return (n + 1);
}

struct lease *const *
leases_holding(
    struct leases *ls, const struct number *number, int64_t ts, size_t *n, size_t *lapsed)
{
	struct lease *l;
	size_t all;

	*n = 0;
	for (l = number->leases; l != NULL; l = l->back)
		if (lease_holds(l, ts))
			*n = put_found(ls, 0, *n, l);
	for (all = *n, l = number->leases; l != NULL; l = l->back)
		if (l->end < ts && time_add(l->end, LAPSED) >= ts)
			all = put_found(ls, *n, all, l);
	*lapsed = all - *n;
	return (ls->found);
}

size_t
leases_numbers(const struct leases *ls)
{
	return (table_count(ls->table));
}

size_t
leases_count(const struct leases *ls)
{
	return (ls->count);
}
