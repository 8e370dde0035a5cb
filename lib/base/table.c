#include "base/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/index.h"
#include "base/mem.h"

/* One allocation each: this, then the value, then the key's bytes. */
struct entry {
	uint64_t hash;
	struct entry *next, *prev; /* in the order of insertion */
	uint32_t keyoff;	   /* from the value to the key */
	uint32_t keylen;
};

struct table {
	struct index index; /* of struct entry */
	struct entry *first, *last;
	size_t valsize; /* rounded up */
};

static void *
value_of(struct entry *e)
{
	return (e + 1);
}

static struct entry *
entry_of(const void *value)
{
	/* Values come from entries that we own: the const is the caller's, not ours. */
	return ((struct entry *)(uintptr_t)value - 1);
}

struct table *
table_new(size_t valsize)
{
	struct table *t = mem_zero(1, sizeof(*t));

	t->valsize = (valsize + 15) & ~(size_t)15;
	return (t);
}

void
table_free(struct table *t)
{
	struct entry *e, *next;

	if (t == NULL)
		return;
	for (e = t->first; e != NULL; e = next) {
		next = e->next;
		free(e);
	}
	index_free(&t->index);
	free(t);
}

size_t
table_count(const struct table *t)
{
	return (t->index.count);
}

struct slice
table_key(const void *value)
{
	const struct entry *e = entry_of(value);

	return ((struct slice){ (const char *)value + e->keyoff, e->keylen });
}

static struct entry *
find(const struct table *t, struct slice key, uint64_t hash)
{
	uint64_t at = hash;
	struct entry *e;

	while ((e = index_next(&t->index, hash, &at)) != NULL)
		if (slice_eq(table_key(value_of(e)), key))
			break;
	return (e);
}

void
table_fetch(const struct table *t, struct slice key)
{
	index_fetch(&t->index, hash_bytes(key));
}

void *
table_get(const struct table *t, struct slice key)
{
	struct entry *e = find(t, key, hash_bytes(key));

	return (e == NULL ? NULL : value_of(e));
}

static struct entry *
entry_new(const struct table *t, struct slice key, uint64_t hash)
{
	struct entry *e = mem_alloc(sizeof(*e) + t->valsize + key.n);

	memset(e, 0, sizeof(*e) + t->valsize);
	e->hash = hash;
	e->keyoff = (uint32_t)t->valsize;
	e->keylen = (uint32_t)key.n;
	if (key.n > 0)
		memcpy((char *)value_of(e) + t->valsize, key.p, key.n);
	return (e);
}

void *
table_put(struct table *t, struct slice key, bool *isnew)
{
	uint64_t hash = hash_bytes(key);
	struct entry *e = find(t, key, hash);

	if (isnew != NULL)
		*isnew = e == NULL;
	if (e != NULL)
		return (value_of(e));
	e = entry_new(t, key, hash);
	e->prev = t->last;
	*(t->last != NULL ? &t->last->next : &t->first) = e;
	t->last = e;
	index_add(&t->index, hash, e);
	return (value_of(e));
}

bool
table_del(struct table *t, struct slice key)
{
	struct entry *e = find(t, key, hash_bytes(key));

	if (e == NULL)
		return (false);
	index_del(&t->index, e->hash, e);
	*(e->prev != NULL ? &e->prev->next : &t->first) = e->next;
	*(e->next != NULL ? &e->next->prev : &t->last) = e->prev;
	free(e);
	return (true);
}

void *
table_next(const struct table *t, const void *value)
{
	struct entry *e = value == NULL ? t->first : entry_of(value)->next;

	return (e == NULL ? NULL : value_of(e));
}
