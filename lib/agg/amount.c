/* amount.c - decimals that add up.  See amount.h. */
#include "agg/amount.h"

#include "event/json.h"

void
amount_add(decimal *amount, decimal v)
{
	if (*amount != AMOUNT_OVER && (v == AMOUNT_OVER || !decimal_add(amount, v)))
		*amount = AMOUNT_OVER;
}

void
amount_write(decimal v, struct buf *b)
{
	if (v == AMOUNT_OVER)
		buf_str(b, "null");
	else
		decimal_write(b, v);
}

/* Not decimal_read(): sums may be longer than what users may write. */
bool
amount_read(struct slice json, decimal *out)
{
	const char *p = json.p, *end = json.p + json.n;
	int digits = 0;
	decimal v = 0;
	bool minus, point = false;

	if (slice_is(json, "null")) {
		*out = AMOUNT_OVER;
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

int
amount_pair(struct slice json, struct slice *a, struct slice *b)
{
	struct slice none;
	size_t at = 0;

	if (json_type(json) != JSON_ARRAY)
		return (-1);
	if (!json_each(json, &at, NULL, a))
		return (0);
	if (!json_each(json, &at, NULL, b) || json_each(json, &at, NULL, &none))
		return (-1);
	return (2);
}
