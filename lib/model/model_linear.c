#include "model/model_in.h"

void
model_linear(void *shares, const struct model_path *path)
{
	size_t i;

	for (i = 0; path->converted && i < path->n; i++)
		shares_give(shares, path->channels[i], path->n, path->value);
}
