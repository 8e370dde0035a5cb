#include "validate/pattern.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"

enum { MAX_STEPS = 20000, MAX_REPEAT = 1000, MAX_NESTED = 100 };

enum op { OP_SET, OP_SPLIT, OP_JUMP, OP_BEGIN, OP_END, OP_MATCH };

struct step {
	enum op op;
	size_t to, or ; /* SPLIT goes to both, JUMP to the first; of SET: which */
};

struct range {
	uint32_t first, last;
};

struct set {
	struct range *ranges;
	size_t n, cap;
	bool others; /* all characters but these */
};

struct states { /* the steps that are alive: a sparse set */
	size_t *dense, *sparse, n;
};

struct pattern {
	struct step *steps;
	size_t n, cap;
	struct set *sets;
	size_t nsets, capsets;
	struct states now, next;
	size_t *stack;

	/* While it is read. */
	struct slice rest;
	const char *why;
	int nested;
};

/* The next character; 0 at the end (NUL itself is no use in a pattern). */
static uint32_t
decode(struct slice *s)
{
	const unsigned char *p = (const unsigned char *)s->p;
	uint32_t c;
	size_t i, n;

	if (s->n == 0)
		return (0);
	n = p[0] < 0xc0 ? 1 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (n > s->n)
		n = s->n;
	c = n == 1 ? p[0] : p[0] & (0x3fU >> (n - 1));
	for (i = 1; i < n; i++)
		c = c << 6 | (p[i] & 0x3f);
	s->p += n;
	s->n -= n;
	return (c);
}

static char
peek(const struct pattern *p)
{
	return (p->rest.n == 0 ? '\0' : p->rest.p[0]);
}

static bool
take(struct pattern *p, char c)
{
	if (p->rest.n == 0 || p->rest.p[0] != c)
		return (false);
	p->rest.p++;
	p->rest.n--;
	return (true);
}

static bool
fail(struct pattern *p, const char *why)
{
	if (p->why == NULL)
		p->why = why;
	return (false);
}

/*
 * Reading: steps are put down as they are read, and moved where a repetition
 * has to stand before them
 */

static size_t
put(struct pattern *p, enum op op, size_t to, size_t or)
{
	if (p->n >= MAX_STEPS) {
		fail(p, "too long");
		return (p->n - 1);
	}
	p->steps = mem_grow(p->steps, &p->cap, p->n + 1, sizeof(*p->steps));
	p->steps[p->n] = (struct step){ op, to, or };
	return (p->n++);
}

/* Put down steps again that once stood from `was` on. */
static void
copy(struct pattern *p, const struct step *steps, size_t n, size_t was)
{
	size_t i, base = p->n;

	for (i = 0; i < n && p->why == NULL; i++)
		if (steps[i].op == OP_SPLIT || steps[i].op == OP_JUMP)
			put(p, steps[i].op, steps[i].to - was + base, steps[i].or -was + base);
		else
			put(p, steps[i].op, steps[i].to, 0);
}

static struct set *
new_set(struct pattern *p)
{
	p->sets = mem_grow(p->sets, &p->capsets, p->nsets + 1, sizeof(*p->sets));
	p->sets[p->nsets] = (struct set){ NULL, 0, 0, false };
	return (&p->sets[p->nsets++]);
}

static void
add_range(struct set *s, uint32_t first, uint32_t last)
{
	s->ranges = mem_grow(s->ranges, &s->cap, s->n + 1, sizeof(*s->ranges));
	s->ranges[s->n++] = (struct range){ first, last };
}

