/*
 * value.h - one row of an export, and the members that are made of it.
 *
 * Shape:  a row is cells bound to columns, or a JSON record.
 * Owner:  the row's bytes are the container's; what value_make() appends to a
 *         buf is the caller's.
 * Errors: VALUE_WRONG with rows->why; the row cannot become that event.
 */
#ifndef CT_FORMAT_VALUE_H
#define CT_FORMAT_VALUE_H
#include <stdint.h>

#include "base/bytes.h"
#include "base/diag.h"
#include "event/event.h"
#include "format/csv.h"
#include "format/mapping.h"
#include "format/phone.h"

struct row {
	const struct cell *cells; /* NULL: a record */
	size_t ncells;
	struct event *record;
	struct slice raw;
	const char *file;
	uint64_t line;
};

/* What making values needs, for all rows. */
struct values {
	const struct mapping *map;
	struct zone *zone; /* of times without one */
	const char *region;
	struct phonebook *phones;
	struct diag *diag;

	const size_t *columns;	      /* of each source the cell's index, or SIZE_MAX */
	const struct slice *readable; /* "name": of each cell that expressions read, n = 0: none */
	size_t nreadable;

	struct buf line;    /* the cells that expressions read, as JSON */
	struct event seen;  /* and as an event */
	bool lined;	    /* that was done for this row */
	struct buf scratch; /* texts of one value */
	struct buf piece;
	struct scan scan;
	int64_t ts;	       /* of the event in the making, for as: end */
	struct table *unknown; /* table and text -> said */
	uint64_t nunknown, nbytes, nwrong;
	char why[160];
};

enum value_made { VALUE_NONE, VALUE_MADE, VALUE_RAW, VALUE_WRONG };

void values_free(struct values *);
/* A new row comes. */
void values_row(struct values *);
/* The row as expressions see it: empty cells are not there. */
struct event *values_event(struct values *, const struct row *);
/* Does the condition hold?  One that fails does not, and is counted. */
bool values_hold(struct values *, const struct row *, struct expr *);
/* Append the member's value as raw JSON. */
enum value_made value_make(
    struct values *, const struct row *, const struct part *, struct buf *out);
enum value_made value_take(
    struct values *, const struct row *, const char *name, const struct take *, struct buf *out);
/* Append ms as seconds: 14, 121.004. */
void value_seconds(struct buf *, int64_t ms);
#endif
