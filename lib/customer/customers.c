#include "customer/customers.h"

#include <stdlib.h>
#include <sys/random.h>

#include "base/mem.h"
#include "base/table.h"

enum { DIGITS = 15 }; /* of an E.164 number, at the most */

struct slot {
	uint64_t number; /* its digits after a 1, so that none is 0 and none is lost; 0: empty */
	struct mark mark;
};

struct customers {
	struct slot *slots;
	size_t mask, count;
	uint64_t seed;
	struct table *others; /* struct mark */
};

static void
empty_slots(struct customers *c, size_t n)
{
	c->slots = mem_zero(n, sizeof(*c->slots));
	c->mask = n - 1;
}

struct customers *
customers_new(void)
{
	struct customers *c = mem_zero(1, sizeof(*c));

	empty_slots(c, 64);
	c->others = table_new(sizeof(struct mark));
	/* Numbers made to collide must not be known beforehand. */
	if (getrandom(&c->seed, sizeof(c->seed), GRND_NONBLOCK) != (ssize_t)sizeof(c->seed))
		c->seed = (uint64_t)(uintptr_t)c;
	return (c);
}

void
customers_free(struct customers *c)
{
	if (c == NULL)
		return;
	free(c->slots);
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

static struct slot *
find(const struct customers *c, uint64_t number)
{
	unsigned __int128 m = (unsigned __int128)(number ^ c->seed) * 0x9e3779b97f4a7c15U;
	size_t i = (size_t)((uint64_t)m ^ (uint64_t)(m >> 64));

	for (i &= c->mask; c->slots[i].number != 0 && c->slots[i].number != number;)
		i = (i + 1) & c->mask;
	return (&c->slots[i]);
}

/* Three quarters full at the most. */
static void
make_room(struct customers *c)
{
	struct slot *old = c->slots;
	size_t i, n = c->mask + 1;

	if ((c->count + 1) * 4 <= n * 3)
		return;
	empty_slots(c, n * 2);
	for (i = 0; i < n; i++)
		if (old[i].number != 0)
			*find(c, old[i].number) = old[i];
	free(old);
}

struct mark *
customers_get(const struct customers *c, struct slice customer)
{
	uint64_t number = number_of(customer);
	struct slot *slot;

	if (number == 0)
		return (table_get(c->others, customer));
	slot = find(c, number);
	return (slot->number == 0 ? NULL : &slot->mark);
}

struct mark *
customers_put(struct customers *c, struct slice customer, bool *isnew)
{
	uint64_t number = number_of(customer);
	struct slot *slot;

	if (number == 0)
		return (table_put(c->others, customer, isnew));
	make_room(c);
	slot = find(c, number);
	if (isnew != NULL)
		*isnew = slot->number == 0;
	c->count += slot->number == 0;
	slot->number = number;
	return (&slot->mark);
}

static int
by_number(const void *a, const void *b)
{
	const struct slot *const *x = a, *const *y = b;

	return ((*x)->number < (*y)->number ? -1 : (*x)->number > (*y)->number);
}

void
customers_each(
    const struct customers *c, void (*fn)(void *, struct slice, const struct mark *), void *arg)
{
	const struct slot **sorted = mem_zero(c->count + 1, sizeof(*sorted));
	const struct mark *mark = NULL;
	char text[DIGITS + 1];
	size_t i, n = 0;

	for (i = 0; i <= c->mask; i++)
		if (c->slots[i].number != 0)
			sorted[n++] = &c->slots[i];
	if (n > 0)
		qsort(sorted, n, sizeof(*sorted), by_number);
	for (i = 0; i < n; i++)
		fn(arg, text_of(sorted[i]->number, text), &sorted[i]->mark);
	free(sorted);
	while ((mark = table_next(c->others, mark)) != NULL)
		fn(arg, table_key(mark), mark);
}
