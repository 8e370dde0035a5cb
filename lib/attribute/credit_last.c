#include "attribute/credit_in.h"

void
credit_last(const struct credit_path *path, double *weight)
{
	weight[path->n - 1] = 1;
}
