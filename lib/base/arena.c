#include "base/arena.h"

#include <stdlib.h>

#include "base/mem.h"

struct arena_chunk {
	struct arena_chunk *next;
	size_t size;
	char bytes[];
};

char *
arena_bytes(struct arena *a, size_t n)
{
	struct arena_chunk *c = a->chunk;
	size_t size;

	if (c == NULL || c->size - a->used < n) {
		size = c == NULL ? 4096 : c->size * 2;
		while (size < n)
			size *= 2;
		c = mem_alloc(sizeof(*c) + size);
		c->size = size;
		c->next = a->chunk;
		a->chunk = c;
		a->used = 0;
	}
	a->used += n;
	return (c->bytes + a->used - n);
}

/* Only the largest chunk, the last one made, is worth keeping. */
void
arena_reset(struct arena *a)
{
	struct arena_chunk *c, *next;

	a->used = 0;
	if (a->chunk == NULL || a->chunk->next == NULL)
		return;
	for (c = a->chunk->next; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	a->chunk->next = NULL;
}

void
arena_free(struct arena *a)
{
	arena_reset(a);
	free(a->chunk);
	*a = (struct arena){ 0 };
}
