/*
 * expr_eval.c - run the tree.
 *
 * jq's expressions have any number of outputs.  eval_each() hands each to a
 * sink, and what comes after an expression runs inside that call: so an error
 * there goes back through a "?" that is still open, as in jq 1.6.  A node that
 * always has one output is single, and eval_one() gives it without a sink.
 */
#include <math.h>

#include "rule/expr_in.h"

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

/* == and != of a text in the line and a constant: the common case, without decoding. */
static bool
quick_equal(const struct val *a, const struct val *b, bool *equal)
{
	if (a->kind != JSON_STRING || b->kind != JSON_STRING || a->form != FORM_RAW ||
	    b->form != FORM_OWN)
		return (false);
	if (a->s.n == b->s.n + 2) {
		*equal = memcmp(a->s.p + 1, b->s.p, b->s.n) == 0;
		if (!*equal)
			return (memchr(a->s.p, '\\', a->s.n) == NULL);
		return (b->s.n == 0 || memchr(b->s.p, '\\', b->s.n) == NULL);
	}
	*equal = false;
	/* Escapes only make a text longer. */
	return (a->s.n < b->s.n + 2 || memchr(a->s.p, '\\', a->s.n) == NULL);
}

/* An operator of two values. */
static int
binary(struct run *r, enum op op, const struct val *a, const struct val *b, struct val *out)
{
	bool equal;

	if (op < OP_EQ)
		return (arith(r, op, a, b, out));
	if (op <= OP_NE && quick_equal(a, b, &equal)) {
		*out = val_bool(equal == (op == OP_EQ));
		return (GO);
	}
	return (compare(r, op, a, b, out));
}

static int
negate(struct run *r, const struct val *a, struct val *out)
{
	if (a->kind != JSON_NUMBER)
		return (run_fail(r, "%s cannot be negated", val_kind_name(a), NULL));
	*out = val_number(-val_double(r, a));
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
 * any and all as 1.6 defines them: a foreach over the generator whose state
 * each output of the condition sets; it is true if "true" came up exactly once.
 * So any(true, true; (., .)) is false, and whoever relies on it gets it here.
 */
struct anyall {
	struct sink sink, item;
	const struct node *cond;
	bool want; /* any: true, all: false */
	bool state, before, broke;
	size_t came;
};

static int
anyall_cond(struct run *r, struct sink *sink, const struct val *v)
{
	struct anyall *a = (struct anyall *)((char *)sink - offsetof(struct anyall, item));

	(void)r;
	a->state = val_truth(v) == a->want ? a->want : a->before;
	if (a->state == a->want)
		a->came++;
	return (GO);
}

static int
anyall_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct anyall *a = (struct anyall *)sink;

	if (a->state == a->want) {
		a->broke = true;
		return (STOP);
	}
	a->before = a->state;
	a->state = false; /* null, until the condition says something */
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
	int rc = eval_each(r, n->a, in, &a.sink);

	if (rc != GO && !(rc == STOP && a.broke))
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

	if ((rc = binary(r, OP_EQ, w->in, v, &is)) != GO)
		return (rc);
	w->found = is.kind == JSON_TRUE;
	return (w->found ? STOP : GO);
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
	int rc = within_set(r, set, in, &w);

	*found = w.found;
	return (rc == STOP && w.found ? GO : rc);
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

/* The value inside a path: .a, .[0]; a failure under ? is left to the caller. */
static int
step(struct run *r, const struct node *n, const struct val *of, const struct val *key,
    struct val *out)
{
	return (n->op == OP_FIELD ? val_member(r, of, &n->key, out) : val_index(r, of, key, out));
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
		return (negate(r, &a, out));
	case OP_ADD ... OP_GE:
		if ((rc = eval_one(r, n->b, in, &b)) != GO ||
		    (rc = eval_one(r, n->a, in, &a)) != GO)
			return (rc);
		return (binary(r, n->op, &a, &b, out));
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

/* From here on: nodes with any number of outputs. */

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
		if ((rc = step(r, n, a, b, &v)) == FAIL && n->opt)
			return (GO);
	} else if (n->op == OP_CALL) {
		args[0] = *a;
		args[1] = *b;
		rc = func_call(r, n, p->in, args, &v);
	} else
		rc = binary(r, n->op, a, b, &v);
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

	if (rc != GO)
		return (rc);
	p->found = true;
	return (STOP);
}

static int
first(struct run *r, const struct node *n, const struct val *in, struct pass *p)
{
	static const struct val yes = { .kind = JSON_TRUE };
	int rc;

	p->sink.take = first_take;
	rc = eval_each(r, n->a, in, &p->sink);
	if (rc == STOP && p->found)
		return (GO);
	return (rc == GO && n->op == OP_ISEMPTY ? p->out->take(r, p->out, &yes) : rc);
}

/*
 * limit(n; g) as 1.6 defines it: after each output one is taken off n, and
 * it ends at 0 (so that limit(0; g) gives one).
 */
struct limit {
	struct sink sink;
	struct sink *out;
	double left;
	bool broke;
};

static int
limited_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct limit *l = (struct limit *)sink;
	int rc;

	l->left--;
	if ((rc = l->out->take(r, l->out, v)) != GO)
		return (rc);
	l->broke = l->left <= 0;
	return (l->broke ? STOP : GO);
}

static int
limit_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;
	struct limit l = { .sink = { limited_take }, .out = p->out };
	int rc;

	if (v->kind < JSON_NUMBER)
		return (eval_each(r, p->n->b, p->in, p->out));
	if (v->kind != JSON_NUMBER)
		return (BAIL);
	l.left = val_double(r, v);
	if (l.left < 0 || isnan(l.left))
		return (eval_each(r, p->n->b, p->in, p->out));
	rc = eval_each(r, p->n->b, p->in, &l.sink);
	return (rc == STOP && l.broke ? GO : rc);
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
one_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct pass *p = (struct pass *)sink;
	struct val args[2], out;
	int rc;

	if (p->n->op == OP_NEGATE)
		rc = negate(r, v, &out);
	else {
		args[0] = *v;
		rc = func_call(r, p->n, p->in, args, &out);
	}
	return (rc == GO ? p->out->take(r, p->out, &out) : rc);
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
		rc = eval_each(r, n->a, in, out);
		return (rc == FAIL ? GO : rc);
	}
	return (BAIL);
}
