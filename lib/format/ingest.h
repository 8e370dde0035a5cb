/*
 * ingest.h - files of exports in, events out: which format, then row by row.
 *
 * Owner:  strings are the caller's and outlive the call.
 * Errors: -1, said: a format that is unknown or wrong.  Bad rows are rejected
 *         on the stream; a file that breaks off is the stream's to say.
 */
#ifndef CT_FORMAT_INGEST_H
#define CT_FORMAT_INGEST_H
#include <stdint.h>

#include "event/stream.h"

struct ingest_options {
	const char *format;   /* NULL: by the first bytes of each file */
	const char *zone;     /* IANA name */
	const char *region;   /* NULL: the mapping's */
	const char *encoding; /* NULL: the mapping's */
	bool dedup, quiet;
	int64_t dedup_window; /* ms */
};

/* All files of the stream. */
int ingest(struct stream *, const struct ingest_options *);
/* Print the formats there are. */
int ingest_list(void);
#endif
