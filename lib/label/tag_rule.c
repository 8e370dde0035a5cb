/* Reading tag rules. */
#include "label/tag_in.h"

#include <stdlib.h>

#include "base/mem.h"

static int
add_type(struct tagger *t, const struct conf *conf, const struct conf_node *node, uint64_t *on)
{
	struct slice name;
	size_t i;

	if (conf_text(conf, node, &name) == -1)
		return (-1);
	if (slice_is(name, "any")) {
		*on |= ~(uint64_t)0;
		return (0);
	}
	for (i = 0; i < t->ntypes && !slice_eq(t->types[i], name); i++)
		;
	if (i == 63)
		return (conf_error(conf, node, "more than 63 types of records"));
	if (i == t->ntypes)
		t->types[t->ntypes++] = name;
	*on |= (uint64_t)1 << i;
	return (0);
}

/* on: TYPE, or a list of them; calls and requests unless told. */
static int
read_on(struct tagger *t, struct tag_rule *rule)
{
	const struct conf_node *on = conf_member(rule->node, "on");
	size_t i;

	if (on == NULL) {
		rule->on = 3; /* call and request: tag_rules() has put them first */
		return (0);
	}
	if (on->kind == CONF_SCALAR)
		return (add_type(t, rule->conf, on, &rule->on));
	if (conf_list(rule->conf, on) == -1)
		return (-1);
	if (on->n == 0)
		return (conf_error(rule->conf, on, "\"on\" names no type of record"));
	for (i = 0; i < on->n; i++)
		if (add_type(t, rule->conf, conf_item(on, i), &rule->on) == -1)
			return (-1);
	return (0);
}

/* remove: TAG, or a list of them. */
static int
read_remove(struct tag_rule *rule)
{
	const struct conf_node *remove = conf_member(rule->node, "remove");
	size_t i;

	if (remove == NULL)
		return (0);
	rule->remove = mem_zero(remove->n + 1, sizeof(*rule->remove));
	if (remove->kind == CONF_SCALAR) {
		rule->nremove = 1;
		return (conf_text(rule->conf, remove, &rule->remove[0]));
	}
	if (conf_list(rule->conf, remove) == -1)
		return (-1);
	rule->nremove = remove->n;
	for (i = 0; i < remove->n; i++)
		if (conf_text(rule->conf, conf_item(remove, i), &rule->remove[i]) == -1)
			return (-1);
	return (0);
}

static int
read_expr(struct tagger *t, struct tag_rule *rule, const char *key, struct expr **expr)
{
	const struct conf_node *node = conf_member(rule->node, key);

	if (node == NULL)
		return (0);
	if ((*expr = expr_compile(rule->conf, node, t->rules.vars)) == NULL)
		return (-1);
	rule->reads_tags = rule->reads_tags || expr_reads(*expr, "tags");
	history_use(t->history, *expr);
	return (0);
}

/* What is said of a rule whose condition fails. */
static char *
failed_text(const struct tag_rule *rule)
{
	struct buf b = { 0 };
	char *text;

	if (rule->tag.n > 0)
		buf_printf(&b, "the condition of tag \"%s\" (%s:%d) failed", rule->tag.p,
		    conf_name(rule->conf), rule->node->line);
	else
		buf_printf(&b, "the rule at %s:%d failed", conf_name(rule->conf), rule->node->line);
	text = mem_dup(b.p, b.n);
	buf_free(&b);
	return (text);
}

