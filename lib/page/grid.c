#include "page/grid.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"

struct column {
	size_t index;
	bool seen;
};

struct grid {
	struct table *names; /* name -> struct column */
	struct column **columns;
	size_t ncolumns, columncap;
	struct grid_row **rows;
	size_t nrows, rowcap;
	struct slice *cells; /* of the line at hand */
	size_t cellcap;
	struct grid_row *passed;
	bool named, keep_total;
};

struct grid *
grid_new(void)
{
	struct grid *g = mem_zero(1, sizeof(*g));

	g->names = table_new(sizeof(struct column));
	return (g);
}

void
grid_free(struct grid *g)
{
	size_t i;

	if (g == NULL)
		return;
	for (i = 0; i < g->nrows; i++)
		free(g->rows[i]);
	free(g->rows);
	free(g->columns);
	free(g->cells);
	free(g->passed);
	table_free(g->names);
	free(g);
}

/* The column of that name, made if there is none. */
static struct column *
column_of(struct grid *g, struct slice name)
{
	struct column *c;
	bool isnew;

	c = table_put(g->names, name, &isnew);
	if (isnew) {
		g->columns =
		    mem_grow(g->columns, &g->columncap, g->ncolumns + 1, sizeof(struct column *));
		g->cells = mem_grow(g->cells, &g->cellcap, g->ncolumns + 1, sizeof(*g->cells));
		g->cells[g->ncolumns] = (struct slice){ 0 };
		c->index = g->ncolumns;
		g->columns[g->ncolumns++] = c;
	}
	return (c);
}

void
grid_name_column(struct grid *g, struct slice name)
{
	column_of(g, name);
	g->named = true;
}

void
grid_keep_total(struct grid *g)
{
	g->keep_total = true;
}

static bool
is_null(struct slice v)
{
	return (v.n == 4 && v.p[0] == 'n');
}

/* Note where the line's cells are; -1 if there are too many columns. */
static int
note_cells(struct grid *g, const struct event *e, bool total)
{
	struct slice name, value;
	struct column *c;
	bool keys = total;
	size_t at = 0;

	if (g->ncolumns > 0)
		memset(g->cells, 0, g->ncolumns * sizeof(*g->cells));
	while (event_each(e, &at, &name, &value)) {
		if (total && !g->keep_total && slice_is(name, "total"))
			continue;
		keys = keys && is_null(value);
		if ((c = table_get(g->names, name)) == NULL) {
			if (g->named)
				continue;
			if (g->ncolumns == GRID_COLUMNS)
				return (-1);
			c = column_of(g, name);
		}
		c->seen = true;
		g->cells[c->index] = keys ? (struct slice){ 0 } : value;
	}
	return (0);
}

/* A row of its own for the cells noted. */
static struct grid_row *
make_row(const struct grid *g)
{
	struct grid_row *row;
	size_t bytes = 0, i;
	char *p;

	for (i = 0; i < g->ncolumns; i++)
		bytes += g->cells[i].n;
	row = mem_alloc(sizeof(*row) + g->ncolumns * sizeof(*g->cells) + bytes);
	row->n = g->ncolumns;
	p = (char *)(row->cells + row->n);
	for (i = 0; i < row->n; i++) {
		row->cells[i] = (struct slice){ p, g->cells[i].n };
		if (g->cells[i].n > 0)
			memcpy(p, g->cells[i].p, g->cells[i].n);
		p += g->cells[i].n;
	}
	return (row);
}

static struct grid_row *
take(struct grid *g, const struct event *e)
{
	bool total = event_true(e, "total");
	struct grid_row *row;

	if (note_cells(g, e, total) == -1)
		return (NULL);
	row = make_row(g);
	row->total = total;
	return (row);
}

int
grid_add(struct grid *g, const struct event *e)
{
	struct grid_row *row;

	if ((row = take(g, e)) == NULL)
		return (-1);
	g->rows = mem_grow(g->rows, &g->rowcap, g->nrows + 1, sizeof(struct grid_row *));
	g->rows[g->nrows++] = row;
	return (0);
}

const struct grid_row *
grid_pass(struct grid *g, const struct event *e)
{
	free(g->passed);
	g->passed = take(g, e);
	return (g->passed);
}

size_t
grid_columns(const struct grid *g)
{
	return (g->ncolumns);
}

size_t
grid_rows(const struct grid *g)
{
	return (g->nrows);
}

struct slice
grid_column(const struct grid *g, size_t column)
{
	return (table_key(g->columns[column]));
}

bool
grid_seen(const struct grid *g, size_t column)
{
	return (g->columns[column]->seen);
}

const struct grid_row *
grid_row(const struct grid *g, size_t row)
{
	return (g->rows[row]);
}

struct slice
grid_cell(const struct grid_row *row, size_t column)
{
	return (column < row->n ? row->cells[column] : (struct slice){ 0 });
}
