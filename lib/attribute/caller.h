/*
 * caller.h - who has called before, and where he came from.
 *
 * Shape:  one entry for each telephone number that called, with the visit
 *         and source of its last contact that could be attributed.
 * Units:  instants are milliseconds.
 * Owner:  callers own their entries; an entry goes when it is older than the
 *         look-back, so memory is bounded by known customers.
 */
#ifndef CT_ATTRIBUTE_CALLER_H
#define CT_ATTRIBUTE_CALLER_H
#include <stdbool.h>
#include <stdint.h>

#include "attribute/visits.h"
#include "base/bytes.h"
#include "numbers/source.h"

/* Of a visit's fields all but the landing page are kept. */
enum { CALLER_FIELDS = VISIT_LANDING, CALLER_NUMBERS = 2 };

struct caller {
	struct caller *before, *after; /* by last change */
	int64_t ts;		       /* of the contact that was attributed, or of the first */
	int64_t seen;	       /* when the entry last changed: what the look-back counts from */
	struct source *source; /* NULL: called, but nobody knows why */
	uint64_t numbers[CALLER_NUMBERS]; /* ours that he called, 0 for none; see number_code() */
	int64_t first[CALLER_NUMBERS];	  /* when he first called them */
	uint16_t at[CALLER_FIELDS + 1];
	char *fields;
};

struct callers;

struct callers *callers_new(void);
void callers_free(struct callers *);
/* The entry of a customer, or NULL. */
struct caller *callers_find(const struct callers *, struct slice customer);
/* A contact of a customer (n = 0: nothing happens) at ts; with a source (taken) it was attributed,
 * and field says to whom; with NULL it was not.  number is ours that he called, or n = 0. */
void callers_learn(struct callers *, struct slice customer, int64_t ts, struct source *,
    const struct slice field[CALLER_FIELDS], struct slice number);
/* Forget who was not heard of since the horizon. */
void callers_expire(struct callers *, int64_t horizon);
/* When he first called that number of ours; INT64_MAX if never. */
int64_t caller_first(const struct caller *, struct slice number);
/* All entries in the order of their last change, NULL at both ends. */
struct caller *callers_next(const struct callers *, const struct caller *);
struct slice caller_customer(const struct caller *);
/* For a state: an entry as it was, put last. */
struct caller *callers_restore(struct callers *, struct slice customer, int64_t ts, int64_t seen,
    struct source *, const struct slice field[CALLER_FIELDS]);

static inline struct slice
caller_field(const struct caller *c, int field)
{
	size_t n = (size_t)(c->at[field + 1] - c->at[field]);

	return ((struct slice){ n == 0 ? NULL : c->fields + c->at[field], n });
}
#endif
