/* What the nodes of a configuration mean (conf.h); conf.c makes them. */
#include "conf/conf_in.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>

#include "base/say.h"
#include "event/json.h"
#include "time/period.h"

/* "expected ..., not ...": always -1. */
static int
unexpected(const struct conf *c, const struct conf_node *node, const char *expected)
{
	if (node->kind != CONF_SCALAR || (node->plain && node->text.n == 0))
		return (conf_error(c, node, "expected %s, not %s", expected, conf_what(node)));
	return (
	    conf_error(c, node, "expected %s, not \"%.*s\"", expected, SLICE_SHOWN(node->text)));
}

int
conf_unknown(const struct conf *c, const struct conf_node *node, const char *what,
    struct slice text, const char *const *names)
{
	struct buf b = { 0 };

	say_unknown(&b, what, text, names);
	conf_error(c, node, "%s", buf_cstr(&b));
	buf_free(&b);
	return (-1);
}

static bool
is_among(struct slice text, const char *const *names, int *index)
{
	int i;

	for (i = 0; names[i] != NULL; i++)
		if (slice_is(text, names[i])) {
			*index = i;
			return (true);
		}
	return (false);
}

int
conf_map(const struct conf *c, const struct conf_node *node, const char *const *keys)
{
	size_t i;
	int at;

	if (node->kind != CONF_MAP)
		return (unexpected(c, node, "a mapping"));
	for (i = 0; keys != NULL && i < node->n; i++) {
		const struct conf_node *key = conf_key(node, i);

		if (!is_among(key->text, keys, &at))
			return (conf_unknown(c, key, "key", key->text, keys));
	}
	return (0);
}

int
conf_list(const struct conf *c, const struct conf_node *node)
{
	return (node->kind == CONF_LIST ? 0 : unexpected(c, node, "a list"));
}

const struct conf_node *
conf_member(const struct conf_node *map, const char *key)
{
	size_t i;

	for (i = 0; map->kind == CONF_MAP && i < map->n; i++)
		if (slice_is(conf_key(map, i)->text, key))
			return (conf_value(map, i));
	return (NULL);
}

const struct conf_node *
conf_key(const struct conf_node *map, size_t i)
{
	return (map->nodes[2 * i]);
}

const struct conf_node *
conf_value(const struct conf_node *map, size_t i)
{
	return (map->nodes[2 * i + 1]);
}

const struct conf_node *
conf_item(const struct conf_node *list, size_t i)
{
	return (list->nodes[i]);
}

/*
 * Scalars
 */

static bool
is_digit(struct slice s, size_t i)
{
	return (i < s.n && s.p[i] >= '0' && s.p[i] <= '9');
}

/* The length of a number as JSON spells it, 0 if there is none; whole: without fraction and
 * exponent. */
static size_t
number_len(struct slice s, bool whole)
{
	size_t i = s.n > 0 && s.p[0] == '-', n;

	if (!is_digit(s, i) || (s.p[i] == '0' && is_digit(s, i + 1)))
		return (0);
	while (is_digit(s, i))
		i++;
	if (whole)
		return (i);
	if (i < s.n && s.p[i] == '.') {
		if (!is_digit(s, i + 1))
			return (i);
		for (i++; is_digit(s, i); i++)
			;
	}
	if (i < s.n && (s.p[i] | 32) == 'e') {
		n = i + 1;
		n += n < s.n && (s.p[n] == '+' || s.p[n] == '-');
		if (!is_digit(s, n))
			return (i);
		for (i = n; is_digit(s, i); i++)
			;
	}
	return (i);
}

bool
conf_is_number(const struct conf_node *node)
{
	return (node->kind == CONF_SCALAR && node->plain && node->text.n > 0 &&
		number_len(node->text, false) == node->text.n);
}

int
conf_text(const struct conf *c, const struct conf_node *node, struct slice *text)
{
	if (node->kind != CONF_SCALAR || (node->plain && node->text.n == 0))
		return (unexpected(c, node, "a text"));
	*text = node->text;
	return (0);
}

int
conf_bool(const struct conf *c, const struct conf_node *node, bool *value)
{
	bool scalar = node->kind == CONF_SCALAR && node->plain;

	if (!scalar || (!slice_is(node->text, "true") && !slice_is(node->text, "false")))
		return (unexpected(c, node, "true or false"));
	*value = slice_is(node->text, "true");
	return (0);
}

int
conf_int(
    const struct conf *c, const struct conf_node *node, int64_t min, int64_t max, int64_t *value)
{
	struct buf b = { 0 };
	long long v;

	say_whole(&b, min, (uint64_t)max);
	if (conf_is_number(node) && number_len(node->text, true) == node->text.n) {
		errno = 0;
		v = strtoll(node->text.p, NULL, 10);
		if (errno == 0 && v >= min && v <= max) {
			*value = v;
			buf_free(&b);
			return (0);
		}
	}
	unexpected(c, node, buf_cstr(&b));
	buf_free(&b);
	return (-1);
}

