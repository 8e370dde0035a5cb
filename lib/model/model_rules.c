#include "model/model_in.h"

const struct model_rule model_rules[] = {
	{ "first", shares_new, shares_free, model_first, shares_credits },
	{ "last", shares_new, shares_free, model_last, shares_credits },
	{ "linear", shares_new, shares_free, model_linear, shares_credits },
	{ "shapley", shares_new, shares_free, model_shapley, shares_credits },
	{ "markov", model_markov_new, model_markov_free, model_markov, model_markov_credits },
	{ 0 },
};
