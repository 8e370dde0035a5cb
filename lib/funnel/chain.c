#include "funnel/chain.h"

#include <stdlib.h>

#include "base/mem.h"

static int
compare(const void *a, const void *b)
{
	const struct hit *x = a, *y = b;

	if (x->ts != y->ts)
		return (x->ts < y->ts ? -1 : 1);
	return ((x->seq > y->seq) - (x->seq < y->seq));
}

void
chain_sort(struct hit *hits, size_t n)
{
	size_t i;

	for (i = 1; i < n; i++)
		if (compare(&hits[i - 1], &hits[i]) > 0) {
			qsort(hits, n, sizeof(*hits), compare);
			return;
		}
}

/*
 * What a search needs: for each hit and stage, the first hit from there on
 * that passes it.  "From there on" begins with the first of the hits that are
 * simultaneous with it, since their order means nothing.
 */
struct search {
	const struct chain_rules *rules;
	const struct hit *hits;
	size_t n;
	size_t *next; /* next[i * stages + stage], n for none */
};

static void
prepare(struct search *s, struct chain_scratch *scratch)
{
	size_t stages = s->rules->stages, i, k;
	size_t *row;

	scratch->next = mem_grow(scratch->next, &scratch->cap, (s->n + 1) * stages, sizeof(size_t));
	s->next = scratch->next;
	for (k = 0; k < stages; k++)
		s->next[s->n * stages + k] = s->n;
	for (i = s->n; i-- > 0;) {
		row = &s->next[i * stages];
		for (k = 0; k < stages; k++)
			row[k] = s->hits[i].stages >> k & 1 ? i : row[stages + k];
	}
	for (i = 1; i < s->n; i++)
		if (s->hits[i].ts == s->hits[i - 1].ts)
			for (k = 0; k < stages; k++)
				s->next[i * stages + k] = s->next[(i - 1) * stages + k];
}

static bool
inside(const struct search *s, int64_t start, size_t hit)
{
	return (hit < s->n && s->hits[hit].ts - start <= s->rules->window);
}

/* From the first stage's hit on, each time the earliest that passes the next stage. */
static void
go_in_order(const struct search *s, size_t first, struct chain *c)
{
	size_t at = first, k;

	c->start = s->hits[first].ts;
	c->hits[0] = first;
	for (k = 1; k < s->rules->stages; k++) {
		/* A hit that passes this stage as well is no later than any other. */
		if (!(s->hits[at].stages >> k & 1))
			at = s->next[at * s->rules->stages + k];
		if (!inside(s, c->start, at))
			break;
		c->hits[k] = at;
	}
	c->depth = k;
}

/* From any stage's hit on, all stages that are passed inside the window; counted without a gap. */
static void
go_any_order(const struct search *s, size_t first, struct chain *c)
{
	size_t at, k;

	c->start = s->hits[first].ts;
	for (k = 0; k < s->rules->stages; k++) {
		at = s->next[first * s->rules->stages + k];
		if (!inside(s, c->start, at))
			break;
		c->hits[k] = at;
	}
	c->depth = k;
}

void
chain_find(const struct chain_rules *rules, const struct hit *hits, size_t n,
    struct chain_scratch *scratch, struct chain *best)
{
	struct search s = { rules, hits, n, NULL };
	struct chain c;
	size_t i;

	best->depth = 0;
	prepare(&s, scratch);
	for (i = 0; i < n && best->depth < rules->stages; i++) {
		if (!(hits[i].stages & (rules->any_order ? UINT32_MAX : 1)))
			continue;
		if (rules->any_order)
			go_any_order(&s, i, &c);
		else
			go_in_order(&s, i, &c);
		if (c.depth > best->depth)
			*best = c;
	}
}
