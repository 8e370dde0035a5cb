/*
 * expr_gen.h - expressions and records for the differential test, from a seed.
 *
 * All in one header, for tests/unit/expr.c alone: every .c there is a program.
 */
#ifndef EXPR_GEN_H
#define EXPR_GEN_H
#include <stdint.h>

#include "base/bytes.h"
#include "expr/expr_in.h"

struct gen {
	uint64_t state;
	int locals; /* "as $x0 |" that are open */
};

/* splitmix64 */
static uint64_t
gen_next(struct gen *g)
{
	uint64_t z = (g->state += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (z ^ (z >> 31));
}

static unsigned
gen_below(struct gen *g, unsigned n)
{
	return ((unsigned)(gen_next(g) % n));
}

/* Seeds that are neighbours give streams that have nothing in common. */
static struct gen
gen_new(uint64_t seed)
{
	struct gen g = { seed, 0 };

	g.state = gen_next(&g) ^ seed << 32;
	return (g);
}

#define GEN_PICK(g, list) ((list)[gen_below((g), sizeof(list) / sizeof(*(list)))])

static const char *const gen_numbers[] = { "0", "-0", "1", "-1", "2", "3", "7", "10", "30", "0.1",
	"0.30000000000000004", "3.50", "1.5", "-2.5", "1e2", "1E+2", "100.0", "9007199254740992",
	"9007199254740993", "9007199254740991", "12345678901234567890", "90071992547409931",
	"18446744073709551616", "-9223372036854775808", "1e17", "1e22", "1e23",
	"123456789012345678", "0.00001", "0.0001", "1.234e-5", "5e-324", "2.2250738585072014e-308",
	"1e-400", "1e308", "1.7976931348623157e308", "1e1000", "-1e1000", "4294967296",
	"2147483648", "-2147483649", "0.1e1", "1e-7", "123456.789", "1e15", "1e16",
	"999999999999999.9", "2.50", "1.00", "0.00", "-0.0", "0e5", "12345678901234567891",
	"1234567890123456.75", "9007199254740993.0", "0.10000000000000000001", "1e999",
	"100000000000000000000000001", "5e-325", "123456789012345675", "-12345678901234567.8950",
	"0.000001234", "0.0000001234", "-1e-400" };

static const char *const gen_strings[] = { "", "a", "abc", "ABC", "answered", "missed", "call",
	"доставка", "ДОСТАВКА", "Доставка завтра", "ё", "\\u0041bc", "\\ud800", "\\udc00x",
	"\\ud83d\\ude00", "😀", "a\\u0000b", "a\\nb", "\\\"q\\\"", "back\\\\slash", "sl\\/ash", "7",
	"-1", "+74951234567", "3.50", "1e3", " 12 ", "12abc", "nan", "null", "true", "0x10", "1.",
	".5", "-", "2026-03-01T09:15:27.000Z", "\\u0434\\u043e", "a b", "\x7f", "\\ufffd",
	"\\uffff", "\xf0\x90\x80\x80", "z", "007", "-0", "0.10", "+0", "-00.50",
	"12345678901234567891", "1 " };

static const char *const gen_names[] = { "a", "b", "c", "type", "status", "talk", "tags", "имя",
	"a_b", "x1" };

static const char *const gen_spaces[] = { "", "", "", "", " ", "\t", "  " };

static void gen_value(struct gen *, struct buf *, int depth);

static void
gen_json_string(struct gen *g, struct buf *b)
{
	buf_char(b, '"');
	buf_str(b, GEN_PICK(g, gen_strings));
	if (gen_below(g, 8) == 0)
		buf_str(b, GEN_PICK(g, gen_strings));
	buf_char(b, '"');
}

static void
gen_json_object(struct gen *g, struct buf *b, int depth, unsigned most)
{
	unsigned n = gen_below(g, most + 1);

	buf_char(b, '{');
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			buf_char(b, ',');
		buf_str(b, GEN_PICK(g, gen_spaces));
		/* Few names, so that some come twice; one is "a" with an escape. */
		if (gen_below(g, 20) == 0)
			buf_str(b, "\"\\u0061\"");
		else
			buf_printf(b, "\"%s\"", GEN_PICK(g, gen_names));
		buf_str(b, GEN_PICK(g, gen_spaces));
		buf_char(b, ':');
		buf_str(b, GEN_PICK(g, gen_spaces));
		gen_value(g, b, depth - 1);
		buf_str(b, GEN_PICK(g, gen_spaces));
	}
	buf_char(b, '}');
}

