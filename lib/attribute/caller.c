#include "attribute/caller.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"

struct callers {
	struct table *table;
	struct caller *first, *last;
};

struct callers *
callers_new(void)
{
	struct callers *cs = mem_zero(1, sizeof(*cs));

	cs->table = table_new(sizeof(struct caller));
	return (cs);
}

static void
caller_clear(struct caller *c)
{
	source_drop(c->source);
	free(c->fields);
	c->source = NULL;
	c->fields = NULL;
	memset(c->at, 0, sizeof(c->at));
}

void
callers_free(struct callers *cs)
{
	struct caller *c;

	if (cs == NULL)
		return;
	for (c = cs->first; c != NULL; c = c->after)
		caller_clear(c);
	table_free(cs->table);
	free(cs);
}

struct caller *
callers_find(const struct callers *cs, struct slice customer)
{
	return (customer.n == 0 ? NULL : table_get(cs->table, customer));
}

struct slice
caller_customer(const struct caller *c)
{
	return (table_key(c));
}

struct caller *
callers_next(const struct callers *cs, const struct caller *c)
{
	return (c == NULL ? cs->first : c->after);
}

static void
take_out(struct callers *cs, struct caller *c)
{
	*(c->before == NULL ? &cs->first : &c->before->after) = c->after;
	*(c->after == NULL ? &cs->last : &c->after->before) = c->before;
}

static void
put_last(struct callers *cs, struct caller *c)
{
	c->before = cs->last;
	c->after = NULL;
	*(cs->last == NULL ? &cs->first : &cs->last->after) = c;
	cs->last = c;
}

/* What is longer than any id is left out: entries are many, and small. */
static size_t
room_for(struct slice field, size_t n)
{
	return (n + field.n > UINT16_MAX ? 0 : field.n);
}

static void
set_fields(struct caller *c, const struct slice field[CALLER_FIELDS])
{
	size_t n = 0, more;
	int i;

	for (i = 0; i < CALLER_FIELDS; i++)
		n += room_for(field[i], n);
	c->fields = n == 0 ? NULL : mem_alloc(n);
	for (n = 0, i = 0; i < CALLER_FIELDS; i++) {
		c->at[i] = (uint16_t)n;
		if ((more = room_for(field[i], n)) > 0)
			memcpy(c->fields + n, field[i].p, more);
		n += more;
	}
	c->at[i] = (uint16_t)n;
}

/* Our numbers are told apart by their first 15 characters after the plus: E.164 has no more. */
static uint64_t
number_code(struct slice number)
{
	uint64_t code = 0;
	size_t i;

	for (i = 0; i < number.n && i < 16; i++)
		code = code * 11 + (uint64_t)(number.p[i] % 11) + 1;
	return (code);
}

static void
add_number(struct caller *c, struct slice number, int64_t ts)
{
	uint64_t code = number_code(number);
	size_t i;

	if (code == 0)
		return;
	for (i = 0; i < CALLER_NUMBERS && c->numbers[i] != 0; i++)
		if (c->numbers[i] == code)
			return;
	if (i == CALLER_NUMBERS) {
		memmove(c->numbers, c->numbers + 1, sizeof(c->numbers) - sizeof(c->numbers[0]));
		memmove(c->first, c->first + 1, sizeof(c->first) - sizeof(c->first[0]));
		i--;
	}
	c->numbers[i] = code;
	c->first[i] = ts;
}

int64_t
caller_first(const struct caller *c, struct slice number)
{
	uint64_t code = number_code(number);
	size_t i;

	for (i = 0; i < CALLER_NUMBERS; i++)
		if (code != 0 && c->numbers[i] == code)
			return (c->first[i]);
	return (INT64_MAX);
}

void
callers_learn(struct callers *cs, struct slice customer, int64_t ts, struct source *source,
    const struct slice field[CALLER_FIELDS], struct slice number)
{
	struct caller *c;
	char *old;
	bool isnew;

	if (customer.n == 0) {
		source_drop(source);
		return;
	}
	c = table_put(cs->table, customer, &isnew);
	if (!isnew)
		take_out(cs, c);
	if (source != NULL) {
		/* The fields may be the entry's own. */
		old = c->fields;
		c->fields = NULL;
		source_drop(c->source);
		c->source = source;
		set_fields(c, field);
		free(old);
	}
	if (isnew || source != NULL)
		c->ts = ts;
	c->seen = ts;
	add_number(c, number, ts);
	put_last(cs, c);
}

void
callers_expire(struct callers *cs, int64_t horizon)
{
	struct caller *c;

	while ((c = cs->first) != NULL && c->seen < horizon) {
		take_out(cs, c);
		caller_clear(c);
		table_del(cs->table, table_key(c));
	}
}

struct caller *
callers_restore(struct callers *cs, struct slice customer, int64_t ts, int64_t seen,
    struct source *source, const struct slice field[CALLER_FIELDS])
{
	struct caller *c;
	bool isnew;

	c = table_put(cs->table, customer, &isnew);
	if (!isnew) {
		take_out(cs, c);
		caller_clear(c);
	}
	c->source = source;
	c->ts = ts;
	c->seen = seen;
	set_fields(c, field);
	put_last(cs, c);
	return (c);
}
