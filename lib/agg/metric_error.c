/*
 * metric_error.c - error: the standard deviation of count, if each part of a
 * record is the probability that it belongs there.  See metrics.h.
 */
#include "agg/amount.h"
#include "agg/metrics.h"

struct error {
	__int128 variance; /* the sum of p (1 - p) over the records, in 10^-18 */
	decimal p;	   /* of the record that came last */
	uint64_t record;   /* which that was */
};

/* Parts of one record that come to one group add up before they count. */
static void
error_add(struct error *e, const struct metric_record *r)
{
	decimal p = e->record == r->number ? e->p : 0;

	e->variance -= p * (DECIMAL_ONE - p);
	e->p = p + metric_weight(r);
	e->record = r->number;
	e->variance += e->p * (DECIMAL_ONE - e->p);
}

static void
error_take(struct metric_slot *slot, void *const *blocks, size_t n, const struct metric_record *r)
{
	size_t i;

	for (i = 0; i < n; i++)
		error_add(metric_state(slot, blocks[i]), r);
}

static void
error_merge(struct metric_slot *slot, void *state, const void *from)
{
	struct error *e = state;
	const struct error *other = from;

	(void)slot;
	e->variance += other->variance;
}

/* As a whole number of 10^-18. */
static void
error_write(const void *state, struct buf *b)
{
	const struct error *e = state;

	decimal_write(b, e->variance * DECIMAL_ONE);
}

static bool
error_read(struct metric_slot *slot, void *state, struct slice json)
{
	struct error *e = state;
	decimal v;

	(void)slot;
	if (!amount_read(json, &v) || v < 0 || v == AMOUNT_OVER || v % DECIMAL_ONE != 0)
		return (false);
	e->variance = v / DECIMAL_ONE;
	return (true);
}

/* The square root, rounded down. */
static unsigned __int128
root(unsigned __int128 v)
{
	unsigned __int128 x = v, y = (x + 1) / 2;

	while (y < x) {
		x = y;
		y = (x + v / x) / 2;
	}
	return (x);
}

/* Like a quotient, it has no last digit. */
static struct result
error_result(const struct metric_reading *r)
{
	const struct error *e = r->state;
	decimal v = e->variance <= 0 ? 0 : (decimal)root((unsigned __int128)e->variance);

	return (result_quotient(true, v, DECIMAL_ONE));
}

static const struct metric_func funcs[] = {
	{ .name = "error", .args = METRIC_MAY_COND, .result = error_result },
	{ 0 },
};

const struct metric_kind metric_error = {
	.funcs = funcs,
	.size = sizeof(struct error),
	.dependent = true,
	.take = error_take,
	.merge = error_merge,
	.write = error_write,
	.read = error_read,
};
