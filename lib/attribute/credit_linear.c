#include "attribute/credit_in.h"

void
credit_linear(const struct credit_path *path, double *weight)
{
	size_t i;

	for (i = 0; i < path->n; i++)
		weight[i] = 1;
}
