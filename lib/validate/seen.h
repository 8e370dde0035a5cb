/*
 * seen.h - texts that were seen, and where first.
 *
 * Memory: of a text only its hash is kept, 42 to 67 bytes in all: two of a
 *         billion texts have the same one with a probability of 10^-21.
 * Units:  a line beyond 2^32 - 1 is told as that.
 */
#ifndef CT_VALIDATE_SEEN_H
#define CT_VALIDATE_SEEN_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct seen;

struct seen_place {
	const char *file;
	uint32_t line;
};

struct seen *seen_new(void);
void seen_free(struct seen *);
/* Was the text seen before?  Then first is where; else it is noted as seen here. */
bool seen_before(
    struct seen *, struct slice text, const char *file, uint64_t line, struct seen_place *first);
#endif
