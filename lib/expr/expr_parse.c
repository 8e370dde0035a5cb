/*
 * expr_parse.c - the part of jq's grammar that is run natively, as a tree.
 *
 * What is not in here is left to libjq, whole; so this file must be right
 * about what it takes, and may be narrow.
 */
#include <stdio.h>

#include "base/near.h"
#include "expr/expr_in.h"

enum { DEPTH = 200 };

static struct node *parse_pipe(struct parse *);
static struct node *parse_binary(struct parse *, int least);

static const struct token *
peek(const struct parse *p)
{
	return (&p->tokens->list[p->next]);
}

static bool
at_sign(const struct parse *p, uint32_t sign)
{
	return (peek(p)->type == TOK_SIGN && peek(p)->sign == sign);
}

static bool
at_word(const struct parse *p, const char *word)
{
	return (peek(p)->type == TOK_WORD && slice_is(peek(p)->s, word));
}

static bool
take_sign(struct parse *p, uint32_t sign)
{
	if (!at_sign(p, sign))
		return (false);
	p->next++;
	return (true);
}

static bool
take_word(struct parse *p, const char *word)
{
	if (!at_word(p, word))
		return (false);
	p->next++;
	return (true);
}

/* Leave it to libjq. */
static struct node *
stop(struct parse *p)
{
	if (peek(p)->at > p->where)
		p->where = peek(p)->at;
	return (NULL);
}

struct node *
node_make(struct parse *p, enum op op, struct node *a, struct node *b)
{
	struct node *n = arena_get(p->arena, sizeof(*n));

	*n = (struct node){ .op = (uint8_t)op, .a = a, .b = b, .at = peek(p)->at };
	n->single = (a == NULL || a->single) && (b == NULL || b->single);
	return (n);
}

struct node *
node_constant(struct parse *p, struct val k)
{
	struct node *n = node_make(p, OP_CONST, NULL, NULL);

	n->k = k;
	return (n);
}

/* jq's numbers are C's without signs, hex and words: 5. and .5 are some. */
static struct node *
number(struct parse *p, struct slice s)
{
	char *copy = arena_get(p->arena, s.n + 32);
	bool bail = false;

	/* An exponent that only libjq can judge. */
	num_literal(s, copy, &bail);
	if (bail)
		return (stop(p));
	memcpy(copy, s.p, s.n);
	p->next++;
	return (node_constant(p, val_literal((struct slice){ copy, s.n })));
}

/* An escaped surrogate without its other half is an error to jq's compiler: let it say so. */
static bool
has_lone_surrogate(struct slice s)
{
	unsigned high, low;

	for (size_t i = 0; i + 1 < s.n; i += s.p[i] == '\\' ? 2 : 1) {
		if (s.p[i] != '\\' || s.p[i + 1] != 'u' || sscanf(s.p + i + 2, "%4x", &high) != 1 ||
		    high < 0xd800 || high > 0xdfff)
			continue;
		if (high > 0xdbff || s.n - i < 12 || s.p[i + 6] != '\\' || s.p[i + 7] != 'u' ||
		    sscanf(s.p + i + 8, "%4x", &low) != 1 || low < 0xdc00 || low > 0xdfff)
			return (true);
		i += 10;
	}
	return (false);
}

/* What stands between a string's quotes, as a text; NULL if jq would not take it. */
static struct node *
text(struct parse *p, struct slice raw)
{
	struct scan scan = { 0 };
	struct buf quoted = { 0 };
	struct node *n = NULL;
	char *copy;

	buf_char(&quoted, '"');
	buf_slice(&quoted, raw);
	buf_char(&quoted, '"');
	if (scan_value(&scan, quoted.p, quoted.n) == 0 && !has_lone_surrogate(raw)) {
		copy = arena_get(p->arena, raw.n + 1);
		raw.n = json_unescape(raw.p, raw.n, copy);
		n = node_constant(p, val_text((struct slice){ copy, raw.n }));
	}
	scan_free(&scan);
	buf_free(&quoted);
	return (n == NULL ? stop(p) : n);
}

static struct node *
string(struct parse *p)
{
	struct slice s = peek(p)->s;
	struct node *n = text(p, (struct slice){ s.p + 1, s.n - 2 });

	if (n != NULL)
		p->next++;
	return (n);
}

