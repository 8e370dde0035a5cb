/* expr_val.c - jq's values, read where they stand in the line. */
#include <limits.h>
#include <math.h>

#include "expr/expr_in.h"

/* An object of more members than this goes to libjq, whose tables are quicker then. */
enum { MEMBERS = 1000 };

int
run_fail(struct run *r, const char *fmt, const char *a, const char *b)
{
	r->fail = (struct fail){ fmt, a, b };
	return (FAIL);
}

struct val
val_raw(struct slice raw)
{
	return ((struct val){ .kind = (uint8_t)json_type(raw), .form = FORM_RAW, .s = raw });
}

struct val
val_number(double d)
{
	return ((struct val){ .kind = JSON_NUMBER, .form = FORM_OWN, .num = d });
}

struct val
val_literal(struct slice number)
{
	struct val v = val_number(json_number(number));

	if (beside()->literal != NULL) {
		v.num = num_double(number);
		v.s = number;
	}
	return (v);
}

struct val
val_bool(bool b)
{
	return ((struct val){ .kind = b ? JSON_TRUE : JSON_FALSE });
}

struct val
val_text(struct slice text)
{
	return ((struct val){ .kind = JSON_STRING, .form = FORM_OWN, .s = text });
}

const char *
val_kind_name(const struct val *v)
{
	static const char *const names[] = { "null", "boolean", "boolean", "number", "string",
		"array", "object" };

	return (names[v->kind]);
}

/* The text of a raw string. */
static struct slice
unquote(struct run *r, struct slice raw)
{
	char *out;

	raw.p++;
	raw.n -= 2;
	if (memchr(raw.p, '\\', raw.n) == NULL)
		return (raw);
	out = arena_bytes(r->arena, raw.n);
	return ((struct slice){ out, json_unescape(raw.p, raw.n, out) });
}

struct slice
val_string(struct run *r, const struct val *v)
{
	return (v->form == FORM_RAW ? unquote(r, v->s) : v->s);
}

double
val_double(struct run *r, const struct val *v)
{
	(void)r;
	if (v->form != FORM_RAW)
		return (v->num);
	return (val_is_literal(v) ? num_double(v->s) : json_number(v->s));
}

/* Is the raw name (with its quotes) this one? */
static bool
is_named(struct run *r, struct slice raw, struct slice name)
{
	int is = raw_is(raw, name);

	return (is == -1 ? slice_eq(unquote(r, raw), name) : is == 1);
}

/* Of members with the same name the last one counts. */
static bool
find(struct run *r, const struct val *object, const struct key *key, struct slice *value)
{
	struct slice name, v, want = { key->name, key->n };
	size_t at = 0;
	bool found = false;

	if (object->form == FORM_EVENT) {
		*value = event_find(r->event, key);
		return (value->n > 0);
	}
	while (json_each(object->s, &at, &name, &v))
		if (is_named(r, name, want)) {
			*value = v;
			found = true;
		}
	return (found);
}

int
val_member(struct run *r, const struct val *v, const struct key *key, struct val *out)
{
	struct slice raw;

	if (v->form == FORM_OPAQUE)
		return (BAIL);
	if (v->kind == JSON_OBJECT) {
		*out = find(r, v, key, &raw) ? val_raw(raw) : (struct val){ .kind = JSON_NULL };
		return (GO);
	}
	if (v->kind != JSON_NULL)
		return (run_fail(r, "Cannot index %s with \"%s\"", val_kind_name(v), key->name));
	*out = (struct val){ .kind = JSON_NULL };
	return (GO);
}

static bool
item(struct run *r, const struct val *array, double index, struct val *out)
{
	struct walk w;
	double n = 0;

	if (index < 0) {
		if (val_walk(r, array, &w) != GO)
			return (false);
		while (walk_next(&w, out))
			n++;
		if ((index += n) < 0)
			return (false);
	}
	if (val_walk(r, array, &w) != GO)
		return (false);
	while (walk_next(&w, out))
		if (index-- == 0)
			return (true);
	return (false);
}

int
val_index(struct run *r, const struct val *v, const struct val *key, struct val *out)
{
	struct slice name;
	struct key k;
	double d;

	if (key->kind == JSON_STRING) {
		name = val_string(r, key);
		k = key_slice(name);
		if (v->kind == JSON_OBJECT || v->kind == JSON_NULL)
			return (val_member(r, v, &k, out));
		return (run_fail(r, "Cannot index %s with a string", val_kind_name(v), NULL));
	}
	if (key->kind == JSON_OBJECT || (key->kind == JSON_ARRAY && v->kind == JSON_ARRAY))
		return (BAIL);
	*out = (struct val){ .kind = JSON_NULL };
	if (key->kind != JSON_NUMBER || (v->kind != JSON_ARRAY && v->kind != JSON_NULL))
		return (
		    run_fail(r, "Cannot index %s with %s", val_kind_name(v), val_kind_name(key)));
	d = val_double(r, key);
	/* What is no whole number finds nothing in 1.6, and later what its whole part does. */
	if (v->kind == JSON_NULL || isnan(d) || fabs(d) > INT_MAX ||
	    (beside()->version == JQ_1_6 && d != trunc(d)))
		return (GO);
	if (!item(r, v, trunc(d), out))
		*out = (struct val){ .kind = JSON_NULL };
	return (GO);
}

