#include "attribute/visits.h"

#include <stddef.h>
#include <stdlib.h>

#include "attribute/visits_in.h"
#include "base/mem.h"

/* ct-events(5): a visitor's records belong to the visit until so long after its end. */
enum { AFTER_VISIT = 30 * 60000 };

const char *const visit_names[VISIT_FIELDS] = { "session_id", "visitor_id", "client_id",
	"ym_client_id", "gclid", "yclid", "fbclid", "landing" };

struct visits *
visits_new(const struct numbers *numbers, struct sources *sources)
{
	struct visits *vs = mem_zero(1, sizeof(*vs));

	vs->numbers = numbers;
	vs->sources = sources;
	vs->slab = slab_new();
	vs->table = table_new(sizeof(struct number));
	vs->minute = INT64_MIN / 2;
	vs->seed = hash_seed(vs);
	return (vs);
}

struct visit *
visit_find(struct visits *vs, const struct slice field[VISIT_KEYS], int64_t ts, bool alone)
{
	struct visit *v = NULL;
	int kind;

	/* Who names a session is not given another one of the same visitor. */
	if (field[VISIT_SESSION].n > 0)
		return (visit_index_find(vs, VISIT_SESSION, field[VISIT_SESSION], ts, alone));
	for (kind = VISIT_VISITOR; v == NULL && kind < VISIT_KEYS; kind++)
		v = visit_index_find(vs, kind, field[kind], ts, alone);
	return (v);
}

struct visit *
visits_of(struct visits *vs, const struct slice field[VISIT_KEYS], int64_t ts, bool *named)
{
	int kind;

	*named = false;
	for (kind = 0; kind < VISIT_KEYS; kind++)
		*named = *named || field[kind].n > 0;
	return (*named ? visit_find(vs, field, ts, false) : NULL);
}

static size_t
size_of(size_t data)
{
	return (offsetof(struct visit, data) + data);
}

static struct visit *
visit_new(struct visits *vs, const struct slice *field, int nfields, int64_t ts, int64_t end)
{
	struct visit *v;
	size_t n = 0;
	int i;

	for (i = 0; i < nfields; i++)
		n += field[i].n;
	v = slab_take(vs->slab, size_of(n));
	memset(v, 0, offsetof(struct visit, data));
	v->size = (uint32_t)n;
	for (n = 0, i = 0; i < VISIT_FIELDS; i++) {
		v->at[i] = (uint32_t)n;
		if (i < nfields && field[i].n > 0) {
			memcpy(v->data + n, field[i].p, field[i].n);
			n += field[i].n;
		}
	}
	v->at[i] = (uint32_t)n;
	v->ts = ts;
	v->end = end;
	v->order = vs->order++;
	return (v);
}

static void
callers_free(struct visit *v)
{
	if (v->callers != NULL)
		buf_free(v->callers);
	free(v->callers);
}

void
visit_free(struct visits *vs, struct visit *v)
{
	visit_index_del(vs, v);
	lease_free_all(vs, v);
	source_drop(v->source);
	callers_free(v);
	slab_give(vs->slab, v, size_of(v->size));
}

void
visits_free(struct visits *vs)
{
	struct visit_due *due = NULL;
	struct visit *v;
	size_t spoke = 0, i = 0;
	int kind;

	if (vs == NULL)
		return;
	while ((v = visit_wheel_next(vs, &spoke, &due, &i)) != NULL) {
		source_drop(v->source);
		callers_free(v);
	}
	visit_wheel_free(vs);
	for (kind = 0; kind < VISIT_KEYS; kind++)
		free(vs->index[kind].slots);
	table_free(vs->table);
	slab_free(vs->slab);
	free(vs->found);
	free(vs);
}

/* All that the first said of a session and the second does not contradict. */
static void
visit_follow(struct visit *v, struct visit *old)
{
	if (old->ts < v->ts)
		v->ts = old->ts;
	if (v->end == VISIT_NO_TIME)
		v->end = old->end;
	v->called = old->called;
	v->trace = old->trace;
	v->callers = old->callers;
	old->callers = NULL;
	lease_follow(v, old);
}

