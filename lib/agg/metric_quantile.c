/* metric_quantile.c - p1 to p99.  See metrics.h and quant.h. */
#include "agg/metrics.h"
#include "measure/quant.h"

struct quantile {
	struct quant *values;
};

/* One ladder serves all states. */
static void *
quantile_open(void)
{
	return (ladder_new());
}

static void
quantile_close(void *shared)
{
	ladder_free(shared);
}

static void
quantile_init(void *state)
{
	struct quantile *q = state;

	q->values = quant_new();
}

static void
quantile_done(void *state)
{
	struct quantile *q = state;

	quant_free(q->values);
}

static void
quantile_take(
    struct metric_slot *slot, void *const *blocks, size_t n, const struct metric_record *r)
{
	struct quantile *q;
	decimal v;
	uint64_t count = r->credit ? (uint64_t)(metric_weight(r) / DECIMAL_MICRO) : 1;
	size_t i;

	if (!term_number(slot->value, &v))
		return;
	for (i = 0; i < n; i++) {
		q = metric_state(slot, blocks[i]);
		quant_add(q->values, slot->shared, v, count);
	}
}

static void
quantile_merge(struct metric_slot *slot, void *state, const void *from)
{
	struct quantile *q = state;
	const struct quantile *other = from;

	quant_merge(q->values, slot->shared, other->values);
}

static void
quantile_write(const void *state, struct buf *b)
{
	const struct quantile *q = state;

	quant_write(q->values, b);
}

static bool
quantile_read(struct metric_slot *slot, void *state, struct slice json)
{
	struct quantile *q = state;

	return (quant_take(q->values, slot->shared, json));
}

static struct result
quantile_result(const struct metric_reading *r)
{
	const struct quantile *q = r->state;
	decimal v = 0;
	bool any = quant_at(q->values, r->slot->shared, r->percent, &v);

	return (result_number(any, v));
}

static const struct metric_func funcs[] = {
	{ .name = "p50", .args = METRIC_VALUE, .result = quantile_result, .percent = 50 },
	{ .name = "p90", .args = METRIC_VALUE, .result = quantile_result, .percent = 90 },
	{ .name = "p95", .args = METRIC_VALUE, .result = quantile_result, .percent = 95 },
	{ .name = "p99", .args = METRIC_VALUE, .result = quantile_result, .percent = 99 },
	{ 0 },
};

const struct metric_kind metric_quantile = {
	.funcs = funcs,
	.size = sizeof(struct quantile),
	.open = quantile_open,
	.close = quantile_close,
	.init = quantile_init,
	.done = quantile_done,
	.take = quantile_take,
	.merge = quantile_merge,
	.write = quantile_write,
	.read = quantile_read,
};
