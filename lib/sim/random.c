/* random.c - see random.h */
#include <math.h>
#include <string.h>

#include "sim/random.h"

static const double ln2_high = 6.93147180369123816490e-01; /* its last 21 bits are 0 */
static const double ln2_low = 1.90821492927058770002e-10;

static uint64_t
splitmix(uint64_t *x)
{
	uint64_t z = (*x += 0x9e3779b97f4a7c15U);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
	return (z ^ (z >> 31));
}

struct random
random_of(uint64_t seed, enum purpose purpose, uint64_t index)
{
	struct random r;
	uint64_t x = seed;

	x = splitmix(&x) + (uint64_t)purpose + 1;
	x = splitmix(&x) + index;
	for (int i = 0; i < 4; i++)
		r.s[i] = splitmix(&x);
	return (r);
}

static uint64_t
rotl(uint64_t x, int k)
{
	return ((x << k) | (x >> (64 - k)));
}

uint64_t
random_bits(struct random *r)
{
	uint64_t *s = r->s;
	uint64_t result = rotl(s[1] * 5, 7) * 9;
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotl(s[3], 45);
	return (result);
}

double
random_unit(struct random *r)
{
	return ((double)(random_bits(r) >> 11) * 0x1p-53);
}

bool
random_chance(struct random *r, double probability)
{
	return (random_unit(r) < probability);
}

uint64_t
random_below(struct random *r, uint64_t n)
{
	uint64_t limit = UINT64_MAX - UINT64_MAX % n, x;

	do
		x = random_bits(r);
	while (x >= limit);
	return (x % n);
}

int
random_pick(struct random *r, const double *cumulative, int n)
{
	double x = random_unit(r) * cumulative[n - 1];
	int low = 0, high = n - 1;

	while (low < high) {
		int middle = (low + high) / 2;

		if (x < cumulative[middle])
			high = middle;
		else
			low = middle + 1;
	}
	return (low);
}

/* Marsaglia's polar method; the second of the pair is thrown away. */
static double
random_normal(struct random *r)
{
	double u, v, q;

	do {
		u = 2 * random_unit(r) - 1;
		v = 2 * random_unit(r) - 1;
		q = u * u + v * v;
	} while (q >= 1 || q == 0);
	return (u * sqrt(-2 * random_log(q) / q));
}

double
random_spread(struct random *r, struct spread s)
{
	double x;

	if (s.sigma == 0)
		x = -s.mean * random_log(1 - random_unit(r));
	else
		x = s.mean * random_exp(s.sigma * random_normal(r) - s.sigma * s.sigma / 2);
	return (x < 1e15 ? x : 1e15);
}

static const double sqrt_2pi = 2.50662827463100050242;

/* Where a length lies in the normal distribution of its logarithm. */
static double
normal_of(struct spread s, double x)
{
	return ((random_log(x / s.mean) + s.sigma * s.sigma / 2) / s.sigma);
}

double
spread_density(struct spread s, double x)
{
	double z;

	if (x < 0 || s.mean <= 0)
		return (0);
	if (s.sigma == 0)
		return (random_exp(-x / s.mean) / s.mean);
	if (x < 1)
		x = 1;
	z = normal_of(s, x);
	return (random_exp(-z * z / 2) / (x * s.sigma * sqrt_2pi));
}

/* The normal distribution's share up to z: the density times z + z^3/3 + z^5/(3 5) + ... */
static double
normal_share(double z)
{
	double term = z, sum = z;

	if (z < -6.5 || z > 6.5) /* within 10^-10 */
		return (z < 0 ? 0 : 1);
	for (int k = 3; sum + term != sum; k += 2)
		sum += term *= z * z / k;
	return (0.5 + sum * random_exp(-z * z / 2) / sqrt_2pi);
}

double
spread_share(struct spread s, double x)
{
	if (x <= 0 || s.mean <= 0)
		return (0);
	if (s.sigma == 0)
		return (1 - random_exp(-x / s.mean));
	return (normal_share(normal_of(s, x)));
}

/* x = m * 2^e with m around 1; log m = 2 atanh((m - 1) / (m + 1)). */
double
random_log(double x)
{
	uint64_t bits;
	int e;
	double m, s, q, sum = 0;

	memcpy(&bits, &x, sizeof(bits));
	e = (int)(bits >> 52) - 1023;
	bits = (bits & 0xfffffffffffffU) | 0x3ff0000000000000U;
	memcpy(&m, &bits, sizeof(m));
	if (m > 1.4142135623730951) {
		m /= 2;
		e++;
	}
	s = (m - 1) / (m + 1);
	q = s * s;
	for (int k = 25; k > 0; k -= 2)
		sum = sum * q + 1.0 / k;
	return (e * ln2_high + (2 * s * sum + e * ln2_low));
}

double
random_exp(double x)
{
	uint64_t bits;
	double n, r, sum = 1, scale;

	if (x < -700)
		return (0);
	if (x > 700)
		x = 700;
	n = floor(x / (ln2_high + ln2_low) + 0.5);
	r = (x - n * ln2_high) - n * ln2_low;
	for (int k = 16; k > 0; k--)
		sum = 1 + r * sum / k;
	bits = (uint64_t)((int64_t)n + 1023) << 52;
	memcpy(&scale, &bits, sizeof(scale));
	return (sum * scale);
}
