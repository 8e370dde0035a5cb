/*
 * keep.h - ct-attribute's state as lines of NDJSON: visits and leases, callers, sources.
 *
 * Shape:  an object a line; what it is, its first member tells: "visit" or
 *         "caller".  Times are milliseconds, so that people can compute with
 *         them and nothing is rounded.
 * Errors: -1 if a line does not fit.
 */
#ifndef CT_ATTRIBUTE_KEEP_H
#define CT_ATTRIBUTE_KEEP_H
#include "attribute/caller.h"
#include "attribute/visits.h"

typedef void keep_line(void *, struct slice);

void keep_visits(const struct visits *, keep_line *, void *arg);
void keep_callers(const struct callers *, keep_line *, void *arg);
int keep_restore_visit(struct visits *, struct sources *, struct event *);
int keep_restore_caller(struct callers *, struct sources *, struct event *);
/* Pieces that other states use, too: a source as an array of raw values, and back (taken; NULL if
 * it is none). */
void keep_source(const struct source *, struct buf *);
struct source *keep_restore_source(struct sources *, struct slice raw);
/* A whole number of a raw value, or one that is an instant a record can have; false if it is none.
 */
bool keep_int(struct slice raw, int64_t *);
bool keep_time(struct slice raw, int64_t *);
#endif
