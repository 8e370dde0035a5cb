/*
 * expr_cond.c - the truth of an expression, by the short way.
 *
 * Most conditions are and, or, not and comparisons of a member of the record
 * with a constant; these are decided here on the bytes of the line.  What is
 * more goes to expr_eval.c.
 */
#include "expr/expr_in.h"

/* A number of more digits may be rounded twice on its way to a double (num_double()). */
enum { DIGITS = 17 };

/* The raw bytes of .member of the record (n = 0: absent); false if the node is no such path. */
static bool
member_of_record(struct run *r, const struct node *n, const struct val *in, struct slice *raw)
{
	if (n->op != OP_FIELD || n->a->op != OP_DOT || in->form != FORM_EVENT)
		return (false);
	*raw = event_find(r->event, &n->key);
	return (true);
}

static const struct val *
known(struct run *r, const struct node *n)
{
	return (n->op == OP_CONST ? &n->k : n->op == OP_VAR ? vars_val(r->vars, n->num) : NULL);
}

/* How do they compare: <0, 0, >0; false if it takes more than a look at the bytes. */
static bool
quick_order(struct slice raw, const struct val *k, bool equality, int *c)
{
	enum json_type kind = json_type(raw);
	bool bail = false;
	double d;
	int is;

	if (kind != k->kind) {
		*c = kind < k->kind ? -1 : 1;
		return (true);
	}
	switch (kind) {
	case JSON_NULL:
	case JSON_FALSE:
	case JSON_TRUE:
		*c = 0;
		return (true);
	case JSON_NUMBER:
		d = json_number(raw);
		*c = d < k->num ? -1 : d > k->num;
		if (k->form != FORM_OWN || k->num != k->num ||
		    (raw.n > DIGITS && beside()->literal != NULL))
			return (false);
		if (*c == 0 && val_is_literal(k))
			*c = num_order(raw, k->s, &bail);
		return (!bail);
	case JSON_STRING:
		if (!equality || k->form != FORM_OWN)
			return (false);
		is = raw_is(raw, k->s);
		*c = is != 1;
		return (is != -1);
	default:
		return (false);
	}
}

static bool
holds(enum op op, int c)
{
	switch (op) {
	case OP_EQ:
		return (c == 0);
	case OP_NE:
		return (c != 0);
	case OP_LT:
		return (c < 0);
	case OP_LE:
		return (c <= 0);
	case OP_GT:
		return (c > 0);
	default:
		return (c >= 0);
	}
}

/* 1, 0, FAIL or BAIL, for a node that is single. */
int
cond_true(struct run *r, const struct node *n, const struct val *in)
{
	const struct val *k;
	struct slice raw;
	struct val v;
	int rc;

	switch (n->op) {
	case OP_AND:
		rc = cond_true(r, n->a, in);
		return (rc == 1 ? cond_true(r, n->b, in) : rc);
	case OP_OR:
		rc = cond_true(r, n->a, in);
		return (rc == 0 ? cond_true(r, n->b, in) : rc);
	case OP_EQ ... OP_GE:
		if ((k = known(r, n->b)) != NULL && member_of_record(r, n->a, in, &raw) &&
		    quick_order(raw, k, n->op <= OP_NE, &rc))
			return (holds(n->op, rc));
		break;
	case OP_FIELD:
		if (member_of_record(r, n, in, &raw))
			return (raw.n > 0 && raw.p[0] != 'n' && raw.p[0] != 'f');
		break;
	case OP_PIPE:
		if ((rc = eval_one(r, n->a, in, &v)) != GO)
			return (rc);
		return (cond_true(r, n->b, &v));
	}
	if ((rc = eval_one(r, n, in, &v)) != GO)
		return (rc);
	return (val_truth(&v));
}
