#include "validate/schema.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/decimal.h"
#include "base/diag.h"
#include "base/mem.h"
#include "base/say.h"
#include "event/json.h"
#include "time/instant.h"
#include "validate/schema_in.h"

/* References may go round without end; no value is that deep. */
enum { MAX_DEPTH = 1000 };

struct member {
	struct slice name, value;
	char *own; /* an unescaped name */
};

/* A value under check: what several schemas ask of it is found once. */
struct instance {
	struct slice raw;
	enum json_type type;
	bool walked;
	size_t first, n; /* members or items, on the stack */
};

struct schema {
	struct rules rules;
	struct member *stack;
	size_t top, cap;
	struct buf path, what, text;
	void (*tell)(void *, const struct schema_fault *);
	void *arg;
	int quiet;   /* inside a schema that only decides */
	bool unsure; /* a pattern was given up */
	int depth;
};

struct schema *
schema_load(const char *path)
{
	struct schema *s = mem_zero(1, sizeof(*s));

	if (schema_rules_load(&s->rules, path) == 0)
		return (s);
	schema_free(s);
	return (NULL);
}

void
schema_free(struct schema *s)
{
	if (s == NULL)
		return;
	schema_rules_free(&s->rules);
	free(s->stack);
	buf_free(&s->path);
	buf_free(&s->what);
	buf_free(&s->text);
	free(s);
}

/*
 * Faults
 */

static void
say(struct schema *s, const struct instance *in, const char *fmt, va_list ap)
{
	char said[512];

	vsnprintf(said, sizeof(said), fmt, ap);
	diag_tame(said);
	s->tell(s->arg, &(struct schema_fault){ in->raw, buf_cstr(&s->path), said });
}

static bool __attribute__((format(printf, 3, 4)))
fault(struct schema *s, const struct instance *in, const char *fmt, ...)
{
	va_list ap;

	if (s->quiet > 0)
		return (false);
	va_start(ap, fmt);
	say(s, in, fmt, ap);
	va_end(ap);
	return (false);
}

/* What is neither right nor wrong is told even where the schema only decides. */
static bool __attribute__((format(printf, 3, 4)))
unsure(struct schema *s, const struct instance *in, const char *fmt, ...)
{
	va_list ap;

	s->unsure = true;
	va_start(ap, fmt);
	say(s, in, fmt, ap);
	va_end(ap);
	return (false);
}

static const char *
name_of(const struct instance *in)
{
	static const char *const names[] = { [JSON_NULL] = "null",
		[JSON_FALSE] = "false",
		[JSON_TRUE] = "true",
		[JSON_NUMBER] = "a number",
		[JSON_STRING] = "a text",
		[JSON_ARRAY] = "an array",
		[JSON_OBJECT] = "an object" };

	return (names[in->type]);
}

/* "a text or null" */
static const char *
names_of(struct schema *s, int types)
{
	static const char *const names[] = { "null", "true or false", "a whole number", "a number",
		"a text", "an array", "an object" };
	int i;

	if (types & IS_NUMBER)
		types &= ~IS_INTEGER;
	s->what.n = 0;
	for (i = 6; i >= 0; i--)
		if (types & 1 << i) {
			if (s->what.n > 0)
				buf_str(&s->what, " or ");
			buf_str(&s->what, names[i]);
		}
	return (buf_cstr(&s->what));
}

/*
 * Values
 */

static double
number_of(const struct instance *in)
{
	char text[64], *longer;
	double v;

	if (in->raw.n >= sizeof(text)) {
		longer = mem_dup(in->raw.p, in->raw.n);
		v = strtod(longer, NULL);
		free(longer);
		return (v);
	}
	memcpy(text, in->raw.p, in->raw.n);
	text[in->raw.n] = '\0';
	return (strtod(text, NULL));
}

/* 0.07 is a multiple of 0.01, which binary fractions do not know. */
static bool
is_multiple(const struct instance *in, const struct limit *of)
{
	decimal a, b;

	if (decimal_read(in->raw, &a) == DECIMAL_OK && decimal_read(of->text, &b) == DECIMAL_OK)
		return (a % b == 0);
	return (fmod(number_of(in), of->value) == 0);
}

static struct slice
text_of(struct schema *s, struct slice raw)
{
	s->text.n = 0;
	/* Unescaping never makes a text longer. */
	buf_room(&s->text, raw.n);
	return (json_text(raw, &s->text));
}

