/* agg_group.c - groups of records and their metrics: the groups and their blocks.  See agg.h. */
#include <stdlib.h>

#include "agg/agg_in.h"
#include "base/mem.h"

void *
agg_block_new(struct agg *a)
{
	void *block = mem_zero(1, slots_size(a->slots) + 1);

	slots_init(a->slots, block);
	return (block);
}

void
agg_block_free(struct agg *a, void *block)
{
	if (block != NULL)
		slots_done(a->slots, block);
	free(block);
}

void *
agg_block(struct agg *a, struct slice key)
{
	bool isnew;
	void *block = table_put(a->groups, key, &isnew);

	if (isnew)
		slots_init(a->slots, block);
	return (block);
}

void
agg_lay_out(struct agg *a)
{
	if (a->groups != NULL)
		return;
	a->groups = table_new(slots_size(a->slots) + 1);
	if (keys_many(a->keys) || slots_dependent(a->slots))
		a->total = agg_block_new(a);
	/* Without keys there is one group, even of nothing. */
	if (keys_count(a->keys) == 0)
		agg_block(a, SLICE("[]"));
}

void
agg_groups_free(struct agg *a)
{
	void *block = NULL;

	while (a->groups != NULL && (block = table_next(a->groups, block)) != NULL)
		slots_done(a->slots, block);
	table_free(a->groups);
	agg_block_free(a, a->total);
}
