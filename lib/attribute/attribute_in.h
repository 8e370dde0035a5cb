/*
 * attribute_in.h - the inside of struct attribute, for the two files that make it up:
 * attribute.c (what comes in and goes out) and attribute_state.c (what is left to the next run).
 */
#ifndef CT_ATTRIBUTE_ATTRIBUTE_IN_H
#define CT_ATTRIBUTE_ATTRIBUTE_IN_H
#include "attribute/attribute.h"
#include "attribute/pick.h"
#include "base/table.h"

enum kind { KIND_OTHER, KIND_SESSION, KIND_NUMBER, KIND_CALL, KIND_REQUEST, KIND_DEAL };

/* A number whose session may come with the same ts. */
struct pending {
	int64_t ts, until;
	struct buf text; /* its number, then its ids */
	uint32_t at[VISIT_KEYS + 2];
};

struct held {
	struct event event;
	enum kind kind;
	int64_t ts;
};

struct attribute {
	struct attribute_set set;
	struct stream *stream;
	struct sources *sources;
	struct visits *visits;
	struct callers *callers;
	struct decide *decide;
	struct pick of_session, of_number;
	struct touches *touches; /* NULL without a model */

	int64_t first, last; /* the earliest ts and the latest; VISIT_NO_TIME: none yet */
	struct pending *pending;
	size_t npending, cappending;
	struct held *held; /* a ring of capheld */
	size_t nheld, capheld, head;
	struct table *undeclared; /* numbers that were told */
	bool uncredited;	  /* the state knows no touches that this run would credit */
};

enum kind attribute_kind(struct slice type);
/* Let a copy of the event wait. */
void attribute_hold(struct attribute *, struct event *, enum kind, int64_t ts);
/* Let a number wait for its session: part is the number, then its ids. */
void attribute_pend(
    struct attribute *, const struct slice part[VISIT_KEYS + 1], int64_t ts, int64_t until);
#endif
