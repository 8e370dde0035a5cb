/*
 * bayes.h - the best guess there can be at which visit a call comes from.
 *
 * Shape:  knows the scenario's own parameters and every showing of every
 *         number, but of a call only what a telephone system sees: the number
 *         and the instant.  The candidates are the visits that hold the number
 *         then, each of which calls once at most; everything else that may have made it ring
 * (visits long over whose visitor has saved it, strays, spam) together is "none". Owner:
 * bayes_free() frees.  Memory grows with the visits.
 */
#ifndef CT_SIM_BAYES_H
#define CT_SIM_BAYES_H
#include "sim/record.h"

struct bayes;

struct bayes *bayes_new(const struct scenario *);
void bayes_free(struct bayes *);
/* The number (index) was shown; its visit holds it until held. */
void bayes_shown(struct bayes *, int number, const struct visit *, int64_t at, int64_t held);
/* Fill in the call's best_visit and best. */
void bayes_guess(struct bayes *, struct call *);
#endif
