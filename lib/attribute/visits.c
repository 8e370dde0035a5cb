#include "attribute/visits.h"

#include <stdlib.h>

#include "attribute/visit_index.h"
#include "attribute/visit_wheel.h"
#include "base/mem.h"

/* ct-events(5): a visitor's records belong to the visit until so long after its end. */
enum { AFTER_VISIT = 30 * 60000 };

struct visits {
	const struct numbers *numbers;
	struct slab *slab; /* of visits and leases */
	struct leases *leases;
	struct visit_index index;
	struct visit_wheel *wheel;
	uint64_t order;
};

struct visits *
visits_new(const struct numbers *numbers)
{
	struct visits *vs = mem_zero(1, sizeof(*vs));

	vs->numbers = numbers;
	vs->slab = slab_new();
	vs->leases = leases_new(numbers, vs->slab);
	vs->wheel = visit_wheel_new();
	return (vs);
}

void
visits_free(struct visits *vs)
{
	struct visit_walk at = { 0 };
	struct visit *v;

	if (vs == NULL)
		return;
	while ((v = visit_wheel_next(vs->wheel, &at)) != NULL)
		visit_free(vs->slab, v);
	visit_wheel_free(vs->wheel);
	visit_index_free(&vs->index);
	leases_free(vs->leases);
	slab_free(vs->slab);
	free(vs);
}

/* Finding a visit */

/* An index is opened when it is first asked. */
static struct visit *
find_by(struct visits *vs, int kind, struct slice text, int64_t ts, bool alone)
{
	struct visit_walk at = { 0 };
	struct visit *v;

	if (text.n == 0)
		return (NULL);
	if (!vs->index.open[kind]) {
		vs->index.open[kind] = true;
		while ((v = visit_wheel_next(vs->wheel, &at)) != NULL)
			visit_index_put(&vs->index, kind, v);
	}
	return (visit_index_find(&vs->index, kind, text, ts, alone));
}

static struct visit *
find(struct visits *vs, const struct slice field[VISIT_KEYS], int64_t ts, bool alone)
{
	struct visit *v = NULL;
	int kind;

	/* Who names a session is not given another one of the same visitor. */
	if (field[VISIT_SESSION].n > 0)
		return (find_by(vs, VISIT_SESSION, field[VISIT_SESSION], ts, alone));
	for (kind = VISIT_VISITOR; v == NULL && kind < VISIT_KEYS; kind++)
		v = find_by(vs, kind, field[kind], ts, alone);
	return (v);
}

struct visit *
visits_of(struct visits *vs, const struct slice field[VISIT_KEYS], int64_t ts, bool *named)
{
	int kind;

	*named = false;
	for (kind = 0; kind < VISIT_KEYS; kind++)
		*named = *named || field[kind].n > 0;
	return (*named ? find(vs, field, ts, false) : NULL);
}

/* A visit comes */

static struct visit *
make(struct visits *vs, const struct slice *field, int nfields, int64_t ts, int64_t end)
{
	struct visit *v = visit_new(vs->slab, field, nfields);

	v->ts = ts;
	v->end = end;
	v->order = vs->order++;
	return (v);
}

/* All that the first said of a session and the second does not contradict. */
static void
follow(struct visit *v, struct visit *old)
{
	if (old->ts < v->ts)
		v->ts = old->ts;
	if (v->end == VISIT_NO_TIME)
		v->end = old->end;
	v->called = old->called;
	v->trace = old->trace;
	v->callers = old->callers;
	old->callers = NULL;
	leases_follow(v, old);
}

/* Nothing finds the old one any more; it stays in the heap, empty, until its time comes. */
static void
retire(struct visits *vs, struct visit *old)
{
	visit_index_del(&vs->index, old);
	memset(old->at, 0, sizeof(old->at));
}

/* How long it can be found by its visitor, and named. */
static void
set_time(struct visits *vs, struct visit *v)
{
	int64_t keep;
	bool declared;

	if (v->end == VISIT_NO_TIME) {
		v->window = time_add(v->ts,
		    numbers_pool(vs->numbers, (struct slice){ NULL, 0 }, &declared)->max_lease);
		keep = v->window;
	} else {
		v->window = time_add(v->end, AFTER_VISIT);
		keep = time_add(v->end, numbers_set(vs->numbers)->keep);
	}
	if (v->known < keep)
		v->known = keep;
	if (v->known < v->window)
		v->known = v->window;
	if (v->keep < v->known)
		v->keep = v->known;
}

void
visits_fetch(const struct visits *vs, struct slice id, struct slice number)
{
	visit_index_fetch(&vs->index, id);
	if (number.n > 0)
		leases_fetch(vs->leases, number);
}

