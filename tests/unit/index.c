/* index: many items of few hashes that crowd one another, against a plain array. */
#include "base/index.h"

#include <stdbool.h>
#include <stdio.h>

enum { ITEMS = 600, STEPS = 200000 };

/* Neighbours in a small table, those over its end too; every third item shares its hash with two.
 */
static uint64_t
hash_of(size_t item)
{
	return (UINT64_MAX - 20 + item / 3 * 7 % 40);
}

/* Does the index have just those of the item's hash that it should? */
static bool
agrees(const struct index *ix, const bool *in, size_t item)
{
	uint64_t hash = hash_of(item), at = hash;
	size_t want = 0, found = 0, i;
	const void *p;

	for (i = 0; i < ITEMS; i++)
		want += in[i] && hash_of(i) == hash;
	while ((p = index_next(ix, hash, &at)) != NULL) {
		if (!in[index_place(p)] || hash_of(index_place(p)) != hash)
			return (false);
		found++;
	}
	return (found == want);
}

int
main(void)
{
	struct index ix = { 0 };
	bool in[ITEMS] = { false };
	uint32_t random = 1;
	size_t step, item, count = 0;

	for (step = 0; step < STEPS; step++) {
		random = random * 1664525 + 1013904223;
		item = (random >> 8) % ITEMS;
		if (in[item])
			index_del(&ix, hash_of(item), index_of_place(item));
		else
			index_add(&ix, hash_of(item), index_of_place(item));
		count += in[item] ? (size_t)-1 : 1;
		in[item] = !in[item];
		if (ix.count != count || !agrees(&ix, in, (random >> 4) % ITEMS)) {
			printf("index: step %zu: item %zu is wrong\n", step, item);
			return (1);
		}
	}
	index_free(&ix);
	return (0);
}
