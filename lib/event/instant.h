/*
 * instant.h - times: RFC 3339 in, canonical out; IANA zones.
 *
 * Units:  an instant is int64_t milliseconds since 1970-01-01T00:00:00Z (no
 *         leap seconds, as POSIX); years 0000 to 9999.  Offsets are seconds
 *         east of UTC.
 * Owner:  a zone is freed by zone_free(); it may be shared by readers.
 * Errors: false or NULL; zone_load() says what is wrong.
 * Source: RFC 3339; RFC 8536 (TZif, with the POSIX rule in its footer for
 *         years after the table).
 */
#ifndef CT_INSTANT_H
#define CT_INSTANT_H
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
/* Is it written exactly as events.md wants ts? */
bool instant_is_canonical(struct slice text);
/* Write the canonical form, INSTANT_LEN bytes, no NUL. */
void instant_format(int64_t ms, char out[INSTANT_LEN]);

/* Days since 1970-01-01 of a date in the Gregorian calendar, and back. */
int64_t days_of_date(int year, int month, int day);
void date_of_days(int64_t days, int *year, int *month, int *day);
/* 1 = Monday ... 7 = Sunday (ISO 8601). */
int weekday_of_days(int64_t days);
/* ISO 8601 week, 1..53, and the year it belongs to. */
void iso_week_of_days(int64_t days, int *week_year, int *week);

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
