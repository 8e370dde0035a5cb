/*
 * regex_ecma.c - ECMA-262's patterns in Oniguruma's words.
 *
 * Both write most things alike, but $ is also before a last line end there, .
 * leaves out \n alone, \s is another set, [] and \cX are not known; and where
 * ECMA-262 sees an error, Oniguruma sees a possessive star or a literal {.  So
 * each pattern is read here, and what is no ECMA-262 is refused.
 *
 * The time of a search: Oniguruma counts how often it takes a step back, and
 * gives up at a limit.  Steps forward it does not count.  Three things keep
 * those in proportion:
 *	- the weight: characters that the pattern must read between two choices,
 *	  fixed repetitions multiplied.  The limit is divided by it.
 *	- after each endless repetition stands (?=), an empty look-ahead: over it
 *	  Oniguruma does not see that [ab]+c need not go back from c, and does
 *	  not turn the loop into one whose steps are neither kept nor counted.
 *	- look-around is not known: what it has read is forgotten uncounted.
 */
#include <stdint.h>

#include "base/bytes.h"
#include "base/regex_in.h"
#include "base/unicode.h"

enum { MAX_NESTED = 100, MAX_WEIGHT = 20000, MAX_CHARACTER = 0x10ffff };

/* WhiteSpace and LineTerminator; classes stand inside classes too. */
#define SPACES                                                                               \
	"\\x{9}-\\x{d}\\x{20}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}" \
	"\\x{205f}\\x{3000}\\x{feff}"
#define ALL "\\x{0}-\\x{10ffff}"

struct ecma {
	struct slice rest;
	struct buf *out;
	size_t weight;
	size_t open[MAX_NESTED]; /* the weight before each group */
	size_t nopen;
	const char *why;
};

/* A character, or a set of them in Oniguruma's words. */
struct atom {
	uint32_t c;
	const char *set; /* NULL: it is the character */
};

static bool
fail(struct ecma *e, const char *why)
{
	if (e->why == NULL)
		e->why = why;
	return (false);
}

/* The next byte, NUL at the end. */
static char
peek(const struct ecma *e)
{
	return (e->rest.n == 0 ? '\0' : e->rest.p[0]);
}

static bool
take(struct ecma *e, char c)
{
	if (e->rest.n == 0 || e->rest.p[0] != c)
		return (false);
	e->rest.p++;
	e->rest.n--;
	return (true);
}

static uint32_t
take_character(struct ecma *e)
{
	size_t len;
	uint32_t c = unicode_at(e->rest.p, e->rest.n, &len);

	e->rest.p += len;
	e->rest.n -= len;
	return (c);
}

