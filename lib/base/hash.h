/*
 * hash.h - the one hash of bytes for what lives in memory: seeded, multiply and fold.
 *
 * Not cryptographic, but not to be guessed from outside either: the seed is a
 * secret of the process, drawn when it is first wanted.  Hashes differ from
 * run to run: never write one down, never let the order of output hang on one.
 */
#ifndef CT_BASE_HASH_H
#define CT_BASE_HASH_H
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"

struct hash_seed {
	uint64_t a, b; /* b is odd */
};

/* The process's: the first is for tables, both together where a hash stands for its text. */
extern struct hash_seed hash_seeds[2];
void hash_draw_seeds(void);

static inline uint64_t
hash_fold(uint64_t a, uint64_t b)
{
	unsigned __int128 m = (unsigned __int128)a * b;

	return ((uint64_t)m ^ (uint64_t)(m >> 64));
}

static inline uint64_t
hash_load8(const char *p)
{
	uint64_t v;

	memcpy(&v, p, 8);
	return (v);
}

/* All of 1 to 8 bytes; the length is in the hash already, so pieces may overlap. */
static inline uint64_t
hash_load(const char *p, size_t n)
{
	uint32_t first, last;

	if (n == 8)
		return (hash_load8(p));
	if (n < 4)
		return ((uint64_t)(unsigned char)p[0] | (uint64_t)(unsigned char)p[n / 2] << 8 |
			(uint64_t)(unsigned char)p[n - 1] << 16);
	memcpy(&first, p, 4);
	memcpy(&last, p + n - 4, 4);
	return (first | (uint64_t)last << 32);
}

static inline uint64_t
hash_by(const struct hash_seed *seed, struct slice text)
{
	uint64_t h = seed->a ^ text.n;
	const char *p = text.p;
	size_t n = text.n;

	while (n > 16) {
		h = hash_fold(hash_load8(p) ^ seed->b, hash_load8(p + 8) ^ h);
		p += 16;
		n -= 16;
	}
	if (n > 8)
		h = hash_fold(hash_load8(p) ^ seed->b, hash_load8(p + n - 8) ^ h);
	else if (n > 0)
		h = hash_fold(hash_load(p, n) ^ seed->b, h ^ 0x9e3779b97f4a7c15U);
	return (hash_fold(h ^ seed->a, 0xd6e8feb86659fd93U ^ seed->b));
}

static inline uint64_t
hash_bytes(struct slice text)
{
	if (__builtin_expect(hash_seeds[0].b == 0, 0))
		hash_draw_seeds();
	return (hash_by(&hash_seeds[0], text));
}

/* 128 bits, which two texts of a billion share with a probability of 10^-21. */
static inline void
hash_wide(struct slice text, uint64_t out[2])
{
	out[0] = hash_bytes(text);
	out[1] = hash_by(&hash_seeds[1], text);
}
#endif
