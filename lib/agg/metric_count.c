/* metric_count.c - count and share: how many records.  See metrics.h. */
#include "agg/amount.h"
#include "agg/metrics.h"

/* The state is a decimal. */
static void
count_take(struct metric_slot *slot, void *const *blocks, size_t n, const struct metric_record *r)
{
	size_t i;

	for (i = 0; i < n; i++)
		amount_add(metric_state(slot, blocks[i]), metric_weight(r));
}

static void
count_merge(struct metric_slot *slot, void *state, const void *from)
{
	(void)slot;
	amount_add(state, *(const decimal *)from);
}

static void
count_write(const void *state, struct buf *b)
{
	amount_write(*(const decimal *)state, b);
}

static bool
count_read(struct metric_slot *slot, void *state, struct slice json)
{
	(void)slot;
	return (amount_read(json, state));
}

static struct result
count_result(const struct metric_reading *r)
{
	const decimal *n = r->state;

	return (result_number(*n != AMOUNT_OVER, *n));
}

static struct result
share_result(const struct metric_reading *r)
{
	const decimal *n = r->state, *all = r->whole;

	return (result_quotient(*n != AMOUNT_OVER && *all != AMOUNT_OVER, *n, *all));
}

static const struct metric_func funcs[] = {
	{ .name = "count", .args = METRIC_MAY_COND, .result = count_result },
	{ .name = "share", .args = METRIC_COND, .result = share_result, .whole = true },
	{ 0 },
};

const struct metric_kind metric_count = {
	.funcs = funcs,
	.size = sizeof(decimal),
	.take = count_take,
	.merge = count_merge,
	.write = count_write,
	.read = count_read,
};