/* "a\(b)c": the pieces, and what is between them made a text, added up from the left. */
static struct node *
mixed(struct parse *p)
{
	struct node *sum, *n;
	struct node *to_text;
	uint32_t piece;

	if ((sum = text(p, peek(p)->s)) == NULL)
		return (NULL);
	do {
		p->next++;
		if ((n = parse_pipe(p)) == NULL)
			return (NULL);
		if (peek(p)->type != TOK_MIXED || peek(p)->sign == PIECE_FIRST)
			return (stop(p));
		to_text = node_make(p, OP_CALL, NULL, NULL);
		to_text->fn = (uint8_t)func_find(SLICE("tostring"), 0);
		sum = node_make(p, OP_ADD, sum, node_make(p, OP_PIPE, n, to_text));
		piece = peek(p)->sign;
		if ((n = text(p, peek(p)->s)) == NULL)
			return (NULL);
		sum = node_make(p, OP_ADD, sum, n);
	} while (piece != PIECE_LAST);
	p->next++;
	return (sum);
}

static struct node *
field(struct parse *p, struct node *a, struct slice name)
{
	struct node *n = node_make(p, OP_FIELD, a, NULL);
	char *copy = arena_get(p->arena, name.n + 1);

	memcpy(copy, name.p, name.n);
	copy[name.n] = '\0';
	n->key = key_slice((struct slice){ copy, name.n });
	n->single = a->single;
	return (n);
}

/* The ? after a path. */
static struct node *
optional(struct parse *p, struct node *n)
{
	if (take_sign(p, '?')) {
		n->opt = true;
		n->single = false;
	}
	return (n);
}

struct node *
node_dot(struct parse *p)
{
	return (node_make(p, OP_DOT, NULL, NULL));
}

/* [e], [from:to], [from:], [:to] after a term; the opening bracket is taken. */
static struct node *
bracket(struct parse *p, struct node *n)
{
	struct node *from = NULL, *to = NULL, *slice;

	if (!at_sign(p, ':') && (from = parse_pipe(p)) == NULL)
		return (NULL);
	if (take_sign(p, ']')) {
		if (from->op == OP_CONST && from->k.kind == JSON_STRING)
			return (field(p, n, from->k.s));
		return (node_make(p, OP_INDEX, n, from));
	}
	if (!take_sign(p, ':') || (!at_sign(p, ']') && (to = parse_pipe(p)) == NULL) ||
	    !take_sign(p, ']') || (from == NULL && to == NULL))
		return (stop(p));
	/* Bounds with several outputs are left to libjq. */
	if ((from != NULL && !from->single) || (to != NULL && !to->single))
		return (stop(p));
	slice = node_make(p, OP_SLICE, n, from);
	slice->c = to;
	return (slice);
}

/* .a "a" [e] [] after a term, as many as there are. */
static struct node *
suffixes(struct parse *p, struct node *n)
{
	struct node *key;

	for (;;) {
		if (peek(p)->type == TOK_FIELD) {
			n = field(p, n, peek(p)->s);
			p->next++;
		} else if (at_sign(p, '.')) {
			p->next++;
			if (peek(p)->type != TOK_STRING || (key = string(p)) == NULL)
				return (stop(p));
			n = field(p, n, key->k.s);
		} else if (take_sign(p, '[')) {
			if (take_sign(p, ']')) {
				n = node_make(p, OP_EACH, n, NULL);
				n->single = false;
			} else if ((n = bracket(p, n)) == NULL)
				return (NULL);
		} else
			return (n);
		n = optional(p, n);
	}
}

/* Since 1.7 $ and the name are one token. */
static bool
joined(const struct token *name)
{
	return (beside()->version == JQ_1_6 || name->at == name[-1].at + 1);
}

static struct node *
variable(struct parse *p)
{
	const struct token *t;
	struct node *n;
	const char *near;
	int var;

	t = peek(p);
	if (t->type != TOK_WORD || slice_is(t->s, "__loc__") || !joined(t))
		return (stop(p));
	for (int i = p->nscope; i-- > 0;)
		if (slice_eq(p->scope[i].name, t->s)) {
			p->next++;
			n = node_make(p, OP_SLOT, NULL, NULL);
			n->num = p->scope[i].slot;
			return (n);
		}
	if ((var = vars_find(p->vars, t->s)) >= 0) {
		p->next++;
		n = node_make(p, OP_VAR, NULL, NULL);
		n->num = var;
		return (n);
	}
	if (p->why == NULL) {
		near = p->vars == NULL || vars_names(p->vars) == NULL
			   ? NULL
			   : near_name(t->s, vars_names(p->vars));
		snprintf(p->text, sizeof(p->text), "unknown variable $%.*s%s%s%s",
		    (int)(t->s.n > 80 ? 80 : t->s.n), t->s.p,
		    near == NULL ? "" : "; did you mean $", near == NULL ? "" : near,
		    near == NULL ? "" : "?");
		p->why = p->text;
		p->where = t[-1].at;
	}
	return (NULL);
}

