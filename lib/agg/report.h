/*
 * report.h - the reports people know, as files: keys and metrics, no C.
 *
 * Shape:  YAML (conf.h) with title, set, by, where, metrics, sort, limit, totals; all
 *         but metrics may be absent.
 * Owner:  the conf must live as long as what was said at its nodes.
 * Errors: -1, said.
 */
#ifndef CT_AGG_REPORT_H
#define CT_AGG_REPORT_H
#include <stdbool.h>

#include "agg/agg.h"
#include "conf/conf.h"

/* What of a report gives way to the command line. */
struct report_skip {
	bool by, sort, limit;
};

/* Read a report, by its name in share/reports or by its path; NULL with "did you mean", said. */
struct conf *report_load(const char *name);
/* Say it all to an agg; *totals is set if the report wants them. */
int report_apply(const struct conf *, struct report_skip, struct agg *, bool *totals);
/* Append "NAME<TAB>TITLE\n" for each report in share/reports, sorted. */
int report_list(struct buf *);
#endif
