/* decimal.c - exact decimal numbers.  See decimal.h. */
#include "base/decimal.h"

typedef unsigned __int128 u128;

enum {
	READ_DIGITS = 20,      /* before the point */
	EXPONENT_MAX = 1 << 26 /* more than any line has digits */
};

/* A number as it is spelled: digits * 10^exponent; digits may have a point among them. */
struct spelled {
	bool minus;
	const char *digits; /* from the first that is not 0 to the last that is not 0 */
	int64_t n;	    /* how many, without the point */
	int64_t exponent;
};

static bool
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

static u128
magnitude(__int128 v)
{
	return (v < 0 ? -(u128)v : (u128)v);
}

/* The exponent after "e"; false if it is not one.  *p ends after it. */
static bool
read_exponent(const char **p, const char *end, int64_t *exponent)
{
	bool minus = false;
	int64_t e = 0;

	if (*p < end && (**p == '+' || **p == '-'))
		minus = *(*p)++ == '-';
	if (*p == end || !is_digit(**p))
		return (false);
	for (; *p < end && is_digit(**p); (*p)++)
		if (e < EXPONENT_MAX)
			e = e * 10 + (**p - '0');
	*exponent = minus ? -e : e;
	return (true);
}

/* Take the number apart; false if it is none as JSON spells them. */
static bool
spell(struct slice text, struct spelled *out)
{
	const char *p = text.p, *end = text.p + text.n;
	const char *point = NULL, *first = NULL, *last = NULL;
	int64_t exponent = 0;

	out->minus = p < end && *p == '-';
	if (out->minus)
		p++;
	if (p == end || !is_digit(*p) || (*p == '0' && p + 1 < end && is_digit(p[1])))
		return (false);
	for (; p < end && (is_digit(*p) || (*p == '.' && point == NULL)); p++) {
		if (*p == '.') {
			point = p;
			continue;
		}
		if (*p != '0') {
			first = first == NULL ? p : first;
			last = p;
		}
	}
	if (p[-1] == '.')
		return (false);
	if (point == NULL)
		point = p;
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (!read_exponent(&p, end, &exponent))
			return (false);
	}
	if (p != end)
		return (false);

	out->n = 0;
	out->exponent = 0;
	if (first == NULL)
		return (true);
	out->digits = first;
	out->n = last - first + 1 - (first < point && point < last);
	/* The last digit is worth 10^(its distance to the point). */
	out->exponent = exponent + (last < point ? point - last - 1 : point - last);
	return (true);
}

static enum decimal_read
read_number(struct slice text, bool rounded, decimal *out)
{
	struct spelled s;
	const char *p;
	int64_t keep, i;
	int cut = 0;
	u128 v = 0;

	if (!spell(text, &s))
		return (DECIMAL_NO_NUMBER);
	*out = 0;
	if (s.n == 0)
		return (DECIMAL_OK);
	s.exponent += DECIMAL_DIGITS;
	if (s.n + s.exponent > READ_DIGITS + DECIMAL_DIGITS)
		return (DECIMAL_OUTSIDE);
	if (s.exponent < 0 && !rounded)
		return (DECIMAL_OUTSIDE);

	keep = s.exponent < 0 ? s.n + s.exponent : s.n;
	if (keep < 0)
		return (DECIMAL_OK); /* less than a tenth of the last digit */
	for (p = s.digits, i = 0; i < keep; p++)
		if (*p != '.') {
			v = v * 10 + (unsigned)(*p - '0');
			i++;
		}
	if (s.exponent < 0) {
		if (*p == '.')
			p++;
		cut = *p - '0';
		/* Digits end with one that is not 0, so a 5 that is not the last is more than half.
		 */
		if (cut > 5 || (cut == 5 && (s.exponent < -1 || (v & 1) != 0)))
			v++;
		if (v == (u128)(DECIMAL_ONE * DECIMAL_ONE * DECIMAL_ONE * 100))
			return (DECIMAL_OUTSIDE);
	}
	for (i = 0; i < s.exponent; i++)
		v *= 10;
	*out = s.minus ? -(decimal)v : (decimal)v;
	return (DECIMAL_OK);
}

/* The usual case, at most 18 digits and no exponent: false leaves it to read_number(). */
static bool
read_short(struct slice text, decimal *out)
{
	static const uint32_t power[] = { 1000000000, 100000000, 10000000, 1000000, 100000, 10000,
		1000, 100, 10, 1 };
	const char *p = text.p, *end = text.p + text.n, *start, *point = NULL;
	uint64_t v = 0;
	decimal d;
	size_t fraction;
	bool minus;

	if (text.n == 0 || text.n > 18)
		return (false);
	minus = *p == '-';
	if (minus)
		p++;
	start = p;
	for (; p < end; p++)
		if (is_digit(*p))
			v = v * 10 + (unsigned)(*p - '0');
		else if (*p == '.' && point == NULL)
			point = p;
		else
			return (false);
	if (point == NULL)
		point = end;
	if (point == start || point == end - 1 || (*start == '0' && point - start > 1))
		return (false);
	fraction = point == end ? 0 : (size_t)(end - point) - 1;
	if (fraction > DECIMAL_DIGITS)
		return (false);
	d = (decimal)v * power[fraction];
	*out = minus ? -d : d;
	return (true);
}

