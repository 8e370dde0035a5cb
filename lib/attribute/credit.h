/*
 * credit.h - the member touches: a decided contact's credit, shared over visits.
 *
 * Shape:  credit_by_model() shares over the person's visits inside the
 *         look-back by a model; credit_fractional() over the visits that may
 *         have made the call, each by its probability.  A model is a file
 *         credit_NAME.c and a row in credit_in.h.
 * Units:  credits are millionths that add up to a million.
 * Owner:  the event's touches are set; nothing is kept but what the touches
 *         learn of who is who.
 */
#ifndef CT_ATTRIBUTE_CREDIT_H
#define CT_ATTRIBUTE_CREDIT_H
#include "attribute/decide.h"
#include "attribute/touch.h"

/* So sure must a match be before a telephone number is taken for the visitor's. */
#define CREDIT_SURE 0.9

struct credit_path;

struct credit_model {
	const char *name;
	const char *help; /* half a line: who gets what */
	/* Give each touch its weight, of whatever sum; all are 0 before. */
	void (*weigh)(const struct credit_path *, double *weight);
};

/* Ends with NULL. */
extern const struct credit_model *const credit_models[];
/* The model of that name, or NULL. */
const struct credit_model *credit_find(const char *name);

void credit_by_model(const struct credit_model *, const struct numbers_set *, struct touches *,
    struct event *, const struct decision *);
void credit_fractional(struct event *, const struct decision *);
#endif
