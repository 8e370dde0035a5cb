#include "base/say.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/near.h"

void
say_names(struct buf *b, const char *const *names)
{
	size_t i;

	for (i = 0; names[i] != NULL; i++)
		buf_printf(b, "%s%s", i == 0 ? "" : ", ", names[i]);
}

void
say_unknown_of(
    struct buf *b, const char *what, struct slice text, const struct slice *names, size_t n)
{
	size_t i, near = near_of(text, names, n);

	buf_printf(b, "unknown %s \"%.*s\"", what, SLICE_SHOWN(text));
	if (near < n)
		buf_printf(b, "; did you mean \"%.*s\"?", SLICE_SHOWN(names[near]));
	for (i = 0; near == n && i < n; i++) {
		buf_str(b, i == 0 ? "; known here: " : ", ");
		buf_slice(b, names[i]);
	}
}

void
say_unknown(struct buf *b, const char *what, struct slice text, const char *const *names)
{
	struct slice *slices;
	size_t i, n = 0;

	while (names[n] != NULL)
		n++;
	slices = mem_zero(n, sizeof(*slices));
	for (i = 0; i < n; i++)
		slices[i] = slice_of(names[i]);
	say_unknown_of(b, what, text, slices, n);
	free(slices);
}

void
say_whole(struct buf *b, int64_t min, uint64_t max)
{
	buf_str(b, "a whole number");
	if (max < INT64_MAX)
		buf_printf(b, " from %" PRId64 " to %" PRIu64, min, max);
	else if (min != INT64_MIN)
		buf_printf(b, " of %" PRId64 " or more", min);
}
