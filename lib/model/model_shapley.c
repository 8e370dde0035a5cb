#include "model/model_in.h"

/* The game of one path: all of its channels together or nothing. */
static void
take_path(void *shares, const struct model_path *path)
{
	size_t i;

	for (i = 0; path->converted && i < path->n; i++)
		if (!path->again[i])
			shares_give(shares, path->channels[i], path->different, path->value);
}

const struct model_rule model_shapley = { "shapley", shares_new, shares_free, take_path,
	shares_credits };
