/*
 * eval.h - attributed calls against the truth: how often right, how sure, who
 * took whose credit.
 *
 * Shape:  incoming calls with the members of ct-attribute and
 *         truth_session_id (absent or null: the call came from no session);
 *         for sources also truth_source, truth_medium ...  What ct-sim knows
 *         as the best possible guess (bayes_session_id, bayes_confidence) is
 *         judged beside.  All other records are passed over.
 * Units:  shares are 0 to 1, kept as exact quotients; nothing is rounded
 *         before it is written (6 digits, half to even).
 * Owner:  eval_free() frees.  Memory grows with groups and pairs of sources.
 * Errors: eval_event() gives -1 with event->why; nothing here prints.
 */
#ifndef CT_TRUTH_EVAL_H
#define CT_TRUTH_EVAL_H
#include <stdint.h>

#include "base/decimal.h"
#include <stdbool.h>

#include "event/event.h"

enum eval_report {
	EVAL_SUMMARY, /* one line a group */
	EVAL_RELIABILITY /* one line a group and step of confidence */,
	EVAL_SOURCES,	/* one line a source: its own, credited, right */
	EVAL_CONFUSION, /* one line a pair of true source and credited source */
};
/* Their names, in that order; ends with NULL. */
extern const char *const eval_reports[];
/* Is that the name of a member that some report writes itself? */
bool eval_writes(const char *name);

enum { EVAL_BINS_MAX = 1000 };

struct eval;

/* by: the members that make the groups (of EVAL_SOURCES and EVAL_CONFUSION: that make a source);
 * they must live as long. */
struct eval *eval_new(enum eval_report, const char *const *by, size_t nby, int bins);
void eval_free(struct eval *);
int eval_event(struct eval *, struct event *);
/* Give the report, line by line (NDJSON without LF). */
void eval_write(const struct eval *, void (*line)(void *, struct slice), void *arg);

/* How many calls were judged, and of how many the session is known. */
uint64_t eval_calls(const struct eval *);
uint64_t eval_known(const struct eval *);
/* A measure of the summary by name over all calls: 1 with its value rounded up to 9 digits in
 * *value, 0 if it has none (nothing to judge it by), -1 if there is no such measure. */
int eval_measure(const struct eval *, const char *name, decimal *value);
#endif