/* if .. then .. [elif .. then ..] else .. end; since 1.7 no else is an else of "." */
static struct node *
parse_if(struct parse *p)
{
	struct node *n, *cond, *then, *other;

	if ((cond = parse_pipe(p)) == NULL)
		return (NULL);
	if (!take_word(p, "then"))
		return (stop(p));
	if ((then = parse_pipe(p)) == NULL)
		return (NULL);
	if (take_word(p, "elif"))
		other = parse_if(p);
	else if (take_word(p, "else")) {
		if ((other = parse_pipe(p)) != NULL && !take_word(p, "end"))
			return (stop(p));
	} else if (at_word(p, "end") && beside()->version >= JQ_1_7) {
		p->next++;
		other = node_dot(p);
	} else {
		if (at_word(p, "end") && p->why == NULL) {
			p->why = "an if without else: jq 1.6 wants \"else . end\"";
			p->where = peek(p)->at;
		}
		return (stop(p));
	}
	if (other == NULL)
		return (NULL);
	n = node_make(p, OP_IF, cond, then);
	n->c = other;
	n->single = n->single && other->single;
	return (n);
}

static struct node *
word(struct parse *p)
{
	const struct token *t = peek(p);
	struct node *arg[2], *n;
	int nargs = 0;

	if (lex_is_keyword(t->s))
		return (stop(p));
	p->next++;
	for (bool more = take_sign(p, '('); more; more = !take_sign(p, ')')) {
		if (nargs == 2 || (nargs > 0 && !take_sign(p, ';')))
			return (stop(p));
		if ((arg[nargs++] = parse_pipe(p)) == NULL)
			return (NULL);
	}
	if ((n = parse_call(p, t, arg, nargs)) == NULL && p->why == NULL && t->at > p->where)
		p->where = t->at;
	return (n);
}

/* The body of "term as $x | body": to the end of the pipe. */
static struct node *
binding(struct parse *p, struct node *term)
{
	struct node *n, *body;
	struct slice name;
	int slot;

	if (!take_sign(p, '$') || peek(p)->type != TOK_WORD || !joined(peek(p)))
		return (stop(p));
	name = peek(p)->s;
	p->next++;
	if (!take_sign(p, '|') || p->nscope == sizeof(p->scope) / sizeof(*p->scope))
		return (stop(p));
	p->scope[p->nscope].name = name;
	p->scope[p->nscope++].slot = slot = p->nslots++;
	body = parse_pipe(p);
	p->nscope--;
	if (body == NULL)
		return (NULL);
	n = node_make(p, OP_AS, term, body);
	n->num = slot;
	return (n);
}

static struct node *
term(struct parse *p)
{
	const struct token *t = peek(p);
	struct node *n = NULL;

	if (t->type == TOK_FIELD) {
		p->next++;
		n = optional(p, field(p, node_dot(p), t->s));
	} else if (t->type == TOK_STRING) {
		n = string(p);
	} else if (t->type == TOK_MIXED && t->sign == PIECE_FIRST) {
		n = mixed(p);
	} else if (t->type == TOK_NUMBER) {
		n = number(p, t->s);
	} else if (t->type == TOK_WORD) {
		n = word(p);
	} else if (take_sign(p, '.')) {
		n = node_dot(p);
		if (peek(p)->type == TOK_STRING) {
			struct node *key = string(p);

			if (key == NULL)
				return (NULL);
			n = optional(p, field(p, n, key->k.s));
		}
	} else if (take_sign(p, '$')) {
		n = variable(p);
	} else if (take_sign(p, '(')) {
		if ((n = parse_pipe(p)) != NULL && !take_sign(p, ')'))
			return (stop(p));
	} else if (take_sign(p, '[')) {
		if (take_sign(p, ']'))
			n = node_make(p, OP_ARRAY, NULL, NULL);
		else if ((n = parse_pipe(p)) != NULL) {
			if (!take_sign(p, ']'))
				return (stop(p));
			n = node_make(p, OP_ARRAY, n, NULL);
			n->single = true;
		}
	} else if (at_sign(p, '{') && p->tokens->list[p->next + 1].type == TOK_SIGN &&
		   p->tokens->list[p->next + 1].sign == '}') {
		p->next += 2;
		n = node_constant(p, val_raw(SLICE("{}")));
	} else
		return (stop(p));
	return (n == NULL ? NULL : suffixes(p, n));
}

