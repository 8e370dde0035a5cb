#include <math.h>

#include "attribute/credit_in.h"

static void
weigh(const struct credit_path *path, double *weight)
{
	size_t i, last = path->n - 1;

	for (i = 0; i < path->n; i++)
		weight[i] =
		    exp2(-(double)(path->ts - path->touches[i].ts) / (double)path->set->half_life);
	/* So long ago that nothing is left of it: the last one has it all. */
	if (weight[last] <= 0)
		weight[last] = 1;
}

const struct credit_model credit_time_decay = { "time_decay",
	"less for each day that the visit is older", weigh };
