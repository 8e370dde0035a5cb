/*
 * bytes.h - runs of bytes: slice (borrowed) and buf (owned, growing).
 *
 * Units:  sizes are bytes; nothing here is NUL-terminated unless it says so.
 * Owner:  a slice owns nothing; a buf owns p, freed by buf_free().
 */
#ifndef CT_BASE_BYTES_H
#define CT_BASE_BYTES_H
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct slice {
	const char *p;
	size_t n;
};

struct buf {
	char *p;
	size_t n;
	size_t cap;
};

/* A slice of a string literal. */
#define SLICE(literal) ((struct slice){ (literal), sizeof(literal) - 1 })

static inline struct slice
slice_of(const char *s)
{
	return ((struct slice){ s, strlen(s) });
}

static inline bool
slice_eq(struct slice a, struct slice b)
{
	return (a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0));
}

static inline bool
slice_is(struct slice a, const char *s)
{
	return (slice_eq(a, slice_of(s)));
}

/* Nothing, or only the white space that JSON allows in a line. */
bool slice_is_blank(struct slice);
/* Order by bytes, the shorter first where one begins the other: <0, 0, >0 like memcmp. */
int slice_cmp(struct slice a, struct slice b);

/* As much of a text as fits into a message, not cut inside a character. */
int slice_shown(struct slice);
/* Two arguments for %.*s. */
#define SLICE_SHOWN(text) slice_shown(text), (text).p

/* What buf_room() does when there is too little. */
char *buf_grow(struct buf *, size_t n);

/* Room for n more bytes; the place where they go (count them with buf->n += n). */
static inline char *
buf_room(struct buf *b, size_t n)
{
	return (b->cap - b->n > n ? b->p + b->n : buf_grow(b, n));
}

static inline void
buf_add(struct buf *b, const void *p, size_t n)
{
	if (n == 0)
		return;
	memcpy(buf_room(b, n), p, n);
	b->n += n;
}

static inline void
buf_slice(struct buf *b, struct slice s)
{
	buf_add(b, s.p, s.n);
}

static inline void
buf_char(struct buf *b, char c)
{
	*buf_room(b, 1) = c;
	b->n++;
}

void buf_str(struct buf *, const char *s);
void buf_printf(struct buf *, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The bytes with a NUL after them (not counted), good until the next change. */
const char *buf_cstr(struct buf *);
void buf_free(struct buf *);

static inline struct slice
buf_view(const struct buf *b)
{
	return ((struct slice){ b->p, b->n });
}
#endif
