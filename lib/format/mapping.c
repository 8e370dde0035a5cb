#include "format/mapping.h"

#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"
#include "format/mapping_in.h"
#include "format/phone.h"

static const char *const top_keys[] = { "title", "container", "records", "separator", "quote",
	"escape", "header", "columns", "layouts", "encoding", "decimal", "zone", "region", "skip",
	"absent", "detect", "tables", "with", "hints", "events", NULL };

/* A text, or a list of them. */
static int
texts(
    struct mapping *m, const struct conf_node *map, const char *key, struct slice **out, size_t *n)
{
	const struct conf_node *node = conf_member(map, key);
	size_t i;

	if (node == NULL)
		return (0);
	if (node->kind == CONF_SCALAR) {
		*out = mem_zero(1, sizeof(**out));
		*n = 1;
		return (conf_text(m->conf, node, *out));
	}
	if (conf_list(m->conf, node) == -1)
		return (-1);
	*out = mem_zero(node->n + 1, sizeof(**out));
	for (i = 0; i < node->n; i++)
		if (conf_text(m->conf, conf_item(node, i), &(*out)[i]) == -1)
			return (-1);
	*n = node->n;
	return (0);
}

static int
one_char(struct mapping *m, const struct conf_node *map, const char *key, char *c)
{
	struct slice text;
	int got = conf_text_of(m->conf, map, key, &text);

	if (got != 0)
		return (got == 1 ? 0 : -1);
	if (text.n == 0 || slice_is(text, "none"))
		*c = '\0';
	else if (slice_is(text, "tab") || slice_is(text, "\\t"))
		*c = '\t';
	else if (text.n == 1)
		*c = text.p[0];
	else
		return (conf_error(m->conf, conf_member(map, key),
		    "\"%s\" must be one character, \"tab\" or \"none\"", key));
	return (0);
}

static int
load_layouts(struct mapping *m, const struct conf_node *root)
{
	static const char *const keys[] = { "columns", "digits", NULL };
	const struct conf_node *list = conf_member(root, "layouts"), *item;
	struct slice test;
	size_t i, j;
	int got;

	if (conf_member(root, "columns") != NULL) {
		m->layouts = mem_zero(1, sizeof(*m->layouts));
		m->nlayouts = 1;
		m->layouts[0].test = SIZE_MAX;
		return (texts(m, root, "columns", &m->layouts[0].columns, &m->layouts[0].n));
	}
	if (list == NULL)
		return (0);
	if (conf_list(m->conf, list) == -1)
		return (-1);
	m->layouts = mem_zero(list->n, sizeof(*m->layouts));
	m->nlayouts = list->n;
	for (i = 0; i < list->n; i++) {
		struct layout *l = &m->layouts[i];

		item = conf_item(list, i);
		l->test = SIZE_MAX;
		if (conf_map(m->conf, item, keys) == -1 ||
		    texts(m, item, "columns", &l->columns, &l->n) == -1 ||
		    (got = conf_text_of(m->conf, item, "digits", &test)) == -1)
			return (-1);
		if (got == 1)
			continue;
		for (j = 0; j < l->n; j++)
			if (slice_eq(l->columns[j], test))
				l->test = j;
		if (l->test == SIZE_MAX)
			return (conf_error(m->conf, conf_member(item, "digits"),
			    "\"%s\" is none of the columns", test.p));
	}
	return (0);
}