/* Nothing finds the old one any more; it stays in the heap, empty, until its time comes. */
static void
visit_retire(struct visits *vs, struct visit *old)
{
	visit_index_del(vs, old);
	memset(old->at, 0, sizeof(old->at));
}

/* How long it can be found by its visitor, and named. */
static void
visit_time(struct visits *vs, struct visit *v)
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
	visit_index_fetch(vs, VISIT_SESSION, visit_hash(vs, id));
	if (number.n > 0)
		table_fetch(vs->table, number);
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
		n = lease_number_of(vs, number);
		__builtin_prefetch(n->leases);
	}
	old = visit_index_find(vs, VISIT_SESSION, field[VISIT_SESSION], INT64_MIN, false);
	v = visit_new(vs, field, VISIT_FIELDS, ts, end);
	v->source = source;
	v->known = v->keep = INT64_MIN;
	if (old != NULL)
		visit_follow(v, old);
	visit_time(vs, v);
	if (old != NULL)
		visit_retire(vs, old);
	visit_index_add(vs, v, field);
	if (n != NULL)
		lease_add(vs, v, n, ts, VISIT_NO_TIME);
	visit_wheel_add(vs, v);
	return (v);
}

struct lease *
visits_show(struct visits *vs, struct visit *v, const struct slice field[VISIT_KEYS],
    struct slice number, int64_t ts, int64_t until)
{
	struct number *n = lease_number_of(vs, number);
	bool isnew = false;
	struct lease *l;

	if (v == NULL && (v = visit_find(vs, field, ts, true)) == NULL) {
		v = visit_new(vs, field, VISIT_KEYS, ts, VISIT_NO_TIME);
		v->alone = true;
		v->known = v->keep = ts;
		visit_index_add(vs, v, field);
		isnew = true;
	}
	l = lease_add(vs, v, n, ts, until);
	if (v->alone)
		v->window = v->known;
	if (isnew)
		visit_wheel_add(vs, v);
	return (l);
}

static int
order_cmp(const void *pa, const void *pb)
{
	const struct visit *a = *(struct visit *const *)pa, *b = *(struct visit *const *)pb;

	return (a->order < b->order ? -1 : a->order > b->order);
}

struct visit **
visits_all(const struct visits *vs, size_t *n)
{
	struct visit **all = mem_alloc(vs->nvisits * sizeof(*all)), *v;
	struct visit_due *due = NULL;
	size_t spoke = 0, i = 0;

	for (*n = 0; (v = visit_wheel_next(vs, &spoke, &due, &i)) != NULL;)
		all[(*n)++] = v;
	qsort(all, *n, sizeof(struct visit *), order_cmp);
	return (all);
}

struct visit *
visits_restore(struct visits *vs, const struct slice field[VISIT_FIELDS], const struct visit *times,
    struct source *source)
{
	struct visit *v = visit_new(vs, field, VISIT_FIELDS, times->ts, times->end);

	v->source = source;
	v->window = times->window;
	v->known = times->known;
	v->keep = times->keep;
	v->alone = times->alone;
	visit_index_add(vs, v, field);
	visit_wheel_add(vs, v);
	return (v);
}

bool
visit_caller(const struct visit *v, struct slice customer, bool *any)
{
	const char *p, *end, *tab;

	*any = v->callers != NULL;
	if (v->callers == NULL)
		return (false);
	for (p = v->callers->p, end = p + v->callers->n; p < end; p = tab + 1) {
		tab = memchr(p, '\t', (size_t)(end - p));
		if (slice_eq((struct slice){ p, (size_t)(tab - p) }, customer))
			return (true);
	}
	return (false);
}

void
visit_add_caller(struct visit *v, struct slice customer)
{
	bool any;

	if (customer.n == 0 || memchr(customer.p, '\t', customer.n) != NULL ||
	    visit_caller(v, customer, &any))
		return;
	if (v->callers == NULL)
		v->callers = mem_zero(1, sizeof(*v->callers));
	buf_slice(v->callers, customer);
	buf_char(v->callers, '\t');
}
