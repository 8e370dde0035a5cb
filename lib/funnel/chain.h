/*
 * chain.h - one customer's way through the stages of a funnel.
 *
 * Shape:  hits are what the customer did, in order of time; a hit passes one
 *         stage, several at once, or none (it may only tell a reason).
 *         A chain takes one hit a stage from the first stage on, each not
 *         earlier than the one before it (or, in any order, wherever it is),
 *         none later than the window after its start.  Of all possible starts
 *         the one that gets furthest counts; of equals, the earliest.
 * Units:  ts and window are milliseconds; window is PERIOD_FOREVER for none.
 * Owner:  all memory is the caller's, the scratch grows.
 */
#ifndef CT_FUNNEL_CHAIN_H
#define CT_FUNNEL_CHAIN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHAIN_STAGES = 32 };

struct hit {
	int64_t ts;
	uint64_t seq;	 /* the order of input */
	uint32_t stages; /* one bit a stage, the first is 1 */
	uint32_t group;	 /* the owner's */
	void *info;	 /* the owner's, or NULL */
};

struct chain {
	int64_t start;		   /* when the window begins */
	size_t depth;		   /* how many stages were passed */
	size_t hits[CHAIN_STAGES]; /* by which */
};

struct chain_rules {
	size_t stages;
	int64_t window;
	bool any_order;
};

struct chain_scratch {
	size_t *next;
	size_t cap;
};

/* Sort hits by time, simultaneous ones by their order of input. */
void chain_sort(struct hit *, size_t n);
/* The best chain over sorted hits; depth 0 if none passes the first stage. */
void chain_find(const struct chain_rules *, const struct hit *, size_t n, struct chain_scratch *,
    struct chain *);
#endif
