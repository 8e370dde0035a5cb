/*
 * chance.h - how likely a call comes from each of the visits that hold its number.
 *
 * Shape:  every visit that holds a number makes it ring at some rate: its
 *         source's rate times (shown[time since the number appeared] +
 *         after[time since the visit's end, once it is over]); everybody
 *         else together makes it ring at a constant rate.  When it rings,
 *         each one's share of the sum is its probability.
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
#ifndef CT_CHANCE_H
#define CT_CHANCE_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "call/source.h"
#include "rule/conf.h"

enum { CHANCE_BINS = 26, CHANCE_SHOWN = 0, CHANCE_AFTER = 1, CHANCE_CLOCKS = 2 };

/* One visit that may have made a call. */
struct suspect {
	int32_t group; /* chance_group() of its source */
	int64_t lag;   /* since the number appeared */
	int64_t after; /* since the visit's end; below 0: it is not over */
	double factor; /* what else is known about it; 1: nothing */
	double p;      /* chance_weigh()'s answer */
};

struct chance;

/* The parameters in a mapping of conf, or with node NULL the defaults. */
struct chance *chance_new(const struct conf *, const struct conf_node *);
void chance_free(struct chance *);
/* Whose calls are counted together: source, medium and campaign; NULL: nobody knows whose. */
int32_t chance_group(struct chance *, struct source *);
/* Fill in every p; the rest is given back: that it was none of them, whose rate has that factor. */
double chance_weigh(const struct chance *, struct suspect *, size_t n, double factor);
/* The factors for what is known besides (ct-attribute(1)). */
double chance_second(const struct chance *);
double chance_stranger(const struct chance *);

/* Count a call for its suspects by their p, and for none of them by the rest. */
void chance_call(struct chance *, const struct suspect *, size_t n, double none);
/* A number was held for so long, of which so long after the visit's end. */
void chance_lease(struct chance *, int32_t group, int64_t held, int64_t after);
/* So many numbers were there to be called for so many ms. */
void chance_time(struct chance *, uint64_t numbers, int64_t ms);
/* Is anything learnt at all? */
bool chance_learns(const struct chance *);
/* Draw the conclusions, if they are due (more of them with each call, fewer with each
 * conclusion). */
void chance_learn(struct chance *);
/* For --fit: draw them now; forget the calls counted.  How far the rates moved, as a share. */
double chance_maximise(struct chance *);
void chance_forget_calls(struct chance *);
/* Write the parameters as a mapping in YAML. */
void chance_write(const struct chance *, struct buf *);
/* For a state: all that was learnt, as members of a JSON object; and back (-1 if it does not fit).
 */
void chance_save(const struct chance *, struct buf *);
int chance_restore(struct chance *, struct slice json);
#endif
