/* What channels are given of conversions, each shared out by itself. */
#include <stdlib.h>

#include "base/mem.h"
#include "model/model_in.h"

/* Parts of values by what they are divided by: exact until the end. */
struct parts {
	uint64_t *by;
	decimal *sum;
	size_t n, cap, sumcap;
};

struct shares {
	struct parts *of; /* by the channel's number */
	size_t n, cap;
};

void *
shares_new(size_t order)
{
	(void)order;
	return (mem_zero(1, sizeof(struct shares)));
}

void
shares_free(void *arg)
{
	struct shares *s = arg;
	size_t i;

	for (i = 0; i < s->n; i++) {
		free(s->of[i].by);
		free(s->of[i].sum);
	}
	free(s->of);
	free(s);
}

static void
parts_add(struct parts *p, uint64_t by, decimal v)
{
	size_t i;

	/* Few different lengths of paths are common, and those come first. */
	for (i = 0; i < p->n && p->by[i] != by; i++)
		;
	if (i == p->n) {
		p->by = mem_grow(p->by, &p->cap, p->n + 1, sizeof(*p->by));
		p->sum = mem_grow(p->sum, &p->sumcap, p->n + 1, sizeof(*p->sum));
		p->by[p->n] = by;
		p->sum[p->n++] = 0;
	}
	decimal_add(&p->sum[i], v);
}

/* The sum of all parts, each rounded to 9 digits. */
static decimal
parts_total(const struct parts *p)
{
	decimal sum = 0, part;
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->by[i] == 1)
			decimal_add(&sum, p->sum[i]);
		else if (decimal_div(
			     p->sum[i], (__int128)p->by[i] * DECIMAL_ONE, DECIMAL_DIGITS, &part))
			decimal_add(&sum, part);
	return (sum);
}

void
shares_give(struct shares *s, uint32_t channel, uint64_t by, decimal value)
{
	while (s->n <= channel) {
		s->of = mem_grow(s->of, &s->cap, s->n + 1, sizeof(*s->of));
		s->of[s->n++] = (struct parts){ 0 };
	}
	parts_add(&s->of[channel], by, value);
}

int
shares_credits(void *arg, struct model_row *rows, size_t n, size_t rule, decimal value)
{
	const struct shares *s = arg;
	size_t i;

	(void)value;
	for (i = 0; i < n; i++)
		if (rows[i].channel < s->n)
			rows[i].credit[rule] = parts_total(&s->of[rows[i].channel]);
	return (0);
}
