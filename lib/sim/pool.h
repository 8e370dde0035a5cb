/*
 * pool.h - the tracking numbers of a site, and who is shown which.
 *
 * Shape:  a showing holds its number until a given instant (the visit's end
 *         and the pool's ttl after it); a number held by nobody is free.
 * Owner:  pool_free() frees.
 */
#ifndef CT_SIM_POOL_H
#define CT_SIM_POOL_H
#include "sim/scenario.h"

struct pool;

struct pool *pool_new(const struct scenario *);
void pool_free(struct pool *);
/*
 * Show a number from now to until; instants must not go back.  Its index; -1
 * if none is free and the scenario has a fallback number (or no pool).
 */
int pool_show(struct pool *, int64_t now, int64_t until, struct random *);
#endif