enum decimal_read
decimal_read(struct slice text, decimal *out)
{
	return (read_short(text, out) ? DECIMAL_OK : read_number(text, false, out));
}

enum decimal_read
decimal_read_rounded(struct slice text, decimal *out)
{
	return (read_short(text, out) ? DECIMAL_OK : read_number(text, true, out));
}

void
decimal_write(struct buf *b, decimal v)
{
	char text[64], *end = text + sizeof(text), *p = end;
	u128 u = magnitude(v), whole = u / (u128)DECIMAL_ONE;
	uint32_t fraction = (uint32_t)(u % (u128)DECIMAL_ONE);
	uint64_t part;
	int i;

	if (fraction != 0) {
		for (i = 0; i < DECIMAL_DIGITS; i++, fraction /= 10)
			if (p != end || fraction % 10 != 0)
				*--p = (char)('0' + fraction % 10);
		*--p = '.';
	}
	/* Eighteen digits at a time: dividing 128 bits is slow. */
	for (;;) {
		part = (uint64_t)(whole % 1000000000000000000u);
		whole /= 1000000000000000000u;
		for (i = 0; i < 18 && (part != 0 || whole != 0 || i == 0); i++, part /= 10)
			*--p = (char)('0' + part % 10);
		if (whole == 0)
			break;
	}
	if (v < 0)
		*--p = '-';
	buf_add(b, p, (size_t)(end - p));
}

static bool
in_range(decimal v)
{
	return (v <= DECIMAL_MAX && v >= -DECIMAL_MAX);
}

bool
decimal_add(decimal *a, decimal b)
{
	decimal sum;

	if (__builtin_add_overflow(*a, b, &sum) || !in_range(sum))
		return (false);
	*a = sum;
	return (true);
}

bool
decimal_mul(decimal a, decimal b, decimal *out)
{
	decimal a0 = a / DECIMAL_ONE, a1 = a % DECIMAL_ONE;
	decimal b0 = b / DECIMAL_ONE, b1 = b % DECIMAL_ONE;
	decimal whole, low = a1 * b1;

	/* (a0 + a1) b = a0 b + a1 b0 + a1 b1, of which only the last has digits too many. */
	if (__builtin_mul_overflow(a0, b, &whole) || !in_range(whole))
		return (false);
	if (!decimal_add(&whole, a1 * b0) || !decimal_add(&whole, low / DECIMAL_ONE))
		return (false);
	low %= DECIMAL_ONE;
	if (low * 2 > DECIMAL_ONE || (low * 2 == DECIMAL_ONE && whole % 2 != 0))
		whole++;
	else if (low * 2 < -DECIMAL_ONE || (low * 2 == -DECIMAL_ONE && whole % 2 != 0))
		whole--;
	*out = whole;
	return (in_range(whole));
}

/* 2 r / d with r < d <= 2^127: the quotient's bit is added to *q. */
static u128
twice(u128 r, u128 d, unsigned *q)
{
	r *= 2;
	*q *= 2;
	if (r >= d) {
		r -= d;
		(*q)++;
	}
	return (r);
}

/* The next decimal digit of a long division, 10 r / d, without ever going over 128 bits. */
static unsigned
next_digit(u128 *r, u128 d)
{
	unsigned q = 0;
	u128 x = twice(twice(*r, d, &q), d, &q) + *r;

	if (x >= d) {
		x -= d;
		q++;
	}
	*r = twice(x, d, &q);
	return (q);
}

bool
decimal_div(__int128 a, __int128 b, int digits, decimal *out)
{
	u128 d = magnitude(b), n = magnitude(a), q, r, half;
	int i;

	if (b == 0)
		return (false);
	q = n / d;
	r = n % d;
	for (i = 0; i < digits; i++) {
		if (q > (u128)DECIMAL_MAX)
			return (false);
		q = q * 10 + next_digit(&r, d);
	}
	/* Is what is left more than a half?  r and d - r both fit. */
	half = d - r;
	if (r > half || (r == half && q % 2 != 0))
		q++;
	for (; i < DECIMAL_DIGITS; i++) {
		if (q > (u128)DECIMAL_MAX)
			return (false);
		q *= 10;
	}
	if (q > (u128)DECIMAL_MAX)
		return (false);
	*out = (a < 0) != (b < 0) ? -(decimal)q : (decimal)q;
	return (true);
}