static int
load_container(struct mapping *m, const struct conf_node *root)
{
	static const char *const containers[] = { "csv", "json", "ndjson", "events", "form", "tsv",
		NULL };
	static const char *const escapes[] = { "double", "backslash", "clickhouse", NULL };
	static const char *const encodings[] = { "utf-8", "windows-1251", NULL };
	static const char *const headers[] = { "true", "false", "maybe", NULL };
	int container = -1, escape = CSV_DOUBLE, encoding = ENCODING_UTF8, header = HEADER_YES, got;

	if ((got = conf_choice_of(m->conf, root, "container", containers, &container)) != 0)
		return (got == -1 ? -1
				  : conf_error(m->conf, root,
					"no \"container\": one of csv, tsv, json, ndjson, form"));
	m->csv = (struct csv_shape){ ',', '"', CSV_DOUBLE, ENCODING_UTF8 };
	if (container == 5) {
		container = CONTAINER_CSV;
		m->csv.sep = '\t';
		m->csv.quote = '\0';
	}
	m->container = (enum container)container;
	if (one_char(m, root, "separator", &m->csv.sep) == -1 ||
	    one_char(m, root, "quote", &m->csv.quote) == -1 ||
	    conf_choice_of(m->conf, root, "escape", escapes, &escape) == -1 ||
	    conf_choice_of(m->conf, root, "encoding", encodings, &encoding) == -1 ||
	    conf_choice_of(m->conf, root, "header", headers, &header) == -1 ||
	    texts(m, root, "records", &m->records, &m->nrecords) == -1 ||
	    load_layouts(m, root) == -1)
		return (-1);
	m->csv.escape = (enum csv_escape)escape;
	m->csv.encoding = (enum encoding)encoding;
	m->header = (enum header)header;
	if (m->container == CONTAINER_CSV && m->header != HEADER_YES && m->nlayouts == 0)
		return (conf_error(m->conf, root,
		    "without a header the columns must be named: \"columns\" or \"layouts\""));
	if (m->container == CONTAINER_JSON && m->nrecords == 0)
		return (conf_error(m->conf, root,
		    "no \"records\": where they are, as \"result.data\", \"[]\" or \".\""));
	return (0);
}

static int
load_decimal(struct mapping *m, const struct conf_node *root)
{
	static const char *const marks[] = { "point", "comma", NULL };
	int mark, got = conf_choice_of(m->conf, root, "decimal", marks, &mark);

	if (got == 0)
		m->decimal = mark == 0 ? '.' : ',';
	return (got == -1 ? -1 : 0);
}

static int
load_region(struct mapping *m, const struct conf_node *root)
{
	struct slice region;
	int got = conf_text_of(m->conf, root, "region", &region);

	if (got != 0)
		return (got == 1 ? 0 : -1);
	if (region.n != 2 || !phone_region(region.p))
		return (conf_error(m->conf, conf_member(root, "region"),
		    "no region \"%s\": a country as RU, UA, US", region.p));
	memcpy(m->region, region.p, 2);
	return (0);
}

static int
load_skip(struct mapping *m, const struct conf_node *root)
{
	static const char *const keys[] = { "first", "single", "when", NULL };
	const struct conf_node *skip = conf_member(root, "skip");
	bool failed = false;

	if (skip == NULL)
		return (0);
	if (conf_map(m->conf, skip, keys) == -1 ||
	    conf_int_of(m->conf, skip, "first", 0, 1000, &m->skip_first) == -1 ||
	    conf_bool_of(m->conf, skip, "single", &m->skip_single) == -1)
		return (-1);
	m->skip = mapping_expr(m, skip, "when", &failed);
	return (failed ? -1 : 0);
}

static int
load_absent(struct mapping *m, const struct conf_node *root)
{
	struct slice *words = NULL;
	size_t n = 0, i;

	if (texts(m, root, "absent", &words, &n) == -1) {
		free(words);
		return (-1);
	}
	if (n > 0)
		m->absent = table_new(1);
	for (i = 0; i < n; i++)
		table_put(m->absent, words[i], NULL);
	free(words);
	return (0);
}

/* The number of a column, made if it is new. */
static size_t
column_of(struct lookup_table *t, const char *name)
{
	size_t i;

	for (i = 0; i < t->ncolumns; i++)
		if (strcmp(t->columns[i], name) == 0)
			return (i);
	t->columns = mem_resize(t->columns, t->ncolumns + 1, sizeof(*t->columns));
	t->columns[t->ncolumns] = mem_str(name);
	return (t->ncolumns++);
}

