#include <stdio.h>

#include "event/journal_in.h"

enum { QUOTE = 1, TAIL = sizeof("01234567\"]}") - 1 };

void
stamp_line(
    const struct crc *crc, struct buf *b, struct slice object, bool comma, const struct stamp *s)
{
	size_t start = b->n;

	buf_slice(b, object);
	buf_printf(b, "%s\"ct_log\":[%llu,%llu,\"", comma ? "," : "", (unsigned long long)s->number,
	    (unsigned long long)s->synced);
	buf_printf(b, "%08x\"]}\n", crc_sum(crc, (struct slice){ b->p + start, b->n - start }));
}

/* Digits, to be followed by end: what comes after it, or NULL. */
static const char *
number(const char *p, char end, uint64_t *out)
{
	const char *start = p;

	for (*out = 0; *p >= '0' && *p <= '9' && p - start < 19; p++)
		*out = *out * 10 + (uint64_t)(*p - '0');
	return (p > start && *p == end ? p + 1 : NULL);
}

static bool
has_sum(const struct crc *crc, struct slice line)
{
	struct slice before = { line.p, line.n - TAIL };
	char sum[TAIL + 1];

	snprintf(sum, sizeof(sum), "%08x\"]}", crc_sum(crc, before));
	return (memcmp(line.p + before.n, sum, TAIL) == 0);
}

enum stamp_found
stamp_read(const struct crc *crc, struct slice line, struct stamp *s)
{
	static const struct slice name = SLICE("\"ct_log\":[");
	const char *p = line.n == 0 ? NULL : memrchr(line.p, '[', line.n), *sum;

	if (p == NULL || (size_t)(++p - line.p) < name.n || memcmp(p - name.n, name.p, name.n) != 0)
		return (STAMP_NONE);
	if (line.p + line.n - p < (ptrdiff_t)(QUOTE + TAIL))
		return (STAMP_WRONG);
	sum = line.p + line.n - TAIL;
	/* The quote before the sum stops the digits. */
	if (sum[-QUOTE] != '"' || (p = number(p, ',', &s->number)) == NULL ||
	    (p = number(p, ',', &s->synced)) != sum - QUOTE || !has_sum(crc, line))
		return (STAMP_WRONG);
	return (STAMP_GOOD);
}
