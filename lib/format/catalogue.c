#include "format/catalogue.h"

#include <dirent.h>
#include <err.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/share.h"
#include "conf/conf.h"
#include "format/text.h"

struct entry {
	struct catalogue_entry public;
	char *name;
	struct conf *conf;
	const struct conf_node *detect;
};

struct catalogue {
	struct entry *entries;
	size_t n;
};

static int
is_yaml(const struct dirent *d)
{
	const char *dot = strrchr(d->d_name, '.');

	return (dot != NULL && dot != d->d_name && strcmp(dot, ".yaml") == 0);
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
	return (strcmp((*a)->d_name, (*b)->d_name));
}

static int
add_entry(struct catalogue *c, const char *file)
{
	struct entry *e = &c->entries[c->n++];
	char *path;

	e->name = mem_dup(file, strlen(file) - strlen(".yaml"));
	path = share_path("formats", e->name, ".yaml");
	e->conf = conf_load(path);
	free(path);
	if (e->conf == NULL)
		return (-1);
	e->public.name = e->name;
	if (conf_text_of(e->conf, conf_root(e->conf), "title", &e->public.title) == -1)
		return (-1);
	e->detect = conf_member(conf_root(e->conf), "detect");
	return (e->detect == NULL ? 0 : conf_list(e->conf, e->detect));
}

struct catalogue *
catalogue_load(void)
{
	struct catalogue *c = mem_zero(1, sizeof(*c));
	struct dirent **files;
	char *folder = share_path("formats", "", "");
	int n, i, ret = 0;

	if ((n = scandir(folder, &files, is_yaml, by_name)) == -1) {
		warn("%s", folder);
		free(folder);
		free(c);
		return (NULL);
	}
	free(folder);
	c->entries = mem_zero((size_t)n + 1, sizeof(*c->entries));
	for (i = 0; i < n; i++) {
		if (ret == 0)
			ret = add_entry(c, files[i]->d_name);
		free(files[i]);
	}
	free(files);
	if (ret == 0)
		return (c);
	catalogue_free(c);
	return (NULL);
}

void
catalogue_free(struct catalogue *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->n; i++) {
		conf_free(c->entries[i].conf);
		free(c->entries[i].name);
	}
	free(c->entries);
	free(c);
}

const struct catalogue_entry *
catalogue_entry(const struct catalogue *c, size_t i)
{
	return (i < c->n ? &c->entries[i].public : NULL);
}

static bool
has(struct slice head, struct slice text)
{
	return (text.n > 0 && head.n >= text.n && memmem(head.p, head.n, text.p, text.n) != NULL);
}

/* One text, or one of several. */
static bool
shows(const struct conf_node *node, struct slice head)
{
	size_t i;

	if (node->kind != CONF_LIST)
		return (node->text.n > 1 && node->text.p[0] == '^'
			    ? head.n >= node->text.n - 1 &&
				  memcmp(head.p, node->text.p + 1, node->text.n - 1) == 0
			    : has(head, node->text));
	for (i = 0; i < node->n; i++)
		if (shows(conf_item(node, i), head))
			return (true);
	return (false);
}

/* How many of the texts that a format shows are there; 0 if one of them is not. */
static size_t
score(const struct entry *e, struct slice head)
{
	const struct conf_node *node;
	size_t points = 0, i;

	for (i = 0; e->detect != NULL && i < e->detect->n; i++) {
		node = conf_item(e->detect, i);
		if (node->kind == CONF_SCALAR && node->text.n > 1 && node->text.p[0] == '!') {
			if (has(head, (struct slice){ node->text.p + 1, node->text.n - 1 }))
				return (0);
		} else if (!shows(node, head))
			return (0);
		else
			points++;
	}
	return (points);
}

const char *
catalogue_detect(const struct catalogue *c, const char *file, struct slice head, bool last)
{
	const struct entry *best = NULL, *second = NULL;
	struct buf utf8 = { 0 };
	size_t most = 0, points, i, cut;

	/* A character may be cut in two at the end of the head. */
	for (cut = 0; cut < 4 && cut < head.n; cut++)
		if (text_utf8((struct slice){ head.p, head.n - cut }))
			break;
	if (cut == 4) {
		text_from_1251(&utf8, head);
		head = buf_view(&utf8);
	}
	for (i = 0; i < c->n; i++) {
		if ((points = score(&c->entries[i], head)) == 0 || points < most)
			continue;
		second = points == most ? best : NULL;
		best = &c->entries[i];
		most = points;
	}
	buf_free(&utf8);
	if (!last)
		return (best == NULL || second != NULL ? NULL : best->name);
	if (best == NULL)
		warnx("%s: unknown format: give --format (--list names those there are)", file);
	else if (second != NULL)
		warnx("%s: may be in the format %s or %s: give --format", file, second->name,
		    best->name);
	return (best == NULL || second != NULL ? NULL : best->name);
}
