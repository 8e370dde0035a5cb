#include "validate/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/diag.h"
#include "base/mem.h"
#include "event/json.h"
#include "time/instant.h"
#include "validate/seen.h"

const char *const check_names[] = { "json", "order", "ts", "time", "id", "until", "number",
	"schema", NULL };

struct check {
	unsigned skip;
	struct schema *schema;
	const struct numbers *numbers;
	void (*tell)(void *, const struct finding *);
	void *arg;

	const struct event *event;
	int64_t latest;
	char latest_text[INSTANT_LEN + 1];

	struct seen *seen; /* types with ids */
	struct buf text;
};

struct check *
check_new(unsigned skip, struct schema *schema, const struct numbers *numbers,
    void (*tell)(void *, const struct finding *), void *arg)
{
	struct check *c = mem_zero(1, sizeof(*c));

	c->skip = skip;
	c->schema = schema;
	c->numbers = numbers;
	c->tell = tell;
	c->arg = arg;
	c->latest = INT64_MIN;
	c->seen = seen_new();
	return (c);
}

void
check_free(struct check *c)
{
	if (c == NULL)
		return;
	seen_free(c->seen);
	buf_free(&c->text);
	free(c);
}

static bool
asked(const struct check *c, enum check_kind kind)
{
	return ((c->skip & 1U << kind) == 0);
}

void
check_line(struct check *c, const char *file, uint64_t line, size_t column, const char *why)
{
	if (asked(c, CHECK_JSON))
		c->tell(c->arg, &(struct finding){ CHECK_JSON, file, line, column, "", why });
}

/* Where a value of the line stands; of the whole line, nowhere. */
static size_t
column_of(const struct check *c, struct slice value)
{
	struct slice line = c->event->line;

	if (value.n == 0 || value.p <= line.p || value.p > line.p + line.n)
		return (0);
	return ((size_t)(value.p - line.p) + 1);
}

static void __attribute__((format(printf, 5, 6))) find(struct check *c, enum check_kind kind,
    struct slice value, const char *path, const char *fmt, ...)
{
	va_list ap;
	char text[512];

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	diag_tame(text);
	c->tell(c->arg, &(struct finding){ kind, c->event->file, c->event->number,
			    column_of(c, value), path, text });
}

static void
check_names_once(struct check *c)
{
	const struct scan *s = &c->event->scan;
	const char *line = c->event->line.p;
	size_t i, k;

	for (i = 1; i < s->n; i++)
		for (k = 0; k < i; k++) {
			const struct member *a = &s->members[i], *b = &s->members[k];
			struct slice name = { line + a->key, a->keyn };

			if (a->head == b->head && a->keyn == b->keyn &&
			    memcmp(name.p, line + b->key, a->keyn) == 0) {
				find(c, CHECK_JSON, name, "", "the member \"%.*s\" is there twice",
				    SLICE_SHOWN(name));
				break;
			}
		}
}

/* The order of bytes is the order of time only where these come first. */
static void
check_order(struct check *c)
{
	static const char *const first[] = { "ts", "type", "id" };
	const struct scan *s = &c->event->scan;
	const char *line = c->event->line.p;
	size_t i, at = 0;

	for (i = 0; i < 3; i++) {
		struct slice value = event_get(c->event, first[i]);

		if (value.n == 0)
			continue;
		if (at < s->n &&
		    slice_is((struct slice){ line + s->members[at].key, s->members[at].keyn },
			first[i])) {
			at++;
			continue;
		}
		find(c, CHECK_ORDER, value, "",
		    "\"%s\" is not in its place: ts, type and id come first", first[i]);
		return;
	}
}

static void
check_time(struct check *c, struct event *e)
{
	struct slice raw = event_get(e, "ts"), text = event_text(e, "ts");
	int64_t ms;

	if (raw.n == 0 || raw.p[0] != '"' || !instant_parse(text, &ms)) {
		if (asked(c, CHECK_TS))
			find(c, CHECK_TS, raw, ".ts",
			    raw.n == 0 ? "no \"ts\"" : "\"%.*s\" is no time", SLICE_SHOWN(text));
		return;
	}
	if (asked(c, CHECK_TS) && !instant_is_canonical(text))
		find(c, CHECK_TS, raw, ".ts", "\"%.*s\" is not written as 2026-03-01T09:15:27.000Z",
		    SLICE_SHOWN(text));
	if (asked(c, CHECK_TIME) && ms < c->latest)
		find(c, CHECK_TIME, raw, ".ts", "time goes back: %.*s after %s", SLICE_SHOWN(text),
		    c->latest_text);
	if (ms > c->latest) {
		c->latest = ms;
		instant_format(ms, c->latest_text);
	}
}

static void
check_until(struct check *c, struct event *e)
{
	static const char *const names[] = { "until", "end" };
	static const char *const paths[] = { ".until", ".end" };
	struct slice text;
	int64_t from, to;
	int i;

	if (event_ts(e, &from) == -1)
		return;
	for (i = 0; i < 2; i++) {
		text = event_text(e, names[i]);
		if (text.n > 0 && instant_parse(text, &to) && to < from)
			find(c, CHECK_UNTIL, event_get(e, names[i]), paths[i],
			    "%.*s is before the event's ts", SLICE_SHOWN(text));
	}
}

static void
check_number(struct check *c, struct event *e)
{
	struct slice number;

	if (!slice_is(event_text(e, "type"), "call"))
		return;
	number = event_text(e, "number");
	if (number.n > 0 && !numbers_declared(c->numbers, number))
		find(c, CHECK_NUMBER, event_get(e, "number"), ".number",
		    "the number %.*s is declared nowhere", SLICE_SHOWN(number));
}

/*
 * Ids
 */

static void
check_id(struct check *c, struct event *e)
{
	struct slice id = event_text(e, "id"), type = event_text(e, "type");
	struct seen_place first;
	bool here;

	if (id.n == 0)
		return;
	c->text.n = 0;
	buf_slice(&c->text, type);
	buf_char(&c->text, '\0');
	buf_slice(&c->text, id);
	if (!seen_before(c->seen, buf_view(&c->text), e->file, e->number, &first))
		return;
	here = strcmp(first.file, e->file) == 0;
	find(c, CHECK_ID, event_get(e, "id"), ".id",
	    "another %.*s with the id \"%.*s\" is in %s%sline %u", SLICE_SHOWN(type),
	    SLICE_SHOWN(id), here ? "" : first.file, here ? "" : ", ", first.line);
}

static void
told(void *arg, const struct schema_fault *f)
{
	struct check *c = arg;

	find(c, CHECK_SCHEMA, f->value, f->path, "%s", f->what);
}

void
check_event(struct check *c, struct event *e)
{
	c->event = e;
	if (asked(c, CHECK_JSON))
		check_names_once(c);
	if (asked(c, CHECK_ORDER))
		check_order(c);
	if (asked(c, CHECK_TS) || asked(c, CHECK_TIME))
		check_time(c, e);
	if (asked(c, CHECK_ID))
		check_id(c, e);
	if (asked(c, CHECK_UNTIL))
		check_until(c, e);
	if (asked(c, CHECK_NUMBER) && c->numbers != NULL)
		check_number(c, e);
	if (asked(c, CHECK_SCHEMA) && c->schema != NULL)
		schema_check(c->schema, e->line, told, c);
}
