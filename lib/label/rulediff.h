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
#include "event/filter.h"

/* The filter with the rules of now and with the old ones, and the label that is compared. */
struct rulediff {
	const struct filter *filter;
	void *now, *old;
	const char *member;
	const char *type; /* compare only records of that type; NULL: all */
};

int rulediff_run(const struct rulediff *, const struct stream_settings *);
#endif
