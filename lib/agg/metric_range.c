/* metric_range.c - min and max.  See metrics.h. */
#include "agg/amount.h"
#include "agg/metrics.h"

struct range {
	decimal least, greatest;
	bool any;
};

static void
range_add(struct range *r, decimal v)
{
	if (!r->any || v < r->least)
		r->least = v;
	if (!r->any || v > r->greatest)
		r->greatest = v;
	r->any = true;
}

static void
range_take(struct metric_slot *slot, void *const *blocks, size_t n, const struct metric_record *r)
{
	decimal v;
	size_t i;

	(void)r;
	if (!term_number(slot->value, &v))
		return;
	for (i = 0; i < n; i++)
		range_add(metric_state(slot, blocks[i]), v);
}

static void
range_merge(struct metric_slot *slot, void *state, const void *from)
{
	const struct range *other = from;

	(void)slot;
	if (!other->any)
		return;
	range_add(state, other->least);
	range_add(state, other->greatest);
}

static void
range_write(const void *state, struct buf *b)
{
	const struct range *r = state;

	buf_char(b, '[');
	if (r->any) {
		decimal_write(b, r->least);
		buf_char(b, ',');
		decimal_write(b, r->greatest);
	}
	buf_char(b, ']');
}

static bool
range_read(struct metric_slot *slot, void *state, struct slice json)
{
	struct slice a, b;
	decimal least, greatest;
	int n = amount_pair(json, &a, &b);

	(void)slot;
	if (n <= 0)
		return (n == 0);
	if (!amount_read(a, &least) || !amount_read(b, &greatest) || least == AMOUNT_OVER ||
	    greatest == AMOUNT_OVER)
		return (false);
	range_add(state, least);
	range_add(state, greatest);
	return (true);
}

static struct result
min_result(const struct metric_reading *r)
{
	const struct range *range = r->state;

	return (result_number(range->any, range->least));
}

static struct result
max_result(const struct metric_reading *r)
{
	const struct range *range = r->state;

	return (result_number(range->any, range->greatest));
}

static const struct metric_func funcs[] = {
	{ .name = "min", .args = METRIC_VALUE, .result = min_result },
	{ .name = "max", .args = METRIC_VALUE, .result = max_result },
	{ 0 },
};

const struct metric_kind metric_range = {
	.funcs = funcs,
	.size = sizeof(struct range),
	.take = range_take,
	.merge = range_merge,
	.write = range_write,
	.read = range_read,
};
