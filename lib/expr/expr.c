/* expr.c - expressions as others see them: compile, run, ask about. */
#include "expr/expr.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "expr/expr_in.h"

enum { TEXT = 64 << 10 };

/* Where a text came from, for messages. */
struct origin {
	const struct conf *conf;
	const struct conf_node *node;
	const char *name; /* when conf is NULL */
	struct slice text;
};

struct expr {
	struct slice text; /* a copy */
	char *place;	   /* for the watch: "tags.yaml:8:12" */
	struct arena load; /* the tree */
	struct node *root; /* NULL: libjq runs it */
	struct re *regexes, *cache;
	struct arena memory; /* of one run */
	struct run run;
	struct program *program; /* libjq's, if it was needed yet */
	struct expr_vars *vars;
	int *named; /* the variables that the text names */
	size_t nnamed, namedcap;
	struct slice *reads; /* the top-level members that it reads */
	size_t nreads, readscap;
	bool reads_all;
	bool single; /* run natively, and with one output */
	struct buf out, why;
};

static void __attribute__((format(printf, 3, 4)))
say(const struct origin *o, size_t at, const char *fmt, ...)
{
	char text[600];
	size_t line = 1, column = 1;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (o->conf != NULL) {
		conf_error_in(o->conf, o->node, at, "%s", text);
		return;
	}
	for (size_t i = 0; i < at && i < o->text.n; i++) {
		if (o->text.p[i] == '\n') {
			line++;
			column = 1;
		} else
			column += ((unsigned char)o->text.p[i] & 0xc0) != 0x80;
	}
	warnx("%s:%zu:%zu: %s", o->name, line, column, text);
}

/* libjq's message as one line: without its own prefix, its place, its guess at the cause. */
static void
tidy(struct buf *why)
{
	static const char *const prefixes[] = { "jq: error: ", "error: ", NULL };
	static const char *const cuts[] = { " (Unix shell quoting issues?)", " at <top-level>",
		"\n", NULL };
	const char *s = buf_cstr(why), *hit;
	size_t n;

	for (const char *const *p = prefixes; *p != NULL; p++)
		if (strncmp(s, *p, strlen(*p)) == 0)
			s += strlen(*p);
	n = strlen(s);
	for (const char *const *c = cuts; *c != NULL; c++)
		if ((hit = memmem(s, n, *c, strlen(*c))) != NULL)
			n = (size_t)(hit - s);
	memmove(why->p, s, n);
	why->n = n;
}

/* Where does the text say the name that libjq does not know ("foo/1 is not defined")? */
static size_t
place_of(const struct tokens *t, struct slice why, size_t otherwise)
{
	size_t n = 0;
	bool var = why.n > 0 && why.p[0] == '$';

	if (memmem(why.p, why.n, " is not defined", 15) == NULL)
		return (otherwise);
	if (var) {
		why.p++;
		why.n--;
	}
	while (n < why.n && why.p[n] != '/' && why.p[n] != ' ')
		n++;
	why.n = n;
	for (size_t i = 0; i < t->n; i++)
		if (t->list[i].type == TOK_WORD && slice_eq(t->list[i].s, why) &&
		    var == (i > 0 && t->list[i - 1].sign == '$'))
			return (t->list[i].at - var);
	return (otherwise);
}

static int
load_program(struct expr *x)
{
	x->program = program_new(x->text, x->vars, x->named, x->nnamed, x->place, &x->why);
	return (x->program == NULL ? -1 : 0);
}

static void
name_variables(struct expr *x, const struct tokens *t)
{
	int var;

	for (size_t i = 1; i < t->n; i++) {
		if (t->list[i].type != TOK_WORD || t->list[i - 1].sign != '$' ||
		    (var = vars_find(x->vars, t->list[i].s)) == -1 || expr_uses(x, var))
			continue;
		x->named = mem_grow(x->named, &x->namedcap, x->nnamed + 1, sizeof(*x->named));
		x->named[x->nnamed++] = var;
	}
}

