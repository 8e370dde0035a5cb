/*
 * history.h - what a rule may ask of the customer's past: $prev and its like.
 *
 * Shape:  variables of conditions, set anew for each call and request:
 *           $prev            the customer's contact before this one (an object
 *                            with its main members), or null
 *           $contacts        how many contacts there were before
 *           $contacts_24h    how many in the 24 hours before
 *           $contacts_cycle  how many in the sales cycle that this one falls in
 *           $lost_in_row     how many of the last calls in a row were lost,
 *                            since somebody of ours last spoke with the customer
 *           $after_target    is this inside the cycle of a target call?
 *         A contact itself is not counted.  Where the customer is not known
 *         they are null, 0 and false.
 * Memory: nothing is kept of what no rule uses.
 * Owner:  history_free() frees; the variables are the expr_vars'.
 */
#ifndef CT_CUSTOMER_HISTORY_H
#define CT_CUSTOMER_HISTORY_H
#include <stdbool.h>

#include "customer/contact.h"
#include "customer/facts.h"
#include "event/event.h"
#include "expr/expr.h"

struct history;

/* Define the variables; cycle may be filled in later, before the first record. */
struct history *history_new(struct expr_vars *, const struct cycle *cycle);
void history_free(struct history *);
/* Take note of what a rule uses; expr may be NULL. */
void history_use(struct history *, const struct expr *);
/* Does any rule use any of it? */
bool history_used(const struct history *);
/* Set the variables for a record. */
void history_before(struct history *, const struct facts *);
/* Take the record in, as the filter leaves it. */
void history_after(struct history *, const struct facts *, const struct event *, bool target);
void history_reset(struct history *);

/* For a state file: what is known, a line each, and back (-1 if a line is none of them). */
void history_write(const struct history *, void (*line)(void *, struct slice), void *arg);
int history_read(struct history *, struct event *);
#endif