/* A term with what may stand before and after it: -x, if, x as $y | .., x?. */
static struct node *
prefix(struct parse *p)
{
	struct node *n;

	if (take_sign(p, '-')) {
		/* Only * / % bind tighter than this sign; since 1.8 nothing does. */
		n = beside()->version >= JQ_1_8 ? prefix(p) : parse_binary(p, 8);
		if (n == NULL)
			return (NULL);
		return (node_make(p, OP_NEGATE, n, NULL));
	}
	if (take_word(p, "if")) {
		n = parse_if(p);
	} else if (take_word(p, "try")) {
		if ((n = prefix(p)) == NULL || at_word(p, "catch"))
			return (stop(p));
		n = node_make(p, OP_TRY, n, NULL);
		n->single = false;
	} else {
		if ((n = term(p)) == NULL)
			return (NULL);
		if (beside()->version < JQ_1_8 && take_word(p, "as"))
			return (binding(p, n));
	}
	while (n != NULL && take_sign(p, '?')) {
		n = node_make(p, OP_TRY, n, NULL);
		n->single = false;
	}
	return (n);
}

struct binary {
	uint32_t sign;
	const char *word;
	enum op op;
	int level; /* the higher the tighter */
	enum { LEFT, RIGHT, NONE } side;
};

/* From jq's grammar, the loosest first; the assignments between // and or are libjq's. */
static const struct binary *
binary_at(const struct parse *p)
{
	static const struct binary table[] = { { '|', NULL, OP_PIPE, 1, RIGHT },
		{ ',', NULL, OP_COMMA, 2, LEFT }, { SIGN2('/', '/'), NULL, OP_ALT, 3, RIGHT },
		{ 0, "or", OP_OR, 4, LEFT }, { 0, "and", OP_AND, 5, LEFT },
		{ SIGN2('=', '='), NULL, OP_EQ, 6, NONE },
		{ SIGN2('!', '='), NULL, OP_NE, 6, NONE }, { '<', NULL, OP_LT, 6, NONE },
		{ SIGN2('<', '='), NULL, OP_LE, 6, NONE }, { '>', NULL, OP_GT, 6, NONE },
		{ SIGN2('>', '='), NULL, OP_GE, 6, NONE }, { '+', NULL, OP_ADD, 7, LEFT },
		{ '-', NULL, OP_SUB, 7, LEFT }, { '*', NULL, OP_MUL, 8, LEFT },
		{ '/', NULL, OP_DIV, 8, LEFT }, { '%', NULL, OP_MOD, 8, LEFT } };

	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		if (table[i].word != NULL ? at_word(p, table[i].word) : at_sign(p, table[i].sign))
			return (&table[i]);
	return (NULL);
}

/* What | and , join; since 1.8 a whole "1 + 2 as $x | ..", where before "as" took only the 2. */
static struct node *
joinee(struct parse *p)
{
	struct node *n = parse_binary(p, 3);

	return (n != NULL && beside()->version >= JQ_1_8 && take_word(p, "as") ? binding(p, n) : n);
}

static struct node *
operand(struct parse *p, int least)
{
	return (least > 2 ? prefix(p) : joinee(p));
}

static bool
folds(const struct node *n)
{
	return (n->op == OP_CONST ? n->k.kind != JSON_NUMBER || n->k.num == 0
				  : n->op >= OP_NEGATE && n->op <= OP_MOD);
}

static struct node *
parse_binary(struct parse *p, int least)
{
	const struct binary *b;
	struct node *n, *right;
	int limit = 100;

	if (++p->depth > DEPTH) {
		p->depth--;
		return (stop(p));
	}
	n = operand(p, least);
	while (n != NULL && (b = binary_at(p)) != NULL && b->level >= least) {
		if (b->level == limit) { /* a == b == c */
			n = stop(p);
			break;
		}
		p->next++;
		right = b->op == OP_COMMA
			    ? joinee(p)
			    : parse_binary(p, b->side == RIGHT ? b->level : b->level + 1);
		if (right == NULL) {
			n = NULL;
			break;
		}
		/* 1 / 0 is an error to jq's compiler, 1 / (2 - 2) too. */
		if (b->op == OP_DIV && folds(right)) {
			n = stop(p);
			break;
		}
		n = node_make(p, b->op, n, right);
		if (b->op == OP_COMMA)
			n->single = false;
		limit = b->side == NONE ? b->level : 100;
	}
	p->depth--;
	return (n);
}

static struct node *
parse_pipe(struct parse *p)
{
	return (parse_binary(p, 1));
}

struct node *
expr_parse(struct parse *p)
{
	struct node *n = parse_pipe(p);

	if (n != NULL && peek(p)->type != TOK_END)
		return (stop(p));
	return (n);
}
