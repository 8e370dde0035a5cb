/* slot.c - the states of a group.  See slot.h. */
#include "agg/slot.h"

#include <stdlib.h>

#include "agg/slot_in.h"
#include "base/mem.h"
#include "event/json.h"
#include "event/value.h"

struct slots *
slots_new(void)
{
	struct slots *s = mem_zero(1, sizeof(*s));

	s->ladder = ladder_new();
	return (s);
}

void
slots_free(struct slots *s)
{
	if (s == NULL)
		return;
	ladder_free(s->ladder);
	buf_free(&s->scratch);
	free(s->slots);
	free(s);
}

static size_t
size_of(enum slot_kind kind)
{
	switch (kind) {
	case SLOT_COUNT:
		return (sizeof(struct count));
	case SLOT_ERROR:
		return (sizeof(struct error));
	case SLOT_SUM:
		return (sizeof(struct sum));
	case SLOT_RANGE:
		return (sizeof(struct range));
	case SLOT_FIRST:
	case SLOT_LAST:
		return (sizeof(struct moment));
	default:
		return (sizeof(void *));
	}
}

size_t
slots_add(struct slots *s, enum slot_kind kind, struct term *value, struct term *cond)
{
	size_t i, align = sizeof(decimal);

	for (i = 0; i < s->n; i++)
		if (s->slots[i].kind == kind && s->slots[i].value == value &&
		    s->slots[i].cond == cond)
			return (i);
	s->slots = mem_grow(s->slots, &s->cap, s->n + 1, sizeof(*s->slots));
	s->slots[s->n] = (struct slot){ kind, value, cond, s->size, false };
	s->size += (size_of(kind) + align - 1) / align * align;
	return (s->n++);
}

size_t
slots_size(const struct slots *s)
{
	return (s->size);
}

bool
slots_timed(const struct slots *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->slots[i].kind == SLOT_FIRST || s->slots[i].kind == SLOT_LAST)
			return (true);
	return (false);
}

bool
slots_dependent(const struct slots *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->slots[i].kind == SLOT_ERROR)
			return (true);
	return (false);
}

void
slots_init(const struct slots *s, void *block)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->slots[i].kind == SLOT_QUANT)
			*(struct quant **)state(s, block, i) = quant_new();
		else if (s->slots[i].kind == SLOT_DISTINCT)
			*(struct distinct **)state(s, block, i) = distinct_new();
}

void
slots_done(const struct slots *s, void *block)
{
	struct moment *m;
	size_t i;

	for (i = 0; i < s->n; i++)
		switch (s->slots[i].kind) {
		case SLOT_QUANT:
			quant_free(hung(s, block, i));
			break;
		case SLOT_DISTINCT:
			distinct_free(hung(s, block, i));
			break;
		case SLOT_FIRST:
		case SLOT_LAST:
			m = state(s, block, i);
			free(m->p);
			break;
		default:
			break;
		}
}

void
slot_sum_add(decimal *sum, decimal v)
{
	if (*sum != OVER && (v == OVER || !decimal_add(sum, v)))
		*sum = OVER;
}

void
slot_range_add(struct range *r, decimal v)
{
	if (!r->any || v < r->least)
		r->least = v;
	if (!r->any || v > r->greatest)
		r->greatest = v;
	r->any = true;
}

void
slot_moment_add(struct moment *m, enum slot_kind kind, int64_t ts, struct slice value)
{
	int c;

	if (m->n > 0) {
		c = (ts > m->ts) - (ts < m->ts);
		if (c == 0)
			c = slice_cmp(value, (struct slice){ m->p, m->n });
		if (kind == SLOT_FIRST ? c >= 0 : c <= 0)
			return;
	}
	m->p = mem_grow(m->p, &m->cap, value.n, 1);
	memcpy(m->p, value.p, value.n);
	m->n = value.n;
	m->ts = ts;
}

/* The share of v: what shares of the whole come before and after is rounded, so that the shares
 * add up to it. */
static decimal
share(decimal v, struct credit c)
{
	decimal until = v, from = 0;

	if (c.from == 0 && c.until == DECIMAL_ONE)
		return (v);
	decimal_mul(v, c.until, &until);
	decimal_mul(v, c.from, &from);
	return (until - from);
}

/* Parts of one record that come to one group add up before they count. */
static void
error_add(struct error *e, struct credit c)
{
	decimal p = e->record == c.record ? e->p : 0;

	e->variance -= p * (DECIMAL_ONE - p);
	e->p = p + c.until - c.from;
	e->record = c.record;
	e->variance += e->p * (DECIMAL_ONE - e->p);
}

static void
record_sum(struct slots *s, size_t slot, void *const *blocks, size_t n, struct credit c)
{
	struct sum *sum;
	decimal v;
	size_t i;

	if (!term_number(s->slots[slot].value, &v))
		return;
	s->slots[slot].known = true;
	v = share(v, c);
	for (i = 0; i < n; i++) {
		sum = state(s, blocks[i], slot);
		slot_sum_add(&sum->sum, v);
		slot_sum_add(&sum->n, c.until - c.from);
	}
}

static void
record_number(struct slots *s, size_t slot, void *const *blocks, size_t n, struct credit c)
{
	bool whole = c.from == 0 && c.until == DECIMAL_ONE;
	uint64_t count = whole ? 1 : (uint64_t)((c.until - c.from) / DECIMAL_MICRO);
	decimal v;
	size_t i;

	if (!term_number(s->slots[slot].value, &v))
		return;
	for (i = 0; i < n; i++)
		if (s->slots[slot].kind == SLOT_RANGE)
			slot_range_add(state(s, blocks[i], slot), v);
		else
			quant_add(hung(s, blocks[i], slot), s->ladder, v, count);
}

