/*
 * pool.c - see pool.h
 *
 * The numbers stand in a binary heap with the one to be shown next on top:
 * ordered by how many hold it (least_loaded) or whether anybody does, then by
 * when it was last taken or given back, then by index.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "sim/pool.h"

struct hold {
	int64_t until;
	int number;
};

struct pool {
	const struct scenario *s;
	int n, nfree;
	int *heap, *place; /* numbers in heap order; where each one stands */
	int *load;
	int64_t *since;
	struct hold *holds; /* a heap too, the first to end on top */
	size_t nholds, cap;
};

struct pool *
pool_new(const struct scenario *s)
{
	struct pool *p = mem_zero(1, sizeof(*p));
	size_t n = (size_t)s->pool.n;

	p->s = s;
	p->n = p->nfree = s->pool.n;
	p->heap = mem_zero(n + 1, sizeof(*p->heap));
	p->place = mem_zero(n + 1, sizeof(*p->place));
	p->load = mem_zero(n + 1, sizeof(*p->load));
	p->since = mem_zero(n + 1, sizeof(*p->since));
	for (int i = 0; i < p->n; i++)
		p->heap[i] = p->place[i] = i;
	return (p);
}

void
pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	free(p->heap);
	free(p->place);
	free(p->load);
	free(p->since);
	free(p->holds);
	free(p);
}

static bool
sooner(const struct pool *p, int a, int b)
{
	int la = p->load[a], lb = p->load[b];

	if (p->s->pool.policy != POLICY_LEAST_LOADED) {
		la = la > 0;
		lb = lb > 0;
	}
	if (la != lb)
		return (la < lb);
	if (p->since[a] != p->since[b])
		return (p->since[a] < p->since[b]);
	return (a < b);
}

static void
put(struct pool *p, int at, int number)
{
	p->heap[at] = number;
	p->place[number] = at;
}

/* Its load or time has changed: find its place again. */
static void
settle(struct pool *p, int number)
{
	int at = p->place[number], child;

	for (; at > 0 && sooner(p, number, p->heap[(at - 1) / 2]); at = (at - 1) / 2)
		put(p, at, p->heap[(at - 1) / 2]);
	for (; (child = 2 * at + 1) < p->n; at = child) {
		if (child + 1 < p->n && sooner(p, p->heap[child + 1], p->heap[child]))
			child++;
		if (!sooner(p, p->heap[child], number))
			break;
		put(p, at, p->heap[child]);
	}
	put(p, at, number);
}

static void
hold(struct pool *p, int64_t until, int number)
{
	size_t at = p->nholds++;

	p->holds = mem_grow(p->holds, &p->cap, p->nholds, sizeof(*p->holds));
	for (; at > 0 && until < p->holds[(at - 1) / 2].until; at = (at - 1) / 2)
		p->holds[at] = p->holds[(at - 1) / 2];
	p->holds[at] = (struct hold){ until, number };
}

static void
unhold(struct pool *p)
{
	struct hold last = p->holds[--p->nholds];
	size_t at = 0, child;

	for (; (child = 2 * at + 1) < p->nholds; at = child) {
		if (child + 1 < p->nholds && p->holds[child + 1].until < p->holds[child].until)
			child++;
		if (last.until <= p->holds[child].until)
			break;
		p->holds[at] = p->holds[child];
	}
	if (p->nholds > 0)
		p->holds[at] = last;
}

static void
release(struct pool *p, int64_t now)
{
	while (p->nholds > 0 && p->holds[0].until <= now) {
		int number = p->holds[0].number;

		if (--p->load[number] == 0)
			p->nfree++;
		p->since[number] = p->holds[0].until;
		unhold(p);
		settle(p, number);
	}
}

/* Any of the free ones alike, or of all if none is. */
static int
any(const struct pool *p, struct random *r)
{
	int number = 0, skip;

	if (p->nfree == 0)
		return ((int)random_below(r, (uint64_t)p->n));
	if (p->nfree > p->n / 8) {
		do
			number = (int)random_below(r, (uint64_t)p->n);
		while (p->load[number] > 0);
		return (number);
	}
	for (skip = (int)random_below(r, (uint64_t)p->nfree); p->load[number] > 0 || skip-- > 0;)
		number++;
	return (number);
}

int
pool_show(struct pool *p, int64_t now, int64_t until, struct random *r)
{
	int number;

	release(p, now);
	if (p->n == 0 || (p->nfree == 0 && p->s->pool.fallback != -1))
		return (-1);
	number = p->s->pool.policy == POLICY_RANDOM ? any(p, r) : p->heap[0];
	if (p->load[number]++ == 0)
		p->nfree--;
	p->since[number] = now;
	hold(p, until, number);
	settle(p, number);
	return (number);
}
