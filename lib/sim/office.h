/*
 * office.h - the company's end of the line: a trunk, a queue, and people.
 *
 * Shape:  calls come in the order of their instants.  A call needs a line
 *         of the trunk from its start to its end; finds none free, and
 *         nobody in the company ever sees it (no_lines).  Then it waits for
 *         the employee who is free first, first come, first served.
 * Owner:  office_free() frees.
 */
#ifndef CT_SIM_OFFICE_H
#define CT_SIM_OFFICE_H
#include "sim/record.h"

struct office;

struct office *office_new(const struct scenario *);
void office_free(struct office *);
/* What becomes of a customer's call: fills in status ... line and topic. */
void office_take(struct office *, struct call *, struct random *);
/* Has the company a line, and somebody to talk, for a call of its own? */
bool office_can_call(struct office *, int64_t at);
/* The company calls a customer: as office_take(). */
void office_call(struct office *, struct call *, struct random *);
#endif