/* The values of an object as an array: once each name, where it came first, as it came last. */
static int
values(struct run *r, const struct val *object, struct val *out)
{
	struct slice name, value, *names;
	struct val *items;
	size_t at = 0, n = 0, i;
	bool event = object->form == FORM_EVENT;

	if (object->form == FORM_OPAQUE)
		return (BAIL);
	while (event ? event_each(r->event, &at, &name, &value)
		     : json_each(object->s, &at, &name, &value))
		if (++n > MEMBERS)
			return (BAIL);
	names = arena_get(r->arena, n * sizeof(*names) + 1);
	items = arena_get(r->arena, n * sizeof(*items) + 1);
	for (at = n = 0; event ? event_each(r->event, &at, &name, &value)
			       : json_each(object->s, &at, &name, &value);) {
		names[n] = event ? name : unquote(r, name);
		for (i = 0; !slice_eq(names[i], names[n]); i++)
			;
		items[i] = val_raw(value);
		n += i == n;
	}
	*out =
	    (struct val){ .kind = JSON_ARRAY, .form = FORM_OWN, .s = { NULL, n }, .items = items };
	return (GO);
}

int
val_walk(struct run *r, const struct val *v, struct walk *w)
{
	w->at = 0;
	if (v->kind == JSON_OBJECT)
		return (values(r, v, &w->of));
	if (v->kind != JSON_ARRAY)
		return (run_fail(r, "Cannot iterate over %s", val_kind_name(v), NULL));
	w->of = *v;
	return (GO);
}

bool
walk_next(struct walk *w, struct val *out)
{
	struct slice raw;

	if (w->of.form == FORM_OWN) {
		if (w->at == w->of.s.n)
			return (false);
		*out = w->of.items[w->at++];
		return (true);
	}
	if (!json_each(w->of.s, &w->at, NULL, &raw))
		return (false);
	*out = val_raw(raw);
	return (true);
}

/* A bound of a slice: from the end where it is negative, inside 0..n. */
static double
bound(double d, double n)
{
	if (d < 0)
		d += n;
	return (d < 0 ? 0 : d > n ? n : d);
}

static struct val
slice_array(struct run *r, const struct val *v, size_t from, size_t to)
{
	struct val *items = arena_get(r->arena, (to - from + 1) * sizeof(*items)), i;
	struct walk w;
	size_t at = 0, n = 0;

	for (val_walk(r, v, &w); at < to && walk_next(&w, &i); at++)
		if (at >= from)
			items[n++] = i;
	return (
	    (struct val){ .kind = JSON_ARRAY, .form = FORM_OWN, .s = { NULL, n }, .items = items });
}

/* By characters. */
static struct val
slice_text(struct slice s, size_t from, size_t to)
{
	size_t at = 0, begin = s.n, end = s.n;

	for (size_t i = 0; i < s.n; i++) {
		if (((unsigned char)s.p[i] & 0xc0) == 0x80)
			continue;
		if (at == from)
			begin = i;
		if (at == to)
			end = i;
		at++;
	}
	return (val_text((struct slice){ s.p + begin, begin < end ? end - begin : 0 }));
}

int
val_slice(struct run *r, const struct val *v, const struct val *from, const struct val *to,
    struct val *out)
{
	struct val length;
	double n, a = 0, b;

	*out = (struct val){ .kind = JSON_NULL };
	if (v->kind == JSON_NULL)
		return (GO);
	if (v->kind != JSON_ARRAY && v->kind != JSON_STRING)
		return (run_fail(r, "Cannot index %s with object", val_kind_name(v), NULL));
	if ((from->kind != JSON_NUMBER && from->kind != JSON_NULL) ||
	    (to->kind != JSON_NUMBER && to->kind != JSON_NULL))
		return (run_fail(
		    r, "Start and end indices of an array slice must be numbers", NULL, NULL));
	val_length(r, v, &length);
	b = n = length.num;
	if (from->kind == JSON_NUMBER)
		a = val_double(r, from);
	if (to->kind == JSON_NUMBER)
		b = val_double(r, to);
	if (isnan(a) || isnan(b))
		return (BAIL);
	a = floor(bound(a, n));
	/* The end is not included: what comes before 1.5 includes 1. */
	b = ceil(bound(b, n));
	if (b < a)
		b = a;
	if (v->kind == JSON_ARRAY)
		*out = slice_array(r, v, (size_t)a, (size_t)b);
	else
		*out = slice_text(val_string(r, v), (size_t)a, (size_t)b);
	return (GO);
}

