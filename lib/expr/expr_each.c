/*
 * expr_each.c - run the nodes that have any number of outputs.
 *
 * Each output is handed to a sink, and what comes after an expression runs
 * inside that call: so an error there goes back through a "?" that is still
 * open, and is caught by it, as in jq 1.6.
 */
#include <math.h>

#include "expr/expr_in.h"

struct pass {
	struct sink sink;
	const struct node *n;
	const struct val *in; /* of the whole node */
	struct sink *out;
	struct val first, second;
	bool found, mine;
	int stage;
};

/* Both operands are there: what is the output? */
static int
pair(struct run *r, struct pass *p, const struct val *a, const struct val *b)
{
	const struct node *n = p->n;
	struct val args[2], v;
	int rc;

	if (n->op == OP_INDEX) {
		if ((rc = val_index(r, a, b, &v)) == FAIL && n->opt)
			return (GO);
	} else if (n->op == OP_CALL) {
		args[0] = *a;
		args[1] = *b;
		rc = func_call(r, n, p->in, args, &v);
	} else
		rc = eval_binary(r, n->op, a, b, &v);
	return (rc == GO ? p->out->take(r, p->out, &v) : rc);
}

static int
left_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;

	return (pair(r, p, v, &p->second));
}

/* The right operand is the outer loop, the left the inner. */
static int
right_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;
	struct pass left = *p;

	left.sink.take = left_take;
	left.second = *v;
	return (eval_each(r, p->n->a, p->in, &left.sink));
}

static int
pipe_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;

	return (eval_each(r, p->n->b, v, p->out));
}

static int
as_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;

	r->slots[p->n->num] = *v;
	return (eval_each(r, p->n->b, p->in, p->out));
}

static int
truth_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;
	struct val b = val_bool(val_truth(v));

	return (p->out->take(r, p->out, &b));
}

static int
logic_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;
	struct pass last = *p;
	struct val b = val_bool(val_truth(v));

	if (val_truth(v) != (p->n->op == OP_AND))
		return (p->out->take(r, p->out, &b));
	last.sink.take = truth_take;
	return (eval_each(r, p->n->b, p->in, &last.sink));
}

static int
if_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;

	return (eval_each(r, val_truth(v) ? p->n->b : p->n->c, p->in, p->out));
}

static int
select_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;

	return (val_truth(v) ? p->out->take(r, p->out, p->in) : GO);
}

static int
alt_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;

	if (!val_truth(v))
		return (GO);
	p->found = true;
	return (p->out->take(r, p->out, v));
}

static int
alternative(struct run *r, const struct node *n, const struct val *in, struct pass *p)
{
	int rc;

	p->sink.take = alt_take;
	if ((rc = eval_each(r, n->a, in, &p->sink)) != GO || p->found)
		return (rc);
	return (eval_each(r, n->b, in, p->out));
}

/* first(g), and isempty(g) which says false for it: what follows runs while g is still open. */
static int
first_take(struct run *r, struct sink *sink, const struct val *v)
{
	static const struct val no = { .kind = JSON_FALSE };
	struct pass *p = (struct pass *)sink;
	int rc = p->out->take(r, p->out, p->n->op == OP_FIRST ? v : &no);

	p->found = true;
	return (rc != GO ? rc : run_break(r, p));
}

static int
first(struct run *r, const struct node *n, const struct val *in, struct pass *p)
{
	static const struct val yes = { .kind = JSON_TRUE };
	int rc;

	p->sink.take = first_take;
	rc = run_broken(r, eval_each(r, n->a, in, &p->sink), p);
	return (rc == GO && n->op == OP_ISEMPTY && !p->found ? p->out->take(r, p->out, &yes) : rc);
}

/*
 * limit(n; g): after each output one is taken off n, and it ends at 0.  So
 * limit(0; g) gives one in 1.6; since 1.7 none.  A negative n is no limit, and
 * an error since 1.8.
 */
struct limit {
	struct sink sink;
	struct sink *out;
	double left;
};

static int
limited_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct limit *l = (struct limit *)sink;
	int rc;

	l->left--;
	if ((rc = l->out->take(r, l->out, v)) != GO)
		return (rc);
	return (l->left <= 0 ? run_break(r, l) : GO);
}

static int
limit_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;
	struct limit l = { .sink = { limited_take }, .out = p->out };
	bool bail = false;

	if (v->kind > JSON_NUMBER)
		return (BAIL);
	l.left = v->kind == JSON_NUMBER ? val_double(r, v) : -1;
	/* 1e-400 is a 0 that is more than 0. */
	if (l.left == 0 && val_is_literal(v) && num_order(v->s, SLICE("0"), &bail) != 0)
		return (BAIL);
	if (l.left == 0 && beside()->version >= JQ_1_7)
		return (GO);
	if (!(l.left >= 0)) {
		if (beside()->version >= JQ_1_8)
			return (run_fail(r, "limit doesn't support negative count", NULL, NULL));
		return (eval_each(r, p->n->b, p->in, p->out));
	}
	return (run_broken(r, eval_each(r, p->n->b, p->in, &l.sink), &l));
}

