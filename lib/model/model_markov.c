#include <err.h>

#include "model/markov.h"
#include "model/model_in.h"

static void *
rule_new(size_t order)
{
	return (markov_new(order));
}

static void
rule_free(void *chain)
{
	markov_free(chain);
}

static void
take_path(void *chain, const struct model_path *path)
{
	markov_path(chain, path->channels, path->n, path->converted,
	    (double)path->value / (double)DECIMAL_ONE);
}

/* Removal effects, and credits in their proportion. */
static int
credits(void *chain, struct model_row *rows, size_t n, size_t rule, decimal value)
{
	double all, without, sum = 0;
	size_t i;

	if (!markov_value(chain, MARKOV_ALL, &all))
		goto fail;
	for (i = 0; i < n && all > 0; i++) {
		if (!markov_value(chain, rows[i].channel, &without))
			goto fail;
		rows[i].removal = without >= all ? 0 : 1 - without / all;
		sum += rows[i].removal;
	}
	for (i = 0; i < n && sum > 0; i++)
		rows[i].credit[rule] =
		    (decimal)((long double)value * (rows[i].removal / (long double)sum));
	return (0);

fail:
	warnx("the Markov chain of %zu states cannot be solved: paths are too long to end",
	    markov_states(chain));
	return (-1);
}

const struct model_rule model_markov = { "markov", rule_new, rule_free, take_path, credits };
