/*
 * funnel.h - how far customers get, and where they fall off.
 *
 * Shape:  events in any order (in time order where the rules say `forget`);
 *         the rules are funnel_rules.h's, the rows tally.h's.
 * Owner:  funnel_free(); the rules stay the caller's.
 * Memory: one entry for each known customer, value and record that passes a
 *         stage, until nothing was heard of the customer for `forget`; then
 *         he is counted, and a stranger when he comes again.
 * Errors: -1 with event->why for a record that cannot be used.  Messages that
 *         are counted go to the stream's diag.
 */
#ifndef CT_FUNNEL_FUNNEL_H
#define CT_FUNNEL_FUNNEL_H
#include "event/stream.h"
#include "funnel/funnel_rules.h"

struct funnel;

/* explain: write a line for each customer instead of the counts. */
struct funnel *funnel_new(const struct funnel_rules *, struct stream *, bool explain);
void funnel_free(struct funnel *);
int funnel_add(struct funnel *, struct event *);
/* Count who is left and write it all; totals: append the lines of totals. */
void funnel_write(struct funnel *, bool totals);
#endif
