#include "label/nearness.h"

#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"

/* One of the conditions joined by "and". */
struct part {
	struct expr *all;	   /* the whole of it */
	struct expr *left, *right; /* of a comparison, else NULL */
	struct slice member;
	const char *word;
};

struct near {
	char *text;
	struct part *parts;
	size_t n, cap;
};

static bool
is_blank(char c)
{
	return (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

static struct slice
trim(struct slice s)
{
	while (s.n > 0 && is_blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return (s);
}

static bool
is_word(char c)
{
	return (
	    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
}

/* Does the word stand at p, alone? */
static bool
word_at(struct slice s, size_t at, const char *word)
{
	size_t n = strlen(word);

	return (at + n <= s.n && memcmp(s.p + at, word, n) == 0 &&
		(at == 0 || (!is_word(s.p[at - 1]) && s.p[at - 1] != '.' && s.p[at - 1] != '$')) &&
		(at + n == s.n || !is_word(s.p[at + n])));
}

/* Where the next "and" outside brackets and texts is, or the end; n + 1 if the condition is of
 * another kind. */
static size_t
next_and(struct slice s, size_t at)
{
	int depth = 0;

	for (; at < s.n; at++) {
		if (s.p[at] == '"') {
			for (at++; at < s.n && s.p[at] != '"'; at++)
				at += s.p[at] == '\\';
		} else if (memchr("([{", s.p[at], 3) != NULL)
			depth++;
		else if (memchr(")]}", s.p[at], 3) != NULL)
			depth--;
		else if (depth == 0 && word_at(s, at, "and"))
			return (at);
		else if (depth == 0 &&
			 (s.p[at] == '|' || s.p[at] == ',' || word_at(s, at, "or") ||
			     word_at(s, at, "as") || word_at(s, at, "if") || word_at(s, at, "def")))
			return (s.n + 1);
	}
	return (s.n);
}

/* .member OP NUMBER or .member OP $name */
static void
read_comparison(struct part *part, struct slice s, struct expr_vars *vars)
{
	static const struct {
		const char *op, *word;
	} ops[] = { { ">=", "from" }, { "<=", "up to" }, { ">", "over" }, { "<", "under" } };
	size_t i = 1, j, start;
	struct slice left, right;

	if (s.n < 2 || s.p[0] != '.')
		return;
	while (i < s.n && (is_word(s.p[i]) || (s.p[i] == '.' && i > 1)))
		i++;
	left = (struct slice){ s.p, i };
	while (i < s.n && is_blank(s.p[i]))
		i++;
	for (j = 0; j < 4; j++)
		if (s.n - i > 2 && memcmp(s.p + i, ops[j].op, strlen(ops[j].op)) == 0)
			break;
	if (j == 4 || left.n < 2)
		return;
	start = i + strlen(ops[j].op);
	right = trim((struct slice){ s.p + start, s.n - start });
	for (i = 0; i < right.n; i++)
		if (!is_word(right.p[i]) && right.p[i] != '.' && !(i == 0 && right.p[i] == '$') &&
		    !(i == 0 && right.p[i] == '-'))
			return;
	if (right.n == 0 ||
	    (right.p[0] != '$' && right.p[0] != '-' && (right.p[0] < '0' || right.p[0] > '9')))
		return;
	part->left = expr_compile_text("--explain", left, vars);
	part->right = expr_compile_text("--explain", right, vars);
	part->member = (struct slice){ left.p + 1, left.n - 1 };
	part->word = ops[j].word;
}

struct near *
near_new(struct slice when, struct expr_vars *vars)
{
	struct near *near = mem_zero(1, sizeof(*near));
	struct slice s, piece;
	bool compares = false;
	size_t at = 0, end;

	near->text = mem_dup(when.p, when.n);
	s = (struct slice){ near->text, when.n };
	do {
		if ((end = next_and(s, at)) > s.n)
			goto none;
		piece = trim((struct slice){ s.p + at, end - at });
		near->parts = mem_grow(near->parts, &near->cap, near->n + 1, sizeof(*near->parts));
		near->parts[near->n] = (struct part){ 0 };
		near->parts[near->n].all = expr_compile_text("--explain", piece, vars);
		read_comparison(&near->parts[near->n], piece, vars);
		if (near->parts[near->n++].all == NULL)
			goto none;
		compares = compares || near->parts[near->n - 1].left != NULL;
		at = end + 3;
	} while (end < s.n);
	if (compares)
		return (near);
none:
	near_free(near);
	return (NULL);
}

void
near_free(struct near *near)
{
	size_t i;

	if (near == NULL)
		return;
	for (i = 0; i < near->n; i++) {
		expr_free(near->parts[i].all);
		expr_free(near->parts[i].left);
		expr_free(near->parts[i].right);
	}
	free(near->parts);
	free(near->text);
	free(near);
}

static bool
say(const struct part *part, struct event *e, struct slice name, struct buf *out)
{
	struct slice value;

	if (part->right == NULL || expr_value(part->left, e, &value) == -1 ||
	    (value.n > 0 && json_type(value) != JSON_NUMBER && json_type(value) != JSON_NULL))
		return (false);
	buf_slice(out, part->member);
	buf_char(out, ' ');
	buf_slice(out, value.n == 0 || json_type(value) == JSON_NULL ? SLICE("unknown") : value);
	buf_str(out, ", ");
	buf_slice(out, name);
	buf_printf(out, " %s ", part->word);
	if (expr_value(part->right, e, &value) != -1)
		buf_slice(out, value);
	return (true);
}

bool
near_say(struct near *near, struct event *e, bool holds, struct slice name, struct buf *out)
{
	const struct part *alone = NULL;
	size_t i;

	for (i = 0; i < near->n; i++) {
		if (holds && near->parts[i].left != NULL)
			return (say(&near->parts[i], e, name, out));
		if (holds || expr_true(near->parts[i].all, e) == 1)
			continue;
		if (alone != NULL || near->parts[i].left == NULL)
			return (false);
		alone = &near->parts[i];
	}
	return (alone != NULL && say(alone, e, name, out));
}
