/* Any bytes as a number and as a text: what a table makes of them. */
#include <stdlib.h>

#include "base/unicode.h"
#include "event/json.h"
#include "event/scan.h"
#include "page/figure.h"
#include "page/print.h"

static void
show(struct slice number, struct buf *b)
{
	const struct figure_marks marks = { SLICE("."), SLICE(","), SLICE("%") };
	enum figure_kind kind;
	int decimals;

	for (kind = FIGURE_PLAIN; kind <= FIGURE_NUMBER; kind++) {
		b->n = 0;
		decimals = figure_decimals(number, kind);
		if (decimals < 0 || decimals > 2)
			abort();
		if (figure_show(b, number, kind, decimals, &marks) == 0 && b->n == 0)
			abort();
	}
}

static void
escape(struct slice text, struct buf *b)
{
	static sheet_escape *const escapes[] = { print_terminal_text, print_markdown_text,
		print_html_text };
	size_t i, at, used;

	for (i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		b->n = 0;
		escapes[i](b, text);
		/* Nothing that a terminal would obey is left. */
		for (at = 0; at < b->n; at++)
			if ((unsigned char)b->p[at] < 0x20 || b->p[at] == 0x7f)
				abort();
	}
	if (unicode_fit(text, 5, &used) > text.n || used > 5)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice s = { (const char *)data, size };
	struct scan scan = { 0 };
	struct buf b = { 0 };

	if (size > 0 && scan_value(&scan, s.p, s.n) == 0 && json_type(s) == JSON_NUMBER &&
	    s.p[size - 1] >= '0' && s.p[size - 1] <= '9' && s.p[0] != ' ' && s.p[0] != '\t' &&
	    s.p[0] != '\r')
		show(s, &b);
	escape(s, &b);
	scan_free(&scan);
	buf_free(&b);
	return (0);
}