int
conf_number(const struct conf *c, const struct conf_node *node, double *value)
{
	double v;

	if (!conf_is_number(node))
		return (unexpected(c, node, "a number"));
	v = strtod(node->text.p, NULL);
	if (!isfinite(v))
		return (unexpected(c, node, "a smaller number"));
	*value = v;
	return (0);
}

int
conf_period(const struct conf *c, const struct conf_node *node, int64_t *ms)
{
	if (node->kind != CONF_SCALAR || !period_parse(node->text, ms))
		return (unexpected(c, node, "a length of time such as 45s, 1h30m, 30d or forever"));
	return (0);
}

int
conf_choice(
    const struct conf *c, const struct conf_node *node, const char *const *names, int *index)
{
	struct buf b = { 0 };

	if (node->kind == CONF_SCALAR && is_among(node->text, names, index))
		return (0);
	if (node->kind == CONF_SCALAR && (!node->plain || node->text.n > 0))
		return (conf_unknown(c, node, "value", node->text, names));
	buf_str(&b, "one of ");
	say_names(&b, names);
	unexpected(c, node, buf_cstr(&b));
	buf_free(&b);
	return (-1);
}

int
conf_text_of(const struct conf *c, const struct conf_node *map, const char *key, struct slice *text)
{
	const struct conf_node *node = conf_member(map, key);

	return (node == NULL ? 1 : conf_text(c, node, text));
}

int
conf_bool_of(const struct conf *c, const struct conf_node *map, const char *key, bool *value)
{
	const struct conf_node *node = conf_member(map, key);

	return (node == NULL ? 1 : conf_bool(c, node, value));
}

int
conf_int_of(const struct conf *c, const struct conf_node *map, const char *key, int64_t min,
    int64_t max, int64_t *value)
{
	const struct conf_node *node = conf_member(map, key);

	return (node == NULL ? 1 : conf_int(c, node, min, max, value));
}

int
conf_number_of(const struct conf *c, const struct conf_node *map, const char *key, double *value)
{
	const struct conf_node *node = conf_member(map, key);

	return (node == NULL ? 1 : conf_number(c, node, value));
}

int
conf_period_of(const struct conf *c, const struct conf_node *map, const char *key, int64_t *ms)
{
	const struct conf_node *node = conf_member(map, key);

	return (node == NULL ? 1 : conf_period(c, node, ms));
}

int
conf_choice_of(const struct conf *c, const struct conf_node *map, const char *key,
    const char *const *names, int *index)
{
	const struct conf_node *node = conf_member(map, key);

	return (node == NULL ? 1 : conf_choice(c, node, names, index));
}

/*
 * JSON
 */

/* Would a reader, of whatever YAML, take the text for a number, or half of one? */
static bool
begins_like_number(struct slice s)
{
	size_t i = s.n > 0 && (s.p[0] == '-' || s.p[0] == '+');

	i += i < s.n && s.p[i] == '.';
	return (is_digit(s, i));
}

/* 2026-03-01 and what begins so: only ever a text. */
static bool
begins_like_date(struct slice s)
{
	return (s.n >= 10 && is_digit(s, 0) && is_digit(s, 1) && is_digit(s, 2) && is_digit(s, 3) &&
		s.p[4] == '-' && is_digit(s, 5) && is_digit(s, 6) && s.p[7] == '-' &&
		is_digit(s, 8) && is_digit(s, 9));
}

static int
scalar_json(const struct conf *c, const struct conf_node *node, struct buf *out)
{
	static const char *const exact[] = { "true", "false", "null", NULL };
	static const char *const shouted[] = { "True", "TRUE", "False", "FALSE", "Null", "NULL",
		NULL };
	struct slice s = node->text;
	int i;

	if (!node->plain)
		json_quote(out, s);
	else if (s.n == 0 || slice_is(s, "~"))
		buf_str(out, "null");
	else if (conf_is_number(node) || is_among(s, exact, &i))
		buf_slice(out, s);
	else if (is_among(s, shouted, &i))
		return (conf_error(c, node, "write \"%s\" for %s, or quotes for a text",
		    exact[i / 2], shouted[i]));
	else if (begins_like_number(s) && !begins_like_date(s))
		return (conf_error(c, node,
		    "\"%.*s\" is no number as JSON spells it; a text like this needs quotes",
		    SLICE_SHOWN(s)));
	else
		json_quote(out, s);
	return (0);
}

int
conf_json(const struct conf *c, const struct conf_node *node, struct buf *out)
{
	size_t i;

	if (node->kind == CONF_SCALAR)
		return (scalar_json(c, node, out));
	buf_char(out, node->kind == CONF_LIST ? '[' : '{');
	for (i = 0; i < node->n; i++) {
		if (i > 0)
			buf_char(out, ',');
		if (node->kind == CONF_MAP) {
			json_quote(out, conf_key(node, i)->text);
			buf_char(out, ':');
		}
		if (conf_json(c, node->kind == CONF_MAP ? conf_value(node, i) : conf_item(node, i),
			out) == -1)
			return (-1);
	}
	buf_char(out, node->kind == CONF_LIST ? ']' : '}');
	return (0);
}
