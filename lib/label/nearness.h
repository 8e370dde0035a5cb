/*
 * nearness.h - how near a record was to another answer of a condition.
 *
 * Shape:  a condition that is comparisons of a member with a number, and
 *         other conditions, joined by "and": '.talk >= $target_talk and .x'.
 *         Where one comparison alone decides, it is told as "talk 18, target
 *         from 30".
 * Owner:  near_free() frees.
 */
#ifndef CT_LABEL_NEARNESS_H
#define CT_LABEL_NEARNESS_H
#include "event/event.h"
#include "expr/expr.h"

struct near;

/* Take a condition apart; NULL if it has no comparison of that kind. */
struct near *near_new(struct slice when, struct expr_vars *);
void near_free(struct near *);
/*
 * Append "talk 18, NAME from 30": if holds is false, of the one comparison
 * that keeps the condition from holding; if true, of the first comparison by
 * which it holds.  false, and nothing appended, if there is none.
 */
bool near_say(struct near *, struct event *, bool holds, struct slice name, struct buf *out);
#endif
