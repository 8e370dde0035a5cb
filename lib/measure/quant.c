/* quant.c - quantiles of decimals.  See quant.h. */
#include "measure/quant.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/index.h"
#include "base/mem.h"
#include "event/json.h"

/* No value has more: 20 digits before the point. */
#define VALUE_MAX (DECIMAL_ONE * DECIMAL_ONE * DECIMAL_ONE * 100)

struct ladder {
	decimal *top; /* the last value of bucket i; the first is top[i - 1] + 1 */
	size_t n, cap;
};

struct cell {
	decimal value;
	uint64_t count;
};

/* Counts of the buckets first ... first + n - 1. */
struct run {
	uint64_t *count;
	size_t first, n;
};

struct quant {
	struct cell *cells;	 /* the index.count values; none in a sketch */
	struct index index;	 /* of places in cells */
	struct run below, above; /* a sketch: of negative and of positive values */
	uint64_t zero;
	bool sketch;
};

struct ladder *
ladder_new(void)
{
	return (mem_zero(1, sizeof(struct ladder)));
}

void
ladder_free(struct ladder *l)
{
	if (l != NULL)
		free(l->top);
	free(l);
}

/* From a bucket's first value to its last is at most a factor of 101/99: both are then within 1 %
 * of what stands for it. */
static void
ladder_build(struct ladder *l)
{
	decimal first = 1, last;

	if (l->n > 0)
		return;
	for (; first <= VALUE_MAX; first = last + 1) {
		last = first * 101 / 99;
		l->top = mem_grow(l->top, &l->cap, l->n + 1, sizeof(*l->top));
		l->top[l->n++] = last;
	}
}

static size_t
ladder_find(const struct ladder *l, decimal magnitude)
{
	size_t low = 0, high = l->n - 1, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (magnitude <= l->top[middle])
			high = middle;
		else
			low = middle + 1;
	}
	return (low);
}

/* The value that stands for a bucket. */
static decimal
ladder_value(const struct ladder *l, size_t i)
{
	decimal first = i == 0 ? 1 : l->top[i - 1] + 1, value = first + first / 100;

	return (value < l->top[i] ? value : l->top[i]);
}

struct quant *
quant_new(void)
{
	return (mem_zero(1, sizeof(struct quant)));
}

void
quant_free(struct quant *q)
{
	if (q == NULL)
		return;
	free(q->cells);
	index_free(&q->index);
	free(q->below.count);
	free(q->above.count);
	free(q);
}

static struct cell *
find_cell(const struct quant *q, decimal value, uint64_t hash)
{
	uint64_t at = hash;
	const void *place;

	while ((place = index_next(&q->index, hash, &at)) != NULL)
		if (q->cells[index_place(place)].value == value)
			return (&q->cells[index_place(place)]);
	return (NULL);
}

/* Many groups have a value or two: the room for them doubles from 1. */
static void
add_cell(struct quant *q, decimal value, uint64_t hash, uint64_t count)
{
	size_t n = q->index.count;

	if ((n & (n - 1)) == 0)
		q->cells = mem_resize(q->cells, n == 0 ? 1 : n * 2, sizeof(*q->cells));
	q->cells[n] = (struct cell){ value, count };
	index_add(&q->index, hash, index_of_place(n));
}

/* Count the value as it is; false if there are too many already. */
static bool
exact_add(struct quant *q, decimal value, uint64_t count)
{
	uint64_t hash = hash_bytes((struct slice){ (const char *)&value, sizeof(value) });
	struct cell *c = find_cell(q, value, hash);

	if (c != NULL)
		c->count += count;
	else if (q->index.count < QUANT_EXACT)
		add_cell(q, value, hash, count);
	else
		return (false);
	return (true);
}

static void
run_add(struct run *r, size_t bucket, uint64_t count)
{
	size_t first, end;
	uint64_t *grown;

	if (r->n == 0)
		r->first = bucket;
	if (bucket < r->first || bucket >= r->first + r->n) {
		/* Some room to either side, so that it seldom grows again. */
		first = bucket < r->first ? bucket - bucket / 16 : r->first;
		end = r->first + r->n;
		if (bucket >= end)
			end = bucket + 64;
		grown = mem_zero(end - first, sizeof(*grown));
		if (r->n > 0)
			memcpy(grown + (r->first - first), r->count, r->n * sizeof(*grown));
		free(r->count);
		r->count = grown;
		r->first = first;
		r->n = end - first;
	}
	r->count[bucket - r->first] += count;
}

static void
sketch_add(struct quant *q, const struct ladder *l, decimal value, uint64_t count)
{
	if (value == 0)
		q->zero += count;
	else if (value > 0)
		run_add(&q->above, ladder_find(l, value), count);
	else
		run_add(&q->below, ladder_find(l, -value), count);
}

static void
become_sketch(struct quant *q, struct ladder *l)
{
	size_t i;

	ladder_build(l);
	for (i = 0; i < q->index.count; i++)
		sketch_add(q, l, q->cells[i].value, q->cells[i].count);
	free(q->cells);
	q->cells = NULL;
	index_free(&q->index);
	q->sketch = true;
}

void
quant_add(struct quant *q, struct ladder *l, decimal value, uint64_t count)
{
	if (count == 0)
		return;
	if (!q->sketch) {
		if (exact_add(q, value, count))
			return;
		become_sketch(q, l);
	}
	sketch_add(q, l, value, count);
}

static void
run_merge(struct run *r, const struct run *from)
{
	size_t i;

	for (i = 0; i < from->n; i++)
		if (from->count[i] != 0)
			run_add(r, from->first + i, from->count[i]);
}

