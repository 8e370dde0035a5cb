/* slab: blocks begin a line of the cache, do not overlap, keep what is written, and are taken
 * again. */
#include "base/slab.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"

enum { BLOCKS = 500, ROUNDS = 50000 };

struct taken {
	unsigned char *p;
	size_t n;
	unsigned char mark;
};

static int
is_whole(const struct taken *t)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		if (t->p[i] != t->mark)
			return (0);
	return (1);
}

/* Small ones mostly, some larger than any class. */
static size_t
size(uint32_t random)
{
	return (random % 16 == 0 ? random % 9000 : random % 700);
}

int
main(void)
{
	struct slab *s = slab_new();
	struct taken blocks[BLOCKS] = { { NULL, 0, 0 } }, *t;
	uint32_t random = 1, round;
	int bad = 0;

	for (round = 0; round < ROUNDS && !bad; round++) {
		random = random * 1664525 + 1013904223;
		t = &blocks[(random >> 8) % BLOCKS];
		if (t->p != NULL) {
			if (!is_whole(t)) {
				printf("slab: round %u: a block of %zu bytes was written over\n",
				    round, t->n);
				bad = 1;
			}
			slab_give(s, t->p, t->n);
			t->p = NULL;
			continue;
		}
		t->n = size(random >> 4);
		t->p = slab_take(s, t->n);
		t->mark = (unsigned char)round;
		memset(t->p, t->mark, t->n);
		if ((uintptr_t)t->p % MEM_LINE != 0) {
			printf("slab: %zu bytes begin at %p\n", t->n, (void *)t->p);
			bad = 1;
		}
	}
	slab_free(s);
	return (bad);
}
