/* expr_vars.c - the $variables of expressions. */
#include <stdlib.h>

#include "base/mem.h"
#include "expr/expr_in.h"
#include "time/period.h"

struct var {
	char *name;
	struct buf raw;	 /* as given */
	struct buf text; /* a string without quotes and escapes */
	struct val val;
	bool set; /* a file's own, which a file that extends it may set anew */
};

struct expr_vars {
	struct var *list;
	const char **names; /* of all, then NULL */
	size_t n, cap, namecap;
};

struct expr_vars *
expr_vars_new(void)
{
	return (mem_zero(1, sizeof(struct expr_vars)));
}

void
expr_vars_free(struct expr_vars *v)
{
	if (v == NULL)
		return;
	for (size_t i = 0; i < v->n; i++) {
		free(v->list[i].name);
		buf_free(&v->list[i].raw);
		buf_free(&v->list[i].text);
	}
	free(v->list);
	free(v->names);
	free(v);
}

int
vars_find(const struct expr_vars *v, struct slice name)
{
	for (size_t i = 0; v != NULL && i < v->n; i++)
		if (slice_is(name, v->list[i].name))
			return ((int)i);
	return (-1);
}

const char *
vars_name(const struct expr_vars *v, int var)
{
	return (v->list[var].name);
}

struct slice
vars_raw(const struct expr_vars *v, int var)
{
	return (buf_view(&v->list[var].raw));
}

const struct val *
vars_val(const struct expr_vars *v, int var)
{
	return (&v->list[var].val);
}

const char *const *
vars_names(const struct expr_vars *v)
{
	return (v->names);
}

void
expr_var_set(struct expr_vars *v, int var, struct slice json)
{
	struct var *x = &v->list[var];

	x->raw.n = x->text.n = 0;
	buf_slice(&x->raw, json);
	x->val = val_raw(buf_view(&x->raw));
	/* What every record compares with is best unpacked once. */
	if (x->val.kind == JSON_STRING) {
		buf_room(&x->text, json.n);
		x->val = val_text(json_text(json, &x->text));
		if (x->text.n == 0)
			x->val.s.p = x->raw.p + 1;
	} else if (x->val.kind == JSON_NUMBER)
		x->val = val_literal(buf_view(&x->raw));
}

int
expr_var_define(struct expr_vars *v, const char *name, struct slice json)
{
	int var = vars_find(v, slice_of(name));

	if (var == -1) {
		v->list = mem_grow(v->list, &v->cap, v->n + 1, sizeof(*v->list));
		v->names = mem_grow(v->names, &v->namecap, v->n + 2, sizeof(*v->names));
		v->list[v->n] = (struct var){ .name = mem_str(name) };
		v->names[v->n] = v->list[v->n].name;
		v->names[v->n + 1] = NULL;
		var = (int)v->n++;
	}
	expr_var_set(v, var, json);
	return (var);
}

/* As jq's lexer reads $name, and no word of its grammar. */
static bool
is_name(struct slice s)
{
	if (s.n == 0 || (s.p[0] >= '0' && s.p[0] <= '9') || slice_is(s, "ENV") || lex_is_keyword(s))
		return (false);
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'z') ||
			(s.p[i] >= 'A' && s.p[i] <= 'Z') || s.p[i] == '_'))
			return (false);
	return (true);
}

/* 30d is a number of seconds; 90.5 stays as it is written; "30d" in quotes is a text. */
static int
value(const struct conf *c, const struct conf_node *node, struct buf *json)
{
	int64_t ms;

	if (node->kind == CONF_SCALAR && node->plain && !conf_is_number(node) && node->text.n > 0 &&
	    node->text.p[0] >= '0' && node->text.p[0] <= '9' && period_parse(node->text, &ms) &&
	    ms != PERIOD_FOREVER) {
		json_double(json, (double)ms / 1000);
		return (0);
	}
	return (conf_json(c, node, json));
}

int
expr_vars_load(struct expr_vars *v, const struct conf *c, const struct conf_node *set)
{
	const struct conf_node *key;
	struct buf json = { 0 };
	int var;

	if (set == NULL)
		return (0);
	if (conf_map(c, set, NULL) == -1)
		return (-1);
	for (size_t i = 0; i < set->n; i++) {
		key = conf_key(set, i);
		json.n = 0;
		if (!is_name(key->text)) {
			conf_error(c, key,
			    "\"%.*s\" cannot be a variable: take letters, digits and _",
			    (int)key->text.n, key->text.p);
			goto fail;
		}
		if ((var = vars_find(v, key->text)) != -1 && !v->list[var].set) {
			conf_error(
			    c, key, "$%.*s is a variable already", (int)key->text.n, key->text.p);
			goto fail;
		}
		if (value(c, conf_value(set, i), &json) == -1)
			goto fail;
		var = expr_var_define(v, key->text.p, buf_view(&json));
		v->list[var].set = true;
	}
	buf_free(&json);
	return (0);
fail:
	buf_free(&json);
	return (-1);
}
