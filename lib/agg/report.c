/* report.c - reports as files.  See report.h. */
#include "agg/report.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/share.h"

static const char suffix[] = ".yaml";

struct conf *
report_load(const char *name)
{
	char *path = share_find("reports", name, suffix, "report");
	struct conf *c = path == NULL ? NULL : conf_load(path);

	free(path);
	return (c);
}

/* A text, or a list of texts: add each. */
static int
add_texts(const struct conf *c, const struct conf_node *node, struct agg *a,
    int (*add)(struct agg *, const struct origin *, struct slice))
{
	struct origin o = { c, node, conf_name(c) };
	struct slice text;
	size_t i;

	if (node == NULL)
		return (0);
	if (node->kind == CONF_SCALAR)
		return (conf_text(c, node, &text) == -1 ? -1 : add(a, &o, text));
	if (conf_list(c, node) == -1)
		return (-1);
	for (i = 0; i < node->n; i++) {
		o.node = conf_item(node, i);
		if (conf_text(c, o.node, &text) == -1 || add(a, &o, text) == -1)
			return (-1);
	}
	return (0);
}

/* sort: names, each with - for descending. */
static int
add_sort(const struct conf *c, const struct conf_node *node, struct agg *a)
{
	struct buf list = { 0 };
	struct slice text;
	size_t i;

	if (node->kind != CONF_SCALAR && conf_list(c, node) == -1)
		return (-1);
	for (i = 0; i < (node->kind == CONF_SCALAR ? 1 : node->n); i++) {
		if (conf_text(c, node->kind == CONF_SCALAR ? node : conf_item(node, i), &text) ==
		    -1) {
			buf_free(&list);
			return (-1);
		}
		if (i > 0)
			buf_char(&list, ',');
		buf_slice(&list, text);
	}
	agg_sort(a, buf_view(&list));
	buf_free(&list);
	return (0);
}

int
report_apply(const struct conf *c, struct report_skip skip, struct agg *a, bool *totals)
{
	static const char *const members[] = { "title", "set", "by", "where", "metrics", "sort",
		"limit", "totals", NULL };
	const struct conf_node *root = conf_root(c), *sort = conf_member(root, "sort");
	struct slice title;
	int64_t limit = 0;

	if (conf_map(c, root, members) == -1)
		return (-1);
	if (conf_text_of(c, root, "title", &title) == -1 ||
	    conf_bool_of(c, root, "totals", totals) == -1 ||
	    conf_int_of(c, root, "limit", 0, INT64_MAX, &limit) == -1)
		return (-1);
	if (conf_member(root, "metrics") == NULL)
		return (conf_error(c, NULL, "no \"metrics\" in this report"));
	if (agg_set(a, c, conf_member(root, "set")) == -1)
		return (-1);
	if (!skip.by && add_texts(c, conf_member(root, "by"), a, agg_by) == -1)
		return (-1);
	if (add_texts(c, conf_member(root, "where"), a, agg_where) == -1 ||
	    add_texts(c, conf_member(root, "metrics"), a, agg_metric) == -1)
		return (-1);
	if (!skip.sort && sort != NULL && add_sort(c, sort, a) == -1)
		return (-1);
	if (!skip.limit && limit > 0)
		agg_limit(a, (uint64_t)limit);
	return (0);
}

int
report_list(struct buf *out)
{
	char **names = share_names("reports", suffix);
	size_t i;
	struct conf *c;
	struct slice title;
	int r = 0;

	if (names == NULL)
		return (-1);
	for (i = 0; names[i] != NULL; i++) {
		title = (struct slice){ 0 };
		if ((c = report_load(names[i])) == NULL ||
		    conf_text_of(c, conf_root(c), "title", &title) == -1) {
			r = -1;
		} else {
			buf_str(out, names[i]);
			buf_char(out, '\t');
			buf_slice(out, title);
			buf_char(out, '\n');
		}
		conf_free(c);
	}
	share_names_free(names);
	return (r);
}