static bool
is_letter(uint32_t c)
{
	return ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static bool
is_digit(uint32_t c)
{
	return (c >= '0' && c <= '9');
}

/* Only letters and digits as they are: who knows what the others mean to Oniguruma. */
static void
put_atom(struct ecma *e, struct atom a)
{
	if (a.set != NULL)
		buf_str(e->out, a.set);
	else if (is_letter(a.c) || is_digit(a.c))
		buf_char(e->out, (char)a.c);
	else
		buf_printf(e->out, "\\x{%x}", a.c);
}

/*
 * Escapes
 */

static int
hex(char c)
{
	if (is_digit((unsigned char)c))
		return (c - '0');
	return ((c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1);
}

static bool
take_hex(struct ecma *e, int digits, uint32_t *c)
{
	for (*c = 0; digits > 0 && hex(peek(e)) != -1; digits--) {
		*c = *c << 4 | (uint32_t)hex(peek(e));
		take(e, peek(e));
	}
	return (digits == 0 || fail(e, "\\x and \\u want 2 and 4 hexadecimal digits"));
}

/* \uHHHH, two of them for a character above U+FFFF, or \u{H...}, behind the u. */
static bool
take_unicode(struct ecma *e, uint32_t *c)
{
	struct slice after;
	uint32_t low;

	if (take(e, '{')) {
		for (*c = 0; hex(peek(e)) != -1 && *c <= MAX_CHARACTER; take(e, peek(e)))
			*c = *c << 4 | (uint32_t)hex(peek(e));
		return ((e->rest.p[-1] != '{' && *c <= MAX_CHARACTER && take(e, '}')) ||
			fail(e, "\\u{} wants a character up to 10ffff"));
	}
	if (!take_hex(e, 4, c))
		return (false);
	after = e->rest;
	if (*c < 0xd800 || *c > 0xdbff || !take(e, '\\') || !take(e, 'u') || peek(e) == '{')
		e->rest = after;
	else if (!take_hex(e, 4, &low))
		return (false);
	else if (low >= 0xdc00 && low <= 0xdfff)
		*c = 0x10000 + ((*c - 0xd800) << 10) + (low - 0xdc00);
	else
		e->rest = after;
	return (true);
}

/* \p{Letter}, \P{Script=Greek}: Oniguruma knows scripts by their names alone. */
static bool
put_property(struct ecma *e, char p)
{
	static const char *const kinds[] = { "Script=", "sc=", "General_Category=", "gc=" };
	const char *end = memchr(e->rest.p, '}', e->rest.n);
	struct slice name;

	if (peek(e) != '{' || end == NULL)
		return (fail(e, "\\p wants a name, such as \\p{Letter}"));
	name = (struct slice){ e->rest.p + 1, (size_t)(end - e->rest.p) - 1 };
	e->rest = (struct slice){ end + 1, e->rest.n - name.n - 2 };
	for (size_t i = 0; i < 4; i++)
		if (name.n > strlen(kinds[i]) && memcmp(name.p, kinds[i], strlen(kinds[i])) == 0) {
			name.p += strlen(kinds[i]);
			name.n -= strlen(kinds[i]);
			break;
		}
	for (size_t i = 0; i < name.n; i++)
		if (!is_letter((unsigned char)name.p[i]) && name.p[i] != '_')
			return (fail(e, "\\p wants a name, such as \\p{Letter}"));
	buf_printf(e->out, "\\%c{%.*s}", p, (int)name.n, name.p);
	return (true);
}

/* What stands behind a backslash; a property is put down at once. */
static bool
take_escape(struct ecma *e, struct atom *a)
{
	static const struct {
		uint32_t c;
		struct atom atom;
	} known[] = { { 'd', { 0, "\\d" } }, { 'D', { 0, "\\D" } }, { 'w', { 0, "\\w" } },
		{ 'W', { 0, "\\W" } }, { 's', { 0, "[" SPACES "]" } },
		{ 'S', { 0, "[^" SPACES "]" } }, { 't', { '\t', NULL } }, { 'n', { '\n', NULL } },
		{ 'v', { '\v', NULL } }, { 'f', { '\f', NULL } }, { 'r', { '\r', NULL } } };
	uint32_t c;

	if (e->rest.n == 0)
		return (fail(e, "a backslash at the end"));
	c = take_character(e);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (known[i].c == c) {
			*a = known[i].atom;
			return (true);
		}
	*a = (struct atom){ c, NULL };
	if (c == 'p' || c == 'P') {
		a->set = "";
		return (put_property(e, (char)c));
	}
	if (c == '0' && !is_digit((unsigned char)peek(e))) {
		a->c = 0;
		return (true);
	}
	if (c == 'x')
		return (take_hex(e, 2, &a->c));
	if (c == 'u')
		return (take_unicode(e, &a->c));
	if (c == 'c' && is_letter((unsigned char)peek(e))) {
		a->c = take_character(e) & 31;
		return (true);
	}
	if (is_letter(c) || is_digit(c))
		return (fail(e, "a backslash before a letter or digit that is not known"));
	return (true);
}

/*
 * Classes
 */

static bool
take_member(struct ecma *e, struct atom *a)
{
	if (e->rest.n == 0)
		return (fail(e, "a bracket without its end"));
	if (!take(e, '\\')) {
		*a = (struct atom){ take_character(e), NULL };
		return (true);
	}
	if (take(e, 'b')) {
		*a = (struct atom){ '\b', NULL };
		return (true);
	}
	return (take_escape(e, a));
}

static bool
put_member(struct ecma *e)
{
	struct atom first, last;

	if (!take_member(e, &first))
		return (false);
	put_atom(e, first);
	if (peek(e) != '-' || (e->rest.n > 1 && e->rest.p[1] == ']'))
		return (true);
	take(e, '-');
	buf_char(e->out, '-');
	if (!take_member(e, &last))
		return (false);
	if (first.set != NULL || last.set != NULL)
		return (fail(e, "a range to or from more than a character"));
	if (last.c < first.c)
		return (fail(e, "a range that goes backwards"));
	put_atom(e, last);
	return (true);
}

static bool
put_class(struct ecma *e)
{
	bool other = take(e, '^');

	/* Not a class in a class: [[^\x{0}-\x{10ffff}]] has all that is no ASCII to Oniguruma. */
	if (take(e, ']')) {
		buf_str(e->out, other ? "[" ALL "]" : "[^" ALL "]");
		return (true);
	}
	buf_str(e->out, other ? "[^" : "[");
	while (!take(e, ']'))
		if (!put_member(e))
			return (false);
	buf_char(e->out, ']');
	return (true);
}

/*
 * Groups and repetitions
 */

/* It captures for Oniguruma, or (?:^)? would be a repetition of nothing there. */
static bool
open_group(struct ecma *e)
{
	if (take(e, '?') && !take(e, ':'))
		return (fail(e, "\"(?\"; only (?: is known"));
	if (e->nopen == MAX_NESTED)
		return (fail(e, "nested too deeply"));
	e->open[e->nopen++] = e->weight;
	buf_char(e->out, '(');
	return (true);
}

static bool
close_group(struct ecma *e, size_t *before)
{
	if (e->nopen == 0)
		return (fail(e, "a group without its begin"));
	*before = e->open[--e->nopen];
	buf_char(e->out, ')');
	return (true);
}

static bool
take_number(struct ecma *e, size_t *n)
{
	size_t left = e->rest.n;

	for (*n = 0; is_digit((unsigned char)peek(e)); take(e, peek(e)))
		if (*n <= MAX_WEIGHT)
			*n = *n * 10 + (size_t)(peek(e) - '0');
	return (e->rest.n < left);
}

/* least, most (SIZE_MAX: any number) */
static bool
take_repeat(struct ecma *e, size_t *least, size_t *most)
{
	*least = *most = 1;
	if (take(e, '*') || take(e, '+')) {
		*least = e->rest.p[-1] == '+';
		*most = SIZE_MAX;
	} else if (take(e, '?'))
		*least = 0;
	else if (take(e, '{')) {
		if (!take_number(e, least))
			return (fail(e, "{ without a number"));
		*most = *least;
		if (take(e, ',') && !take_number(e, most))
			*most = SIZE_MAX;
		if (!take(e, '}') || *most < *least)
			return (fail(e, "{m,n} is meant so: m, then n, which is no less"));
	}
	return (true);
}

static bool
put_repeat(struct ecma *e, size_t before)
{
	const char *begin = e->rest.p;
	size_t least, most;

	if (!take_repeat(e, &least, &most))
		return (false);
	if (least > 1)
		e->weight = before + (e->weight - before) * least;
	if (e->weight > MAX_WEIGHT)
		return (fail(e, "more than 20000 characters, repetitions counted"));
	buf_add(e->out, begin, (size_t)(e->rest.p - begin));
	/* a{2}? is a{2}, but (a{2})? to Oniguruma. */
	if (e->rest.p > begin && take(e, '?') && least < most)
		buf_char(e->out, '?');
	if (most == SIZE_MAX)
		buf_str(e->out, "(?=)");
	return (true);
}

/* What a repetition cannot follow: true if it was one. */
static bool
put_between(struct ecma *e)
{
	static const char *const ours[] = { "^", "$", "|", "\\b", "\\B" };
	static const char *const theirs[] = { "\\A", "\\z", "|", "\\b", "\\B" };

	for (size_t i = 0; i < 5; i++) {
		size_t n = strlen(ours[i]);

		if (e->rest.n >= n && memcmp(e->rest.p, ours[i], n) == 0) {
			e->rest = (struct slice){ e->rest.p + n, e->rest.n - n };
			buf_str(e->out, theirs[i]);
			return (true);
		}
	}
	return (false);
}

static bool
put_one(struct ecma *e)
{
	struct atom a = { 0, "[^\\x{a}\\x{d}\\x{2028}\\x{2029}]" };

	if (take(e, '['))
		return (put_class(e));
	if (take(e, '\\')) {
		if (!take_escape(e, &a))
			return (false);
	} else if (!take(e, '.'))
		a = (struct atom){ take_character(e), NULL };
	put_atom(e, a);
	return (true);
}

static bool
put_piece(struct ecma *e)
{
	size_t before = e->weight++;

	if (memchr("*+?{", peek(e), 4) != NULL)
		return (fail(e, "a repetition of nothing"));
	if (memchr("]}", peek(e), 2) != NULL)
		return (fail(e, "a bracket without its begin"));
	if (put_between(e))
		return (true);
	if (take(e, '('))
		return (open_group(e));
	if (take(e, ')'))
		return (close_group(e, &before) && put_repeat(e, before));
	return (put_one(e) && put_repeat(e, before));
}

size_t
regex_from_ecma(struct slice pattern, struct buf *out, const char **why)
{
	/* A step back itself takes as long as some ten steps forward. */
	struct ecma e = { .rest = pattern, .out = out, .weight = 10 };

	while (e.rest.n > 0 && put_piece(&e))
		;
	if (e.nopen > 0)
		fail(&e, "a group without its end");
	*why = e.why;
	return (e.why == NULL ? e.weight : 0);
}