/* Note the members of the record that the tree reads; dot: does . mean the record here? */
static void
note_reads(struct expr *x, const struct node *n, bool dot)
{
	bool inner = dot;

	if (n == NULL)
		return;
	if (n->op == OP_DOT) {
		x->reads_all |= dot;
		return;
	}
	if (n->op == OP_FIELD && n->a->op == OP_DOT) {
		if (!dot)
			return;
		x->reads = mem_grow(x->reads, &x->readscap, x->nreads + 1, sizeof(*x->reads));
		x->reads[x->nreads++] = (struct slice){ n->key.name, n->key.n };
		return;
	}
	/* What these look at is the input itself, and select gives it on. */
	if (n->op == OP_SELECT || n->op == OP_IN ||
	    (n->op == OP_CALL && n->fn != func_find(SLICE("not"), 0)))
		x->reads_all |= dot;
	if (n->op == OP_PIPE)
		inner = dot && n->a->op == OP_DOT;
	else if (n->op == OP_ANY || n->op == OP_ALL || n->op == OP_IN_OF)
		inner = false;
	if (n->op != OP_PIPE || n->a->op != OP_DOT)
		note_reads(x, n->a, dot);
	note_reads(x, n->b, inner);
	note_reads(x, n->c, dot);
}

static int
parse(struct expr *x, const struct origin *o, struct tokens *t)
{
	struct parse p = { .tokens = t, .arena = &x->load, .vars = x->vars };
	const char *forced = getenv("CT_EXPR");

	if (tokens_read(t, x->text) == -1) {
		say(o, t->where, "%s", t->why);
		return (-1);
	}
	name_variables(x, t);
	x->root = expr_parse(&p);
	x->regexes = p.regexes;
	if (p.why != NULL) {
		say(o, p.where, "%s", p.why);
		return (-1);
	}
	x->run.slots = mem_zero((size_t)p.nslots + 1, sizeof(*x->run.slots));
	if (x->root == NULL)
		x->reads_all = true;
	else
		note_reads(x, x->root, true);
	if (forced != NULL && strcmp(forced, "jq") == 0)
		x->root = NULL;
	x->single = x->root != NULL && x->root->single;
	if (x->root != NULL || load_program(x) == 0)
		return (0);
	tidy(&x->why);
	say(o, place_of(t, buf_view(&x->why), p.where), "%s", buf_cstr(&x->why));
	return (-1);
}

static struct expr *
compile(const struct origin *o, char *place, struct expr_vars *vars)
{
	struct expr *x = mem_zero(1, sizeof(*x));
	struct tokens t = { 0 };
	struct buf quoted = { 0 };
	int rc = -1;

	x->text = (struct slice){ mem_dup(o->text.p, o->text.n), o->text.n };
	x->place = place;
	x->vars = vars;
	x->run.vars = vars;
	x->run.arena = &x->memory;
	x->run.regexes = &x->cache;
	if (x->text.n > TEXT)
		say(o, 0, "an expression of over %d KiB", TEXT >> 10);
	else if (memchr(x->text.p, '\0', x->text.n) != NULL || json_quote(&quoted, x->text) > 0)
		say(o, 0, "an expression that is not UTF-8 text");
	else
		rc = parse(x, o, &t);
	buf_free(&quoted);
	tokens_free(&t);
	if (rc == 0)
		return (x);
	expr_free(x);
	return (NULL);
}

struct expr *
expr_compile(const struct conf *c, const struct conf_node *node, struct expr_vars *vars)
{
	struct origin o = { .conf = c, .node = node };
	struct buf place = { 0 };

	if (conf_text(c, node, &o.text) == -1)
		return (NULL);
	buf_printf(&place, "%s:%d:%d", conf_name(c), node->line, node->column);
	buf_cstr(&place);
	return (compile(&o, place.p, vars));
}

struct expr *
expr_compile_text(const char *name, struct slice text, struct expr_vars *vars)
{
	struct origin o = { .name = name, .text = text };

	return (compile(&o, mem_str(name), vars));
}

void
expr_free(struct expr *x)
{
	if (x == NULL)
		return;
	program_free(x->program);
	re_free(x->regexes);
	re_free(x->cache);
	arena_free(&x->load);
	arena_free(&x->memory);
	free((void *)(uintptr_t)x->text.p);
	free(x->place);
	free(x->run.slots);
	free(x->named);
	free(x->reads);
	buf_free(&x->out);
	buf_free(&x->why);
	free(x);
}

static const struct val record = { .kind = JSON_OBJECT, .form = FORM_EVENT };

/* The native program: what it gives goes to the sink. */
static int
native(struct expr *x, struct event *e, struct sink *sink)
{
	if (x->root == NULL)
		return (BAIL);
	arena_reset(&x->memory);
	x->run.event = e;
	return (eval_each(&x->run, x->root, &record, sink));
}

static int
native_failed(struct expr *x)
{
	const struct fail *f = &x->run.fail;

	x->why.n = 0;
	buf_printf(&x->why, f->fmt, f->a == NULL ? "" : f->a, f->b == NULL ? "" : f->b);
	buf_cstr(&x->why);
	return (-1);
}

