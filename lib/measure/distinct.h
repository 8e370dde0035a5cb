/*
 * distinct.h - how many different values: exact while they are few.
 *
 * Shape:  up to DISTINCT_EXACT values are kept as bytes.  The next one turns
 *         them into a HyperLogLog of 2^14 registers (standard error 0.8 %).
 *         The state depends only on which values there were, not on their
 *         order, so any split of the input that is merged again gives the
 *         same bytes.
 * Owner:  freed by distinct_free(); values are copied.
 * Errors: distinct_take() is false for what distinct_write() did not write.
 * Source: Flajolet, Fusy, Gandouet, Meunier: HyperLogLog, AofA 2007; 64-bit
 *         hashes after Heule, Nunkesser, Hall, EDBT 2013; the estimate after
 *         Ertl, arXiv:1702.01284, which needs no table of corrections.
 */
#ifndef CT_MEASURE_DISTINCT_H
#define CT_MEASURE_DISTINCT_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum { DISTINCT_EXACT = 4096 };

struct distinct;

struct distinct *distinct_new(void);
void distinct_free(struct distinct *);
/* A value in canonical JSON (value.h). */
void distinct_add(struct distinct *, struct slice value);
void distinct_merge(struct distinct *, const struct distinct *from);
uint64_t distinct_count(const struct distinct *);
/* Append the state as JSON; add such a state. */
void distinct_write(const struct distinct *, struct buf *);
bool distinct_take(struct distinct *, struct slice json);
#endif
