/*
 * agenda.h - what is to happen, the earliest first; of two at the same instant
 *            the one that was noted down first.
 *
 * Owner:  agenda_free() frees.
 */
#ifndef CT_SIM_AGENDA_H
#define CT_SIM_AGENDA_H
#include "sim/record.h"

enum happening {
	ARRIVE,	 /* the next of an arrival process (index) */
	REVISIT, /* a visitor comes again */
	REVEAL,	 /* a number is clicked */
	RING,	 /* somebody calls */
	RETURN,	 /* the company calls back */
	STAGE	 /* a deal moves on */
};

struct plan {
	int64_t at;
	enum happening what;
	int index;	/* of the process, campaign or stage */
	uint64_t visit; /* what the call comes from; or the deal */
	uint64_t visitor, phone;
	int64_t start, end, held, first_seen;
	const struct source *source;
	struct slice keyword, number;
	int64_t lag; /* REVEAL: until the call; -1: never.  STAGE: the amount */
	enum truth truth;
	int attempt, employee;
	bool mobile, from_end;
	bool untold; /* the number does not tell the visit: see struct call */
};

struct agenda;

/* What would happen at the instant end or later never does, and is not noted down. */
struct agenda *agenda_new(int64_t end);
void agenda_free(struct agenda *);
void agenda_add(struct agenda *, const struct plan *);
/* Take the earliest; false if there is none. */
bool agenda_next(struct agenda *, struct plan *);
#endif
