#include "call/keep.h"

#include <stdlib.h>

#include "event/json.h"

void
keep_source(const struct source *s, struct buf *b)
{
	struct slice raw;
	int i;

	for (i = 0; i < SOURCE_PARTS; i++) {
		buf_char(b, i == 0 ? '[' : ',');
		if ((raw = source_part(s, i)).n > 0)
			buf_slice(b, raw);
		else
			buf_str(b, "null");
	}
	buf_char(b, ']');
}

struct source *
keep_restore_source(struct sources *all, struct slice raw)
{
	struct slice part[SOURCE_PARTS];
	size_t at = 0;
	int i;

	if (raw.n == 0 || raw.p[0] != '[')
		return (NULL);
	for (i = 0; i < SOURCE_PARTS; i++)
		if (!json_each(raw, &at, NULL, &part[i]))
			return (NULL);
	return (source_of(all, part));
}

bool
keep_int(struct slice raw, int64_t *v)
{
	if (raw.n == 0 || (raw.p[0] != '-' && (raw.p[0] < '0' || raw.p[0] > '9')))
		return (false);
	*v = strtoll(raw.p, NULL, 10);
	return (true);
}

static void
put_int(struct buf *b, const char *name, int64_t v)
{
	if (v == VISIT_NO_TIME)
		buf_printf(b, ",\"%s\":null", name);
	else
		buf_printf(b, ",\"%s\":%lld", name, (long long)v);
}

static bool
get_int(const struct event *e, const char *name, int64_t *v)
{
	struct slice raw = event_get(e, name);

	*v = VISIT_NO_TIME;
	return (raw.n == 0 || keep_int(raw, v));
}

/* Texts (with quotes made) or raw values, null for none. */
static void
put_field(struct buf *b, bool first, struct slice v, bool text)
{
	buf_char(b, first ? '[' : ',');
	if (v.n == 0)
		buf_str(b, "null");
	else if (text)
		json_quote(b, v);
	else
		buf_slice(b, v);
}

static bool
get_fields(struct slice raw, struct slice *field, int n, struct buf *text)
{
	struct slice v;
	size_t at = 0;
	int i;

	if (raw.n == 0 || raw.p[0] != '[')
		return (false);
	for (i = 0; i < n; i++) {
		if (!json_each(raw, &at, NULL, &v))
			return (false);
		if (v.p[0] == 'n')
			v.n = 0;
		else if (i < VISIT_KEYS)
			v = json_text(v, text);
		field[i] = v;
	}
	return (true);
}

/* Visits */

static void
put_leases(struct buf *b, const struct visit *v)
{
	const struct lease *l;

	for (l = v->leases; l != NULL; l = l->next) {
		buf_str(b, l == v->leases ? ",\"leases\":[[" : ",[");
		json_quote(b, lease_number(l));
		buf_printf(b, ",%lld,%lld,", (long long)l->start, (long long)l->end);
		if (l->until == VISIT_NO_TIME)
			buf_str(b, "null]");
		else
			buf_printf(b, "%lld]", (long long)l->until);
	}
	if (v->leases != NULL)
		buf_char(b, ']');
}

static void
put_callers(struct buf *b, const struct visit *v)
{
	const char *p = v->callers.p, *tab;

	for (; p != NULL && p < v->callers.p + v->callers.n; p = tab + 1) {
		tab = memchr(p, '\t', v->callers.n - (size_t)(p - v->callers.p));
		buf_str(b, p == v->callers.p ? ",\"callers\":[" : ",");
		json_quote(b, (struct slice){ p, (size_t)(tab - p) });
	}
	if (v->callers.n > 0)
		buf_char(b, ']');
}

void
keep_visits(const struct visits *vs, keep_line *line, void *arg)
{
	struct visit **all;
	const struct visit *v;
	struct buf b = { 0 };
	size_t at, n;
	int i;

	all = visits_all(vs, &n);
	for (at = 0; at < n; at++) {
		v = all[at];
		if (v->at[VISIT_FIELDS] == 0 && v->leases == NULL)
			continue; /* it has been told anew */
		b.n = 0;
		buf_str(&b, "{\"visit\":");
		for (i = 0; i < VISIT_FIELDS; i++)
			put_field(&b, i == 0, visit_field(v, i), i < VISIT_KEYS);
		buf_char(&b, ']');
		put_int(&b, "ts", v->ts);
		put_int(&b, "end", v->end);
		put_int(&b, "window", v->window);
		put_int(&b, "known", v->known);
		put_int(&b, "keep", v->keep);
		buf_printf(&b, ",\"called\":%.17g", v->called);
		if (!v->alone) {
			buf_str(&b, ",\"source\":");
			keep_source(v->source, &b);
		}
		put_callers(&b, v);
		put_leases(&b, v);
		buf_char(&b, '}');
		line(arg, buf_view(&b));
	}
	buf_free(&b);
	free(all);
}