static int
raw_json(struct mapping *m, const struct conf_node *node, struct slice *out)
{
	struct buf b = { 0 };

	if (conf_json(m->conf, node, &b) == -1) {
		buf_free(&b);
		return (-1);
	}
	*out = buf_view(&b);
	return (0);
}

static int
load_table(struct mapping *m, const struct conf_node *name, const struct conf_node *rows)
{
	struct lookup_table *t = mem_zero(1, sizeof(*t));
	const struct conf_node *row;
	struct lookup *lookup;
	size_t i, j;

	m->tables = mem_resize(m->tables, m->ntables + 1, sizeof(*m->tables));
	m->tables[m->ntables++] = t;
	t->name = mem_str(name->text.p);
	t->rows = table_new(sizeof(struct lookup));
	if (rows->kind != CONF_MAP)
		return (conf_error(m->conf, rows, "a table is a mapping from texts to values"));
	for (i = 0; i < rows->n; i++)
		if (conf_value(rows, i)->kind == CONF_MAP)
			for (row = conf_value(rows, i), j = 0; j < row->n; j++)
				column_of(t, conf_key(row, j)->text.p);
	for (i = 0; i < rows->n; i++) {
		row = conf_value(rows, i);
		lookup = table_put(t->rows, conf_key(rows, i)->text, NULL);
		if (strchr(conf_key(rows, i)->text.p, '*') != NULL) {
			t->globs = mem_resize(t->globs, t->nglobs + 1, sizeof(*t->globs));
			t->globs[t->nglobs++] = mem_str(conf_key(rows, i)->text.p);
		}
		if (t->ncolumns > 0)
			lookup->picks = mem_zero(t->ncolumns, sizeof(*lookup->picks));
		if (row->kind != CONF_MAP) {
			if (raw_json(m, row, &lookup->value) == -1)
				return (-1);
			continue;
		}
		for (j = 0; j < row->n; j++)
			if (raw_json(m, conf_value(row, j),
				&lookup->picks[column_of(t, conf_key(row, j)->text.p)]) == -1)
				return (-1);
	}
	return (0);
}

static int
load_tables(struct mapping *m, const struct conf_node *root)
{
	const struct conf_node *tables = conf_member(root, "tables");
	size_t i;

	if (tables == NULL)
		return (0);
	if (tables->kind != CONF_MAP)
		return (conf_error(m->conf, tables, "\"tables\" must be a mapping"));
	for (i = 0; i < tables->n; i++)
		if (load_table(m, conf_key(tables, i), conf_value(tables, i)) == -1)
			return (-1);
	return (0);
}

static int
load_hints(struct mapping *m, const struct conf_node *root)
{
	static const char *const keys[] = { "when", "say", NULL };
	const struct conf_node *list = conf_member(root, "hints"), *item;
	bool failed = false;
	size_t i;

	if (list == NULL)
		return (0);
	if (conf_list(m->conf, list) == -1)
		return (-1);
	m->hints = mem_zero(list->n, sizeof(*m->hints));
	for (i = 0; i < list->n; i++) {
		item = conf_item(list, i);
		if (conf_map(m->conf, item, keys) == -1)
			return (-1);
		m->hints[m->nhints++].when = mapping_expr(m, item, "when", &failed);
		if (failed)
			return (-1);
		if (conf_text_of(m->conf, item, "say", &m->hints[i].text) != 0 ||
		    m->hints[i].when == NULL)
			return (conf_error(m->conf, item, "a hint has \"when\" and \"say\""));
	}
	return (0);
}

static int
load_events(struct mapping *m, const struct conf_node *root)
{
	const struct conf_node *list = conf_member(root, "events");
	size_t i;

	if (m->container == CONTAINER_EVENTS)
		return (0);
	if (conf_member(root, "with") != NULL && mapping_with(m, conf_member(root, "with")) == -1)
		return (-1);
	if (list == NULL)
		return (conf_error(m->conf, root, "no \"events\": what a row becomes"));
	if (conf_list(m->conf, list) == -1)
		return (-1);
	m->makers = mem_zero(list->n, sizeof(*m->makers));
	for (i = 0; i < list->n; i++) {
		m->nmakers++;
		if (mapping_maker(m, conf_item(list, i), &m->makers[i]) == -1)
			return (-1);
	}
	return (0);
}

