/* --explain: which rule decided, and how near the next class was. */
#include "event/json.h"
#include "label/class_in.h"

void
class_explain(struct classifier *c)
{
	struct class_rule *rule;
	size_t i;

	c->explain = true;
	for (i = 0; i < c->n; i++) {
		rule = &c->list[i];
		rule->near = near_new(conf_member(rule->node, "when")->text, c->rules.vars);
	}
}

/* The nearest class is that of a rule before the one that decided, which only one number kept from
 * holding; else it is what the number by which the rule holds says. */
static bool
say_next(struct classifier *c, struct event *e, const struct class_rule *found, struct buf *out)
{
	const struct class_rule *rule, *end = c->list + c->n;

	for (rule = c->list; rule < (found == NULL ? end : found); rule++)
		if (rule->near != NULL && (found == NULL || !slice_eq(rule->name, found->name)) &&
		    near_say(rule->near, e, false, rule->name, out))
			return (true);
	return (found != NULL && found->near != NULL &&
		near_say(found->near, e, true, found->name, out));
}

void
class_why(struct classifier *c, struct event *e, const struct class_rule *found)
{
	struct buf next = { 0 };

	c->why.n = 0;
	buf_char(&c->why, '{');
	if (found != NULL) {
		buf_str(&c->why, "\"rule\":");
		rules_place(found->conf, found->node, &c->why);
	}
	if (say_next(c, e, found, &next)) {
		buf_str(&c->why, found == NULL ? "\"next\":" : ",\"next\":");
		json_quote(&c->why, buf_view(&next));
	}
	buf_char(&c->why, '}');
	buf_free(&next);
}
