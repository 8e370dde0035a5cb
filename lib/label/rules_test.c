/* The tests inside rule files: records given, members expected. */
#include <err.h>
#include <stdlib.h>

#include "base/status.h"
#include "event/json.h"
#include "label/rules.h"

/* Do two raw values mean the same?  Members of objects may stand in any order. */
static bool same(struct slice a, struct slice b);

static double
number(struct slice raw)
{
	char text[64] = { 0 };

	memcpy(text, raw.p, raw.n < sizeof(text) ? raw.n : sizeof(text) - 1);
	return (strtod(text, NULL));
}

static size_t
count(struct slice raw)
{
	struct slice value;
	size_t at = 0, n = 0;

	while (json_each(raw, &at, NULL, &value))
		n++;
	return (n);
}

static bool
same_array(struct slice a, struct slice b)
{
	struct slice x, y;
	size_t i = 0, j = 0;

	if (count(a) != count(b))
		return (false);
	while (json_each(a, &i, NULL, &x) && json_each(b, &j, NULL, &y))
		if (!same(x, y))
			return (false);
	return (true);
}

static bool
same_object(struct slice a, struct slice b)
{
	struct slice x, y, key, other;
	size_t i = 0, j;
	bool found;

	if (count(a) != count(b))
		return (false);
	while (json_each(a, &i, &key, &x)) {
		found = false;
		for (j = 0; !found && json_each(b, &j, &other, &y);)
			found = same(key, other) && same(x, y);
		if (!found)
			return (false);
	}
	return (true);
}

static bool
same_text(struct slice a, struct slice b)
{
	struct buf x = { 0 }, y = { 0 };
	bool r = slice_eq(json_text(a, &x), json_text(b, &y));

	buf_free(&x);
	buf_free(&y);
	return (r);
}

static bool
same(struct slice a, struct slice b)
{
	if (json_type(a) != json_type(b))
		return (false);
	switch (json_type(a)) {
	case JSON_NUMBER:
		return (number(a) >= number(b) && number(a) <= number(b));
	case JSON_STRING:
		return (same_text(a, b));
	case JSON_ARRAY:
		return (same_array(a, b));
	case JSON_OBJECT:
		return (same_object(a, b));
	default:
		return (true);
	}
}

/* Compare one expected member; say it and return 1 if it differs. */
static int
check(const struct conf *conf, const struct conf_node *key, const struct conf_node *value,
    size_t test, const struct event *event)
{
	struct buf want = { 0 };
	struct slice is;
	struct key name = key_slice(key->text);
	int differs = 0;

	if (conf_json(conf, value, &want) == -1) {
		buf_free(&want);
		return (1);
	}
	is = event_find(event, &name);
	if (is.n == 0)
		is = SLICE("null");
	if (!same(is, buf_view(&want))) {
		if (slice_is(is, "null"))
			is = SLICE("absent");
		conf_error(conf, key, "test %zu: %s is %.*s, not %s", test, key->text.p, (int)is.n,
		    is.p, buf_cstr(&want));
		differs = 1;
	}
	buf_free(&want);
	return (differs);
}

/* Records of a test may leave their time out. */
static void
give_time(struct event *event)
{
	if (event_get(event, "ts").n == 0)
		event_set(event, "ts", SLICE("\"2000-01-01T00:00:00.000Z\""));
}

/* Give one record; -1 if it is no record or rejected, said. */
static int
give(const struct conf *conf, const struct conf_node *record, size_t test,
    const struct rules_subject *subject, struct buf *line, struct event *event)
{
	line->n = 0;
	if (conf_json(conf, record, line) == -1)
		return (-1);
	if (event_read(event, buf_view(line)) == -1)
		return (conf_error(conf, record, "test %zu: %s", test, event->why));
	event->file = conf_name(conf);
	event->number = (uint64_t)record->line;
	give_time(event);
	if (subject->run(subject->arg, event) == -1)
		return (conf_error(conf, record, "test %zu: rejected: %s", test, event->why));
	return (0);
}

/* 0 if it passed, 1 if not. */
static int
run_test(const struct conf *conf, const struct conf_node *test, size_t n,
    const struct rules_subject *subject)
{
	const struct conf_node *given = conf_member(test, "given");
	const struct conf_node *expect = conf_member(test, "expect");
	struct event event = { 0 };
	struct buf line = { 0 };
	size_t i;
	int failed = 0, differs = 0;

	subject->reset(subject->arg);
	if (given->kind == CONF_MAP)
		failed = give(conf, given, n, subject, &line, &event) == -1;
	for (i = 0; given->kind == CONF_LIST && i < given->n && !failed; i++)
		failed = give(conf, conf_item(given, i), n, subject, &line, &event) == -1;
	for (i = 0; !failed && i < expect->n; i++)
		differs |= check(conf, conf_key(expect, i), conf_value(expect, i), n, &event);
	event_free(&event);
	buf_free(&line);
	return (failed | differs);
}

int
rules_test(const struct rules *rules, const struct rules_subject *subject)
{
	const struct conf *conf = rules->files[0];
	const struct conf_node *tests = conf_member(conf_root(conf), "tests");
	size_t i, failed = 0;

	if (tests == NULL || tests->n == 0) {
		warnx("%s: no tests", conf_name(conf));
		return (STATUS_LOOK);
	}
	for (i = 0; i < tests->n; i++)
		failed += (size_t)run_test(conf, conf_item(tests, i), i + 1, subject);
	if (failed > 0) {
		warnx("%s: %zu of %zu tests failed", conf_name(conf), failed, tests->n);
		return (STATUS_LOOK);
	}
	warnx("%s: %zu tests passed", conf_name(conf), tests->n);
	return (STATUS_OK);
}
