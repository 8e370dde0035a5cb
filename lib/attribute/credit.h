/*
 * credit.h - the member touches: a decided contact's credit, shared over visits.
 *
 * Shape:  credit_model() shares over the person's visits inside the look-back
 *         by a model; credit_fractional() over the visits that may have made
 *         the call, each by its probability.
 * Owner:  the event's touches are set; nothing is kept but what the touches
 *         learn of who is who.
 */
#ifndef CT_ATTRIBUTE_CREDIT_H
#define CT_ATTRIBUTE_CREDIT_H
#include "attribute/decide.h"
#include "attribute/touch.h"

/* So sure must a match be before a telephone number is taken for the visitor's. */
#define CREDIT_SURE 0.9

void credit_model(struct touches *, struct event *, const struct decision *, struct buf *);
void credit_fractional(struct event *, const struct decision *, struct buf *);
#endif
