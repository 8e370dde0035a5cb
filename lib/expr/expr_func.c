/* expr_func.c - arithmetic, and jq's functions that have one output for each input. */
#include <math.h>

#include "expr/expr_in.h"

enum fn {
	FN_NOT,
	FN_LENGTH,
	FN_TYPE,
	FN_HAS,
	FN_CONTAINS,
	FN_STARTSWITH,
	FN_ENDSWITH,
	FN_LTRIMSTR,
	FN_RTRIMSTR,
	FN_DOWNCASE,
	FN_UPCASE,
	FN_TONUMBER,
	FN_TOSTRING,
	FN_FLOOR,
	FN_CEIL,
	FN_ROUND,
	FN_SQRT,
	FN_FABS,
	FN_TEST,
	FN_ADD,
	FN_JOIN,
	FN_INDEX,
	FN_SPLIT,
	FN_MIN,
	FN_MAX
};

static const struct function {
	const char *name;
	int nargs;
	enum fn fn;
} functions[] = { { "not", 0, FN_NOT }, { "length", 0, FN_LENGTH }, { "type", 0, FN_TYPE },
	{ "has", 1, FN_HAS }, { "contains", 1, FN_CONTAINS }, { "startswith", 1, FN_STARTSWITH },
	{ "endswith", 1, FN_ENDSWITH }, { "ltrimstr", 1, FN_LTRIMSTR },
	{ "rtrimstr", 1, FN_RTRIMSTR }, { "ascii_downcase", 0, FN_DOWNCASE },
	{ "ascii_upcase", 0, FN_UPCASE }, { "tonumber", 0, FN_TONUMBER },
	{ "tostring", 0, FN_TOSTRING }, { "floor", 0, FN_FLOOR }, { "ceil", 0, FN_CEIL },
	{ "round", 0, FN_ROUND }, { "sqrt", 0, FN_SQRT }, { "fabs", 0, FN_FABS },
	{ "test", 1, FN_TEST }, { "test", 2, FN_TEST }, { "match", 1, FN_TEST },
	{ "match", 2, FN_TEST }, { "add", 0, FN_ADD }, { "join", 1, FN_JOIN },
	{ "index", 1, FN_INDEX }, { "split", 1, FN_SPLIT }, { "min", 0, FN_MIN },
	{ "max", 0, FN_MAX } };

int
func_find(struct slice name, int nargs)
{
	for (size_t i = 0; i < sizeof(functions) / sizeof(*functions); i++)
		if (functions[i].nargs == nargs && slice_is(name, functions[i].name))
			return ((int)functions[i].fn);
	return (-1);
}

bool
func_is_regex(int fn)
{
	return (fn == FN_TEST);
}

/* 2^63, beyond which a number is no integer. */
static const double TOO_LARGE = 9223372036854775808.0;

/* Of too large a number 1.6 makes what its machine does, a later one the largest there is. */
static int64_t
whole(double d)
{
	if (d >= -TOO_LARGE && d < TOO_LARGE)
		return ((int64_t)d);
	return (d > 0 && beside()->version >= JQ_1_7 ? INT64_MAX : INT64_MIN);
}

static int
modulo(struct run *r, double a, double b, struct val *out)
{
	int64_t divisor = whole(b);

	if (beside()->version >= JQ_1_7) {
		/* 1.7 and 1.8.0 convert this one number as their machine does. */
		if (a == TOO_LARGE || b == TOO_LARGE)
			return (BAIL);
		if (isnan(a) || isnan(b)) {
			*out = val_number(NAN);
			return (GO);
		}
	}
	if (divisor == 0)
		return (run_fail(r, "cannot divide (remainder) by zero", NULL, NULL));
	*out = val_number(divisor == -1 ? 0 : (double)(whole(a) % divisor));
	return (GO);
}

static int
arith_numbers(struct run *r, enum op op, double a, double b, struct val *out)
{
	switch (op) {
	case OP_ADD:
		*out = val_number(a + b);
		break;
	case OP_SUB:
		*out = val_number(a - b);
		break;
	case OP_MUL:
		*out = val_number(a * b);
		break;
	case OP_DIV:
		if (b == 0)
			return (run_fail(r, "cannot divide by zero", NULL, NULL));
		*out = val_number(a / b);
		break;
	default:
		return (modulo(r, a, b, out));
	}
	return (GO);
}

