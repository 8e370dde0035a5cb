#include "format/own.h"

#include <inttypes.h>

#include "event/json.h"
#include "format/text.h"
#include "time/instant.h"

static bool
is_nothing(struct slice value)
{
	return (slice_is(value, "null") || slice_is(value, "\"\""));
}

static bool
is_id(struct slice name)
{
	return (slice_is(name, "id") || (name.n > 3 && memcmp(name.p + name.n - 3, "_id", 3) == 0));
}

static bool
is_number(struct slice value)
{
	return (json_type(value) == JSON_NUMBER);
}

/* {"ts":"2026-03-01T09:15:27.000Z","type":"...","id":"...": are the first three as they must be? */
static bool
begins_well(const struct event *e)
{
	static const char *const names[] = { "ts", "type", "id" };
	const char *p = e->line.p;
	size_t at = 1, i;

	if (e->scan.n < 3 || p[0] != '{')
		return (false);
	for (i = 0; i < 3; i++) {
		const struct member *m = &e->scan.members[i];
		size_t n = strlen(names[i]);

		if (m->key != at + 1 || m->keyn != n || memcmp(p + m->key, names[i], n) != 0 ||
		    m->val != m->key + n + 2)
			return (false);
		at = m->val + m->valn + 1;
		if (i < 2 && p[at - 1] != ',')
			return (false);
	}
	return (true);
}

static bool
is_canonical(const struct event *e, struct slice ts)
{
	struct slice name, value;
	size_t at = 0, i = 0;

	if (!begins_well(e) || ts.n != INSTANT_LEN + 2 ||
	    !instant_is_canonical((struct slice){ ts.p + 1, INSTANT_LEN }))
		return (false);
	for (; event_each(e, &at, &name, &value); i++)
		if (is_nothing(value) || (is_id(name) && is_number(value)))
			return (false);
	return (i == e->scan.n); /* else a name stands twice */
}

static void
add_value(struct buf *out, struct slice name, struct slice value)
{
	if (!is_id(name) || !is_number(value)) {
		buf_slice(out, value);
		return;
	}
	buf_char(out, '"');
	buf_slice(out, value);
	buf_char(out, '"');
}

int
own_event(struct event *e, struct buf *out, struct slice *line, int64_t *ts)
{
	struct slice type = event_get(e, "type"), id = event_get(e, "id"), name, value;
	char text[INSTANT_LEN];
	size_t at = 0;

	if (event_ts(e, ts) == -1)
		return (-1);
	e->column = 0;
	if (type.n == 0 || json_type(type) != JSON_STRING) {
		e->why = type.n == 0 ? "no \"type\"" : "\"type\" is not a text";
		return (-1);
	}
	if (id.n > 0 && json_type(id) != JSON_STRING && !is_number(id)) {
		e->why = "\"id\" is not a text";
		return (-1);
	}
	if (is_canonical(e, event_get(e, "ts"))) {
		*line = e->line;
		return (0);
	}
	instant_format(*ts, text);
	out->n = 0;
	buf_str(out, "{\"ts\":\"");
	buf_add(out, text, INSTANT_LEN);
	buf_str(out, "\",\"type\":");
	buf_slice(out, type);
	buf_str(out, ",\"id\":");
	if (id.n > 0)
		add_value(out, SLICE("id"), id);
	else
		buf_printf(out, "\"events-%016" PRIx64 "\"", text_hash(e->line));
	while (event_each(e, &at, &name, &value)) {
		if (is_nothing(value) || slice_is(name, "ts") || slice_is(name, "type") ||
		    slice_is(name, "id"))
			continue;
		buf_char(out, ',');
		json_quote(out, name);
		buf_char(out, ':');
		add_value(out, name, value);
	}
	buf_char(out, '}');
	*line = buf_view(out);
	return (0);
}
