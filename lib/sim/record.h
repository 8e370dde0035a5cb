/*
 * record.h - what happens in a simulation, as the writers are given it.
 *
 * Units:  instants are milliseconds; those of calls are whole seconds, as
 *         telephone systems log them, and so are wait and talk.
 * Owner:  slices and sources point into the scenario.
 */
#ifndef CT_SIM_RECORD_H
#define CT_SIM_RECORD_H
#include <stdbool.h>
#include <stdint.h>

#include "sim/scenario.h"

/* Nobody dials quicker than this, in ms. */
enum { LAG_LEAST = 2000 };

struct visit {
	uint64_t id; /* from 1, in the order of arrival */
	uint64_t visitor;
	int64_t start, end, first_seen; /* first_seen: the visitor's first visit */
	const struct campaign *campaign;
	struct slice keyword;
	uint64_t click; /* a number for its click id */
	int pages;
	bool mobile;
	struct slice number; /* shown from its start, or n = 0 */
};

struct showing { /* a number on a screen */
	uint64_t visit, visitor;
	int64_t at, until, first_seen;
	struct slice number;
};

enum status {
	STATUS_ANSWERED,
	STATUS_MISSED,
	STATUS_ABANDONED,
	STATUS_BUSY,
	STATUS_FAILED_CALL,
	STATUS_VOICEMAIL
};
enum cause {
	CAUSE_NORMAL,
	CAUSE_NO_ANSWER,
	CAUSE_BUSY,
	CAUSE_NO_LINES,
	CAUSE_BLOCKED,
	CAUSE_OUT_OF_HOURS,
	CAUSE_NETWORK
};
enum hangup { HANGUP_CUSTOMER, HANGUP_COMPANY, HANGUP_SYSTEM };

enum truth {
	TRUTH_VISIT,   /* from a visit that still held the number */
	TRUTH_SAVED,   /* from a visit that was over for longer than the pool's ttl */
	TRUTH_REPEAT,  /* a further call of somebody who called before */
	TRUTH_STATIC,  /* read the number off a poster */
	TRUTH_STRAY,   /* has nothing to do with us: a wrong number */
	TRUTH_SPAM,    /* likewise, and a machine */
	TRUTH_CALLBACK /* the company calls back */
};

struct call {
	uint64_t id; /* from 1, in the order of calling */
	int64_t at;
	bool out, anonymous;
	uint64_t phone; /* a number for the customer's telephone number */
	struct slice number;
	enum status status;
	enum cause cause;
	enum hangup hangup;
	int wait, talk;
	int employee, topic; /* indexes, or -1 */
	bool tagged;

	enum truth truth;
	uint64_t visit; /* the visit it comes from, or 0 */
	/* The number does not tell the visit: it was the fallback, or it, or the first call of this
	 * customer, came when the visit was long over. */
	bool untold;
	const struct source *source;
	struct slice keyword;
	bool bayes;	     /* the two below are there */
	uint64_t best_visit; /* the likeliest visit under the scenario's own parameters, or 0 */
	double best;	     /* its probability */
};

struct deal {
	uint64_t id, phone;
	int64_t at;
	int stage, employee;
	bool won, lost;
	int64_t amount;
	int reason;
};

/* Who takes them; next is told too. */
struct sink {
	void (*visit)(void *, const struct visit *);
	void (*showing)(void *, const struct showing *);
	void (*call)(void *, const struct call *);
	void (*deal)(void *, const struct deal *);
	void *arg;
	const struct sink *next;
};

/* The customer's telephone number, +7 and ten digits, as 11 digits. */
enum { PHONE_DIGITS = 11 };
void record_phone(uint64_t seed, uint64_t phone, char out[PHONE_DIGITS]);
/* A visitor's Metrica client id: the second of the first visit and nine digits. */
uint64_t record_client(uint64_t seed, uint64_t visitor, int64_t first_seen);
/* The same in GA4's form: nine digits of their own, and the second. */
uint64_t record_client_random(uint64_t seed, uint64_t visitor);
#endif
