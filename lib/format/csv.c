#include "format/csv.h"

#include <stdlib.h>

#include "base/mem.h"

void
csv_row_free(struct csv_row *row)
{
	free(row->cells);
	row->cells = NULL;
	row->n = row->cap = 0;
}

static void
add_cell(struct csv_row *row, const char *p, size_t n, bool escaped)
{
	if (row->n == row->cap)
		row->cells = mem_grow(row->cells, &row->cap, row->n + 1, sizeof(*row->cells));
	row->cells[row->n++] = (struct cell){ { p, n }, escaped };
}

/* The row is the line at p, whatever is in it. */
static enum csv_found
bad(struct csv_row *row, const char *p, size_t n, bool last, const char *why, size_t at)
{
	const char *lf = memchr(p, '\n', n);

	if (lf == NULL && !last && n < CSV_ROW_MAX)
		return (CSV_MORE);

	row->bytes = lf == NULL ? n : (size_t)(lf - p);
	row->used = lf == NULL ? n : row->bytes + 1;
	row->lines = lf != NULL;
	if (row->bytes > 0 && p[row->bytes - 1] == '\r')
		row->bytes--;
	row->why = why;
	row->at = at < row->bytes ? at : 0;
	return (CSV_BAD);
}

/* The end of an unquoted cell that begins at i: the offset of its separator, line end, or n. */
static size_t
plain_end(const struct csv_shape *shape, const char *p, size_t i, size_t n, bool *escaped)
{
	const char sep = shape->sep;

	if (shape->escape != CSV_CLICKHOUSE) {
		while (i < n && p[i] != sep && p[i] != '\n')
			i++;
		return (i);
	}
	for (; i < n && p[i] != sep && p[i] != '\n'; i++)
		if (p[i] == '\\' || p[i] == '"')
			*escaped = true;
	return (i);
}

/* The offset of the quote that closes the cell begun at i, or n. */
static size_t
quoted_end(
    const struct csv_shape *shape, const char *p, size_t i, size_t n, bool *escaped, size_t *lines)
{
	for (; i < n; i++) {
		if (p[i] == shape->quote) {
			if (i + 1 >= n || p[i + 1] != shape->quote)
				return (i);
			*escaped = true;
			i++;
		} else if (p[i] == '\n')
			(*lines)++;
		else if (p[i] == '\\' && shape->escape == CSV_BACKSLASH && i + 1 < n &&
			 p[i + 1] == shape->quote)
			i++;
	}
	return (n);
}

enum csv_found
csv_row(const struct csv_shape *shape, const char *p, size_t n, bool last, struct csv_row *row)
{
	size_t i = 0, end;
	bool escaped;

	row->n = 0;
	row->lines = 0;
	for (;;) {
		escaped = false;
		if (shape->quote != 0 && i < n && p[i] == shape->quote) {
			end = quoted_end(shape, p, i + 1, n, &escaped, &row->lines);
			if (end == n && !last && n < CSV_ROW_MAX)
				return (CSV_MORE);
			if (end == n)
				return (bad(row, p, n, last, "a quote is not closed", i));
			/* Whether it is closed, or doubled, the next byte tells. */
			if (end + 1 == n && !last && n < CSV_ROW_MAX)
				return (CSV_MORE);
			add_cell(row, p + i + 1, end - i - 1, escaped);
			i = end + 1;
			if (i < n && p[i] == '\r' && (i + 1 == n || p[i + 1] == '\n'))
				i++;
			if (i == n && !last && n < CSV_ROW_MAX)
				return (CSV_MORE);
			if (i < n && p[i] != shape->sep && p[i] != '\n')
				return (bad(row, p, n, last, "text after a closing quote", i));
		} else {
			end = plain_end(shape, p, i, n, &escaped);
			if (end == n && !last) {
				if (n < CSV_ROW_MAX)
					return (CSV_MORE);
				return (bad(row, p, n, last, "the row is too long", 0));
			}
			add_cell(row, p + i, end - i, escaped);
			i = end;
			/* A line end: the CR before it is not the cell's. */
			if ((i == n || p[i] == '\n') && row->cells[row->n - 1].raw.n > 0 &&
			    p[i - 1] == '\r')
				row->cells[row->n - 1].raw.n--;
		}
		if (i == n || p[i] == '\n')
			break;
		if (row->n > CSV_CELLS_MAX)
			return (bad(row, p, n, last, "the row has too many cells", i));
		i++;
		if (i == n && !last)
			return (CSV_MORE);
	}
	row->bytes = i > 0 && p[i - 1] == '\r' ? i - 1 : i;
	row->lines += i < n;
	row->used = i < n ? i + 1 : i;
	return (CSV_ROW);
}

static void
undouble(const struct csv_shape *shape, struct slice s, struct buf *out)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		buf_char(out, s.p[i]);
		if (s.p[i] == shape->quote && i + 1 < s.n && s.p[i + 1] == shape->quote)
			i++;
	}
}

/* Take off a CSV-like wrapping, then undo the backslashes. */
static void
clickhouse(struct slice s, struct buf *out)
{
	bool wrapped = s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"';
	size_t i;
	char c;

	if (wrapped)
		s.p++, s.n -= 2;
	for (i = 0; i < s.n; i++) {
		c = s.p[i];
		if (wrapped && c == '"' && i + 1 < s.n && s.p[i + 1] == '"')
			i++;
		else if (c == '\\' && i + 1 < s.n)
			switch (s.p[++i]) {
			case 't':
				c = '\t';
				break;
			case 'n':
				c = '\n';
				break;
			case '\\':
			case '\'':
			case '"':
				c = s.p[i];
				break;
			default:
				i--;
			}
		buf_char(out, c);
	}
}

struct slice
csv_text(const struct csv_shape *shape, const struct cell *cell, struct buf *buf)
{
	struct slice s = cell->raw;
	size_t from = buf->n;

	if (s.n == 0)
		return (s);
	buf_room(buf, s.n);
	if (cell->escaped) {
		if (shape->escape == CSV_CLICKHOUSE)
			clickhouse(s, buf);
		else
			undouble(shape, s, buf);
		s = (struct slice){ buf->p + from, buf->n - from };
	}
	if (shape->encoding == ENCODING_1251) {
		struct buf copy = { 0 };

		buf_slice(&copy, s);
		buf->n = from;
		text_from_1251(buf, buf_view(&copy));
		buf_free(&copy);
		s = (struct slice){ buf->p + from, buf->n - from };
	}
	return (s);
}
