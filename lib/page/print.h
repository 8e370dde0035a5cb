/*
 * print.h - a sheet on paper: for a terminal, as Markdown, as HTML; a grid as CSV or TSV.
 *
 * Shape:  print_terminal(): columns two spaces apart, figures to the right,
 *         a rule under the titles and above the totals.  Where a width is given
 *         and the table is wider, titles are broken between words, then the
 *         widest texts are cut ("…"); figures never are.
 *         print_markdown(): a GitHub-flavoured table.  print_html(): one <table>.
 *         print_raw_row(): CSV as RFC 4180 has it, with LF; null is an empty
 *         cell, an empty text is "".  As TSV, tab, LF, CR and \ are \t \n \r \\.
 * Errors: none here: the stream knows of failed writes.
 */
#ifndef CT_PAGE_PRINT_H
#define CT_PAGE_PRINT_H
#include "event/stream.h"
#include "page/sheet.h"

/* Control characters are written \u001b, so that no text can command the terminal. */
sheet_escape print_terminal_text, print_markdown_text, print_html_text;

/* width 0: as wide as need be.  header: print the titles. */
void print_terminal(struct stream *, const struct sheet *, size_t width, bool header);
void print_markdown(struct stream *, const struct sheet *);
void print_html(struct stream *, const struct sheet *, bool header);

struct print_raw {
	bool tsv;
	bool bom;	/* a byte order mark is due before the next row */
	char separator; /* of CSV */
	bool guard;	/* a text that a spreadsheet would take for a formula gets a ' before it */
};

/* One row of a grid (NULL: the columns' names, or their titles if there are any). */
void print_raw_row(struct stream *, const struct grid *, const struct grid_row *,
    const struct titles *, struct print_raw *, struct buf *scratch);
#endif
