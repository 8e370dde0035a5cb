#include "format/fold.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "format/value.h"

enum { OPEN_MAX = 1 << 16 };

struct group {
	struct made *values; /* of the first row in the block behind them, later ones owned */
	char *block, *end;
	size_t rank; /* of the best row so far; the lower the better */
	int64_t first, last;
	int64_t best_until, until; /* when the waiting of the best row, and of all, was over */
	uint64_t rows;
};

struct fold {
	const struct maker *maker;
	fold_out *out;
	void *arg;
	struct table *groups;
	struct made *made;
	int64_t newest;
};

struct fold *
fold_new(const struct maker *maker, fold_out *out, void *arg)
{
	struct fold *f = mem_zero(1, sizeof(*f));

	f->maker = maker;
	f->out = out;
	f->arg = arg;
	f->groups = table_new(sizeof(struct group));
	f->made = mem_zero(maker->nmembers, sizeof(*f->made));
	f->newest = INT64_MIN;
	return (f);
}

static void
forget(const struct group *g, struct slice json)
{
	if (json.p < g->block || json.p >= g->end)
		free((void *)(uintptr_t)json.p);
}

static void
group_free(struct fold *f, struct group *g)
{
	size_t i;

	for (i = 0; i < f->maker->nmembers; i++)
		forget(g, g->values[i].json);
	free(g->values);
}

/* The first row: all of it in one piece. */
static void
group_begin(struct fold *f, struct group *g, const struct made *made)
{
	size_t n = f->maker->nmembers, room = 1, i;
	char *p;

	for (i = 0; i < n; i++)
		room += made[i].json.n;
	g->values = mem_alloc(n * sizeof(*g->values) + room);
	g->block = p = (char *)(g->values + n);
	g->end = p + room;
	for (i = 0; i < n; i++) {
		if (made[i].json.n > 0)
			memcpy(p, made[i].json.p, made[i].json.n);
		g->values[i] = (struct made){ { p, made[i].json.n }, made[i].raw };
		p += made[i].json.n;
	}
}

void
fold_free(struct fold *f)
{
	struct group *g;

	if (f == NULL)
		return;
	for (g = table_next(f->groups, NULL); g != NULL; g = table_next(f->groups, g))
		group_free(f, g);
	table_free(f->groups);
	free(f->made);
	free(f);
}

static void
set(const struct group *g, struct made *at, struct slice json, bool raw)
{
	forget(g, at->json);
	at->json = (struct slice){ json.n == 0 ? NULL : mem_dup(json.p, json.n), json.n };
	at->raw = raw;
}

static double
number_of(struct slice json)
{
	char text[64];
	size_t n = json.n < sizeof(text) - 1 ? json.n : sizeof(text) - 1;

	memcpy(text, json.p, n);
	text[n] = '\0';
	return (strtod(text, NULL));
}

/* Sums of seconds and money: thousandths are exact enough for the one and kept for the other. */
static void
set_sum(const struct group *g, struct made *at, double sum)
{
	struct buf b = { 0 };

	buf_printf(&b, "%.6f", sum);
	while (b.p[b.n - 1] == '0')
		b.n--;
	if (b.p[b.n - 1] == '.')
		b.n--;
	set(g, at, buf_view(&b), false);
	buf_free(&b);
}

static size_t
rank_of(const struct maker *maker, const struct made *made)
{
	size_t i;

	if (maker->fold_rank == SIZE_MAX)
		return (0);
	for (i = 0; i < maker->nranks; i++)
		if (slice_eq(maker->ranks[i], made[maker->fold_rank].json))
			return (i);
	return (maker->nranks);
}

