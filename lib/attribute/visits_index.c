#include <stdlib.h>

#include "attribute/visits_in.h"
#include "base/mem.h"

uint32_t
visit_hash(const struct visits *vs, struct slice text)
{
	return ((uint32_t)hash_bytes(&vs->seed, text));
}

static void
place(struct visit_index *ix, uint32_t hash, struct visit *v)
{
	size_t i = hash & ix->mask;

	while (ix->slots[i].visit != NULL)
		i = (i + 1) & ix->mask;
	ix->slots[i] = (struct visit_slot){ hash, v };
}

static void
add(struct visits *vs, int kind, uint32_t hash, struct visit *v)
{
	struct visit_index *ix = &vs->index[kind];
	struct visit_slot *old = ix->slots;
	size_t n = ix->mask + 1, i;

	if ((++ix->count) * 8 > n * 5) {
		ix->mask = n * 2 - 1;
		ix->slots = mem_zero(n * 2, sizeof(*old));
		for (i = 0; i < n; i++)
			if (old[i].visit != NULL)
				place(ix, old[i].hash, old[i].visit);
		free(old);
	}
	v->hash[kind] = hash;
	v->indexed |= (uint8_t)(1 << kind);
	place(ix, hash, v);
}

/* Take it out, and close the gap with what would rather stand there. */
static void
del(struct visit_index *ix, uint32_t hash, const struct visit *v)
{
	struct visit_slot *slots = ix->slots;
	size_t mask = ix->mask, gap = hash & mask, i;

	while (slots[gap].visit != v)
		gap = (gap + 1) & mask;
	for (i = (gap + 1) & mask; slots[i].visit != NULL; i = (i + 1) & mask)
		if (((i - slots[i].hash) & mask) >= ((i - gap) & mask)) {
			slots[gap] = slots[i];
			gap = i;
		}
	slots[gap].visit = NULL;
	ix->count--;
}

/* An index is made when it is first asked: many inputs never name a visitor or client. */
static void
make(struct visits *vs, int kind)
{
	struct visit_index *ix = &vs->index[kind];
	struct visit_due *due = NULL;
	struct visit *v;
	struct slice text;
	size_t spoke = 0, i = 0;

	ix->mask = 1023;
	ix->slots = mem_zero(ix->mask + 1, sizeof(*ix->slots));
	while ((v = visit_wheel_next(vs, &spoke, &due, &i)) != NULL)
		if ((text = visit_field(v, kind)).n > 0)
			add(vs, kind, visit_hash(vs, text), v);
}

void
visit_index_add(struct visits *vs, struct visit *v, const struct slice field[VISIT_KEYS])
{
	int kind;

	for (kind = 0; kind < VISIT_KEYS; kind++)
		if (vs->index[kind].slots != NULL && field[kind].n > 0)
			add(vs, kind, visit_hash(vs, field[kind]), v);
}

void
visit_index_del(struct visits *vs, struct visit *v)
{
	int kind;

	for (kind = 0; kind < VISIT_KEYS; kind++)
		if ((v->indexed & 1 << kind) != 0)
			del(&vs->index[kind], v->hash[kind], v);
	v->indexed = 0;
}

struct visit *
visit_index_find(struct visits *vs, int kind, struct slice text, int64_t ts, bool alone)
{
	struct visit_index *ix = &vs->index[kind];
	struct visit *v, *best = NULL;
	uint32_t hash;
	size_t i;

	if (text.n == 0)
		return (NULL);
	if (ix->slots == NULL)
		make(vs, kind);
	hash = visit_hash(vs, text);
	for (i = hash & ix->mask; (v = ix->slots[i].visit) != NULL; i = (i + 1) & ix->mask) {
		if (ix->slots[i].hash != hash || v->alone != alone ||
		    !slice_eq(visit_field(v, kind), text))
			continue;
		if (kind == VISIT_SESSION ? v->known < ts : ts < v->ts || ts > v->window)
			continue;
		if (best == NULL || v->ts > best->ts ||
		    (v->ts == best->ts && v->order > best->order))
			best = v;
	}
	return (best);
}
