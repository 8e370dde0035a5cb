/* ratio.c - exact quotients.  See ratio.h. */
#include "measure/ratio.h"

typedef unsigned __int128 u128;

static u128
gcd(u128 a, u128 b)
{
	u128 r;

	while (b != 0) {
		r = a % b;
		a = b;
		b = r;
	}
	return (a);
}

static u128
magnitude(__int128 v)
{
	return (v < 0 ? -(u128)v : (u128)v);
}

bool
ratio_of(__int128 n, __int128 d, struct ratio *out)
{
	const __int128 least = (__int128)((u128)1 << 127);
	__int128 g;

	if (d == 0 || n == least || d == least)
		return (false);
	if (d == DECIMAL_ONE && n % DECIMAL_ONE == 0) {
		*out = (struct ratio){ n / DECIMAL_ONE, 1 };
		return (true);
	}
	g = (__int128)gcd(magnitude(n), magnitude(d));
	if (d < 0)
		g = -g;
	*out = (struct ratio){ n / g, d / g };
	return (true);
}

bool
ratio_decimal(struct ratio r, int digits, decimal *out)
{
	return (decimal_div(r.n, r.d, digits, out));
}

/* Both as decimals, for what does not fit otherwise. */
static bool
both(struct ratio a, struct ratio b, decimal *x, decimal *y)
{
	return (ratio_decimal(a, DECIMAL_DIGITS, x) && ratio_decimal(b, DECIMAL_DIGITS, y));
}

bool
ratio_add(struct ratio a, struct ratio b, struct ratio *out)
{
	__int128 x, y, n, d;

	if (!__builtin_mul_overflow(a.n, b.d, &x) && !__builtin_mul_overflow(b.n, a.d, &y) &&
	    !__builtin_add_overflow(x, y, &n) && !__builtin_mul_overflow(a.d, b.d, &d))
		return (ratio_of(n, d, out));
	return (both(a, b, &x, &y) && decimal_add(&x, y) && ratio_of(x, DECIMAL_ONE, out));
}

bool
ratio_sub(struct ratio a, struct ratio b, struct ratio *out)
{
	b.n = -b.n;
	return (ratio_add(a, b, out));
}

bool
ratio_mul(struct ratio a, struct ratio b, struct ratio *out)
{
	__int128 x, y, n, d;

	if (!__builtin_mul_overflow(a.n, b.n, &n) && !__builtin_mul_overflow(a.d, b.d, &d))
		return (ratio_of(n, d, out));
	return (both(a, b, &x, &y) && decimal_mul(x, y, &n) && ratio_of(n, DECIMAL_ONE, out));
}

bool
ratio_div(struct ratio a, struct ratio b, struct ratio *out)
{
	__int128 x, y, n, d;

	if (b.n == 0)
		return (false);
	if (!__builtin_mul_overflow(a.n, b.d, &n) && !__builtin_mul_overflow(a.d, b.n, &d))
		return (ratio_of(n, d, out));
	return (both(a, b, &x, &y) && ratio_of(x, y, out));
}
