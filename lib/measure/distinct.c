/* distinct.c - how many different values.  See distinct.h. */
#include "measure/distinct.h"

#include <math.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/index.h"
#include "base/mem.h"
#include "event/json.h"
#include "event/value.h"

enum { BITS = 14, REGISTERS = 1 << BITS, RANKS = 64 - BITS + 1 };

struct distinct {
	struct buf values;  /* each after its length; nothing for a HyperLogLog */
	struct index index; /* of places in them */
	uint8_t *registers;
};

/* For registers in a state file: one character each, none of which JSON escapes. */
static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static uint64_t
load(const char *p, size_t n)
{
	uint64_t v = 0;
	size_t i;

	/* The same on every machine: a state may travel. */
	for (i = 0; i < n; i++)
		v |= (uint64_t)(unsigned char)p[i] << (8 * i);
	return (v);
}

/* Not base/hash.h's: what it gives is written down. */
static uint64_t
hash(struct slice s)
{
	uint64_t h = 0x243f6a8885a308d3U ^ s.n; /* digits of pi */

	for (; s.n > 8; s.p += 8, s.n -= 8)
		h = hash_fold(load(s.p, 8) ^ 0x13198a2e03707344U, h ^ 0xa4093822299f31d0U);
	h = hash_fold(load(s.p, s.n) ^ 0x13198a2e03707344U, h ^ 0x082efa98ec4e6c89U);
	h ^= h >> 32;
	h *= 0x9e3779b97f4a7c15U;
	return (h ^ h >> 29);
}

struct distinct *
distinct_new(void)
{
	return (mem_zero(1, sizeof(struct distinct)));
}

void
distinct_free(struct distinct *d)
{
	if (d == NULL)
		return;
	index_free(&d->index);
	free(d->registers);
	buf_free(&d->values);
	free(d);
}

/* The value at a place. */
static struct slice
value_at(const struct distinct *d, size_t place)
{
	uint32_t n;

	memcpy(&n, d->values.p + place, sizeof(n));
	return ((struct slice){ d->values.p + place + sizeof(n), n });
}

/* The values one after another, from *place = 0. */
static bool
value_next(const struct distinct *d, size_t *place, struct slice *value)
{
	if (*place >= d->values.n)
		return (false);
	*value = value_at(d, *place);
	*place += sizeof(uint32_t) + value->n;
	return (true);
}

static bool
has_value(const struct distinct *d, uint64_t h, struct slice value)
{
	uint64_t at = h;
	const void *place;

	while ((place = index_next(&d->index, h, &at)) != NULL)
		if (slice_eq(value_at(d, index_place(place)), value))
			return (true);
	return (false);
}

static void
add_value(struct distinct *d, uint64_t h, struct slice value)
{
	uint32_t n = (uint32_t)value.n;

	index_add(&d->index, h, index_of_place(d->values.n));
	buf_add(&d->values, &n, sizeof(n));
	buf_slice(&d->values, value);
}

static void
register_add(struct distinct *d, uint64_t h)
{
	size_t i = h >> (64 - BITS);
	uint64_t rest = h << BITS;
	uint8_t rank = rest == 0 ? RANKS : (uint8_t)(__builtin_clzll(rest) + 1);

	if (rank > d->registers[i])
		d->registers[i] = rank;
}

static void
become_registers(struct distinct *d)
{
	struct slice value;
	size_t at = 0;

	d->registers = mem_zero(REGISTERS, 1);
	while (value_next(d, &at, &value))
		register_add(d, hash(value));
	index_free(&d->index);
	buf_free(&d->values);
}

void
distinct_add(struct distinct *d, struct slice value)
{
	uint64_t h = hash(value);

	if (d->registers == NULL) {
		if (has_value(d, h, value))
			return;
		if (d->index.count < DISTINCT_EXACT && d->values.n + value.n <= UINT32_MAX) {
			add_value(d, h, value);
			return;
		}
		become_registers(d);
	}
	register_add(d, h);
}