static int
join(struct run *r, const struct val *a, const struct val *b, struct val *out)
{
	struct slice s = val_string(r, a), t = val_string(r, b);
	char *p = arena_bytes(r->arena, s.n + t.n + 1);

	memcpy(p, s.p, s.n);
	memcpy(p + s.n, t.p, t.n);
	*out = val_text((struct slice){ p, s.n + t.n });
	return (GO);
}

int
func_arith(struct run *r, enum op op, const struct val *a, const struct val *b, struct val *out)
{
	static const char *const verbs[] = { "%s and %s cannot be added",
		"%s and %s cannot be subtracted", "%s and %s cannot be multiplied",
		"%s and %s cannot be divided", "%s and %s cannot be divided (remainder)" };

	if (a->kind == JSON_NUMBER && b->kind == JSON_NUMBER)
		return (arith_numbers(r, op, val_double(r, a), val_double(r, b), out));
	if (op == OP_ADD && (a->kind == JSON_NULL || b->kind == JSON_NULL)) {
		*out = a->kind == JSON_NULL ? *b : *a;
		return (GO);
	}
	if (op == OP_ADD && a->kind == JSON_STRING && b->kind == JSON_STRING)
		return (join(r, a, b, out));
	/* Texts times numbers, lists less lists, texts split by texts ... */
	if ((a->kind == b->kind && a->kind >= JSON_STRING) ||
	    (op == OP_MUL && a->kind >= JSON_NUMBER && b->kind >= JSON_NUMBER))
		return (BAIL);
	return (run_fail(r, verbs[op - OP_ADD], val_kind_name(a), val_kind_name(b)));
}

static int
ends(struct run *r, enum fn fn, const struct val *in, const struct val *arg, struct val *out)
{
	bool strings = in->kind == JSON_STRING && arg->kind == JSON_STRING, left, is;
	struct slice s, t;

	left = fn == FN_STARTSWITH || fn == FN_LTRIMSTR;
	/* In 1.8 the trims are made of these, and fail with them. */
	if (!strings && (fn == FN_STARTSWITH || fn == FN_ENDSWITH || beside()->version >= JQ_1_8))
		return (run_fail(
		    r, "%s() requires string inputs", left ? "startswith" : "endswith", NULL));
	*out = *in;
	if (!strings)
		return (GO);
	s = val_string(r, in);
	t = val_string(r, arg);
	/* 1.8.0 and 1.8.1 cut all off for rtrimstr(""). */
	if (fn == FN_RTRIMSTR && t.n == 0 && beside()->version >= JQ_1_8)
		return (BAIL);
	is = s.n >= t.n && memcmp(left ? s.p : s.p + (s.n - t.n), t.p, t.n) == 0;
	if (fn == FN_STARTSWITH || fn == FN_ENDSWITH)
		*out = val_bool(is);
	else if (is)
		*out = val_text((struct slice){ left ? s.p + t.n : s.p, s.n - t.n });
	return (GO);
}

static int
change_case(struct run *r, bool up, const struct val *in, struct val *out)
{
	char from = up ? 'a' : 'A';
	struct slice s;
	char *p;

	if (in->kind != JSON_STRING)
		return (run_fail(r, "explode input must be a string", NULL, NULL));
	s = val_string(r, in);
	p = arena_bytes(r->arena, s.n + 1);
	for (size_t i = 0; i < s.n; i++)
		p[i] = (char)(s.p[i] >= from && s.p[i] < from + 26 ? s.p[i] ^ 0x20 : s.p[i]);
	*out = val_text((struct slice){ p, s.n });
	return (GO);
}

