/*
 * convert.h - rows of an export in, events out.
 *
 * Owner:  convert_free() frees; mapping and stream outlive it.
 * Errors: a row that cannot become an event is rejected on the stream.
 */
#ifndef CT_FORMAT_CONVERT_H
#define CT_FORMAT_CONVERT_H
#include "event/stream.h"
#include "format/dedup.h"
#include "format/mapping.h"
#include "format/value.h"

struct convert;

struct convert_options {
	struct zone *zone;    /* of --timezone */
	const char *region;   /* of --region, or NULL: the mapping's */
	struct dedup *dedup;  /* or NULL */
	uint64_t *duplicates; /* counted here */
	bool quiet;
};

/* NULL on failure, said. */
struct convert *convert_new(
    const struct mapping *, struct stream *, const struct convert_options *);
/* Let go what is still held, say what was counted, free all. */
void convert_free(struct convert *);
/* The columns of the cells to come. */
void convert_bind(struct convert *, const struct slice *columns, size_t n);
/* Is this a row of column names?  It is one if it names where a ts comes from. */
bool convert_is_header(const struct convert *, const struct slice *cells, size_t n);
void convert_row(struct convert *, const struct row *);
#endif