static bool
same_value(struct schema *s, const struct instance *in, const struct buf *value)
{
	enum json_type type = json_type(buf_view(value));
	struct instance other = { .raw = buf_view(value), .type = type };
	struct buf b = { 0 };
	bool same;

	if (type != in->type)
		return (false);
	if (type == JSON_NUMBER)
		return (slice_eq(in->raw, other.raw) || number_of(in) == number_of(&other));
	if (type != JSON_STRING)
		return (true);
	/* Schemas hold their texts as json_quote() writes them. */
	if (slice_eq(in->raw, other.raw))
		return (true);
	if (memchr(in->raw.p, '\\', in->raw.n) == NULL)
		return (false);
	json_quote(&b, text_of(s, in->raw));
	same = slice_eq(buf_view(&b), other.raw);
	buf_free(&b);
	return (same);
}

static bool
check_values(struct schema *s, const struct rule *r, struct instance *in)
{
	struct buf why = { 0 };
	struct slice text;
	size_t i;

	for (i = 0; i < r->nvalues; i++)
		if (same_value(s, in, &r->values[i]))
			return (true);
	if (s->quiet > 0)
		return (false);
	if (in->type > JSON_STRING)
		return (fault(s, in, "%s, which is none of the known values", name_of(in)));
	if (in->type != JSON_STRING && r->nvalues > 1)
		return (fault(s, in, "%.*s is none of the known values", SLICE_SHOWN(in->raw)));
	text = text_of(s, in->raw);
	if (r->nvalues == 1)
		return (fault(s, in, "\"%.*s\", expected %.*s", SLICE_SHOWN(text),
		    (int)r->values[0].n, r->values[0].p));
	say_unknown(&why, "value", text, r->value_names);
	fault(s, in, "%s", buf_cstr(&why));
	buf_free(&why);
	return (false);
}

static bool
check_type(struct schema *s, const struct rule *r, const struct instance *in)
{
	static const int bits[] = { [JSON_NULL] = IS_NULL,
		[JSON_FALSE] = IS_BOOLEAN,
		[JSON_TRUE] = IS_BOOLEAN,
		[JSON_NUMBER] = IS_NUMBER,
		[JSON_STRING] = IS_STRING,
		[JSON_ARRAY] = IS_ARRAY,
		[JSON_OBJECT] = IS_OBJECT };
	int bit = bits[in->type];
	double v;

	if (r->types == 0 || (r->types & bit))
		return (true);
	if (bit == IS_NUMBER && (r->types & IS_INTEGER)) {
		v = number_of(in);
		if (isfinite(v) && v == floor(v))
			return (true);
	}
	return (fault(s, in, "expected %s, not %s", names_of(s, r->types), name_of(in)));
}

static bool
check_number(struct schema *s, const struct rule *r, const struct instance *in)
{
	double v;
	bool ok = true;

	if (!r->min.set && !r->max.set && !r->above.set && !r->below.set && !r->multiple.set)
		return (true);
	v = number_of(in);
	if (r->min.set && v < r->min.value)
		ok = fault(s, in, "%.*s is less than %s", SLICE_SHOWN(in->raw), r->min.text.p);
	if (r->max.set && v > r->max.value)
		ok = fault(s, in, "%.*s is more than %s", SLICE_SHOWN(in->raw), r->max.text.p);
	if (r->above.set && v <= r->above.value)
		ok =
		    fault(s, in, "%.*s is not more than %s", SLICE_SHOWN(in->raw), r->above.text.p);
	if (r->below.set && v >= r->below.value)
		ok =
		    fault(s, in, "%.*s is not less than %s", SLICE_SHOWN(in->raw), r->below.text.p);
	if (r->multiple.set && !is_multiple(in, &r->multiple))
		ok = fault(
		    s, in, "%.*s is no multiple of %s", SLICE_SHOWN(in->raw), r->multiple.text.p);
	return (ok);
}

static bool
check_size(struct schema *s, const struct instance *in, size_t n, const struct limit *min,
    const struct limit *max, const char *of)
{
	bool ok = true;

	if (min->set && (double)n < min->value)
		ok = fault(s, in, "%zu %s, at least %s expected", n, of, min->text.p);
	if (max->set && (double)n > max->value)
		ok = fault(s, in, "%zu %s, at most %s expected", n, of, max->text.p);
	return (ok);
}

static bool
is_time(struct slice text, enum rule_format format)
{
	char whole[32];
	int64_t ms;

	if (format == FORMAT_TIME)
		return (instant_parse(text, &ms));
	if (text.n != 10)
		return (false);
	memcpy(whole, text.p, 10);
	memcpy(whole + 10, "T00:00:00Z", 10);
	return (instant_parse((struct slice){ whole, 20 }, &ms));
}

