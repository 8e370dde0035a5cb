#include "attribute/credit_in.h"

#define ROW(model) &credit_##model,
const struct credit_model *const credit_models[] = { CREDIT_MODELS(ROW) NULL };
#undef ROW

const struct credit_model *
credit_find(const char *name)
{
	const struct credit_model *const *m;

	for (m = credit_models; *m != NULL; m++)
		if (strcmp(name, (*m)->name) == 0)
			return (*m);
	return (NULL);
}
