/* expr_out.c - values as text, spelled as jq spells them. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "expr/expr_in.h"

/* The fewest digits that read back the same, as printf's %e writes them: d.ddde+xx. */
static void
digits_of(double d, char *out, size_t size)
{
	/* 15 digits are always exact, and zeros at their end are cut; but not below DBL_MIN. */
	for (int digits = fabs(d) < DBL_MIN ? 0 : 14; digits < 17; digits++) {
		snprintf(out, size, "%.*e", digits, d);
		if (strtod(out, NULL) == d)
			break;
	}
}

/* Cut the zeros off d.ddd000e+xx; the digits without the point, their number and the exponent. */
static int
split_digits(const char *e, char *digits, int *exponent)
{
	int n = 1;

	e += *e == '-';
	digits[0] = *e;
	for (e++; *e != 'e'; e++)
		if (*e != '.')
			digits[n++] = *e;
	*exponent = atoi(e + 1);
	while (n > 1 && digits[n - 1] == '0')
		n--;
	return (n);
}

size_t
num_format(double d, char *out)
{
	char e[40], digits[24], *o = out;
	int n, exponent, point;

	if (isnan(d))
		return ((size_t)sprintf(out, "null"));
	if (isinf(d))
		d = d > 0 ? DBL_MAX : -DBL_MAX;
	if (d == 0 || (fabs(d) < 1e15 && d == trunc(d)))
		return ((size_t)sprintf(out, "%.0f", d));
	digits_of(d, e, sizeof(e));
	n = split_digits(e, digits, &exponent);
	point = exponent + 1;
	if (d < 0)
		*o++ = '-';
	if (point <= -4 || point > n + 15) {
		*o++ = digits[0];
		if (n > 1)
			*o++ = '.';
		memcpy(o, digits + 1, (size_t)n - 1);
		o += n - 1;
		o += sprintf(o, "e%c%02d", exponent < 0 ? '-' : '+', abs(exponent));
	} else if (point <= 0) {
		*o++ = '0';
		*o++ = '.';
		for (; point < 0; point++)
			*o++ = '0';
		memcpy(o, digits, (size_t)n);
		o += n;
	} else {
		for (int i = 0; i < n || i < point; i++) {
			if (i == point)
				*o++ = '.';
			*o++ = i < n ? digits[i] : '0';
		}
	}
	*o = '\0';
	return ((size_t)(o - out));
}

int
num_text(struct run *r, const struct val *v, struct slice *text)
{
	char *p = arena_bytes(r->arena, (val_is_literal(v) ? v->s.n : 0) + 64);
	bool bail = false;

	*text = (struct slice){ p,
		val_is_literal(v) ? num_literal(v->s, p, &bail) : num_format(val_double(r, v), p) };
	return (bail ? BAIL : GO);
}

void
val_write(struct run *r, const struct val *v, struct buf *out)
{
	static const char *const words[] = { "null", "false", "true" };
	struct slice text;
	struct walk w;
	struct val i;

	if (v->kind <= JSON_TRUE)
		buf_str(out, words[v->kind]);
	else if (v->form == FORM_EVENT)
		event_write(r->event, out);
	else if (v->form == FORM_RAW)
		buf_slice(out, v->s);
	else if (v->kind == JSON_NUMBER) {
		/* What was made here has no exponent that only libjq could judge. */
		num_text(r, v, &text);
		buf_slice(out, text);
	} else if (v->kind == JSON_STRING)
		json_quote(out, v->s);
	else {
		buf_char(out, '[');
		for (val_walk(r, v, &w); walk_next(&w, &i);) {
			if (w.at > 1)
				buf_char(out, ',');
			val_write(r, &i, out);
		}
		buf_char(out, ']');
	}
}
