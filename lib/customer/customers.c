#include "customer/customers.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/index.h"
#include "base/mem.h"
#include "base/table.h"

enum { DIGITS = 15 }; /* of an E.164 number, at the most */

struct entry {
	uint64_t number; /* its digits after a 1, so that none is lost */
	struct mark mark;
};

struct customers {
	struct entry *entries;
	size_t n, cap;
	struct index index;   /* of places in entries */
	struct table *others; /* struct mark */
};

struct customers *
customers_new(void)
{
	struct customers *c = mem_zero(1, sizeof(*c));

	c->others = table_new(sizeof(struct mark));
	return (c);
}

void
customers_free(struct customers *c)
{
	if (c == NULL)
		return;
	free(c->entries);
	index_free(&c->index);
	table_free(c->others);
	free(c);
}

/* The text as a number, or 0 if it is no number of E.164. */
static uint64_t
number_of(struct slice text)
{
	uint64_t number = 1;
	size_t i;

	if (text.n < 2 || text.n > DIGITS + 1 || text.p[0] != '+')
		return (0);
	for (i = 1; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return (0);
		number = number * 10 + (uint64_t)(text.p[i] - '0');
	}
	return (number);
}

/* The text of a number; out has room for DIGITS + 1. */
static struct slice
text_of(uint64_t number, char *out)
{
	char *p = out + DIGITS + 1;

	/* The first digit is the 1 that number_of() put there. */
	for (; number > 9; number /= 10)
		*--p = (char)('0' + number % 10);
	*--p = '+';
	return ((struct slice){ p, (size_t)(out + DIGITS + 1 - p) });
}

static uint64_t
hash_of(uint64_t number)
{
	return (hash_bytes((struct slice){ (const char *)&number, sizeof(number) }));
}

static struct entry *
find(const struct customers *c, uint64_t number, uint64_t hash)
{
	uint64_t at = hash;
	const void *place;

	while ((place = index_next(&c->index, hash, &at)) != NULL)
		if (c->entries[index_place(place)].number == number)
			return (&c->entries[index_place(place)]);
	return (NULL);
}

struct mark *
customers_get(const struct customers *c, struct slice customer)
{
	uint64_t number = number_of(customer);
	struct entry *e;

	if (number == 0)
		return (table_get(c->others, customer));
	e = find(c, number, hash_of(number));
	return (e == NULL ? NULL : &e->mark);
}

struct mark *
customers_put(struct customers *c, struct slice customer, bool *isnew)
{
	uint64_t number = number_of(customer), hash;
	struct entry *e;

	if (number == 0)
		return (table_put(c->others, customer, isnew));
	hash = hash_of(number);
	e = find(c, number, hash);
	if (isnew != NULL)
		*isnew = e == NULL;
	if (e != NULL)
		return (&e->mark);
	c->entries = mem_grow(c->entries, &c->cap, c->n + 1, sizeof(*c->entries));
	index_add(&c->index, hash, index_of_place(c->n));
	e = &c->entries[c->n++];
	*e = (struct entry){ .number = number };
	return (&e->mark);
}

static int
by_number(const void *a, const void *b)
{
	const struct entry *const *x = a, *const *y = b;

	return ((*x)->number < (*y)->number ? -1 : (*x)->number > (*y)->number);
}

void
customers_each(
    const struct customers *c, void (*fn)(void *, struct slice, const struct mark *), void *arg)
{
	const struct entry **sorted = mem_alloc(c->n * sizeof(*sorted));
	const struct mark *mark = NULL;
	char text[DIGITS + 1];
	size_t i;

	for (i = 0; i < c->n; i++)
		sorted[i] = &c->entries[i];
	if (c->n > 0)
		qsort(sorted, c->n, sizeof(*sorted), by_number);
	for (i = 0; i < c->n; i++)
		fn(arg, text_of(sorted[i]->number, text), &sorted[i]->mark);
	free(sorted);
	while ((mark = table_next(c->others, mark)) != NULL)
		fn(arg, table_key(mark), mark);
}
