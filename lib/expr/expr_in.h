/*
 * expr_in.h - what the files of expr share: values, the tree of a parsed
 * expression, and one run of it.  Nobody else includes this, but the tests.
 *
 * Shape:  text -> tokens (expr_lex.c) -> a tree of nodes (expr_parse.c,
 *         expr_call.c), run by expr_cond.c, expr_eval.c and expr_each.c, with
 *         the values of expr_val.c and the functions of expr_func.c and
 *         expr_list.c.  A text that the parser does not take, and a value that
 *         the evaluator does not take (BAIL), go to libjq (expr_jq.c), watched
 *         by expr_watch.c.
 * Owner:  nodes, tokens and constants live in the expression's load arena;
 *         what a run makes lives in its run arena and dies with the next run.
 */
#ifndef CT_EXPR_EXPR_IN_H
#define CT_EXPR_EXPR_IN_H
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "event/event.h"
#include "event/json.h"
#include "event/scan.h"
#include "expr/expr.h"

/* Memory for anything, from an arena. */
static inline void *
arena_get(struct arena *a, size_t n)
{
	uintptr_t p = (uintptr_t)arena_bytes(a, n + 15);

	return ((void *)((p + 15) & ~(uintptr_t)15));
}

/*
 * expr_beside.c: what the jq that we were started with means.  1.6, 1.7 and
 * 1.8 differ (ct-rules(5), "Which jq"); native expressions follow the libjq
 * that was loaded, and all that depends on it asks here.  A later one is
 * taken for 1.8.
 */
struct beside {
	enum { JQ_1_6, JQ_1_7, JQ_1_8 } version;
	/* jv (*)(const char *) from a number's text; NULL if libjq keeps none of the digits. */
	void (*literal)(void);
};
const struct beside *beside(void);

/* A value of jq's world.  Texts are UTF-8. */
enum form {
	FORM_RAW,   /* s is JSON text: of a number, a string with its quotes, an array, an object */
	FORM_OWN,   /* num, of a literal in s (expr_num.c); the text in s without quotes; s.n
		       values at items */
	FORM_EVENT, /* the record itself */
	FORM_OPAQUE /* an object of which only that is known; all else BAILs */
};

struct val {
	uint8_t kind; /* enum json_type, which is jq's order of types */
	uint8_t form;
	struct slice s;
	double num;
	const struct val *items;
};

/*
 * What evaluating gives: go on; no more is wanted; jq's break, on its way to
 * run->breaking (a "?" on that way swallows it, as it does in 1.6); an error
 * (run->fail); or "libjq must do it".
 */
enum { GO = 0, STOP = 1, BREAK = 2, FAIL = -1, BAIL = -2 };

struct fail {
	const char *fmt; /* constant, with up to two %s */
	const char *a, *b;
};

struct run {
	struct event *event;
	const struct expr_vars *vars;
	struct arena *arena;
	struct val *slots;   /* the values of "as $x" */
	struct re **regexes; /* of patterns that are not known before */
	struct fail fail;
	uintptr_t breaking; /* the owner, as a mere name: nobody follows it */
};

int run_fail(struct run *, const char *fmt, const char *a, const char *b);

static inline int
run_break(struct run *r, const void *owner)
{
	r->breaking = (uintptr_t)owner;
	return (BREAK);
}

/* At the owner of a break: has it arrived? */
static inline int
run_broken(const struct run *r, int rc, const void *owner)
{
	return (rc == BREAK && r->breaking == (uintptr_t)owner ? GO : rc);
}

/* expr_val.c */
struct val val_raw(struct slice raw);
struct val val_number(double);
struct val val_literal(struct slice number); /* as jq's lexer, JSON or tonumber take it */
struct val val_bool(bool);
struct val val_text(struct slice text);
struct slice val_string(struct run *, const struct val *); /* its text, unescaped */
double val_double(struct run *, const struct val *);
const char *val_kind_name(const struct val *);
/* Is the raw string this text?  -1: it takes unescaping to tell, for escapes only shorten. */
static inline int
raw_is(struct slice raw, struct slice text)
{
	if (raw.n < text.n + 2)
		return (0);
	if (raw.n == text.n + 2)
		return (
		    memcmp(raw.p + 1, text.p, text.n) == 0 && memchr(text.p, '\\', text.n) == NULL);
	if (text.n == 0 || (raw.p[1] != text.p[0] && raw.p[1] != '\\'))
		return (0);
	return (memchr(raw.p, '\\', raw.n) == NULL ? 0 : -1);
}
static inline bool
val_truth(const struct val *v)
{
	return (v->kind != JSON_NULL && v->kind != JSON_FALSE);
}
/* jq's order; *bail when it takes libjq to tell. */
int val_order(struct run *, const struct val *, const struct val *, bool *bail);
/* .key of an object or of null, .[i] of an array: GO, FAIL or BAIL. */
int val_member(struct run *, const struct val *, const struct key *, struct val *);
int val_index(struct run *, const struct val *, const struct val *key, struct val *);
/* The items of an array, the values of an object in jq's order (once each). */
struct walk {
	struct val of;
	size_t at;
};
/* FAIL if there is nothing to walk over. */
int val_walk(struct run *, const struct val *, struct walk *);
bool walk_next(struct walk *, struct val *);
/* v[from:to]; null for no bound. */
int val_slice(
    struct run *, const struct val *v, const struct val *from, const struct val *to, struct val *);
