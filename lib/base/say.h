/*
 * say.h - what all messages of a kind have in common, said in one place.
 *
 * Shape:  appended to a buf; the caller says where it is wrong.
 * Errors: none.
 */
#ifndef CT_BASE_SAY_H
#define CT_BASE_SAY_H
#include <stdint.h>

#include "base/bytes.h"

/* unknown WHAT "TEXT"; did you mean "NAME"?  With none near: ...; known here: NAME, NAME
 * names ends with NULL. */
void say_unknown(struct buf *, const char *what, struct slice text, const char *const *names);
/* The same of n names that are slices. */
void say_unknown_of(
    struct buf *, const char *what, struct slice text, const struct slice *names, size_t n);
/* A, B, C */
void say_names(struct buf *, const char *const *names);
/* For "expected ...": a whole number of MIN or more, or from MIN to MAX; INT64_MIN and from
 * INT64_MAX on mean no bound. */
void say_whole(struct buf *, int64_t min, uint64_t max);
#endif