/* \d and the like; what is not in them with a capital. */
static bool
add_class(struct set *s, char c)
{
	static const struct range digit[] = { { '0', '9' } };
	static const struct range word[] = { { '0', '9' }, { 'A', 'Z' }, { '_', '_' },
		{ 'a', 'z' } };
	static const struct range space[] = { { '\t', '\r' }, { ' ', ' ' }, { 0xa0, 0xa0 },
		{ 0x1680, 0x1680 }, { 0x2000, 0x200a }, { 0x2028, 0x2029 }, { 0x202f, 0x202f },
		{ 0x205f, 0x205f }, { 0x3000, 0x3000 }, { 0xfeff, 0xfeff } };
	const struct range *r = (c | 32) == 'd' ? digit : (c | 32) == 'w' ? word : space;
	size_t i, n = (c | 32) == 'd' ? 1 : (c | 32) == 'w' ? 4 : 10;
	uint32_t from = 0;

	if (strchr("dDwWsS", c) == NULL)
		return (false);
	for (i = 0; i < n; i++) {
		if (c >= 'a')
			add_range(s, r[i].first, r[i].last);
		else if (r[i].first > from)
			add_range(s, from, r[i].first - 1);
		from = r[i].last + 1;
	}
	if (c < 'a')
		add_range(s, from, 0x10ffff);
	return (true);
}

static bool
take_hex(struct pattern *p, int digits, uint32_t *c)
{
	for (*c = 0; digits > 0; digits--) {
		char h = peek(p);

		if (h >= '0' && h <= '9')
			*c = *c << 4 | (uint32_t)(h - '0');
		else if ((h | 32) >= 'a' && (h | 32) <= 'f')
			*c = *c << 4 | (uint32_t)((h | 32) - 'a' + 10);
		else
			return (fail(p, "\\x and \\u want 2 and 4 hexadecimal digits"));
		take(p, h);
	}
	return (true);
}

/* What stands after a backslash and means one character. */
static bool
take_escape(struct pattern *p, uint32_t *c)
{
	size_t i;

	*c = decode(&p->rest);
	if (*c == 'x')
		return (take_hex(p, 2, c));
	if (*c == 'u')
		return (take_hex(p, 4, c));
	for (i = 0; i < 5; i++)
		if (*c == (unsigned char)"ntrfv"[i]) {
			*c = (unsigned char)"\n\t\r\f\v"[i];
			return (true);
		}
	if (*c == 0 ||
	    (*c < 0x80 && ((*c >= '0' && *c <= '9') || ((*c | 32) >= 'a' && (*c | 32) <= 'z'))))
		return (fail(p, "a backslash before a letter or digit that is not known"));
	return (true);
}

static bool
take_member(struct pattern *p, struct set *s, uint32_t *c, bool *class)
{
	*class = false;
	if (peek(p) != '\\') {
		*c = decode(&p->rest);
		return (true);
	}
	take(p, '\\');
	if (p->rest.n > 0 && add_class(s, peek(p))) {
		take(p, peek(p));
		*class = true;
		return (true);
	}
	return (take_escape(p, c));
}

static bool
read_set(struct pattern *p, struct set *s)
{
	uint32_t first, last;
	bool class;

	s->others = take(p, '^');
	while (!take(p, ']')) {
		if (p->rest.n == 0)
			return (fail(p, "a bracket without its end"));
		if (!take_member(p, s, &first, &class))
			return (false);
		last = first;
		if (!class && peek(p) == '-' && p->rest.n > 1 && p->rest.p[1] != ']') {
			take(p, '-');
			if (!take_member(p, s, &last, &class))
				return (false);
			if (class || last < first)
				return (fail(p, "a range that goes backwards"));
		}
		if (!class)
			add_range(s, first, last);
	}
	return (true);
}

static bool read_choice(struct pattern *);

static bool
read_group(struct pattern *p)
{
	if (take(p, '?') && !take(p, ':'))
		return (fail(p, "\"(?\"; only (?: is known"));
	if (p->nested++ >= MAX_NESTED)
		return (fail(p, "nested too deeply"));
	if (!read_choice(p))
		return (false);
	p->nested--;
	return (take(p, ')') || fail(p, "a group without its end"));
}

