#include "label/rules.h"

#include <err.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/share.h"
#include "time/period.h"

char *
rules_path(
    const char *share, const char *name, const struct conf *conf, const struct conf_node *node)
{
	struct buf why = { 0 };
	char *path = share_find_why(share, name, ".yaml", "rules", &why);

	if (path == NULL && conf != NULL)
		conf_error(conf, node, "%s", buf_cstr(&why));
	else if (path == NULL)
		warnx("%s", buf_cstr(&why));
	buf_free(&why);
	return (path);
}

/* Where `extends` leads: a name is one of share/, FILE.yaml stands beside the file that names it.
 */
static char *
resolve(const struct conf *conf, const struct conf_node *extends, const char *share)
{
	const char *from = conf_name(conf);
	const char *slash = strrchr(from, '/');
	struct slice name = extends->text;
	struct buf b = { 0 };
	char *path;

	if (memchr(name.p, '/', name.n) == NULL && memchr(name.p, '.', name.n) == NULL)
		return (rules_path(share, name.p, conf, extends));
	if (name.p[0] != '/' && slash != NULL)
		buf_add(&b, from, (size_t)(slash + 1 - from));
	buf_slice(&b, name);
	path = mem_dup(b.p, b.n);
	buf_free(&b);
	return (path);
}

/* Load a file and follow its `extends`. */
static int
load_chain(struct rules *rules, const char *path)
{
	const size_t most = sizeof(rules->files) / sizeof(rules->files[0]);
	const struct conf_node *extends;
	struct conf *conf;
	struct slice name;
	char *next = mem_str(path);

	for (;;) {
		conf = conf_load(next);
		free(next);
		if (conf == NULL)
			return (-1);
		rules->files[rules->nfiles++] = conf;
		if (conf_map(conf, conf_root(conf), rules->kind->keys) == -1)
			return (-1);
		if ((extends = conf_member(conf_root(conf), "extends")) == NULL)
			return (0);
		if (conf_text(conf, extends, &name) == -1)
			return (-1);
		if (rules->nfiles == most || name.n == 0)
			return (conf_error(conf, extends,
			    name.n == 0 ? "\"extends\" names no file"
					: "too many files extend one another"));
		if ((next = resolve(conf, extends, rules->kind->share)) == NULL)
			return (-1);
	}
}

const struct conf_node *
rules_member(const struct rules *rules, const char *key, const struct conf **conf)
{
	const struct conf_node *node;
	size_t i;

	for (i = 0; i < rules->nfiles; i++) {
		*conf = rules->files[i];
		if ((node = conf_member(conf_root(*conf), key)) != NULL)
			return (node);
	}
	return (NULL);
}

int
rules_period_of(const struct conf *conf, const struct conf_node *map, const char *key, int64_t *ms)
{
	const struct conf_node *node = conf_member(map, key);

	if (node != NULL && node->kind == CONF_SCALAR && conf_is_number(node))
		return (conf_error(conf, node, "\"%s\" has no unit: %sd, %sh, %sm or %ss?",
		    node->text.p, node->text.p, node->text.p, node->text.p, node->text.p));
	if (conf_period_of(conf, map, key, ms) == -1)
		return (-1);
	/* Longer than all the years that a time can have. */
	if (*ms > INT64_C(10000) * 366 * 24 * 3600 * 1000)
		*ms = PERIOD_FOREVER;
	return (0);
}

int
rules_cycle(const struct conf *conf, struct cycle *cycle, double *min_talk)
{
	static const char *const all[] = { "cycle", "from", "min_talk", NULL };
	static const char *const some[] = { "cycle", "from", NULL };
	static const char *const froms[] = { "last", "first", NULL };
	const struct conf_node *map = conf_member(conf_root(conf), "unique");
	int from = cycle->from_first;

	if (map == NULL)
		return (0);
	if (conf_map(conf, map, min_talk != NULL ? all : some) == -1 ||
	    rules_period_of(conf, map, "cycle", &cycle->length) == -1 ||
	    conf_choice_of(conf, map, "from", froms, &from) == -1 ||
	    (min_talk != NULL && conf_number_of(conf, map, "min_talk", min_talk) == -1))
		return (-1);
	cycle->from_first = from == 1;
	return (0);
}

static bool
has_name(const struct rules_item *items, size_t n, struct slice name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (name.n > 0 && slice_eq(items[i].name, name))
			return (true);
	return (false);
}

/* Take the rules that a file leaves out from those it extends. */
static int
leave_out(struct rules *rules, const struct conf *conf)
{
	const struct conf_node *without = conf_member(conf_root(conf), "without");
	struct slice name;
	size_t i, j, kept;

	if (without == NULL)
		return (0);
	if (conf_list(conf, without) == -1)
		return (-1);
	for (i = 0; i < without->n; i++) {
		if (conf_text(conf, conf_item(without, i), &name) == -1)
			return (-1);
		for (j = kept = 0; j < rules->nitems; j++)
			if (!slice_eq(rules->items[j].name, name))
				rules->items[kept++] = rules->items[j];
		if (kept == rules->nitems)
			return (conf_error(conf, conf_item(without, i),
			    "no %s \"%s\" to leave out in what this file extends",
			    rules->kind->name, name.p));
		rules->nitems = kept;
	}
	return (0);
}