static void
gen_value(struct gen *g, struct buf *b, int depth)
{
	static const char *const words[] = { "null", "true", "false" };
	unsigned n;

	switch (gen_below(g, depth > 0 ? 12 : 8)) {
	case 0:
	case 1:
		buf_str(b, GEN_PICK(g, words));
		break;
	case 2:
	case 3:
	case 4:
		buf_str(b, GEN_PICK(g, gen_numbers));
		break;
	case 5:
	case 6:
	case 7:
		gen_json_string(g, b);
		break;
	case 8:
	case 9:
		buf_char(b, '[');
		n = gen_below(g, 5);
		for (unsigned i = 0; i < n; i++) {
			if (i > 0)
				buf_str(b, gen_below(g, 4) == 0 ? " , " : ",");
			gen_value(g, b, depth - 1);
		}
		buf_char(b, ']');
		break;
	default:
		gen_json_object(g, b, depth, 4);
	}
}

static void
gen_record(struct gen *g, struct buf *b)
{
	gen_json_object(g, b, 4, 12);
}

/* Expressions: valid jq, and of the part that is run natively. */

static void gen_pipe(struct gen *, struct buf *, int depth);

static void
gen_text(struct gen *g, struct buf *b)
{
	const char *s;

	/* A lone surrogate is an error to jq's compiler, and what it becomes is left to libjq. */
	do
		s = GEN_PICK(g, gen_strings);
	while (strstr(s, "\\ud800") != NULL || strstr(s, "\\udc00") != NULL ||
	       strstr(s, "\\ufffd") != NULL);
	buf_printf(b, "\"%s\"", s);
}

static void
gen_constant(struct gen *g, struct buf *b)
{
	static const char *const words[] = { "null", "true", "false", "[]", "{}", "nan", "infinite",
		"[1,\"a\"]", "$v", "$s", "$list", "$big", "empty" };
	const char *n;

	switch (gen_below(g, 5)) {
	case 0:
		buf_str(b, GEN_PICK(g, words));
		break;
	case 1:
	case 2:
		n = GEN_PICK(g, gen_numbers);
		/* No sign in front, where it would be an operator. */
		buf_str(b, n[0] == '-' ? n + 1 : n);
		break;
	default:
		gen_text(g, b);
	}
}

static void
gen_slice(struct gen *g, struct buf *b)
{
	static const char *const bounds[] = { "0", "1", "-1", "2", "10", "1.5", "-2.5", ".talk",
		"null", "1e10", "-7", ".a" };

	if (gen_below(g, 3) == 0)
		buf_printf(b, "[%s:]", GEN_PICK(g, bounds));
	else if (gen_below(g, 2) == 0)
		buf_printf(b, "[:%s]", GEN_PICK(g, bounds));
	else
		buf_printf(b, "[%s:%s]", GEN_PICK(g, bounds), GEN_PICK(g, bounds));
}

static void
gen_path(struct gen *g, struct buf *b, int depth)
{
	unsigned steps = gen_below(g, 3);
	const char *name = GEN_PICK(g, gen_names);
	bool plain = (name[0] & 0x80) == 0;

	buf_printf(b, plain ? ".%s" : ".[\"%s\"]", name);
	for (unsigned i = 0; i <= steps; i++) {
		if (gen_below(g, 4) == 0)
			buf_char(b, '?');
		if (i == steps)
			break;
		name = GEN_PICK(g, gen_names);
		plain = (name[0] & 0x80) == 0;
		switch (gen_below(g, 7)) {
		case 6:
			gen_slice(g, b);
			break;
		case 0:
			buf_str(b, "[]");
			break;
		case 1:
			buf_printf(b, "[%s]", GEN_PICK(g, gen_numbers));
			break;
		case 2:
			buf_printf(b, ".\"%s\"", name);
			break;
		case 3:
			if (depth > 0) {
				buf_char(b, '[');
				gen_pipe(g, b, depth - 1);
				buf_char(b, ']');
				break;
			}
			/* FALLTHROUGH */
		default:
			buf_printf(b, plain ? ".%s" : "[\"%s\"]", name);
		}
	}
}

