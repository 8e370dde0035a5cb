/*
 * fold.h - events that many rows make together (the CDRs of one call).
 *
 * Shape:  rows with the same key are one event, as long as their ts are within
 *         the mapping's `within` of each other; each member follows its rule.
 *         An event is let go when a ts comes that is later by more than that,
 *         in the order of the first rows; memory is bounded by what is open,
 *         65536 events at most.
 * Owner:  values are copied.
 */
#ifndef CT_FORMAT_FOLD_H
#define CT_FORMAT_FOLD_H
#include <stdint.h>

#include "format/mapping.h"

/* A member's value in the making; n = 0: absent. */
struct made {
	struct slice json;
	bool raw; /* it goes under NAME_raw */
};

struct fold;

typedef void fold_out(void *arg, const struct maker *, const struct made *, int64_t ts);

struct fold *fold_new(const struct maker *, fold_out *, void *arg);
void fold_free(struct fold *);
/* Take a row's values; this may let others go. */
void fold_add(struct fold *, struct slice key, const struct made *, int64_t ts);
/* Let go all that are open. */
void fold_flush(struct fold *);
#endif
