#include "event/event.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"
#include "time/instant.h"

/* What has become of a member. */
enum { AS_READ, CHANGED, REMOVED, ADDED };

/* Members with a backslash in their names are found by what the name means. */
static void
unescape_names(struct event *e)
{
	struct member *m;
	size_t i;

	for (i = 0; i < e->original; i++) {
		m = &e->scan.members[i];
		if (!m->escaped)
			continue;
		buf_room(&e->add, m->keyn);
		m->name = (uint32_t)e->add.n;
		m->keyn = (uint32_t)json_unescape(e->line.p + m->key, m->keyn, e->add.p + e->add.n);
		e->add.n += m->keyn;
		m->head = key_slice((struct slice){ e->add.p + m->name, m->keyn }).head;
	}
}

int
event_read(struct event *e, struct slice line)
{
	e->line = line;
	e->original = 0;
	e->add.n = 0;
	e->changed = false;
	e->why = NULL;
	e->column = 0;
	if (e->text.chunk != NULL)
		arena_reset(&e->text);
	if ((e->trusted ? scan_line_trusted(&e->scan, line.p, line.n)
			: scan_line(&e->scan, line.p, line.n)) == -1) {
		e->scan.n = 0;
		e->why = e->scan.why;
		e->column = e->scan.where > 0 ? e->scan.where + 1 : 0;
		return (-1);
	}
	e->original = e->scan.n;
	if (e->scan.escaped)
		unescape_names(e);
	return (0);
}

static const char *
name_of(const struct event *e, const struct member *m)
{
	if (m->escaped || m->state == ADDED)
		return (e->add.p + m->name);
	return (e->line.p + m->key);
}

static bool
is_named(const struct event *e, const struct member *m, const struct key *k)
{
	if (m->head != k->head || m->keyn != k->n)
		return (false);
	return (k->n <= 8 || memcmp(name_of(e, m) + 8, k->name + 8, k->n - 8) == 0);
}

static struct slice
value_of(const struct event *e, const struct member *m)
{
	if (m->state == CHANGED || m->state == ADDED)
		return ((struct slice){ e->add.p + m->now, m->nown });
	return ((struct slice){ e->line.p + m->val, m->valn });
}

struct slice
event_find(const struct event *e, const struct key *k)
{
	const struct member *m;
	size_t i;

	/* From the end: of members with the same name the last one counts. */
	for (i = e->scan.n; i-- > 0;) {
		m = &e->scan.members[i];
		if (is_named(e, m, k) && m->state != REMOVED)
			return (value_of(e, m));
	}
	return ((struct slice){ NULL, 0 });
}

struct slice
event_text(struct event *e, const char *name)
{
	struct slice raw = event_get(e, name);
	char *out;

	if (raw.n < 2 || raw.p[0] != '"')
		return (raw);
	raw.p++;
	raw.n -= 2;
	if (event_is_plain(e) || memchr(raw.p, '\\', raw.n) == NULL)
		return (raw);
	out = arena_bytes(&e->text, raw.n);
	return ((struct slice){ out, json_unescape(raw.p, raw.n, out) });
}

bool
event_number(const struct event *e, const char *name, double *v)
{
	struct slice raw = event_get(e, name);

	if (raw.n == 0 || json_type(raw) != JSON_NUMBER)
		return (false);
	*v = json_number(raw);
	return (true);
}

bool
event_true(const struct event *e, const char *name)
{
	return (slice_is(event_get(e, name), "true"));
}

int
event_ts(struct event *e, int64_t *ms)
{
	struct slice ts = event_text(e, "ts");

	e->column = 0;
	if (ts.n == 0)
		e->why = "no \"ts\"";
	else if (instant_parse(ts, ms))
		return (0);
	else
		e->why = "\"ts\" is not a time";
	return (-1);
}

static uint32_t
keep(struct event *e, struct slice s)
{
	uint32_t at = (uint32_t)e->add.n;

	buf_slice(&e->add, s);
	return (at);
}

static void
change(struct event *e, struct member *m, struct slice json)
{
	struct slice was = { e->line.p + m->val, m->valn };

	if (m->state != ADDED) {
		m->state = AS_READ;
		if (slice_eq(was, json))
			return;
		m->state = CHANGED;
	}
	m->nown = (uint32_t)json.n;
	m->now = keep(e, json);
	e->changed = true;
}

static void
append(struct event *e, const struct key *k, struct slice json)
{
	struct member *m;

	e->scan.members =
	    mem_grow(e->scan.members, &e->scan.cap, e->scan.n + 1, sizeof(*e->scan.members));
	m = &e->scan.members[e->scan.n++];
	*m = (struct member){ .head = k->head, .keyn = (uint32_t)k->n, .state = ADDED };
	m->name = keep(e, (struct slice){ k->name, k->n });
	m->nown = (uint32_t)json.n;
	m->now = keep(e, json);
	e->changed = true;
}

