#include "page/figure.h"

#include <limits.h>
#include <stdint.h>

const char *const figure_names[] = { "text", "count", "money", "duration", "share", "number",
	NULL };

/* A decimal number: its digits d[0..n), the last `scale` of them after the point. */
struct digits {
	bool minus;
	int n, scale;
	char d[FIGURE_DIGITS + 1]; /* one more: rounding 9.9 up */
};

static int
add_digit(struct digits *x, char d)
{
	if (x->n == 0 && d == '0')
		return (0);
	if (x->n == FIGURE_DIGITS)
		return (-1);
	x->d[x->n++] = d;
	return (0);
}

static int
add_zeros(struct digits *x, int zeros)
{
	if (zeros > FIGURE_DIGITS - x->n)
		return (x->n == 0 ? 0 : -1);
	memset(x->d + x->n, '0', (size_t)zeros);
	x->n += zeros;
	return (0);
}

/* The exponent's value; cut short where it is absurd. */
static int
read_exponent(struct slice t, size_t i)
{
	bool minus = false;
	int e = 0;

	if (i < t.n && (t.p[i] == '+' || t.p[i] == '-'))
		minus = t.p[i++] == '-';
	for (; i < t.n; i++)
		if (e < 100000)
			e = e * 10 + (t.p[i] - '0');
	return (minus ? -e : e);
}

/* Zeros in front, so that there are at least as many digits as decimals. */
static int
pad_front(struct digits *x)
{
	int zeros = x->scale - x->n;

	if (zeros <= 0)
		return (0);
	if (zeros > FIGURE_DIGITS - x->n)
		return (-1);
	memmove(x->d + zeros, x->d, (size_t)x->n);
	memset(x->d, '0', (size_t)zeros);
	x->n += zeros;
	return (0);
}

static int
parse(struct digits *x, struct slice t)
{
	bool point = false;
	size_t i = 0;

	x->minus = false;
	x->n = x->scale = 0;
	if (t.n == 0 || t.n > INT_MAX)
		return (-1);
	if (t.p[0] == '-') {
		x->minus = true;
		i = 1;
	}
	for (; i < t.n && t.p[i] != 'e' && t.p[i] != 'E'; i++) {
		if (t.p[i] == '.') {
			point = true;
			continue;
		}
		if (t.p[i] < '0' || t.p[i] > '9' || add_digit(x, t.p[i]) == -1)
			return (-1);
		x->scale += point;
	}
	if (i < t.n)
		x->scale -= read_exponent(t, i + 1);
	if (x->n == 0)
		x->scale = 0;
	if (x->scale < 0) {
		if (add_zeros(x, -x->scale) == -1)
			return (-1);
		x->scale = 0;
	}
	return (pad_front(x));
}

static void
add_one(struct digits *x)
{
	int i;

	for (i = x->n - 1; i >= 0; i--) {
		if (x->d[i] != '9') {
			x->d[i]++;
			return;
		}
		x->d[i] = '0';
	}
	memmove(x->d + 1, x->d, (size_t)x->n);
	x->d[0] = '1';
	x->n++;
}

/* Is what follows the first `keep` digits more than half a unit, or half of it after an odd one? */
static bool
rounds_up(const struct digits *x, int keep)
{
	int i;

	if (x->d[keep] != '5')
		return (x->d[keep] > '5');
	for (i = keep + 1; i < x->n; i++)
		if (x->d[i] != '0')
			return (true);
	return (keep > 0 && (x->d[keep - 1] - '0') % 2 == 1);
}

/* To exactly so many decimals, half to even. */
static int
round_to(struct digits *x, int decimals)
{
	int keep = x->n - (x->scale - decimals);
	bool up;
	int i;

	if (x->scale <= decimals) {
		if (x->n > 0 && add_zeros(x, decimals - x->scale) == -1)
			return (-1);
	} else {
		up = rounds_up(x, keep);
		x->n = keep;
		if (up)
			add_one(x);
	}
	x->scale = decimals;
	for (i = 0; i < x->n && x->d[i] == '0'; i++)
		;
	if (i == x->n) /* there is no -0 to see */
		x->minus = false;
	return (pad_front(x));
}

static int
read_rounded(struct digits *x, struct slice number, enum figure_kind kind, int decimals)
{
	if (parse(x, number) == -1)
		return (-1);
	if (kind == FIGURE_SHARE && x->n > 0) {
		if (x->scale < 2 && add_zeros(x, 2 - x->scale) == -1)
			return (-1);
		x->scale = x->scale < 2 ? 0 : x->scale - 2;
	}
	return (round_to(x, decimals));
}

int
figure_decimals(struct slice number, enum figure_kind kind)
{
	struct digits x;

	switch (kind) {
	case FIGURE_MONEY:
		return (2);
	case FIGURE_SHARE:
		return (1);
	case FIGURE_COUNT:
	case FIGURE_NUMBER:
		break;
	default:
		return (0);
	}
	if (read_rounded(&x, number, kind, 2) == -1)
		return (0);
	if (x.n > 0 && x.d[x.n - 1] != '0')
		return (2);
	return (x.n > 1 && x.d[x.n - 2] != '0');
}

/* The digits with their separators; a number below one gets its zero. */
static void
write_grouped(struct buf *b, const struct digits *x, const struct figure_marks *marks)
{
	int first = 0, whole = x->n - x->scale, i;

	while (first < whole && x->d[first] == '0')
		first++;
	if (x->minus)
		buf_char(b, '-');
	if (first == whole)
		buf_char(b, '0');
	for (i = first; i < whole; i++) {
		if (i > first && (whole - i) % 3 == 0)
			buf_slice(b, marks->thousands);
		buf_char(b, x->d[i]);
	}
	if (x->scale > 0) {
		buf_slice(b, marks->decimal);
		buf_add(b, x->d + whole, (size_t)x->scale);
	}
}

static int
write_duration(struct buf *b, const struct digits *x)
{
	uint64_t s = 0;
	int i;

	for (i = 0; i < x->n; i++) {
		if (s > UINT64_MAX / 10 - 1)
			return (-1);
		s = s * 10 + (uint64_t)(x->d[i] - '0');
	}
	if (x->minus)
		buf_char(b, '-');
	if (s >= 3600)
		buf_printf(b, "%llu:%02u:%02u", (unsigned long long)(s / 3600),
		    (unsigned)(s / 60 % 60), (unsigned)(s % 60));
	else
		buf_printf(b, "%u:%02u", (unsigned)(s / 60), (unsigned)(s % 60));
	return (0);
}

int
figure_show(struct buf *b, struct slice number, enum figure_kind kind, int decimals,
    const struct figure_marks *marks)
{
	struct digits x;

	if (kind == FIGURE_PLAIN || kind == FIGURE_TEXT) {
		buf_slice(b, number);
		return (0);
	}
	if (kind == FIGURE_MONEY || kind == FIGURE_SHARE || kind == FIGURE_DURATION)
		decimals = figure_decimals(number, kind);
	if (read_rounded(&x, number, kind, decimals) == -1)
		return (-1);
	if (kind == FIGURE_DURATION)
		return (write_duration(b, &x));
	write_grouped(b, &x, marks);
	if (kind == FIGURE_SHARE)
		buf_slice(b, marks->percent);
	return (0);
}
