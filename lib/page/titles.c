#include "page/titles.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/say.h"
#include "base/share.h"
#include "base/table.h"
#include "conf/conf.h"

/* What the command line says of a column. */
struct override {
	struct slice title; /* n = 0: nothing */
	enum figure_kind kind;
};

struct titles {
	struct conf *conf;
	const struct conf_node *columns; /* a mapping or NULL */
	struct table *overrides;	 /* name -> struct override */
	struct figure_marks marks;
	struct slice words[WORD_COUNT];
};

static const char *const top_keys[] = { "numbers", "words", "columns", NULL };
static const char *const mark_keys[] = { "decimal", "thousands", "percent", NULL };
static const char *const word_keys[] = { "total", "unknown", "yes", "no", NULL };
static const char *const column_keys[] = { "title", "kind", "values", NULL };

static int
read_marks(struct titles *t, const struct conf_node *map)
{
	if (map == NULL)
		return (0);
	if (conf_map(t->conf, map, mark_keys) == -1 ||
	    conf_text_of(t->conf, map, "decimal", &t->marks.decimal) == -1 ||
	    conf_text_of(t->conf, map, "thousands", &t->marks.thousands) == -1 ||
	    conf_text_of(t->conf, map, "percent", &t->marks.percent) == -1)
		return (-1);
	return (0);
}

static int
read_words(struct titles *t, const struct conf_node *map)
{
	size_t i;

	if (map == NULL)
		return (0);
	if (conf_map(t->conf, map, word_keys) == -1)
		return (-1);
	for (i = 0; i < WORD_COUNT; i++)
		if (conf_text_of(t->conf, map, word_keys[i], &t->words[i]) == -1)
			return (-1);
	return (0);
}

/* Are all values of a column's `values:` texts? */
static int
check_values(const struct titles *t, const struct conf_node *values)
{
	struct slice text;
	size_t i;

	if (values == NULL)
		return (0);
	if (values->kind != CONF_MAP)
		return (conf_error(t->conf, values, "\"values\" must be a mapping"));
	for (i = 0; i < values->n; i++)
		if (conf_text(t->conf, conf_value(values, i), &text) == -1)
			return (-1);
	return (0);
}

static int
check_column(const struct titles *t, const struct conf_node *map)
{
	struct slice text;
	int kind;

	if (conf_map(t->conf, map, column_keys) == -1 ||
	    conf_text_of(t->conf, map, "title", &text) == -1 ||
	    conf_choice_of(t->conf, map, "kind", figure_names, &kind) == -1)
		return (-1);
	return (check_values(t, conf_member(map, "values")));
}

static int
check_columns(const struct titles *t)
{
	size_t i;

	if (t->columns == NULL)
		return (0);
	if (t->columns->kind != CONF_MAP)
		return (conf_error(t->conf, t->columns, "\"columns\" must be a mapping"));
	for (i = 0; i < t->columns->n; i++)
		if (check_column(t, conf_value(t->columns, i)) == -1)
			return (-1);
	return (0);
}

struct titles *
titles_load(const char *lang)
{
	struct titles *t = mem_zero(1, sizeof(*t));
	const struct conf_node *root;
	char *path = share_find("titles", lang, ".yaml", "language");

	t->overrides = table_new(sizeof(struct override));
	t->marks = (struct figure_marks){ SLICE("."), SLICE(","), SLICE("%") };
	t->words[WORD_TOTAL] = SLICE("Total");
	t->words[WORD_UNKNOWN] = SLICE("-");
	t->words[WORD_YES] = SLICE("yes");
	t->words[WORD_NO] = SLICE("no");
	if (path == NULL || (t->conf = conf_load(path)) == NULL)
		goto err;
	root = conf_root(t->conf);
	if (conf_map(t->conf, root, top_keys) == -1)
		goto err;
	t->columns = conf_member(root, "columns");
	if (read_marks(t, conf_member(root, "numbers")) == -1 ||
	    read_words(t, conf_member(root, "words")) == -1 || check_columns(t) == -1)
		goto err;
	free(path);
	return (t);

err:
	free(path);
	titles_free(t);
	return (NULL);
}