static bool
check_pattern(struct schema *s, const struct rule *r, const struct instance *in, struct slice text)
{
	switch (regex_search(r->regex, text)) {
	case REGEX_YES:
		return (true);
	case REGEX_NO:
		return (fault(s, in, "\"%.*s\" does not match %.*s", SLICE_SHOWN(text),
		    SLICE_SHOWN(r->pattern)));
	default:
		return (unsure(s, in, "the pattern %.*s takes too long on \"%.*s\"",
		    SLICE_SHOWN(r->pattern), SLICE_SHOWN(text)));
	}
}

static bool
check_text(struct schema *s, const struct rule *r, const struct instance *in)
{
	struct slice text;
	size_t i, n = 0;
	bool ok = true;

	if (r->regex == NULL && r->format == FORMAT_NONE && !r->min_len.set && !r->max_len.set)
		return (true);
	text = text_of(s, in->raw);
	for (i = 0; i < text.n; i++)
		n += (text.p[i] & 0xc0) != 0x80;
	ok = check_size(s, in, n, &r->min_len, &r->max_len, "characters");
	if (r->regex != NULL && !check_pattern(s, r, in, text))
		ok = false;
	if (r->format != FORMAT_NONE && !is_time(text, r->format))
		ok = fault(s, in, "\"%.*s\" is no %s", SLICE_SHOWN(text),
		    r->format == FORMAT_TIME ? "time as RFC 3339 writes it" : "date");
	return (ok);
}

/*
 * What has values inside
 */

static bool check(struct schema *, const struct rule *, struct instance *);

/* Put the members or items on the stack, once. */
static void
walk(struct schema *s, struct instance *in)
{
	struct slice name = { NULL, 0 }, value, text;
	size_t at = 0;
	char *own;

	if (in->walked)
		return;
	in->walked = true;
	in->first = s->top;
	while (json_each(in->raw, &at, &name, &value)) {
		own = NULL;
		if (in->type == JSON_OBJECT && memchr(name.p, '\\', name.n) != NULL) {
			text = text_of(s, name);
			name.p = own = mem_dup(text.p, text.n);
			name.n = text.n;
		} else if (in->type == JSON_OBJECT)
			name = (struct slice){ name.p + 1, name.n - 2 };
		s->stack = mem_grow(s->stack, &s->cap, s->top + 1, sizeof(*s->stack));
		s->stack[s->top++] = (struct member){ name, value, own };
		in->n++;
	}
}

static void
unwalk(struct schema *s, const struct instance *in)
{
	if (!in->walked)
		return;
	while (s->top > in->first)
		free(s->stack[--s->top].own);
}

static bool
check_inside(struct schema *s, const struct rule *r, struct slice raw)
{
	struct instance in = { .raw = raw, .type = json_type(raw) };
	bool ok = check(s, r, &in);

	unwalk(s, &in);
	return (ok);
}

static bool
has(const struct schema *s, const struct instance *in, struct slice name)
{
	size_t i;

	for (i = 0; i < in->n; i++)
		if (slice_eq(s->stack[in->first + i].name, name))
			return (true);
	return (false);
}

static struct rule *
member_rule(const struct rule *r, struct slice name)
{
	uint64_t head = rule_head(name);
	size_t low = 0, high = r->nmembers, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (r->members[mid].head < head)
			low = mid + 1;
		else
			high = mid;
	}
	for (; low < r->nmembers && r->members[low].head == head; low++)
		if (slice_eq(r->members[low].name, name))
			return (r->members[low].rule);
	return (r->others);
}

static bool
check_members(struct schema *s, const struct rule *r, struct instance *in)
{
	size_t i, was = s->path.n;
	struct rule *rule;
	bool ok;

	if (!r->has_members && r->others == NULL && r->required.n == 0 && !r->min_members.set &&
	    !r->max_members.set)
		return (true);
	walk(s, in);
	ok = check_size(s, in, in->n, &r->min_members, &r->max_members, "members");
	for (i = 0; i < r->required.n; i++)
		if (!has(s, in, r->required.names[i]))
			ok = fault(s, in, "no \"%.*s\"", SLICE_SHOWN(r->required.names[i]));
	for (i = 0; i < in->n; i++) {
		struct member m = s->stack[in->first + i];

		if ((rule = member_rule(r, m.name)) == NULL)
			continue;
		buf_char(&s->path, '.');
		buf_slice(&s->path, m.name);
		if (rule->never)
			ok = fault(s, &(struct instance){ .raw = m.value }, "not known here");
		else if (!check_inside(s, rule, m.value))
			ok = false;
		s->path.n = was;
	}
	return (ok);
}

