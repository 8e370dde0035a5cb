/* expr_jq.c - the door to libjq, which is started when the first expression needs it. */
#include <jq.h>
#include <jv.h>
#include <stdlib.h>

#include "base/mem.h"
#include "expr/expr_in.h"

struct program {
	jq_state *jq;
	const struct expr_vars *vars;
	int *named; /* the variables that the text names: items 1.. of the input */
	size_t nnamed;
	struct watch *watch;
	struct buf text; /* of the string at hand */
	struct buf said; /* what libjq said of the text */
	bool running;
};

/* libjq gives its messages here; the first says what is wrong. */
static void
on_message(void *arg, jv message)
{
	struct program *p = arg;

	if (p->said.n == 0 && jv_get_kind(message) == JV_KIND_STRING)
		buf_add(&p->said, jv_string_value(message),
		    (size_t)jv_string_length_bytes(jv_copy(message)));
	jv_free(message);
}

/* The text, with its variables taken out of the input: [record, value, value ...]. */
static void
wrap(struct program *p, struct slice text, struct buf *out)
{
	for (size_t i = 0; i < p->nnamed; i++)
		buf_printf(out, ".[%zu] as $%s | ", i + 1, vars_name(p->vars, p->named[i]));
	if (p->nnamed > 0)
		buf_str(out, ".[0] | (");
	buf_slice(out, text);
	/* A comment at its end must not swallow the bracket, nor, since 1.8, one that ends with
	 * "\". */
	if (p->nnamed > 0)
		buf_str(out, "\n\n)");
}

struct program *
program_new(struct slice text, const struct expr_vars *vars, const int *named, size_t nnamed,
    const char *place, struct buf *why)
{
	struct program *p = mem_zero(1, sizeof(*p));
	struct buf wrapped = { 0 };
	const char *wrong = "libjq cannot be started";
	int ok = 0;

	p->vars = vars;
	p->nnamed = nnamed;
	p->named = mem_alloc(nnamed * sizeof(*named));
	if (nnamed > 0)
		memcpy(p->named, named, nnamed * sizeof(*named));
	if ((p->watch = watch_new(place, &wrong)) != NULL && (p->jq = jq_init()) != NULL) {
		jq_set_error_cb(p->jq, on_message, p);
		jq_set_nomem_handler(p->jq, watch_nomem, NULL);
		wrap(p, text, &wrapped);
		watch_start(p->watch, NULL);
		ok = jq_compile(p->jq, buf_cstr(&wrapped));
		watch_stop(p->watch);
		wrong = "libjq does not take it";
	}
	buf_free(&wrapped);
	if (ok)
		return (p);
	if (p->said.n > 0)
		buf_slice(why, buf_view(&p->said));
	else
		buf_str(why, wrong);
	program_free(p);
	return (NULL);
}

void
program_free(struct program *p)
{
	if (p == NULL)
		return;
	if (p->jq != NULL)
		jq_teardown(&p->jq);
	watch_free(p->watch);
	free(p->named);
	buf_free(&p->text);
	buf_free(&p->said);
	free(p);
}

/* What jv_number_with_literal() is, in the libjq that has it. */
typedef jv literal_maker(const char *);

bool
program_keeps_digits(void (*literal)(void))
{
	jv text;
	bool is;

	if (literal == NULL)
		return (false);
	text = jv_dump_string(((literal_maker *)literal)("1.0"), 0);
	is = strcmp(jv_string_value(text), "1.0") == 0;
	jv_free(text);
	return (is);
}

/* A number with its digits, where libjq keeps them. */
static jv
build_number(struct program *p, struct slice raw)
{
	literal_maker *literal = (literal_maker *)beside()->literal;

	if (literal == NULL)
		return (jv_number(json_number(raw)));
	p->text.n = 0;
	buf_slice(&p->text, raw);
	return (literal(buf_cstr(&p->text)));
}

static jv
build_string(struct program *p, struct slice raw)
{
	p->text.n = 0;
	raw = json_text(raw, &p->text);
	return (jv_string_sized(raw.p, (int)raw.n));
}

/*
 * A raw value as libjq's own.  Its parser is not asked: it goes only 256
 * levels deep and takes no lone surrogate at the end of a string.
 */
static jv
build(struct program *p, struct slice raw)
{
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
		return (build_number(p, raw));
	case JSON_STRING:
		return (build_string(p, raw));
	case JSON_ARRAY:
		for (v = jv_array(); json_each(raw, &at, NULL, &value);)
			v = jv_array_append(v, build(p, value));
		return (v);
	case JSON_OBJECT:
		break;
	}
	for (v = jv_object(); json_each(raw, &at, &name, &value);) {
		key = build_string(p, name);
		v = jv_object_set(v, key, build(p, value));
	}
	return (v);
}

static jv
input_of(struct program *p, const struct event *event)
{
	struct slice name, value;
	size_t at = 0;
	jv record = jv_object(), all, key;

	while (event_each(event, &at, &name, &value)) {
		key = jv_string_sized(name.p, (int)name.n);
		record = jv_object_set(record, key, build(p, value));
	}
	if (p->nnamed == 0)
		return (record);
	all = jv_array_append(jv_array(), record);
	for (size_t i = 0; i < p->nnamed; i++)
		all = jv_array_append(all, build(p, vars_raw(p->vars, p->named[i])));
	return (all);
}

void
program_start(struct program *p, const struct event *event)
{
	watch_start(p->watch, event);
	p->running = true;
	jq_start(p->jq, input_of(p, event), 0);
}

/* What jq's command line would say. */
static void
error_text(jv invalid, struct buf *why)
{
	jv message = jv_invalid_get_msg(invalid);

	if (jv_get_kind(message) != JV_KIND_STRING) {
		message = jv_dump_string(message, 0);
		buf_str(why, "(not a string): ");
	}
	buf_add(why, jv_string_value(message), (size_t)jv_string_length_bytes(jv_copy(message)));
	jv_free(message);
}

int
program_next(struct program *p, bool *truth, struct buf *json, struct buf *why)
{
	jv v = jq_next(p->jq);
	int rc = 0;

	if (jv_is_valid(v)) {
		*truth = jv_get_kind(v) != JV_KIND_NULL && jv_get_kind(v) != JV_KIND_FALSE;
		if (json != NULL) {
			v = jv_dump_string(v, 0);
			buf_add(
			    json, jv_string_value(v), (size_t)jv_string_length_bytes(jv_copy(v)));
		}
		rc = 1;
	} else if (jv_invalid_has_msg(jv_copy(v))) {
		error_text(jv_copy(v), why);
		rc = -1;
	}
	jv_free(v);
	return (rc);
}

void
program_stop(struct program *p)
{
	if (p->running)
		watch_stop(p->watch);
	p->running = false;
}
