/*
 * expr_eval.c - run the nodes that always have one output (or fail).
 */
#include "expr/expr_in.h"

static int
compare(struct run *r, enum op op, const struct val *a, const struct val *b, struct val *out)
{
	bool bail = false, is;
	int c = val_order(r, a, b, &bail);

	if (bail)
		return (BAIL);
	switch (op) {
	case OP_EQ:
		is = c == 0;
		break;
	case OP_NE:
		is = c != 0;
		break;
	case OP_LT:
		is = c < 0;
		break;
	case OP_LE:
		is = c <= 0;
		break;
	case OP_GT:
		is = c > 0;
		break;
	default:
		is = c >= 0;
	}
	*out = val_bool(is);
	return (GO);
}

/* An operator of two values. */
int
eval_binary(struct run *r, enum op op, const struct val *a, const struct val *b, struct val *out)
{
	int is;

	if (op < OP_EQ)
		return (func_arith(r, op, a, b, out));
	/* A text in the line and a constant: the common case, without unescaping. */
	if (op <= OP_NE && a->kind == JSON_STRING && b->kind == JSON_STRING &&
	    a->form == FORM_RAW && b->form == FORM_OWN && (is = raw_is(a->s, b->s)) != -1) {
		*out = val_bool(is == (op == OP_EQ));
		return (GO);
	}
	return (compare(r, op, a, b, out));
}

int
eval_negate(struct run *r, const struct val *a, struct val *out)
{
	if (a->kind != JSON_NUMBER)
		return (run_fail(r, "%s cannot be negated", val_kind_name(a), NULL));
	/* 1.8 keeps the digits of a number whose sign it changes. */
	*out = beside()->version >= JQ_1_8 && val_is_literal(a) ? num_negated(r, a)
								: val_number(-val_double(r, a));
	return (GO);
}

/* Arrays, and functions that look at all outputs of others. */

struct collect {
	struct sink sink;
	struct val *items;
	size_t n, cap;
};

static int
collect_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct collect *c = (struct collect *)sink;
	struct val *more;

	if (v->form == FORM_OPAQUE)
		return (BAIL);
	if (c->n == c->cap) {
		more = arena_get(r->arena, (c->cap * 2 + 8) * sizeof(*more));
		if (c->n > 0)
			memcpy(more, c->items, c->n * sizeof(*more));
		c->items = more;
		c->cap = c->cap * 2 + 8;
	}
	c->items[c->n++] = *v;
	return (GO);
}

static int
array(struct run *r, const struct node *n, const struct val *in, struct val *out)
{
	struct collect c = { .sink = { collect_take } };
	int rc;

	if (n->a != NULL && (rc = eval_each(r, n->a, in, &c.sink)) != GO)
		return (rc);
	*out = (struct val){
		.kind = JSON_ARRAY, .form = FORM_OWN, .s = { NULL, c.n }, .items = c.items
	};
	return (GO);
}

/*
 * any and all.  1.6 defines them as a foreach over the generator whose state
 * each output of the condition sets; it is true if "true" came up exactly once.
 * So any(true, true; (., .)) is false, and whoever relies on it gets it here.
 * Since 1.7 the first output that decides ends it.
 */
struct anyall {
	struct sink sink, item;
	const struct node *cond;
	bool want; /* any: true, all: false */
	bool state, before;
	size_t came;
};

static void
anyall_set(struct anyall *a, bool truth)
{
	a->state = truth == a->want ? a->want : a->before;
	if (a->state == a->want)
		a->came++;
}

static int
anyall_decided(struct run *r, const struct anyall *a)
{
	return (a->came > 0 && beside()->version >= JQ_1_7 ? run_break(r, a) : GO);
}

static int
anyall_cond(struct run *r, struct sink *sink, const struct val *v)
{
	struct anyall *a = (struct anyall *)((char *)sink - offsetof(struct anyall, item));

	anyall_set(a, val_truth(v));
	return (anyall_decided(r, a));
}

static int
anyall_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct anyall *a = (struct anyall *)sink;
	bool old = beside()->version == JQ_1_6, done = old && a->state == a->want;
	int rc;

	a->before = a->state;
	if (old)
		a->state = false; /* null, until the condition says something */
	if (done)
		return (run_break(r, a));
	if (a->cond->single) {
		if ((rc = cond_true(r, a->cond, v)) < 0)
			return (rc);
		anyall_set(a, rc);
		return (anyall_decided(r, a));
	}
	return (eval_each(r, a->cond, v, &a->item));
}

static int
any_all(struct run *r, const struct node *n, const struct val *in, struct val *out)
{
	struct anyall a = { .sink = { anyall_take },
		.item = { anyall_cond },
		.cond = n->b,
		.want = n->op == OP_ANY,
		.state = n->op == OP_ALL };
	int rc = run_broken(r, eval_each(r, n->a, in, &a.sink), &a);

	if (rc != GO)
		return (rc);
	*out = val_bool(n->op == OP_ANY ? a.came == 1 : a.came == 0);
	return (GO);
}

/* IN(s): is one of the outputs of s equal to the input?  The first that is ends it. */
struct within {
	struct sink sink;
	const struct val *in;
	bool found;
};

static int
within_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct within *w = (struct within *)sink;
	struct val is;
	int rc;

	if ((rc = eval_binary(r, OP_EQ, w->in, v, &is)) != GO)
		return (rc);
	w->found |= is.kind == JSON_TRUE;
	return (is.kind == JSON_TRUE ? run_break(r, w) : GO);
}