void
titles_free(struct titles *t)
{
	if (t == NULL)
		return;
	table_free(t->overrides);
	conf_free(t->conf);
	free(t);
}

/* Split NAME=VALUE of an option; false, said, if it has not that form. */
static struct override *
split(struct titles *t, const char *option, const char *spec, const char **value)
{
	const char *equals = strrchr(spec, '=');

	if (equals == NULL || equals == spec) {
		warnx("%s %s: give it as COLUMN=%s", option, spec,
		    strcmp(option, "--kind") == 0 ? "KIND" : "TEXT");
		return (NULL);
	}
	*value = equals + 1;
	return (table_put(t->overrides, (struct slice){ spec, (size_t)(equals - spec) }, NULL));
}

int
titles_set_kind(struct titles *t, const char *option, const char *spec)
{
	struct buf why = { 0 };
	const char *value;
	struct override *o;
	int i;

	if ((o = split(t, option, spec, &value)) == NULL)
		return (-1);
	for (i = 0; figure_names[i] != NULL; i++)
		if (strcmp(figure_names[i], value) == 0) {
			o->kind = FIGURE_TEXT + (enum figure_kind)i;
			return (0);
		}
	say_unknown(&why, "kind", slice_of(value), figure_names);
	warnx("%s %s: %s", option, spec, buf_cstr(&why));
	buf_free(&why);
	return (-1);
}

int
titles_set_title(struct titles *t, const char *option, const char *spec)
{
	struct override *o;
	const char *value;

	if ((o = split(t, option, spec, &value)) == NULL)
		return (-1);
	o->title = slice_of(value);
	return (0);
}

/* Does the column end with what follows the star in the pattern? */
static bool
fits(struct slice pattern, struct slice column)
{
	size_t n = pattern.n - 1;

	return (pattern.p[0] == '*' && column.n >= n &&
		memcmp(column.p + column.n - n, pattern.p + 1, n) == 0);
}

/* The column's entry by its name, else that of the longest ending that fits. */
static const struct conf_node *
find_entry(const struct titles *t, struct slice column)
{
	const struct conf_node *key, *best = NULL;
	size_t i, longest = 0;

	for (i = 0; t->columns != NULL && i < t->columns->n; i++) {
		key = conf_key(t->columns, i);
		if (slice_eq(key->text, column))
			return (conf_value(t->columns, i));
		if (key->text.n > longest && fits(key->text, column)) {
			longest = key->text.n;
			best = conf_value(t->columns, i);
		}
	}
	return (best);
}

struct title
titles_find(const struct titles *t, struct slice column)
{
	const struct override *o = table_get(t->overrides, column);
	const struct conf_node *entry = find_entry(t, column);
	struct title title = { column, FIGURE_PLAIN, NULL };
	int kind = -1;

	if (entry != NULL) {
		/* Checked when the file was read: these cannot fail. */
		conf_text_of(t->conf, entry, "title", &title.text);
		if (conf_choice_of(t->conf, entry, "kind", figure_names, &kind) == 0)
			title.kind = FIGURE_TEXT + (enum figure_kind)kind;
		title.values = conf_member(entry, "values");
	}
	if (o != NULL && o->title.n > 0)
		title.text = o->title;
	if (o != NULL && o->kind != FIGURE_PLAIN)
		title.kind = o->kind;
	return (title);
}

bool
titles_value(const struct title *title, struct slice text, struct slice *called)
{
	size_t i;

	for (i = 0; title->values != NULL && i < title->values->n; i++)
		if (slice_eq(conf_key(title->values, i)->text, text)) {
			*called = conf_value(title->values, i)->text;
			return (true);
		}
	return (false);
}

struct slice
titles_word(const struct titles *t, enum titles_word word)
{
	return (t->words[word]);
}

const struct figure_marks *
titles_marks(const struct titles *t)
{
	return (&t->marks);
}