void
distinct_merge(struct distinct *d, const struct distinct *from)
{
	struct slice value;
	size_t i;

	if (from->registers != NULL) {
		if (d->registers == NULL)
			become_registers(d);
		for (i = 0; i < REGISTERS; i++)
			if (from->registers[i] > d->registers[i])
				d->registers[i] = from->registers[i];
		return;
	}
	for (i = 0; value_next(from, &i, &value);)
		distinct_add(d, value);
}

/* Ertl's sigma: what registers that are still 0 say. */
static double
sigma(double x)
{
	double y = 1, z = x, before;

	do {
		x *= x;
		before = z;
		z += x * y;
		y += y;
	} while (z > before);
	return (z);
}

/* Ertl's tau: what registers that can grow no more say. */
static double
tau(double x)
{
	double y = 1, z = 1 - x, before;

	if (x <= 0 || x >= 1)
		return (0);
	do {
		x = sqrt(x);
		before = z;
		y *= 0.5;
		z -= (1 - x) * (1 - x) * y;
	} while (z < before);
	return (z / 3);
}

static uint64_t
estimate(const uint8_t *registers)
{
	double count[RANKS + 1] = { 0 }, z, m = REGISTERS, n;
	size_t i;
	int k;

	for (i = 0; i < REGISTERS; i++)
		count[registers[i]]++;
	z = m * tau(1 - count[RANKS] / m);
	for (k = RANKS - 1; k >= 1; k--)
		z = 0.5 * (z + count[k]);
	z += m * sigma(count[0] / m);
	n = m / (2 * M_LN2) * m / z;
	/* It was more than could be kept, whatever the estimate says. */
	return (n > DISTINCT_EXACT + 1 ? (uint64_t)(n + 0.5) : DISTINCT_EXACT + 1);
}

uint64_t
distinct_count(const struct distinct *d)
{
	return (d->registers == NULL ? d->index.count : estimate(d->registers));
}

static int
text_cmp(const void *a, const void *b)
{
	return (slice_cmp(*(const struct slice *)a, *(const struct slice *)b));
}

void
distinct_write(const struct distinct *d, struct buf *b)
{
	struct slice *sorted;
	size_t i, n = 0;

	if (d->registers != NULL) {
		buf_str(b, "{\"registers\":\"");
		for (i = 0; i < REGISTERS; i++)
			buf_char(b, alphabet[d->registers[i]]);
		buf_str(b, "\"}");
		return;
	}
	sorted = mem_zero(d->index.count + 1, sizeof(*sorted));
	for (i = 0; value_next(d, &i, &sorted[n]);)
		n++;
	qsort(sorted, n, sizeof(*sorted), text_cmp);
	buf_str(b, "{\"values\":[");
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_char(b, ',');
		buf_slice(b, sorted[i]);
	}
	buf_str(b, "]}");
	free(sorted);
}

static bool
registers_take(struct distinct *d, struct slice raw)
{
	const char *at;
	size_t i;

	if (raw.n != REGISTERS + 2)
		return (false);
	if (d->registers == NULL)
		become_registers(d);
	for (i = 0; i < REGISTERS; i++) {
		if ((at = strchr(alphabet, raw.p[i + 1])) == NULL || *at == '\0' ||
		    at - alphabet > RANKS)
			return (false);
		if (at - alphabet > d->registers[i])
			d->registers[i] = (uint8_t)(at - alphabet);
	}
	return (true);
}

bool
distinct_take(struct distinct *d, struct slice json)
{
	struct slice name, list, item;
	struct buf canon = { 0 };
	size_t at = 0;

	if (json_type(json) != JSON_OBJECT || !json_each(json, &at, &name, &list))
		return (false);
	if (slice_is(name, "\"registers\"") && json_type(list) == JSON_STRING)
		return (registers_take(d, list));
	if (!slice_is(name, "\"values\"") || json_type(list) != JSON_ARRAY)
		return (false);
	for (at = 0; json_each(list, &at, NULL, &item);) {
		canon.n = 0;
		value_canon(&canon, item);
		distinct_add(d, buf_view(&canon));
	}
	buf_free(&canon);
	return (true);
}