static bool
check_items(struct schema *s, const struct rule *r, struct instance *in)
{
	size_t i, k, was = s->path.n;
	bool ok;

	if (r->items == NULL && !r->unique && !r->min_items.set && !r->max_items.set)
		return (true);
	walk(s, in);
	ok = check_size(s, in, in->n, &r->min_items, &r->max_items, "items");
	for (i = 0; i < in->n; i++) {
		struct slice item = s->stack[in->first + i].value;

		/* Twice is what is spelled the same. */
		for (k = 0; r->unique && k < i; k++)
			if (slice_eq(s->stack[in->first + k].value, item)) {
				ok = fault(s, in, "%.*s is there twice", SLICE_SHOWN(item));
				break;
			}
		if (r->items == NULL)
			continue;
		buf_printf(&s->path, "[%zu]", i);
		if (!check_inside(s, r->items, item))
			ok = false;
		s->path.n = was;
	}
	return (ok);
}

/*
 * Schemas of schemas
 */

static bool
holds(struct schema *s, const struct rule *r, struct instance *in)
{
	bool ok;

	s->quiet++;
	ok = check(s, r, in);
	s->quiet--;
	return (ok);
}

static size_t
count_holding(struct schema *s, const struct rule_list *list, struct instance *in)
{
	size_t i, n = 0;

	for (i = 0; i < list->n; i++)
		n += holds(s, list->rules[i], in);
	return (n);
}

/* A fault, unless a pattern inside was given up: then nobody knows. */
static bool
conclude(struct schema *s, const struct instance *in, const char *what)
{
	return (s->unsure ? false : fault(s, in, "%s", what));
}

static bool
check_choice(struct schema *s, const struct rule *r, struct instance *in)
{
	const struct rule *next;
	bool ok = true;
	size_t n;

	if (r->any.n > 0 && count_holding(s, &r->any, in) == 0)
		ok = conclude(s, in, "none of the forms that it may have");
	if (r->one.n > 0 && (n = count_holding(s, &r->one, in)) != 1)
		ok = conclude(s, in,
		    n == 0 ? "none of the forms that it may have"
			   : "more than one of the forms that it may have");
	if (r->no != NULL && holds(s, r->no, in))
		ok = conclude(s, in, "a form that it must not have");
	if (r->when == NULL)
		return (ok);
	next = holds(s, r->when, in) ? r->then : r->otherwise;
	return (next == NULL || s->unsure || check(s, next, in) ? ok : false);
}

static bool
check_others(struct schema *s, const struct rule *r, struct instance *in)
{
	bool ok = true, was;
	size_t i;

	if (r->ref != NULL && !check(s, r->ref, in))
		ok = false;
	for (i = 0; i < r->all.n; i++)
		if (!check(s, r->all.rules[i], in))
			ok = false;
	was = s->unsure;
	s->unsure = false;
	if (!check_choice(s, r, in))
		ok = false;
	s->unsure = s->unsure || was;
	return (ok);
}

static bool
check(struct schema *s, const struct rule *r, struct instance *in)
{
	bool ok = true;

	if (r->never)
		return (fault(s, in, "not allowed here"));
	if (s->depth >= MAX_DEPTH)
		return (fault(s, in, "the schema refers to itself without end"));
	s->depth++;
	/* Of a wrong type nothing else is worth saying. */
	if (!check_type(s, r, in) || (r->nvalues > 0 && !check_values(s, r, in)))
		ok = false;
	else if (in->type == JSON_NUMBER)
		ok = check_number(s, r, in);
	else if (in->type == JSON_STRING)
		ok = check_text(s, r, in);
	else if (in->type == JSON_ARRAY)
		ok = check_items(s, r, in);
	else if (in->type == JSON_OBJECT)
		ok = check_members(s, r, in);
	/* One that only decides need not find all that is wrong. */
	if ((ok || s->quiet == 0) && !check_others(s, r, in))
		ok = false;
	s->depth--;
	return (ok);
}

bool
schema_check(struct schema *s, struct slice raw, void (*tell)(void *, const struct schema_fault *),
    void *arg)
{
	s->tell = tell;
	s->arg = arg;
	s->path.n = 0;
	s->unsure = false;
	return (check_inside(s, s->rules.root, raw) && !s->unsure);
}
