/* print_text.c - tables made of characters: the terminal and Markdown. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/unicode.h"
#include "page/print.h"

enum { GAP = 2, BAR = 10, LEAST = 8 }; /* columns between, of a bar, of a text that was cut */

struct paper {
	struct stream *stream;
	const struct sheet *sheet;
	size_t *widths; /* of each column, without its bar */
	size_t heads;	/* lines of titles; 0: none are shown */
	struct buf line;
};

static void
repeat(struct buf *b, const char *s, size_t n)
{
	while (n-- > 0)
		buf_str(b, s);
}

static const struct sheet_cell *
cell_of(const struct sheet *s, size_t row, size_t column)
{
	return (&s->cells[row * s->ncolumns + column]);
}

/* Append the text, cut to the width if need be, with spaces to fill it up. */
static void
add_padded(struct buf *b, struct slice text, size_t width, bool right)
{
	size_t columns, n = text.n;
	bool cut;

	if ((cut = unicode_columns(text) > width))
		n = unicode_fit(text, width - 1, &columns);
	else
		columns = unicode_columns(text);
	columns += cut;
	if (right)
		repeat(b, " ", width - columns);
	buf_add(b, text.p, n);
	if (cut)
		buf_str(b, "…");
	if (!right)
		repeat(b, " ", width - columns);
}

