/* result.c - what a metric comes to in a group.  See result.h. */
#include "agg/result.h"

enum { QUOTIENT_DIGITS = 6 };

struct result
result_number(bool known, decimal v)
{
	struct result r = { RESULT_NOTHING, { 0, 1 }, { 0 }, false };

	if (known && ratio_of(v, DECIMAL_ONE, &r.number))
		r.kind = RESULT_NUMBER;
	return (r);
}

struct result
result_quotient(bool known, decimal n, decimal d)
{
	struct result r = { RESULT_NOTHING, { 0, 1 }, { 0 }, true };

	if (known && ratio_of(n, d, &r.number))
		r.kind = RESULT_NUMBER;
	return (r);
}

struct result
result_json(struct slice json)
{
	struct result r = { json.n > 0 ? RESULT_JSON : RESULT_NOTHING, { 0, 1 }, json, false };

	return (r);
}

struct result
result_as_number(struct result r)
{
	decimal v = 0;

	if (r.kind != RESULT_JSON)
		return (r);
	return (result_number(decimal_read(r.json, &v) == DECIMAL_OK, v));
}

struct result
result_combine(
    bool (*step)(struct ratio, struct ratio, struct ratio *), struct result a, struct result b)
{
	struct result r = { RESULT_NOTHING, { 0, 1 }, { 0 }, false };

	r.quotient = a.quotient || b.quotient || step == ratio_div;
	if (a.kind == RESULT_NUMBER && b.kind == RESULT_NUMBER &&
	    step(a.number, b.number, &r.number))
		r.kind = RESULT_NUMBER;
	return (r);
}

void
result_write(const struct result *r, struct buf *b)
{
	decimal v;

	if (r->kind == RESULT_JSON)
		buf_slice(b, r->json);
	else if (r->kind == RESULT_NUMBER &&
		 ratio_decimal(r->number, r->quotient ? QUOTIENT_DIGITS : DECIMAL_DIGITS, &v))
		decimal_write(b, v);
	else
		buf_str(b, "null");
}