/* The numbers that people write; all else that libjq's parser may take for one is left to it. */
static int
to_number(struct run *r, const struct val *in, struct val *out)
{
	struct slice s;
	size_t i = 0, digits = 0;

	if (in->kind == JSON_NUMBER) {
		*out = *in;
		return (GO);
	}
	if (in->kind != JSON_STRING)
		return (run_fail(r, "%s cannot be parsed as a number", val_kind_name(in), NULL));
	s = val_string(r, in);
	i = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');
	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		digits++;
	if (digits > 0 && i + 1 < s.n && s.p[i] == '.')
		for (i++; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
			;
	if (digits == 0 || i < s.n || s.p[i - 1] == '.')
		return (BAIL);
	*out = val_literal(s);
	return (GO);
}

static int
to_string(struct run *r, const struct val *in, struct val *out)
{
	static const char *const words[] = { "null", "false", "true" };
	struct slice text;
	int rc;

	if (in->kind == JSON_STRING)
		*out = *in;
	else if (in->kind == JSON_NUMBER) {
		if ((rc = num_text(r, in, &text)) != GO)
			return (rc);
		*out = val_text(text);
	} else if (in->kind <= JSON_TRUE)
		*out = val_text(slice_of(words[in->kind]));
	else
		return (BAIL);
	return (GO);
}

static int
mathematics(struct run *r, enum fn fn, const struct val *in, struct val *out)
{
	double d;

	if (in->kind != JSON_NUMBER)
		return (run_fail(r, "%s number required", val_kind_name(in), NULL));
	d = val_double(r, in);
	d = fn == FN_FLOOR   ? floor(d)
	    : fn == FN_CEIL  ? ceil(d)
	    : fn == FN_ROUND ? round(d)
	    : fn == FN_SQRT  ? sqrt(d)
			     : fabs(d);
	*out = val_number(d);
	return (GO);
}

/* The flags may be null; test([re, flags]) is the same as test(re; flags). */
static int
test_args(
    struct run *r, const struct node *n, const struct val *args, struct val *re, struct val *flags)
{
	struct walk w;

	*re = args[0];
	*flags = (struct val){ .kind = JSON_NULL };
	if (n->b != NULL)
		*flags = args[1];
	else if (re->kind == JSON_ARRAY) {
		val_walk(r, &args[0], &w);
		if (walk_next(&w, re))
			walk_next(&w, flags);
		else
			return (run_fail(r, "array not a string or array", NULL, NULL));
	} else if (re->kind != JSON_STRING)
		return (run_fail(r, "%s not a string or array", val_kind_name(re), NULL));
	return (GO);
}

static int
test(struct run *r, const struct node *n, const struct val *in, const struct val *args,
    struct val *out)
{
	struct re *regex = n->re;
	struct slice none = { NULL, 0 };
	struct val re, flags;
	int rc;

	if (regex == NULL && (rc = test_args(r, n, args, &re, &flags)) != GO)
		return (rc);
	if (in->kind != JSON_STRING)
		return (run_fail(
		    r, "%s cannot be matched, as it is not a string", val_kind_name(in), NULL));
	if (regex == NULL) {
		if (re.kind != JSON_STRING)
			return (run_fail(r, "%s cannot be matched, as it is not a string",
			    val_kind_name(&re), NULL));
		if (flags.kind != JSON_STRING && flags.kind != JSON_NULL)
			return (run_fail(r, "%s is not a string", val_kind_name(&flags), NULL));
		regex = re_cached(r->regexes, val_string(r, &re),
		    flags.kind == JSON_NULL ? none : val_string(r, &flags));
		if (regex == NULL)
			return (run_fail(r, "a broken regular expression", NULL, NULL));
	}
	if ((rc = re_test(regex, val_string(r, in))) == -1)
		return (
		    run_fail(r, "the search for a regular expression was given up", NULL, NULL));
	*out = val_bool(rc == 1);
	return (GO);
}

static int
apply(struct run *r, const struct node *n, const struct val *in, const struct val *args,
    struct val *out)
{
	switch (n->fn) {
	case FN_NOT:
		*out = val_bool(!val_truth(in));
		return (GO);
	case FN_LENGTH:
		return (val_length(r, in, out));
	case FN_TYPE:
		*out = val_text(slice_of(val_kind_name(in)));
		return (GO);
	case FN_HAS:
		return (val_has(r, in, &args[0], out));
	case FN_CONTAINS:
		return (val_contains(r, in, &args[0], out));
	case FN_STARTSWITH:
	case FN_ENDSWITH:
	case FN_LTRIMSTR:
	case FN_RTRIMSTR:
		return (ends(r, n->fn, in, &args[0], out));
	case FN_DOWNCASE:
	case FN_UPCASE:
		return (change_case(r, n->fn == FN_UPCASE, in, out));
	case FN_TONUMBER:
		return (to_number(r, in, out));
	case FN_TOSTRING:
		return (to_string(r, in, out));
	case FN_TEST:
		return (test(r, n, in, args, out));
	case FN_ADD:
		return (func_add(r, in, out));
	case FN_JOIN:
		return (func_join(r, in, &args[0], out));
	case FN_INDEX:
		return (func_index(r, in, &args[0], out));
	case FN_SPLIT:
		return (func_split(r, in, &args[0], out));
	case FN_MIN:
	case FN_MAX:
		return (func_extreme(r, n->fn == FN_MAX, in, out));
	}
	return (mathematics(r, n->fn, in, out));
}

int
func_call(struct run *r, const struct node *n, const struct val *in, const struct val *args,
    struct val *out)
{
	return (n->swap ? apply(r, n, &args[0], in, out) : apply(r, n, in, args, out));
}
