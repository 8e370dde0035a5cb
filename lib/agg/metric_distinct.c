/* metric_distinct.c - distinct: how many different values.  See metrics.h and distinct.h. */
#include "agg/metrics.h"
#include "event/value.h"
#include "measure/distinct.h"

struct set {
	struct distinct *values;
};

static void
set_init(void *state)
{
	struct set *set = state;

	set->values = distinct_new();
}

static void
set_done(void *state)
{
	struct set *set = state;

	distinct_free(set->values);
}

static void
set_take(struct metric_slot *slot, void *const *blocks, size_t n, const struct metric_record *r)
{
	struct set *set;
	struct slice v = term_value(slot->value);
	size_t i;

	(void)r;
	if (v.n == 0)
		return;
	if (!value_is_canon(v)) {
		slot->scratch.n = 0;
		value_canon(&slot->scratch, v);
		v = buf_view(&slot->scratch);
	}
	for (i = 0; i < n; i++) {
		set = metric_state(slot, blocks[i]);
		distinct_add(set->values, v);
	}
}

static void
set_merge(struct metric_slot *slot, void *state, const void *from)
{
	struct set *set = state;
	const struct set *other = from;

	(void)slot;
	distinct_merge(set->values, other->values);
}

static void
set_write(const void *state, struct buf *b)
{
	const struct set *set = state;

	distinct_write(set->values, b);
}

static bool
set_read(struct metric_slot *slot, void *state, struct slice json)
{
	struct set *set = state;

	(void)slot;
	return (distinct_take(set->values, json));
}

static struct result
set_result(const struct metric_reading *r)
{
	const struct set *set = r->state;

	return (result_number(true, (decimal)distinct_count(set->values) * DECIMAL_ONE));
}

static const struct metric_func funcs[] = {
	{ .name = "distinct", .args = METRIC_VALUE, .result = set_result },
	{ 0 },
};

const struct metric_kind metric_distinct = {
	.funcs = funcs,
	.size = sizeof(struct set),
	.init = set_init,
	.done = set_done,
	.take = set_take,
	.merge = set_merge,
	.write = set_write,
	.read = set_read,
};
