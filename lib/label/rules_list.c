/* Showing rules: their place, and all of them in a table. */
#include <stdio.h>

#include "base/status.h"
#include "event/json.h"
#include "label/rules.h"

static const char *
file_name(const struct conf *conf)
{
	const char *path = conf_name(conf), *slash = strrchr(path, '/');

	return (slash == NULL ? path : slash + 1);
}

void
rules_place(const struct conf *conf, const struct conf_node *node, struct buf *json)
{
	json_quote(json, slice_of(file_name(conf)));
	json->n--;
	buf_printf(json, ":%d\"", node->line);
}

/* The columns that a text takes on a terminal, nearly: its characters. */
static int
width(struct slice text)
{
	int n = 0;
	size_t i;

	for (i = 0; i < text.n; i++)
		n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
	return (n);
}

static void
cell(struct slice text, int room)
{
	printf("%.*s%*s", (int)text.n, text.p, room - width(text) + 2, "");
}

/* A condition on one line. */
static void
print_when(const struct rules_line *line)
{
	struct slice text = line->when == NULL ? SLICE("always") : line->when->text;
	size_t i;

	while (text.n > 0 && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == ' '))
		text.n--;
	for (i = 0; i < text.n; i++)
		putchar(text.p[i] == '\n' || text.p[i] == '\t' ? ' ' : text.p[i]);
	putchar('\n');
}

static int
larger(int a, int b)
{
	return (a > b ? a : b);
}

int
rules_print(const struct rules_line *lines, size_t n, bool plan)
{
	int place = 5, name = 4, detail = 0;
	struct buf b = { 0 };
	size_t i;

	for (i = 0; i < n; i++) {
		place = larger(place,
		    snprintf(NULL, 0, "%s:%d", file_name(lines[i].conf), lines[i].node->line));
		name = larger(name, width(lines[i].name));
		detail = larger(detail, width(lines[i].detail));
	}
	cell(SLICE("PLACE"), place);
	cell(SLICE("RULE"), name);
	if (detail > 0)
		cell(SLICE("ON"), detail);
	if (plan)
		cell(SLICE("RUN BY"), 6);
	puts("WHEN");
	for (i = 0; i < n; i++) {
		b.n = 0;
		buf_printf(&b, "%s:%d", file_name(lines[i].conf), lines[i].node->line);
		cell(buf_view(&b), place);
		cell(lines[i].name, name);
		if (detail > 0)
			cell(lines[i].detail, detail);
		if (plan)
			cell(lines[i].expr == NULL || expr_is_native(lines[i].expr)
				 ? SLICE("ct")
				 : SLICE("libjq"),
			    6);
		print_when(&lines[i]);
	}
	buf_free(&b);
	return (fflush(stdout) == EOF || ferror(stdout) ? STATUS_FAILED : STATUS_OK);
}
