/*
 * rulediff.h - what changes when one rule file takes another's place (--diff).
 *
 * Shape:  for each record whose label differs a line
 *         {"ts":...,"id":...,"was":LABEL,"is":LABEL}, and at the end the
 *         change of the totals on standard error: "target: 120 was, 98 is (-22)".
 * Errors: the exit status: 1 if a label differs.
 */
#ifndef CT_LABEL_RULEDIFF_H
#define CT_LABEL_RULEDIFF_H
#include "base/cli.h"
#include "base/diag.h"
#include "event/event.h"

/* A loaded rule file, whichever filter it is of. */
struct rulediff_side {
	int (*run)(void *, struct event *, struct diag *); /* -1 rejects */
	bool (*failed)(const void *);
	void *arg;
};

/* Run both over the input and compare member (on records of that type; NULL: on all). */
int rulediff_run(const struct cli *, const struct rulediff_side *now,
    const struct rulediff_side *old, const char *member, const char *type);
#endif
