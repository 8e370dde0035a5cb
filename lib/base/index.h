/*
 * index.h - the one hash table: which items have this hash?
 *
 * Shape:  slots of a hash and an item, open addressing, at most 5/8 of them in
 *         use; deleting closes the gap.  A hash may be there many times, so an
 *         index is a set, a map or a map of many.  What an item is and whether
 *         it is the one that is looked for, only its owner can tell:
 *
 *		for (at = hash; (item = index_next(ix, hash, &at)) != NULL;)
 *			if (is_it(item)) ...
 *
 *         Whoever wants values of bytes, in order, takes table.h.
 * Owner:  the index owns its slots, the items are yours.
 */
#ifndef CT_BASE_INDEX_H
#define CT_BASE_INDEX_H
#include <stddef.h>
#include <stdint.h>

struct index_slot {
	uint64_t hash;
	void *item; /* NULL: empty */
};

struct index { /* all zero is an empty one */
	struct index_slot *slots;
	size_t mask; /* number of slots - 1 */
	size_t count;
};

void index_add(struct index *, uint64_t hash, void *item);
/* The item must be there, with that hash. */
void index_del(struct index *, uint64_t hash, const void *item);
void index_free(struct index *);

/* The next item with this hash, or NULL; *at is the hash before the first, and the index's. */
static inline void *
index_next(const struct index *ix, uint64_t hash, uint64_t *at)
{
	const struct index_slot *slot;

	if (ix->slots == NULL)
		return (NULL);
	do
		slot = &ix->slots[(*at)++ & ix->mask];
	while (slot->item != NULL && slot->hash != hash);
	return (slot->item);
}

/* The hash will be asked for soon: fetch its place from memory. */
static inline void
index_fetch(const struct index *ix, uint64_t hash)
{
	if (ix->slots != NULL)
		__builtin_prefetch(&ix->slots[hash & ix->mask]);
}

/* An item may be a place in an array, too. */
static inline void *
index_of_place(size_t i)
{
	return ((void *)(uintptr_t)(i + 1));
}

static inline size_t
index_place(const void *item)
{
	return ((size_t)(uintptr_t)item - 1);
}
#endif
