/*
 * visit_index.h - visits found by their ids, one kind of id at a time.
 *
 * Shape:  many visits may bear one id.  Many inputs never name a visitor or a
 *         client, so a kind is not open until somebody asks for it: who opens
 *         it puts in all the visits there are.
 * Owner:  the visits are not the index's; their hash and indexed are.
 */
#ifndef CT_ATTRIBUTE_VISIT_INDEX_H
#define CT_ATTRIBUTE_VISIT_INDEX_H
#include "attribute/visit.h"
#include "base/hash.h"
#include "base/index.h"

struct visit_index { /* all zero is an empty one */
	struct index of[VISIT_KEYS];
	bool open[VISIT_KEYS];
};

void visit_index_free(struct visit_index *);
/* Into one kind, which is open from then on; a visit without such an id stays out. */
void visit_index_put(struct visit_index *, int kind, struct visit *);
/* Into all that are open.  field are its ids: its own copy may still be on the way to memory. */
void visit_index_add(struct visit_index *, struct visit *, const struct slice field[VISIT_KEYS]);
void visit_index_del(struct visit_index *, struct visit *);
/* Of the visits with this id that hold ts, the one that began last; of those, the last to come. */
struct visit *visit_index_find(
    const struct visit_index *, int kind, struct slice text, int64_t ts, bool alone);

/* A session of that id will be looked for; that visit will be taken out: fetch their places. */
static inline void
visit_index_fetch(const struct visit_index *ix, struct slice session)
{
	index_fetch(&ix->of[VISIT_SESSION], (uint32_t)hash_bytes(session));
}

static inline void
visit_index_fetch_all(const struct visit_index *ix, const struct visit *v)
{
	int kind;

	for (kind = 0; kind < VISIT_KEYS; kind++)
		if ((v->indexed & 1 << kind) != 0)
			index_fetch(&ix->of[kind], v->hash[kind]);
}
#endif
