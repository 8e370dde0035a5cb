#include "model/model_in.h"

void
model_first(void *shares, const struct model_path *path)
{
	if (path->converted)
		shares_give(shares, path->channels[0], 1, path->value);
}
