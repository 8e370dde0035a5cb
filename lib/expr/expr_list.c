/* expr_list.c - add, join, index, split, min and max. */
#include "expr/expr_in.h"

/* reduce .[] as $x (null; . + $x) */
int
func_add(struct run *r, const struct val *in, struct val *out)
{
	struct val sum = { .kind = JSON_NULL }, i;
	struct walk w;
	int rc;

	if ((rc = val_walk(r, in, &w)) != GO)
		return (rc);
	while (walk_next(&w, &i)) {
		if ((rc = func_arith(r, OP_ADD, &sum, &i, out)) != GO)
			return (rc);
		sum = *out;
	}
	*out = sum;
	return (GO);
}

/* An item's text for join: none for null. */
static int
item_text(struct run *r, const struct val *i, struct slice *s)
{
	if (i->kind == JSON_STRING)
		*s = val_string(r, i);
	else if (i->kind == JSON_NUMBER)
		return (num_text(r, i, s));
	else if (i->kind > JSON_STRING)
		return (run_fail(r, "string and %s cannot be added", val_kind_name(i), NULL));
	else
		*s = i->kind == JSON_NULL    ? SLICE("")
		     : i->kind == JSON_FALSE ? SLICE("false")
					     : SLICE("true");
	return (GO);
}

int
func_join(struct run *r, const struct val *in, const struct val *arg, struct val *out)
{
	struct slice between, s = { NULL, 0 };
	struct walk w;
	struct val i;
	size_t n = 0, count = 0;
	char *p = NULL;
	int rc;

	if (arg->kind != JSON_STRING)
		return (BAIL);
	between = val_string(r, arg);
	/* Twice: how long it is, and then its bytes. */
	for (int round = 0; round < 2; round++) {
		if ((rc = val_walk(r, in, &w)) != GO)
			return (rc);
		for (n = count = 0; walk_next(&w, &i); count++) {
			if ((rc = item_text(r, &i, &s)) != GO)
				return (rc);
			if (p != NULL && count > 0)
				memcpy(p + n, between.p, between.n);
			n += count > 0 ? between.n : 0;
			if (p != NULL)
				memcpy(p + n, s.p, s.n);
			n += s.n;
		}
		if (p == NULL)
			p = arena_bytes(r->arena, n + 1);
	}
	*out = val_text((struct slice){ p, n });
	return (GO);
}

/* Which item of a list is equal: the usual way to ask for a tag, and one that leaks in libjq 1.6.
 */
static int
index_of_item(struct run *r, const struct val *in, const struct val *arg, struct val *out)
{
	struct walk w;
	struct val i;
	bool bail = false;
	double n = 0;
	int rc;

	*out = (struct val){ .kind = JSON_NULL };
	if ((rc = val_walk(r, in, &w)) != GO)
		return (rc);
	for (; walk_next(&w, &i); n++)
		if (val_order(r, &i, arg, &bail) == 0 && !bail) {
			*out = val_number(n);
			break;
		}
	return (bail ? BAIL : GO);
}

/* 1.8 counts characters, those before it bytes. */
static struct val
place(struct slice text, const char *hit)
{
	size_t n = 0;

	if (beside()->version < JQ_1_8)
		return (val_number((double)(hit - text.p)));
	for (const char *p = text.p; p < hit; p++)
		n += ((unsigned char)*p & 0xc0) != 0x80;
	return (val_number((double)n));
}

/* Where one text is in another, or an item in a list. */
int
func_index(struct run *r, const struct val *in, const struct val *arg, struct val *out)
{
	struct slice s, what;
	const char *hit;

	if (in->kind == JSON_NULL && arg->kind != JSON_OBJECT && arg->kind != JSON_ARRAY) {
		*out = (struct val){ .kind = JSON_NULL };
		return (GO);
	}
	if (in->kind == JSON_ARRAY && arg->kind != JSON_ARRAY)
		return (index_of_item(r, in, arg, out));
	if (in->kind != JSON_STRING || arg->kind != JSON_STRING)
		return (BAIL);
	s = val_string(r, in);
	what = val_string(r, arg);
	if (what.n == 0)
		return (BAIL);
	hit = s.n == 0 ? NULL : memmem(s.p, s.n, what.p, what.n);
	*out = hit == NULL ? (struct val){ .kind = JSON_NULL } : place(s, hit);
	return (GO);
}

int
func_split(struct run *r, const struct val *in, const struct val *arg, struct val *out)
{
	struct slice s, by;
	struct val *items;
	const char *hit;
	size_t n = 0, cap = 8;

	if (in->kind != JSON_STRING || arg->kind != JSON_STRING)
		return (run_fail(r, "split input and separator must be strings", NULL, NULL));
	s = val_string(r, in);
	by = val_string(r, arg);
	if (by.n == 0)
		return (BAIL);
	for (hit = s.p;
	     s.n > 0 && (hit = memmem(hit, s.n - (size_t)(hit - s.p), by.p, by.n)) != NULL;
	     hit += by.n)
		cap++;
	items = arena_get(r->arena, cap * sizeof(*items));
	while (s.n > 0) {
		if ((hit = memmem(s.p, s.n, by.p, by.n)) == NULL)
			break;
		items[n++] = val_text((struct slice){ s.p, (size_t)(hit - s.p) });
		s.n -= (size_t)(hit - s.p) + by.n;
		s.p = hit + by.n;
	}
	if (n > 0 || s.n > 0)
		items[n++] = val_text(s);
	*out =
	    (struct val){ .kind = JSON_ARRAY, .form = FORM_OWN, .s = { NULL, n }, .items = items };
	return (GO);
}

int
func_extreme(struct run *r, bool max, const struct val *in, struct val *out)
{
	struct walk w;
	struct val i;
	bool bail = false, first = true;
	int c;

	if (in->kind != JSON_ARRAY)
		return (BAIL);
	*out = (struct val){ .kind = JSON_NULL };
	for (val_walk(r, in, &w); walk_next(&w, &i); first = false) {
		c = first ? 0 : val_order(r, &i, out, &bail);
		if (bail)
			return (BAIL);
		if (first || (max ? c >= 0 : c < 0))
			*out = i;
	}
	return (GO);
}
