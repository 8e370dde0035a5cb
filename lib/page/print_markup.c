/* print_markup.c - tables made of marks: HTML, CSV, TSV; and how each kind of paper escapes a text.
 */
#include <string.h>

#include "base/unicode.h"
#include "event/json.h"
#include "page/print.h"

/* A control character as JSON would escape it. */
static void
add_control(struct buf *b, uint32_t c)
{
	switch (c) {
	case '\n':
		buf_str(b, "\\n");
		break;
	case '\r':
		buf_str(b, "\\r");
		break;
	case '\t':
		buf_str(b, "\\t");
		break;
	default:
		buf_printf(b, "\\u%04x", (unsigned)c);
	}
}

void
print_terminal_text(struct buf *b, struct slice text)
{
	size_t i, len;
	uint32_t c;

	for (i = 0; i < text.n; i += len) {
		c = unicode_at(text.p + i, text.n - i, &len);
		if (unicode_is_control(c))
			add_control(b, c);
		else
			buf_add(b, text.p + i, len);
	}
}

static bool
is_word(struct slice text, size_t i)
{
	unsigned char c;

	if (i >= text.n) /* before the first byte too: SIZE_MAX */
		return (false);
	c = (unsigned char)text.p[i];
	return ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		c >= 0x80);
}

/* What Markdown would read as a mark; an underscore inside a word is none. */
static bool
is_markdown(struct slice text, size_t i)
{
	if (text.p[i] == '_')
		return (!is_word(text, i - 1) || !is_word(text, i + 1));
	return (text.p[i] != '\0' && strchr("\\|`*<&[]~", text.p[i]) != NULL);
}

void
print_markdown_text(struct buf *b, struct slice text)
{
	size_t i, len;
	uint32_t c;

	for (i = 0; i < text.n; i += len) {
		c = unicode_at(text.p + i, text.n - i, &len);
		if (c == '\n')
			buf_str(b, "<br>");
		else if (unicode_is_control(c))
			buf_char(b, ' ');
		else {
			if (len == 1 && is_markdown(text, i))
				buf_char(b, '\\');
			buf_add(b, text.p + i, len);
		}
	}
}

void
print_html_text(struct buf *b, struct slice text)
{
	size_t i, len;
	uint32_t c;

	for (i = 0; i < text.n; i += len) {
		c = unicode_at(text.p + i, text.n - i, &len);
		if (c == '&')
			buf_str(b, "&amp;");
		else if (c == '<')
			buf_str(b, "&lt;");
		else if (c == '>')
			buf_str(b, "&gt;");
		else if (c == '"')
			buf_str(b, "&quot;");
		else if (c == '\n')
			buf_str(b, "<br>");
		else if (unicode_is_control(c))
			buf_char(b, ' ');
		else
			buf_add(b, text.p + i, len);
	}
}

static void
html_cell(struct buf *b, const struct sheet_column *column, const char *tag,
    const struct sheet_cell *cell)
{
	double percent = cell->part * 100;

	buf_printf(b, "<%s style=\"text-align:%s", tag, column->right ? "right" : "left");
	if (cell->part >= 0)
		buf_printf(b,
		    ";background:linear-gradient(to right,#cfe2f3 %.1f%%,transparent %.1f%%)",
		    percent, percent);
	buf_str(b, "\">");
	buf_slice(b, cell->text);
	buf_printf(b, "</%s>", tag);
}

static void
html_row(struct stream *stream, const struct sheet *s, const char *tag,
    const struct sheet_cell *cells, struct buf *b)
{
	struct sheet_cell title = { { 0 }, -1 };
	size_t i;

	b->n = 0;
	buf_str(b, "<tr>");
	for (i = 0; i < s->ncolumns; i++) {
		title.text = s->columns[i].title;
		html_cell(b, &s->columns[i], tag, cells == NULL ? &title : &cells[i]);
	}
	buf_str(b, "</tr>");
	stream_write(stream, buf_view(b));
}

