/* ct-table - aggregates for eyes and spreadsheets.  See ct-table(1). */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/cli.h"
#include "base/mem.h"
#include "event/door.h"
#include "page/print.h"

enum { HEADER = CLI_LONG, TITLE, SEPARATOR, BARS, BOM, RAW };

static const struct cli_option options[] = {
	{ 'f', "format", "FORMAT", "table, markdown, html, csv or tsv (default table)" },
	{ 'l', "lang", "LANG", "titles and numbers in en, ru, uk, or by a file (default en)" },
	{ 'c', "columns", "A,B", "these columns, in this order" },
	{ 'k', "kind", "COLUMN=KIND", "text, count, money, duration, share or number" },
	{ TITLE, "title", "COLUMN=TEXT", "call the column so" },
	{ 'b', "bar", "COLUMN", "a bar beside each figure of the column" },
	{ BARS, "bars", NULL, "a bar beside each share" },
	{ 'w', "width", "COLUMNS",
	    "at most so wide; 0: as wide as need be (default: the terminal)" },
	{ HEADER, "header", "WHICH", "titles, names or none (csv, tsv: names; else titles)" },
	{ SEPARATOR, "separator", "CHAR", "between the cells of csv (default a comma)" },
	{ BOM, "bom", NULL, "csv, tsv: begin with a byte order mark, as Excel wants it" },
	{ RAW, "raw", NULL, "csv, tsv: no ' before a text that looks like a formula" },
	{ 0 },
};
static const char examples[] =
    "  ct-agg --report sources --totals march.ndjson | ct-table --lang ru --bar calls\n"
    "  ct-funnel -r funnel.yaml march.ndjson | ct-table --format csv >funnel.csv\n";

enum format { TABLE, MARKDOWN, HTML, CSV, TSV };
static const char *const formats[] = { "table", "markdown", "html", "csv", "tsv", NULL };
enum header { TITLES, NAMES, NONE, DEFAULT };
static const char *const headers[] = { "titles", "names", "none", NULL };

struct wish {
	enum format format;
	enum header header;
	const char *lang, *columns;
	long width; /* -1: the terminal's */
	struct print_raw raw;
	struct sheet_bars bars;
	const char **kinds, **titles; /* room for as many as there are words */
	size_t nkinds, ntitles;
};

static char
separator_of(const struct cli *cli)
{
	char c = cli->arg[0];

	if (c <= 0 || cli->arg[1] != '\0' || strchr("\"\r\n", c) != NULL)
		cli_expected(cli, "one ASCII character");
	return (c);
}

static void
take_option(const struct cli *cli, struct wish *w, int ch)
{
	switch (ch) {
	case 'f':
		w->format = (enum format)cli_choice(cli, "format", formats);
		break;
	case 'l':
		w->lang = cli->arg;
		break;
	case 'c':
		w->columns = cli->arg;
		break;
	case 'k':
		w->kinds[w->nkinds++] = cli->arg;
		break;
	case TITLE:
		w->titles[w->ntitles++] = cli->arg;
		break;
	case 'b':
		w->bars.names[w->bars.n++] = cli->arg;
		break;
	case BARS:
		w->bars.shares = true;
		break;
	case 'w':
		w->width = (long)cli_number(cli, 0, 100000);
		break;
	case HEADER:
		w->header = (enum header)cli_choice(cli, "header", headers);
		break;
	case SEPARATOR:
		w->raw.separator = separator_of(cli);
		break;
	case BOM:
		w->raw.bom = true;
		break;
	case RAW:
		w->raw.guard = false;
		break;
	}
}

/* The terminal's width where the table goes to one, else none. */
static size_t
terminal_width(const struct cli *cli)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;

	if (cli->output != NULL || !isatty(STDOUT_FILENO))
		return (0);
	if (columns != NULL && atoi(columns) > 0)
		return ((size_t)atoi(columns));
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
		return (size.ws_col);
	return (0);
}

static struct titles *
load_titles(const struct wish *w)
{
	struct titles *t;
	size_t i;

	if ((t = titles_load(w->lang)) == NULL)
		return (NULL);
	for (i = 0; i < w->nkinds; i++)
		if (titles_set_kind(t, "--kind", w->kinds[i]) == -1)
			goto err;
	for (i = 0; i < w->ntitles; i++)
		if (titles_set_title(t, "--title", w->titles[i]) == -1)
			goto err;
	return (t);

err:
	titles_free(t);
	return (NULL);
}

