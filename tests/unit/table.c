/* table: against a plain array, through many insertions and deletions. */
#include "base/table.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEYS = 1000, STEPS = 200000 };

static int
check_order(const struct table *t)
{
	const unsigned *v = NULL;
	unsigned before = 0;

	while ((v = table_next(t, v)) != NULL) {
		if (*v <= before) {
			printf("table: not in the order of insertion\n");
			return (1);
		}
		before = *v;
	}
	return (0);
}

int
main(void)
{
	struct table *t = table_new(sizeof(unsigned));
	unsigned want[KEYS] = { 0 }, step, k, *v;
	uint32_t random = 1;
	char key[16];
	struct slice s;
	bool isnew;
	size_t count = 0;

	for (step = 1; step <= STEPS; step++) {
		random = random * 1664525 + 1013904223;
		k = (random >> 8) % KEYS;
		/* The NUL is part of the key. */
		s = (struct slice){ key, (size_t)snprintf(key, sizeof(key), "%u", k) + 1 };
		v = table_get(t, s);
		if ((v != NULL) != (want[k] != 0) || (v != NULL && *v != want[k])) {
			printf("table: step %u: key %u is wrong\n", step, k);
			return (1);
		}
		if (random >> 31) {
			if (table_del(t, s) != (want[k] != 0)) {
				printf("table: step %u: deleting key %u is wrong\n", step, k);
				return (1);
			}
			count -= want[k] != 0;
			want[k] = 0;
		} else {
			v = table_put(t, s, &isnew);
			if (isnew) {
				*v = want[k] = step;
				count++;
			}
			if (!slice_eq(table_key(v), s)) {
				printf("table: step %u: key %u is not kept\n", step, k);
				return (1);
			}
		}
		if (table_count(t) != count) {
			printf(
			    "table: step %u: %zu entries, not %zu\n", step, table_count(t), count);
			return (1);
		}
	}
	k = (unsigned)check_order(t);
	table_free(t);
	return ((int)k);
}
