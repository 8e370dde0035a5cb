#include "model/model_in.h"

static void
take_path(void *shares, const struct model_path *path)
{
	size_t i;

	for (i = 0; path->converted && i < path->n; i++)
		shares_give(shares, path->channels[i], path->n, path->value);
}

const struct model_rule model_linear = { "linear", shares_new, shares_free, take_path,
	shares_credits };