void
event_set(struct event *e, const char *name, struct slice json)
{
	struct key k = key_of(name);
	struct member *m, *last = NULL;
	char *copy = NULL;
	size_t i;

	/* A value that lives in our own buffer would move with it. */
	if (e->add.p != NULL && json.p >= e->add.p && json.p < e->add.p + e->add.cap)
		json.p = copy = mem_dup(json.p, json.n);
	for (i = e->scan.n; i-- > 0;) {
		m = &e->scan.members[i];
		if (!is_named(e, m, &k))
			continue;
		if (last == NULL)
			last = m;
		else if (m->state != REMOVED) {
			m->state = REMOVED;
			e->changed = true;
		}
	}
	if (last == NULL)
		append(e, &k, json);
	else if (last->state == REMOVED && (size_t)(last - e->scan.members) >= e->original) {
		last->state = ADDED;
		change(e, last, json);
	} else
		change(e, last, json);
	free(copy);
}

void
event_set_text(struct event *e, const char *name, struct slice text)
{
	struct buf b = { 0 };

	json_quote(&b, text);
	event_set(e, name, buf_view(&b));
	buf_free(&b);
}

void
event_set_number(struct event *e, const char *name, double v)
{
	struct buf b = { 0 };

	json_double(&b, v);
	event_set(e, name, buf_view(&b));
	buf_free(&b);
}

void
event_set_int(struct event *e, const char *name, int64_t v)
{
	char s[24];
	int n = snprintf(s, sizeof(s), "%lld", (long long)v);

	event_set(e, name, (struct slice){ s, (size_t)n });
}

void
event_set_bool(struct event *e, const char *name, bool v)
{
	event_set(e, name, v ? SLICE("true") : SLICE("false"));
}

void
event_unset(struct event *e, const char *name)
{
	struct key k = key_of(name);
	struct member *m;
	size_t i;

	for (i = e->scan.n; i-- > 0;) {
		m = &e->scan.members[i];
		if (is_named(e, m, &k) && m->state != REMOVED) {
			m->state = REMOVED;
			e->changed = true;
		}
	}
}

/* Copies of a line's bytes up to a place, with what was added in between. */
struct writer {
	const struct event *e;
	struct buf *out;
	size_t at;   /* bytes of the line that were taken or left out */
	size_t kept; /* members written so far */
};

static void
copy_to(struct writer *w, size_t to)
{
	buf_add(w->out, w->e->line.p + w->at, to - w->at);
	w->at = to;
}

/* A member goes with the comma before it; the first one with the comma after it. */
static void
leave_out(struct writer *w, size_t i)
{
	const struct member *m = &w->e->scan.members[i];
	size_t begin = m->key - 1, end = m->val + m->valn;

	if (w->kept > 0) {
		const struct member *before = &w->e->scan.members[i - 1];

		copy_to(w, before->val + before->valn > w->at ? before->val + before->valn : w->at);
	} else {
		copy_to(w, begin);
		if (i + 1 < w->e->original)
			end = m[1].key - 1;
	}
	w->at = end;
}

static void
write_changed(const struct event *e, struct buf *out)
{
	struct writer w = { e, out, 0, 0 };
	const struct member *m;
	size_t i;

	for (i = 0; i < e->original; i++) {
		m = &e->scan.members[i];
		if (m->state == REMOVED) {
			leave_out(&w, i);
			continue;
		}
		if (m->state == CHANGED) {
			copy_to(&w, m->val);
			buf_add(out, e->add.p + m->now, m->nown);
			w.at = m->val + m->valn;
		}
		w.kept++;
	}
	copy_to(&w, e->scan.close);
	for (; i < e->scan.n; i++) {
		m = &e->scan.members[i];
		if (m->state == REMOVED)
			continue;
		if (w.kept++ > 0)
			buf_char(out, ',');
		json_quote(out, (struct slice){ e->add.p + m->name, m->keyn });
		buf_char(out, ':');
		buf_add(out, e->add.p + m->now, m->nown);
	}
	copy_to(&w, e->line.n);
}

void
event_write(const struct event *e, struct buf *out)
{
	if (e->changed)
		write_changed(e, out);
	else
		buf_slice(out, e->line);
}

bool
event_each(const struct event *e, size_t *at, struct slice *name, struct slice *value)
{
	const struct member *m;

	while (*at < e->scan.n) {
		m = &e->scan.members[(*at)++];
		if (m->state == REMOVED)
			continue;
		*name = (struct slice){ name_of(e, m), m->keyn };
		*value = value_of(e, m);
		return (true);
	}
	return (false);
}

void
event_copy(struct event *dst, const struct event *src)
{
	dst->own.n = 0;
	buf_slice(&dst->own, src->line);
	dst->line = buf_view(&dst->own);
	dst->scan.members =
	    mem_grow(dst->scan.members, &dst->scan.cap, src->scan.n, sizeof(*dst->scan.members));
	if (src->scan.n > 0)
		memcpy(
		    dst->scan.members, src->scan.members, src->scan.n * sizeof(*dst->scan.members));
	dst->scan.n = src->scan.n;
	dst->scan.close = src->scan.close;
	dst->scan.escaped = src->scan.escaped;
	dst->scan.backslash = src->scan.backslash;
	dst->original = src->original;
	dst->add.n = 0;
	buf_slice(&dst->add, buf_view(&src->add));
	if (dst->text.chunk != NULL)
		arena_reset(&dst->text);
	dst->changed = src->changed;
	dst->why = src->why;
	dst->column = src->column;
	dst->file = src->file;
	dst->number = src->number;
}

void
event_free(struct event *e)
{
	scan_free(&e->scan);
	buf_free(&e->add);
	buf_free(&e->own);
	arena_free(&e->text);
	*e = (struct event){ 0 };
}