/* A bar in eighths of a column. */
static void
add_bar(struct buf *b, double part)
{
	static const char *const blocks[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	size_t eighths = part < 0 ? 0 : (size_t)(part * (BAR * 8) + 0.5), used;

	repeat(b, "█", eighths / 8);
	buf_str(b, blocks[eighths % 8]);
	used = (eighths + 7) / 8;
	repeat(b, " ", BAR - used);
}

/* The next word or words of *rest that fit into the width: a line of a title. */
static struct slice
title_line(struct slice *rest, size_t width)
{
	struct slice line = *rest;
	size_t i, columns;

	if (unicode_columns(*rest) <= width) {
		rest->n = 0;
		return (line);
	}
	line.n = 0;
	for (i = 1; i <= rest->n; i++) {
		if (i < rest->n && rest->p[i] != ' ')
			continue;
		columns = unicode_columns((struct slice){ rest->p, i });
		if (columns > width && line.n > 0)
			break;
		line.n = i;
	}
	rest->p += line.n;
	rest->n -= line.n;
	while (rest->n > 0 && rest->p[0] == ' ') {
		rest->p++;
		rest->n--;
	}
	return (line);
}

static size_t
title_lines(struct slice title, size_t width)
{
	size_t n = 1;

	title_line(&title, width);
	for (; title.n > 0; n++)
		title_line(&title, width);
	return (n);
}

/* Of the title's lines, bottom one the last of `heads`, the one at place `at`. */
static struct slice
title_at(struct slice title, size_t width, size_t heads, size_t at)
{
	size_t n = title_lines(title, width), i;
	struct slice line = { title.p, 0 };

	if (at < heads - n)
		return (line);
	for (i = heads - n; i <= at; i++)
		line = title_line(&title, width);
	return (line);
}

static size_t
longest_word(struct slice title)
{
	size_t most = 0, from = 0, i, w;

	for (i = 0; i <= title.n; i++) {
		if (i < title.n && title.p[i] != ' ')
			continue;
		w = unicode_columns((struct slice){ title.p + from, i - from });
		if (w > most)
			most = w;
		from = i + 1;
	}
	return (most);
}

static size_t
cells_width(const struct sheet *s, size_t column)
{
	size_t most = 0, i, w;

	for (i = 0; i < s->nrows; i++)
		if ((w = unicode_columns(cell_of(s, i, column)->text)) > most)
			most = w;
	return (most);
}

static size_t
whole_width(const struct paper *p)
{
	size_t sum = 0, i;

	for (i = 0; i < p->sheet->ncolumns; i++) {
		sum += p->widths[i] + (i > 0 ? GAP : 0);
		if (p->sheet->columns[i].bar)
			sum += 1 + BAR;
	}
	return (sum);
}

/* Let titles take several lines where their figures are narrower, and there is no room for them. */
static void
break_titles(struct paper *p, size_t width)
{
	size_t i, data, word, title, whole;

	for (i = 0; i < p->sheet->ncolumns; i++) {
		data = cells_width(p->sheet, i);
		word = longest_word(p->sheet->columns[i].title);
		p->widths[i] = data > word ? data : word;
	}
	whole = whole_width(p);
	for (i = 0; i < p->sheet->ncolumns; i++) {
		title = unicode_columns(p->sheet->columns[i].title);
		if (title > p->widths[i] && whole + title - p->widths[i] <= width) {
			whole += title - p->widths[i];
			p->widths[i] = title;
		}
	}
}

/* How wide the texts are together when none is wider than the limit. */
static size_t
texts_width(const struct paper *p, size_t limit)
{
	size_t sum = 0, i;

	for (i = 0; i < p->sheet->ncolumns; i++)
		if (!p->sheet->columns[i].right)
			sum += p->widths[i] < limit ? p->widths[i] : limit;
	return (sum);
}

/* Cut the widest texts down to one limit, the greatest by which all fits; what is then left over
 * goes to the last of them. */
static void
cut_texts(struct paper *p, size_t width)
{
	size_t whole = whole_width(p), texts = texts_width(p, SIZE_MAX);
	size_t room = whole - texts < width ? width - (whole - texts) : 0;
	size_t low = LEAST, high = width > LEAST ? width : LEAST, limit, left, i;

	if (whole <= width)
		return;
	while (low < high) {
		limit = high - (high - low) / 2;
		if (texts_width(p, limit) <= room)
			low = limit;
		else
			high = limit - 1;
	}
	left = texts_width(p, low) < room ? room - texts_width(p, low) : 0;
	for (i = p->sheet->ncolumns; i-- > 0;)
		if (!p->sheet->columns[i].right && p->widths[i] > low) {
			p->widths[i] = low + (left > 0);
			left -= left > 0;
		}
}

static void
lay_out(struct paper *p, size_t width, bool header)
{
	const struct sheet *s = p->sheet;
	size_t i, title;

	p->widths = mem_zero(s->ncolumns, sizeof(*p->widths));
	for (i = 0; i < s->ncolumns; i++) {
		p->widths[i] = cells_width(s, i);
		title = unicode_columns(s->columns[i].title);
		if (header && title > p->widths[i])
			p->widths[i] = title;
	}
	p->heads = header;
	if (width == 0 || whole_width(p) <= width)
		return;
	if (header)
		break_titles(p, width);
	cut_texts(p, width);
	for (i = 0; header && i < s->ncolumns; i++)
		if (title_lines(s->columns[i].title, p->widths[i]) > p->heads)
			p->heads = title_lines(s->columns[i].title, p->widths[i]);
}

/* Write the line without the spaces at its end. */
static void
put_line(struct paper *p)
{
	while (p->line.n > 0 && p->line.p[p->line.n - 1] == ' ')
		p->line.n--;
	stream_write(p->stream, buf_view(&p->line));
	p->line.n = 0;
}

static void
put_titles(struct paper *p)
{
	const struct sheet_column *c;
	size_t i, at;

	for (at = 0; at < p->heads; at++) {
		for (i = 0; i < p->sheet->ncolumns; i++) {
			c = &p->sheet->columns[i];
			repeat(&p->line, " ", i > 0 ? GAP : 0);
			add_padded(&p->line, title_at(c->title, p->widths[i], p->heads, at),
			    p->widths[i], c->right);
			repeat(&p->line, " ", c->bar ? 1 + BAR : 0);
		}
		put_line(p);
	}
}

static void
put_rule(struct paper *p)
{
	size_t i;

	for (i = 0; i < p->sheet->ncolumns; i++) {
		repeat(&p->line, " ", i > 0 ? GAP : 0);
		repeat(&p->line, "─", p->widths[i] + (p->sheet->columns[i].bar ? 1 + BAR : 0));
	}
	put_line(p);
}

static void
put_row(struct paper *p, size_t row)
{
	const struct sheet_cell *cell;
	size_t i;

	for (i = 0; i < p->sheet->ncolumns; i++) {
		cell = cell_of(p->sheet, row, i);
		repeat(&p->line, " ", i > 0 ? GAP : 0);
		add_padded(&p->line, cell->text, p->widths[i], p->sheet->columns[i].right);
		if (p->sheet->columns[i].bar) {
			buf_char(&p->line, ' ');
			add_bar(&p->line, cell->part);
		}
	}
	put_line(p);
}

void
print_terminal(struct stream *stream, const struct sheet *s, size_t width, bool header)
{
	struct paper p = { stream, s, NULL, 1, { 0 } };
	size_t i;

	if (s->ncolumns == 0)
		return;
	lay_out(&p, width, header);
	if (header) {
		put_titles(&p);
		put_rule(&p);
	}
	for (i = 0; i < s->nrows; i++) {
		if (s->totals[i] && i > 0 && !s->totals[i - 1])
			put_rule(&p);
		put_row(&p, i);
	}
	free(p.widths);
	buf_free(&p.line);
}

/* A cell of a Markdown row; the totals stand out. */
static void
add_markdown(struct buf *b, struct slice text, size_t width, bool right, bool bold)
{
	size_t columns = unicode_columns(text) + (bold && text.n > 0 ? 4 : 0);

	buf_str(b, "| ");
	repeat(b, " ", right ? width - columns : 0);
	buf_str(b, bold && text.n > 0 ? "**" : "");
	buf_slice(b, text);
	buf_str(b, bold && text.n > 0 ? "**" : "");
	repeat(b, " ", right ? 0 : width - columns);
	buf_char(b, ' ');
}

/* GitHub wants three dashes at the least. */
static void
lay_out_markdown(struct paper *p)
{
	const struct sheet *s = p->sheet;
	size_t i, row, w;

	lay_out(p, 0, true);
	for (i = 0; i < s->ncolumns; i++) {
		if (p->widths[i] < 3)
			p->widths[i] = 3;
		for (row = 0; row < s->nrows; row++) {
			w = unicode_columns(cell_of(s, row, i)->text) + 4;
			if (s->totals[row] && w > 4 && w > p->widths[i])
				p->widths[i] = w;
		}
	}
}

static void
put_markdown_row(struct paper *p, size_t row)
{
	const struct sheet *s = p->sheet;
	const struct sheet_cell *cell;
	size_t i;

	for (i = 0; i < s->ncolumns; i++) {
		cell = cell_of(s, row, i);
		add_markdown(
		    &p->line, cell->text, p->widths[i], s->columns[i].right, s->totals[row]);
		if (s->columns[i].bar) {
			buf_str(&p->line, "| ");
			add_bar(&p->line, cell->part);
			buf_char(&p->line, ' ');
		}
	}
	buf_char(&p->line, '|');
	put_line(p);
}

void
print_markdown(struct stream *stream, const struct sheet *s)
{
	struct paper p = { stream, s, NULL, 1, { 0 } };
	size_t i;

	if (s->ncolumns == 0)
		return;
	lay_out_markdown(&p);
	for (i = 0; i < s->ncolumns; i++) {
		add_markdown(&p.line, s->columns[i].title, p.widths[i], s->columns[i].right, false);
		if (s->columns[i].bar)
			add_markdown(&p.line, (struct slice){ "", 0 }, BAR, false, false);
	}
	buf_char(&p.line, '|');
	put_line(&p);
	for (i = 0; i < s->ncolumns; i++) {
		buf_str(&p.line, "| ");
		repeat(&p.line, "-", p.widths[i] - s->columns[i].right);
		buf_str(&p.line, s->columns[i].right ? ": " : " ");
		if (s->columns[i].bar)
			buf_str(&p.line, "| ---------- ");
	}
	buf_char(&p.line, '|');
	put_line(&p);
	for (i = 0; i < s->nrows; i++)
		put_markdown_row(&p, i);
	free(p.widths);
	buf_free(&p.line);
}
