/*
 * sheet.h - a grid in words: every cell as the text that a person reads.
 *
 * Shape:  titles, numbers in the language's way, "-" for null, nothing for
 *         what a line does not have.  Lists and objects of plain values are
 *         written "a, b" and "a: 1, b: 2"; deeper ones as compact JSON.
 * Owner:  the sheet holds its texts; the grid and titles may go.
 * Errors: none.
 */
#ifndef CT_PAGE_SHEET_H
#define CT_PAGE_SHEET_H
#include "base/bytes.h"
#include "page/grid.h"
#include "page/titles.h"

/* Which columns get a bar beside their figures. */
struct sheet_bars {
	const char **names;
	size_t n;
	bool shares; /* all that are shares */
};

struct sheet_column {
	struct slice title;
	bool right; /* figures: to the right */
	bool bar, share;
	double most; /* what a full bar stands for */
};

struct sheet_cell {
	struct slice text;
	double part; /* of a full bar, 0 to 1, or -1 for no bar */
};

struct sheet {
	struct sheet_column *columns;
	struct sheet_cell *cells; /* row by row */
	bool *totals;		  /* is the row a totals line? */
	size_t ncolumns, nrows;
	struct buf text;
};

/* How a kind of output writes a plain text so that it is only read: its escapes. */
typedef void sheet_escape(struct buf *, struct slice);

/* called: head the columns with their titles, else with their names. */
struct sheet *sheet_new(const struct grid *, const struct titles *, bool called,
    const struct sheet_bars *, sheet_escape *);
void sheet_free(struct sheet *);
#endif
