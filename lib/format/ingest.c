#include "format/ingest.h"

#include <err.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/share.h"
#include "event/json.h"
#include "format/catalogue.h"
#include "format/convert.h"
#include "format/document.h"
#include "format/own.h"

enum { HEAD = 64 << 10 };

struct ingest {
	struct stream *stream;
	struct input *in;
	const struct ingest_options *options;
	struct catalogue *catalogue;
	struct zone *zone;
	struct mapping *map;	 /* of the current file */
	struct convert *convert; /* for it, or NULL: our own lines */
	struct dedup *dedup;
	uint64_t duplicates;

	struct csv_row row;
	struct buf names;      /* the header's texts */
	struct slice *columns; /* in names */
	size_t width;	       /* 0: not yet known */
	const struct layout *layout;
	uint64_t line;
	struct event event;
	struct buf out;
};

static void
close_map(struct ingest *g)
{
	convert_free(g->convert);
	mapping_free(g->map);
	g->convert = NULL;
	g->map = NULL;
}

static int
open_map(struct ingest *g, const char *name)
{
	struct convert_options options = { g->zone, g->options->region, g->dedup, &g->duplicates,
		g->options->quiet };
	char *path = share_find("formats", name, ".yaml", "format");

	if (path == NULL)
		return (-1);
	g->map = mapping_load(path);
	free(path);
	if (g->map == NULL)
		return (-1);
	if (g->options->encoding != NULL)
		g->map->csv.encoding = strcmp(g->options->encoding, "windows-1251") == 0
					   ? ENCODING_1251
					   : ENCODING_UTF8;
	if (g->map->container == CONTAINER_EVENTS)
		return (0);
	if ((g->convert = convert_new(g->map, g->stream, &options)) == NULL)
		return (-1);
	return (0);
}

static void
reject_row(struct ingest *g, const char *p, size_t column, const char *why)
{
	stream_reject_raw(g->stream, input_name(g->in), g->line, column, why,
	    (struct slice){ p, g->row.bytes }, 0);
}

/* The header's cells as texts of our own. */
static void
take_header(struct ingest *g)
{
	struct buf text = { 0 };
	size_t room = 0, from, i;

	for (i = 0; i < g->row.n; i++)
		room += 3 * g->row.cells[i].raw.n;
	g->names.n = 0;
	buf_room(&g->names, room + 1);
	g->columns = mem_resize(g->columns, g->row.n + 1, sizeof(*g->columns));
	for (i = 0; i < g->row.n; i++) {
		text.n = 0;
		from = g->names.n;
		buf_slice(&g->names, text_trim(csv_text(&g->map->csv, &g->row.cells[i], &text)));
		g->columns[i] = (struct slice){ g->names.p + from, g->names.n - from };
	}
	buf_free(&text);
}

static bool
digits_point_digits(struct slice s)
{
	size_t i, points = 0;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '.')
			points++;
		else if (s.p[i] < '0' || s.p[i] > '9')
			return (false);
	return (points == 1 && s.n > 2);
}

/* The layout of a row without a header, by its width and how one of its cells looks. */
static bool
choose_layout(struct ingest *g)
{
	const struct layout *l;
	size_t i;

	if (g->layout != NULL && g->layout->n == g->row.n && g->layout->test == SIZE_MAX)
		return (true);
	for (i = 0; i < g->map->nlayouts; i++) {
		l = &g->map->layouts[i];
		if (l->n != g->row.n ||
		    (l->test != SIZE_MAX && !digits_point_digits(g->row.cells[l->test].raw)))
			continue;
		if (l != g->layout)
			convert_bind(g->convert, l->columns, l->n);
		g->layout = l;
		return (true);
	}
	return (false);
}

/* Is the row one to convert?  Headers, blank lines and what the mapping skips are not. */
static bool
row_counts(struct ingest *g, const char *p)
{
	char why[80];

	if (g->row.n == 1 && g->row.cells[0].raw.n == 0)
		return (false);
	if (g->width == 0 && g->layout == NULL && g->map->header != HEADER_NO) {
		if (g->row.n == 1 && g->map->skip_single)
			return (false);
		take_header(g);
		if (g->map->header == HEADER_YES ||
		    convert_is_header(g->convert, g->columns, g->row.n)) {
			g->width = g->row.n;
			convert_bind(g->convert, g->columns, g->width);
			if (!convert_is_header(g->convert, g->columns, g->width))
				reject_row(
				    g, p, 0, "the header has no column that a time comes from");
			return (false);
		}
	}
	stream_count(g->stream, 1);
	if (g->row.n == 1 && g->map->skip_single)
		return (false);
	if (g->width > 0 ? g->row.n == g->width : choose_layout(g))
		return (true);
	if (g->width > 0)
		snprintf(why, sizeof(why),
		    "the wrong number of cells: %zu where the header has %zu", g->row.n, g->width);
	else
		snprintf(why, sizeof(why), "no layout has as many cells: %zu", g->row.n);
	reject_row(g, p, 0, why);
	return (false);
}

