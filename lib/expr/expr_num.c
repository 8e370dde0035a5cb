/*
 * expr_num.c - numbers by their digits, as jq has them since 1.7.
 *
 * To jq 1.6 a number is a double.  Since 1.7 one that was read keeps all of
 * its digits, a "literal", until something is computed with it: two literals
 * are compared exactly and spelled with the zeros they were written with;
 * what is computed is a double again, from the first 17 digits.
 */
#include <stdio.h>
#include <stdlib.h>

#include "expr/expr_in.h"

enum { SHORT = 15, PRECISION = 17, EXPONENT = 8 };

/* A literal taken apart: 0.0250e3 has the digits 250, the first of which stands for 10^1. */
struct digits {
	bool negative;
	const char *p;	   /* the first digit that is no zero */
	const char *point; /* between the digits, or NULL */
	size_t n;	   /* how many digits there are */
	long exponent;	   /* of the last digit: 0 for a whole number */
	bool huge;	   /* the exponent is for libjq to judge */
};

static bool
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

static long
exponent_of(const char *e, const char *end, bool *huge)
{
	bool negative = e < end && *e == '-';
	long n = 0;

	for (e += e < end && !is_digit(*e); e < end && *e == '0'; e++)
		;
	*huge = end - e > EXPONENT;
	for (; e < end && !*huge; e++)
		n = n * 10 + (*e - '0');
	return (negative ? -n : n);
}

static struct digits
take_apart(struct slice s)
{
	struct digits d = { .negative = *s.p == '-' };
	const char *p = s.p + !is_digit(*s.p), *end = s.p + s.n, *e = p, *point = NULL;

	if (*s.p == '.')
		p = e = s.p;
	while (e < end && (is_digit(*e) || *e == '.')) {
		if (*e == '.')
			point = e;
		e++;
	}
	d.exponent = e < end ? exponent_of(e + 1, end, &d.huge) : 0;
	if (point != NULL)
		d.exponent -= e - point - 1;
	while (p < e && (*p == '0' || *p == '.'))
		p++;
	d.p = p;
	d.point = point > p ? point : NULL;
	d.n = (size_t)(e - p) - (d.point != NULL);
	return (d);
}

/* The i-th digit, and a zero behind the last. */
static char
digit(const struct digits *d, size_t i)
{
	if (i >= d->n)
		return ('0');
	return (d->p[i + (d->point != NULL && d->p + i >= d->point)]);
}

static bool
is_short(struct slice s)
{
	return (s.n <= SHORT && memchr(s.p, 'e', s.n) == NULL && memchr(s.p, 'E', s.n) == NULL);
}

int
num_order(struct slice s, struct slice t, bool *bail)
{
	struct digits a, b;
	long high, low;
	int c = 0;

	/* Up to 15 digits, those that are the same double are the same number. */
	if (slice_eq(s, t) || (is_short(s) && is_short(t)))
		return (0);
	a = take_apart(s);
	b = take_apart(t);
	*bail |= a.huge || b.huge;
	if (a.n == 0 || b.n == 0)
		return (a.n > 0 ? (a.negative ? -1 : 1) : b.n > 0 ? (b.negative ? 1 : -1) : 0);
	if (a.negative != b.negative)
		return (a.negative ? -1 : 1);
	high = a.exponent + (long)a.n;
	low = b.exponent + (long)b.n;
	c = high < low ? -1 : high > low;
	for (size_t i = 0; c == 0 && (i < a.n || i < b.n); i++)
		c = digit(&a, i) - digit(&b, i);
	return (a.negative ? -c : c);
}

double
num_double(struct slice s)
{
	char text[PRECISION + 48];
	struct digits d;
	size_t n = 0;
	bool up;

	if (s.n <= PRECISION || (d = take_apart(s)).n <= PRECISION || d.huge)
		return (json_number(s));
	text[n++] = d.negative ? '-' : '+';
	text[n++] = '0';
	for (size_t i = 0; i < PRECISION; i++)
		text[n++] = digit(&d, i);
	/* Half goes to the even. */
	up = digit(&d, PRECISION) > '5';
	if (digit(&d, PRECISION) == '5') {
		up = (text[n - 1] & 1) != 0;
		for (size_t i = PRECISION + 1; i < d.n; i++)
			up |= digit(&d, i) != '0';
	}
	for (size_t i = n - 1; up; i--) {
		up = text[i] == '9';
		text[i] = up ? '0' : (char)(text[i] + 1);
	}
	snprintf(text + n, sizeof(text) - n, "e%ld", d.exponent + (long)d.n - PRECISION);
	return (strtod(text, NULL));
}

/* d.ddE+x, where the number is very large or small. */
static size_t
scientific(const struct digits *d, size_t n, long exponent, char *out)
{
	size_t o = 0;

	out[o++] = digit(d, 0);
	if (n > 1)
		out[o++] = '.';
	for (size_t i = 1; i < n; i++)
		out[o++] = digit(d, i);
	return (o + (size_t)sprintf(out + o, "E%+ld", exponent));
}

/* All digits, with n of them before the point; n <= 0 puts zeros there. */
static size_t
plain(const struct digits *d, size_t digits, long n, char *out)
{
	size_t o = 0, i = 0;

	if (n <= 0)
		out[o++] = '0';
	for (; n > 0; n--)
		out[o++] = digit(d, i++);
	if (i == digits)
		return (o);
	out[o++] = '.';
	for (; n < 0; n++)
		out[o++] = '0';
	while (i < digits)
		out[o++] = digit(d, i++);
	return (o);
}

size_t
num_literal(struct slice s, char *out, bool *bail)
{
	struct digits d = take_apart(s);
	size_t o = 0, n = d.n == 0 ? 1 : d.n; /* zero has one digit */
	long adjusted = d.exponent + (long)n - 1;

	*bail |= d.huge;
	if (d.negative)
		out[o++] = '-';
	if (d.exponent > 0 || adjusted < -6)
		return (o + scientific(&d, n, adjusted, out + o));
	return (o + plain(&d, n, adjusted + 1, out + o));
}

static struct val
with_sign(struct run *r, const struct val *v, bool negative)
{
	struct slice s = v->s;
	char *p;

	if (!is_digit(*s.p) && *s.p != '.') {
		s.p++;
		s.n--;
	}
	if (!negative || take_apart(s).n == 0)
		return (val_literal(s));
	p = arena_bytes(r->arena, s.n + 1);
	*p = '-';
	memcpy(p + 1, s.p, s.n);
	return (val_literal((struct slice){ p, s.n + 1 }));
}

struct val
num_unsigned(struct run *r, const struct val *v)
{
	return (with_sign(r, v, false));
}

struct val
num_negated(struct run *r, const struct val *v)
{
	return (with_sign(r, v, *v->s.p != '-'));
}
