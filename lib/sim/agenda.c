/* agenda.c - see agenda.h */
#include <stdlib.h>

#include "base/mem.h"
#include "sim/agenda.h"

struct entry {
	int64_t at;
	uint64_t turn;
	uint32_t plan;
};

struct agenda {
	struct entry *heap;
	size_t n, cap;
	struct plan *plans;
	uint32_t *spare; /* places in plans that are free */
	size_t nplans, plancap, nspare, sparecap;
	uint64_t turn;
	int64_t end;
};

struct agenda *
agenda_new(int64_t end)
{
	struct agenda *a = mem_zero(1, sizeof(*a));

	a->end = end;
	return (a);
}

void
agenda_free(struct agenda *a)
{
	if (a == NULL)
		return;
	free(a->heap);
	free(a->plans);
	free(a->spare);
	free(a);
}

static bool
before(const struct entry *a, const struct entry *b)
{
	return (a->at != b->at ? a->at < b->at : a->turn < b->turn);
}

void
agenda_add(struct agenda *a, const struct plan *plan)
{
	struct entry e = { plan->at, a->turn++, 0 };
	size_t i;

	if (plan->at >= a->end)
		return;
	if (a->nspare > 0)
		e.plan = a->spare[--a->nspare];
	else {
		a->plans = mem_grow(a->plans, &a->plancap, a->nplans + 1, sizeof(*a->plans));
		e.plan = (uint32_t)a->nplans++;
	}
	a->plans[e.plan] = *plan;
	a->heap = mem_grow(a->heap, &a->cap, a->n + 1, sizeof(*a->heap));
	for (i = a->n++; i > 0 && before(&e, &a->heap[(i - 1) / 2]); i = (i - 1) / 2)
		a->heap[i] = a->heap[(i - 1) / 2];
	a->heap[i] = e;
}

bool
agenda_next(struct agenda *a, struct plan *plan)
{
	struct entry last;
	size_t i = 0, child;

	if (a->n == 0)
		return (false);
	*plan = a->plans[a->heap[0].plan];
	a->spare = mem_grow(a->spare, &a->sparecap, a->nspare + 1, sizeof(*a->spare));
	a->spare[a->nspare++] = a->heap[0].plan;
	last = a->heap[--a->n];
	for (; (child = 2 * i + 1) < a->n; i = child) {
		if (child + 1 < a->n && before(&a->heap[child + 1], &a->heap[child]))
			child++;
		if (before(&last, &a->heap[child]))
			break;
		a->heap[i] = a->heap[child];
	}
	if (a->n > 0)
		a->heap[i] = last;
	return (true);
}