static void
record_value(struct slots *s, size_t slot, void *const *blocks, size_t n, int64_t ts)
{
	enum slot_kind kind = s->slots[slot].kind;
	struct slice v = term_value(s->slots[slot].value);
	size_t i;

	if (v.n == 0)
		return;
	if (kind != SLOT_DISTINCT || !value_is_canon(v)) {
		s->scratch.n = 0;
		if (kind == SLOT_DISTINCT)
			value_canon(&s->scratch, v);
		else
			json_compact(&s->scratch, v);
		v = buf_view(&s->scratch);
	}
	for (i = 0; i < n; i++)
		if (kind == SLOT_DISTINCT)
			distinct_add(hung(s, blocks[i], slot), v);
		else
			slot_moment_add(state(s, blocks[i], slot), kind, ts, v);
}

void
slots_record(struct slots *s, void *const *blocks, size_t n, struct credit c, int64_t ts)
{
	struct slot *slot;
	struct count *count;
	size_t i, k;

	for (i = 0; i < s->n; i++) {
		slot = &s->slots[i];
		if (slot->cond != NULL && !term_true(slot->cond)) {
			if (slot->kind == SLOT_SUM && !slot->known)
				slot->known = term_has_number(slot->value);
			continue;
		}
		switch (slot->kind) {
		case SLOT_COUNT:
			for (k = 0; k < n; k++) {
				count = state(s, blocks[k], i);
				slot_sum_add(&count->n, c.until - c.from);
			}
			break;
		case SLOT_ERROR:
			for (k = 0; k < n; k++)
				error_add(state(s, blocks[k], i), c);
			break;
		case SLOT_SUM:
			record_sum(s, i, blocks, n, c);
			break;
		case SLOT_RANGE:
		case SLOT_QUANT:
			record_number(s, i, blocks, n, c);
			break;
		default:
			record_value(s, i, blocks, n, ts);
		}
	}
}

void
slots_pass(struct slots *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->slots[i].kind == SLOT_SUM && !s->slots[i].known)
			s->slots[i].known = term_has_number(s->slots[i].value);
}

static void
merge_one(struct slots *s, size_t slot, void *block, const void *from)
{
	struct sum *sum = state(s, block, slot);
	const struct sum *sum2 = state(s, from, slot);
	const struct range *range = state(s, from, slot);
	const struct moment *m = state(s, from, slot);
	struct count *count = state(s, block, slot);
	const struct count *count2 = state(s, from, slot);
	struct error *error = state(s, block, slot);
	const struct error *error2 = state(s, from, slot);

	switch (s->slots[slot].kind) {
	case SLOT_COUNT:
		slot_sum_add(&count->n, count2->n);
		break;
	case SLOT_ERROR:
		error->variance += error2->variance;
		break;
	case SLOT_SUM:
		slot_sum_add(&sum->sum, sum2->sum);
		slot_sum_add(&sum->n, sum2->n);
		break;
	case SLOT_RANGE:
		if (range->any) {
			slot_range_add(state(s, block, slot), range->least);
			slot_range_add(state(s, block, slot), range->greatest);
		}
		break;
	case SLOT_QUANT:
		quant_merge(hung(s, block, slot), s->ladder, hung(s, from, slot));
		break;
	case SLOT_DISTINCT:
		distinct_merge(hung(s, block, slot), hung(s, from, slot));
		break;
	case SLOT_FIRST:
	case SLOT_LAST:
		if (m->n > 0)
			slot_moment_add(state(s, block, slot), s->slots[slot].kind, m->ts,
			    (struct slice){ m->p, m->n });
		break;
	}
}

void
slots_merge(struct slots *s, void *block, const void *from)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		merge_one(s, i, block, from);
}

bool
slot_count(const struct slots *s, const void *block, size_t slot, decimal *n)
{
	const struct count *count = state(s, block, slot);

	*n = count->n;
	return (count->n != OVER);
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

decimal
slot_error(const struct slots *s, const void *block, size_t slot)
{
	const struct error *e = state(s, block, slot);

	return (e->variance <= 0 ? 0 : (decimal)root((unsigned __int128)e->variance));
}

bool
slot_sum(const struct slots *s, const void *block, size_t slot, decimal *out)
{
	const struct sum *sum = state(s, block, slot);

	*out = sum->sum;
	return (s->slots[slot].known && sum->sum != OVER);
}

bool
slot_mean(const struct slots *s, const void *block, size_t slot, decimal *out, decimal *n)
{
	const struct sum *sum = state(s, block, slot);

	*out = sum->sum;
	*n = sum->n;
	return (sum->sum != OVER && sum->n != OVER && sum->n != 0);
}

bool
slot_range(const struct slots *s, const void *block, size_t slot, decimal *least, decimal *greatest)
{
	const struct range *r = state(s, block, slot);

	*least = r->least;
	*greatest = r->greatest;
	return (r->any);
}

bool
slot_quantile(const struct slots *s, const void *block, size_t slot, int percent, decimal *out)
{
	return (quant_at(hung(s, block, slot), s->ladder, percent, out));
}

uint64_t
slot_distinct(const struct slots *s, const void *block, size_t slot)
{
	return (distinct_count(hung(s, block, slot)));
}

struct slice
slot_value(const struct slots *s, const void *block, size_t slot)
{
	const struct moment *m = state(s, block, slot);

	return ((struct slice){ m->p, m->n });
}
