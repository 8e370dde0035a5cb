/* metrics.c - the table of metrics.  See metrics.h. */
#include "agg/metrics.h"

#define ROW(kind) &metric_##kind,
static const struct metric_kind *const kinds[] = { METRIC_KINDS(ROW) };
#undef ROW
enum { KINDS = sizeof(kinds) / sizeof(kinds[0]) };

/* The percentage of "p37" where there is a function "p50"; else 0. */
static int
percent_of(struct slice name, const struct metric_func *f)
{
	size_t i, word = strcspn(f->name, "0123456789");
	int percent = 0;

	if (f->percent == 0 || name.n <= word || name.n > word + 2 ||
	    memcmp(name.p, f->name, word) != 0 || name.p[word] == '0')
		return (0);
	for (i = word; i < name.n; i++) {
		if (name.p[i] < '0' || name.p[i] > '9')
			return (0);
		percent = percent * 10 + name.p[i] - '0';
	}
	return (percent);
}

struct metric_use
metrics_find(struct slice name)
{
	const struct metric_func *f;
	size_t i;
	int percent;

	for (i = 0; i < KINDS; i++)
		for (f = kinds[i]->funcs; f->name != NULL; f++)
			if ((percent = percent_of(name, f)) != 0 || slice_is(name, f->name))
				return ((struct metric_use){ kinds[i], f, percent });
	return ((struct metric_use){ 0 });
}

const char *
metrics_name(size_t i)
{
	const struct metric_func *f;
	size_t k;

	for (k = 0; k < KINDS; k++)
		for (f = kinds[k]->funcs; f->name != NULL; f++)
			if (i-- == 0)
				return (f->name);
	return (NULL);
}
