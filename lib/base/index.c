#include "base/index.h"

#include <stdlib.h>

#include "base/mem.h"

/* A small one is made for a handful of values of a group, of which there may be very many. */
enum { FIRST = 4 };

static void
place(struct index *ix, struct index_slot slot)
{
	size_t i = slot.hash & ix->mask;

	while (ix->slots[i].item != NULL)
		i = (i + 1) & ix->mask;
	ix->slots[i] = slot;
}

static void
grow(struct index *ix)
{
	struct index_slot *old = ix->slots;
	size_t n = old == NULL ? 0 : ix->mask + 1, i;

	ix->mask = n == 0 ? FIRST - 1 : n * 2 - 1;
	ix->slots = mem_zero(ix->mask + 1, sizeof(*ix->slots));
	for (i = 0; i < n; i++)
		if (old[i].item != NULL)
			place(ix, old[i]);
	free(old);
}

void
index_add(struct index *ix, uint64_t hash, void *item)
{
	if (ix->slots == NULL || (ix->count + 1) * 8 > (ix->mask + 1) * 5)
		grow(ix);
	ix->count++;
	place(ix, (struct index_slot){ hash, item });
}

/* Take it out, and close the gap with what would rather stand there. */
void
index_del(struct index *ix, uint64_t hash, const void *item)
{
	struct index_slot *slots = ix->slots;
	size_t mask = ix->mask, gap = hash & mask, i;

	while (slots[gap].item != item)
		gap = (gap + 1) & mask;
	for (i = (gap + 1) & mask; slots[i].item != NULL; i = (i + 1) & mask)
		if (((i - slots[i].hash) & mask) >= ((i - gap) & mask)) {
			slots[gap] = slots[i];
			gap = i;
		}
	slots[gap].item = NULL;
	ix->count--;
}

void
index_free(struct index *ix)
{
	free(ix->slots);
	*ix = (struct index){ 0 };
}