static int
within_set(struct run *r, const struct node *set, const struct val *dot, struct within *w)
{
	int rc;

	if (set->op == OP_CONST)
		return (within_take(r, &w->sink, &set->k));
	if (set->op != OP_COMMA)
		return (eval_each(r, set, dot, &w->sink));
	rc = within_set(r, set->a, dot, w);
	return (rc == GO ? within_set(r, set->b, dot, w) : rc);
}

static int
within(struct run *r, const struct node *set, const struct val *in, bool *found)
{
	struct within w = { .sink = { within_take }, .in = in };
	int rc = run_broken(r, within_set(r, set, in, &w), &w);

	*found = w.found;
	return (rc);
}

/* IN(src; s): each of src, all of them, is looked for in s (which sees it as its input). */
struct within_of {
	struct sink sink;
	const struct node *set;
	bool found;
};

static int
within_of_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct within_of *w = (struct within_of *)sink;
	bool found;
	int rc = within(r, w->set, v, &found);

	w->found |= found;
	return (rc);
}

static int
in_set(struct run *r, const struct node *n, const struct val *in, struct val *out)
{
	struct within_of w = { .sink = { within_of_take }, .set = n->b };
	bool found;
	int rc;

	if (n->op == OP_IN)
		rc = within(r, n->a, in, &found);
	else {
		rc = eval_each(r, n->a, in, &w.sink);
		found = w.found;
	}
	*out = val_bool(found);
	return (rc);
}

static int
call_one(struct run *r, const struct node *n, const struct val *in, struct val *out)
{
	struct val args[2];
	int rc;

	/* The last argument is worked out first, as in jq. */
	if (n->re == NULL) {
		if (n->b != NULL && (rc = eval_one(r, n->b, in, &args[1])) != GO)
			return (rc);
		if (n->a != NULL && (rc = eval_one(r, n->a, in, &args[0])) != GO)
			return (rc);
	}
	return (func_call(r, n, in, args, out));
}

/* The bounds of a slice come before what is sliced, as in jq; null where there is none. */
int
eval_bounds(
    struct run *r, const struct node *n, const struct val *in, struct val *from, struct val *to)
{
	int rc = GO;

	*from = *to = (struct val){ .kind = JSON_NULL };
	if (n->b != NULL && (rc = eval_one(r, n->b, in, from)) != GO)
		return (rc);
	return (n->c == NULL ? GO : eval_one(r, n->c, in, to));
}

static int
slice(struct run *r, const struct node *n, const struct val *in, struct val *out)
{
	struct val from, to, v;
	int rc;

	if ((rc = eval_bounds(r, n, in, &from, &to)) != GO ||
	    (rc = eval_one(r, n->a, in, &v)) != GO)
		return (rc);
	return (val_slice(r, &v, &from, &to, out));
}

int
eval_one(struct run *r, const struct node *n, const struct val *in, struct val *out)
{
	struct val a, b;
	int rc;

	switch (n->op) {
	case OP_DOT:
		*out = *in;
		return (GO);
	case OP_CONST:
		*out = n->k;
		return (GO);
	case OP_VAR:
		*out = *vars_val(r->vars, n->num);
		return (GO);
	case OP_SLOT:
		*out = r->slots[n->num];
		return (GO);
	case OP_FIELD:
		if (n->a->op == OP_DOT)
			return (val_member(r, in, &n->key, out));
		if ((rc = eval_one(r, n->a, in, &a)) != GO)
			return (rc);
		return (val_member(r, &a, &n->key, out));
	case OP_INDEX:
		if ((rc = eval_one(r, n->b, in, &b)) != GO ||
		    (rc = eval_one(r, n->a, in, &a)) != GO)
			return (rc);
		return (val_index(r, &a, &b, out));
	case OP_SLICE:
		return (slice(r, n, in, out));
	case OP_PIPE:
		if ((rc = eval_one(r, n->a, in, &a)) != GO)
			return (rc);
		return (eval_one(r, n->b, &a, out));
	case OP_AS:
		if ((rc = eval_one(r, n->a, in, &r->slots[n->num])) != GO)
			return (rc);
		return (eval_one(r, n->b, in, out));
	case OP_NEGATE:
		if ((rc = eval_one(r, n->a, in, &a)) != GO)
			return (rc);
		return (eval_negate(r, &a, out));
	case OP_ADD ... OP_GE:
		if ((rc = eval_one(r, n->b, in, &b)) != GO ||
		    (rc = eval_one(r, n->a, in, &a)) != GO)
			return (rc);
		return (eval_binary(r, n->op, &a, &b, out));
	case OP_AND:
	case OP_OR:
		if ((rc = eval_one(r, n->a, in, &a)) != GO)
			return (rc);
		if (val_truth(&a) == (n->op == OP_AND) && (rc = eval_one(r, n->b, in, &a)) != GO)
			return (rc);
		*out = val_bool(val_truth(&a));
		return (GO);
	case OP_ALT:
		if ((rc = eval_one(r, n->a, in, out)) != GO || val_truth(out))
			return (rc);
		return (eval_one(r, n->b, in, out));
	case OP_IF:
		if ((rc = eval_one(r, n->a, in, &a)) != GO)
			return (rc);
		return (eval_one(r, val_truth(&a) ? n->b : n->c, in, out));
	case OP_ARRAY:
		return (array(r, n, in, out));
	case OP_CALL:
		return (call_one(r, n, in, out));
	case OP_ANY:
	case OP_ALL:
		return (any_all(r, n, in, out));
	case OP_IN:
	case OP_IN_OF:
		return (in_set(r, n, in, out));
	}
	return (BAIL);
}
