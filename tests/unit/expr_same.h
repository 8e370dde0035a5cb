/*
 * expr_same.h - is a native output what libjq gave?  For tests/unit/expr.c and
 * tests/fuzz/expr.c, which are each one file.
 */
#ifndef EXPR_SAME_H
#define EXPR_SAME_H
#include <jv.h>

#include "event/json.h"
#include "expr/expr_in.h"

/* libjq 1.6 loses some memory when "?" catches an error and when it breaks out of a limit(). */
const char *__lsan_default_suppressions(void);

const char *
__lsan_default_suppressions(void)
{
	return ("leak:libjq.so");
}

/* With its digits, where libjq keeps them. */
static jv
number_of(struct slice raw)
{
	return (beside()->literal == NULL ? jv_number(json_number(raw))
					  : jv_parse_sized(raw.p, (int)raw.n));
}

/* Our output as libjq's value.  (Its own parser takes no lone surrogate at the end of a string.) */
static jv
value_of(struct slice raw)
{
	struct buf text = { 0 };
	struct slice name, value;
	size_t at = 0;
	jv v, key;

	switch (json_type(raw)) {
	case JSON_NULL:
		return (jv_null());
	case JSON_FALSE:
		return (jv_false());
	case JSON_TRUE:
		return (jv_true());
	case JSON_NUMBER:
		return (number_of(raw));
	case JSON_STRING:
		raw = json_text(raw, &text);
		v = jv_string_sized(raw.p, (int)raw.n);
		buf_free(&text);
		return (v);
	case JSON_ARRAY:
		for (v = jv_array(); json_each(raw, &at, NULL, &value);)
			v = jv_array_append(v, value_of(value));
		return (v);
	case JSON_OBJECT:
		break;
	}
	for (v = jv_object(); json_each(raw, &at, &name, &value);) {
		key = value_of(name);
		v = jv_object_set(v, key, value_of(value));
	}
	return (v);
}

/* Are they spelled the same? */
static bool
same_digits(jv a, jv b)
{
	jv x = jv_dump_string(a, 0), y = jv_dump_string(b, 0);
	bool is = strcmp(jv_string_value(x), jv_string_value(y)) == 0;

	jv_free(x);
	jv_free(y);
	return (is);
}

/* As jq prints them: what is too large became the largest double. */
static double
clamped(jv number)
{
	double d = jv_number_value(number);

	return (d > 1.7976931348623157e308    ? 1.7976931348623157e308
		: d < -1.7976931348623157e308 ? -1.7976931348623157e308
					      : d);
}

static bool same(jv, jv);

static bool
same_objects(jv a, jv b)
{
	bool is = jv_object_length(jv_copy(a)) == jv_object_length(jv_copy(b));

	jv_object_foreach(a, key, value)
	{
		is = is && jv_object_has(jv_copy(b), jv_copy(key));
		is = is ? same(value, jv_object_get(jv_copy(b), jv_copy(key)))
			: (jv_free(value), false);
		jv_free(key);
	}
	jv_free(a);
	jv_free(b);
	return (is);
}

/* Frees both. */
static bool
same(jv a, jv b)
{
	bool is = jv_get_kind(a) == jv_get_kind(b);
	int n;

	if (is && jv_get_kind(a) == JV_KIND_OBJECT)
		return (same_objects(a, b));
	if (is && jv_get_kind(a) == JV_KIND_NUMBER && beside()->literal != NULL)
		return (same_digits(a, b));
	if (is && jv_get_kind(a) == JV_KIND_NUMBER)
		return (clamped(a) == clamped(b));
	if (is && jv_get_kind(a) == JV_KIND_ARRAY) {
		n = jv_array_length(jv_copy(a));
		is = n == jv_array_length(jv_copy(b));
		for (int i = 0; is && i < n; i++)
			is = same(jv_array_get(jv_copy(a), i), jv_array_get(jv_copy(b), i));
		jv_free(a);
		jv_free(b);
		return (is);
	}
	if (!is) {
		jv_free(a);
		jv_free(b);
		return (false);
	}
	return (jv_equal(a, b));
}
#endif
