#include "attribute/credit_in.h"

const struct credit_model credit_models[] = {
	{ "first", "all to the first visit", credit_first },
	{ "last", "all to the last visit", credit_last },
	{ "last_non_direct", "all to the last visit whose source is not (direct)",
	    credit_last_non_direct },
	{ "linear", "the same to each", credit_linear },
	{ "position", "shares for the first and the last, the rest between", credit_position },
	{ "time_decay", "less for each day that the visit is older", credit_time_decay },
	{ 0 },
};

const struct credit_model *
credit_find(const char *name)
{
	const struct credit_model *m;

	for (m = credit_models; m->name != NULL; m++)
		if (strcmp(name, m->name) == 0)
			return (m);
	return (NULL);
}
