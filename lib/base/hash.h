/*
 * hash.h - a seeded multiply-and-fold hash of bytes, for tables in memory.
 *
 * Not cryptographic, but not to be guessed from outside either while the seed
 * is a secret of the run.  Differs from machine to machine: never write it down.
 */
#ifndef CT_BASE_HASH_H
#define CT_BASE_HASH_H
#include <stdint.h>
#include <string.h>
#include <sys/random.h>

#include "base/bytes.h"

struct hash_seed {
	uint64_t a, b; /* b is odd */
};

/* Where the kernel has no random bytes to give yet, an address has to do. */
static inline struct hash_seed
hash_seed(const void *address)
{
	struct hash_seed seed;

	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) != (ssize_t)sizeof(seed)) {
		seed.a = (uint64_t)(uintptr_t)address;
		seed.b = seed.a * 0x9e3779b97f4a7c15U;
	}
	seed.b |= 1;
	return (seed);
}

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
hash_bytes(const struct hash_seed *seed, struct slice text)
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
#endif
