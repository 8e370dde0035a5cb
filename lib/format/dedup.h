/*
 * dedup.h - was an event of this type and id seen before?
 *
 * Shape:  exact: types and ids are kept as they are.  They are forgotten when
 *         a ts comes that is more than window after theirs, so memory is
 *         bounded by the events of one window.
 */
#ifndef CT_FORMAT_DEDUP_H
#define CT_FORMAT_DEDUP_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct dedup;

/* window in ms, or PERIOD_FOREVER. */
struct dedup *dedup_new(int64_t window);
void dedup_free(struct dedup *);
/* type and id as raw JSON. */
bool dedup_seen(struct dedup *, struct slice type, struct slice id, int64_t ts);
#endif
