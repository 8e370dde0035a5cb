/*
 * metric_moment.c - first and last: the value of the earliest and of the latest record.
 * See metrics.h.
 *
 * Of simultaneous records it is the lesser and the greater value by bytes, so
 * that their order in the input decides nothing.
 */
#include <stdlib.h>

#include "agg/amount.h"
#include "agg/metrics.h"
#include "base/mem.h"
#include "event/json.h"

struct moment {
	int64_t ts;
	char *p; /* the value as it was spelled, without white space; n = 0 for none */
	size_t n, cap;
};

static void
moment_done(void *state)
{
	struct moment *m = state;

	free(m->p);
}

static void
moment_add(const struct metric_slot *slot, struct moment *m, int64_t ts, struct slice value)
{
	int c;

	if (m->n > 0) {
		c = (ts > m->ts) - (ts < m->ts);
		if (c == 0)
			c = slice_cmp(value, (struct slice){ m->p, m->n });
		if (slot->kind == &metric_first ? c >= 0 : c <= 0)
			return;
	}
	m->p = mem_grow(m->p, &m->cap, value.n, 1);
	memcpy(m->p, value.p, value.n);
	m->n = value.n;
	m->ts = ts;
}

static struct slice
compact(struct metric_slot *slot, struct slice json)
{
	slot->scratch.n = 0;
	json_compact(&slot->scratch, json);
	return (buf_view(&slot->scratch));
}

static void
moment_take(struct metric_slot *slot, void *const *blocks, size_t n, const struct metric_record *r)
{
	struct slice v = term_value(slot->value);
	size_t i;

	if (v.n == 0)
		return;
	v = compact(slot, v);
	for (i = 0; i < n; i++)
		moment_add(slot, metric_state(slot, blocks[i]), r->ts, v);
}

static void
moment_merge(struct metric_slot *slot, void *state, const void *from)
{
	const struct moment *other = from;

	if (other->n > 0)
		moment_add(slot, state, other->ts, (struct slice){ other->p, other->n });
}

static void
moment_write(const void *state, struct buf *b)
{
	const struct moment *m = state;

	if (m->n > 0)
		buf_printf(b, "[%lld,%.*s]", (long long)m->ts, (int)m->n, m->p);
	else
		buf_str(b, "[]");
}

static bool
moment_read(struct metric_slot *slot, void *state, struct slice json)
{
	struct slice ts, value;
	decimal t;
	int n = amount_pair(json, &ts, &value);

	if (n <= 0)
		return (n == 0);
	if (!amount_read(ts, &t) || t == AMOUNT_OVER || t % DECIMAL_ONE != 0 ||
	    t / DECIMAL_ONE != (int64_t)(t / DECIMAL_ONE))
		return (false);
	moment_add(slot, state, (int64_t)(t / DECIMAL_ONE), compact(slot, value));
	return (true);
}

static struct result
moment_result(const struct metric_reading *r)
{
	const struct moment *m = r->state;

	return (result_json((struct slice){ m->p, m->n }));
}

static const struct metric_func first[] = {
	{ .name = "first", .args = METRIC_VALUE, .result = moment_result },
	{ 0 },
};
static const struct metric_func last[] = {
	{ .name = "last", .args = METRIC_VALUE, .result = moment_result },
	{ 0 },
};

const struct metric_kind metric_first = {
	.funcs = first,
	.size = sizeof(struct moment),
	.timed = true,
	.done = moment_done,
	.take = moment_take,
	.merge = moment_merge,
	.write = moment_write,
	.read = moment_read,
};

const struct metric_kind metric_last = {
	.funcs = last,
	.size = sizeof(struct moment),
	.timed = true,
	.done = moment_done,
	.take = moment_take,
	.merge = moment_merge,
	.write = moment_write,
	.read = moment_read,
};