static bool
read_atom(struct pattern *p)
{
	struct set *s;
	uint32_t c;

	if (take(p, '('))
		return (read_group(p));
	if (take(p, '^') || take(p, '$')) {
		put(p, p->rest.p[-1] == '^' ? OP_BEGIN : OP_END, 0, 0);
		return (true);
	}
	if (strchr("*+?{", peek(p)) != NULL)
		return (fail(p, "a repetition of nothing"));
	if (peek(p) == ']' || peek(p) == '}')
		return (fail(p, "a bracket without its begin"));
	put(p, OP_SET, p->nsets, 0);
	s = new_set(p);
	if (take(p, '['))
		return (read_set(p, s));
	if (take(p, '.')) {
		add_range(s, '\n', '\n');
		add_range(s, '\r', '\r');
		add_range(s, 0x2028, 0x2029);
		s->others = true;
		return (true);
	}
	if (take(p, '\\')) {
		if (p->rest.n > 0 && add_class(s, peek(p)))
			return (take(p, peek(p)));
		if (!take_escape(p, &c))
			return (false);
	} else
		c = decode(&p->rest);
	add_range(s, c, c);
	return (true);
}

static bool
take_number(struct pattern *p, size_t *n)
{
	size_t digits = 0;

	for (*n = 0; peek(p) >= '0' && peek(p) <= '9'; digits++) {
		*n = *n * 10 + (size_t)(peek(p) - '0');
		if (*n > MAX_REPEAT)
			return (fail(p, "more than 1000 repetitions"));
		take(p, peek(p));
	}
	return (digits > 0);
}

/* least, most (SIZE_MAX: any number) */
static bool
read_repeat(struct pattern *p, size_t *least, size_t *most)
{
	*least = *most = 1;
	if (take(p, '*') || take(p, '+')) {
		*least = p->rest.p[-1] == '+';
		*most = SIZE_MAX;
	} else if (take(p, '?'))
		*least = 0;
	else if (take(p, '{')) {
		if (!take_number(p, least))
			return (fail(p, "{ without a number"));
		*most = *least;
		if (take(p, ',') && !take_number(p, most))
			*most = SIZE_MAX;
		if (!take(p, '}') || *most < *least)
			return (fail(p, "{m,n} is meant so: m, then n, which is no less"));
	} else
		return (true);
	take(p, '?');
	return (true);
}

/* An atom as often as it is asked for: its steps again and again. */
static bool
read_piece(struct pattern *p)
{
	size_t begin = p->n, len, least, most, i, split, optional;
	struct step *atom;

	if (!read_atom(p) || !read_repeat(p, &least, &most))
		return (false);
	if (least == 1 && most == 1)
		return (true);
	len = p->n - begin;
	atom = mem_alloc(len * sizeof(*atom));
	if (len > 0)
		memcpy(atom, p->steps + begin, len * sizeof(*atom));
	p->n = begin;
	for (i = 0; i < least && p->why == NULL; i++)
		copy(p, atom, len, begin);
	if (most == SIZE_MAX) {
		split = put(p, OP_SPLIT, p->n + 1, 0);
		copy(p, atom, len, begin);
		put(p, OP_JUMP, split, 0);
		p->steps[split].or = p->n;
	} else {
		/* Each may be the last: all lead to the end at once, not through one another. */
		optional = p->n;
		for (; i < most && p->why == NULL; i++) {
			put(p, OP_SPLIT, p->n + 1, 0);
			copy(p, atom, len, begin);
		}
		for (split = optional; split < p->n; split += len + 1)
			p->steps[split].or = p->n;
	}
	free(atom);
	return (p->why == NULL);
}

