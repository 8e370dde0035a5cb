/*
 * slot_in.h - the inside of slot.h, for its two files: slot.c (records) and
 * slot_file.c (states as JSON).
 */
#ifndef CT_AGG_SLOT_IN_H
#define CT_AGG_SLOT_IN_H
#include "agg/slot.h"
#include "base/bytes.h"
#include "measure/distinct.h"

/* A sum that went over DECIMAL_MAX stays so. */
#define OVER (DECIMAL_MAX + 1)

struct slot {
	enum slot_kind kind;
	struct term *value, *cond;
	size_t offset;
	bool known;
};

struct slots {
	struct slot *slots;
	size_t n, cap, size;
	struct ladder *ladder;
	struct buf scratch;
};

/* The states, by kind. */
struct count {
	decimal n;
};

/* Of records that belong here with probability p: the sum of p (1 - p), in 10^-18. */
struct error {
	__int128 variance;
	decimal p;	 /* of the record that came last */
	uint64_t record; /* which that was */
};

struct sum {
	decimal sum, n;
};

struct range {
	decimal least, greatest;
	bool any;
};

struct moment {
	int64_t ts;
	char *p; /* the value */
	size_t n, cap;
};

static inline void *
state(const struct slots *s, const void *block, size_t slot)
{
	return ((char *)(uintptr_t)block + s->slots[slot].offset);
}

static inline void *
hung(const struct slots *s, const void *block, size_t slot)
{
	return (*(void **)state(s, block, slot));
}

void slot_sum_add(decimal *sum, decimal v);
void slot_range_add(struct range *, decimal v);
void slot_moment_add(struct moment *, enum slot_kind, int64_t ts, struct slice value);
#endif
