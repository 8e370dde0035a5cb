/*
 * agg.h - groups of records and their metrics.
 *
 * Shape:  set up: agg_new(), then what to compute (variables first), then
 *         agg_ready(); each record to agg_record(), or each line of partial
 *         states to agg_take(); then agg_print() or agg_print_partial().
 *         The lines that come out are described in ct-agg(1).
 * Owner:  agg_free() frees.  Origins are only used during the call.
 * Errors: -1.  While setting up: said.  For a record: event->why says why it
 *         cannot be counted, and nothing of it was.
 */
#ifndef CT_AGG_AGG_H
#define CT_AGG_AGG_H
#include <stdbool.h>
#include <stdint.h>

#include "event/stream.h"
#include "measure/term.h"

struct agg;

enum {
	AGG_CREDIT = 1, /* share each record out over its touches */
	AGG_MERGE = 2	/* the input is partial states, which bring the set-up along */
};

/* NULL, said, for an unknown zone. */
struct agg *agg_new(const char *zone, unsigned flags);
void agg_free(struct agg *);
/* Variables for all expressions that come after. */
int agg_set(struct agg *, const struct conf *, const struct conf_node *set);
/* Keys, with commas between them. */
int agg_by(struct agg *, const struct origin *, struct slice list);
/* NAME=METRIC (metric.h). */
int agg_metric(struct agg *, const struct origin *, struct slice text);
/* Only records that meet it; of several all must hold. */
int agg_where(struct agg *, const struct origin *, struct slice cond);
/* Names of keys and metrics with commas between them, each with - for descending; instead of what
 * was said before. */
void agg_sort(struct agg *, struct slice list);
/* At most so many groups are printed (0: all). */
void agg_limit(struct agg *, uint64_t limit);
/* All is said: count the records if no metric was given, and find the names to sort by. */
int agg_ready(struct agg *);

int agg_record(struct agg *, struct event *, struct diag *);
/* A line of agg_print_partial(). */
int agg_take(struct agg *, struct event *);
/* After the last line: what is missing, or NULL. */
const char *agg_incomplete(const struct agg *);
/* How many values and conditions were refused. */
uint64_t agg_refused(const struct agg *);

/* The groups, and with totals one line for all. -1, said, where the set-up from partial states
 * cannot be sorted as told. */
int agg_print(struct agg *, struct stream *, bool totals);
void agg_print_partial(struct agg *, struct stream *);
#endif
