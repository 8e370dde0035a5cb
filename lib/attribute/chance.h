/*
 * chance.h - how likely a call comes from each of the visits that hold its number.
 *
 * Shape:  every visit that holds a number makes it ring at some rate: its
 *         source's rate times (shown[time since the number appeared] +
 *         after[time since the visit's end, once it is over]); everybody
 *         else together at a rate that goes with how busy the site is.  When it rings,
 *         each one's share of the sum is its probability.  A visit calls once:
 *         its silence so far, or a call that may have been its own, count.
 *         The times are cut into CHANCE_BINS steps with a constant rate each.
 *         The rates are what numbers.yaml says, or are learnt on the way: a
 *         call counts for each candidate by its probability, and a visit
 *         that is over counts for the time it had.
 * Units:  lags are milliseconds, rates are calls per second.
 * Owner:  chance_free() frees.
 * Errors: NULL, said with file:line:column.
 * Source: competing Poisson processes; expectation-maximisation (Dempster,
 *         Laird, Rubin 1977) with gamma priors on the rates.
 */
#ifndef CT_ATTRIBUTE_CHANCE_H
#define CT_ATTRIBUTE_CHANCE_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "conf/conf.h"
#include "event/event.h"
#include "numbers/source.h"

enum { CHANCE_BINS = 43, CHANCE_SHOWN = 0, CHANCE_AFTER = 1, CHANCE_CLOCKS = 2 };

/* What it means that a visit has been silent so far, or has called. */
struct silence {
	double usual;  /* the share of such visits that have called by now */
	double left;   /* the probability that it has not */
	double weight; /* what that makes of its rate */
};

/* One visit that may have made a call. */
struct suspect {
	int32_t group; /* chance_group() of its source */
	int64_t lag;   /* since the number appeared */
	int64_t after; /* since the visit's end; below 0: it is not over */
	double factor; /* what else is known about it; 1: nothing */
	bool again; /* the caller may be its own, who has called before: that counts for nothing */
	/* What is remembered of it from call to call, 0 in the beginning: the odds that it has
	 * called already, but for the silence since (chance_weigh() moves them), and its latest
	 * trace. */
	double called;
	uint64_t trace;
	/* chance_weigh()'s answers. */
	struct silence silence;
	double p; /* the probability that the call is its own */
};

/* What may have made a call without a visit: so much of what goes with business, so much of what
 * comes at all hours. */
struct nobody {
	double busy, always;
};

struct chance;

/* The parameters in a mapping of conf, or with node NULL the defaults. */
struct chance *chance_new(const struct conf *, const struct conf_node *);
void chance_free(struct chance *);
/* Whose calls are counted together: source, medium and campaign; NULL: nobody knows whose. */
int32_t chance_group(struct chance *, struct source *);
/* Fill in every p and move on what is remembered; the rest is given back: that it was none of them.
 */
double chance_weigh(const struct chance *, struct suspect *, size_t n, const struct nobody *);
/* The factor of a visit whose visitor is not the caller, as far as can be known. */
double chance_stranger(const struct chance *);

/* Keep a call as evidence: of suspects with these factors it was one, or none of them.  Those kept
 * have a new trace after it; what is remembered of them must be from before the call. */
void chance_call(struct chance *, struct suspect *, size_t n, size_t lapsed, const struct nobody *);
/* A number was held for so long, of which so long after the visit's end. */
void chance_lease(struct chance *, int32_t group, int64_t held, int64_t after);
/* So many leases were there for so many ms. */
void chance_time(struct chance *, uint64_t leases, int64_t ms);
/* Is anything learnt at all? */
bool chance_learns(const struct chance *);
/* Draw the conclusions from the latest calls, if they are due: the more calls, the rarer. */
void chance_learn(struct chance *);
/* For --fit: keep all calls, learn nothing on the way; then draw the conclusions to the end.  The
 * number of rounds it took. */
void chance_collect(struct chance *);
int chance_fit(struct chance *, uint64_t *calls);
/* Append the parameters as the mapping `model:` of numbers.yaml. */
void chance_write(const struct chance *, struct buf *);
/* For a state: all that was learnt, as lines of JSON objects with "model" first; and back, line by
 * line (-1 if one does not fit). */
void chance_save(const struct chance *, void (*line)(void *, struct slice), void *arg);
int chance_restore(struct chance *, struct event *);
#endif