static int
read_rule(struct tagger *t, struct tag_rule *rule, const struct rules_item *item)
{
	static const char *const keys[] = { "tag", "when", "on", "remove", "from", "until_contact",
		"urgent", NULL };

	rule->conf = item->conf;
	rule->node = item->node;
	rule->tag = item->name;
	if (conf_map(item->conf, item->node, keys) == -1)
		return (-1);
	if (conf_member(item->node, "tag") != NULL && rule->tag.n == 0)
		return (
		    conf_error(item->conf, conf_member(item->node, "tag"), "a tag has no name"));
	if (read_on(t, rule) == -1 || read_remove(rule) == -1 ||
	    read_expr(t, rule, "when", &rule->when) == -1 ||
	    read_expr(t, rule, "from", &rule->from) == -1 ||
	    read_expr(t, rule, "urgent", &rule->urgent) == -1 ||
	    conf_bool_of(item->conf, item->node, "until_contact", &rule->until_contact) == -1)
		return (-1);
	if (rule->tag.n > 0 && rule->from != NULL)
		return (conf_error(item->conf, item->node, "\"tag\" and \"from\" in one rule"));
	if (rule->tag.n == 0 && rule->from == NULL && rule->remove == NULL)
		return (conf_error(item->conf, item->node, "a rule without \"tag\""));
	if (rule->until_contact && rule->tag.n == 0)
		return (conf_error(item->conf, item->node, "\"until_contact\" without \"tag\""));
	if (rule->urgent != NULL && !rule->until_contact)
		return (conf_error(
		    item->conf, item->node, "\"urgent\" without \"until_contact: true\""));
	t->follows = t->follows || rule->until_contact;
	if (rule->when == NULL && rule->from == NULL)
		return (conf_error(item->conf, item->node, "a rule without \"when\""));
	rule->failed = failed_text(rule);
	return (0);
}

int
tag_rules(struct tagger *t)
{
	size_t i;

	for (i = t->rules.nfiles; i-- > 0;)
		if (rules_cycle(t->rules.files[i], &t->cycle, NULL) == -1)
			return (-1);
	t->types[t->ntypes++] = SLICE("call");
	t->types[t->ntypes++] = SLICE("request");
	t->n = t->rules.nitems;
	t->list = mem_zero(t->n + 1, sizeof(*t->list));
	for (i = 0; i < t->n; i++) {
		if (read_rule(t, &t->list[i], &t->rules.items[i]) == -1)
			return (-1);
		t->any |= t->list[i].on;
	}
	/* Who was reached, who called before: every call and request tells. */
	if (t->follows || history_used(t->history))
		t->any |= 3;
	return (0);
}

/* The types that a rule runs on, for --list. */
static struct slice
on_text(const struct tagger *t, const struct tag_rule *rule, struct buf *b)
{
	size_t i;

	b->n = 0;
	if (rule->on == ~(uint64_t)0)
		return (SLICE("any"));
	for (i = 0; i < t->ntypes; i++)
		if (rule->on >> i & 1) {
			buf_str(b, b->n == 0 ? "" : ",");
			buf_slice(b, t->types[i]);
		}
	return (buf_view(b));
}

/* What a rule does, for --list: its tag, "from ..." or "-removed". */
static struct slice
name_text(const struct tag_rule *rule, struct buf *b)
{
	size_t i;

	b->n = 0;
	if (rule->from != NULL)
		buf_printf(b, "(%s)", conf_member(rule->node, "from")->text.p);
	buf_slice(b, rule->tag);
	for (i = 0; i < rule->nremove; i++)
		buf_printf(b, "%s-%s", b->n == 0 ? "" : " ", rule->remove[i].p);
	return (buf_view(b));
}

int
tag_list(const struct tagger *t, bool plan)
{
	struct rules_line *lines = mem_zero(t->n + 1, sizeof(*lines));
	struct buf *texts = mem_zero(2 * t->n + 1, sizeof(*texts));
	const struct tag_rule *rule;
	size_t i;
	int status;

	for (i = 0; i < t->n; i++) {
		rule = &t->list[i];
		lines[i] = (struct rules_line){ .conf = rule->conf,
			.node = rule->node,
			.name = name_text(rule, &texts[2 * i]),
			.detail = on_text(t, rule, &texts[2 * i + 1]),
			.when = conf_member(rule->node, "when"),
			.expr = rule->when };
	}
	status = rules_print(lines, t->n, plan);
	for (i = 0; i < 2 * t->n; i++)
		buf_free(&texts[i]);
	free(texts);
	free(lines);
	return (status);
}