/* The rules of one file as they stand there. */
static int
read_items(const struct rules *rules, const struct conf *conf, struct rules_item **items, size_t *n)
{
	const struct conf_node *list = conf_member(conf_root(conf), rules->kind->list);
	const struct conf_node *name;
	size_t i;

	*items = NULL;
	*n = 0;
	if (list == NULL)
		return (0);
	if (conf_list(conf, list) == -1)
		return (-1);
	*items = mem_zero(list->n + 1, sizeof(**items));
	for (i = 0; i < list->n; i++) {
		(*items)[i].conf = conf;
		(*items)[i].node = conf_item(list, i);
		if ((*items)[i].node->kind != CONF_MAP)
			return (conf_error(conf, (*items)[i].node,
			    "a rule is a mapping: {%s: ..., when: ...}", rules->kind->name));
		name = conf_member((*items)[i].node, rules->kind->name);
		if (name != NULL && conf_text(conf, name, &(*items)[i].name) == -1)
			return (-1);
	}
	*n = list->n;
	return (0);
}

/* Join a file's rules with those of what it extends, which are in rules->items. */
static void
join_items(struct rules *rules, const struct rules_item *own, size_t nown)
{
	struct rules_item *all = mem_zero(rules->nitems + nown + 1, sizeof(*all));
	const struct rules_item *base = rules->items;
	size_t i, j, n = 0;

	for (i = 0; rules->kind->added_first && i < nown; i++)
		if (!has_name(base, rules->nitems, own[i].name))
			all[n++] = own[i];
	for (i = 0; i < rules->nitems; i++) {
		if (!has_name(own, nown, base[i].name)) {
			all[n++] = base[i];
			continue;
		}
		/* Where the first of that name stood, now stand all of the file's own. */
		if (has_name(all, n, base[i].name))
			continue;
		for (j = 0; j < nown; j++)
			if (slice_eq(own[j].name, base[i].name))
				all[n++] = own[j];
	}
	for (i = 0; !rules->kind->added_first && i < nown; i++)
		if (!has_name(base, rules->nitems, own[i].name))
			all[n++] = own[i];
	free(rules->items);
	rules->items = all;
	rules->nitems = n;
}

static int
join_file(struct rules *rules, const struct conf *conf)
{
	struct rules_item *own;
	size_t n;
	int r = -1;

	if (expr_vars_load(rules->vars, conf, conf_member(conf_root(conf), "set")) == -1)
		return (-1);
	if (read_items(rules, conf, &own, &n) == 0 && leave_out(rules, conf) == 0) {
		join_items(rules, own, n);
		r = 0;
	}
	free(own);
	return (r);
}

/* One test: {given: RECORD or list of records, expect: MEMBERS}. */
static int
check_test(const struct rules *rules, const struct conf *conf, const struct conf_node *test)
{
	static const char *const keys[] = { "given", "expect", NULL };
	const struct conf_node *given, *expect;
	size_t i;

	if (conf_map(conf, test, keys) == -1)
		return (-1);
	given = conf_member(test, "given");
	expect = conf_member(test, "expect");
	if (given == NULL || expect == NULL)
		return (conf_error(conf, test, "a test needs \"given\" and \"expect\""));
	if (given->kind == CONF_SCALAR)
		return (conf_error(conf, given, "\"given\" is a record or a list of records"));
	for (i = 0; given->kind == CONF_LIST && i < given->n; i++)
		if (conf_item(given, i)->kind != CONF_MAP)
			return (conf_error(conf, conf_item(given, i), "a record is a mapping"));
	if (given->n == 0)
		return (conf_error(conf, given, "\"given\" is empty"));
	return (conf_map(conf, expect, rules->kind->expect));
}

static int
check_tests(const struct rules *rules, const struct conf *conf)
{
	const struct conf_node *tests = conf_member(conf_root(conf), "tests");
	size_t i;

	if (tests == NULL)
		return (0);
	if (conf_list(conf, tests) == -1)
		return (-1);
	for (i = 0; i < tests->n; i++)
		if (check_test(rules, conf, conf_item(tests, i)) == -1)
			return (-1);
	return (0);
}

int
rules_load(
    struct rules *rules, const struct rules_kind *kind, const char *path, struct expr_vars *vars)
{
	size_t i;

	*rules = (struct rules){ .kind = kind, .vars = vars };
	if (load_chain(rules, path) == -1)
		return (-1);
	for (i = rules->nfiles; i-- > 0;)
		if (join_file(rules, rules->files[i]) == -1)
			return (-1);
	return (check_tests(rules, rules->files[0]));
}

void
rules_free(struct rules *rules)
{
	size_t i;

	for (i = 0; i < rules->nfiles; i++)
		conf_free(rules->files[i]);
	free(rules->items);
	expr_vars_free(rules->vars);
	*rules = (struct rules){ 0 };
}
