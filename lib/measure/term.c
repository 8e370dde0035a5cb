/* term.c - conditions and values, once a record.  See term.h. */
#include "measure/term.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

enum number_state { UNREAD, NONE, FOUND };

struct term {
	struct terms *terms;
	char *text;
	struct expr *expr; /* NULL for a member */
	char *name;	   /* of a member */
	struct key key;
	bool path; /* its numbers are as they stand in the line */

	uint64_t truth_of, value_of; /* the records that these are of */
	bool truth;
	struct slice value;
	enum number_state state;
	decimal number;
};

struct terms {
	struct term **terms;
	size_t n, cap;
	struct expr_vars *vars;
	bool compile;
	struct event *event;
	struct diag *diag;
	uint64_t record, refused;
};

int
origin_error(const struct origin *o, size_t at, const char *fmt, ...)
{
	char text[320];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (o->node != NULL)
		return (conf_error_in(o->conf, o->node, at, "%s", text));
	warnx("%s:%zu: %s", o->name, at + 1, text);
	return (-1);
}

struct expr *
origin_expr(const struct origin *o, struct slice what, struct slice text, struct expr_vars *vars)
{
	struct buf name = { 0 };
	struct expr *e;

	if (o->node != NULL)
		buf_printf(&name, "%s:%d: ", conf_name(o->conf), o->node->line);
	buf_slice(&name, what);
	e = expr_compile_text(buf_cstr(&name), text, vars);
	buf_free(&name);
	return (e);
}

struct terms *
terms_new(bool compile)
{
	struct terms *ts = mem_zero(1, sizeof(*ts));

	ts->vars = expr_vars_new();
	ts->compile = compile;
	return (ts);
}

void
terms_free(struct terms *ts)
{
	size_t i;

	if (ts == NULL)
		return;
	for (i = 0; i < ts->n; i++) {
		expr_free(ts->terms[i]->expr);
		free(ts->terms[i]->text);
		free(ts->terms[i]->name);
		free(ts->terms[i]);
	}
	free(ts->terms);
	expr_vars_free(ts->vars);
	free(ts);
}

struct expr_vars *
terms_vars(struct terms *ts)
{
	return (ts->vars);
}

/* .name, or with paths .name.name: nothing but names and dots. */
static bool
is_path(struct slice text, bool one)
{
	bool begin = true;
	size_t i;
	char c;

	if (text.n < 2 || text.p[0] != '.')
		return (false);
	for (i = 1; i < text.n; i++) {
		c = text.p[i];
		if (c == '.') {
			if (begin || one)
				return (false);
			begin = true;
			continue;
		}
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
			(c >= '0' && c <= '9' && !begin)))
			return (false);
		begin = false;
	}
	return (!begin);
}

struct term *
terms_add(struct terms *ts, const struct origin *o, struct slice what, struct slice text)
{
	struct term *t;
	struct expr *e = NULL;
	size_t i;

	for (i = 0; i < ts->n; i++)
		if (slice_is(text, ts->terms[i]->text))
			return (ts->terms[i]);
	if (ts->compile && !is_path(text, true) &&
	    (e = origin_expr(o, what, text, ts->vars)) == NULL)
		return (NULL);
	t = mem_zero(1, sizeof(*t));
	t->terms = ts;
	t->text = mem_dup(text.p, text.n);
	t->expr = e;
	t->path = is_path(text, false);
	if (is_path(text, true)) {
		t->name = mem_dup(text.p + 1, text.n - 1);
		t->key = key_of(t->name);
	}
	ts->terms = mem_grow(ts->terms, &ts->cap, ts->n + 1, sizeof(struct term *));
	ts->terms[ts->n++] = t;
	return (t);
}

void
terms_next(struct terms *ts, struct event *e, struct diag *diag)
{
	ts->event = e;
	ts->diag = diag;
	ts->record++;
}

uint64_t
terms_refused(const struct terms *ts)
{
	return (ts->refused);
}

static void
say_failed(struct term *t)
{
	struct terms *ts = t->terms;

	ts->refused++;
	diag_say(ts->diag, "expressions that failed", ts->event->file, ts->event->number, 0,
	    "%s: %s", t->text, expr_why(t->expr));
}

/* Is a raw value false or null, or not there? */
static bool
is_false(struct slice raw)
{
	return (raw.n == 0 || raw.p[0] == 'f' || raw.p[0] == 'n');
}

bool
term_true(struct term *t)
{
	struct terms *ts = t->terms;
	int r;

	if (t->truth_of == ts->record)
		return (t->truth);
	t->truth_of = ts->record;
	if (t->expr == NULL)
		return (t->truth = !is_false(event_find(ts->event, &t->key)));
	if ((r = expr_true(t->expr, ts->event)) == -1)
		say_failed(t);
	return (t->truth = r == 1);
}

/* null and "" are nothing. */
static struct slice
something(struct slice v)
{
	if (v.n > 0 && (v.p[0] == 'n' || (v.p[0] == '"' && v.n == 2)))
		v.n = 0;
	return (v);
}

struct slice
term_raw(struct term *t)
{
	struct terms *ts = t->terms;

	if (t->value_of == ts->record)
		return (t->value);
	t->value_of = ts->record;
	t->state = UNREAD;
	if (t->expr == NULL) {
		t->value = event_find(ts->event, &t->key);
	} else if (expr_value(t->expr, ts->event, &t->value) == -1) {
		say_failed(t);
		t->value.n = 0;
	}
	return (t->value);
}

struct slice
term_value(struct term *t)
{
	return (something(term_raw(t)));
}

static enum decimal_read
read_value(const struct term *t, struct slice v, decimal *d)
{
	return (t->path ? decimal_read(v, d) : decimal_read_rounded(v, d));
}

static void
say_refused(struct term *t, enum decimal_read why)
{
	struct terms *ts = t->terms;
	int shown = t->value.n > 40 ? 40 : (int)t->value.n;

	/* Not in the middle of a character. */
	while (shown > 0 && shown < (int)t->value.n && (t->value.p[shown] & 0xc0) == 0x80)
		shown--;
	ts->refused++;
	diag_say(ts->diag,
	    why == DECIMAL_NO_NUMBER ? "values that are no numbers" : "numbers out of range",
	    ts->event->file, ts->event->number, 0, "%s: %.*s%s %s", t->text, shown, t->value.p,
	    t->value.n > 40 ? "..." : "",
	    why == DECIMAL_NO_NUMBER ? "is not a number"
				     : "has over 20 digits before the point or 9 after it");
}

bool
term_number(struct term *t, decimal *d)
{
	struct slice v = term_value(t);
	enum decimal_read r;

	if (t->state == UNREAD) {
		t->state = NONE;
		if (v.n > 0) {
			if ((r = read_value(t, v, &t->number)) == DECIMAL_OK)
				t->state = FOUND;
			else
				say_refused(t, r);
		}
	}
	*d = t->number;
	return (t->state == FOUND);
}

bool
term_has_number(struct term *t)
{
	struct slice v;
	decimal d;

	if (t->value_of == t->terms->record)
		v = t->value;
	else if (t->expr == NULL)
		v = event_find(t->terms->event, &t->key);
	else if (expr_value(t->expr, t->terms->event, &v) == -1)
		return (false);
	v = something(v);
	return (v.n > 0 && read_value(t, v, &d) == DECIMAL_OK);
}
