/*
 * pending.h - lost contacts that wait for their customer to be reached.
 *
 * Shape:  items in the order they came, listed for each customer.
 * Units:  ts in milliseconds.
 * Owner:  pending_free() frees; an item is gone after pending_clear() of its
 *         customer or pending_expire().
 */
#ifndef CT_CUSTOMER_PENDING_H
#define CT_CUSTOMER_PENDING_H
#include <stdint.h>

#include "base/bytes.h"
#include "event/event.h"

struct pending;

struct pending_item {
	int64_t ts;
	struct slice id;	   /* raw JSON; n = 0 if the record has none */
	struct slice info;	   /* a JSON object that the caller keeps with it; n = 0 if none */
	struct pending_item *next; /* of the same customer, later */
	struct pending_item *older, *newer;
	void *list; /* its customer's */
};

struct pending *pending_new(void);
void pending_free(struct pending *);
void pending_add(
    struct pending *, struct slice customer, int64_t ts, struct slice id, struct slice info);
/* The first item of a customer, or NULL. */
const struct pending_item *pending_first(const struct pending *, struct slice customer);
/* The oldest item of all, or NULL; the rest follow by ->newer. */
const struct pending_item *pending_oldest(const struct pending *);
struct slice pending_customer(const struct pending_item *);
void pending_clear(struct pending *, struct slice customer);
/* Forget the oldest items that came before ts. */
void pending_expire(struct pending *, int64_t ts);

/* For a state file: the items, a line each, and back (-1 if a line is none of them). */
void pending_write(const struct pending *, void (*line)(void *, struct slice), void *arg);
int pending_read(struct pending *, struct event *);
#endif