struct visit *
visits_session(struct visits *vs, const struct slice field[VISIT_FIELDS], struct slice number,
    int64_t ts, int64_t end, struct source *source)
{
	struct number *n = NULL;
	struct visit *old, *v;

	if (end != VISIT_NO_TIME && end < ts)
		end = ts;
	if (number.n > 0) {
		n = leases_number(vs->leases, number);
		__builtin_prefetch(n->leases);
	}
	old = find_by(vs, VISIT_SESSION, field[VISIT_SESSION], INT64_MIN, false);
	v = make(vs, field, VISIT_FIELDS, ts, end);
	v->source = source;
	v->known = v->keep = INT64_MIN;
	if (old != NULL)
		follow(v, old);
	set_time(vs, v);
	if (old != NULL)
		retire(vs, old);
	visit_index_add(&vs->index, v, field);
	if (n != NULL)
		leases_add(vs->leases, v, n, ts, VISIT_NO_TIME);
	visit_wheel_add(vs->wheel, v);
	return (v);
}

struct lease *
visits_show(struct visits *vs, struct visit *v, const struct slice field[VISIT_KEYS],
    struct slice number, int64_t ts, int64_t until)
{
	struct number *n = leases_number(vs->leases, number);
	bool isnew = false;
	struct lease *l;

	if (v == NULL && (v = find(vs, field, ts, true)) == NULL) {
		v = make(vs, field, VISIT_KEYS, ts, VISIT_NO_TIME);
		v->alone = true;
		v->known = v->keep = ts;
		visit_index_add(&vs->index, v, field);
		isnew = true;
	}
	l = leases_add(vs->leases, v, n, ts, until);
	if (v->alone)
		v->window = v->known;
	if (isnew)
		visit_wheel_add(vs->wheel, v);
	return (l);
}

/* Who holds a number */

/* Somebody alone may have a session by now: then it holds the number.  Did it? */
static bool
give_to_session(struct visits *vs, struct lease *l)
{
	struct slice field[VISIT_KEYS];
	struct visit *v;
	int i;

	for (i = 0; i < VISIT_KEYS; i++)
		field[i] = visit_field(l->visit, i);
	if ((v = find(vs, field, l->start, false)) == NULL)
		return (false);
	leases_hand(vs->leases, l, v);
	return (true);
}

struct lease *const *
visits_holding(struct visits *vs, struct slice text, int64_t ts, size_t *n, size_t *lapsed)
{
	struct number *number = leases_find(vs->leases, text);
	struct lease *l;

	*n = *lapsed = 0;
	if (number == NULL)
		return (NULL);
again:
	for (l = number->leases; l != NULL; l = l->back)
		if (l->visit->alone && lease_holds(l, ts) && give_to_session(vs, l))
			goto again;
	return (leases_holding(vs->leases, number, ts, n, lapsed));
}

void
visits_on_end(struct visits *vs, void (*fn)(void *, const struct lease *), void *arg)
{
	leases_on_end(vs->leases, fn, arg);
}

size_t
visits_numbers(const struct visits *vs)
{
	return (leases_numbers(vs->leases));
}

size_t
visits_leases(const struct visits *vs)
{
	return (leases_count(vs->leases));
}

/* A visit goes */

static void
forget_due(struct visits *vs, struct visit_turn *turn)
{
	const struct visit *soon;
	struct visit *v;

	while ((v = visit_wheel_due(vs->wheel, turn, &soon)) != NULL) {
		if (soon != NULL) {
			visit_index_fetch_all(&vs->index, soon);
			leases_fetch_around(soon);
		}
		visit_index_del(&vs->index, v);
		leases_end(vs->leases, v);
		visit_free(vs->slab, v);
	}
}

void
visits_expire(struct visits *vs, int64_t horizon)
{
	struct visit_turn turn = visit_wheel_turn(vs->wheel, horizon);

	forget_due(vs, &turn);
}

void
visits_end(struct visits *vs)
{
	struct visit_turn turn = visit_wheel_turn_all();

	forget_due(vs, &turn);
}

/* To a state and back */

static int
order_cmp(const void *pa, const void *pb)
{
	const struct visit *a = *(struct visit *const *)pa, *b = *(struct visit *const *)pb;

	return (a->order < b->order ? -1 : a->order > b->order);
}

struct visit **
visits_all(const struct visits *vs, size_t *n)
{
	struct visit **all = mem_alloc(visit_wheel_count(vs->wheel) * sizeof(*all)), *v;
	struct visit_walk at = { 0 };

	for (*n = 0; (v = visit_wheel_next(vs->wheel, &at)) != NULL;)
		all[(*n)++] = v;
	qsort(all, *n, sizeof(struct visit *), order_cmp);
	return (all);
}

struct visit *
visits_restore(struct visits *vs, const struct slice field[VISIT_FIELDS], const struct visit *times,
    struct source *source)
{
	struct visit *v = make(vs, field, VISIT_FIELDS, times->ts, times->end);

	v->source = source;
	v->window = times->window;
	v->known = times->known;
	v->keep = times->keep;
	v->alone = times->alone;
	visit_index_add(&vs->index, v, field);
	visit_wheel_add(vs->wheel, v);
	return (v);
}

void
visits_restore_lease(struct visits *vs, struct visit *v, struct slice number, int64_t start,
    int64_t end, int64_t until)
{
	leases_restore(vs->leases, v, number, start, end, until);
}
