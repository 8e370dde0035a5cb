/* slot_file.c - the states of a group as JSON.  See slot.h. */
#include "agg/slot_in.h"
#include "event/json.h"

/* A number; null for one that is over. */
static void
write_number(struct buf *b, decimal v)
{
	if (v == OVER)
		buf_str(b, "null");
	else
		decimal_write(b, v);
}

static void
write_one(const struct slots *s, size_t slot, const void *block, struct buf *b)
{
	const struct count *count = state(s, block, slot);
	const struct error *error = state(s, block, slot);
	const struct sum *sum = state(s, block, slot);
	const struct range *range = state(s, block, slot);
	const struct moment *m = state(s, block, slot);

	switch (s->slots[slot].kind) {
	case SLOT_COUNT:
		write_number(b, count->n);
		break;
	case SLOT_ERROR:
		/* A whole number of 10^-18. */
		decimal_write(b, error->variance * DECIMAL_ONE);
		break;
	case SLOT_SUM:
		buf_char(b, '[');
		write_number(b, sum->sum);
		buf_char(b, ',');
		write_number(b, sum->n);
		buf_char(b, ']');
		break;
	case SLOT_RANGE:
		buf_char(b, '[');
		if (range->any) {
			decimal_write(b, range->least);
			buf_char(b, ',');
			decimal_write(b, range->greatest);
		}
		buf_char(b, ']');
		break;
	case SLOT_QUANT:
		quant_write(hung(s, block, slot), b);
		break;
	case SLOT_DISTINCT:
		distinct_write(hung(s, block, slot), b);
		break;
	case SLOT_FIRST:
	case SLOT_LAST:
		if (m->n > 0)
			buf_printf(b, "[%lld,%.*s]", (long long)m->ts, (int)m->n, m->p);
		else
			buf_str(b, "[]");
		break;
	}
}

void
slots_write(const struct slots *s, const void *block, struct buf *b)
{
	size_t i;

	buf_char(b, '[');
	for (i = 0; i < s->n; i++) {
		if (i > 0)
			buf_char(b, ',');
		write_one(s, i, block, b);
	}
	buf_char(b, ']');
}

/* A number as the states have it: sums may be longer than what users may write. */
static bool
read_number(struct slice raw, decimal *out)
{
	const char *p = raw.p, *end = raw.p + raw.n;
	int digits = 0;
	decimal v = 0;
	bool minus, point = false;

	if (slice_is(raw, "null")) {
		*out = OVER;
		return (true);
	}
	minus = p < end && *p == '-';
	for (p += minus; p < end; p++) {
		if (*p == '.' && !point) {
			point = true;
			continue;
		}
		if (*p < '0' || *p > '9' || v > DECIMAL_MAX)
			return (false);
		v = v * 10 + (*p - '0');
		digits += point;
	}
	if (digits > DECIMAL_DIGITS)
		return (false);
	for (; digits < DECIMAL_DIGITS; digits++)
		if ((v *= 10) > DECIMAL_MAX)
			return (false);
	*out = minus ? -v : v;
	return (v <= DECIMAL_MAX);
}

/* [] or [a, b]: how many, or -1. */
static int
pair(struct slice raw, struct slice *a, struct slice *b)
{
	struct slice none;
	size_t at = 0;

	if (json_type(raw) != JSON_ARRAY)
		return (-1);
	if (!json_each(raw, &at, NULL, a))
		return (0);
	if (!json_each(raw, &at, NULL, b) || json_each(raw, &at, NULL, &none))
		return (-1);
	return (2);
}

static bool
take_pair(struct slots *s, size_t slot, void *block, struct slice raw)
{
	enum slot_kind kind = s->slots[slot].kind;
	struct sum *sum = state(s, block, slot);
	struct slice a, b;
	decimal x, y;
	int n = pair(raw, &a, &b);

	if (n == -1)
		return (false);
	if (n == 0)
		return (kind != SLOT_SUM);
	if (!read_number(a, &x))
		return (false);
	if (kind == SLOT_FIRST || kind == SLOT_LAST) {
		if (x == OVER || x % DECIMAL_ONE != 0 ||
		    x / DECIMAL_ONE != (int64_t)(x / DECIMAL_ONE))
			return (false);
		s->scratch.n = 0;
		json_compact(&s->scratch, b);
		slot_moment_add(
		    state(s, block, slot), kind, (int64_t)(x / DECIMAL_ONE), buf_view(&s->scratch));
		return (true);
	}
	if (!read_number(b, &y))
		return (false);
	if (kind == SLOT_SUM) {
		slot_sum_add(&sum->sum, x);
		slot_sum_add(&sum->n, y);
	} else {
		if (x == OVER || y == OVER)
			return (false);
		slot_range_add(state(s, block, slot), x);
		slot_range_add(state(s, block, slot), y);
	}
	return (true);
}

static bool
take_one(struct slots *s, size_t slot, void *block, struct slice raw)
{
	struct count *count = state(s, block, slot);
	struct error *error = state(s, block, slot);
	decimal v;

	switch (s->slots[slot].kind) {
	case SLOT_COUNT:
		if (!read_number(raw, &v))
			return (false);
		slot_sum_add(&count->n, v);
		return (true);
	case SLOT_ERROR:
		if (!read_number(raw, &v) || v < 0 || v == OVER || v % DECIMAL_ONE != 0)
			return (false);
		error->variance += v / DECIMAL_ONE;
		return (true);
	case SLOT_QUANT:
		return (quant_take(hung(s, block, slot), s->ladder, raw));
	case SLOT_DISTINCT:
		return (distinct_take(hung(s, block, slot), raw));
	default:
		return (take_pair(s, slot, block, raw));
	}
}

bool
slots_take(struct slots *s, void *block, struct slice json)
{
	struct slice item;
	size_t at = 0, i;

	if (json_type(json) != JSON_ARRAY)
		return (false);
	for (i = 0; json_each(json, &at, NULL, &item); i++)
		if (i == s->n || !take_one(s, i, block, item))
			return (false);
	return (i == s->n);
}

void
slots_write_known(const struct slots *s, struct buf *b)
{
	size_t i;

	buf_char(b, '[');
	for (i = 0; i < s->n; i++)
		buf_printf(b, "%s%s", i > 0 ? "," : "", s->slots[i].known ? "true" : "false");
	buf_char(b, ']');
}

bool
slots_take_known(struct slots *s, struct slice json)
{
	struct slice item;
	size_t at = 0, i;

	if (json_type(json) != JSON_ARRAY)
		return (false);
	for (i = 0; json_each(json, &at, NULL, &item); i++) {
		if (i == s->n || (json_type(item) != JSON_TRUE && json_type(item) != JSON_FALSE))
			return (false);
		if (json_type(item) == JSON_TRUE)
			s->slots[i].known = true;
	}
	return (i == s->n);
}
