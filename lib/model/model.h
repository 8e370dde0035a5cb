/*
 * model.h - how much each channel did for the conversions at the ends of paths.
 *
 * Shape:  a channel is a group's key (key.h: a JSON array); a path is its
 *         touches in order.  Credits are given by several rules at once
 *         (model_in.h): first, last, linear, Shapley values, the removal
 *         effects of a Markov chain; each adds up to the value of all
 *         conversions.
 * Units:  values and credits are decimals.
 * Owner:  freed by model_free(); rows point into it.
 * Errors: -1 where the Markov equations cannot be solved (markov.h), said.
 * Source: Zhao, Mahboobi, Bagheri: Shapley value methods for attribution
 *         modeling in online advertising, arXiv:1804.05327; markov.h.
 */
#ifndef CT_MODEL_MODEL_H
#define CT_MODEL_MODEL_H
#include <stdbool.h>
#include <stdint.h>

#include "base/decimal.h"

struct model;

/* What a rule's credits are called; NULL after the last. */
const char *model_rule_name(size_t i);

struct model_row {
	struct slice key;
	uint32_t channel;
	uint64_t paths, conversions; /* in which the channel is */
	decimal *credit;	     /* one a rule; 6 digits */
	double removal;		     /* the part of the value that is lost without it, 0..1 */
};

/* order: how many of the last channels the Markov chain remembers (at least 1). */
struct model *model_new(size_t order);
void model_free(struct model *);
/* The number of a channel. */
uint32_t model_channel(struct model *, struct slice key);
/* Add a path; value (not below 0) counts if it ends in a conversion. */
void model_path(struct model *, const uint32_t *channels, size_t n, bool converted, decimal value);
/* The rows in jq's order of their keys, and one for all (key.n = 0) at rows[n]; to be freed. */
int model_rows(struct model *, struct model_row **rows, size_t *n);
#endif
