/*
 * decimal.c - exact decimals: what the digits say, here; and random numbers
 * against Python's decimal module when a file of them is given.
 *
 *	build/unit/decimal			the cases written down below
 *	build/unit/decimal - <FILE		lines "OP A B RESULT" (see tests/decimal.bats)
 */
#include <stdio.h>
#include <string.h>

#include "base/decimal.h"

static int failures;

static const char *
shown(struct buf *b, bool ok, decimal v)
{
	b->n = 0;
	if (ok)
		decimal_write(b, v);
	else
		buf_str(b, "outside");
	return (buf_cstr(b));
}

static enum decimal_read
read_as(const char *text, bool rounded, decimal *v)
{
	return (
	    rounded ? decimal_read_rounded(slice_of(text), v) : decimal_read(slice_of(text), v));
}

/* One line of the table or of the file. */
static void
check(const char *op, const char *a, const char *b, const char *want)
{
	struct buf out = { 0 };
	decimal x = 0, y = 0, z = 0;
	enum decimal_read r = read_as(a, *op == '~', &x);
	bool ok = r == DECIMAL_OK;
	const char *got;

	if (ok && read_as(b, false, &y) != DECIMAL_OK)
		ok = false;
	switch (*op) {
	case '=':
	case '~':
		z = x;
		break;
	case '+':
		z = x;
		ok = ok && decimal_add(&z, y);
		break;
	case '*':
		ok = ok && decimal_mul(x, y, &z);
		break;
	case '/':
		ok = ok && decimal_div(x, y, 6, &z);
		break;
	default:
		ok = false;
	}
	got = r == DECIMAL_NO_NUMBER ? "no number" : shown(&out, ok, z);
	if (strcmp(got, want) != 0) {
		failures++;
		fprintf(stderr, "decimal: %s %s %s: got %s, want %s\n", op, a, b, got, want);
	}
	buf_free(&out);
}

static const char *const cases[][4] = {
	{ "=", "0", "0", "0" },
	{ "=", "-0", "0", "0" },
	{ "=", "-0.0e5", "0", "0" },
	{ "=", "3.50", "0", "3.5" },
	{ "=", "-3.50", "0", "-3.5" },
	{ "=", "1e3", "0", "1000" },
	{ "=", "1.5E+2", "0", "150" },
	{ "=", "25e-9", "0", "0.000000025" },
	{ "=", "1e-10", "0", "outside" },
	{ "=", "0.1234567890", "0", "0.123456789" },
	{ "=", "0.1234567891", "0", "outside" },
	{ "=", "0.00000000000000000000e30", "0", "0" },
	{ "=", "1e19", "0", "10000000000000000000" },
	{ "=", "1e20", "0", "outside" },
	{ "=", "99999999999999999999.999999999", "0", "99999999999999999999.999999999" },
	{ "=", "-99999999999999999999.999999999", "0", "-99999999999999999999.999999999" },
	{ "=", "0.00000000000000000000000000001e37", "0", "100000000" },
	{ "=", "1e999999999999999999999", "0", "outside" },
	{ "=", "1e-999999999999999999999", "0", "outside" },
	{ "=", "90071992547409931", "0", "90071992547409931" },
	{ "=", "100000000000000000000000e-20", "0", "1000" },
	{ "=", "", "0", "no number" },
	{ "=", "-", "0", "no number" },
	{ "=", "01", "0", "no number" },
	{ "=", "-01.5", "0", "no number" },
	{ "=", "1.", "0", "no number" },
	{ "=", ".5", "0", "no number" },
	{ "=", "1e", "0", "no number" },
	{ "=", "1e+", "0", "no number" },
	{ "=", "1.2.3", "0", "no number" },
	{ "=", "+1", "0", "no number" },
	{ "=", "12a", "0", "no number" },
	{ "=", "1 ", "0", "no number" },
	{ "=", "\"1\"", "0", "no number" },
	{ "~", "0.33333333333333331", "0", "0.333333333" },
	{ "~", "0.66666666666666663", "0", "0.666666667" },
	{ "~", "0.0000000005", "0", "0" },
	{ "~", "0.0000000015", "0", "0.000000002" },
	{ "~", "0.0000000025", "0", "0.000000002" },
	{ "~", "0.00000000050000000001", "0", "0.000000001" },
	{ "~", "-0.0000000015", "0", "-0.000000002" },
	{ "~", "1.0000000005", "0", "1" },
	{ "~", "1e-300", "0", "0" },
	{ "~", "5e-10", "0", "0" },
	{ "~", "6e-10", "0", "0.000000001" },
	{ "~", "1.5e-9", "0", "0.000000002" },
	{ "~", "99999999999999999999.9999999999", "0", "outside" },
	{ "+", "0.1", "0.2", "0.3" },
	{ "+", "-0.1", "0.1", "0" },
	{ "*", "3.5", "3.5", "12.25" },
	{ "*", "0.000000001", "0.5", "0" },
	{ "*", "0.000000003", "0.5", "0.000000002" },
	{ "*", "-0.000000003", "0.5", "-0.000000002" },
	{ "*", "1e14", "1e14", "10000000000000000000000000000" },
	{ "*", "1e14", "2e14", "outside" },
	{ "/", "1", "3", "0.333333" },
	{ "/", "2", "3", "0.666667" },
	{ "/", "-2", "3", "-0.666667" },
	{ "/", "1", "0", "outside" },
	{ "/", "0.0000005", "1", "0" },
	{ "/", "0.0000015", "1", "0.000002" },
	{ "/", "0.0000025", "1", "0.000002" },
	{ "/", "99999999999999999999.999999999", "99999999999999999999.999999998", "1" },
	{ "/", "99999999999999999999.999999999", "0.000000001", "outside" },
};

int
main(int argc, char *argv[])
{
	char op[4], a[128], b[128], want[128];
	decimal sum = DECIMAL_MAX;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(cases[i][0], cases[i][1], cases[i][2], cases[i][3]);
	if (decimal_add(&sum, 1) || sum != DECIMAL_MAX) {
		failures++;
		fprintf(stderr, "decimal: a sum over the limit was not refused\n");
	}
	if (argc > 1 && strcmp(argv[1], "-") == 0)
		while (scanf("%3s %127s %127s %127s", op, a, b, want) == 4)
			check(op, a, b, want);
	return (failures > 0);
}
