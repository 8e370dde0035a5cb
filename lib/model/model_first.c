#include "model/model_in.h"

static void
take_path(void *shares, const struct model_path *path)
{
	if (path->converted)
		shares_give(shares, path->channels[0], 1, path->value);
}

const struct model_rule model_first = { "first", shares_new, shares_free, take_path,
	shares_credits };
