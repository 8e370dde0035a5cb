#include "page/sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "event/json.h"

/* What making a sheet needs to know. */
struct maker {
	struct sheet *sheet;
	const struct grid *grid;
	const struct titles *titles;
	sheet_escape *escape;
	struct title *columns;
	int *decimals;
	struct buf plain, scratch;
};

static bool
is_scalar(struct slice v)
{
	enum json_type t = json_type(v);

	return (t != JSON_ARRAY && t != JSON_OBJECT);
}

static bool
all_scalars(struct slice v)
{
	struct slice item;
	size_t at = 0;

	while (json_each(v, &at, NULL, &item))
		if (!is_scalar(item))
			return (false);
	return (true);
}

static void
add_scalar(struct maker *m, struct slice v)
{
	m->scratch.n = 0;
	switch (json_type(v)) {
	case JSON_NULL:
		buf_slice(&m->plain, titles_word(m->titles, WORD_UNKNOWN));
		break;
	case JSON_TRUE:
		buf_slice(&m->plain, titles_word(m->titles, WORD_YES));
		break;
	case JSON_FALSE:
		buf_slice(&m->plain, titles_word(m->titles, WORD_NO));
		break;
	default:
		buf_slice(&m->plain, json_text(v, &m->scratch));
	}
}

static void
add_nested(struct maker *m, struct slice v)
{
	struct slice name, item;
	bool first = true;
	size_t at = 0;

	if (!all_scalars(v)) {
		json_compact(&m->plain, v);
		return;
	}
	while (json_each(v, &at, &name, &item)) {
		if (!first)
			buf_str(&m->plain, ", ");
		first = false;
		if (json_type(v) == JSON_OBJECT) {
			m->scratch.n = 0;
			buf_slice(&m->plain, json_text(name, &m->scratch));
			buf_str(&m->plain, ": ");
		}
		add_scalar(m, item);
	}
}

/* The cell's text into m->plain. */
static void
show_cell(struct maker *m, size_t column, struct slice v)
{
	const struct title *t = &m->columns[column];
	struct slice called;

	m->plain.n = m->scratch.n = 0;
	if (v.n == 0)
		return;
	if (is_scalar(v) && titles_value(t, json_text(v, &m->scratch), &called)) {
		buf_slice(&m->plain, called);
		return;
	}
	if (json_type(v) == JSON_NUMBER) {
		if (figure_show(
			&m->plain, v, t->kind, m->decimals[column], titles_marks(m->titles)) == -1)
			buf_slice(&m->plain, v);
	} else if (is_scalar(v))
		add_scalar(m, v);
	else
		add_nested(m, v);
}

/* Append m->plain to the sheet's texts, escaped.  Only the length is known yet: see set_texts(). */
static size_t
keep(struct maker *m)
{
	size_t before = m->sheet->text.n;

	m->escape(&m->sheet->text, buf_view(&m->plain));
	return (m->sheet->text.n - before);
}

static double
number_of(struct slice v)
{
	char text[64];

	if (v.n == 0 || v.n >= sizeof(text) || json_type(v) != JSON_NUMBER)
		return (-1);
	memcpy(text, v.p, v.n);
	text[v.n] = '\0';
	return (strtod(text, NULL));
}

static bool
wants_bar(const struct sheet_bars *bars, const struct title *t, struct slice name)
{
	size_t i;

	if (bars->shares && t->kind == FIGURE_SHARE)
		return (true);
	for (i = 0; i < bars->n; i++)
		if (slice_is(name, bars->names[i]))
			return (true);
	return (false);
}

