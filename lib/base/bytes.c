#include "base/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

bool
slice_is_blank(struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] != ' ' && s.p[i] != '\t' && s.p[i] != '\r')
			return (false);
	return (true);
}

int
slice_cmp(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c;

	if (n > 0 && (c = memcmp(a.p, b.p, n)) != 0)
		return (c);
	return ((a.n > b.n) - (a.n < b.n));
}

int
slice_shown(struct slice s)
{
	enum { MOST = 80 };
	size_t n = s.n;

	if (n > MOST)
		for (n = MOST; n > 0 && (s.p[n] & 0xc0) == 0x80; n--)
			;
	return ((int)n);
}

char *
buf_grow(struct buf *b, size_t n)
{
	b->p = mem_grow(b->p, &b->cap, b->n + n + 1, 1);
	return (b->p + b->n);
}

void
buf_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	if (n <= 0)
		return;
	buf_room(b, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
	va_end(ap);
	b->n += (size_t)n;
}

const char *
buf_cstr(struct buf *b)
{
	*buf_room(b, 1) = '\0';
	return (b->p);
}

void
buf_free(struct buf *b)
{
	free(b->p);
	*b = (struct buf){ 0 };
}
