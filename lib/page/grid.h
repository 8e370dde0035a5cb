/*
 * grid.h - aggregates as rows and columns, still as raw JSON.
 *
 * Shape:  a row is a line, a column a member's name, in the order of first
 *         appearance.  Where columns were named beforehand, there are only those, in
 *         that order.  A line with "total":true is a totals line; that member
 *         is its mark and no cell (unless grid_keep_total() asked for it), and
 *         the nulls it begins with, its keys, are no values.
 *         More than GRID_COLUMNS columns are no table: every row has a cell of
 *         each, so that they would fill any memory.
 * Owner:  the grid holds a copy of every row added (memory grows with them).
 * Errors: -1 or NULL for a line by which the columns are too many.
 */
#ifndef CT_PAGE_GRID_H
#define CT_PAGE_GRID_H
#include "base/bytes.h"
#include "event/event.h"

enum { GRID_COLUMNS = 1000 };

struct grid_row {
	size_t n;	      /* cells it has: columns that came later are missing in it */
	bool total;	      /* it is a totals line */
	struct slice cells[]; /* raw values; n = 0 where the line has none */
};

struct grid;

struct grid *grid_new(void);
void grid_free(struct grid *);
/* Name the next column beforehand. */
void grid_name_column(struct grid *, struct slice name);
/* Keep the member "total" as a column like any other. */
void grid_keep_total(struct grid *);
/* Take a line in as the next row. */
int grid_add(struct grid *, const struct event *);
/* The same, but only until the next call; nothing is kept.  Columns must have been named. */
const struct grid_row *grid_pass(struct grid *, const struct event *);

size_t grid_columns(const struct grid *);
size_t grid_rows(const struct grid *);
struct slice grid_column(const struct grid *, size_t column);
/* Had any line that column? */
bool grid_seen(const struct grid *, size_t column);
const struct grid_row *grid_row(const struct grid *, size_t row);
/* A cell, n = 0 if the row has none. */
struct slice grid_cell(const struct grid_row *, size_t column);
#endif