static void
run_csv(struct ingest *g)
{
	int64_t skip = g->map->skip_first;
	struct slice view;
	enum csv_found found;
	struct row row = { 0 };
	size_t n;

	g->width = 0;
	g->layout = NULL;
	g->line = 1;
	while ((view = input_peek(g->in, 1)).n > 0) {
		input_mark(g->in);
		found = csv_row(&g->map->csv, view.p, view.n, false, &g->row);
		while (found == CSV_MORE) {
			n = view.n;
			view = input_peek(g->in, n + 1);
			found = csv_row(&g->map->csv, view.p, view.n, view.n == n, &g->row);
		}
		if (skip > 0)
			skip--;
		else if (input_failed(g->in) && g->row.used == view.n) {
			stream_count(g->stream, 1);
			reject_row(g, view.p, 0, "the input breaks off in this row");
		} else if (found == CSV_BAD) {
			stream_count(g->stream, 1);
			reject_row(g, view.p, g->row.at + 1, g->row.why);
		} else if (row_counts(g, view.p)) {
			row = (struct row){ g->row.cells, g->row.n, NULL, { view.p, g->row.bytes },
				input_name(g->in), g->line };
			convert_row(g->convert, &row);
		}
		g->line += g->row.lines;
		input_skip(g->in, g->row.used);
	}
}

static void
run_json(struct ingest *g)
{
	struct document *d = document_new(g->in, g->map->records, g->map->nrecords);
	struct document_row found;
	enum document_found what;
	struct row row;

	while ((what = document_next(d, &g->event, &found)) != DOCUMENT_END) {
		stream_count(g->stream, 1);
		if (what == DOCUMENT_BAD) {
			stream_reject_raw(g->stream, input_name(g->in), found.line, found.column,
			    found.why, found.raw, found.full);
			continue;
		}
		row = (struct row){ NULL, 0, &g->event, found.raw, input_name(g->in), found.line };
		g->event.file = row.file;
		g->event.number = row.line;
		convert_row(g->convert, &row);
	}
	document_free(d);
}

/* One line of our own. */
static void
own_line(struct ingest *g)
{
	struct slice line, type, id;
	int64_t ts;

	if (own_event(&g->event, &g->out, &line, &ts) == -1) {
		stream_reject(g->stream, &g->event);
		return;
	}
	if (g->dedup != NULL) {
		type = event_get(&g->event, "type");
		id = event_get(&g->event, "id");
		/* Without an id of its own the line is its id. */
		if (dedup_seen(g->dedup, type, id.n > 0 ? id : g->event.line, ts)) {
			g->duplicates++;
			return;
		}
	}
	stream_write(g->stream, line);
}

/* event=NOTIFY_END&caller_id=%2B380 as a JSON object of texts. */
static struct slice
form_to_json(struct ingest *g, struct slice line)
{
	const char *p = line.p, *end = line.p + line.n, *stop, *equals;
	struct buf text = { 0 };

	g->out.n = 0;
	buf_char(&g->out, '{');
	for (; p < end; p = stop + 1) {
		if ((stop = memchr(p, '&', (size_t)(end - p))) == NULL)
			stop = end;
		if ((equals = memchr(p, '=', (size_t)(stop - p))) == NULL)
			continue;
		if (g->out.n > 1)
			buf_char(&g->out, ',');
		text.n = 0;
		text_unescape_url(&text, (struct slice){ p, (size_t)(equals - p) }, true);
		json_quote(&g->out, buf_view(&text));
		buf_char(&g->out, ':');
		text.n = 0;
		text_unescape_url(
		    &text, (struct slice){ equals + 1, (size_t)(stop - equals) - 1 }, true);
		json_quote(&g->out, buf_view(&text));
	}
	buf_char(&g->out, '}');
	buf_free(&text);
	return (buf_view(&g->out));
}

static void
take_line(struct ingest *g, struct slice line)
{
	struct slice json = line;
	struct row row;

	if (text_trim(line).n == 0)
		return;
	stream_count(g->stream, 1);
	g->event.file = input_name(g->in);
	g->event.number = g->line;
	if (g->map->container == CONTAINER_FORM)
		json = form_to_json(g, line);
	if (event_read(&g->event, json) == -1)
		stream_reject(g->stream, &g->event);
	else if (g->convert == NULL)
		own_line(g);
	else {
		row = (struct row){ NULL, 0, &g->event, line, g->event.file, g->line };
		convert_row(g->convert, &row);
	}
}

enum { LONG_KEPT = 64 << 10 }; /* what a reject shows of a line */

