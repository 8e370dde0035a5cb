#include <stdlib.h>

#include "attribute/visits_in.h"
#include "base/mem.h"

/* So long after its lease a visit is remembered as one that may still call the number. */
enum { LAPSED = 3600000 };

struct number *
lease_number_of(struct visits *vs, struct slice text)
{
	bool isnew, declared;
	struct number *n = table_put(vs->table, text, &isnew);

	if (isnew)
		n->pool = numbers_pool(vs->numbers, text, &declared);
	return (n);
}

struct slice
lease_number(const struct lease *l)
{
	return (table_key(l->number));
}

/* One lease, linked; the first one of a visit has its place in it. */
static struct lease *
lease_new(struct visits *vs, struct visit *v, struct number *n)
{
	struct lease *l = v->first.number == NULL ? &v->first : slab_take(vs->slab, sizeof(*l));

	vs->leases++;
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
lease_drop(struct visits *vs, struct lease *l)
{
	if (l->back != NULL)
		l->back->fore = l->fore;
	*(l->fore != NULL ? &l->fore->back : &l->number->leases) = l->back;
	vs->leases--;
	if (l == &l->visit->first)
		l->number = NULL;
	else
		slab_give(vs->slab, l, sizeof(*l));
}

static void
lease_free(struct visits *vs, struct lease *l)
{
	struct number *n = l->number;

	lease_drop(vs, l);
	if (n->leases == NULL)
		table_del(vs->table, table_key(n));
}

void
lease_free_all(struct visits *vs, struct visit *v)
{
	struct lease *l, *next;

	for (l = v->leases; l != NULL; l = next) {
		next = l->next;
		if (vs->on_end != NULL)
			vs->on_end(vs->on_end_arg, l);
		lease_free(vs, l);
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
lease_join(struct visits *vs, struct lease *l)
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
		lease_free(vs, old);
	}
}

struct lease *
lease_add(struct visits *vs, struct visit *v, struct number *n, int64_t start, int64_t until)
{
	struct lease *l = lease_new(vs, v, n);

	l->start = start;
	l->until = until;
	lease_join(vs, l);
	return (l);
}

void
visits_restore_lease(struct visits *vs, struct visit *v, struct slice number, int64_t start,
    int64_t end, int64_t until)
{
	struct lease *l = lease_new(vs, v, lease_number_of(vs, number));

	l->start = start;
	l->end = end;
	l->until = until;
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
lease_follow(struct visit *v, struct visit *old)
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

/* Somebody alone may have a session by now: then it holds the number.  Did it? */
static bool
find_session(struct visits *vs, struct lease *l)
{
	struct visit *alone = l->visit, *v;
	struct slice field[VISIT_KEYS];
	struct number *n = l->number;
	int64_t start = l->start, until = l->until;
	struct lease **at;
	int i;

	for (i = 0; i < VISIT_KEYS; i++)
		field[i] = visit_field(alone, i);
	if ((v = visit_find(vs, field, start, false)) == NULL)
		return (false);
	for (at = &alone->leases; *at != l;)
		at = &(*at)->next;
	*at = l->next;
	lease_drop(vs, l);
	lease_add(vs, v, n, start, until);
	return (true);
}

static bool
lease_before(const struct lease *a, const struct lease *b)
{
	return (a->start < b->start || (a->start == b->start && a->visit->order < b->visit->order));
}

/* Put the lease where it belongs behind `from`, unless its visit is there already. */
static size_t
put_found(struct visits *vs, size_t from, size_t n, struct lease *l)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (vs->found[i]->visit == l->visit) {
			if (i >= from && l->start < vs->found[i]->start)
				vs->found[i] = l;
			return (n);
		}
	vs->found = mem_grow(vs->found, &vs->capfound, n + 1, sizeof(*vs->found));
	for (i = n; i > from && lease_before(l, vs->found[i - 1]); i--)
		vs->found[i] = vs->found[i - 1];
	vs->found[i] = l;
	return (n + 1);
}

struct lease *const *
visits_holding(struct visits *vs, struct slice text, int64_t ts, size_t *n, size_t *lapsed)
{
	struct number *number = table_get(vs->table, text);
	struct lease *l;
	size_t all;

	*n = *lapsed = 0;
	if (number == NULL)
		return (NULL);
again:
	for (l = number->leases; l != NULL; l = l->back)
		if (l->visit->alone && l->start <= ts && l->end >= ts && find_session(vs, l))
			goto again;
	for (l = number->leases; l != NULL; l = l->back)
		if (l->start <= ts && l->end >= ts)
			*n = put_found(vs, 0, *n, l);
	for (all = *n, l = number->leases; l != NULL; l = l->back)
		if (l->end < ts && time_add(l->end, LAPSED) >= ts)
			all = put_found(vs, *n, all, l);
	*lapsed = all - *n;
	return (vs->found);
}

void
visits_on_end(struct visits *vs, void (*fn)(void *, const struct lease *), void *arg)
{
	vs->on_end = fn;
	vs->on_end_arg = arg;
}

size_t
visits_numbers(const struct visits *vs)
{
	return (table_count(vs->table));
}

size_t
visits_leases(const struct visits *vs)
{
	return (vs->leases);
}
