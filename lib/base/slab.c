#include "base/slab.h"

#include <stdlib.h>

#include "base/mem.h"

/* Blocks over LARGEST are rare, and malloc's.  A chunk is so large, the first ones smaller. */
enum { CLASSES = 32, LARGEST = CLASSES * MEM_LINE, CHUNK = 1 << 20, FIRST_CHUNK = 1 << 14 };

/* AddressSanitizer shall see each block's life: then all are malloc's. */
#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
enum { ONLY_LARGE = 1 };
#else
enum { ONLY_LARGE = 0 };
#endif

/* A block that waits to be taken, or one of malloc's. */
struct block {
	struct block *next, *back;
};

struct slab {
	struct block *spare[CLASSES];
	char *at, *end; /* what is left of the last chunk */
	struct block *chunks;
	struct block *large; /* each begins MEM_LINE bytes after this */
	size_t size;
};

struct slab *
slab_new(void)
{
	struct slab *s = mem_zero(1, sizeof(*s));

	s->size = FIRST_CHUNK;
	return (s);
}

static void
free_blocks(struct block *b)
{
	struct block *next;

	for (; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
}

void
slab_free(struct slab *s)
{
	if (s == NULL)
		return;
	free_blocks(s->chunks);
	free_blocks(s->large);
	free(s);
}

static size_t
rounded(size_t n)
{
	return (n == 0 ? MEM_LINE : (n + MEM_LINE - 1) & ~(size_t)(MEM_LINE - 1));
}

static void *
take_large(struct slab *s, size_t n)
{
	struct block *b = mem_lines(rounded(n) + MEM_LINE);

	b->back = NULL;
	b->next = s->large;
	if (s->large != NULL)
		s->large->back = b;
	s->large = b;
	return ((char *)b + MEM_LINE);
}

static void
give_large(struct slab *s, void *p)
{
	struct block *b = (struct block *)(void *)((char *)p - MEM_LINE);

	if (b->next != NULL)
		b->next->back = b->back;
	*(b->back != NULL ? &b->back->next : &s->large) = b->next;
	free(b);
}

/* A chunk's first line links it to the others.  The rest of the last one is a block, too. */
static void
more(struct slab *s)
{
	struct block *b;

	if (s->end > s->at)
		slab_give(s, s->at, (size_t)(s->end - s->at));
	b = mem_lines(s->size);
	b->next = s->chunks;
	s->chunks = b;
	s->at = (char *)b + MEM_LINE;
	s->end = (char *)b + s->size;
	if (s->size < CHUNK)
		s->size *= 2;
}

/* The block after the one that is taken will be the next to be written to. */
static void
fetch(const struct block *b, size_t n)
{
	const char *p = (const char *)b;

	for (; n > 0; n -= MEM_LINE, p += MEM_LINE)
		__builtin_prefetch(p, 1);
}

void *
slab_take(struct slab *s, size_t n)
{
	struct block **spare, *b;

	if (ONLY_LARGE || n > LARGEST)
		return (take_large(s, n));
	n = rounded(n);
	spare = &s->spare[n / MEM_LINE - 1];
	if ((b = *spare) != NULL) {
		*spare = b->next;
		if (b->next != NULL)
			fetch(b->next, n);
		return (b);
	}
	if ((size_t)(s->end - s->at) < n)
		more(s);
	b = (struct block *)(void *)s->at;
	s->at += n;
	return (b);
}

void
slab_give(struct slab *s, void *p, size_t n)
{
	struct block **spare, *b = p;

	if (ONLY_LARGE || n > LARGEST) {
		give_large(s, p);
		return;
	}
	spare = &s->spare[rounded(n) / MEM_LINE - 1];
	b->next = *spare;
	*spare = b;
}
