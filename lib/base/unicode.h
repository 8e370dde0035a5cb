/*
 * unicode.h - how many columns a text takes on a terminal, whatever the locale.
 *
 * Shape:  UTF-8.  Combining marks, format characters and the later parts of a
 *         Hangul syllable take no column; East Asian wide and fullwidth
 *         characters (most emoji are among them) take two; all else, also what
 *         is of ambiguous width, takes one.  libc's wcwidth(3) is not used: it
 *         knows only ASCII in the C locale.
 * Errors: none.  A byte that begins no well-formed character stands for
 *         U+FFFD and takes one column.
 * Source: Unicode 14, general category and UAX 11 (East Asian width).
 */
#ifndef CT_BASE_UNICODE_H
#define CT_BASE_UNICODE_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* The character at p, where n > 0 bytes are left; *len is how many of them it has. */
uint32_t unicode_at(const char *p, size_t n, size_t *len);
/* Columns of one character: 0, 1 or 2.  Control characters give 0: they are not to be printed. */
int unicode_width(uint32_t c);
/* Columns of a text. */
size_t unicode_columns(struct slice);
/* How many bytes of the text fit into so many columns (marks stay with what they stand on), and
 * the columns they take. */
size_t unicode_fit(struct slice, size_t columns, size_t *used);
/* Would a terminal obey it instead of showing it: control characters, and those that turn the
 * direction of writing or break the line? */
bool unicode_is_control(uint32_t c);
#endif
