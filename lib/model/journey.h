/*
 * journey.h - paths of channels out of events: the touches of a record, and
 * the visits of those who never get in touch.
 *
 * Owner:  journeys_free() frees; the model stays the caller's.
 * Errors: journeys_new() is NULL, said; journeys_event() is -1 with
 *         event->why, and nothing of the record was counted.
 */
#ifndef CT_MODEL_JOURNEY_H
#define CT_MODEL_JOURNEY_H
#include <stdbool.h>

#include "measure/term.h"
#include "model/model.h"

struct journeys;

struct journey_wishes {
	const char *by;		/* the members of a touch that make a channel, with commas */
	const char *where;	/* only records that meet it, or NULL */
	const char *conversion; /* these paths end in a conversion; NULL: all */
	const char *value;	/* what a conversion is worth; NULL: 1 */
	bool visits;		/* visits that no touch follows are paths that end in nothing */
};

struct journeys *journeys_new(const struct journey_wishes *, struct model *);
void journeys_free(struct journeys *);
int journeys_event(struct journeys *, struct event *, struct diag *);
/* No more events: what is open ends in nothing. */
void journeys_end(struct journeys *);
/* How many records had touches; how many values and conditions were refused. */
uint64_t journeys_paths(const struct journeys *);
uint64_t journeys_refused(const struct journeys *);
/* The names of a channel's members. */
size_t journeys_names(const struct journeys *, const struct slice **);
#endif