/* The reason is in why: end it, for expr_why(). */
static int
failed(struct expr *x)
{
	tidy(&x->why);
	buf_cstr(&x->why);
	return (-1);
}

static int
start(struct expr *x, struct event *e)
{
	x->why.n = 0;
	if (x->program == NULL && load_program(x) == -1)
		return (-1);
	program_start(x->program, e);
	return (0);
}

struct condition {
	struct sink sink;
	bool is;
};

static int
condition_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct condition *c = (struct condition *)sink;

	(void)r;
	c->is = val_truth(v);
	return (c->is ? STOP : GO);
}

int
expr_true(struct expr *x, struct event *e)
{
	struct condition c = { .sink = { condition_take } };
	bool truth = false;
	int rc;

	if (x->single) {
		x->run.event = e;
		if (x->memory.used > 0)
			arena_reset(&x->memory);
		if ((rc = cond_true(&x->run, x->root, &record)) >= 0)
			return (rc);
	} else if ((rc = native(x, e, &c.sink)) >= 0)
		return (c.is);
	if (rc == FAIL)
		return (native_failed(x));
	if (start(x, e) == -1)
		return (failed(x));
	while ((rc = program_next(x->program, &truth, NULL, &x->why)) == 1 && !truth)
		;
	program_stop(x->program);
	return (rc == -1 ? failed(x) : rc);
}

struct values {
	struct sink sink;
	struct buf *out;
	struct slice *first; /* take only this one */
	bool some;
};

static int
value_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct values *s = (struct values *)sink;

	if (v->form == FORM_OPAQUE)
		return (BAIL);
	s->out->n = 0;
	if (v->form == FORM_RAW && v->kind >= JSON_NUMBER)
		*s->first = v->s;
	else {
		val_write(r, v, s->out);
		*s->first = buf_view(s->out);
	}
	return (STOP);
}

int
expr_value(struct expr *x, struct event *e, struct slice *json)
{
	struct values s = { .sink = { value_take }, .out = &x->out, .first = json };
	bool truth;
	int rc;

	*json = (struct slice){ NULL, 0 };
	if ((rc = native(x, e, &s.sink)) != BAIL)
		return (rc == FAIL ? native_failed(x) : 0);
	if (start(x, e) == -1)
		return (failed(x));
	x->out.n = 0;
	if ((rc = program_next(x->program, &truth, &x->out, &x->why)) == 1)
		*json = buf_view(&x->out);
	program_stop(x->program);
	return (rc == -1 ? failed(x) : 0);
}

static int
values_take(struct run *r, struct sink *sink, const struct val *v)
{
	struct values *s = (struct values *)sink;

	if (v->form == FORM_OPAQUE)
		return (BAIL);
	if (s->some)
		buf_char(s->out, ',');
	s->some = true;
	val_write(r, v, s->out);
	return (GO);
}

int
expr_native_values(struct expr *x, struct event *e, struct buf *out)
{
	struct values s = { .sink = { values_take }, .out = out };

	return (native(x, e, &s.sink));
}

int
expr_values(struct expr *x, struct event *e, struct buf *out)
{
	struct values s = { .sink = { values_take }, .out = out };
	size_t from = out->n;
	bool truth;
	int rc;

	buf_char(out, '[');
	if ((rc = native(x, e, &s.sink)) == BAIL) {
		out->n = from + 1;
		if (start(x, e) == -1)
			return (failed(x));
		do {
			if (out->n > from + 1)
				buf_char(out, ',');
			rc = program_next(x->program, &truth, out, &x->why);
		} while (rc == 1);
		/* The comma before the one that did not come. */
		if (out->n > from + 1)
			out->n--;
		program_stop(x->program);
	} else if (rc == FAIL)
		return (native_failed(x));
	buf_char(out, ']');
	return (rc < 0 ? failed(x) : 0);
}

const char *
expr_why(const struct expr *x)
{
	return (x->why.n == 0 ? "" : x->why.p);
}

bool
expr_is_native(const struct expr *x)
{
	return (x->root != NULL);
}

bool
expr_reads(const struct expr *x, const char *member)
{
	for (size_t i = 0; i < x->nreads; i++)
		if (slice_is(x->reads[i], member))
			return (true);
	return (x->reads_all);
}

bool
expr_uses(const struct expr *x, int var)
{
	for (size_t i = 0; i < x->nnamed; i++)
		if (x->named[i] == var)
			return (true);
	return (false);
}
