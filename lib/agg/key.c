/* key.c - what to group by.  See key.h. */
#include "agg/key.h"

#include <stdlib.h>

#include "agg/metric.h"
#include "base/mem.h"
#include "event/json.h"
#include "event/value.h"
#include "time/bucket.h"

struct one {
	char *text; /* as written */
	struct slice name;
	struct bucket *bucket; /* or NULL */
	struct term *term;     /* the value, where it is no bucket */
	bool each;	       /* its items */
};

struct keys {
	struct one *keys;
	size_t n, cap;
	struct terms *terms;
	struct zone *zone;
	bool timed, many;
	struct buf key; /* the group being put together */
};

struct keys *
keys_new(struct terms *terms, struct zone *zone)
{
	struct keys *k = mem_zero(1, sizeof(*k));

	k->terms = terms;
	k->zone = zone;
	return (k);
}

void
keys_free(struct keys *k)
{
	size_t i;

	if (k == NULL)
		return;
	for (i = 0; i < k->n; i++) {
		free(k->keys[i].text);
		bucket_free(k->keys[i].bucket);
	}
	free(k->keys);
	buf_free(&k->key);
	free(k);
}

static bool
is_blank(char c)
{
	return (c == ' ' || c == '\t' || c == '\n' || c == '\r');
}

/* What is written may be printed as the name of a member: .x.y as x.y. */
static bool
is_plain(struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if (memchr("()[]{}\"|,;:?/*+<>!$= ", s.p[i], 21) != NULL)
			return (false);
	return (s.n > 0);
}

/* The term of a member's name: .name, or .["name"] where jq needs that. */
static struct term *
member_term(struct keys *k, const struct origin *o, struct slice what, struct slice name)
{
	struct buf path = { 0 };
	struct term *t;
	size_t i;
	bool word = name.n > 0 && !(name.p[0] >= '0' && name.p[0] <= '9');

	for (i = 0; i < name.n; i++)
		if (!((name.p[i] >= 'a' && name.p[i] <= 'z') ||
			(name.p[i] >= 'A' && name.p[i] <= 'Z') ||
			(name.p[i] >= '0' && name.p[i] <= '9') || name.p[i] == '_'))
			word = false;
	buf_str(&path, word ? "." : ".[");
	if (word)
		buf_slice(&path, name);
	else
		json_quote(&path, name);
	if (!word)
		buf_char(&path, ']');
	t = terms_add(k->terms, o, what, buf_view(&path));
	buf_free(&path);
	return (t);
}

static int
check_name(const struct keys *k, const struct origin *o, size_t at, struct slice name)
{
	size_t i;

	if (slice_is(name, "total"))
		return (origin_error(o, at,
		    "the name \"total\" marks the line of totals; name the key: NAME=%.*s",
		    (int)name.n, name.p));
	for (i = 0; i < k->n; i++)
		if (slice_eq(k->keys[i].name, name))
			return (origin_error(
			    o, at, "there is a key \"%.*s\" already", (int)name.n, name.p));
	return (0);
}

