/*
 * markov.h - a Markov chain of any order over paths of channels, and what is
 * lost when a channel is taken away.
 *
 * Shape:  a state is the last `order` channels of a path (fewer at its
 *         beginning).  A path ends in a conversion with a value, or in
 *         nothing.  The probabilities are the frequencies in the paths.
 *         The expected value of a path follows from a system of linear
 *         equations; with a channel removed, paths that come to it are lost.
 * Units:  values are what markov_path() was given.
 * Owner:  freed by markov_free().
 * Errors: markov_value() is false if the equations cannot be solved to 9
 *         digits (mostly they are to 12) with a bearable number of steps.
 * Source: Anderl, Becker, von Wangenheim, Schumann: Mapping the customer
 *         journey, IJRM 33 (2016).
 */
#ifndef CT_MODEL_MARKOV_H
#define CT_MODEL_MARKOV_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct markov;

struct markov *markov_new(size_t order);
void markov_free(struct markov *);
/* Add a path of n > 0 channels, which ends with a conversion of that value (not below 0) or with
 * nothing. */
void markov_path(struct markov *, const uint32_t *channels, size_t n, bool converted, double value);
/* No channel is removed. */
#define MARKOV_ALL UINT32_MAX
/* The expected value of a path, without a channel or with all. */
bool markov_value(struct markov *, uint32_t removed, double *value);
size_t markov_states(const struct markov *);
#endif