static int
restore_leases(struct visits *vs, struct visit *v, struct slice raw, struct buf *text)
{
	struct slice lease, number, part;
	int64_t time[3];
	size_t at = 0, in;
	int i;

	while (json_each(raw, &at, NULL, &lease)) {
		if (lease.p[0] != '[')
			return (-1);
		in = 0;
		if (!json_each(lease, &in, NULL, &number) || number.p[0] != '"')
			return (-1);
		for (i = 0; i < 3; i++) {
			time[i] = VISIT_NO_TIME;
			if (!json_each(lease, &in, NULL, &part) ||
			    (!keep_int(part, &time[i]) && !(i == 2 && part.p[0] == 'n')))
				return (-1);
		}
		text->n = 0;
		buf_room(text, number.n);
		visits_restore_lease(vs, v, json_text(number, text), time[0], time[1], time[2]);
	}
	return (0);
}

int
keep_restore_visit(struct visits *vs, struct sources *all, struct event *e)
{
	struct slice raw = event_get(e, "visit"), field[VISIT_FIELDS], item;
	struct visit times = { .alone = event_get(e, "source").n == 0 }, *v;
	struct buf text = { 0 };
	struct source *source = NULL;
	size_t at = 0;
	int ret = -1;

	buf_room(&text, raw.n);
	if (!get_fields(raw, field, VISIT_FIELDS, &text) || !get_int(e, "ts", &times.ts) ||
	    !get_int(e, "end", &times.end) || !get_int(e, "window", &times.window) ||
	    !get_int(e, "known", &times.known) || !get_int(e, "keep", &times.keep))
		goto done;
	if (!times.alone && (source = keep_restore_source(all, event_get(e, "source"))) == NULL)
		goto done;
	v = visits_restore(vs, field, &times, source);
	event_number(e, "called", &v->called);
	raw = event_get(e, "callers");
	while (raw.n > 0 && raw.p[0] == '[' && json_each(raw, &at, NULL, &item)) {
		text.n = 0;
		buf_room(&text, item.n);
		visit_add_caller(v, json_text(item, &text));
	}
	raw = event_get(e, "leases");
	ret = raw.n == 0 ? 0 : raw.p[0] == '[' ? restore_leases(vs, v, raw, &text) : -1;
done:
	buf_free(&text);
	return (ret);
}

/* Callers */

void
keep_callers(const struct callers *cs, keep_line *line, void *arg)
{
	const struct caller *c = NULL;
	struct buf b = { 0 };
	int i;

	while ((c = callers_next(cs, c)) != NULL) {
		b.n = 0;
		buf_str(&b, "{\"caller\":");
		json_quote(&b, caller_customer(c));
		put_int(&b, "ts", c->ts);
		put_int(&b, "seen", c->seen);
		buf_str(&b, ",\"numbers\":[");
		for (i = 0; i < CALLER_NUMBERS && c->numbers[i] != 0; i++)
			buf_printf(&b, "%s[%llu,%lld]", i == 0 ? "" : ",",
			    (unsigned long long)c->numbers[i], (long long)c->first[i]);
		buf_char(&b, ']');
		if (c->source != NULL) {
			buf_str(&b, ",\"source\":");
			keep_source(c->source, &b);
			buf_str(&b, ",\"fields\":");
			for (i = 0; i < CALLER_FIELDS; i++)
				put_field(&b, i == 0, caller_field(c, i), i < VISIT_KEYS);
			buf_char(&b, ']');
		}
		buf_char(&b, '}');
		line(arg, buf_view(&b));
	}
	buf_free(&b);
}

int
keep_restore_caller(struct callers *cs, struct sources *all, struct event *e)
{
	struct slice field[CALLER_FIELDS] = { { NULL, 0 } }, raw = event_get(e, "fields"), pair,
		     part;
	struct source *source = keep_restore_source(all, event_get(e, "source"));
	struct slice customer = event_text(e, "caller");
	struct buf text = { 0 };
	struct caller *c;
	int64_t ts, seen;
	size_t at = 0, in;
	int i = 0, ret = -1;

	buf_room(&text, raw.n);
	if (!get_int(e, "ts", &ts) || !get_int(e, "seen", &seen) || customer.n == 0 ||
	    (source != NULL && !get_fields(raw, field, CALLER_FIELDS, &text))) {
		source_drop(source);
		goto done;
	}
	c = callers_restore(cs, customer, ts, seen, source, field);
	raw = event_get(e, "numbers");
	while (raw.n > 0 && raw.p[0] == '[' && i < CALLER_NUMBERS &&
	       json_each(raw, &at, NULL, &pair)) {
		in = 0;
		if (pair.p[0] != '[' || !json_each(pair, &in, NULL, &part))
			goto done;
		c->numbers[i] = strtoull(part.p, NULL, 10);
		if (!json_each(pair, &in, NULL, &part) || !keep_int(part, &c->first[i]))
			goto done;
		i++;
	}
	ret = 0;
done:
	buf_free(&text);
	return (ret);
}