/* "share/formats/uis.yaml" is uis. */
static char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/'), *dot;

	path = slash == NULL ? path : slash + 1;
	dot = strrchr(path, '.');
	return (mem_dup(path, dot == NULL || dot == path ? strlen(path) : (size_t)(dot - path)));
}

struct mapping *
mapping_load(const char *path)
{
	struct mapping *m = mem_zero(1, sizeof(*m));
	const struct conf_node *root;

	if ((m->conf = conf_load(path)) == NULL) {
		free(m);
		return (NULL);
	}
	m->name = base_name(path);
	root = conf_root(m->conf);
	if (conf_map(m->conf, root, top_keys) == -1 ||
	    conf_text_of(m->conf, root, "title", &m->title) == -1 ||
	    load_container(m, root) == -1 || mapping_zone(m, root, &m->zone) == -1 ||
	    load_region(m, root) == -1 || load_decimal(m, root) == -1 || load_skip(m, root) == -1 ||
	    load_absent(m, root) == -1 || load_tables(m, root) == -1 || load_hints(m, root) == -1 ||
	    load_events(m, root) == -1) {
		mapping_free(m);
		return (NULL);
	}
	return (m);
}

static void
table_rows_free(struct lookup_table *t)
{
	struct lookup *row;
	size_t i;

	for (row = table_next(t->rows, NULL); row != NULL; row = table_next(t->rows, row)) {
		free((void *)(uintptr_t)row->value.p);
		for (i = 0; row->picks != NULL && i < t->ncolumns; i++)
			free((void *)(uintptr_t)row->picks[i].p);
		free(row->picks);
	}
	for (i = 0; i < t->ncolumns; i++)
		free(t->columns[i]);
	for (i = 0; i < t->nglobs; i++)
		free(t->globs[i]);
	free(t->globs);
	free(t->columns);
	free(t->name);
	table_free(t->rows);
	free(t);
}

void
mapping_free(struct mapping *m)
{
	size_t i;

	if (m == NULL)
		return;
	for (i = 0; i < m->nwith; i++)
		mapping_part_free(&m->with[i]);
	free(m->with);
	for (i = 0; i < m->nmakers; i++)
		mapping_maker_free(&m->makers[i]);
	for (i = 0; i < m->ntables; i++)
		table_rows_free(m->tables[i]);
	for (i = 0; i < m->nsources; i++)
		free(m->sources[i].steps);
	for (i = 0; i < m->nlayouts; i++)
		free(m->layouts[i].columns);
	for (i = 0; i < m->nhints; i++)
		expr_free(m->hints[i].when);
	expr_free(m->skip);
	zone_free(m->zone);
	if (m->absent != NULL)
		table_free(m->absent);
	free(m->makers);
	free(m->tables);
	free(m->sources);
	free(m->layouts);
	free(m->hints);
	free(m->records);
	free(m->name);
	conf_free(m->conf);
	free(m);
}

static bool
parts_read(const struct part *parts, size_t n, const char *column)
{
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = 0; j < parts[i].ntakes; j++) {
			const struct take *take = &parts[i].takes[j];

			if ((take->when != NULL && expr_reads(take->when, column)) ||
			    (take->jq != NULL && expr_reads(take->jq, column)))
				return (true);
		}
	return (false);
}

bool
mapping_reads(const struct mapping *m, const char *column)
{
	size_t i;

	if ((m->skip != NULL && expr_reads(m->skip, column)) ||
	    parts_read(m->with, m->nwith, column))
		return (true);
	for (i = 0; i < m->nhints; i++)
		if (expr_reads(m->hints[i].when, column))
			return (true);
	for (i = 0; i < m->nmakers; i++)
		if ((m->makers[i].when != NULL && expr_reads(m->makers[i].when, column)) ||
		    parts_read(m->makers[i].members, m->makers[i].nmembers, column))
			return (true);
	return (false);
}
