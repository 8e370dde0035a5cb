/*
 * reject.h - lines that cannot be used: kept, counted, told (ct(7), -x).
 *
 * Shape:  a line of NDJSON {"file","line","error","input"}, with "column"
 *         after "line" where it is known; "input_base64" where the line is not
 *         UTF-8; over 64 KiB only its beginning, with "length" and "offset"
 *         (in bytes, of the uncompressed file).
 * Owner:  nothing given is kept.
 */
#ifndef CT_EVENT_REJECT_H
#define CT_EVENT_REJECT_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"

struct rejects;

struct reject {
	const char *file;
	uint64_t line;
	size_t column; /* from 1; 0: none */
	const char *why;
	struct slice raw;
	uint64_t full; /* the whole line's length, where raw is only its beginning */
	uint64_t offset;
};

/* path NULL: only count and tell.  NULL on failure, said.  diag stays the caller's. */
struct rejects *rejects_open(const char *path, struct diag *);
void rejects_add(struct rejects *, const struct reject *);
uint64_t rejects_count(const struct rejects *);
/* The file they go to, to be freed by the caller; NULL if to none. */
char *rejects_name(const struct rejects *);
void rejects_flush(struct rejects *);
/* durable: as output_close()'s.  -1 if they could not all be written, said. */
int rejects_close(struct rejects *, bool durable);
#endif