static void
name_columns(struct grid *g, const char *list)
{
	size_t n;

	for (; list != NULL && *list != '\0'; list += n + (list[n] == ',')) {
		n = strcspn(list, ",");
		if (n > 0)
			grid_name_column(g, (struct slice){ list, n });
	}
}

/* Take all rows in; -1 if there can be no table of them. */
static int
take_rows(struct stream *stream, struct grid *g)
{
	struct event *e;

	while ((e = stream_next(stream)) != NULL)
		if (grid_add(g, e) == -1) {
			warnx("%s:%llu: more than %d columns; choose some with --columns", e->file,
			    (unsigned long long)e->number, (int)GRID_COLUMNS);
			stream_fail(stream);
			return (-1);
		}
	/* Half a table would look like a whole one. */
	return (input_failed(stream_input(stream)) ? -1 : 0);
}

/* CSV and TSV: row by row where the columns are known beforehand. */
static void
print_raw(struct stream *stream, struct grid *g, const struct titles *t, struct wish *w)
{
	const struct titles *called = w->header == TITLES ? t : NULL;
	struct buf b = { 0 };
	struct event *e;
	size_t i;

	grid_keep_total(g);
	if (w->columns == NULL && take_rows(stream, g) == -1)
		return;
	if (w->header != NONE && grid_columns(g) > 0)
		print_raw_row(stream, g, NULL, called, &w->raw, &b);
	for (i = 0; i < grid_rows(g); i++)
		print_raw_row(stream, g, grid_row(g, i), NULL, &w->raw, &b);
	while ((e = stream_next(stream)) != NULL)
		print_raw_row(stream, g, grid_pass(g, e), NULL, &w->raw, &b);
	buf_free(&b);
}

/* The other formats must see every row before they know how wide the columns are. */
static void
print_sheet(struct stream *stream, const struct cli *cli, struct grid *g, const struct titles *t,
    const struct wish *w)
{
	static sheet_escape *const escapes[] = { print_terminal_text, print_markdown_text,
		print_html_text };
	struct sheet *s;

	if (take_rows(stream, g) == -1)
		return;
	s = sheet_new(g, t, w->header != NAMES, &w->bars, escapes[w->format]);
	if (w->format == MARKDOWN)
		print_markdown(stream, s);
	else if (w->format == HTML)
		print_html(stream, s, w->header != NONE);
	else
		print_terminal(stream, s, w->width >= 0 ? (size_t)w->width : terminal_width(cli),
		    w->header != NONE);
	sheet_free(s);
}

/* A column asked for that no line has is most likely a slip of the pen. */
static void
check_columns(struct stream *stream, const struct grid *g)
{
	struct slice name;
	size_t i;

	for (i = 0; i < grid_columns(g); i++)
		if (!grid_seen(g, i)) {
			name = grid_column(g, i);
			warnx("no line has \"%.*s\"", (int)name.n, name.p);
			stream_look(stream);
		}
}

int
main(int argc, char *argv[])
{
	struct cli cli = CLI_INIT(argc, argv, options,
	    "Print aggregates (NDJSON lines) as a table, for eyes and spreadsheets.", examples,
	    CLI_QUIET | CLI_OUTPUT | CLI_REJECTS);
	struct wish w = {
		.header = DEFAULT, .lang = "en", .width = -1, .raw = { false, false, ',', true }
	};
	struct stream *stream = NULL;
	struct titles *titles = NULL;
	struct grid *grid = grid_new();
	int ch;

	w.kinds = mem_zero((size_t)argc, sizeof(*w.kinds));
	w.titles = mem_zero((size_t)argc, sizeof(*w.titles));
	w.bars.names = mem_zero((size_t)argc, sizeof(*w.bars.names));
	while ((ch = cli_next(&cli)) != -1)
		take_option(&cli, &w, ch);
	if (w.format == MARKDOWN && w.header == NONE)
		cli_wrong(&cli, "a Markdown table has a header: --header none is not for it");
	w.raw.tsv = w.format == TSV;
	name_columns(grid, w.columns);

	if ((titles = load_titles(&w)) == NULL || (stream = door_open(&cli)) == NULL)
		goto done;
	if (w.format == CSV || w.format == TSV)
		print_raw(stream, grid, titles, &w);
	else
		print_sheet(stream, &cli, grid, titles, &w);
	if (!input_failed(stream_input(stream)))
		check_columns(stream, grid);
done:
	free(w.kinds);
	free(w.titles);
	free(w.bars.names);
	grid_free(grid);
	titles_free(titles);
	return (stream_close(stream));
}
