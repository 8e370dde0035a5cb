#include "model/model_in.h"

void
model_last(void *shares, const struct model_path *path)
{
	if (path->converted)
		shares_give(shares, path->channels[path->n - 1], 1, path->value);
}