int
val_length(struct run *r, const struct val *v, struct val *out)
{
	struct walk w;
	struct slice s;
	struct val item;
	double n = 0;
	int rc;

	switch (v->kind) {
	case JSON_NULL:
		break;
	case JSON_FALSE:
	case JSON_TRUE:
		return (run_fail(r, "boolean has no length", NULL, NULL));
	case JSON_NUMBER:
		if (beside()->version >= JQ_1_8 && val_is_literal(v)) {
			*out = num_unsigned(r, v);
			return (GO);
		}
		n = fabs(val_double(r, v));
		break;
	case JSON_STRING:
		s = val_string(r, v);
		for (size_t i = 0; i < s.n; i++)
			n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
		break;
	case JSON_ARRAY:
	case JSON_OBJECT:
		if ((rc = val_walk(r, v, &w)) != GO)
			return (rc);
		if (w.of.form == FORM_OWN)
			n = (double)w.of.s.n;
		else
			while (walk_next(&w, &item))
				n++;
	}
	*out = val_number(n);
	return (GO);
}

static int
order_numbers(struct run *r, const struct val *v, const struct val *w, bool *bail)
{
	double a = val_double(r, v), b = val_double(r, w);

	/* jq takes a NaN for null when it compares numbers: before them all, itself too. */
	if (isnan(a))
		return (-1);
	if (isnan(b))
		return (1);
	if (a == b && val_is_literal(v) && val_is_literal(w))
		return (num_order(v->s, w->s, bail));
	return (a < b ? -1 : a == b ? 0 : 1);
}

static int
order_arrays(struct run *r, const struct val *a, const struct val *b, bool *bail)
{
	struct walk x, y;
	struct val i, j;
	bool more, other;
	int c;

	if (val_walk(r, a, &x) != GO || val_walk(r, b, &y) != GO)
		return (0);
	for (;;) {
		more = walk_next(&x, &i);
		other = walk_next(&y, &j);
		if (!more || !other)
			return ((int)more - (int)other);
		if ((c = val_order(r, &i, &j, bail)) != 0 || *bail)
			return (c);
	}
}

int
val_order(struct run *r, const struct val *a, const struct val *b, bool *bail)
{
	if (a->kind != b->kind)
		return (a->kind < b->kind ? -1 : 1);
	switch (a->kind) {
	case JSON_NUMBER:
		return (order_numbers(r, a, b, bail));
	case JSON_STRING:
		return (slice_cmp(val_string(r, a), val_string(r, b)));
	case JSON_ARRAY:
		return (order_arrays(r, a, b, bail));
	case JSON_OBJECT:
		*bail = true;
	}
	return (0);
}

int
val_has(struct run *r, const struct val *v, const struct val *key, struct val *out)
{
	struct slice raw;
	struct key k;
	struct val i;
	double d;
	bool has = false;

	if (v->form == FORM_OPAQUE)
		return (BAIL);
	if (v->kind == JSON_NULL) {
		;
	} else if (v->kind == JSON_OBJECT && key->kind == JSON_STRING) {
		k = key_slice(val_string(r, key));
		has = find(r, v, &k, &raw);
	} else if (v->kind == JSON_ARRAY && key->kind == JSON_NUMBER) {
		d = val_double(r, key);
		/* A fraction is cut off, a number out of an int's range finds nothing. */
		has = d > -1 && d <= INT_MAX && item(r, v, trunc(d), &i);
	} else
		return (run_fail(r, "Cannot check whether %s has a %s key", val_kind_name(v),
		    val_kind_name(key)));
	*out = val_bool(has);
	return (GO);
}

/* libjq 1.6 takes a text as a C string. */
static struct slice
to_nul(struct slice s)
{
	const char *nul = s.n == 0 ? NULL : memchr(s.p, '\0', s.n);

	if (nul != NULL && beside()->version == JQ_1_6)
		s.n = (size_t)(nul - s.p);
	return (s);
}

static bool
text_contains(struct slice a, struct slice b)
{
	a = to_nul(a);
	b = to_nul(b);
	return (b.n == 0 || (a.n >= b.n && memmem(a.p, a.n, b.p, b.n) != NULL));
}

static bool
contains(struct run *r, const struct val *a, const struct val *b, bool *bail)
{
	struct walk x, y;
	struct val i, j;
	bool found;

	if (a->kind != b->kind)
		return (false);
	if (a->kind == JSON_STRING)
		return (text_contains(val_string(r, a), val_string(r, b)));
	if (a->kind != JSON_ARRAY)
		return (val_order(r, a, b, bail) == 0);
	if (val_walk(r, b, &y) != GO)
		return (false);
	while (walk_next(&y, &j)) {
		if (val_walk(r, a, &x) != GO)
			return (false);
		for (found = false; !found && walk_next(&x, &i);)
			found = contains(r, &i, &j, bail);
		if (!found)
			return (false);
	}
	return (true);
}

int
val_contains(struct run *r, const struct val *a, const struct val *b, struct val *out)
{
	bool bail = false;

	if (a->kind != b->kind)
		return (run_fail(r, "%s and %s cannot have their containment checked",
		    val_kind_name(a), val_kind_name(b)));
	*out = val_bool(contains(r, a, b, &bail));
	return (bail ? BAIL : GO);
}