static void
gen_call(struct gen *g, struct buf *b, int depth)
{
	static const char *const zero[] = { "not", "length", "type", "ascii_downcase",
		"ascii_upcase", "tonumber", "tostring", "floor", "ceil", "round", "sqrt", "fabs",
		"any", "all", "first", "last", "values", "nulls", "strings", "numbers", "arrays",
		"objects", "booleans", "scalars", "iterables", "add", "min", "max" };
	static const char *const one[] = { "has", "contains", "startswith", "endswith", "ltrimstr",
		"rtrimstr", "in", "inside", "select", "any", "all", "IN", "first", "isempty", "map",
		"test", "join", "split" };
	static const char *const two[] = { "any", "all", "IN", "limit" };
	static const char *const patterns[] = { "a", "^a", "c$", "доставк", "[а-я]+", "(?i)ABC",
		"\\\\d+", "a.b", "^$", "", "x*", "(?<n>a)|b", "\\\\bзавтра\\\\b", "^b", "a b",
		"[^a]", "\\u0434", "(a|b)*c", "." };
	static const char *const flags[] = { "\"i\"", "\"\"", "null", "\"x\"", "\"s\"", "\"n\"",
		"\"p\"", "\"l\"", "\"g\"", "\"gi\"", "\"xis\"" };
	const char *flag;

	switch (gen_below(g, 8)) {
	case 6:
		/* libjq does not come back from an index(""). */
		buf_str(b, gen_below(g, 2) == 0 ? "index(\"a\")" : "index(\"ос\", \"7\")");
		break;
	case 7:
		/* With g it is libjq's, for the number of its outputs. */
		flag = GEN_PICK(g, flags);
		if (strchr(flag, 'g') != NULL)
			flag = "null";
		if (gen_below(g, 2) == 0)
			buf_printf(b, "isempty(match(\"%s\"; %s))", GEN_PICK(g, patterns), flag);
		else
			buf_printf(b, "(match(\"%s\"; %s) | not)", GEN_PICK(g, patterns), flag);
		break;
	case 0:
	case 1:
		buf_str(b, GEN_PICK(g, zero));
		break;
	case 2:
	case 3:
		buf_printf(b, "%s(", GEN_PICK(g, one));
		gen_pipe(g, b, depth - 1);
		buf_char(b, ')');
		break;
	case 4:
		if (gen_below(g, 4) == 0) {
			buf_str(b, "test(");
			gen_path(g, b, depth - 1);
			buf_printf(b, "; %s, .b)", GEN_PICK(g, flags));
			break;
		}
		buf_printf(b, "test(\"%s\"", GEN_PICK(g, patterns));
		if (gen_below(g, 2) == 0)
			buf_printf(b, "; %s", GEN_PICK(g, flags));
		buf_char(b, ')');
		break;
	default:
		buf_printf(b, "%s(", GEN_PICK(g, two));
		gen_pipe(g, b, depth - 1);
		buf_str(b, "; ");
		gen_pipe(g, b, depth - 1);
		buf_char(b, ')');
	}
}

static void
gen_if(struct gen *g, struct buf *b, int depth)
{
	buf_str(b, "if ");
	gen_pipe(g, b, depth - 1);
	buf_str(b, " then ");
	gen_pipe(g, b, depth - 1);
	if (gen_below(g, 3) == 0) {
		buf_str(b, " elif ");
		gen_pipe(g, b, depth - 1);
		buf_str(b, " then ");
		gen_pipe(g, b, depth - 1);
	}
	if (beside()->version == JQ_1_6 || gen_below(g, 4) > 0) {
		buf_str(b, " else ");
		gen_pipe(g, b, depth - 1);
	}
	buf_str(b, " end");
}

static void
gen_term(struct gen *g, struct buf *b, int depth)
{
	switch (gen_below(g, depth > 0 ? 16 : 8)) {
	case 0:
	case 1:
	case 2:
		gen_constant(g, b);
		break;
	case 3:
		buf_str(b, gen_below(g, 2) == 0 ? "." : ".[]?");
		break;
	case 4:
		if (g->locals > 0) {
			buf_printf(b, "$x%u", gen_below(g, (unsigned)g->locals));
			break;
		}
		/* FALLTHROUGH */
	case 5:
	case 6:
	case 7:
		gen_path(g, b, depth);
		break;
	case 8:
	case 9:
	case 10:
		gen_call(g, b, depth);
		break;
	case 11:
		buf_str(b, "\"a\\(");
		gen_pipe(g, b, depth - 1);
		buf_str(b, ")б\\(");
		gen_pipe(g, b, depth - 1);
		buf_str(b, ")\"");
		break;
	case 12:
		buf_char(b, '[');
		gen_pipe(g, b, depth - 1);
		buf_char(b, ']');
		break;
	default:
		buf_char(b, '(');
		gen_pipe(g, b, depth - 1);
		buf_char(b, ')');
		if (gen_below(g, 4) == 0)
			buf_str(b, gen_below(g, 3) == 0	  ? "[0]"
				   : gen_below(g, 2) == 0 ? ".a"
							  : "?");
	}
}

