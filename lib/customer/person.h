/*
 * person.h - the people behind telephone numbers: numbers that records link.
 *
 * Shape:  a record that names a customer and a visitor_id or person_id links
 *         the two; all that is linked, in any number of steps, is one person.
 *         A link that would make a person of too many numbers or ids (an
 *         office's switchboard, a computer in a shop) is not followed.
 * Owner:  persons_free() frees; a mark is good until the next link.
 */
#ifndef CT_CUSTOMER_PERSON_H
#define CT_CUSTOMER_PERSON_H
#include "customer/contact.h"
#include "event/event.h"

struct persons;

struct persons_limits {
	int64_t numbers; /* the most numbers of one person */
	int64_t ids;	 /* the most visitor and person ids of one person */
};

/* cycle and limits must outlive it. */
struct persons *persons_new(const struct cycle *, const struct persons_limits *);
void persons_free(struct persons *);
/*
 * Link a number and an id (kind: any letter but 'n').  own: what the number
 * has done by itself up to now, or NULL.
 */
void persons_link(
    struct persons *, struct slice number, const struct mark *own, char kind, struct slice id);
/* Where the person behind the number stands; NULL if nothing links the number. */
struct mark *persons_mark(struct persons *, struct slice number);
/* How many links were not followed. */
uint64_t persons_refused(const struct persons *);

/* For a state file: all links, a line each, and back (-1 if a line is none of them). */
void persons_write(const struct persons *, void (*line)(void *, struct slice), void *arg);
int persons_read(struct persons *, struct event *);
#endif
