/*
 * crowd.h - who is who: customers known by values, with what they did.
 *
 * Shape:  records that share a value (of the same member) are one customer; a
 *         record with two values joins those who had them, and what they did.
 * Units:  times are milliseconds.
 * Owner:  the crowd owns customers and hits; hit.info is freed with free(3).
 *         A customer dies when crowd_join() joins it with another or it is
 *         forgotten.
 * Memory: one entry for each value and one for each hit, until forgotten.
 */
#ifndef CT_FUNNEL_CROWD_H
#define CT_FUNNEL_CROWD_H
#include "base/bytes.h"
#include "funnel/chain.h"

struct crowd;
struct customer;

struct crowd *crowd_new(void);
void crowd_free(struct crowd *);
/*
 * The customer who has these values (of which one at least), joined from
 * several if need be; touched at ts.  A value begins with the byte that says
 * of which member it is.
 */
struct customer *crowd_join(struct crowd *, const struct slice *values, size_t n, int64_t ts);
void crowd_hit(struct customer *, const struct hit *);

/* All customers, in the order of their first values; NULL after the last.  Nobody may be joined
 * or forgotten meanwhile. */
struct customer *crowd_first(struct crowd *);
struct customer *crowd_next(struct crowd *);
/* The customer who was touched longest ago, if that was before ts, else NULL. */
struct customer *crowd_stale(struct crowd *, int64_t ts);
void crowd_forget(struct crowd *, struct customer *);

struct hit *customer_hits(struct customer *, size_t *n);
/* The customer's values one by one: *at starts as NULL; false at the end. */
bool customer_value(const struct customer *, const void **at, struct slice *value);
#endif