static bool
read_choice(struct pattern *p)
{
	size_t begin = p->n, len, jump;
	struct step *left;

	while (p->rest.n > 0 && peek(p) != '|' && peek(p) != ')')
		if (!read_piece(p))
			return (false);
	if (!take(p, '|'))
		return (true);
	/* The split goes before what was read. */
	len = p->n - begin;
	left = mem_alloc(len * sizeof(*left));
	if (len > 0)
		memcpy(left, p->steps + begin, len * sizeof(*left));
	p->n = begin;
	put(p, OP_SPLIT, begin + 1, 0);
	copy(p, left, len, begin);
	free(left);
	jump = put(p, OP_JUMP, 0, 0);
	p->steps[begin].or = p->n;
	if (p->nested++ >= MAX_NESTED)
		return (fail(p, "nested too deeply"));
	if (!read_choice(p))
		return (false);
	p->nested--;
	p->steps[jump].to = p->n;
	return (true);
}

struct pattern *
pattern_new(struct slice text, const char **why)
{
	struct pattern *p = mem_zero(1, sizeof(*p));

	p->rest = text;
	if (read_choice(p) && p->rest.n > 0)
		fail(p, "a group without its begin");
	put(p, OP_MATCH, 0, 0);
	if (p->why != NULL) {
		*why = p->why;
		pattern_free(p);
		return (NULL);
	}
	p->now.dense = mem_zero(p->n, sizeof(size_t));
	p->now.sparse = mem_zero(p->n, sizeof(size_t));
	p->next.dense = mem_zero(p->n, sizeof(size_t));
	p->next.sparse = mem_zero(p->n, sizeof(size_t));
	p->stack = mem_zero(2 * p->n, sizeof(size_t));
	return (p);
}

void
pattern_free(struct pattern *p)
{
	if (p == NULL)
		return;
	while (p->nsets > 0)
		free(p->sets[--p->nsets].ranges);
	free(p->sets);
	free(p->steps);
	free(p->now.dense);
	free(p->now.sparse);
	free(p->next.dense);
	free(p->next.sparse);
	free(p->stack);
	free(p);
}

/*
 * Matching: all ways at once, character by character
 */

static bool
has(const struct states *s, size_t step)
{
	return (s->sparse[step] < s->n && s->dense[s->sparse[step]] == step);
}

/* Make a step alive, and all that can be reached from it without a character. */
static void
enter(struct pattern *p, struct states *s, size_t step, bool begin, bool end)
{
	size_t top = 0;

	p->stack[top++] = step;
	while (top > 0) {
		const struct step *at;

		step = p->stack[--top];
		if (has(s, step))
			continue;
		s->sparse[step] = s->n;
		s->dense[s->n++] = step;
		at = &p->steps[step];
		if (at->op == OP_SPLIT)
			p->stack[top++] = at->or ;
		if (at->op == OP_SPLIT || at->op == OP_JUMP)
			p->stack[top++] = at->to;
		else if ((at->op == OP_BEGIN && begin) || (at->op == OP_END && end))
			p->stack[top++] = step + 1;
	}
}

static bool
is_in(const struct set *s, uint32_t c)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (c >= s->ranges[i].first && c <= s->ranges[i].last)
			return (!s->others);
	return (s->others);
}

bool
pattern_matches(struct pattern *p, struct slice text)
{
	struct states turn;
	bool begin = true;
	uint32_t c;
	size_t i;

	p->now.n = 0;
	for (;;) {
		/* A match may begin anywhere. */
		enter(p, &p->now, 0, begin, text.n == 0);
		if (has(&p->now, p->n - 1))
			return (true);
		if (text.n == 0)
			return (false);
		c = decode(&text);
		begin = false;
		p->next.n = 0;
		for (i = 0; i < p->now.n; i++) {
			const struct step *at = &p->steps[p->now.dense[i]];

			if (at->op == OP_SET && is_in(&p->sets[at->to], c))
				enter(p, &p->next, p->now.dense[i] + 1, false, text.n == 0);
		}
		turn = p->now;
		p->now = p->next;
		p->next = turn;
		/* Nothing is alive, and nothing can begin any more. */
		if (p->now.n == 0 && p->steps[0].op == OP_BEGIN)
			return (false);
	}
}