/* jq's length. */
int val_length(struct run *, const struct val *, struct val *);
int val_has(struct run *, const struct val *, const struct val *key, struct val *);
int val_contains(struct run *, const struct val *, const struct val *, struct val *);
/* expr_out.c: append as JSON. */
void val_write(struct run *, const struct val *, struct buf *);
/* A double as jq spells it; returns its length (out has room for 32). */
size_t num_format(double, char *out);
/* A number's text; GO or BAIL. */
int num_text(struct run *, const struct val *, struct slice *text);

/* expr_num.c: numbers that keep their digits, where libjq does (beside()->literal). */
/* How two compare that are the same double; *bail when it takes libjq to tell. */
int num_order(struct slice, struct slice, bool *bail);
double num_double(struct slice);
/* As jq spells it: its length (out has room for 32 bytes more than the number). */
size_t num_literal(struct slice, char *out, bool *bail);
/* The number without its sign, or with the other one; zero has none. */
struct val num_unsigned(struct run *, const struct val *);
struct val num_negated(struct run *, const struct val *);
static inline bool
val_is_literal(const struct val *v)
{
	return (v->s.n > 0 && beside()->literal != NULL);
}

/* expr_lex.c */
enum token_type {
	TOK_END,
	TOK_NUMBER,
	TOK_STRING, /* s has its quotes */
	TOK_MIXED,  /* a piece of a string with \( ) inside, without quotes: sign is its place */
	TOK_FORMAT,
	TOK_WORD,  /* a name or a keyword */
	TOK_FIELD, /* s without the dot */
	TOK_SIGN   /* sign is its one to three bytes */
};

/* The pieces of "a\(1)b\(2)c", between which the tokens inside stand. */
enum { PIECE_FIRST, PIECE_MIDDLE, PIECE_LAST };

#define SIGN2(a, b) ((uint32_t)(a) | (uint32_t)(b) << 8)

struct token {
	uint8_t type;
	uint32_t sign;
	size_t at;
	struct slice s;
};

struct tokens {
	struct token *list;
	size_t n, cap;
	char why[200]; /* what is wrong, when it is */
	size_t where;
};

/* -1 with why and where: no token of jq's, or a word that rules may not use. */
int tokens_read(struct tokens *, struct slice text);
void tokens_free(struct tokens *);
bool lex_is_keyword(struct slice);

/* The tree. */
enum op {
	OP_DOT,
	OP_CONST,
	OP_VAR,	   /* num: of expr_vars */
	OP_SLOT,   /* num: an "as $x" */
	OP_FIELD,  /* a.key */
	OP_INDEX,  /* a[b] */
	OP_SLICE,  /* a[b:c], where b or c may be NULL */
	OP_EACH,   /* a[] */
	OP_PIPE,   /* a | b */
	OP_COMMA,  /* a, b */
	OP_AS,	   /* a as num | b */
	OP_NEGATE, /* -a */
	OP_ADD,
	OP_SUB,
	OP_MUL,
	OP_DIV,
	OP_MOD,
	OP_EQ,
	OP_NE,
	OP_LT,
	OP_LE,
	OP_GT,
	OP_GE,
	OP_AND,
	OP_OR,
	OP_ALT,	  /* a // b */
	OP_IF,	  /* if a then b else c */
	OP_TRY,	  /* a? where a is no path */
	OP_ARRAY, /* [a] or [] */
	OP_CALL,  /* a function of one output: a, b its arguments */
	OP_EMPTY,
	OP_SELECT,  /* select(a) */
	OP_ANY,	    /* any(a; b) */
	OP_ALL,	    /* all(a; b) */
	OP_IN,	    /* IN(a) */
	OP_IN_OF,   /* IN(a; b) */
	OP_FIRST,   /* first(a) */
	OP_LIMIT,   /* limit(a; b) */
	OP_ISEMPTY, /* isempty(a) */
	OP_MATCH /* match, where a is the same as a test: an object of which only the truth is known
		  */
};

struct node {
	uint8_t op;
	bool opt;    /* the ? of .a?, .[0]?, .[]? */
	bool single; /* it always has one output, or fails */
	bool swap;   /* a call whose input and argument change places: in, inside */
	uint8_t fn;  /* OP_CALL: which */
	int num;
	struct node *a, *b, *c;
	struct val k;	/* OP_CONST */
	struct key key; /* OP_FIELD */
	struct re *re;	/* of a call to test with constant arguments */
	size_t at;
};

struct parse {
	struct tokens *tokens;
	size_t next;
	struct arena *arena;
	struct expr_vars *vars;
	int nslots, deepest;
	int depth;
	struct {
		struct slice name;
		int slot;
	} scope[64];
	int nscope;
	struct re *regexes;
	const char *why; /* a hard error (no such variable, a broken regex), or NULL */
	char text[300];
	size_t where; /* where it stopped */
	bool syntax;  /* it stopped at something that is no jq at all, as far as it can tell */
};

