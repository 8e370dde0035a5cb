/* CSV: rows take up the input without a gap, and a row is the same however much follows it. */
#include <stdint.h>
#include <stdlib.h>

#include "format/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static const struct csv_shape shapes[] = {
	{ ',', '"', CSV_DOUBLE, ENCODING_UTF8 },
	{ ';', '"', CSV_BACKSLASH, ENCODING_1251 },
	{ '\t', '\0', CSV_CLICKHOUSE, ENCODING_UTF8 },
	{ '\t', '\0', CSV_DOUBLE, ENCODING_UTF8 },
};

static void
check(int yes)
{
	if (!yes)
		abort();
}

/* A beginning of the row is either no row yet or the same one. */
static void
check_cut(const struct csv_shape *shape, const char *p, const struct csv_row *whole, size_t cut)
{
	struct csv_row row = { 0 };
	enum csv_found found = csv_row(shape, p, cut, false, &row);

	if (found == CSV_ROW)
		check(row.used == whole->used && row.n == whole->n);
	csv_row_free(&row);
}

static void
check_cells(const struct csv_shape *shape, const char *p, const struct csv_row *row)
{
	struct buf text = { 0 };
	struct slice s;
	size_t i;

	for (i = 0; i < row->n; i++) {
		check(row->cells[i].raw.p >= p &&
		      row->cells[i].raw.p + row->cells[i].raw.n <= p + row->bytes);
		text.n = 0;
		s = csv_text(shape, &row->cells[i], &text);
		check(shape->encoding == ENCODING_1251 ? s.n == 0 || text_utf8(s)
						       : s.n <= row->cells[i].raw.n);
	}
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct csv_shape *shape;
	const char *p;
	struct csv_row row = { 0 };
	enum csv_found found;
	size_t at = 0;

	if (size < 2)
		return (0);
	shape = &shapes[data[0] % (sizeof(shapes) / sizeof(shapes[0]))];
	p = (const char *)data + 1;
	size--;
	while (at < size) {
		found = csv_row(shape, p + at, size - at, true, &row);
		check(found != CSV_MORE && row.used > 0 && row.used <= size - at &&
		      row.bytes <= row.used);
		check(row.lines <= row.used);
		if (found == CSV_ROW) {
			check(row.n > 0);
			check_cells(shape, p + at, &row);
			if (row.used > 1)
				check_cut(shape, p + at, &row, 1 + data[0] % (row.used - 1));
		} else
			check(row.why != NULL && row.at <= row.bytes);
		at += row.used;
	}
	csv_row_free(&row);
	return (0);
}
