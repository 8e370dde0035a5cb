/*
 * arena.h - memory that is given back all at once.
 *
 * Owner:  the arena owns all it gives; arena_reset() takes it back (and keeps
 *         the memory for the next round), arena_free() frees it.
 * Errors: none (mem.h).
 */
#ifndef CT_BASE_ARENA_H
#define CT_BASE_ARENA_H
#include <stddef.h>

struct arena_chunk;

struct arena { /* all zero is an empty one */
	struct arena_chunk *chunk;
	size_t used;
};

/* n bytes, not aligned: for texts. */
char *arena_bytes(struct arena *, size_t n);
void arena_reset(struct arena *);
void arena_free(struct arena *);
#endif
