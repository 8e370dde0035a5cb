#include "format/value.h"

#include <stdlib.h>

#include "event/json.h"
#include "format/piece.h"

void
values_free(struct values *v)
{
	buf_free(&v->line);
	buf_free(&v->scratch);
	buf_free(&v->piece);
	event_free(&v->seen);
	scan_free(&v->scan);
	if (v->unknown != NULL)
		table_free(v->unknown);
}

void
values_row(struct values *v)
{
	v->lined = false;
}

/* Cells that expressions read, as a JSON object without its brace. */
static void
write_cells(struct values *v, const struct row *row)
{
	size_t i;

	v->line.n = 0;
	buf_char(&v->line, '{');
	for (i = 0; i < row->ncells && i < v->nreadable; i++) {
		if (v->readable[i].n == 0 || row->cells[i].raw.n == 0)
			continue;
		if (v->line.n > 1)
			buf_char(&v->line, ',');
		buf_slice(&v->line, v->readable[i]);
		v->scratch.n = 0;
		json_quote(&v->line, csv_text(&v->map->csv, &row->cells[i], &v->scratch));
	}
}

static void
write_simple(struct values *v, const struct row *row)
{
	const struct part *part;
	struct slice name;
	size_t i, from;

	for (i = 0; i < v->map->nwith; i++) {
		part = &v->map->with[i];
		if (!part->simple)
			continue;
		from = v->line.n;
		name = part->quoted;
		if (from == 1) /* no comma before the first */
			name.p++, name.n--;
		buf_slice(&v->line, name);
		if (value_make(v, row, part, &v->line) == VALUE_NONE)
			v->line.n = from;
	}
}

struct event *
values_event(struct values *v, const struct row *row)
{
	struct event *e = row->cells == NULL ? row->record : &v->seen;
	const struct part *part;
	struct buf json = { 0 };
	size_t i;

	if (v->lined)
		return (e);
	v->lined = true;
	if (row->cells != NULL) {
		write_cells(v, row);
		write_simple(v, row);
		buf_char(&v->line, '}');
		event_read(e, buf_view(&v->line));
		e->file = row->file;
		e->number = row->line;
	}
	for (i = 0; i < v->map->nwith; i++) {
		part = &v->map->with[i];
		if (part->simple && row->cells != NULL)
			continue;
		json.n = 0;
		if (value_make(v, row, part, &json) == VALUE_MADE)
			event_set(e, part->name, buf_view(&json));
	}
	buf_free(&json);
	return (e);
}

bool
values_hold(struct values *v, const struct row *row, struct expr *expr)
{
	int yes = expr_true(expr, values_event(v, row));

	if (yes == -1) {
		diag_say(v->diag, "condition failed", row->file, row->line, 0,
		    "a condition failed: %s", expr_why(expr));
		v->nwrong++;
	}
	return (yes == 1);
}

enum value_made
value_take(struct values *v, const struct row *row, const char *name, const struct take *take,
    struct buf *out)
{
	struct piece p = { { NULL, 0 }, PIECE_TEXT };
	size_t from = out->n;
	struct slice raw;
	enum value_made made;

	if (take->when != NULL && !values_hold(v, row, take->when))
		return (VALUE_NONE);
	switch (take->kind) {
	case TAKE_CONST:
		buf_slice(out, take->constant);
		return (take->constant.n > 0 ? VALUE_MADE : VALUE_NONE);
	case TAKE_FROM:
		if (take->joins)
			piece_fetch_all(v, row, take, &p);
		else
			piece_fetch_first(v, row, take, &p);
		break;
	case TAKE_JQ:
		if (expr_value(take->jq, values_event(v, row), &raw) == -1) {
			diag_say(v->diag, "expression failed", row->file, row->line, 0,
			    "the expression of \"%s\" failed: %s", name, expr_why(take->jq));
			v->nwrong++;
			return (VALUE_NONE);
		}
		v->scratch.n = 0;
		piece_of_json(v, raw, &p);
		if (p.kind == PIECE_LITERAL && take->as == AS_TEXT && take->table == NULL) {
			buf_slice(out, p.s); /* a jq number is meant as one */
			return (VALUE_MADE);
		}
		break;
	}
	if (p.s.n == 0)
		return (VALUE_NONE);
	made = piece_make(v, row, name, take, &p, out);
	if (made == VALUE_NONE || made == VALUE_WRONG)
		out->n = from;
	return (made);
}

enum value_made
value_make(struct values *v, const struct row *row, const struct part *member, struct buf *out)
{
	enum value_made made;
	size_t i;

	for (i = 0; i < member->ntakes; i++)
		if ((made = value_take(v, row, member->name, &member->takes[i], out)) != VALUE_NONE)
			return (made);
	return (VALUE_NONE);
}
