/*
 * agg_in.h - the inside of agg.h, for its files.  Calls go down this list, never
 * up it:
 *
 *	agg_part.c	partial states: written, and read as a set-up and groups
 *	agg_print.c	the lines that come out
 *	agg_record.c	a record, and its parts under --credit
 *	agg.c		the set-up
 *	agg_order.c	the order in which groups come out
 *	agg_result.c	what the metrics of a group come to
 *	agg_group.c	the groups and their blocks
 */
#ifndef CT_AGG_AGG_IN_H
#define CT_AGG_AGG_IN_H
#include "agg/agg.h"
#include "agg/key.h"
#include "agg/metric.h"
#include "agg/slot.h"
#include "base/table.h"

/* A metric and where its numbers are. */
struct agg_metric {
	char *text; /* as written */
	struct metric metric;
	size_t slot, whole; /* whole: the slot without the condition, where the function asks */
};

struct agg_text {
	char *text;
	struct term *term; /* of a condition */
};

struct agg {
	unsigned flags;
	char *zone_name;
	struct zone *zone;
	struct terms *terms;
	struct keys *keys;
	struct slots *slots;
	struct metric *read; /* the metrics as metric_read() wants its earlier ones */
	struct agg_metric *metrics;
	size_t nmetrics, readcap, cap;
	struct agg_text *where;
	size_t nwhere, wherecap;
	struct buf set; /* the variables, as a JSON object */
	char *sort;
	uint64_t limit;

	struct table *groups; /* key (key.h) to block (slot.h); NULL until laid out */
	void *total;	      /* where it is more than its groups together */

	/* The record at hand. */
	uint64_t record;
	void **hits;
	size_t nhits, hitcap;
	struct buf last; /* the key of the group that was hit last, */
	void *last_block;

	/* Merging. */
	struct buf plan;      /* the first part's */
	uint64_t expect;      /* lines of this part to come */
	bool sorted, limited; /* the user has said how */
};

/* agg_group.c: make the groups, when keys and metrics are known. */
void agg_lay_out(struct agg *);
void agg_groups_free(struct agg *);
/* The block of a group, made if it is new. */
void *agg_block(struct agg *, struct slice key);
/* A block of no group. */
void *agg_block_new(struct agg *);
void agg_block_free(struct agg *, void *block);

/* agg_result.c: the results of all metrics, which are as many. */
void agg_results(const struct agg *, const void *block, struct result *);

/* agg_order.c: are the names to sort by all there?  -1, said. */
int agg_check_sort(const struct agg *);
/* All groups in jq's order of their keys, or as the user wants them: an array to be freed. */
void **agg_by_key(const struct agg *);
void **agg_in_order(const struct agg *);
#endif
