/* metric.c - reading what to compute.  See metric.h. */
#include "agg/metric.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/say.h"
#include "conf/conf.h"

enum { DEPTH = 100 }; /* of brackets; more is a mistake */

struct reader {
	struct slice text;
	size_t at;
	struct metric *out;
	const struct metric *earlier;
	size_t n;
	struct metric_fault *fault;
	int depth;
};

static int __attribute__((format(printf, 3, 4)))
fail(struct reader *r, size_t at, const char *fmt, ...)
{
	va_list ap;

	r->fault->at = at;
	va_start(ap, fmt);
	vsnprintf(r->fault->why, sizeof(r->fault->why), fmt, ap);
	va_end(ap);
	return (-1);
}

static bool
is_name(char c)
{
	return (
	    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
}

static bool
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

static void
blanks(struct reader *r)
{
	while (r->at < r->text.n && strchr(" \t\n\r", r->text.p[r->at]) != NULL &&
	       r->text.p[r->at] != '\0')
		r->at++;
}

/* The next byte that is no blank, or 0 at the end. */
static char
look(struct reader *r)
{
	blanks(r);
	return (r->at < r->text.n ? r->text.p[r->at] : '\0');
}

static struct slice
name(struct reader *r)
{
	size_t start = r->at;

	while (r->at < r->text.n && is_name(r->text.p[r->at]))
		r->at++;
	return ((struct slice){ r->text.p + start, r->at - start });
}

bool
metric_looks(struct slice text)
{
	size_t i = 0;

	while (i < text.n && is_name(text.p[i]))
		i++;
	return (i > 0 && !is_digit(text.p[0]) && i < text.n && text.p[i] == '=');
}

static size_t find(struct slice text, size_t i, char stop, int depth, size_t *at);

/* The end of a string that begins at i, which may hold \( expressions ). */
static size_t
find_quote(struct slice text, size_t i, int depth, size_t *at)
{
	size_t start = i++;

	while (i < text.n && text.p[i] != '"') {
		if (text.p[i] != '\\') {
			i++;
		} else if (i + 1 < text.n && text.p[i + 1] == '(') {
			if ((i = find(text, i + 2, ')', depth + 1, at)) == SIZE_MAX)
				return (SIZE_MAX);
			i++;
		} else {
			i += 2;
		}
	}
	if (i >= text.n) {
		*at = start;
		return (SIZE_MAX);
	}
	return (i);
}

static size_t
find(struct slice text, size_t i, char stop, int depth, size_t *at)
{
	size_t start = i > 0 ? i - 1 : 0;
	char c;

	*at = start;
	if (depth > DEPTH)
		return (SIZE_MAX);
	for (; i < text.n; i++) {
		c = text.p[i];
		if (c == stop && c != '\0')
			return (i);
		switch (c) {
		case '"':
			if ((i = find_quote(text, i, depth, at)) == SIZE_MAX)
				return (SIZE_MAX);
			break;
		case '(':
		case '[':
		case '{':
			c = c == '(' ? ')' : c == '[' ? ']' : '}';
			if ((i = find(text, i + 1, c, depth + 1, at)) == SIZE_MAX)
				return (SIZE_MAX);
			break;
		case ')':
		case ']':
		case '}':
			if (depth == 0 && stop == '\0')
				return (i);
			*at = i;
			return (SIZE_MAX);
		case '#':
			while (i + 1 < text.n && text.p[i + 1] != '\n')
				i++;
			break;
		}
	}
	if (depth == 0)
		return (text.n);
	*at = start;
	return (SIZE_MAX);
}

size_t
metric_find(struct slice text, char stop, size_t *at)
{
	return (find(text, 0, stop, 0, at));
}

static bool
earlier_of(const struct reader *r, struct slice s, size_t *which)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (slice_eq(r->earlier[i].name, s)) {
			*which = i;
			return (true);
		}
	return (false);
}

