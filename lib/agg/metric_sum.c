/* metric_sum.c - sum and mean.  See metrics.h. */
#include "agg/amount.h"
#include "agg/metrics.h"
#include "event/json.h"

struct sum {
	decimal sum, n;
};

/* The record's part of v: what parts of the whole come before and after it is rounded, so that the
 * parts add up to v. */
static decimal
sum_part(decimal v, const struct metric_record *r)
{
	decimal until = v, from = 0;

	if (r->from == 0 && r->until == DECIMAL_ONE)
		return (v);
	decimal_mul(v, r->until, &until);
	decimal_mul(v, r->from, &from);
	return (until - from);
}

static void
sum_take(struct metric_slot *slot, void *const *blocks, size_t n, const struct metric_record *r)
{
	struct sum *s;
	decimal v;
	size_t i;

	if (!term_number(slot->value, &v))
		return;
	slot->known = true;
	v = sum_part(v, r);
	for (i = 0; i < n; i++) {
		s = metric_state(slot, blocks[i]);
		amount_add(&s->sum, v);
		amount_add(&s->n, metric_weight(r));
	}
}

static void
sum_pass(struct metric_slot *slot)
{
	if (!slot->known)
		slot->known = term_has_number(slot->value);
}

static void
sum_merge(struct metric_slot *slot, void *state, const void *from)
{
	struct sum *s = state;
	const struct sum *other = from;

	(void)slot;
	amount_add(&s->sum, other->sum);
	amount_add(&s->n, other->n);
}

static void
sum_write(const void *state, struct buf *b)
{
	const struct sum *s = state;

	buf_char(b, '[');
	amount_write(s->sum, b);
	buf_char(b, ',');
	amount_write(s->n, b);
	buf_char(b, ']');
}

static bool
sum_read(struct metric_slot *slot, void *state, struct slice json)
{
	struct sum *s = state;
	struct slice sum, n;

	(void)slot;
	return (
	    amount_pair(json, &sum, &n) == 2 && amount_read(sum, &s->sum) && amount_read(n, &s->n));
}

static struct result
sum_result(const struct metric_reading *r)
{
	const struct sum *s = r->state;

	return (result_number(r->slot->known && s->sum != AMOUNT_OVER, s->sum));
}

static struct result
mean_result(const struct metric_reading *r)
{
	const struct sum *s = r->state;

	return (result_quotient(s->sum != AMOUNT_OVER && s->n != AMOUNT_OVER, s->sum, s->n));
}

static const struct metric_func funcs[] = {
	{ .name = "sum", .args = METRIC_VALUE, .result = sum_result },
	{ .name = "mean", .args = METRIC_VALUE, .result = mean_result },
	{ 0 },
};

const struct metric_kind metric_sum = {
	.funcs = funcs,
	.size = sizeof(struct sum),
	.take = sum_take,
	.pass = sum_pass,
	.merge = sum_merge,
	.write = sum_write,
	.read = sum_read,
};
