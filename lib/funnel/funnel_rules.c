#include "funnel/funnel_rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "conf/conf.h"
#include "time/period.h"

static const char *const top_keys[] = { "key", "window", "order", "stages", "by", "amount",
	"reason", "forget", "set", NULL };
static const char *const stage_keys[] = { "stage", "when", NULL };
static const char *const by_keys[] = { "stage", "keys", NULL };
static const char *const orders[] = { "strict", "any", NULL };
/* Members of the output that a key must not be called like. */
static const char *const taken[] = { "stage", "entered", "of_previous", "of_first", "dropped",
	"skipped", "median", "p90", "amount", "reasons", "total", NULL };

static int
read_keys(struct funnel_rules *f, const struct conf_node *list)
{
	struct slice text;
	size_t i, k;

	if (list == NULL)
		return (conf_error(f->conf, NULL, "no \"key\": the members that tell who it is"));
	if (conf_list(f->conf, list) == -1)
		return (-1);
	/* A value is told from another member's by one byte. */
	if (list->n == 0 || list->n > 64)
		return (conf_error(f->conf, list, "\"key\" must name 1 to 64 members"));
	f->keys = mem_zero(list->n, sizeof(*f->keys));
	for (i = 0; i < list->n; i++) {
		if (conf_text(f->conf, conf_item(list, i), &text) == -1)
			return (-1);
		for (k = 0; k < f->nkeys; k++)
			if (slice_is(text, f->keys[k]))
				return (conf_error(f->conf, conf_item(list, i),
				    "the key \"%s\" is there already", f->keys[k]));
		f->keys[f->nkeys++] = mem_dup(text.p, text.n);
	}
	return (0);
}

static int
find_stage(const struct funnel_rules *f, struct slice name, size_t *at)
{
	size_t i;

	for (i = 0; i < f->chain.stages; i++)
		if (slice_eq(f->stages[i].name, name)) {
			*at = i;
			return (0);
		}
	return (-1);
}

static int
read_stage(struct funnel_rules *f, const struct conf_node *map)
{
	struct funnel_stage *s = &f->stages[f->chain.stages];
	const struct conf_node *when;
	size_t at;

	if (conf_map(f->conf, map, stage_keys) == -1)
		return (-1);
	if (conf_member(map, "stage") == NULL || (when = conf_member(map, "when")) == NULL)
		return (conf_error(f->conf, map,
		    "a stage needs \"stage\", its name, and \"when\", "
		    "a condition"));
	if (conf_text_of(f->conf, map, "stage", &s->name) == -1)
		return (-1);
	if (find_stage(f, s->name, &at) == 0)
		return (conf_error(f->conf, conf_member(map, "stage"),
		    "the stage \"%.*s\" is there already", (int)s->name.n, s->name.p));
	if ((s->when = expr_compile(f->conf, when, f->vars)) == NULL)
		return (-1);
	f->chain.stages++;
	return (0);
}

static int
read_stages(struct funnel_rules *f, const struct conf_node *list)
{
	size_t i;

	if (list == NULL)
		return (conf_error(f->conf, NULL,
		    "no \"stages\": a list of {stage: NAME, when: "
		    "CONDITION}"));
	if (conf_list(f->conf, list) == -1)
		return (-1);
	if (list->n == 0 || list->n > CHAIN_STAGES)
		return (
		    conf_error(f->conf, list, "there must be 1 to %d stages", (int)CHAIN_STAGES));
	for (i = 0; i < list->n; i++)
		if (read_stage(f, conf_item(list, i)) == -1)
			return (-1);
	return (0);
}

