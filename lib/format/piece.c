#include "format/piece.h"

#include "event/json.h"

void
piece_of_json(struct values *v, struct slice raw, struct piece *p)
{
	p->s = raw;
	p->kind = PIECE_TEXT;
	if (raw.n == 0)
		return;
	switch (json_type(raw)) {
	case JSON_NULL:
		p->s.n = 0;
		break;
	case JSON_STRING:
		p->s = json_text(raw, &v->scratch);
		break;
	case JSON_ARRAY:
		p->kind = PIECE_ARRAY;
		break;
	case JSON_OBJECT:
		p->kind = PIECE_OBJECT;
		break;
	default:
		p->kind = PIECE_LITERAL;
	}
}

/* Does the object have this member with this text? */
static bool
has_text(struct slice object, struct slice name, struct slice text)
{
	struct slice n, v;
	size_t at = 0;

	if (json_type(object) != JSON_OBJECT)
		return (false);
	while (json_each(object, &at, &n, &v))
		if (n.n == name.n + 2 && memcmp(n.p + 1, name.p, name.n) == 0 &&
		    v.n == text.n + 2 && memcmp(v.p + 1, text.p, text.n) == 0)
			return (true);
	return (false);
}

static void
walk_path(struct slice raw, const struct step *steps, size_t n, struct buf *out)
{
	struct slice name, value, text;
	struct buf unescaped = { 0 };
	size_t at = 0, i = 0;
	bool hit;

	if (n == 0) {
		if (json_type(raw) == JSON_NULL)
			return;
		if (out->n > 1)
			buf_char(out, ',');
		buf_slice(out, raw);
		return;
	}
	if (json_type(raw) != (steps[0].kind == STEP_NAME ? JSON_OBJECT : JSON_ARRAY)) {
		/* One object where the documentation promises an array of them: both are written.
		 */
		if (steps[0].kind == STEP_EACH && json_type(raw) == JSON_OBJECT)
			walk_path(raw, steps + 1, n - 1, out);
		return;
	}
	for (; json_each(raw, &at, steps[0].kind == STEP_NAME ? &name : NULL, &value); i++) {
		if (steps[0].kind == STEP_NAME) {
			unescaped.n = 0;
			buf_room(&unescaped, name.n);
			text = json_text(name, &unescaped);
			hit = slice_eq(text, steps[0].name);
		} else if (steps[0].kind == STEP_WHERE)
			hit = has_text(value, steps[0].name, steps[0].value);
		else
			hit = steps[0].kind == STEP_EACH || i == steps[0].index;
		if (hit)
			walk_path(value, steps + 1, n - 1, out);
	}
	buf_free(&unescaped);
}

/* The raw JSON at a path; an array of all of them where the path has []. */
static struct slice
at_path(struct values *v, const struct row *row, const struct source *source)
{
	struct slice raw = event_find(row->record, &source->key);

	if (raw.n == 0 || source->nsteps == 1)
		return (raw);
	v->piece.n = 0;
	buf_char(&v->piece, '[');
	walk_path(raw, source->steps + 1, source->nsteps - 1, &v->piece);
	if (v->piece.n == 1)
		return ((struct slice){ NULL, 0 });
	if (!source->each)
		return ((struct slice){ v->piece.p + 1, v->piece.n - 1 });
	buf_char(&v->piece, ']');
	return (buf_view(&v->piece));
}

void
piece_fetch(struct values *v, const struct row *row, size_t index, struct piece *p)
{
	size_t column;

	p->s = (struct slice){ NULL, 0 };
	p->kind = PIECE_TEXT;
	if (row->cells == NULL)
		piece_of_json(v, at_path(v, row, &v->map->sources[index]), p);
	else if ((column = v->columns[index]) < row->ncells && row->cells[column].raw.n > 0)
		p->s = csv_text(&v->map->csv, &row->cells[column], &v->scratch);
	if (p->s.n > 0 && v->map->absent != NULL && p->kind <= PIECE_LITERAL &&
	    table_get(v->map->absent, p->s) != NULL)
		p->s.n = 0;
}

void
piece_fetch_all(struct values *v, const struct row *row, const struct take *take, struct piece *p)
{
	struct buf joined = { 0 };
	size_t i;

	for (i = 0; i < take->nsources; i++) {
		v->scratch.n = 0;
		piece_fetch(v, row, take->sources[i], p);
		if (p->s.n == 0)
			continue;
		if (joined.n > 0)
			buf_slice(&joined, take->join);
		buf_slice(&joined, p->s);
	}
	v->scratch.n = 0;
	buf_slice(&v->scratch, buf_view(&joined));
	buf_free(&joined);
	p->s = buf_view(&v->scratch);
	p->kind = PIECE_TEXT;
}

void
piece_fetch_first(struct values *v, const struct row *row, const struct take *take, struct piece *p)
{
	size_t i;

	p->s = (struct slice){ NULL, 0 };
	for (i = 0; i < take->nsources && p->s.n == 0; i++) {
		v->scratch.n = 0;
		piece_fetch(v, row, take->sources[i], p);
	}
}
