/*
 * text.h - what exports do to texts: encodings, cases, spellings.
 *
 * Shape:  text_utf8() tells whether bytes are well-formed UTF-8; the others
 *         take UTF-8 unless they say otherwise and append to a buf.
 * Source: Unicode 15, table 3-7; windows-1251 as in the WHATWG Encoding
 *         Standard (byte 0x98 is U+0098).
 */
#ifndef CT_FORMAT_TEXT_H
#define CT_FORMAT_TEXT_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum encoding { ENCODING_UTF8, ENCODING_1251 };

/* Is it well-formed UTF-8? */
bool text_utf8(struct slice);
/* Append windows-1251 bytes as UTF-8. */
void text_from_1251(struct buf *, struct slice);
/* Append in lower case: ASCII, Latin-1, Greek and Cyrillic letters; all else stays. */
void text_lower(struct buf *, struct slice);
/* Append in lower case, with "_", "-", "+" and runs of blanks as one blank, none at the ends. */
void text_words(struct buf *, struct slice);
/* Without white space at both ends. */
struct slice text_trim(struct slice);
/* Append %41 as A and + as a blank (a query string); a broken escape stays as it is. */
void text_unescape_url(struct buf *, struct slice, bool plus);
/* The same bytes give the same number on every machine and in every run (ids are made of it). */
uint64_t text_hash(struct slice);
#endif
