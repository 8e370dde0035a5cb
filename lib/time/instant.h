/*
 * instant.h - times: RFC 3339 in, canonical out.
 *
 * Units:  an instant is int64_t milliseconds since 1970-01-01T00:00:00Z (no
 *         leap seconds, as POSIX); years 0000 to 9999.
 * Errors: false.
 * Source: RFC 3339.
 */
#ifndef CT_TIME_INSTANT_H
#define CT_TIME_INSTANT_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

/* "2026-03-01T09:15:27.000Z" */
enum { INSTANT_LEN = 24 };

struct civil {		      /* a date and time of day, without a zone */
	int year, month, day; /* 1..12, 1..31 */
	int hour, minute, second, ms;
};

/* Read an RFC 3339 time ("T" or a space between, any offset, any fraction: cut to ms, 60 s
 * as 59.999). */
bool instant_parse(struct slice text, int64_t *ms);
/* Is it written exactly as ct-events(5) wants ts? */
bool instant_is_canonical(struct slice text);
/* Write the canonical form, INSTANT_LEN bytes, no NUL. */
void instant_format(int64_t ms, char out[INSTANT_LEN]);
#endif
