/*
 * csv.h - one row of CSV or TSV out of a run of bytes.
 *
 * Shape:  rows end with LF or CR LF; cells are parted by sep.  With a quote,
 *         a cell that begins with it runs to the closing one, line breaks and
 *         separators included; a doubled quote inside is one.  A quote inside
 *         an unquoted cell is a character like others.
 * Owner:  cells point into the bytes given; csv_text() unescapes when it must.
 * Errors: CSV_BAD says why and where; the row is then the one line that begins
 *         at p, so a quote that is never closed costs one line and not the file.
 * Source: RFC 4180; PHP's fputcsv for CSV_BACKSLASH (\" leaves the quote as it
 *         is); the Metrica loader's habits for CSV_CLICKHOUSE.
 */
#ifndef CT_FORMAT_CSV_H
#define CT_FORMAT_CSV_H
#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "format/text.h"

enum csv_escape {
	CSV_DOUBLE,    /* "" is a quote */
	CSV_BACKSLASH, /* the same, and \" does not end the cell */
	CSV_CLICKHOUSE /* TSV: \t \n \\ \' in cells; a cell may be wrapped in quotes */
};

struct csv_shape {
	char sep, quote; /* quote 0: none */
	enum csv_escape escape;
	enum encoding encoding;
};

struct cell {
	struct slice raw; /* without its quotes */
	bool escaped;	  /* has something that csv_text() undoes */
};

enum csv_found {
	CSV_MORE, /* the row does not end in these bytes */
	CSV_ROW,
	CSV_BAD
};

enum { CSV_ROW_MAX = 4 << 20, CSV_CELLS_MAX = 1 << 16 };

struct csv_row {
	struct cell *cells;
	size_t n, cap;
	size_t used;	 /* bytes of the row with its line end */
	size_t bytes;	 /* without it */
	size_t lines;	 /* line ends in it */
	const char *why; /* CSV_BAD */
	size_t at;	 /* CSV_BAD: the offset of what is wrong */
};

/* The row that begins at p; last: no more bytes come after n. */
enum csv_found csv_row(
    const struct csv_shape *, const char *p, size_t n, bool last, struct csv_row *);
void csv_row_free(struct csv_row *);
/* A cell's text in UTF-8 without escapes: the cell's own bytes, or new ones at the end of buf. */
struct slice csv_text(const struct csv_shape *, const struct cell *, struct buf *);
#endif
