/* expr_call.c - the functions that are run natively, as nodes of the tree. */
#include <math.h>
#include <stdio.h>

#include "expr/expr_in.h"

/* select(type == name), as strings, arrays and the like are. */
static struct node *
of_type(struct parse *p, const char *name)
{
	struct node *type = node_make(p, OP_CALL, NULL, NULL);

	type->fn = (uint8_t)func_find(SLICE("type"), 0);
	return (node_make(p, OP_EQ, type, node_constant(p, val_text(slice_of(name)))));
}

static struct node *
type_select(struct parse *p, struct slice name)
{
	static const char *const names[][2] = { { "nulls", "null" }, { "booleans", "boolean" },
		{ "numbers", "number" }, { "strings", "string" }, { "arrays", "array" },
		{ "objects", "object" } };
	struct node *cond = NULL, *n;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_is(name, names[i][0]))
			cond = of_type(p, names[i][1]);
	if (slice_is(name, "iterables") || slice_is(name, "scalars"))
		cond = node_make(p, OP_OR, of_type(p, "array"), of_type(p, "object"));
	if (slice_is(name, "scalars")) {
		cond = node_make(p, OP_PIPE, cond, node_make(p, OP_CALL, NULL, NULL));
		cond->b->fn = (uint8_t)func_find(SLICE("not"), 0);
	}
	if (slice_is(name, "values"))
		cond = node_make(
		    p, OP_NE, node_dot(p), node_constant(p, (struct val){ .kind = JSON_NULL }));
	if (cond == NULL)
		return (NULL);
	n = node_make(p, OP_SELECT, cond, NULL);
	n->single = false;
	return (n);
}

/* The functions that are no calls with one output. */
static struct node *
special(struct parse *p, struct slice name, struct node **arg, int nargs)
{
	static const struct {
		const char *name;
		int nargs;
		enum op op;
		bool single;
	} ops[] = { { "empty", 0, OP_EMPTY, false }, { "select", 1, OP_SELECT, false },
		{ "any", 2, OP_ANY, true }, { "all", 2, OP_ALL, true }, { "IN", 1, OP_IN, true },
		{ "IN", 2, OP_IN_OF, true }, { "first", 1, OP_FIRST, false },
		{ "limit", 2, OP_LIMIT, false }, { "isempty", 1, OP_ISEMPTY, false } };
	struct node *n, *a, *each;

	if (nargs == 2 && slice_is(name, "IN") && beside()->version >= JQ_1_7) {
		n = node_make(p, OP_ANY, node_make(p, OP_EQ, arg[0], arg[1]), node_dot(p));
		n->single = true;
		return (n);
	}
	for (size_t i = 0; i < sizeof(ops) / sizeof(*ops); i++)
		if (ops[i].nargs == nargs && slice_is(name, ops[i].name)) {
			n = node_make(
			    p, ops[i].op, nargs > 0 ? arg[0] : NULL, nargs > 1 ? arg[1] : NULL);
			n->single = ops[i].single;
			return (n);
		}
	each = node_make(p, OP_EACH, node_dot(p), NULL);
	each->single = false;
	a = nargs == 1 ? arg[0] : node_dot(p);
	if (nargs <= 1 && (slice_is(name, "any") || slice_is(name, "all"))) {
		n = node_make(p, slice_is(name, "any") ? OP_ANY : OP_ALL, each, a);
		n->single = true;
		return (n);
	}
	if (nargs == 1 && slice_is(name, "map")) {
		n = node_make(p, OP_ARRAY, node_make(p, OP_PIPE, each, a), NULL);
		n->single = true;
		return (n);
	}
	if (nargs == 0 && (slice_is(name, "first") || slice_is(name, "last")))
		return (node_make(p, OP_INDEX, node_dot(p),
		    node_constant(p, val_number(slice_is(name, "first") ? 0 : -1))));
	return (nargs == 0 ? type_select(p, name) : NULL);
}

/* A regex of constants is compiled here; a broken one is an error here. */
static bool
prepare_regex(struct parse *p, struct node *n)
{
	struct slice flags = { NULL, 0 };
	struct re *re;
	char why[160];

	if (n->a->op != OP_CONST || n->a->k.kind != JSON_STRING)
		return (true);
	if (n->b != NULL) {
		if (n->b->op != OP_CONST)
			return (true);
		if (n->b->k.kind == JSON_STRING)
			flags = n->b->k.s;
		else if (n->b->k.kind != JSON_NULL)
			return (true);
	}
	if ((re = re_new(n->a->k.s, flags, why, sizeof(why))) == NULL) {
		if (p->why == NULL) {
			snprintf(p->text, sizeof(p->text), "a broken regular expression: %s", why);
			p->why = p->text;
			p->where = n->at;
		}
		return (false);
	}
	re_hang(&p->regexes, re);
	n->re = re;
	return (true);
}

struct node *
parse_call(struct parse *p, const struct token *word, struct node **arg, int nargs)
{
	struct slice name = word->s;
	struct node *n;
	bool swap = false;
	int fn;

	if (nargs == 0) {
		if (slice_is(name, "null"))
			return (node_constant(p, (struct val){ .kind = JSON_NULL }));
		if (slice_is(name, "true") || slice_is(name, "false"))
			return (node_constant(p, val_bool(slice_is(name, "true"))));
		if (slice_is(name, "nan") || slice_is(name, "infinite"))
			return (
			    node_constant(p, val_number(slice_is(name, "nan") ? NAN : INFINITY)));
	}
	if ((n = special(p, name, arg, nargs)) != NULL)
		return (n);
	if (nargs == 1 && (slice_is(name, "in") || slice_is(name, "inside"))) {
		swap = true;
		name = slice_is(name, "in") ? SLICE("has") : SLICE("contains");
	}
	if ((fn = func_find(name, nargs)) == -1)
		return (NULL);
	n = node_make(p, OP_CALL, nargs > 0 ? arg[0] : NULL, nargs > 1 ? arg[1] : NULL);
	n->fn = (uint8_t)fn;
	n->swap = swap;
	n->at = word->at;
	if (func_is_regex(fn) && !prepare_regex(p, n))
		return (NULL);
	/* How often it matches decides how many outputs it has; of no match there is none. */
	if (slice_is(name, "match")) {
		if (n->re == NULL || (n->b != NULL && n->b->k.kind == JSON_STRING &&
					 memchr(n->b->k.s.p, 'g', n->b->k.s.n) != NULL))
			return (NULL);
		n->single = false;
		n = node_make(p, OP_MATCH, n, NULL);
		n->single = false;
	}
	return (n);
}