/* What there is to know of a column before its cells can be written. */
static void
study_column(struct maker *m, size_t column, const struct sheet_bars *bars)
{
	struct sheet_column *c = &m->sheet->columns[column];
	struct title *t = &m->columns[column];
	bool figures = false, others = false;
	struct slice v;
	double x, most = 0;
	size_t i;
	int d;

	*t = titles_find(m->titles, grid_column(m->grid, column));
	for (i = 0; i < m->sheet->nrows; i++) {
		v = grid_cell(grid_row(m->grid, i), column);
		if (v.n == 0 || json_type(v) == JSON_NULL)
			continue;
		if (json_type(v) != JSON_NUMBER) {
			others = true;
			continue;
		}
		figures = true;
		if ((d = figure_decimals(v, t->kind)) > m->decimals[column])
			m->decimals[column] = d;
		if (!grid_row(m->grid, i)->total && (x = number_of(v)) > most)
			most = x;
	}
	c->right = t->values == NULL && t->kind != FIGURE_TEXT && !others &&
		   (figures || t->kind != FIGURE_PLAIN);
	c->bar = wants_bar(bars, t, grid_column(m->grid, column));
	c->share = t->kind == FIGURE_SHARE;
	c->most = c->share ? 1 : most;
}

static double
bar_part(const struct sheet_column *c, bool total, struct slice v)
{
	double x;

	/* A total beside the sum's parts would have the longest bar by far. */
	if (!c->bar || (total && !c->share) || (x = number_of(v)) < 0)
		return (-1);
	if (c->most <= 0)
		return (0);
	return (x >= c->most ? 1 : x / c->most);
}

static void
make_row(struct maker *m, size_t row)
{
	struct sheet *s = m->sheet;
	const struct grid_row *r = grid_row(m->grid, row);
	struct sheet_cell *cell;
	struct slice v;
	size_t i;

	s->totals[row] = r->total;
	for (i = 0; i < s->ncolumns; i++) {
		cell = &s->cells[row * s->ncolumns + i];
		v = grid_cell(r, i);
		show_cell(m, i, v);
		if (r->total && i == 0 && v.n == 0)
			buf_slice(&m->plain, titles_word(m->titles, WORD_TOTAL));
		cell->text.n = keep(m);
		cell->part = bar_part(&s->columns[i], r->total, v);
	}
}

/* The texts lie one after the other and move no more: now they have addresses. */
static void
set_texts(struct sheet *s)
{
	const char *p = s->text.p;
	size_t i;

	for (i = 0; i < s->ncolumns; i++) {
		s->columns[i].title.p = p;
		p += s->columns[i].title.n;
	}
	for (i = 0; i < s->ncolumns * s->nrows; i++) {
		s->cells[i].text.p = p;
		p += s->cells[i].text.n;
	}
}

struct sheet *
sheet_new(const struct grid *grid, const struct titles *titles, bool called,
    const struct sheet_bars *bars, sheet_escape *escape)
{
	struct sheet *s = mem_zero(1, sizeof(*s));
	struct maker m = { s, grid, titles, escape, NULL, NULL, { 0 }, { 0 } };
	size_t i;

	s->ncolumns = grid_columns(grid);
	s->nrows = grid_rows(grid);
	s->columns = mem_zero(s->ncolumns, sizeof(*s->columns));
	s->cells = mem_zero(s->ncolumns * s->nrows, sizeof(*s->cells));
	s->totals = mem_zero(s->nrows, sizeof(*s->totals));
	m.columns = mem_zero(s->ncolumns, sizeof(*m.columns));
	m.decimals = mem_zero(s->ncolumns, sizeof(*m.decimals));
	for (i = 0; i < s->ncolumns; i++) {
		study_column(&m, i, bars);
		m.plain.n = 0;
		buf_slice(&m.plain, called ? m.columns[i].text : grid_column(grid, i));
		s->columns[i].title.n = keep(&m);
	}
	for (i = 0; i < s->nrows; i++)
		make_row(&m, i);
	set_texts(s);
	free(m.columns);
	free(m.decimals);
	buf_free(&m.plain);
	buf_free(&m.scratch);
	return (s);
}

void
sheet_free(struct sheet *s)
{
	if (s == NULL)
		return;
	free(s->columns);
	free(s->cells);
	free(s->totals);
	buf_free(&s->text);
	free(s);
}
