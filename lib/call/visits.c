#include "call/visits.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/mem.h"
#include "base/table.h"

/* events.md: a visitor's records belong to the visit until so long after its end. */
enum { AFTER_VISIT = 30 * 60000 };

/* So long after its lease a visit is remembered as one that may still call the number. */
enum { LAPSED = 3600000 };

const char *const visit_names[VISIT_FIELDS] = { "session_id", "visitor_id", "client_id",
	"ym_client_id", "gclid", "yclid", "fbclid", "landing" };

struct number {
	struct lease *leases; /* the last one taken in first */
	const struct pool *pool;
};

/* Visits are forgotten by the minute: a wheel of so many of them, and what is due later comes
 * round. */
enum { MINUTE = 60000, WHEEL = 4096 };

/* A place of an index: open addressing, so that a neighbour's visit need not be looked at. */
struct slot {
	uint64_t hash; /* 0: empty */
	struct visit *visit;
};

struct visits {
	const struct numbers *numbers;
	struct sources *sources;
	struct table *table; /* of struct number */
	struct slot *index[VISIT_KEYS];
	size_t mask[VISIT_KEYS], count[VISIT_KEYS];
	uint64_t seed;
	uint64_t order;
	struct visit *wheel[WHEEL]; /* by the minute of their keep, through visit->due */
	int64_t minute;		    /* the wheel has turned so far */
	size_t nvisits;
	struct lease **found;
	size_t capfound;
	struct lease *spare;
	size_t leases;
	void (*on_end)(void *, const struct lease *);
	void *on_end_arg;
};

struct visits *
visits_new(const struct numbers *numbers, struct sources *sources)
{
	struct visits *vs = mem_zero(1, sizeof(*vs));

	vs->numbers = numbers;
	vs->sources = sources;
	vs->table = table_new(sizeof(struct number));
	vs->minute = INT64_MIN / 2;
	if (getrandom(&vs->seed, sizeof(vs->seed), GRND_NONBLOCK) != (ssize_t)sizeof(vs->seed))
		vs->seed = (uint64_t)(uintptr_t)vs;
	return (vs);
}

/* The index: a hash table for each kind of id. */

static uint64_t
mix(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return ((uint64_t)m ^ (uint64_t)(m >> 64));
}

static uint64_t
hash(const struct visits *vs, struct slice text)
{
	uint64_t h = vs->seed ^ text.n, word;
	const char *p = text.p;
	size_t n;

	for (n = text.n; n > 8; n -= 8, p += 8) {
		memcpy(&word, p, 8);
		h = mix(h ^ word, 0x9e3779b97f4a7c15U ^ vs->seed);
	}
	word = 0;
	if (n > 0)
		memcpy(&word, p, n);
	h = mix(h ^ word, 0xd6e8feb86659fd93U ^ vs->seed);
	return (h == 0 ? 1 : h);
}

static void
place(struct visits *vs, int kind, uint64_t h, struct visit *v)
{
	size_t i = h & vs->mask[kind];

	while (vs->index[kind][i].hash != 0)
		i = (i + 1) & vs->mask[kind];
	vs->index[kind][i] = (struct slot){ h, v };
}

static void
index_add(struct visits *vs, int kind, uint64_t h, struct visit *v)
{
	struct slot *old = vs->index[kind];
	size_t n = vs->mask[kind] + 1, i;

	if ((++vs->count[kind]) * 4 > n * 3) {
		vs->mask[kind] = n * 2 - 1;
		vs->index[kind] = mem_zero(n * 2, sizeof(*old));
		for (i = 0; i < n; i++)
			if (old[i].hash != 0)
				place(vs, kind, old[i].hash, old[i].visit);
		free(old);
	}
	place(vs, kind, h, v);
}

/* Take it out, and close the gap with what would rather stand there. */
static void
index_del(struct visits *vs, int kind, uint64_t h, const struct visit *v)
{
	struct slot *slots = vs->index[kind];
	size_t mask = vs->mask[kind], gap = h & mask, i;

	while (slots[gap].visit != v)
		gap = (gap + 1) & mask;
	for (i = (gap + 1) & mask; slots[i].hash != 0; i = (i + 1) & mask)
		if (((i - slots[i].hash) & mask) >= ((i - gap) & mask)) {
			slots[gap] = slots[i];
			gap = i;
		}
	slots[gap] = (struct slot){ 0, NULL };
	vs->count[kind]--;
}