static int
each_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;
	struct walk w;
	struct val i;
	int rc;

	if ((rc = val_walk(r, v, &w)) != GO)
		return (rc == FAIL && p->n->opt ? GO : rc);
	while (walk_next(&w, &i))
		if ((rc = p->out->take(r, p->out, &i)) != GO)
			return (rc);
	return (GO);
}

static int
field_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;
	struct val m;
	int rc;

	if ((rc = val_member(r, v, &p->n->key, &m)) != GO)
		return (rc == FAIL && p->n->opt ? GO : rc);
	return (p->out->take(r, p->out, &m));
}

static int
slice_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;
	struct val out;
	int rc;

	if ((rc = val_slice(r, v, &p->first, &p->second, &out)) != GO)
		return (rc == FAIL && p->n->opt ? GO : rc);
	return (p->out->take(r, p->out, &out));
}

/* There is an output if it matches; what is in it nobody knows here. */
static int
match(struct run *r, const struct node *n, const struct val *in, struct sink *out)
{
	static const struct val found = { .kind = JSON_OBJECT, .form = FORM_OPAQUE };
	struct val is;
	int rc;

	if ((rc = func_call(r, n->a, in, NULL, &is)) != GO)
		return (rc);
	return (is.kind == JSON_TRUE ? out->take(r, out, &found) : GO);
}

static int
one_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;
	struct val args[2], out;
	int rc;

	if (p->n->op == OP_NEGATE)
		rc = eval_negate(r, v, &out);
	else {
		args[0] = *v;
		rc = func_call(r, p->n, p->in, args, &out);
	}
	return (rc == GO ? p->out->take(r, p->out, &out) : rc);
}

/* Note that it is not the body of a try that ended it, but what comes after. */
static int
try_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;
	int rc = p->out->take(r, p->out, v);

	p->found = rc != GO;
	return (rc);
}

/*
 * An error ends a try.  1.6 catches also those of what comes after, and a
 * break on its way; since 1.7 only what is inside is caught.
 */
static int
try(struct run *r, const struct node *n, const struct val *in, struct pass *p)
{
	int rc;

	p->sink.take = try_take;
	rc = eval_each(r, n->a, in, &p->sink);
	if (p->found && beside()->version >= JQ_1_7)
		return (rc);
	return (rc == FAIL || rc == BREAK ? GO : rc);
}

/* A sink in front of the next one: evaluate of and pass what comes. */
static int
through(struct run *r, const struct node *of, struct pass *p,
    int (*take)(struct run *, struct sink *, const struct val *))
{
	p->sink.take = take;
	return (eval_each(r, of, p->in, &p->sink));
}

int
eval_each(struct run *r, const struct node *n, const struct val *in, struct sink *out)
{
	struct pass p = { .n = n, .in = in, .out = out };
	struct val v;
	int rc;

	if (n->single) {
		rc = eval_one(r, n, in, &v);
		return (rc == GO ? out->take(r, out, &v) : rc);
	}
	switch (n->op) {
	case OP_EMPTY:
		return (GO);
	case OP_COMMA:
		if ((rc = eval_each(r, n->a, in, out)) != GO)
			return (rc);
		return (eval_each(r, n->b, in, out));
	case OP_PIPE:
		return (through(r, n->a, &p, pipe_take));
	case OP_AS:
		return (through(r, n->a, &p, as_take));
	case OP_FIELD:
		return (through(r, n->a, &p, field_take));
	case OP_EACH:
		return (through(r, n->a, &p, each_take));
	case OP_SLICE:
		if ((rc = eval_bounds(r, n, in, &p.first, &p.second)) != GO)
			return (rc);
		return (through(r, n->a, &p, slice_take));
	case OP_MATCH:
		return (match(r, n, in, out));
	case OP_INDEX:
	case OP_ADD ... OP_GE:
		return (through(r, n->b, &p, right_take));
	case OP_CALL:
		return (n->b != NULL ? through(r, n->b, &p, right_take)
				     : through(r, n->a, &p, one_take));
	case OP_NEGATE:
		return (through(r, n->a, &p, one_take));
	case OP_AND:
	case OP_OR:
		return (through(r, n->a, &p, logic_take));
	case OP_IF:
		return (through(r, n->a, &p, if_take));
	case OP_SELECT:
		return (through(r, n->a, &p, select_take));
	case OP_LIMIT:
		return (through(r, n->a, &p, limit_take));
	case OP_ALT:
		return (alternative(r, n, in, &p));
	case OP_FIRST:
	case OP_ISEMPTY:
		return (first(r, n, in, &p));
	case OP_TRY:
		return (try(r, n, in, &p));
	}
	return (BAIL);
}
