/* expr_lex.c - jq's tokens, and the words that no rule may use. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "expr/expr_in.h"

/* What reads other input, files or the environment, writes, or ends the program. */
static const char *const refused[] = { "input", "inputs", "env", "import", "include", "module",
	"modulemeta", "input_filename", "input_line_number", "get_search_list", "debug", "stderr",
	"halt", "halt_error", "_input", NULL };

static bool
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

static bool
is_letter(char c)
{
	return ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_');
}

bool
lex_is_keyword(struct slice s)
{
	static const char *const words[] = { "def", "if", "then", "else", "elif", "end", "as",
		"reduce", "foreach", "try", "catch", "label", "import", "include", "and", "or",
		"__loc__", "break", "module", NULL };

	for (const char *const *w = words; *w != NULL; w++)
		if (slice_is(s, *w))
			return (true);
	return (false);
}

/*
 * The end of a comment.  Since 1.8 one whose line ends with a backslash goes
 * on in the next, as in Tcl.
 */
static size_t
comment_end(struct slice s, size_t i)
{
	bool tcl = beside()->version >= JQ_1_8;

	while (i < s.n && s.p[i] != '\n') {
		if (tcl && s.p[i] == '\\' && i + 1 < s.n) {
			if (s.p[i + 1] == '\\' || s.p[i + 1] == '\n')
				i++;
			else if (s.p[i + 1] == '\r' && i + 2 < s.n && s.p[i + 2] == '\n')
				i += 2;
		}
		i++;
	}
	return (i);
}

static struct token *
add(struct tokens *t, enum token_type type, struct slice text, size_t from, size_t to)
{
	struct token *k;

	t->list = mem_grow(t->list, &t->cap, t->n + 1, sizeof(*t->list));
	k = &t->list[t->n++];
	*k = (struct token){ (uint8_t)type, 0, from, { text.p + from, to - from } };
	return (k);
}

static int
wrong(struct tokens *t, size_t at, const char *why)
{
	snprintf(t->why, sizeof(t->why), "%s", why);
	t->where = at;
	return (-1);
}

/* The end of a number that begins at i: digits with a point anywhere, an exponent if it is whole.
 */
static size_t
number_end(struct slice s, size_t i)
{
	size_t e;

	while (i < s.n && is_digit(s.p[i]))
		i++;
	if (i < s.n && s.p[i] == '.')
		for (i++; i < s.n && is_digit(s.p[i]); i++)
			;
	if (i < s.n && (s.p[i] == 'e' || s.p[i] == 'E')) {
		e = i + 1;
		if (e < s.n && (s.p[e] == '+' || s.p[e] == '-'))
			e++;
		if (e < s.n && is_digit(s.p[e]))
			for (i = e; i < s.n && is_digit(s.p[i]); i++)
				;
	}
	return (i);
}

/* A name, which may be a::b. */
static size_t
word_end(struct slice s, size_t i, bool colons)
{
	for (;;) {
		while (i < s.n && (is_letter(s.p[i]) || is_digit(s.p[i])))
			i++;
		if (!colons || i + 2 >= s.n || s.p[i] != ':' || s.p[i + 1] != ':' ||
		    !is_letter(s.p[i + 2]))
			return (i);
		i += 2;
	}
}

static int lex(struct tokens *, struct slice, size_t *, int depth, size_t opened);

/* A string from its opening quote; \( ) inside holds an expression. */
static int
lex_string(struct tokens *t, struct slice s, size_t *at, int depth)
{
	size_t i, from = *at + 1, quote = *at;
	uint32_t piece = PIECE_FIRST;

	for (i = from; i < s.n && s.p[i] != '"';) {
		if (s.p[i] != '\\') {
			i++;
			continue;
		}
		if (i + 1 < s.n && s.p[i + 1] == '(') {
			add(t, TOK_MIXED, s, from, i)->sign = piece;
			i += 2;
			if (lex(t, s, &i, depth + 1, i - 1) == -1)
				return (-1);
			piece = PIECE_MIDDLE;
			from = i;
			continue;
		}
		i += i + 1 < s.n ? 2 : 1;
	}
	if (i >= s.n)
		return (wrong(t, quote, "a string without its closing quote"));
	if (piece == PIECE_FIRST)
		add(t, TOK_STRING, s, quote, i + 1);
	else
		add(t, TOK_MIXED, s, from, i)->sign = PIECE_LAST;
	*at = i + 1;
	return (0);
}