/* A name that is neither a metric before this one (earlier) nor a function (functions). */
static int
unknown(struct reader *r, size_t at, struct slice s, const char *what, bool earlier, bool functions)
{
	struct slice *known = NULL;
	struct buf why = { 0 };
	const char *name;
	size_t i, n = 0, cap = 0;

	for (i = 0; earlier && i < r->n; i++) {
		known = mem_grow(known, &cap, n + 1, sizeof(*known));
		known[n++] = r->earlier[i].name;
	}
	for (i = 0; functions && (name = metrics_name(i)) != NULL; i++) {
		known = mem_grow(known, &cap, n + 1, sizeof(*known));
		known[n++] = slice_of(name);
	}
	say_unknown_of(&why, what, s, known, n);
	if (n == 0)
		buf_str(&why, "; arithmetic takes names of metrics before it");
	fail(r, at, "%s", buf_cstr(&why));
	buf_free(&why);
	free(known);
	return (-1);
}

static struct slice
trim(struct slice s)
{
	while (s.n > 0 && strchr(" \t\n\r", s.p[0]) != NULL && s.p[0] != '\0') {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && strchr(" \t\n\r", s.p[s.n - 1]) != NULL && s.p[s.n - 1] != '\0')
		s.n--;
	return (s);
}

static int
wrong_form(struct reader *r, size_t at, struct slice func, enum metric_args args)
{
	int n = (int)func.n;

	switch (args) {
	case METRIC_MAY_COND:
		return (fail(r, at, "write %.*s or %.*s(CONDITION)", n, func.p, n, func.p));
	case METRIC_COND:
		return (fail(r, at, "write %.*s(CONDITION)", n, func.p));
	default:
		return (fail(
		    r, at, "write %.*s(VALUE) or %.*s(VALUE; CONDITION)", n, func.p, n, func.p));
	}
}

/* What stands in the brackets of a function, and nothing may stand after them. */
static int
arguments(struct reader *r, struct slice func, enum metric_args args)
{
	struct slice inner = { r->text.p + r->at + 1, r->text.n - r->at - 1 };
	size_t open = r->at, at = 0, semicolon, close = metric_find(inner, '\0', &at);
	bool two;

	if (close == SIZE_MAX)
		return (fail(r, open + 1 + at, "this bracket or quote does not match"));
	if (close == inner.n)
		return (fail(r, open, "no closing bracket for this one"));
	if (inner.p[close] != ')')
		return (fail(r, open + 1 + close, "this bracket or quote does not match"));
	r->at = open + close + 2;
	if (look(r) != '\0')
		return (fail(r, r->at,
		    "nothing may follow the brackets; give the function a name of its own first"));
	inner.n = close;

	semicolon = metric_find(inner, ';', &at);
	two = semicolon < inner.n;
	r->out->value = trim((struct slice){ inner.p, two ? semicolon : inner.n });
	if (two)
		r->out->cond =
		    trim((struct slice){ inner.p + semicolon + 1, inner.n - semicolon - 1 });
	if (r->out->value.n == 0 || (two && r->out->cond.n == 0))
		return (wrong_form(r, open, func, args));
	if (args != METRIC_VALUE) {
		if (two)
			return (wrong_form(r, open + 1 + semicolon, func, args));
		r->out->cond = r->out->value;
		r->out->value.n = 0;
	}
	return (0);
}

static void
emit(struct reader *r, enum metric_code code, size_t metric, decimal number)
{
	struct metric *m = r->out;

	m->ops = mem_grow(m->ops, &m->opcap, m->nops + 1, sizeof(*m->ops));
	m->ops[m->nops++] = (struct metric_op){ code, metric, number };
}

static int sum(struct reader *);

static int
number(struct reader *r)
{
	size_t start = r->at;
	decimal d;

	while (r->at < r->text.n &&
	       (is_name(r->text.p[r->at]) || r->text.p[r->at] == '.' ||
		   ((r->text.p[r->at] == '-' || r->text.p[r->at] == '+') &&
		       (r->text.p[r->at - 1] == 'e' || r->text.p[r->at - 1] == 'E'))))
		r->at++;
	if (decimal_read((struct slice){ r->text.p + start, r->at - start }, &d) != DECIMAL_OK)
		return (
		    fail(r, start, "not a number of up to 20 digits before the point and 9 after"));
	emit(r, CODE_NUMBER, 0, d);
	return (0);
}

