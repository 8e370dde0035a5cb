/*
 * slot.h - what is kept for each group while records go by.
 *
 * Shape:  a slot is a kind of state over one value and one condition; metrics
 *         that need the same (sum and mean, p50 and p95 of one value) share
 *         one.  A group's states are one block of slots_size() bytes.
 *         Which records came in which order, and how they were split over
 *         blocks that are merged, leaves no trace in a state.
 * Units:  counts are decimals, because under --credit a record may be part of
 *         one.
 * Owner:  a block's memory is the caller's, what hangs on it is freed by
 *         slots_done().
 * Errors: slots_take() is false for what slots_write() did not write.
 */
#ifndef CT_AGG_SLOT_H
#define CT_AGG_SLOT_H
#include <stdbool.h>
#include <stdint.h>

#include "measure/quant.h"
#include "measure/term.h"

enum slot_kind {
	SLOT_COUNT,    /* how many */
	SLOT_ERROR,    /* variance of how many under --credit */
	SLOT_SUM,      /* sum and number of values */
	SLOT_RANGE,    /* least and greatest */
	SLOT_QUANT,    /* quant.h */
	SLOT_DISTINCT, /* distinct.h */
	SLOT_FIRST,    /* the value of the earliest record, */
	SLOT_LAST      /* of the latest; of simultaneous ones the lesser, the greater bytes */
};

/* Which part of a record counts: from..until of 0..DECIMAL_ONE. */
struct credit {
	decimal from, until;
	uint64_t record; /* the same for all parts of one */
};

struct slots;

struct slots *slots_new(void);
void slots_free(struct slots *);
/* A slot over a value (NULL for SLOT_COUNT) and a condition (or NULL): its number. */
size_t slots_add(struct slots *, enum slot_kind, struct term *value, struct term *cond);
/* The size of a block, when all slots are added. */
size_t slots_size(const struct slots *);
/* Does any slot need the record's time? */
bool slots_timed(const struct slots *);
/* Is a state of all records more than those of all groups merged? */
bool slots_dependent(const struct slots *);
/* Make a block of zero bytes ready; free what hangs on it. */
void slots_init(const struct slots *, void *block);
void slots_done(const struct slots *, void *block);
/* Take the record that terms_next() turned to into n blocks. */
void slots_record(struct slots *, void *const *blocks, size_t n, struct credit, int64_t ts);
/* A record that no block takes: it may still be the one that shows that a field is known. */
void slots_pass(struct slots *);
void slots_merge(struct slots *, void *block, const void *from);
/* Append the block as a JSON array; add such an array. */
void slots_write(const struct slots *, const void *block, struct buf *);
bool slots_take(struct slots *, void *block, struct slice json);
/* For each slot, was its field ever there?  As a JSON array of true and false. */
void slots_write_known(const struct slots *, struct buf *);
bool slots_take_known(struct slots *, struct slice json);

/* Reading a block; false is "not known". */
bool slot_count(const struct slots *, const void *block, size_t slot, decimal *);
/* The standard deviation of the count, if each part of a record is the probability that it
 * belongs there. */
decimal slot_error(const struct slots *, const void *block, size_t slot);
/* The sum (false: no record of the whole input had one, or it is over DECIMAL_MAX). */
bool slot_sum(const struct slots *, const void *block, size_t slot, decimal *);
/* The sum and the number of values, if there were any. */
bool slot_mean(const struct slots *, const void *block, size_t slot, decimal *sum, decimal *n);
bool slot_range(
    const struct slots *, const void *block, size_t slot, decimal *least, decimal *greatest);
bool slot_quantile(const struct slots *, const void *block, size_t slot, int percent, decimal *);
uint64_t slot_distinct(const struct slots *, const void *block, size_t slot);
/* The raw value, without white space; n = 0 for none. */
struct slice slot_value(const struct slots *, const void *block, size_t slot);
#endif