/* One operand, or two with an operator between; brackets only where jq's grammar wants them. */
static void
gen_pipe(struct gen *g, struct buf *b, int depth)
{
	static const char *const operators[] = { " | ", " | ", " | ", " | ", ", ", " // ", " // ",
		" and ", " or ", " == ", " == ", " != ", " < ", " <= ", " > ", " >= ", " + ", " - ",
		" * ", " % " };
	static const char *const loose[] = { " | ", ", ", " // ", " and ", " or " };
	unsigned what = gen_below(g, depth > 0 ? 16 : 3);

	if (what < 3) {
		gen_term(g, b, depth);
	} else if (what == 3) {
		gen_if(g, b, depth);
	} else if (what == 4) {
		/* Until 1.8 "as" takes the last term alone. */
		if (gen_below(g, 4) == 0) {
			buf_str(b, gen_below(g, 2) == 0 ? "-" : ".a, 1 + ");
			gen_path(g, b, 0);
			if (gen_below(g, 2) == 0)
				buf_str(b, " * .b");
		} else if (gen_below(g, 2) == 0)
			gen_path(g, b, 0);
		else {
			buf_char(b, '(');
			gen_pipe(g, b, depth - 1);
			buf_char(b, ')');
		}
		buf_printf(b, " as $x%d | ", g->locals);
		g->locals++;
		gen_pipe(g, b, depth - 1);
		g->locals--;
	} else if (what == 5) {
		buf_str(b, gen_below(g, 2) == 0 ? "-" : "try ");
		gen_term(g, b, depth - 1);
		if (gen_below(g, 4) == 0)
			buf_str(b, gen_below(g, 2) == 0 ? " * .b" : " % 7 + .b");
	} else if (what == 6) {
		/* Division by what jq's compiler does not know. */
		gen_term(g, b, depth - 1);
		buf_str(b, " / ");
		gen_path(g, b, 0);
	} else if (what < 9) {
		/* Three in a row: which binds tighter? */
		gen_term(g, b, depth - 1);
		buf_str(b, GEN_PICK(g, operators));
		gen_term(g, b, depth - 1);
		buf_str(b, GEN_PICK(g, loose));
		gen_term(g, b, depth - 1);
	} else {
		gen_term(g, b, depth - 1);
		buf_str(b, GEN_PICK(g, operators));
		if (gen_below(g, 2) == 0)
			gen_term(g, b, depth - 1);
		else {
			buf_char(b, '(');
			gen_pipe(g, b, depth - 1);
			buf_char(b, ')');
		}
	}
}

/* What rules usually say. */
static void
gen_rule(struct gen *g, struct buf *b)
{
	static const char *const forms[] = { ".type == \"call\" and .status != \"answered\"",
		".talk >= $v", ".talk != null and .talk < 5",
		".status | IN(\"answered\", \"missed\")", "(.c // \"\") | test(\"доставк\"; \"i\")",
		".tags | any(. == \"call\")", "[.tags[]?] | length > 1",
		"(.type | startswith(\"c\"))?", "(.talk | tonumber)? > 3", ".a.b.c?",
		".tags[0] == .tags[-1]", "if .talk then .talk * 2 else 0 end",
		".status | ascii_downcase | contains(\"miss\")",
		"has(\"talk\") and (.talk | type) == \"number\"", ".a as $x | .b as $y | $x == $y",
		"(.talk + 1) / (.x1 | length) > 2", "any(.tags[]?; . == $s)",
		".a # b \\\n + 1\n, .b", ".a # b \\\\\n, .b", ".a | index(\"ка\")",
		"[.[]? | tostring? | tonumber?] | ., map(tostring)", "[.[]?] | index(.[-1])",
		"[.[]? | length?, -(numbers)] | map(tostring)",
		"[.[]?] | [.[0] == .[], .[0] < .[]]",
		"[12345678901234567891, 12345678901234567890] | .[0] == .[1], .[0] > .[1]",
		"[.[]?] | IN(.[0]; .[1:][]), IN(.[]; .[0], 1)", "first((.[]?)?), (.[]? | .a)?",
		"([.[]?] | contains([.[0]])), (.a | contains(.b))?" };

	buf_str(b, GEN_PICK(g, forms));
}

static void
gen_expr(struct gen *g, struct buf *b)
{
	g->locals = 0;
	if (gen_below(g, 16) == 0) {
		gen_rule(g, b);
		return;
	}
	gen_pipe(g, b, 1 + (int)gen_below(g, 4));
}
#endif