static void
merge_member(struct group *g, struct made *at, const struct made *add, enum fold_rule rule,
    bool better, bool earlier, bool later)
{
	struct buf b = { 0 };

	switch (rule) {
	case FOLD_BEST: /* what the best row does not know is not known */
		if (better)
			set(g, at, add->json, add->raw);
		break;
	case FOLD_FIRST:
		if (add->json.n > 0 && (at->json.n == 0 || earlier))
			set(g, at, add->json, add->raw);
		break;
	case FOLD_LAST:
		if (add->json.n > 0 && (at->json.n == 0 || later))
			set(g, at, add->json, add->raw);
		break;
	case FOLD_SUM:
		if (add->json.n > 0)
			set_sum(g, at,
			    number_of(add->json) + (at->json.n > 0 ? number_of(at->json) : 0));
		break;
	case FOLD_MAX:
	case FOLD_MIN:
		if (add->json.n > 0 &&
		    (at->json.n == 0 ||
			(number_of(add->json) > number_of(at->json)) == (rule == FOLD_MAX)))
			set(g, at, add->json, add->raw);
		break;
	case FOLD_WAIT: /* from the first row on: let_go() writes it */
		break;
	case FOLD_COUNT:
		buf_printf(&b, "%llu", (unsigned long long)g->rows);
		set(g, at, buf_view(&b), false);
		buf_free(&b);
		break;
	}
}

/* The wait until somebody answered, or else until the last row's end. */
static void
note_wait(struct group *g, const struct made *add, int64_t ts, bool better)
{
	int64_t until = ts + (add->json.n > 0 ? (int64_t)(number_of(add->json) * 1000) : 0);

	if (better)
		g->best_until = until;
	if (until > g->until)
		g->until = until;
}

static void
let_go(struct fold *f, struct group *g)
{
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < f->maker->nmembers; i++)
		if (f->maker->rules[i] == FOLD_WAIT && g->rows > 1) {
			value_seconds(&b, (g->rank == 0 ? g->best_until : g->until) - g->first);
			set(g, &g->values[i], buf_view(&b), false);
			b.n = 0;
		}
	buf_free(&b);
	f->out(f->arg, f->maker, g->values, g->first);
	group_free(f, g);
	table_del(f->groups, table_key(g));
}

void
fold_add(struct fold *f, struct slice key, const struct made *made, int64_t ts)
{
	const struct maker *maker = f->maker;
	struct group *g, *next;
	size_t rank = rank_of(maker, made), i;
	bool isnew, better, earlier, later;

	if ((g = table_get(f->groups, key)) != NULL &&
	    (ts > g->last + maker->fold_within || ts < g->first - maker->fold_within))
		let_go(f, g); /* the key came back on another day */
	g = table_put(f->groups, key, &isnew);
	if (isnew) {
		group_begin(f, g, made);
		g->first = g->last = g->until = g->best_until = ts;
		g->rank = rank;
	}
	better = isnew || rank < g->rank;
	earlier = isnew || ts < g->first;
	later = ts >= g->last;
	g->rows++;
	if (better)
		g->rank = rank;
	if (ts < g->first)
		g->first = ts;
	if (ts > g->last)
		g->last = ts;
	for (i = 0; i < maker->nmembers; i++)
		if (maker->rules[i] == FOLD_WAIT)
			note_wait(g, &made[i], ts, better);
		else if (!isnew || maker->rules[i] == FOLD_COUNT)
			merge_member(
			    g, &g->values[i], &made[i], maker->rules[i], better, earlier, later);

	if (ts > f->newest)
		f->newest = ts;
	/* One that is much younger than those behind it (the export goes back in time) would keep
	 * them all: beyond a number no exchange has open, the oldest goes in any case. */
	for (g = table_next(f->groups, NULL);
	     g != NULL &&
	     (f->newest - g->last > maker->fold_within || table_count(f->groups) > OPEN_MAX);
	     g = next) {
		next = table_next(f->groups, g);
		let_go(f, g);
	}
}

void
fold_flush(struct fold *f)
{
	struct group *g, *next;

	for (g = table_next(f->groups, NULL); g != NULL; g = next) {
		next = table_next(f->groups, g);
		let_go(f, g);
	}
}
