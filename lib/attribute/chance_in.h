/*
 * chance_in.h - the inside of struct chance, for the three files that make it up: chance.c (the
 * decision), chance_learn.c (from calls to rates) and chance_text.c (in and out).
 */
#ifndef CT_ATTRIBUTE_CHANCE_IN_H
#define CT_ATTRIBUTE_CHANCE_IN_H
#include "attribute/chance.h"
#include "base/table.h"

/* Calls kept as evidence: at least so many of the latest, at most twice as many. */
enum { LATEST = 2000, SUSPECTS = 64, NOT_OVER = 255 };

/* The visits that came from one source, medium and campaign. */
struct group {
	double rate; /* 1 is usual */
	int32_t parent;
	uint64_t ended[CHANCE_CLOCKS][CHANCE_BINS]; /* leases that ended in that step */
	uint64_t part[CHANCE_CLOCKS][CHANCE_BINS];  /* and how far into it, ms */
};

/* A call kept as evidence: n of the traces. */
struct evidence {
	uint32_t n;
	float none; /* how busy it was, with what else is known */
	float always;
};

struct trace {
	int32_t group;
	float lag, after; /* its two times in seconds; below 0: it was not over */
	float factor;
	float called;  /* the odds that it had called, where the trace before is not kept */
	uint32_t back; /* so many traces before this one is the same visit's; 0: none */
	uint8_t shown_step, after_step; /* the steps of its times */
	bool again;
};

/* The shape of a lag, by each law: logarithms of its scale in seconds (the median of the log-normal
 * one) and of its width (sigma; 1 / the exponent of Weibull's). */
enum law { LAW_WEIBULL, LAW_LOGNORMAL, LAWS };
struct shape {
	double scale[LAWS], width[LAWS];
};

struct chance {
	double rate[CHANCE_CLOCKS][CHANCE_BINS];
	double first[CHANCE_CLOCKS][CHANCE_BINS]; /* what was believed before anything was learnt */
	double first_share;			  /* calls of a visit, by that */
	double base[CHANCE_CLOCKS][CHANCE_BINS];  /* the shape that fits best */
	double sum[CHANCE_CLOCKS][CHANCE_BINS];	  /* calls of a visit before each step */
	struct shape shape[CHANCE_CLOCKS];
	double none;   /* by how busy the site is */
	double always; /* at all hours */
	double second, stranger;
	bool learn, collect;

	struct evidence *calls;
	size_t ncalls, capcalls;
	struct trace *traces;
	size_t ntraces, captraces;
	uint64_t forgotten;  /* traces before the first */
	uint64_t seen, next; /* calls in all, and when to conclude next */
	uint64_t lease_ms;   /* leases times the time they were there */
	uint64_t all_ms;     /* the time there was */
	uint64_t leases;     /* that are there now */

	struct group **groups;
	size_t ngroups, capgroups;
	struct table *names; /* of groups: int32_t; keys are raw values with a tab after each */
	struct buf key;
};

extern const double chance_edges[CHANCE_BINS + 1];
extern const double chance_usual; /* calls per second and lease, as first believed */
extern const double chance_none_share;

/* The defaults. */
struct chance *chance_plain(void);
/* To be called when the rates have changed. */
void chance_sums(struct chance *);
/* The step of so many seconds. */
int chance_step(double seconds);
/* A law's share of each step, by the second. */
void chance_shares(enum law, double scale, double width, double p[CHANCE_BINS]);
/* Hold single steps of time against the shape by that law, with so many calls a visit. */
void chance_base(struct chance *, int clock, enum law, double calls);
/* What is kept of a suspect, but for its link. */
struct trace chance_trace(const struct suspect *);
/* Fill in the steps of its times. */
void chance_steps(struct trace *);
/* For a visit with these odds of having called. */
struct silence chance_silence(const struct chance *, const struct trace *, double called);
/* How often it makes its number ring. */
double chance_rate(const struct chance *, const struct trace *, const struct silence *);
/* The odds after a call that was its own with probability p. */
double chance_called(const struct silence *, double p);
/* The group of the first n (0 to 3) of source, medium and campaign, raw. */
int32_t chance_named(struct chance *, const struct slice *value, int n);
/* The group with that key, made if need be. */
int32_t chance_group_restore(struct chance *, struct slice key, int32_t parent);
#endif