static void
index_visit(struct visits *vs, struct visit *v)
{
	struct slice text;
	int kind;

	for (kind = 0; kind < VISIT_KEYS; kind++)
		if (vs->index[kind] != NULL && (text = visit_field(v, kind)).n > 0) {
			v->hash[kind] = hash(vs, text);
			index_add(vs, kind, v->hash[kind], v);
		}
}

/* An index is made when it is first asked: many inputs never name a visitor or client. */
static void
make_index(struct visits *vs, int kind)
{
	struct visit *v;
	struct slice text;
	size_t i;

	vs->mask[kind] = 1023;
	vs->index[kind] = mem_zero(vs->mask[kind] + 1, sizeof(*vs->index[kind]));
	for (i = 0; i < WHEEL; i++)
		for (v = vs->wheel[i]; v != NULL; v = v->due)
			if ((text = visit_field(v, kind)).n > 0) {
				v->hash[kind] = hash(vs, text);
				index_add(vs, kind, v->hash[kind], v);
			}
}

static void
unindex_visit(struct visits *vs, const struct visit *v)
{
	int kind;

	for (kind = 0; kind < VISIT_KEYS; kind++)
		if (vs->index[kind] != NULL && visit_field(v, kind).n > 0)
			index_del(vs, kind, v->hash[kind], v);
}

/* Of those with this id that hold ts, the one that began last; of those, the last to come. */
static struct visit *
find(struct visits *vs, int kind, struct slice text, int64_t ts, bool alone)
{
	struct visit *v, *best = NULL;
	const struct slot *slots;
	size_t i, mask;
	uint64_t h;

	if (text.n == 0)
		return (NULL);
	if (vs->index[kind] == NULL)
		make_index(vs, kind);
	slots = vs->index[kind];
	mask = vs->mask[kind];
	h = hash(vs, text);
	for (i = h & mask; slots[i].hash != 0; i = (i + 1) & mask) {
		if (slots[i].hash != h)
			continue;
		v = slots[i].visit;
		if (v->alone != alone || !slice_eq(visit_field(v, kind), text))
			continue;
		if (kind == VISIT_SESSION ? v->known < ts : ts < v->ts || ts > v->window)
			continue;
		if (best == NULL || v->ts > best->ts ||
		    (v->ts == best->ts && v->order > best->order))
			best = v;
	}
	return (best);
}

static struct visit *
find_any(struct visits *vs, const struct slice field[VISIT_KEYS], int64_t ts, bool alone)
{
	struct visit *v = NULL;
	int kind;

	/* Who names a session is not given another one of the same visitor. */
	if (field[VISIT_SESSION].n > 0)
		return (find(vs, VISIT_SESSION, field[VISIT_SESSION], ts, alone));
	for (kind = VISIT_VISITOR; v == NULL && kind < VISIT_KEYS; kind++)
		v = find(vs, kind, field[kind], ts, alone);
	return (v);
}

struct visit *
visits_of(struct visits *vs, const struct slice field[VISIT_KEYS], int64_t ts, bool *named)
{
	int kind;

	*named = false;
	for (kind = 0; kind < VISIT_KEYS; kind++)
		*named = *named || field[kind].n > 0;
	return (*named ? find_any(vs, field, ts, false) : NULL);
}

/* The wheel */

static struct visit **
spoke(struct visits *vs, int64_t minute)
{
	return (&vs->wheel[(uint64_t)minute % WHEEL]);
}

static int64_t
minute_of(int64_t ms)
{
	return (ms >= 0 ? ms / MINUTE : -((-(ms + 1)) / MINUTE) - 1);
}

/* To be forgotten after its keep; what should be gone already goes at the next turn. */
static void
wheel_add(struct visits *vs, struct visit *v)
{
	int64_t minute = minute_of(v->keep);
	struct visit **at = spoke(vs, minute < vs->minute ? vs->minute : minute);

	v->due = *at;
	*at = v;
}

static void
enlist(struct visits *vs, struct visit *v)
{
	vs->nvisits++;
	wheel_add(vs, v);
}

/* Leases */

static struct number *
number_of(struct visits *vs, struct slice text)
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

static void
lease_link(struct lease *l, struct visit *v, struct number *n)
{
	l->visit = v;
	l->number = n;
	l->next = v->leases;
	v->leases = l;
	l->fore = NULL;
	l->back = n->leases;
	if (n->leases != NULL)
		n->leases->fore = l;
	n->leases = l;
}