/* One key, trimmed, that stands at byte `at` of the list. */
static int
add_one(struct keys *k, const struct origin *o, size_t at, struct slice text)
{
	struct one one = { 0 };
	struct slice s;
	const char *equals;
	bool expression;

	if (text.n == 0)
		return (origin_error(o, at, "here a key should be"));
	one.text = mem_dup(text.p, text.n);
	s = (struct slice){ one.text, text.n };
	if (metric_looks(s)) {
		equals = memchr(s.p, '=', s.n);
		one.name = (struct slice){ s.p, (size_t)(equals - s.p) };
		s.n -= (size_t)(equals + 1 - s.p);
		s.p = equals + 1;
	}
	if ((one.bucket = bucket_new(s, k->zone)) == NULL && s.n > 2 &&
	    memcmp(s.p + s.n - 2, "[]", 2) == 0) {
		one.each = true;
		s.n -= 2;
	}
	expression = s.n > 0 && (s.p[0] == '.' || s.p[0] == '(');
	if (one.name.n == 0) {
		one.name = s;
		if (expression && s.p[0] == '.') {
			one.name.p++;
			one.name.n--;
		}
	}
	if (!is_plain(one.name) || (!expression && !is_plain(s))) {
		origin_error(o, at,
		    "\"%.*s\" is no key; write a member, a bucket (hour, day, week, "
		    "month, weekday, hour_of_day), .path or NAME=(EXPRESSION)",
		    text.n > 80 ? 80 : (int)text.n, text.p);
		goto fail;
	}
	if (check_name(k, o, at, one.name) == -1)
		goto fail;
	if (one.bucket == NULL) {
		one.term =
		    expression ? terms_add(k->terms, o, text, s) : member_term(k, o, text, s);
		if (one.term == NULL)
			goto fail;
	}
	k->timed = k->timed || one.bucket != NULL;
	k->many = k->many || one.each;
	k->keys = mem_grow(k->keys, &k->cap, k->n + 1, sizeof(*k->keys));
	k->keys[k->n++] = one;
	return (0);

fail:
	bucket_free(one.bucket);
	free(one.text);
	return (-1);
}

int
keys_add(struct keys *k, const struct origin *o, struct slice list)
{
	struct slice rest = list, one;
	size_t end, at;

	for (;;) {
		if ((end = metric_find(rest, ',', &at)) == SIZE_MAX)
			return (origin_error(o, (size_t)(rest.p - list.p) + at,
			    "this bracket or quote does not match"));
		one = (struct slice){ rest.p, end };
		while (one.n > 0 && is_blank(one.p[0])) {
			one.p++;
			one.n--;
		}
		while (one.n > 0 && is_blank(one.p[one.n - 1]))
			one.n--;
		if (add_one(k, o, (size_t)(one.p - list.p), one) == -1)
			return (-1);
		if (end == rest.n)
			return (0);
		rest.p += end + 1;
		rest.n -= end + 1;
	}
}

size_t
keys_count(const struct keys *k)
{
	return (k->n);
}

struct slice
keys_name(const struct keys *k, size_t i)
{
	return (k->keys[i].name);
}

struct slice
keys_text(const struct keys *k, size_t i)
{
	return (slice_of(k->keys[i].text));
}

bool
keys_timed(const struct keys *k)
{
	return (k->timed);
}

bool
keys_many(const struct keys *k)
{
	return (k->many);
}

struct walk {
	struct keys *keys;
	int64_t ts;
	void (*group)(void *arg, struct slice key);
	void *arg;
};

static void
add_value(struct buf *key, struct slice raw)
{
	if (raw.n == 0)
		buf_str(key, "null");
	else if (value_is_canon(raw))
		buf_slice(key, raw);
	else
		value_canon(key, raw);
}

/* Put the keys from i on behind those that are there, in all ways that there are. */
static void
walk(struct walk *w, size_t i)
{
	struct keys *k = w->keys;
	struct slice raw, item;
	size_t start = k->key.n, at = 0;
	struct one *one;
	bool any = false;

	if (i == k->n) {
		buf_char(&k->key, ']');
		w->group(w->arg, buf_view(&k->key));
		k->key.n = start;
		return;
	}
	one = &k->keys[i];
	if (i > 0)
		buf_char(&k->key, ',');
	start = k->key.n;
	raw = one->bucket != NULL ? bucket_label(one->bucket, w->ts) : term_raw(one->term);
	if (one->each && raw.n > 0 && json_type(raw) == JSON_ARRAY) {
		for (; json_each(raw, &at, NULL, &item); any = true) {
			add_value(&k->key, item);
			walk(w, i + 1);
			k->key.n = start;
		}
		raw.n = 0;
	}
	if (!any) {
		add_value(&k->key, raw);
		walk(w, i + 1);
	}
	k->key.n = start - (i > 0);
}

void
keys_groups(struct keys *k, int64_t ts, void (*group)(void *arg, struct slice key), void *arg)
{
	struct walk w = { k, ts, group, arg };

	k->key.n = 0;
	buf_char(&k->key, '[');
	walk(&w, 0);
}
