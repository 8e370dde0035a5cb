/*
 * moment.h - times as exports spell them.
 *
 * Shape:  a named form:
 *	iso		2026-03-14 10:02:11, with "T", a fraction, an offset or "Z"
 *			if it has them; 2026-03-14 alone is midnight
 *	dmy, mdy	14/03/2026 10:02:11 (or dots, or dashes), seconds optional
 *	compact		20260314, 20260314100211
 *	rfc2822		Sat, 14 Mar 2026 15:02:11 +0000
 *	unix, unix_ms, unix_us	since 1970 UTC; a fraction is allowed
 *		"AM" and "PM" may follow a time of day.
 * Errors: MOMENT_BAD for what is not of that form or no such date.
 */
#ifndef CT_FORMAT_MOMENT_H
#define CT_FORMAT_MOMENT_H
#include <stdint.h>

#include "base/bytes.h"
#include "time/zone.h"

enum moment_form {
	MOMENT_ISO,
	MOMENT_DMY,
	MOMENT_MDY,
	MOMENT_COMPACT,
	MOMENT_RFC2822,
	MOMENT_UNIX,
	MOMENT_UNIX_MS,
	MOMENT_UNIX_US
};
/* Their names, ends with NULL. */
extern const char *const moment_forms[];

enum moment_found { MOMENT_OK, MOMENT_AMBIGUOUS, MOMENT_SKIPPED, MOMENT_BAD };

/* The instant that the text names; one without an offset is in zone. */
enum moment_found moment_read(struct slice text, enum moment_form, struct zone *, int64_t *ms);
/* "95", "95.5", "1:35" or "00:01:35" as milliseconds; false for anything else, or below zero. */
bool moment_seconds(struct slice text, int64_t *ms);
#endif
