/*
 * slot.h - what is kept for each group while records go by.
 *
 * Shape:  a slot is a kind of state (metrics.h) over one value and one
 *         condition; metrics that need the same (sum and mean, p50 and p95 of
 *         one value) share one.  A group's states are one block of
 *         slots_size() bytes.
 *         Which records came in which order, and how they were split over
 *         blocks that are merged, leaves no trace in a state.
 * Owner:  a block's memory is the caller's, what hangs on it is freed by
 *         slots_done().
 * Errors: slots_take() is false for what slots_write() did not write.
 */
#ifndef CT_AGG_SLOT_H
#define CT_AGG_SLOT_H
#include "agg/metrics.h"

struct slots;

struct slots *slots_new(void);
void slots_free(struct slots *);
/* A slot over a value and a condition (NULL for none): its number. */
size_t slots_add(struct slots *, const struct metric_kind *, struct term *value, struct term *cond);
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
void slots_record(struct slots *, void *const *blocks, size_t n, const struct metric_record *);
/* A record that no block takes: it may still be the one that shows that a field is known. */
void slots_pass(struct slots *);
void slots_merge(struct slots *, void *block, const void *from);
/* Append the block as a JSON array; read such an array into a new block. */
void slots_write(const struct slots *, const void *block, struct buf *);
bool slots_take(struct slots *, void *block, struct slice json);
/* For each slot, was its field ever there?  As a JSON array of true and false. */
void slots_write_known(const struct slots *, struct buf *);
bool slots_take_known(struct slots *, struct slice json);
/* What a function comes to over a slot and over the whole (a slot without the condition). */
struct result slots_result(
    const struct slots *, const void *block, const struct metric_use *, size_t slot, size_t whole);
#endif