/* number, name, ( sum ), - factor */
static int
factor(struct reader *r)
{
	struct slice s;
	size_t start, which;
	char c = look(r);

	if (++r->depth > DEPTH)
		return (fail(r, r->at, "too many brackets"));
	start = r->at;
	if (is_digit(c)) {
		if (number(r) == -1)
			return (-1);
	} else if (c == '(' || c == '-') {
		r->at++;
		if ((c == '(' ? sum(r) : factor(r)) == -1)
			return (-1);
		if (c == '-')
			emit(r, CODE_NEG, 0, 0);
		else if (look(r) != ')')
			return (fail(r, start, "no closing bracket for this one"));
		else
			r->at++;
	} else if (c != '\0' && is_name(c)) {
		s = name(r);
		if (!earlier_of(r, s, &which)) {
			if (metrics_find(s).func != NULL)
				return (fail(r, start,
				    "arithmetic takes names; give the function a name of its own "
				    "first"));
			return (unknown(r, start, s, "name", true, false));
		}
		emit(r, CODE_METRIC, which, 0);
	} else {
		return (fail(r, r->at, "here a number, a name or a bracket should be"));
	}
	r->depth--;
	return (0);
}

static int
product(struct reader *r)
{
	char c;

	if (factor(r) == -1)
		return (-1);
	while ((c = look(r)) == '*' || c == '/') {
		r->at++;
		if (factor(r) == -1)
			return (-1);
		emit(r, c == '*' ? CODE_MUL : CODE_DIV, 0, 0);
	}
	return (0);
}

static int
sum(struct reader *r)
{
	char c;

	if (product(r) == -1)
		return (-1);
	while ((c = look(r)) == '+' || c == '-') {
		r->at++;
		if (product(r) == -1)
			return (-1);
		emit(r, c == '+' ? CODE_ADD : CODE_SUB, 0, 0);
	}
	return (0);
}

static int
arithmetic(struct reader *r)
{
	if (sum(r) == -1)
		return (-1);
	if (look(r) != '\0')
		return (fail(r, r->at, "here + - * / or the end should be"));
	return (0);
}

/* What stands after the "=". */
static int
right_side(struct reader *r)
{
	size_t start, which;
	struct slice s;
	struct metric_use use;
	char c = look(r);

	start = r->at;
	if (c == '\0' || !is_name(c) || is_digit(c))
		return (arithmetic(r));
	s = name(r);
	c = look(r);
	use = metrics_find(s);
	if (c == '(') {
		if (use.func == NULL)
			return (unknown(r, start, s, "function", false, true));
		r->out->use = use;
		return (arguments(r, s, use.func->args));
	}
	if (c == '\0' && !earlier_of(r, s, &which)) {
		if (use.func == NULL)
			return (unknown(r, start, s, "function or name", true, true));
		if (use.func->args != METRIC_MAY_COND)
			return (wrong_form(r, start, s, use.func->args));
		r->out->use = use;
		return (0);
	}
	r->at = start;
	return (arithmetic(r));
}

int
metric_read(struct metric *m, struct slice text, const struct metric *earlier, size_t n,
    struct metric_fault *fault)
{
	struct reader r = { .text = text, .out = m, .earlier = earlier, .n = n, .fault = fault };
	size_t which;

	*m = (struct metric){ 0 };
	if (!metric_looks(text))
		return (fail(&r, 0, "not of the form NAME=..."));
	m->name = name(&r);
	if (slice_is(m->name, "total"))
		return (fail(&r, 0, "the name \"total\" marks the line of totals; take another"));
	if (earlier_of(&r, m->name, &which))
		return (
		    fail(&r, 0, "there is a metric \"%.*s\" already", (int)m->name.n, m->name.p));
	r.at++;
	if (right_side(&r) == -1) {
		metric_free(m);
		return (-1);
	}
	return (0);
}

void
metric_free(struct metric *m)
{
	free(m->ops);
	m->ops = NULL;
}