/* The tree, or NULL: parse->why is set if it is wrong for certain, else libjq is to judge. */
struct node *expr_parse(struct parse *);
struct node *node_make(struct parse *, enum op, struct node *a, struct node *b);
struct node *node_constant(struct parse *, struct val);
struct node *node_dot(struct parse *);

/* expr_call.c: a function with its arguments; NULL as expr_parse(). */
struct node *parse_call(struct parse *, const struct token *name, struct node **arg, int nargs);

/* expr_eval.c: the one output of a node that is single. */
int eval_one(struct run *, const struct node *, const struct val *in, struct val *out);
/* The bounds of an OP_SLICE; an operator on two values; -a. */
int eval_bounds(
    struct run *, const struct node *, const struct val *in, struct val *from, struct val *to);
int eval_binary(struct run *, enum op, const struct val *, const struct val *, struct val *);
int eval_negate(struct run *, const struct val *, struct val *);

/* expr_each.c: every output of any node goes to the sink. */
struct sink {
	int (*take)(struct run *, struct sink *, const struct val *);
};
int eval_each(struct run *, const struct node *, const struct val *in, struct sink *);

/* expr_cond.c: is that one output true?  1, 0, FAIL or BAIL. */
int cond_true(struct run *, const struct node *, const struct val *in);

/* expr_func.c */
int func_find(struct slice name, int nargs); /* its number, or -1 */
int func_call(struct run *, const struct node *, const struct val *in, const struct val *args,
    struct val *out);
/* expr_list.c: functions over lists and pieces of texts */
int func_add(struct run *, const struct val *in, struct val *out);
int func_join(struct run *, const struct val *in, const struct val *arg, struct val *out);
int func_index(struct run *, const struct val *in, const struct val *arg, struct val *out);
int func_split(struct run *, const struct val *in, const struct val *arg, struct val *out);
int func_extreme(struct run *, bool max, const struct val *in, struct val *out);
int func_arith(struct run *, enum op, const struct val *, const struct val *, struct val *);
bool func_is_regex(int fn);

/* expr_re.c: the regular expressions of test(). */
struct re;
/* NULL with why if the pattern or the flags (jq's letters) are broken. */
struct re *re_new(struct slice pattern, struct slice flags, char *why, size_t whysize);
/* 1 it matches, 0 not, -1 the search was given up. */
int re_test(const struct re *, struct slice text);
/* A list of them, freed together. */
void re_hang(struct re **list, struct re *);
void re_free(struct re *);
/* From a list that keeps the last 64 used, else compiled now; NULL if it is broken. */
struct re *re_cached(struct re **list, struct slice pattern, struct slice flags);

/*
 * expr_words.c: patterns that are plain words with | between them, as most
 * are in rules, are searched for without base/regex.h.
 */
struct words;
/* NULL if the pattern is more than that. */
struct words *words_new(struct slice pattern, struct slice flags);
/* 1 one is there, 0 none, -1 the text has letters whose case only Oniguruma knows. */
int words_find(const struct words *, struct slice text);
void words_free(struct words *);

/* expr_vars.c */
int vars_find(const struct expr_vars *, struct slice name); /* -1: there is none */
const char *vars_name(const struct expr_vars *, int var);
struct slice vars_raw(const struct expr_vars *, int var);
const struct val *vars_val(const struct expr_vars *, int var);
const char *const *vars_names(const struct expr_vars *); /* ends with NULL, or is NULL */

/*
 * expr_watch.c: libjq has no limit on steps, and ends the program when memory
 * runs out.  While it works on a record, both end with exit 2 and a message
 * that names the expression and the record; temporary files are removed.
 */
struct watch;
/* place: "tags.yaml:8:12", copied.  NULL with why if $CT_EXPR_TIMEOUT is wrong. */
struct watch *watch_new(const char *place, const char **why);
void watch_free(struct watch *);
void watch_start(struct watch *, const struct event *); /* NULL: when it is compiled */
void watch_stop(struct watch *);
/* What libjq calls when memory runs out. */
void watch_nomem(void *);

/* expr_jq.c */
struct program;
/*
 * Compile; vars are the variables that the text names.  NULL with why if libjq
 * does not take it.
 */
struct program *program_new(struct slice text, const struct expr_vars *, const int *vars,
    size_t nvars, const char *place, struct buf *why);
void program_free(struct program *);
/* Does libjq keep the digits of a number made by its jv_number_with_literal()?  1.7 and later do,
 * unless they were built not to. */
bool program_keeps_digits(void (*literal)(void));
void program_start(struct program *, const struct event *);
/* The next output, its JSON appended if json is not NULL: 1, 0 at the end, -1 with why. */
int program_next(struct program *, bool *truth, struct buf *json, struct buf *why);
/* To be called when no more outputs are asked for. */
void program_stop(struct program *);

/* expr.c, for the tests: all outputs with commas between them, as far as they go; BAIL if libjq
 * would do it. */
int expr_native_values(struct expr *, struct event *, struct buf *out);
#endif
