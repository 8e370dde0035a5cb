/*
 * facts.h - what the rules about customers ask of a record, read once.
 *
 * Shape:  a contact is a request, or a call that comes in (or whose direction
 *         is not said); lost is a contact by telephone that nobody answered;
 *         reached is an answered call in either direction.
 * Units:  ts in milliseconds since 1970.
 * Owner:  slices point into the event.
 * Errors: -1 with event->why.
 */
#ifndef CT_CUSTOMER_FACTS_H
#define CT_CUSTOMER_FACTS_H
#include <stdbool.h>
#include <stdint.h>

#include "event/event.h"

struct facts {
	bool call, request;
	bool contact, lost, answered, reached;
	struct slice customer; /* n = 0 if unknown */
	int64_t ts;	       /* calls and requests only */
};

/* -1 for a call or request without a time. */
int facts_read(struct event *, struct facts *);
#endif
