/*
 * scan.h - the strict JSON scanner: is this line an object, and where are its members?
 *
 * Shape:  RFC 8259 to the letter, plus: valid UTF-8 only (no overlong forms,
 *         no surrogates, nothing above U+10FFFF), at most SCAN_DEPTH levels,
 *         at most SCAN_LINE bytes.  White space (space, tab, CR) may stand
 *         around the object.  A NUL or any other control byte is an error.  An
 *         escaped lone surrogate (\ud800) is legal JSON and passes.
 * Units:  offsets are bytes from the start of the text given.
 * Errors: -1, with what is wrong (a constant text) and where (a byte offset).
 * Source: RFC 8259; Unicode 15, table 3-7 (well-formed UTF-8).
 */
#ifndef CT_EVENT_SCAN_H
#define CT_EVENT_SCAN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

enum { SCAN_DEPTH = 512, SCAN_LINE = 16 << 20 };

/* A member's name, prepared for quick comparison. */
struct key {
	uint64_t head; /* its first 8 bytes, zeros after them */
	const char *name;
	size_t n;
};

/* The key of a name; of a constant one it is computed by the compiler. */
static inline struct key
key_of(const char *name)
{
	struct key k = { 0, name, strlen(name) };

	memcpy(&k.head, name, k.n < 8 ? k.n : 8);
	return (k);
}

static inline struct key
key_slice(struct slice name)
{
	struct key k = { 0, name.p, name.n };

	if (name.n > 0)
		memcpy(&k.head, name.p, name.n < 8 ? name.n : 8);
	return (k);
}

/* One member of the top-level object. */
struct member {
	uint64_t head;	    /* of the name, as in struct key; 0 for one with a backslash */
	uint32_t key, keyn; /* the name's bytes between its quotes, as they stand */
	uint32_t val, valn; /* the value, without the white space around it */
	uint8_t escaped;    /* the name has a backslash */

	/* What event.c makes of it; scan only clears state. */
	uint8_t state;
	uint32_t name;	    /* where an unescaped or added name is */
	uint32_t now, nown; /* where the value is that event_set() gave */
};

struct scan {
	struct member *members;
	size_t n, cap;
	uint32_t close; /* the offset of the object's closing brace */
	bool escaped;	/* some name has a backslash */
	bool backslash; /* some text at all has one */
	const char *why;
	size_t where;
};

/* Scan one line without its LF.  members is reused from call to call; scan_free() frees it. */
int scan_line(struct scan *, const char *p, size_t n);
/* The same for lines that one of our filters wrote: texts are not checked for UTF-8 and control
 * bytes. */
int scan_line_trusted(struct scan *, const char *p, size_t n);
/* The same as scan_line() with the plain C code of machines without vectors: for the tests, same
 * answers. */
int scan_line_portable(struct scan *, const char *p, size_t n);
/* Is this one whole JSON value of any kind (white space around it allowed)? */
int scan_value(struct scan *, const char *p, size_t n);
void scan_free(struct scan *);
#endif