static bool
is_word(char c)
{
	return (
	    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
}

/* The length of NAME in "NAME=EXPRESSION", or 0. */
static size_t
name_length(struct slice text)
{
	size_t i;

	for (i = 0; i < text.n && is_word(text.p[i]); i++)
		;
	return (i < text.n && text.p[i] == '=' ? i : 0);
}

static int
check_by_name(const struct funnel_rules *f, const struct conf_node *node, struct slice name)
{
	size_t i;

	for (i = 0; taken[i] != NULL; i++)
		if (slice_is(name, taken[i]))
			return (conf_error(f->conf, node,
			    "\"%s\" is a member of the output; name the key: NAME=.%s", taken[i],
			    taken[i]));
	for (i = 0; i < f->nby; i++)
		if (slice_eq(f->by[i].name, name))
			return (conf_error(f->conf, node, "the key \"%.*s\" is there already",
			    (int)name.n, name.p));
	return (0);
}

static int
read_by_one(struct funnel_rules *f, const struct conf_node *node)
{
	struct funnel_by *by = &f->by[f->nby];
	struct slice text, what;
	struct buf place = { 0 };
	size_t n;

	if (conf_text(f->conf, node, &text) == -1)
		return (-1);
	n = name_length(text);
	what = n == 0 ? text : (struct slice){ text.p + n + 1, text.n - n - 1 };
	by->name = n == 0 ? text : (struct slice){ text.p, n };
	if (n == 0 && text.n > 1 && text.p[0] == '.')
		by->name = (struct slice){ text.p + 1, text.n - 1 };
	if (what.n == 0)
		return (conf_error(f->conf, node, "an empty key"));
	if (check_by_name(f, node, by->name) == -1)
		return (-1);
	f->nby++;
	if ((by->bucket = bucket_new(what, f->zone)) != NULL)
		return (0);
	if (what.p[0] != '.' && what.p[0] != '(') {
		by->member = mem_dup(what.p, what.n);
		return (0);
	}
	if (n == 0)
		by->expr = expr_compile(f->conf, node, f->vars);
	else {
		buf_printf(&place, "%s:%d:%d", conf_name(f->conf), node->line, node->column);
		by->expr = expr_compile_text(buf_cstr(&place), what, f->vars);
		buf_free(&place);
	}
	return (by->expr == NULL ? -1 : 0);
}

static int
unknown_stage(const struct funnel_rules *f, const struct conf_node *node, struct slice name)
{
	/* Names are a file's scalars, which have a NUL after them. */
	const char **names = mem_zero(f->chain.stages + 1, sizeof(*names));
	size_t i;

	for (i = 0; i < f->chain.stages; i++)
		names[i] = f->stages[i].name.p;
	conf_unknown(f->conf, node, "stage", name, names);
	free(names);
	return (-1);
}

static int
read_by(struct funnel_rules *f, const struct conf_node *by)
{
	const struct conf_node *keys = by, *stage;
	struct slice name;
	size_t i;

	if (by == NULL)
		return (0);
	if (by->kind == CONF_MAP) {
		if (conf_map(f->conf, by, by_keys) == -1)
			return (-1);
		if ((keys = conf_member(by, "keys")) == NULL)
			return (conf_error(f->conf, by, "\"by\" needs \"keys\""));
		if ((stage = conf_member(by, "stage")) != NULL) {
			if (conf_text(f->conf, stage, &name) == -1)
				return (-1);
			if (find_stage(f, name, &f->by_stage) == -1)
				return (unknown_stage(f, stage, name));
		}
	}
	if (conf_list(f->conf, keys) == -1)
		return (-1);
	f->by = mem_zero(keys->n, sizeof(*f->by));
	for (i = 0; i < keys->n; i++)
		if (read_by_one(f, conf_item(keys, i)) == -1)
			return (-1);
	return (0);
}

static struct expr *
read_value(struct funnel_rules *f, const char *key, struct slice otherwise)
{
	const struct conf_node *node = conf_member(conf_root(f->conf), key);

	if (node != NULL)
		return (expr_compile(f->conf, node, f->vars));
	return (expr_compile_text(key, otherwise, f->vars));
}

static int
read_times(struct funnel_rules *f, const struct conf_node *root)
{
	int order = 0;

	if (conf_period_of(f->conf, root, "window", &f->chain.window) == -1 ||
	    conf_period_of(f->conf, root, "forget", &f->forget) == -1 ||
	    conf_choice_of(f->conf, root, "order", orders, &order) == -1)
		return (-1);
	f->chain.any_order = order == 1;
	if (f->forget < f->chain.window)
		return (conf_error(f->conf, conf_member(root, "forget"),
		    "\"forget\" must not be shorter than \"window\""));
	return (0);
}

struct funnel_rules *
funnel_rules_load(const char *path, const char *zone)
{
	struct funnel_rules *f = mem_zero(1, sizeof(*f));
	const struct conf_node *root;

	f->chain.window = f->forget = PERIOD_FOREVER;
	f->vars = expr_vars_new();
	if ((f->zone = zone_load(zone)) == NULL || (f->conf = conf_load(path)) == NULL)
		goto err;
	root = conf_root(f->conf);
	if (conf_map(f->conf, root, top_keys) == -1 ||
	    expr_vars_load(f->vars, f->conf, conf_member(root, "set")) == -1 ||
	    read_keys(f, conf_member(root, "key")) == -1 || read_times(f, root) == -1 ||
	    read_stages(f, conf_member(root, "stages")) == -1 ||
	    read_by(f, conf_member(root, "by")) == -1 ||
	    (f->amount = read_value(f, "amount", SLICE(".amount"))) == NULL ||
	    (f->reason = read_value(f, "reason", SLICE(".reason"))) == NULL)
		goto err;
	return (f);

err:
	funnel_rules_free(f);
	return (NULL);
}

void
funnel_rules_free(struct funnel_rules *f)
{
	size_t i;

	if (f == NULL)
		return;
	for (i = 0; i < f->nkeys; i++)
		free(f->keys[i]);
	free(f->keys);
	for (i = 0; i < f->chain.stages; i++)
		expr_free(f->stages[i].when);
	for (i = 0; i < f->nby; i++) {
		bucket_free(f->by[i].bucket);
		expr_free(f->by[i].expr);
		free(f->by[i].member);
	}
	free(f->by);
	expr_free(f->amount);
	expr_free(f->reason);
	expr_vars_free(f->vars);
	zone_free(f->zone);
	conf_free(f->conf);
	free(f);
}
