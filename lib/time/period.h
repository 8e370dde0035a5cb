/*
 * period.h - lengths of time as people write them.
 *
 * Shape:  a number and a unit: 45s, 30m, 2h, 30d, 2w (a day is 24 hours, a
 *         week 7 days); several one after the other: 1h30m; a bare number is
 *         seconds; "forever" is PERIOD_FOREVER.  Fractions down to
 *         milliseconds: 1.5h, 0.25s.
 * Units:  milliseconds.
 */
#ifndef CT_TIME_PERIOD_H
#define CT_TIME_PERIOD_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

#define PERIOD_FOREVER INT64_MAX

bool period_parse(struct slice text, int64_t *ms);
#endif