void
print_html(struct stream *stream, const struct sheet *s, bool header)
{
	const char *part = NULL, *want;
	struct buf b = { 0 };
	size_t i;

	if (s->ncolumns == 0)
		return;
	stream_write(stream, SLICE("<table>"));
	if (header) {
		stream_write(stream, SLICE("<thead>"));
		html_row(stream, s, "th", NULL, &b);
		stream_write(stream, SLICE("</thead>"));
	}
	for (i = 0; i < s->nrows; i++) {
		/* HTML has room for one foot, at the end. */
		want = s->totals[i] && i == s->nrows - 1 ? "tfoot" : "tbody";
		if (part != want) {
			b.n = 0;
			if (part != NULL)
				buf_printf(&b, "</%s>\n", part);
			buf_printf(&b, "<%s>", want);
			stream_write(stream, buf_view(&b));
			part = want;
		}
		html_row(stream, s, s->totals[i] ? "th" : "td", &s->cells[i * s->ncolumns], &b);
	}
	if (part != NULL) {
		b.n = 0;
		buf_printf(&b, "</%s>", part);
		stream_write(stream, buf_view(&b));
	}
	stream_write(stream, SLICE("</table>"));
	buf_free(&b);
}

/* A sign and digits (a telephone number) is no formula, only a number at the worst. */
static bool
is_signed_number(struct slice text)
{
	size_t i;

	for (i = 1; i < text.n; i++)
		if ((text.p[i] < '0' || text.p[i] > '9') && text.p[i] != '.')
			return (false);
	return (text.n > 1);
}

/* Would a spreadsheet read the text as a formula?  (Fullwidth signs count there too.) */
static bool
is_formula(struct slice text)
{
	size_t len;

	if (text.n == 0)
		return (false);
	switch (unicode_at(text.p, text.n, &len)) {
	case '+':
	case '-':
		return (!is_signed_number(text));
	case '=':
	case '@':
	case '\t':
	case '\r':
	case '\n':
	case 0xff0b:
	case 0xff0d:
	case 0xff1d:
	case 0xff20:
		return (true);
	}
	return (false);
}

/* Does a CSV cell need quotes?  The empty text does: without them it is null. */
static bool
needs_quotes(struct slice text, char separator)
{
	size_t i;

	for (i = 0; i < text.n; i++)
		if (text.p[i] == separator || text.p[i] == '"' || text.p[i] == '\n' ||
		    text.p[i] == '\r')
			return (true);
	return (text.n == 0 || text.p[0] == ' ' || text.p[text.n - 1] == ' ');
}

static void
add_csv(struct buf *b, struct slice text, const struct print_raw *how, bool guard)
{
	bool quotes = needs_quotes(text, how->separator);
	size_t i;

	if (quotes)
		buf_char(b, '"');
	if (guard)
		buf_char(b, '\'');
	for (i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			buf_char(b, '"');
		buf_char(b, text.p[i]);
	}
	if (quotes)
		buf_char(b, '"');
}

static void
add_tsv(struct buf *b, struct slice text, bool guard)
{
	size_t i;

	if (guard)
		buf_char(b, '\'');
	for (i = 0; i < text.n; i++)
		switch (text.p[i]) {
		case '\t':
			buf_str(b, "\\t");
			break;
		case '\n':
			buf_str(b, "\\n");
			break;
		case '\r':
			buf_str(b, "\\r");
			break;
		case '\\':
			buf_str(b, "\\\\");
			break;
		default:
			buf_char(b, text.p[i]);
		}
}

static void
add_text(struct buf *b, struct slice text, const struct print_raw *how)
{
	bool guard = how->guard && is_formula(text);

	if (how->tsv)
		add_tsv(b, text, guard);
	else
		add_csv(b, text, how, guard);
}

static void
add_raw(struct buf *b, struct slice v, const struct print_raw *how)
{
	struct buf text = { 0 };

	if (v.n == 0 || json_type(v) == JSON_NULL)
		return;
	switch (json_type(v)) {
	case JSON_STRING:
		add_text(b, json_text(v, &text), how);
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		json_compact(&text, v);
		add_text(b, buf_view(&text), how);
		break;
	default:
		buf_slice(b, v);
	}
	buf_free(&text);
}

void
print_raw_row(struct stream *stream, const struct grid *grid, const struct grid_row *row,
    const struct titles *titles, struct print_raw *how, struct buf *scratch)
{
	struct slice name;
	size_t i;

	scratch->n = 0;
	if (how->bom)
		buf_str(scratch, "\xef\xbb\xbf");
	how->bom = false;
	for (i = 0; i < grid_columns(grid); i++) {
		if (i > 0)
			buf_char(scratch, how->tsv ? '\t' : how->separator);
		if (row != NULL) {
			add_raw(scratch, grid_cell(row, i), how);
			continue;
		}
		name = grid_column(grid, i);
		add_text(scratch, titles == NULL ? name : titles_find(titles, name).text, how);
	}
	stream_write(stream, buf_view(scratch));
}