/* A line over the limit is passed by in pieces; its beginning is kept for the reject. */
static void
skip_long_line(struct ingest *g, struct slice view)
{
	char *kept = mem_dup(view.p, LONG_KEPT);
	const char *lf = NULL;
	uint64_t full = 0;
	size_t n;

	while (lf == NULL && view.n > 0) {
		lf = memchr(view.p, '\n', view.n);
		n = lf != NULL ? (size_t)(lf - view.p) : view.n;
		full += n;
		input_skip(g->in, lf != NULL ? n + 1 : n);
		if (lf == NULL)
			view = input_peek(g->in, 1);
	}
	stream_count(g->stream, 1);
	stream_reject_raw(g->stream, input_name(g->in), g->line, 0, "line over 16 MiB",
	    (struct slice){ kept, LONG_KEPT }, full);
	free(kept);
	g->line++;
}

static void
run_lines(struct ingest *g)
{
	struct slice view, line;
	const char *lf;
	size_t n, seen;

	g->line = 1;
	while ((view = input_peek(g->in, 1)).n > 0) {
		input_mark(g->in);
		seen = 0;
		while ((lf = memchr(view.p + seen, '\n', view.n - seen)) == NULL &&
		       view.n <= SCAN_LINE) {
			seen = n = view.n;
			view = input_peek(g->in, n + 1);
			if (view.n == n)
				break;
		}
		line = (struct slice){ view.p, lf == NULL ? view.n : (size_t)(lf - view.p) };
		if (line.n > SCAN_LINE) {
			skip_long_line(g, line);
			continue;
		}
		n = lf == NULL ? line.n : line.n + 1;
		if (line.n > 0 && line.p[line.n - 1] == '\r')
			line.n--;
		if (lf == NULL && input_failed(g->in)) {
			stream_count(g->stream, 1);
			stream_reject_raw(g->stream, input_name(g->in), g->line, 0,
			    "the input breaks off in this line", line, 0);
		} else
			take_line(g, line);
		g->line++;
		input_skip(g->in, n);
	}
}

/* A live pipe may have no more than a line for hours: what is there decides, once a line is whole.
 */
static const char *
detect(struct ingest *g, struct slice *head)
{
	const char *name;
	size_t n;
	bool last;

	do {
		n = head->n;
		last = n >= HEAD;
		if (n > 0 && (last || memchr(head->p, '\n', n) != NULL) &&
		    (name = catalogue_detect(g->catalogue, input_name(g->in), *head, last)) != NULL)
			return (name);
		if (!last)
			*head = input_peek(g->in, n + 1);
		if (head->n > HEAD)
			head->n = HEAD;
	} while (head->n > n);
	if (n == 0 || last)
		return (NULL);
	return (catalogue_detect(g->catalogue, input_name(g->in), *head, true));
}

/* The mapping of the current file; 1 if there is nothing in it. */
static int
find_map(struct ingest *g)
{
	struct slice head = { NULL, 0 };
	const char *name;

	if (g->options->format != NULL)
		return (g->map != NULL ? 0 : open_map(g, g->options->format));
	if (g->catalogue == NULL && (g->catalogue = catalogue_load()) == NULL)
		return (-1);
	if ((name = detect(g, &head)) == NULL)
		return (head.n == 0 ? 1 : -1);
	if (!g->options->quiet)
		warnx("%s: format %s", input_name(g->in), name);
	if (g->map != NULL && strcmp(g->map->name, name) == 0)
		return (0);
	close_map(g);
	return (open_map(g, name));
}

static int
run(struct ingest *g)
{
	int found;

	if (g->options->format != NULL && open_map(g, g->options->format) == -1)
		return (-1);
	while (input_next_file(g->in)) {
		if ((found = find_map(g)) == -1)
			return (-1);
		if (found == 1)
			continue;
		switch (g->map->container) {
		case CONTAINER_CSV:
			run_csv(g);
			break;
		case CONTAINER_JSON:
			run_json(g);
			break;
		default:
			run_lines(g);
		}
	}
	return (0);
}

int
ingest(struct stream *stream, const struct ingest_options *options)
{
	struct ingest g = { .stream = stream, .in = stream_input(stream), .options = options };
	int ret;

	if ((g.zone = zone_load(options->zone)) == NULL)
		return (-1);
	if (options->dedup)
		g.dedup = dedup_new(options->dedup_window);
	ret = run(&g);
	close_map(&g);
	if (g.duplicates > 0 && !options->quiet)
		warnx("%" PRIu64 " %s dropped: type and id were seen before", g.duplicates,
		    g.duplicates == 1 ? "event" : "events");
	catalogue_free(g.catalogue);
	dedup_free(g.dedup);
	zone_free(g.zone);
	csv_row_free(&g.row);
	event_free(&g.event);
	buf_free(&g.names);
	buf_free(&g.out);
	free(g.columns);
	return (ret);
}

int
ingest_list(void)
{
	struct catalogue *c = catalogue_load();
	const struct catalogue_entry *e;
	size_t i;

	if (c == NULL)
		return (-1);
	for (i = 0; (e = catalogue_entry(c, i)) != NULL; i++)
		printf("%-16s %.*s\n", e->name, (int)e->title.n, e->title.p);
	catalogue_free(c);
	if (fflush(stdout) == EOF || ferror(stdout)) {
		warn("standard output");
		return (-1);
	}
	return (0);
}
