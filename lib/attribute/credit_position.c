#include "attribute/credit_in.h"

static void
weigh(const struct credit_path *path, double *weight)
{
	double first = path->set->first, last = path->set->last;
	size_t i, end = path->n - 1;

	for (i = 1; i < end; i++)
		weight[i] = (1 - first - last) / (double)(path->n - 2);
	/* Of two visits each has its own share of what both have; of none, half. */
	weight[0] += first;
	weight[end] += last;
	if (path->n <= 2 && first + last <= 0)
		weight[0] = weight[end] = 1;
}

const struct credit_model credit_position = { "position",
	"shares for the first and the last, the rest between", weigh };