/* The longest sign of jq's at i: its length, or 0. */
static size_t
sign_length(struct slice s, size_t i)
{
	static const char three[][4] = { "?//", "//=" };
	static const char two[][3] = { "==", "!=", "<=", ">=", "//",
		"|=", "+=", "-=", "*=", "/=", "%=", ".." };

	for (size_t k = 0; k < sizeof(three) / sizeof(*three); k++)
		if (s.n - i >= 3 && memcmp(s.p + i, three[k], 3) == 0)
			return (3);
	for (size_t k = 0; k < sizeof(two) / sizeof(*two); k++)
		if (s.n - i >= 2 && memcmp(s.p + i, two[k], 2) == 0)
			return (2);
	return (strchr(".?=;,:|+-*/%$<>()[]{}", s.p[i]) != NULL ? 1 : 0);
}

static bool
is_open(char c)
{
	return (c == '(' || c == '[' || c == '{');
}

/* Tokens up to the end, or up to the bracket that closes the one at opened (which depth > 0 tells).
 */
static int
lex(struct tokens *t, struct slice s, size_t *at, int depth, size_t opened)
{
	struct {
		size_t at;
		char closes;
	} open[128];
	struct token *k;
	size_t i = *at, from, n, nest = 0;
	char c;

	if (depth > 20)
		return (wrong(t, opened, "strings nested too deep"));
	while (i < s.n) {
		from = i;
		c = s.p[i];
		if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
			i++;
		} else if (c == '#') {
			i = comment_end(s, i);
		} else if (c == '"') {
			if (lex_string(t, s, &i, depth) == -1)
				return (-1);
		} else if (is_digit(c) || (c == '.' && i + 1 < s.n && is_digit(s.p[i + 1]))) {
			i = number_end(s, i);
			add(t, TOK_NUMBER, s, from, i);
		} else if (is_letter(c)) {
			i = word_end(s, i, true);
			add(t, TOK_WORD, s, from, i);
		} else if (c == '.' && i + 1 < s.n && is_letter(s.p[i + 1])) {
			i = word_end(s, i + 1, false);
			add(t, TOK_FIELD, s, from + 1, i);
		} else if (c == '@' && i + 1 < s.n &&
			   (is_letter(s.p[i + 1]) || is_digit(s.p[i + 1]))) {
			i = word_end(s, i + 1, false);
			add(t, TOK_FORMAT, s, from, i);
		} else if ((n = sign_length(s, i)) > 0) {
			if (is_open(c)) {
				if (nest == sizeof(open) / sizeof(*open))
					return (wrong(t, i, "brackets nested too deep"));
				open[nest].at = i;
				open[nest++].closes = c == '(' ? ')' : c == '[' ? ']' : '}';
			} else if (c == ')' || c == ']' || c == '}') {
				if (nest == 0 && depth > 0 && c == ')') {
					*at = i + 1;
					return (0);
				}
				if (nest == 0 || open[--nest].closes != c)
					return (
					    wrong(t, i, "this bracket closes none that is open"));
			}
			i += n;
			k = add(t, TOK_SIGN, s, from, i);
			memcpy(&k->sign, s.p + from, n);
		} else
			return (wrong(t, i, "this character means nothing in an expression"));
	}
	if (depth > 0)
		return (wrong(t, opened, "\\( without its )"));
	if (nest > 0)
		return (wrong(t, open[nest - 1].at, "this bracket is not closed"));
	*at = i;
	return (0);
}

static bool
is_sign(const struct token *k, uint32_t sign)
{
	return (k->type == TOK_SIGN && k->sign == sign);
}

/* A word is harmless as $name (but $ENV) and as the key of an object that is being made. */
static int
check_words(struct tokens *t)
{
	const struct token *k;

	for (size_t i = 0; i < t->n; i++) {
		k = &t->list[i];
		if (k->type != TOK_WORD)
			continue;
		if (i > 0 && is_sign(k - 1, '$')) {
			if (slice_is(k->s, "ENV")) {
				t->where = k[-1].at;
				snprintf(t->why, sizeof(t->why),
				    "an expression may not use $ENV: it sees the record and "
				    "$variables "
				    "only");
				return (-1);
			}
			continue;
		}
		if (i > 0 && (is_sign(k - 1, '{') || is_sign(k - 1, ',')) && is_sign(k + 1, ':'))
			continue;
		for (const char *const *r = refused; *r != NULL; r++)
			if (slice_is(k->s, *r)) {
				t->where = k->at;
				snprintf(t->why, sizeof(t->why),
				    "an expression may not use %s: it sees the record and "
				    "$variables "
				    "only",
				    *r);
				return (-1);
			}
	}
	return (0);
}

int
tokens_read(struct tokens *t, struct slice text)
{
	size_t at = 0;

	t->n = 0;
	if (lex(t, text, &at, 0, 0) == -1)
		return (-1);
	add(t, TOK_END, text, text.n, text.n);
	if (t->n == 1)
		return (wrong(t, 0, "an empty expression"));
	return (check_words(t));
}

void
tokens_free(struct tokens *t)
{
	free(t->list);
	*t = (struct tokens){ 0 };
}
