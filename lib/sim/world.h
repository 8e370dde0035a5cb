/*
 * world.h - the simulation itself: visits come, numbers are shown, people call.
 *
 * Shape:  everything is given to the sink in the order of time.
 * Owner:  nothing is kept; memory is what is still to come (returning
 *         visitors, calls in people's heads, numbers held), unless bayes asks
 *         for the history of every number.
 */
#ifndef CT_SIM_WORLD_H
#define CT_SIM_WORLD_H
#include "sim/record.h"

void world_run(const struct scenario *, uint64_t seed, bool bayes, const struct sink *);
#endif
