/*
 * document.h - the records of JSON documents, one at a time, in flat memory.
 *
 * Shape:  one document or several after each other.  A place says where the
 *         records are: "result.data" (members by name), "[]" (the document is
 *         a bare array), "." (each document is a record).  What is there may
 *         be an array of records, an object whose values are records (known
 *         by its first value being an object), or one record.  Of the rest of
 *         a document only the brackets are looked at.
 * Units:  lines and columns from 1, columns in bytes; a record is at most
 *         SCAN_LINE bytes.
 * Owner:  a record lives until the next call.
 * Errors: DOCUMENT_BAD with why and where; the next call goes on behind it,
 *         at the next record that begins as the good ones do.
 */
#ifndef CT_FORMAT_DOCUMENT_H
#define CT_FORMAT_DOCUMENT_H
#include <stdint.h>

#include "base/bytes.h"
#include "event/event.h"
#include "event/input.h"

struct document;

enum document_found { DOCUMENT_END, DOCUMENT_RECORD, DOCUMENT_BAD };

struct document_row {
	struct slice raw;
	uint64_t full; /* of a bad one whose beginning raw is, else 0 */
	uint64_t line;
	size_t column;
	const char *why; /* DOCUMENT_BAD */
};

/* Reads the current file of the input; places (n of them, copied) as above. */
struct document *document_new(struct input *, const struct slice *places, size_t n);
void document_free(struct document *);
/* The next record, read into event. */
enum document_found document_next(struct document *, struct event *, struct document_row *);
#endif
