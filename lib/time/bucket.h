/*
 * bucket.h - pieces of time to group by, in a zone.
 *
 * Shape:  hour        "2026-03-01T03:00:00+02:00" (the offset tells the doubled hour)
 *         day         "2026-03-01"
 *         week        "2026-W09" (ISO 8601)
 *         month       "2026-03"
 *         weekday     1 (Monday) ... 7
 *         hour_of_day 0 ... 23
 * Owner:  a label is the bucket's and good until its next call.
 * Errors: none; every instant has a label.
 */
#ifndef CT_TIME_BUCKET_H
#define CT_TIME_BUCKET_H
#include <stdint.h>

#include "base/bytes.h"
#include "time/zone.h"

struct bucket;

/* Names of the kinds, ends with NULL. */
extern const char *const bucket_names[];
/* A bucket of the kind with that name, or NULL if there is none; zone stays the caller's. */
struct bucket *bucket_new(struct slice name, struct zone *zone);
void bucket_free(struct bucket *);
/* The label of an instant, as JSON.  Quick while instants stay in one bucket. */
struct slice bucket_label(struct bucket *, int64_t ms);
#endif