static struct lease *
lease_new(struct visits *vs)
{
	struct lease *l = vs->spare;

	vs->leases++;
	if (l == NULL)
		return (mem_alloc(sizeof(*l)));
	vs->spare = l->next;
	return (l);
}

/* Take a lease from its number; the visit's list is the caller's affair. */
static void
lease_free(struct visits *vs, struct lease *l)
{
	if (l->back != NULL)
		l->back->fore = l->fore;
	if (l->fore != NULL)
		l->fore->back = l->back;
	else if ((l->number->leases = l->back) == NULL)
		table_del(vs->table, table_key(l->number));
	l->next = vs->spare;
	vs->spare = l;
	vs->leases--;
}

/* tools.md: from its first sight to min(until, the visit's end) + ttl; without either, max_lease.
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

/* Give the lease to the visit, joined with what it holds of that number already. */
static struct lease *
lease_join(struct visits *vs, struct visit *v, struct lease *l, struct number *n)
{
	struct lease **at, *old;

	lease_link(l, v, n);
	lease_time(l);
	for (at = &l->next; (old = *at) != NULL;) {
		if (old->number != n || old->start > l->end || l->start > old->end) {
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
	return (l);
}

/* Visits */

static struct visit *
visit_new(struct visits *vs, const struct slice *field, int nfields, int64_t ts, int64_t end)
{
	struct visit *v;
	size_t n = 0;
	int i;

	for (i = 0; i < nfields; i++)
		n += field[i].n;
	v = mem_alloc(sizeof(*v) + n);
	memset(v, 0, sizeof(*v));
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
visit_free(struct visits *vs, struct visit *v)
{
	struct lease *l, *next;

	unindex_visit(vs, v);
	for (l = v->leases; l != NULL; l = next) {
		next = l->next;
		if (vs->on_end != NULL)
			vs->on_end(vs->on_end_arg, l);
		lease_free(vs, l);
	}
	source_drop(v->source);
	buf_free(&v->callers);
	free(v);
}

void
visits_free(struct visits *vs)
{
	struct visit *v, *next;
	struct lease *l;
	size_t i;
	int kind;

	if (vs == NULL)
		return;
	vs->on_end = NULL;
	for (i = 0; i < WHEEL; i++)
		for (v = vs->wheel[i]; v != NULL; v = next) {
			next = v->due;
			visit_free(vs, v);
		}
	while ((l = vs->spare) != NULL) {
		vs->spare = l->next;
		free(l);
	}
	for (kind = 0; kind < VISIT_KEYS; kind++)
		free(vs->index[kind]);
	table_free(vs->table);
	free(vs->found);
	free(vs);
}

/* All that the first said of a session and the second does not contradict. */
static void
visit_follow(struct visit *v, struct visit *old)
{
	struct lease *l, *next;

	if (old->ts < v->ts)
		v->ts = old->ts;
	if (v->end == VISIT_NO_TIME)
		v->end = old->end;
	v->called = old->called;
	v->callers = old->callers;
	old->callers = (struct buf){ 0 };
	for (l = old->leases, old->leases = NULL; l != NULL; l = next) {
		next = l->next;
		l->next = v->leases;
		v->leases = l;
		l->visit = v;
		lease_time(l);
	}
}

/* Nothing finds the old one any more; it stays in the heap, empty, until its time comes. */
static void
visit_retire(struct visits *vs, struct visit *old)
{
	unindex_visit(vs, old);
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
visits_fetch(const struct visits *vs, struct slice id)
{
	if (vs->index[VISIT_SESSION] != NULL)
		__builtin_prefetch(
		    &vs->index[VISIT_SESSION][hash(vs, id) & vs->mask[VISIT_SESSION]]);
}

struct visit *
visits_session(struct visits *vs, const struct slice field[VISIT_FIELDS], int64_t ts, int64_t end,
    struct source *source)
{
	struct visit *old = find(vs, VISIT_SESSION, field[VISIT_SESSION], INT64_MIN, false), *v;

	if (end != VISIT_NO_TIME && end < ts)
		end = ts;
	v = visit_new(vs, field, VISIT_FIELDS, ts, end);
	v->source = source;
	v->known = v->keep = INT64_MIN;
	if (old != NULL)
		visit_follow(v, old);
	visit_time(vs, v);
	if (old != NULL)
		visit_retire(vs, old);
	index_visit(vs, v);
	enlist(vs, v);
	return (v);
}

struct lease *
visits_show(struct visits *vs, struct visit *v, const struct slice field[VISIT_KEYS],
    struct slice number, int64_t ts, int64_t until)
{
	struct lease *l;

	if (v == NULL && (v = find_any(vs, field, ts, true)) == NULL) {
		v = visit_new(vs, field, VISIT_KEYS, ts, VISIT_NO_TIME);
		v->alone = true;
		v->known = v->keep = ts;
		index_visit(vs, v);
		enlist(vs, v);
	}
	l = lease_new(vs);
	l->start = ts;
	l->until = until;
	l = lease_join(vs, v, l, number_of(vs, number));
	if (v->alone)
		v->window = v->known;
	return (l);
}

/* Somebody alone may have a session by now: then it holds the number.  Did it? */
static bool
find_session(struct visits *vs, struct lease *l)
{
	struct visit *alone = l->visit, *v;
	struct slice field[VISIT_KEYS];
	struct number *n = l->number;
	struct lease **at;
	int i;

	for (i = 0; i < VISIT_KEYS; i++)
		field[i] = visit_field(alone, i);
	if ((v = find_any(vs, field, l->start, false)) == NULL)
		return (false);
	for (at = &alone->leases; *at != l;)
		at = &(*at)->next;
	*at = l->next;
	if (l->back != NULL)
		l->back->fore = l->fore;
	*(l->fore != NULL ? &l->fore->back : &n->leases) = l->back;
	lease_join(vs, v, l, n);
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

/*
 * Forgetting a visit touches memory that nobody has touched for hours.  Two
 * visits ahead its place is fetched, one ahead what it points to.
 */
static void
fetch_visit(const struct visit *v)
{
	if (v == NULL)
		return;
	__builtin_prefetch(v);
	__builtin_prefetch((const char *)v + 64);
	__builtin_prefetch((const char *)v + 128);
	__builtin_prefetch((const char *)v + 192);
}

static void
fetch_around(const struct visits *vs, const struct visit *v)
{
	int kind;

	if (v == NULL)
		return;
	if (v->leases != NULL) {
		__builtin_prefetch(v->leases);
		__builtin_prefetch((const char *)v->leases + 64);
	}
	for (kind = 0; kind < VISIT_KEYS; kind++)
		if (vs->index[kind] != NULL)
			__builtin_prefetch(&vs->index[kind][v->hash[kind] & vs->mask[kind]]);
	fetch_visit(v->due);
}

/* All of one minute. */
static void
turn(struct visits *vs, int64_t minute, int64_t horizon)
{
	struct visit **at = spoke(vs, minute), *v, *next;

	v = *at;
	*at = NULL;
	for (; v != NULL; v = next) {
		next = v->due;
		fetch_around(vs, next);
		if (v->keep >= horizon)
			wheel_add(vs, v);
		else {
			vs->nvisits--;
			visit_free(vs, v);
		}
	}
}

void
visits_expire(struct visits *vs, int64_t horizon)
{
	int64_t last = minute_of(horizon), minute = vs->minute;

	if (minute >= last)
		return;
	/* After a long pause one turn of the wheel is enough. */
	if (minute < last - WHEEL)
		minute = last - WHEEL;
	vs->minute = last;
	for (; minute < last; minute++)
		turn(vs, minute, last * MINUTE);
}

void
visits_end(struct visits *vs)
{
	int64_t minute;

	for (minute = 0; minute < WHEEL; minute++)
		turn(vs, minute, INT64_MAX);
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
	size_t i;

	for (*n = 0, i = 0; i < WHEEL; i++)
		for (v = vs->wheel[i]; v != NULL; v = v->due)
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
	index_visit(vs, v);
	enlist(vs, v);
	return (v);
}

void
visits_restore_lease(struct visits *vs, struct visit *v, struct slice number, int64_t start,
    int64_t end, int64_t until)
{
	struct lease *l = lease_new(vs);

	l->start = start;
	l->end = end;
	l->until = until;
	lease_link(l, v, number_of(vs, number));
}

bool
visit_caller(const struct visit *v, struct slice customer, bool *any)
{
	const char *p = v->callers.p, *end = p == NULL ? p : p + v->callers.n, *tab;

	*any = v->callers.n > 0;
	for (; p < end; p = tab + 1) {
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
	buf_slice(&v->callers, customer);
	buf_char(&v->callers, '\t');
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
