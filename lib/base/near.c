#include "base/near.h"

#include <stdint.h>

static char
lower(char c)
{
	return (c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
}

static size_t
least(size_t a, size_t b)
{
	return (a < b ? a : b);
}

size_t
near_steps(struct slice a, struct slice b)
{
	size_t rows[3][NEAR_MAX + 1];
	size_t *two = rows[0], *one = rows[1], *row = rows[2], *turn;
	size_t i, j, limit = (a.n > b.n ? a.n : b.n) / 3;

	if (a.n > NEAR_MAX || b.n > NEAR_MAX)
		return (SIZE_MAX);
	for (j = 0; j <= b.n; j++)
		one[j] = two[j] = j;
	for (i = 1; i <= a.n; i++) {
		row[0] = i;
		for (j = 1; j <= b.n; j++) {
			row[j] = one[j - 1] + (lower(a.p[i - 1]) != lower(b.p[j - 1]));
			row[j] = least(row[j], least(one[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && lower(a.p[i - 1]) == lower(b.p[j - 2]) &&
			    lower(a.p[i - 2]) == lower(b.p[j - 1]))
				row[j] = least(row[j], two[j - 2] + 1);
		}
		turn = two;
		two = one;
		one = row;
		row = turn;
	}
	return (one[b.n] <= limit ? one[b.n] : SIZE_MAX);
}

size_t
near_of(struct slice text, const struct slice *names, size_t n)
{
	size_t i, steps, fewest = SIZE_MAX, found = n;

	for (i = 0; i < n; i++)
		if ((steps = near_steps(text, names[i])) < fewest) {
			fewest = steps;
			found = i;
		}
	return (found);
}

const char *
near_name(struct slice text, const char *const *names)
{
	const char *found = NULL;
	size_t steps, fewest = SIZE_MAX;

	for (; *names != NULL; names++)
		if ((steps = near_steps(text, slice_of(*names))) < fewest) {
			fewest = steps;
			found = *names;
		}
	return (found);
}
