/*
 * decide.h - where a call, request or deal comes from: the methods, in the order preferred.
 *
 * Shape:  the event is given the members that ct-attribute owns (ct-events(5));
 *         what it carries of them from an earlier run is taken away first,
 *         but for what a `session` or `given` one came with.
 * Units:  instants are milliseconds.
 * Owner:  decide borrows everything it is made with.
 */
#ifndef CT_ATTRIBUTE_DECIDE_H
#define CT_ATTRIBUTE_DECIDE_H
#include <stdbool.h>
#include <stdint.h>

#include "attribute/caller.h"
#include "attribute/chance.h"
#include "attribute/visits.h"
#include "event/event.h"
#include "numbers/numbers.h"

enum method {
	METHOD_SESSION,
	METHOD_GIVEN,
	METHOD_DYNAMIC,
	METHOD_STATIC,
	METHOD_HISTORY,
	METHOD_NONE,
	METHODS
};
extern const char *const method_names[METHODS + 1];

enum decide_kind { DECIDE_CALL, DECIDE_REQUEST, DECIDE_DEAL };

/* What has been found, good until the next decision. */
struct decision {
	enum method method;
	struct visit *visit;	     /* session, dynamic; NULL: the record names one nobody knows */
	const struct caller *caller; /* history */
	struct source *source;	     /* borrowed, or NULL */
	struct lease *lease;	     /* dynamic */
	int64_t ts;
	double confidence;
	const struct suspect *suspects; /* all candidates, whoever won */
	struct lease *const *leases;	/* one for each suspect */
	size_t nsuspects, nlapsed; /* after those that hold the number, those that have held it */
	double lapsed;		   /* the probability of the lapsed ones together */
	double none;		   /* the probability of none of the suspects */
	bool himself;		   /* a known caller: no stranger's visit was considered */
};

struct decide_set {
	const struct numbers *numbers;
	struct sources *sources;
	struct visits *visits;
	struct callers *callers;
	struct chance *chance;
	enum method prefer[METHODS];
	int nprefer;
	bool explain;
};

struct decide;

struct decide *decide_new(const struct decide_set *);
void decide_free(struct decide *);
/* Decide, and write the decision into the event. */
const struct decision *decide_event(struct decide *, struct event *, enum decide_kind, int64_t ts);
/* How many numbers were held at a time, at the most: part of a state. */
size_t decide_numbers(const struct decide *);
void decide_set_numbers(struct decide *, size_t);
/* "session,given,..." into a list; false with *wrong set to the word that is no method. */
bool decide_prefer(struct slice text, enum method prefer[METHODS], int *n, struct slice *wrong);
#endif
