/* Reading class rules. */
#include "label/class_in.h"

#include <stdlib.h>

#include "base/mem.h"
#include "time/period.h"

/* What is said of a condition that fails. */
static char *
failed_text(const struct class_rule *rule)
{
	struct buf b = { 0 };
	char *text;

	if (rule->name.n > 0)
		buf_printf(&b, "the condition of class \"%s\" (%s:%d) failed", rule->name.p,
		    conf_name(rule->conf), rule->node->line);
	else
		buf_printf(&b, "the condition of \"target\" (%s:%d) failed", conf_name(rule->conf),
		    rule->node->line);
	text = mem_dup(b.p, b.n);
	buf_free(&b);
	return (text);
}

static int
compile(struct classifier *c, struct class_rule *rule, const struct conf_node *when)
{
	if ((rule->when = expr_compile(rule->conf, when, c->rules.vars)) == NULL)
		return (-1);
	history_use(c->history, rule->when);
	rule->failed = failed_text(rule);
	return (0);
}

static int
read_rule(struct classifier *c, struct class_rule *rule, const struct rules_item *item)
{
	static const char *const keys[] = { "class", "when", NULL };
	const struct conf_node *when;

	rule->conf = item->conf;
	rule->node = item->node;
	rule->name = item->name;
	rule->target = slice_is(item->name, "target");
	if (conf_map(item->conf, item->node, keys) == -1)
		return (-1);
	if (rule->name.n == 0)
		return (conf_error(item->conf, item->node, "a rule without \"class\""));
	if ((when = conf_member(item->node, "when")) == NULL)
		return (conf_error(item->conf, item->node, "a rule without \"when\""));
	return (compile(c, rule, when));
}

/* recovers: {within: 7d} */
static int
read_recovers(struct classifier *c, const struct conf *conf)
{
	static const char *const keys[] = { "within", NULL };
	const struct conf_node *map = conf_member(conf_root(conf), "recovers");

	if (map == NULL)
		return (0);
	if (conf_map(conf, map, keys) == -1)
		return (-1);
	return (rules_period_of(conf, map, "within", &c->recovers_within));
}

/* persons: {by: [person_id, visitor_id], min_confidence: 0.9, max_numbers: 5, max_ids: 30} */
static int
read_persons(struct classifier *c, const struct conf *conf)
{
	static const char *const keys[] = { "by", "min_confidence", "max_numbers", "max_ids",
		NULL };
	static const char *const members[] = { "person_id", "visitor_id", NULL };
	const struct conf_node *map = conf_member(conf_root(conf), "persons"), *by;
	size_t i;
	int which;

	if (map == NULL)
		return (0);
	if (conf_map(conf, map, keys) == -1 ||
	    conf_number_of(conf, map, "min_confidence", &c->min_confidence) == -1 ||
	    conf_int_of(conf, map, "max_numbers", 1, 1000, &c->limits.numbers) == -1 ||
	    conf_int_of(conf, map, "max_ids", 1, 100000, &c->limits.ids) == -1)
		return (-1);
	if ((by = conf_member(map, "by")) == NULL)
		return (0);
	if (conf_list(conf, by) == -1)
		return (-1);
	c->by_person = c->by_visitor = false;
	for (i = 0; i < by->n; i++) {
		if (conf_choice(conf, conf_item(by, i), members, &which) == -1)
			return (-1);
		*(which == 0 ? &c->by_person : &c->by_visitor) = true;
	}
	return (0);
}

int
class_rules(struct classifier *c)
{
	const struct conf_node *target;
	const struct conf *conf;
	size_t i;

	period_parse(SLICE("30d"), &c->cycle.length);
	period_parse(SLICE("7d"), &c->recovers_within);
	c->by_person = c->by_visitor = true;
	c->min_confidence = 0.9;
	c->limits = (struct persons_limits){ 5, 30 };
	for (i = c->rules.nfiles; i-- > 0;)
		if (rules_cycle(c->rules.files[i], &c->cycle, &c->min_talk) == -1 ||
		    read_recovers(c, c->rules.files[i]) == -1 ||
		    read_persons(c, c->rules.files[i]) == -1)
			return (-1);

	c->n = c->rules.nitems;
	c->list = mem_zero(c->n + 1, sizeof(*c->list));
	for (i = 0; i < c->n; i++)
		if (read_rule(c, &c->list[i], &c->rules.items[i]) == -1)
			return (-1);
	if ((target = rules_member(&c->rules, "target", &conf)) != NULL) {
		c->target.conf = conf;
		c->target.node = target;
		return (compile(c, &c->target, target));
	}
	return (0);
}

int
class_list(const struct classifier *c, bool plan)
{
	struct rules_line *lines = mem_zero(c->n + 1, sizeof(*lines));
	size_t i, n = c->n;
	int status;

	for (i = 0; i < n; i++)
		lines[i] = (struct rules_line){ .conf = c->list[i].conf,
			.node = c->list[i].node,
			.name = c->list[i].name,
			.when = conf_member(c->list[i].node, "when"),
			.expr = c->list[i].when };
	if (c->target.when != NULL)
		lines[n++] = (struct rules_line){ .conf = c->target.conf,
			.node = c->target.node,
			.name = SLICE("(target flag)"),
			.when = c->target.node,
			.expr = c->target.when };
	status = rules_print(lines, n, plan);
	free(lines);
	return (status);
}
