/*
 * random.h - chance, the same on every machine.
 *
 * Shape:  xoshiro256** (Blackman and Vigna), its four words filled by
 *         splitmix64 from (seed, purpose, index).  Every purpose has streams
 *         of its own, and so has every visit and every call (the index), so
 *         that a feature that draws more shifts nobody else's luck.
 * Units:  a draw is a double in [0, 1); times are milliseconds.
 * Source: logarithm and exponential are computed here with + - * / alone,
 *         which IEEE 754 defines to the last bit; libm's may differ there from
 *         machine to machine.  sqrt is exact by the standard.
 */
#ifndef CT_SIM_RANDOM_H
#define CT_SIM_RANDOM_H
#include <stdbool.h>
#include <stdint.h>

/* No fused multiply-add here, nor in what includes this: it rounds differently.  (gcc obeys
 * -std=c17 and needs no telling.) */
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

struct random {
	uint64_t s[4];
};

/* One for each purpose; add new ones at the end. */
enum purpose {
	CHANCE_ARRIVAL, /* when the next visit, stray, ... comes; index: the process */
	CHANCE_VISIT,	/* what a visit is like; index: the visit */
	CHANCE_PERSON,	/* what a person is like; index: the person */
	CHANCE_POOL,	/* which number is shown; index: the showing */
	CHANCE_REVEAL,	/* whether and when the number is clicked; index: the visit */
	CHANCE_INTENT,	/* whether a visit calls, and when; index: the visit */
	CHANCE_RETURN,	/* whether a visitor comes again; index: the visit */
	CHANCE_CALL,	/* who calls and what about; index: the call */
	CHANCE_OFFICE,	/* what the company makes of it; index: the call */
	CHANCE_AGAIN,	/* whether the caller, or the company, calls again; index: the call */
	CHANCE_DEAL,	/* what becomes of it; index: the deal */
	CHANCE_LOSS,	/* whether the record is lost; index: the record */
	CHANCE_SKEW	/* how far the telephone system's clock is off; index: the record */
};

struct random random_of(uint64_t seed, enum purpose, uint64_t index);
uint64_t random_bits(struct random *);
double random_unit(struct random *);
bool random_chance(struct random *, double probability);
/* 0 ... n-1, without bias; n > 0. */
uint64_t random_below(struct random *, uint64_t n);
/* Which of n weights (cumulative: their running sums). */
int random_pick(struct random *, const double *cumulative, int n);

/* A length of time: exponential when sigma is 0, else lognormal with this mean; cut at 30 000
 * years. */
struct spread {
	double mean;  /* ms */
	double sigma; /* standard deviation of the logarithm */
};

double random_spread(struct random *, struct spread);
/* The density at x ms, per ms. */
double spread_density(struct spread, double x);
/* The share of lengths up to x ms.
 * Source: Marsaglia, Evaluating the Normal Distribution, J. Stat. Software 11(4), 2004. */
double spread_share(struct spread, double x);

double random_log(double x); /* x > 0 and normal */
double random_exp(double x);
#endif
