#include "attribute/credit_in.h"

static bool
is_direct(const struct touch *t)
{
	return (t->source == NULL || t->source->direct);
}

static void
weigh(const struct credit_path *path, double *weight)
{
	size_t i = path->n;

	while (i > 0 && is_direct(&path->touches[i - 1]))
		i--;
	/* Where all are direct, the last of them. */
	weight[i > 0 ? i - 1 : path->n - 1] = 1;
}

const struct credit_model credit_last_non_direct = { "last_non_direct",
	"all to the last visit whose source is not (direct)", weigh };
