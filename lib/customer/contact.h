/*
 * contact.h - which contact of a customer this is: the first of a sales cycle, or a repeat.
 *
 * Shape:  a contact is unique if the customer has none before it, or if the
 *         cycle that an earlier one began is over: more than `cycle` after the
 *         cycle's first contact (from first) or after the latest one (from
 *         last).  Exactly `cycle` later is still a repeat.  Target contacts
 *         have cycles of their own, by the same rule.
 * Units:  milliseconds; PERIOD_FOREVER for a cycle that never ends.
 * Owner:  a mark is the caller's: 16 bytes of a table's value for a customer.
 *         An all-zero one knows of no contact.
 */
#ifndef CT_CUSTOMER_CONTACT_H
#define CT_CUSTOMER_CONTACT_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct cycle {
	int64_t length;
	bool from_first;
};

/* Where a customer stands: two times and a count, packed. */
struct mark {
	uint64_t contact : 49, count_low : 15; /* a time is kept + 1 from the year 0; 0 is none */
	uint64_t target : 49, count_high : 15;
};

/* What a mark says of a contact at ts, before it is taken in. */
bool mark_is_repeat(const struct mark *, const struct cycle *, int64_t ts);
bool mark_had_target(const struct mark *, const struct cycle *, int64_t ts);
uint32_t mark_count(const struct mark *);
/* Take a contact in. */
void mark_take(struct mark *, const struct cycle *, int64_t ts, bool target);
/* Take in what another number of the same person did; its count is not added. */
void mark_merge(struct mark *, const struct mark *, const struct cycle *);

/* For a state file: the times, INT64_MIN for none, and the count. */
struct mark_parts {
	int64_t contact, target;
	uint32_t count;
};
struct mark_parts mark_split(const struct mark *);
struct mark mark_join(const struct mark_parts *);
#endif
