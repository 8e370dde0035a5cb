/*
 * quant.h - quantiles of decimals: exact while there are few different values.
 *
 * Shape:  up to QUANT_EXACT different values are kept with their counts.  The
 *         next one turns them into a DDSketch: counts of buckets that are 1 %
 *         of the value wide to either side.  Which of the two it is, and every
 *         count in it, depends only on the values and not on their order, so
 *         any split of the input that is merged again gives the same bytes.
 *         The quantile of p percent is the linear interpolation between the
 *         two values around (n - 1) p / 100 (Hyndman and Fan's type 7).
 * Units:  a count may be in any unit (records, or millionths under --credit).
 * Owner:  a quant is freed by quant_free(), a ladder by ladder_free(); one
 *         ladder serves all quants.
 * Errors: quant_take() is false for what quant_write() did not write.
 * Source: Masson, Rim, Lee: DDSketch, VLDB 2019, with buckets that end at
 *         whole billionths, so that no logarithm decides where a value goes.
 */
#ifndef CT_MEASURE_QUANT_H
#define CT_MEASURE_QUANT_H
#include <stdbool.h>
#include <stdint.h>

#include "base/decimal.h"

enum { QUANT_EXACT = 4096 };

/* The buckets' upper ends, made when the first sketch needs them. */
struct ladder;

struct ladder *ladder_new(void);
void ladder_free(struct ladder *);

struct quant;

struct quant *quant_new(void);
void quant_free(struct quant *);
void quant_add(struct quant *, struct ladder *, decimal value, uint64_t count);
/* Add all of another. */
void quant_merge(struct quant *, struct ladder *, const struct quant *from);
/* The quantile of p percent (0..100), rounded half-even to 6 digits; false without values. */
bool quant_at(const struct quant *, const struct ladder *, int p, decimal *);
/* Append the state as JSON; add such a state. */
void quant_write(const struct quant *, struct buf *);
bool quant_take(struct quant *, struct ladder *, struct slice json);
#endif
