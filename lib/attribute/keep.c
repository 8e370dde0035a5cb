#include "attribute/keep.h"

#include <stdlib.h>

#include "base/mem.h"
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
	bool minus = raw.n > 0 && raw.p[0] == '-';
	int64_t n = 0;
	size_t i;

	if (raw.n == minus)
		return (false);
	for (i = minus; i < raw.n; i++)
		if (raw.p[i] < '0' || raw.p[i] > '9' || __builtin_mul_overflow(n, 10, &n) ||
		    __builtin_add_overflow(n, raw.p[i] - '0', &n))
			return (false);
	*v = minus ? -n : n;
	return (true);
}

/* No record has a time before the year 0 or after 9999; what is reckoned from one may lie later. */
static const int64_t first_time = -62167219200000, last_time = 253402300799999;

bool
keep_time(struct slice raw, int64_t *ms)
{
	return (keep_int(raw, ms) && *ms >= first_time && *ms <= last_time);
}

static void
put_int(struct buf *b, const char *name, int64_t v)
{
	if (v == VISIT_NO_TIME)
		buf_printf(b, ",\"%s\":null", name);
	else
		buf_printf(b, ",\"%s\":%lld", name, (long long)v);
}

/* A time up to most, or VISIT_NO_TIME. */
static bool
get_time(const struct event *e, const char *name, int64_t most, int64_t *v)
{
	struct slice raw = event_get(e, name);

	if (raw.n > 0)
		return (keep_int(raw, v) && *v >= first_time && *v <= most);
	*v = VISIT_NO_TIME;
	return (true);
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
	struct slice all = v->callers == NULL ? (struct slice){ NULL, 0 } : buf_view(v->callers);
	const char *p = all.p, *tab;

	for (; p < all.p + all.n; p = tab + 1) {
		tab = memchr(p, '\t', all.n - (size_t)(p - all.p));
		buf_str(b, p == all.p ? ",\"callers\":[" : ",");
		json_quote(b, (struct slice){ p, (size_t)(tab - p) });
	}
	if (all.n > 0)
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
		buf_printf(&b, ",\"called\":%.17g,\"trace\":%llu", v->called,
		    (unsigned long long)v->trace);
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
restore_lease(struct visits *vs, struct visit *v, struct slice lease, struct buf *text)
{
	struct slice number, part;
	int64_t time[3];
	size_t at = 0;
	int i;

	if (lease.p[0] != '[' || !json_each(lease, &at, NULL, &number) || number.p[0] != '"')
		return (-1);
	for (i = 0; i < 3; i++) {
		time[i] = VISIT_NO_TIME;
		if (!json_each(lease, &at, NULL, &part) ||
		    (!keep_int(part, &time[i]) && !(i == 2 && part.p[0] == 'n')))
			return (-1);
	}
	if (time[0] < first_time || time[0] > last_time || time[1] < time[0] ||
	    (time[2] != VISIT_NO_TIME && (time[2] < first_time || time[2] > last_time)))
		return (-1);
	text->n = 0;
	buf_room(text, number.n);
	visits_restore_lease(vs, v, json_text(number, text), time[0], time[1], time[2]);
	return (0);
}

/* From the last to the first: each is put before those that are there. */
static int
restore_leases(struct visits *vs, struct visit *v, struct slice list, struct buf *text)
{
	struct slice *leases = NULL, item;
	size_t n = 0, cap = 0, at = 0;
	int ret = 0;

	while (json_each(list, &at, NULL, &item)) {
		leases = mem_grow(leases, &cap, n + 1, sizeof(*leases));
		leases[n++] = item;
	}
	while (ret == 0 && n > 0)
		ret = restore_lease(vs, v, leases[--n], text);
	free(leases);
	return (ret);
}

static int
restore_callers(struct visit *v, struct slice list, struct buf *text)
{
	struct slice item;
	size_t at = 0;

	while (json_each(list, &at, NULL, &item)) {
		if (item.p[0] != '"')
			return (-1);
		text->n = 0;
		buf_room(text, item.n);
		visit_add_caller(v, json_text(item, text));
	}
	return (0);
}

/* An array that may be absent. */
static bool
get_list(const struct event *e, const char *name, struct slice *list)
{
	*list = event_get(e, name);
	return (list->n == 0 || list->p[0] == '[');
}

int
keep_restore_visit(struct visits *vs, struct sources *all, struct event *e)
{
	struct slice raw = event_get(e, "visit"), field[VISIT_FIELDS], callers, leases;
	struct visit times = { .alone = event_get(e, "source").n == 0 }, *v;
	struct buf text = { 0 };
	struct source *source = NULL;
	double called, trace;
	int ret = -1;

	buf_room(&text, raw.n);
	if (!get_fields(raw, field, VISIT_FIELDS, &text) ||
	    !get_time(e, "ts", last_time, &times.ts) || times.ts == VISIT_NO_TIME ||
	    !get_time(e, "end", last_time, &times.end) ||
	    !get_time(e, "window", INT64_MAX, &times.window) ||
	    !get_time(e, "known", INT64_MAX, &times.known) ||
	    !get_time(e, "keep", INT64_MAX, &times.keep) || times.keep < times.ts ||
	    !event_number(e, "called", &called) || !(called >= 0 && called < 1e18) ||
	    !event_number(e, "trace", &trace) || !(trace >= 0 && trace < 1e15) ||
	    !get_list(e, "callers", &callers) || !get_list(e, "leases", &leases))
		goto done;
	if (!times.alone && (source = keep_restore_source(all, event_get(e, "source"))) == NULL)
		goto done;
	v = visits_restore(vs, field, &times, source);
	v->called = called;
	v->trace = (uint64_t)trace;
	if ((callers.n == 0 || restore_callers(v, callers, &text) == 0) &&
	    (leases.n == 0 || restore_leases(vs, v, leases, &text) == 0))
		ret = 0;
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
	if (!get_time(e, "ts", last_time, &ts) || !get_time(e, "seen", last_time, &seen) ||
	    customer.n == 0 || ts == VISIT_NO_TIME || seen == VISIT_NO_TIME ||
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
		if (part.p[0] < '1' || part.p[0] > '9')
			goto done;
		c->numbers[i] = strtoull(part.p, NULL, 10);
		if (!json_each(pair, &in, NULL, &part) || !keep_time(part, &c->first[i]))
			goto done;
		i++;
	}
	ret = 0;
done:
	buf_free(&text);
	return (ret);
}
