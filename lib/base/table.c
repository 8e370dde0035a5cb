#include "base/table.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

/* One allocation each: this, then the value, then the key's bytes. */
struct entry {
	uint64_t hash;
	struct entry *next, *prev; /* in the order of insertion */
	uint32_t keyoff;	   /* from the value to the key */
	uint32_t keylen;
};

struct slot {
	uint64_t hash; /* 0: empty, 1: deleted */
	struct entry *entry;
};

struct table {
	struct slot *slots;
	size_t mask;  /* number of slots - 1 */
	size_t used;  /* slots that are not empty, deleted ones too */
	size_t count; /* entries */
	struct entry *first, *last;
	size_t valsize; /* rounded up */
	struct hash_seed seed;
};

static uint64_t
hash(const struct table *t, struct slice key)
{
	uint64_t h = hash_bytes(&t->seed, key);

	return (h < 2 ? h + 2 : h);
}

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
	t->mask = 15;
	t->slots = mem_zero(t->mask + 1, sizeof(*t->slots));
	t->seed = hash_seed(t);
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
	free(t->slots);
	free(t);
}

size_t
table_count(const struct table *t)
{
	return (t->count);
}

struct slice
table_key(const void *value)
{
	const struct entry *e = entry_of(value);

	return ((struct slice){ (const char *)value + e->keyoff, e->keylen });
}

static struct slot *
find(const struct table *t, struct slice key, uint64_t h)
{
	size_t i;

	for (i = h & t->mask; t->slots[i].hash != 0; i = (i + 1) & t->mask)
		if (t->slots[i].hash == h && slice_eq(table_key(value_of(t->slots[i].entry)), key))
			return (&t->slots[i]);
	return (NULL);
}

void
table_fetch(const struct table *t, struct slice key)
{
	__builtin_prefetch(&t->slots[hash(t, key) & t->mask]);
}

void *
table_get(const struct table *t, struct slice key)
{
	struct slot *s = find(t, key, hash(t, key));

	return (s == NULL ? NULL : value_of(s->entry));
}

static void
place(struct table *t, struct entry *e)
{
	size_t i;

	for (i = e->hash & t->mask; t->slots[i].hash > 1; i = (i + 1) & t->mask)
		;
	t->used += t->slots[i].hash == 0;
	t->slots[i] = (struct slot){ e->hash, e };
}

/* Half full at the most; a table full of deleted slots is only swept. */
static void
rehash(struct table *t)
{
	struct entry *e;
	size_t n = t->mask + 1;

	while (t->count * 4 >= n)
		n *= 2;
	free(t->slots);
	t->slots = mem_zero(n, sizeof(*t->slots));
	t->mask = n - 1;
	t->used = 0;
	for (e = t->first; e != NULL; e = e->next)
		place(t, e);
}

void *
table_put(struct table *t, struct slice key, bool *isnew)
{
	uint64_t h = hash(t, key);
	struct slot *s;
	struct entry *e;
	char *k;

	if (isnew != NULL)
		*isnew = false;
	if ((s = find(t, key, h)) != NULL)
		return (value_of(s->entry));

	if ((t->used + 1) * 2 > t->mask + 1)
		rehash(t);
	e = mem_alloc(sizeof(*e) + t->valsize + key.n);
	memset(e, 0, sizeof(*e) + t->valsize);
	e->hash = h;
	e->keyoff = (uint32_t)t->valsize;
	e->keylen = (uint32_t)key.n;
	k = (char *)value_of(e) + t->valsize;
	if (key.n > 0)
		memcpy(k, key.p, key.n);
	e->prev = t->last;
	if (t->last != NULL)
		t->last->next = e;
	else
		t->first = e;
	t->last = e;
	t->count++;
	place(t, e);
	if (isnew != NULL)
		*isnew = true;
	return (value_of(e));
}

bool
table_del(struct table *t, struct slice key)
{
	struct slot *s = find(t, key, hash(t, key));
	struct entry *e;

	if (s == NULL)
		return (false);
	e = s->entry;
	*s = (struct slot){ 1, NULL };
	if (e->prev != NULL)
		e->prev->next = e->next;
	else
		t->first = e->next;
	if (e->next != NULL)
		e->next->prev = e->prev;
	else
		t->last = e->prev;
	t->count--;
	free(e);
	return (true);
}

void *
table_next(const struct table *t, const void *value)
{
	struct entry *e = value == NULL ? t->first : entry_of(value)->next;

	return (e == NULL ? NULL : value_of(e));
}
