#include "attribute/credit_in.h"

static void
weigh(const struct credit_path *path, double *weight)
{
	size_t i;

	for (i = 0; i < path->n; i++)
		weight[i] = 1;
}

const struct credit_model credit_linear = { "linear", "the same to each", weigh };
