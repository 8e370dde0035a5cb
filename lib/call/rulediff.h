/*
 * rulediff.h - what changes when one rule file takes another's place (--diff).
 *
 * Shape:  for each record whose label differs a line
 *         {"ts":...,"id":...,"was":LABEL,"is":LABEL} goes to the stream, and at
 *         the end the change of the totals to standard error:
 *         "target: 120 was, 98 is (-22)".
 * Owner:  diff_free() frees.
 */
#ifndef CT_RULEDIFF_H
#define CT_RULEDIFF_H
#include "event/stream.h"

struct rulediff;

struct rulediff *diff_new(void);
void diff_free(struct rulediff *);
/* Two raw values, n = 0 for none.  A list is counted by its items, a text by itself. */
void diff_take(
    struct rulediff *, struct stream *, const struct event *, struct slice was, struct slice is);
/* Say the totals that changed.  true if any record differed. */
bool diff_say(const struct rulediff *);
#endif