void
quant_merge(struct quant *q, struct ladder *l, const struct quant *from)
{
	size_t i;

	if (from->sketch) {
		if (!q->sketch)
			become_sketch(q, l);
		q->zero += from->zero;
		run_merge(&q->below, &from->below);
		run_merge(&q->above, &from->above);
		return;
	}
	for (i = 0; i < from->index.count; i++)
		quant_add(q, l, from->cells[i].value, from->cells[i].count);
}

static int
cell_cmp(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;

	return ((x->value > y->value) - (x->value < y->value));
}

/* All values in order with their counts; of a sketch (l not NULL) those that stand for buckets. */
static struct cell *
cells_sorted(const struct quant *q, const struct ladder *l, size_t *n)
{
	struct cell *out = mem_zero(q->index.count + q->below.n + q->above.n + 1, sizeof(*out));
	size_t i, k = 0;

	for (; k < q->index.count; k++)
		out[k] = q->cells[k];
	qsort(out, k, sizeof(*out), cell_cmp);
	for (i = q->below.n; i-- > 0;)
		if (q->below.count[i] != 0)
			out[k++] = (struct cell){ -ladder_value(l, q->below.first + i),
				q->below.count[i] };
	if (q->zero != 0)
		out[k++] = (struct cell){ 0, q->zero };
	for (i = 0; i < q->above.n; i++)
		if (q->above.count[i] != 0)
			out[k++] =
			    (struct cell){ ladder_value(l, q->above.first + i), q->above.count[i] };
	*n = k;
	return (out);
}

bool
quant_at(const struct quant *q, const struct ladder *l, int p, decimal *out)
{
	struct cell *cells;
	size_t n, i;
	unsigned __int128 total = 0, at, sum;
	decimal low, high;
	int part;

	cells = cells_sorted(q, l, &n);
	for (i = 0; i < n; i++)
		total += cells[i].count;
	if (n == 0) {
		free(cells);
		return (false);
	}
	at = (total - 1) * (unsigned)p;
	part = (int)(at % 100);
	at /= 100;
	for (i = 0, sum = cells[0].count; sum <= at; sum += cells[i].count)
		i++;
	low = high = cells[i].value;
	if (part > 0 && sum == at + 1)
		high = cells[i + 1].value;
	free(cells);
	return (decimal_div(low * (100 - part) + high * part, DECIMAL_ONE * 100, 6, out));
}

static void
run_write(const struct run *r, bool below, struct buf *b)
{
	size_t i, at;

	for (i = 0; i < r->n; i++) {
		at = below ? r->n - 1 - i : i;
		if (r->count[at] != 0)
			buf_printf(b, "[%s%zu,%llu],", below ? "-" : "", r->first + at + 1,
			    (unsigned long long)r->count[at]);
	}
}

void
quant_write(const struct quant *q, struct buf *b)
{
	struct cell *cells;
	size_t n, i;

	if (q->sketch) {
		buf_str(b, "{\"buckets\":[");
		run_write(&q->below, true, b);
		if (q->zero != 0)
			buf_printf(b, "[0,%llu],", (unsigned long long)q->zero);
		run_write(&q->above, false, b);
	} else {
		buf_str(b, "{\"values\":[");
		cells = cells_sorted(q, NULL, &n);
		for (i = 0; i < n; i++) {
			buf_char(b, '[');
			decimal_write(b, cells[i].value);
			buf_printf(b, ",%llu],", (unsigned long long)cells[i].count);
		}
		free(cells);
	}
	if (b->p[b->n - 1] == ',')
		b->n--;
	buf_str(b, "]}");
}

/* [number, count] with a whole count over 0. */
static bool
pair_read(struct slice raw, decimal *first, uint64_t *count)
{
	struct slice a, b, none;
	size_t at = 0;
	decimal n;

	if (json_type(raw) != JSON_ARRAY || !json_each(raw, &at, NULL, &a) ||
	    !json_each(raw, &at, NULL, &b) || json_each(raw, &at, NULL, &none))
		return (false);
	if (decimal_read(a, first) != DECIMAL_OK || decimal_read(b, &n) != DECIMAL_OK)
		return (false);
	if (n <= 0 || n % DECIMAL_ONE != 0 || n / DECIMAL_ONE > INT64_MAX)
		return (false);
	*count = (uint64_t)(n / DECIMAL_ONE);
	return (true);
}

static bool
bucket_take(struct quant *q, const struct ladder *l, decimal index, uint64_t count)
{
	decimal i = index / DECIMAL_ONE;

	if (index % DECIMAL_ONE != 0 || i > (decimal)l->n || i < -(decimal)l->n)
		return (false);
	if (i == 0)
		q->zero += count;
	else if (i > 0)
		run_add(&q->above, (size_t)i - 1, count);
	else
		run_add(&q->below, (size_t)-i - 1, count);
	return (true);
}

bool
quant_take(struct quant *q, struct ladder *l, struct slice json)
{
	struct slice name, list, item;
	size_t at = 0;
	uint64_t count;
	decimal first;
	bool buckets;

	if (json_type(json) != JSON_OBJECT || !json_each(json, &at, &name, &list))
		return (false);
	buckets = slice_is(name, "\"buckets\"");
	if ((!buckets && !slice_is(name, "\"values\"")) || json_type(list) != JSON_ARRAY)
		return (false);
	if (buckets && !q->sketch)
		become_sketch(q, l);
	for (at = 0; json_each(list, &at, NULL, &item);) {
		if (!pair_read(item, &first, &count))
			return (false);
		if (!buckets)
			quant_add(q, l, first, count);
		else if (!bucket_take(q, l, first, count))
			return (false);
	}
	return (true);
}
