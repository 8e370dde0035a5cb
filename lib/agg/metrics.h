/*
 * metrics.h - the kinds of metrics there are: where a new one is added.
 *
 * A kind is a state that is kept for each group while records go by, and the
 * functions that users write to have a result read from it.  sum and mean are
 * two functions of one kind: over one value and one condition they share one
 * state, which costs half and can never disagree.  All that a kind is stands
 * in one file and nowhere else.
 *
 *	To add a function of a state there is: a row of functions in its file.
 *	To add a kind: a file metric_NAME.c, and a row of METRIC_KINDS below.
 *
 * Grammar, messages, partial states, parts of records under --credit, sorting,
 * totals and arithmetic follow from the row; ct-agg(1) is written by hand, and
 * a test asks that each function is in it.
 *
 * Shape:  which records came in which order, and how they were split over
 *         states that are merged, must leave no trace in what a state gives
 *         and writes.
 * Units:  a record counts for until - from of DECIMAL_ONE, because under
 *         --credit it may be part of one.
 * Owner:  a state's memory is the caller's, what hangs on it is freed by done().
 * Errors: read() is false for what write() did not write.
 */
#ifndef CT_AGG_METRICS_H
#define CT_AGG_METRICS_H
#include <stdbool.h>
#include <stdint.h>

#include "agg/result.h"
#include "base/bytes.h"
#include "base/decimal.h"
#include "measure/term.h"

/* The kinds, a row each, in the order in which a message names their functions. */
#define METRIC_KINDS(ROW) \
	ROW(count)        \
	ROW(sum)          \
	ROW(range)        \
	ROW(distinct)     \
	ROW(first)        \
	ROW(last)         \
	ROW(error)        \
	ROW(quantile)

struct metric_kind;

/* The states that are kept over one value under one condition, one in each group. */
struct metric_slot {
	const struct metric_kind *kind;
	struct term *value, *cond; /* NULL for none */
	size_t offset;		   /* of the state in the block of a group */
	void *shared;		   /* of open() */
	struct buf scratch;	   /* for take() and read() */
	bool known;		   /* did any record have the value?  Kinds that ask set it. */
};

/* The record at hand, or the part of it that counts. */
struct metric_record {
	decimal from, until; /* which part: of 0..DECIMAL_ONE */
	uint64_t number;     /* the same for all parts of one record, from 1 */
	int64_t ts;	     /* if a slot is timed */
	bool credit;	     /* under --credit, where other records may be parts */
};

/* Where a function finds its result. */
struct metric_reading {
	const struct metric_slot *slot;
	const void *state;
	const void *whole; /* of a function that asks for it */
	int percent;
};

enum metric_args {
	METRIC_VALUE,	 /* f(VALUE) or f(VALUE; CONDITION) */
	METRIC_COND,	 /* f(CONDITION) */
	METRIC_MAY_COND, /* f or f(CONDITION) */
};

struct metric_func {
	const char *name; /* NULL ends a list of them */
	enum metric_args args;
	struct result (*result)(const struct metric_reading *);
	bool whole;  /* it compares with a second state, without the condition */
	int percent; /* the number at the end of the name, for which any of 1..99 will do; or 0 */
};

struct metric_kind {
	const struct metric_func *funcs;
	size_t size;	/* of a state, whose bytes are 0 before init() */
	bool timed;	/* take() looks at the time */
	bool dependent; /* the state of all records is not that of all groups merged */

	/* Each of these may be NULL: what the states of a slot have in common, and a state. */
	void *(*open)(void);
	void (*close)(void *shared);
	void (*init)(void *state);
	void (*done)(void *state);
	/* A record that no state takes, for its condition: the slot may be known by it. */
	void (*pass)(struct metric_slot *);

	/* A record comes to n groups (under [], or where there is a state of all records): take it
	 * into metric_state() of each.  It is looked at once, because that costs more than to add
	 * it up. */
	void (*take)(
	    struct metric_slot *, void *const *blocks, size_t n, const struct metric_record *);
	void (*merge)(struct metric_slot *, void *state, const void *from);
	/* Append the state as one JSON value; read such a value into a new state. */
	void (*write)(const void *state, struct buf *);
	bool (*read)(struct metric_slot *, void *state, struct slice json);
};

/* A function as a metric names it. */
struct metric_use {
	const struct metric_kind *kind;
	const struct metric_func *func;
	int percent;
};

/* The function of that name; func = NULL if there is none. */
struct metric_use metrics_find(struct slice name);
/* The name of function i of all; NULL after the last. */
const char *metrics_name(size_t i);

/* The state of a slot in the block of a group. */
static inline void *
metric_state(const struct metric_slot *slot, const void *block)
{
	return ((char *)(uintptr_t)block + slot->offset);
}

static inline decimal
metric_weight(const struct metric_record *r)
{
	return (r->until - r->from);
}

#define METRIC_DECLARE(kind) extern const struct metric_kind metric_##kind;
METRIC_KINDS(METRIC_DECLARE)
#undef METRIC_DECLARE
#endif
