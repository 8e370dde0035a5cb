/* Read a JSON Schema (schema.h) into rules that can be checked. */
#include "validate/schema_in.h"

#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"

/* All words that are known; the first ones say nothing that could be checked. */
static const char *const words[] = { "$schema", "$id", "$comment", "title", "description",
	"examples", "default", "deprecated", "$defs", "definitions", "$ref", "type", "enum",
	"const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
	"minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties",
	"pattern", "format", "uniqueItems", "properties", "additionalProperties", "required",
	"items", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", NULL };

static const char *const type_names[] = { "null", "boolean", "integer", "number", "string", "array",
	"object", NULL };

static int read_rule(struct rules *, const struct conf_node *, struct rule **);

static struct rule *
new_rule(struct rules *rs)
{
	rs->made = mem_grow(rs->made, &rs->cap, rs->nmade + 1, sizeof(struct rule *));
	return (rs->made[rs->nmade++] = mem_zero(1, sizeof(struct rule)));
}

static struct slice
node_key(const struct conf_node *const *node)
{
	return ((struct slice){ (const char *)node, sizeof(const struct conf_node *) });
}

/* A member that is a schema itself. */
static int
read_sub(struct rules *rs, const struct conf_node *map, const char *word, struct rule **rule)
{
	const struct conf_node *node = conf_member(map, word);

	return (node == NULL ? 0 : read_rule(rs, node, rule));
}

static int
read_subs(struct rules *rs, const struct conf_node *map, const char *word, struct rule_list *list)
{
	const struct conf_node *node = conf_member(map, word);
	size_t i;

	if (node == NULL)
		return (0);
	if (conf_list(rs->conf, node) == -1)
		return (-1);
	if (node->n == 0)
		return (conf_error(rs->conf, node, "\"%s\" needs a schema at least", word));
	list->rules = mem_zero(node->n, sizeof(struct rule *));
	for (i = 0; i < node->n; i++, list->n++)
		if (read_rule(rs, conf_item(node, i), &list->rules[i]) == -1)
			return (-1);
	return (0);
}

/* "#", "#/$defs/call": a place in the same file. */
static int
read_ref(struct rules *rs, const struct conf_node *map, struct rule **rule)
{
	const struct conf_node *at = conf_root(rs->conf), *node = conf_member(map, "$ref");
	struct slice text;
	const char *p, *end;
	char *name;

	if (node == NULL)
		return (0);
	if (conf_text(rs->conf, node, &text) == -1)
		return (-1);
	if (text.p[0] != '#')
		return (conf_error(
		    rs->conf, node, "only references within the file, such as \"#/$defs/call\""));
	for (p = text.p + 1; *p == '/' && at != NULL; p = end) {
		end = p + 1 + strcspn(p + 1, "/");
		name = mem_dup(p + 1, (size_t)(end - p - 1));
		at = conf_member(at, name);
		free(name);
	}
	if (at == NULL || *p != '\0')
		return (
		    conf_error(rs->conf, node, "there is nothing at \"%.*s\"", SLICE_SHOWN(text)));
	return (read_rule(rs, at, rule));
}

static int
read_type(struct rules *rs, const struct conf_node *node, int *types)
{
	size_t i, n = node->kind == CONF_LIST ? node->n : 1;
	int at;

	for (i = 0; i < n; i++) {
		if (conf_choice(rs->conf, node->kind == CONF_LIST ? conf_item(node, i) : node,
			type_names, &at) == -1)
			return (-1);
		*types |= 1 << at;
	}
	/* An integer is a number. */
	if (*types & IS_NUMBER)
		*types |= IS_INTEGER;
	return (0);
}

static int
read_value(struct rules *rs, const struct conf_node *node, struct rule *r, size_t *texts)
{
	if (node->kind != CONF_SCALAR)
		return (conf_error(rs->conf, node, "only plain values can be compared"));
	if (conf_json(rs->conf, node, &r->values[r->nvalues++]) == -1)
		return (-1);
	if (!node->plain || json_type(buf_view(&r->values[r->nvalues - 1])) == JSON_STRING)
		r->value_names[(*texts)++] = node->text.p;
	return (0);
}

static int
read_values(struct rules *rs, const struct conf_node *map, struct rule *r)
{
	const struct conf_node *list = conf_member(map, "enum"), *one = conf_member(map, "const");
	size_t i, n = list == NULL ? 1 : list->n, texts = 0;

	if (list == NULL && one == NULL)
		return (0);
	if (list != NULL && one != NULL)
		return (conf_error(rs->conf, one, "\"const\" beside \"enum\""));
	if (list != NULL && conf_list(rs->conf, list) == -1)
		return (-1);
	if (n == 0)
		return (conf_error(rs->conf, list, "\"enum\" without a value"));
	r->values = mem_zero(n, sizeof(struct buf));
	r->value_names = mem_zero(n + 1, sizeof(char *));
	for (i = 0; i < n; i++)
		if (read_value(rs, list == NULL ? one : conf_item(list, i), r, &texts) == -1)
			return (-1);
	return (0);
}

static int
read_limit(
    struct rules *rs, const struct conf_node *map, const char *word, bool count, struct limit *l)
{
	const struct conf_node *node = conf_member(map, word);
	int64_t n;

	if (node == NULL)
		return (0);
	l->set = true;
	l->text = node->text;
	if (!count)
		return (conf_number(rs->conf, node, &l->value));
	if (conf_int(rs->conf, node, 0, INT64_MAX, &n) == -1)
		return (-1);
	l->value = (double)n;
	return (0);
}

static int
read_limits(struct rules *rs, const struct conf_node *map, struct rule *r)
{
	if (read_limit(rs, map, "minimum", false, &r->min) == -1 ||
	    read_limit(rs, map, "maximum", false, &r->max) == -1 ||
	    read_limit(rs, map, "exclusiveMinimum", false, &r->above) == -1 ||
	    read_limit(rs, map, "exclusiveMaximum", false, &r->below) == -1 ||
	    read_limit(rs, map, "multipleOf", false, &r->multiple) == -1 ||
	    read_limit(rs, map, "minLength", true, &r->min_len) == -1 ||
	    read_limit(rs, map, "maxLength", true, &r->max_len) == -1 ||
	    read_limit(rs, map, "minItems", true, &r->min_items) == -1 ||
	    read_limit(rs, map, "maxItems", true, &r->max_items) == -1 ||
	    read_limit(rs, map, "minProperties", true, &r->min_members) == -1 ||
	    read_limit(rs, map, "maxProperties", true, &r->max_members) == -1)
		return (-1);
	if (r->multiple.set && r->multiple.value <= 0)
		return (conf_error(
		    rs->conf, conf_member(map, "multipleOf"), "expected a number above 0"));
	return (0);
}

static int
read_pattern(struct rules *rs, const struct conf_node *map, struct rule *r)
{
	const struct conf_node *node = conf_member(map, "pattern");
	char why[160];

	if (node == NULL)
		return (0);
	if (conf_text(rs->conf, node, &r->pattern) == -1)
		return (-1);
	if ((r->regex = regex_ecma(r->pattern, why, sizeof(why))) == NULL)
		return (conf_error(rs->conf, node, "not a pattern: %s", why));
	return (0);
}

static int
by_head(const void *a, const void *b)
{
	const struct rule_member *x = a, *y = b;

	return ((x->head > y->head) - (x->head < y->head));
}

static int
read_properties(struct rules *rs, const struct conf_node *node, struct rule *r)
{
	struct rule_member *m;
	size_t i;

	if (conf_map(rs->conf, node, NULL) == -1)
		return (-1);
	r->has_members = true;
	r->members = mem_zero(node->n, sizeof(*r->members));
	for (i = 0; i < node->n; i++) {
		m = &r->members[r->nmembers++];
		m->name = conf_key(node, i)->text;
		m->head = rule_head(m->name);
		if (read_rule(rs, conf_value(node, i), &m->rule) == -1)
			return (-1);
	}
	qsort(r->members, r->nmembers, sizeof(*r->members), by_head);
	return (0);
}

static int
read_members(struct rules *rs, const struct conf_node *map, struct rule *r)
{
	const struct conf_node *node = conf_member(map, "properties");
	const struct conf_node *names = conf_member(map, "required");
	size_t i;

	if (node != NULL && read_properties(rs, node, r) == -1)
		return (-1);
	if (names == NULL)
		return (0);
	if (conf_list(rs->conf, names) == -1)
		return (-1);
	r->required.names = mem_zero(names->n, sizeof(struct slice));
	for (i = 0; i < names->n; i++)
		if (conf_text(rs->conf, conf_item(names, i), &r->required.names[r->required.n++]) ==
		    -1)
			return (-1);
	return (0);
}

static int
read_words(struct rules *rs, const struct conf_node *map, struct rule *r)
{
	static const char *const formats[] = { "date-time", "date", NULL };
	const struct conf_node *node;
	int at;

	if ((node = conf_member(map, "type")) != NULL && read_type(rs, node, &r->types) == -1)
		return (-1);
	if ((node = conf_member(map, "format")) != NULL) {
		if (conf_choice(rs->conf, node, formats, &at) == -1)
			return (-1);
		r->format = at == 0 ? FORMAT_TIME : FORMAT_DATE;
	}
	if (conf_bool_of(rs->conf, map, "uniqueItems", &r->unique) == -1)
		return (-1);
	if (read_values(rs, map, r) == -1 || read_limits(rs, map, r) == -1 ||
	    read_pattern(rs, map, r) == -1 || read_members(rs, map, r) == -1)
		return (-1);
	if (read_ref(rs, map, &r->ref) == -1 ||
	    read_sub(rs, map, "additionalProperties", &r->others) == -1 ||
	    read_sub(rs, map, "items", &r->items) == -1 || read_sub(rs, map, "not", &r->no) == -1 ||
	    read_sub(rs, map, "if", &r->when) == -1 || read_sub(rs, map, "then", &r->then) == -1 ||
	    read_sub(rs, map, "else", &r->otherwise) == -1)
		return (-1);
	if (read_subs(rs, map, "allOf", &r->all) == -1 ||
	    read_subs(rs, map, "anyOf", &r->any) == -1 ||
	    read_subs(rs, map, "oneOf", &r->one) == -1)
		return (-1);
	return (0);
}

static int
read_rule(struct rules *rs, const struct conf_node *node, struct rule **rule)
{
	struct rule **known;
	bool isnew, yes;

	/* Put down before it is read: it may refer to itself. */
	known = table_put(rs->by_node, node_key(&node), &isnew);
	if (!isnew) {
		*rule = *known;
		return (0);
	}
	*rule = *known = new_rule(rs);
	if (node->kind == CONF_SCALAR) {
		if (conf_bool(rs->conf, node, &yes) == -1)
			return (-1);
		(*rule)->never = !yes;
		return (0);
	}
	if (conf_map(rs->conf, node, words) == -1)
		return (-1);
	return (read_words(rs, node, *rule));
}

/* Definitions are read even where nothing refers to them: a slip in one should not wait for that.
 */
static int
read_definitions(struct rules *rs, const char *word)
{
	const struct conf_node *map = conf_member(conf_root(rs->conf), word);
	struct rule *rule;
	size_t i;

	if (map == NULL)
		return (0);
	if (conf_map(rs->conf, map, NULL) == -1)
		return (-1);
	for (i = 0; i < map->n; i++)
		if (read_rule(rs, conf_value(map, i), &rule) == -1)
			return (-1);
	return (0);
}

int
schema_rules_load(struct rules *rs, const char *path)
{
	if ((rs->conf = conf_load(path)) == NULL)
		return (-1);
	rs->by_node = table_new(sizeof(struct rule *));
	if (read_rule(rs, conf_root(rs->conf), &rs->root) == -1 ||
	    read_definitions(rs, "$defs") == -1 || read_definitions(rs, "definitions") == -1)
		return (-1);
	return (0);
}

static void
free_rule(struct rule *r)
{
	size_t i;

	for (i = 0; i < r->nvalues; i++)
		buf_free(&r->values[i]);
	free(r->values);
	free(r->value_names);
	regex_free(r->regex);
	free(r->members);
	free(r->required.names);
	free(r->all.rules);
	free(r->any.rules);
	free(r->one.rules);
	free(r);
}

void
schema_rules_free(struct rules *rs)
{
	size_t i;

	for (i = 0; i < rs->nmade; i++)
		free_rule(rs->made[i]);
	free(rs->made);
	table_free(rs->by_node);
	conf_free(rs->conf);
}
