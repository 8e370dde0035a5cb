#include "attribute/visit_index.h"

/* So much of the hash has room in a visit. */
static uint32_t
hash_of(struct slice text)
{
	return ((uint32_t)hash_bytes(text));
}

void
visit_index_free(struct visit_index *ix)
{
	int kind;

	for (kind = 0; kind < VISIT_KEYS; kind++)
		index_free(&ix->of[kind]);
}

static void
add(struct visit_index *ix, int kind, struct slice text, struct visit *v)
{
	v->hash[kind] = hash_of(text);
	v->indexed |= (uint8_t)(1 << kind);
	index_add(&ix->of[kind], v->hash[kind], v);
}

void
visit_index_put(struct visit_index *ix, int kind, struct visit *v)
{
	struct slice text = visit_field(v, kind);

	if (text.n > 0)
		add(ix, kind, text, v);
}

void
visit_index_add(struct visit_index *ix, struct visit *v, const struct slice field[VISIT_KEYS])
{
	int kind;

	for (kind = 0; kind < VISIT_KEYS; kind++)
		if (ix->open[kind] && field[kind].n > 0)
			add(ix, kind, field[kind], v);
}

void
visit_index_del(struct visit_index *ix, struct visit *v)
{
	int kind;

	for (kind = 0; kind < VISIT_KEYS; kind++)
		if ((v->indexed & 1 << kind) != 0)
			index_del(&ix->of[kind], v->hash[kind], v);
	v->indexed = 0;
}

/* Does the visit answer to an id of that kind at ts? */
static bool
answers(const struct visit *v, int kind, int64_t ts)
{
	return (kind == VISIT_SESSION ? v->known >= ts : v->ts <= ts && ts <= v->window);
}

struct visit *
visit_index_find(const struct visit_index *ix, int kind, struct slice text, int64_t ts, bool alone)
{
	struct visit *v, *best = NULL;
	uint64_t hash = hash_of(text), at = hash;

	while ((v = index_next(&ix->of[kind], hash, &at)) != NULL) {
		if (v->alone != alone || !slice_eq(visit_field(v, kind), text) ||
		    !answers(v, kind, ts))
			continue;
		if (best == NULL || v->ts > best->ts ||
		    (v->ts == best->ts && v->order > best->order))
			best = v;
	}
	return (best);
}
