/*
 * zone.h - IANA zones: what the clock on the wall says at an instant, and back.
 *
 * Units:  instants as in instant.h; offsets are seconds east of UTC.
 * Owner:  a zone is freed by zone_free(); it may be shared by readers.
 * Errors: NULL; zone_load() says what is wrong.
 * Source: RFC 8536 (TZif, with the POSIX rule in its footer for years after
 *         the table).
 */
#ifndef CT_TIME_ZONE_H
#define CT_TIME_ZONE_H
#include <stdint.h>

#include "base/bytes.h"
#include "time/instant.h"

struct zone;

/* An IANA zone by name ("UTC", "Europe/Kyiv"), from the system's zoneinfo; NULL if there is none,
 * said with what was looked for.  The environment's TZ is not consulted; $TZDIR is not either. */
struct zone *zone_load(const char *name);
/* A zone from the bytes of a TZif file; NULL if they are none, not said. */
struct zone *zone_read(struct slice tzif);
void zone_free(struct zone *);
/* The offset in force at an instant.  Quick where calls go forward in time. */
int32_t zone_offset(struct zone *, int64_t ms);
/* The date and time on the wall at an instant. */
struct civil zone_civil(struct zone *, int64_t ms);

enum zone_found {
	ZONE_ONE,	/* the local time happened once */
	ZONE_AMBIGUOUS, /* twice (clocks went back): the first is given */
	ZONE_SKIPPED,	/* never (clocks went forward): moved forward by the gap */
	ZONE_NO_DATE	/* no such date (February 30th) or time of day */
};
/* The instant of a date and time on the wall. */
enum zone_found zone_instant(struct zone *, const struct civil *, int64_t *ms);
#endif
