#include "format/document.h"

#include <stdlib.h>

#include "base/mem.h"

enum { PLACES = 16, DEPTH = 16, NAME_MAX_BYTES = 4096, HEAD = 256 };

enum frame { WALK, ARRAY, KEYED };

struct place {
	char *text;
	struct slice names[DEPTH];
	size_t n;
	enum { BY_NAME, BARE_ARRAY, WHOLE } kind;
};

struct document {
	struct input *in;
	struct slice view; /* the bytes at hand, from the current place on */
	struct place places[PLACES];
	size_t nplaces;

	enum frame stack[DEPTH + 1]; /* the open containers */
	uint32_t masks[DEPTH + 1];   /* the places that the path so far agrees with */
	size_t depth;
	bool first; /* no member of the innermost container was read yet */

	size_t pending; /* bytes of the record given last */
	bool found;	/* this document had a place with records */
	bool ended;
	char head[HEAD]; /* how this document begins */
	size_t headn;
	uint64_t head_line;

	uint64_t line;	  /* line ends before the view, + 1 */
	uint64_t at, bol; /* bytes before the view; and before its line */

	struct buf first_name; /* "id": how good records begin */
	struct buf flat;       /* a record without its line breaks */
	struct buf why;
};

struct document *
document_new(struct input *in, const struct slice *places, size_t n)
{
	struct document *d = mem_zero(1, sizeof(*d));
	size_t i;

	d->in = in;
	d->line = 1;
	for (i = 0; i < n && i < PLACES; i++) {
		struct place *place = &d->places[d->nplaces++];
		char *p = place->text = mem_dup(places[i].p, places[i].n);

		if (strcmp(p, "[]") == 0)
			place->kind = BARE_ARRAY;
		else if (strcmp(p, ".") == 0)
			place->kind = WHOLE;
		else
			while (place->n < DEPTH) {
				size_t len = strcspn(p, ".");

				place->names[place->n++] = (struct slice){ p, len };
				if (p[len] == '\0')
					break;
				p += len + 1;
			}
	}
	return (d);
}

void
document_free(struct document *d)
{
	size_t i;

	if (d == NULL)
		return;
	for (i = 0; i < d->nplaces; i++)
		free(d->places[i].text);
	buf_free(&d->first_name);
	buf_free(&d->flat);
	buf_free(&d->why);
	free(d);
}

/* At least want bytes at hand, if there are as many. */
static bool
have(struct document *d, size_t want)
{
	if (d->view.n >= want)
		return (true);
	d->view = input_peek(d->in, want);
	return (d->view.n >= want);
}

static void
take(struct document *d, size_t n)
{
	const char *p = d->view.p, *end, *lf;

	if (n == 0)
		return;
	end = p + n;
	while (p < end && (lf = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		d->line++;
		d->bol = d->at + (uint64_t)(lf + 1 - d->view.p);
		p = lf + 1;
	}
	d->at += n;
	input_skip(d->in, n);
	d->view.p += n;
	d->view.n -= n;
}

/* The next byte that is no white space, not taken; -1 at the end. */
static int
next_byte(struct document *d)
{
	size_t i;

	for (;;) {
		for (i = 0; i < d->view.n; i++)
			if (strchr(" \t\r\n", d->view.p[i]) == NULL || d->view.p[i] == '\0') {
				take(d, i);
				return ((unsigned char)d->view.p[0]);
			}
		take(d, i);
		if (!have(d, 1))
			return (-1);
	}
}

/* Walks over bytes, in pieces, until a value ends. */
struct walker {
	size_t depth;
	bool text, escape, begun, scalar;
};

/* How many of the n bytes belong to the value; *done when it ends there. */
static size_t
walk(struct walker *w, const char *p, size_t n, bool *done)
{
	size_t i;

	*done = false;
	for (i = 0; i < n; i++) {
		char c = p[i];

		if (w->text) {
			if (w->escape)
				w->escape = false;
			else if (c == '\\')
				w->escape = true;
			else if (c == '"') {
				w->text = false;
				if (w->depth == 0) {
					*done = true;
					return (i + 1);
				}
			}
			continue;
		}
		switch (c) {
		case '"':
			w->text = true;
			w->begun = true;
			break;
		case '{':
		case '[':
			w->depth++;
			w->begun = true;
			break;
		case '}':
		case ']':
			if (w->depth == 0) { /* the container's, after a number or a word */
				*done = true;
				return (i);
			}
			if (--w->depth == 0) {
				*done = true;
				return (i + 1);
			}
			break;
		case ',':
		case ' ':
		case '\t':
		case '\r':
		case '\n':
			if (w->depth == 0 && w->begun) {
				*done = true;
				return (i);
			}
			break;
		default:
			w->begun = true;
		}
	}
	return (n);
}

/* Over a value that nobody asked for. */
static bool
skip_value(struct document *d)
{
	struct walker w = { 0 };
	bool done;

	for (;;) {
		take(d, walk(&w, d->view.p, d->view.n, &done));
		if (done)
			return (true);
		if (!have(d, 1))
			return (w.begun && w.depth == 0 && !w.text);
	}
}

static void
place_of(const struct document *d, struct document_row *row)
{
	row->line = d->line;
	row->column = (size_t)(d->at - d->bol) + 1;
	row->full = 0;
}

/* The rest of the line is no part of a document. */
static enum document_found
broken(struct document *d, struct document_row *row, const char *why)
{
	const char *lf;

	place_of(d, row);
	have(d, 1);
	while ((lf = memchr(d->view.p, '\n', d->view.n)) == NULL && d->view.n < SCAN_LINE &&
	       have(d, d->view.n + 1))
		;
	row->raw = d->view;
	if (lf != NULL)
		row->raw.n = (size_t)(lf - d->view.p);
	row->why = why;
	d->pending = row->raw.n;
	d->depth = 0;
	d->found = true;
	return (DOCUMENT_BAD);
}

static enum document_found
cut_short(struct document *d, struct document_row *row)
{
	d->found = true;
	d->depth = 0;
	d->ended = true;
	place_of(d, row);
	row->raw = (struct slice){ d->head, d->headn };
	row->why = "the document ends too early";
	return (DOCUMENT_BAD);
}

/* The name at the view, a string with its quotes; false if there is none. */
static bool
name_at(struct document *d, struct slice *name)
{
	struct walker w = { 0 };
	size_t n = 0;
	bool done = false;

	if (!have(d, 1) || d->view.p[0] != '"')
		return (false);
	/* Never ask for more than there must be: a live pipe may have no more yet. */
	while (!done && n < NAME_MAX_BYTES && have(d, n + 1))
		n += walk(&w, d->view.p + n, d->view.n - n, &done);
	*name = (struct slice){ d->view.p, n };
	return (done);
}

/* Which of the places in mask have this name at this depth. */
static uint32_t
agree(const struct document *d, uint32_t mask, struct slice quoted)
{
	struct slice name = { quoted.p + 1, quoted.n - 2 };
	uint32_t left = 0;
	size_t i;

	for (i = 0; i < d->nplaces; i++)
		if ((mask & (uint32_t)1 << i) != 0 && d->places[i].kind == BY_NAME &&
		    d->places[i].n >= d->depth && slice_eq(d->places[i].names[d->depth - 1], name))
			left |= (uint32_t)1 << i;
	return (left);
}

/* Does the document at the view begin with a name that leads to another place of records? */
static bool
envelope(const struct document *d)
{
	size_t n = d->view.n < NAME_MAX_BYTES ? d->view.n : NAME_MAX_BYTES, i;
	struct buf quoted = { 0 };
	bool yes = false;

	for (i = 0; i < d->nplaces && !yes; i++) {
		if (d->places[i].kind != BY_NAME)
			continue;
		quoted.n = 0;
		buf_char(&quoted, '"');
		buf_slice(&quoted, d->places[i].names[0]);
		buf_str(&quoted, "\":");
		yes = memmem(d->view.p, n, quoted.p, quoted.n) != NULL;
	}
	buf_free(&quoted);
	return (yes);
}

/* Is the value at this depth the place of records? */
static bool
complete(const struct document *d, uint32_t mask, char c)
{
	size_t i;

	for (i = 0; i < d->nplaces; i++)
		if ((mask & (uint32_t)1 << i) != 0)
			switch (d->places[i].kind) {
			case BARE_ARRAY:
				if (d->depth == 0 && c == '[')
					return (true);
				break;
			case WHOLE:
				if (d->depth == 0 && c == '{' && !envelope(d))
					return (true);
				break;
			default:
				if (d->depth == d->places[i].n)
					return (true);
			}
	return (false);
}

/* Is the object at the view one whose first value is an object? */
static bool
keyed(struct document *d)
{
	struct walker w = { 0 };
	size_t i = 1, n;
	bool done;

	have(d, 64);
	while (i < d->view.n && strchr(" \t\r\n", d->view.p[i]) != NULL)
		i++;
	if (i == d->view.n || d->view.p[i] != '"')
		return (false);
	n = walk(&w, d->view.p + i, d->view.n - i, &done);
	for (i += n; i < d->view.n && strchr(" \t\r\n:", d->view.p[i]) != NULL; i++)
		;
	return (done && i < d->view.n && d->view.p[i] == '{');
}

static void
open_frame(struct document *d, enum frame frame, uint32_t mask)
{
	take(d, 1);
	d->stack[d->depth] = frame;
	d->masks[d->depth++] = mask;
	d->first = true;
}

/* The offset, from `from` on, of a record that begins as the good ones do; 0 if there is none. */
static size_t
find_next(struct document *d, size_t from)
{
	struct slice name = buf_view(&d->first_name);
	size_t i = from, j;

	if (name.n == 0)
		return (0);
	for (;;) {
		for (; i + 64 + name.n < d->view.n || (i < d->view.n && !have(d, d->view.n + 1));
		     i++) {
			if (d->view.p[i] != '}')
				continue;
			for (j = i + 1; j < d->view.n && strchr(" \t\r\n,", d->view.p[j]) != NULL;
			     j++)
				;
			if (j == i + 1 || j >= d->view.n || d->view.p[j] != '{')
				continue;
			from = j;
			for (j++; j < d->view.n && strchr(" \t\r\n", d->view.p[j]) != NULL; j++)
				;
			if (d->view.n - j > name.n && memcmp(d->view.p + j, name.p, name.n) == 0)
				return (from);
		}
		if (i >= d->view.n || d->view.n >= SCAN_LINE)
			return (0);
	}
}

/* How records begin, learned from one. */
static void
learn(struct document *d, struct slice record)
{
	struct walker w = { 0 };
	size_t i = 1, n;
	bool done;

	while (i < record.n && strchr(" \t\r\n", record.p[i]) != NULL)
		i++;
	if (i == record.n || record.p[i] != '"')
		return;
	n = walk(&w, record.p + i, record.n - i, &done);
	if (done && n < NAME_MAX_BYTES) {
		d->first_name.n = 0;
		buf_add(&d->first_name, record.p + i, n);
	}
}

/* A record that is none: leave it out, and find where the next one begins. */
static enum document_found
bad_record(struct document *d, struct document_row *row, size_t end, bool whole, const char *why)
{
	size_t next;

	if (d->first_name.n == 0)
		learn(d, d->view);
	next = find_next(d, 1);
	row->why = why;
	if (next == 0 && !whole) { /* nothing to hold on to: the rest of what is at hand */
		row->raw = d->view;
		d->pending = d->view.n;
		d->depth = 0;
		d->ended = d->view.n < SCAN_LINE;
		return (DOCUMENT_BAD);
	}
	if (next != 0 && (!whole || next < end)) {
		end = next;
		d->first = true; /* no comma will stand before it */
	}
	row->raw = (struct slice){ d->view.p, end };
	while (row->raw.n > 0 && strchr(" \t\r\n,", row->raw.p[row->raw.n - 1]) != NULL)
		row->raw.n--;
	d->pending = end;
	return (DOCUMENT_BAD);
}

/* JSON allows line breaks between tokens, a record has none; those in strings stay an error. */
static struct slice
one_line(struct document *d, struct slice record)
{
	bool text = false, escape = false;
	size_t i;

	if (memchr(record.p, '\n', record.n) == NULL)
		return (record);
	d->flat.n = 0;
	buf_slice(&d->flat, record);
	for (i = 0; i < record.n; i++) {
		char c = record.p[i];

		if (escape)
			escape = false;
		else if (c == '"')
			text = !text;
		else if (c == '\\')
			escape = text;
		else if (c == '\n' && !text)
			d->flat.p[i] = ' ';
	}
	return (buf_view(&d->flat));
}

static enum document_found
record_at(struct document *d, struct event *event, struct document_row *row)
{
	struct walker w = { 0 };
	size_t end = 0;
	bool done = false;

	place_of(d, row);
	for (;;) {
		end += walk(&w, d->view.p + end, d->view.n - end, &done);
		if (done || d->view.n >= SCAN_LINE || !have(d, d->view.n + 1))
			break;
	}
	if (!done)
		return (bad_record(d, row, end, false,
		    d->view.n >= SCAN_LINE ? "the record is too long"
					   : "the document ends inside this record"));
	row->raw = (struct slice){ d->view.p, end };
	if (event_read(event, one_line(d, row->raw)) == -1) {
		d->why.n = 0;
		buf_str(&d->why, event->why);
		if (event->column > 0 && d->flat.n == 0)
			row->column += event->column - 1;
		return (bad_record(d, row, end, true, buf_cstr(&d->why)));
	}
	if (d->first_name.n == 0)
		learn(d, row->raw);
	d->pending = end;
	return (DOCUMENT_RECORD);
}

static enum document_found
no_records(struct document *d, struct document_row *row)
{
	size_t i;

	d->why.n = 0;
	buf_str(&d->why, "no records at ");
	for (i = 0; i < d->nplaces; i++)
		buf_printf(&d->why, "%s\"%s\"", i == 0 ? "" : " or ", d->places[i].text);
	row->raw = (struct slice){ d->head, d->headn };
	row->full = 0;
	row->line = d->head_line;
	row->column = 0;
	row->why = buf_cstr(&d->why);
	d->found = true;
	return (DOCUMENT_BAD);
}

/* A value that the path leads to: records, a way to them, or something else.  Gives RECORD where
 * one record stands at the view. */
static enum document_found
value_at(struct document *d, uint32_t mask)
{
	char c = d->view.p[0];

	if (mask != 0 && complete(d, mask, c)) {
		d->found = true;
		if (c == '[')
			open_frame(d, ARRAY, 0);
		else if (c == '{' && (d->depth == 0 || !keyed(d)))
			return (DOCUMENT_RECORD);
		else if (c == '{')
			open_frame(d, KEYED, 0);
		else if (!skip_value(d)) /* null: no records */
			return (DOCUMENT_BAD);
	} else if (mask != 0 && c == '{' && d->depth < DEPTH)
		open_frame(d, WALK, mask);
	else if (!skip_value(d))
		return (DOCUMENT_BAD);
	return (DOCUMENT_END);
}

/* A new document, or the end of the file. */
static enum document_found
begin(struct document *d, struct document_row *row, bool *more)
{
	enum document_found found;
	int c;

	*more = true;
	if ((c = next_byte(d)) == -1) {
		*more = false;
		return (DOCUMENT_END);
	}
	if (c == 0xef && have(d, 3) && memcmp(d->view.p, "\xef\xbb\xbf", 3) == 0) {
		take(d, 3); /* files put together keep each its byte order mark */
		return (DOCUMENT_END);
	}
	if (c != '{' && c != '[')
		return (broken(d, row, "neither an object nor an array"));
	d->headn = d->view.n < HEAD ? d->view.n : HEAD;
	memcpy(d->head, d->view.p, d->headn);
	d->head_line = d->line;
	d->found = false;
	if ((found = value_at(d, d->nplaces == 32 ? UINT32_MAX : (1u << d->nplaces) - 1)) ==
	    DOCUMENT_BAD)
		return (cut_short(d, row));
	return (found);
}

static enum document_found
inside(struct document *d, struct document_row *row)
{
	enum frame frame = d->stack[d->depth - 1];
	struct slice name;
	uint32_t mask = 0;
	int c = next_byte(d);

	if (c == -1)
		return (cut_short(d, row));
	if (c == (frame == ARRAY ? ']' : '}')) {
		take(d, 1);
		d->depth--;
		d->first = false;
		return (DOCUMENT_END);
	}
	if (!d->first) {
		if (c != ',')
			return (broken(d, row, "a comma is missing"));
		take(d, 1);
		if ((c = next_byte(d)) == -1)
			return (cut_short(d, row));
	}
	d->first = false;
	if (frame == ARRAY)
		return (DOCUMENT_RECORD);
	if (!name_at(d, &name))
		return (broken(d, row, "no member name"));
	if (frame == WALK)
		mask = agree(d, d->masks[d->depth - 1], name);
	take(d, name.n);
	if (next_byte(d) != ':')
		return (broken(d, row, "no colon after a member name"));
	take(d, 1);
	if (next_byte(d) == -1)
		return (cut_short(d, row));
	if (frame == KEYED)
		return (DOCUMENT_RECORD);
	if ((c = (int)value_at(d, mask)) == DOCUMENT_BAD)
		return (cut_short(d, row));
	return ((enum document_found)c);
}

enum document_found
document_next(struct document *d, struct event *event, struct document_row *row)
{
	enum document_found found;
	bool more = true;

	d->flat.n = 0;
	if (d->pending > 0) {
		take(d, d->pending);
		d->pending = 0;
	}
	while (!d->ended) {
		if (d->depth == 0) {
			if (d->headn > 0 && !d->found)
				return (no_records(d, row));
			d->headn = 0;
			found = begin(d, row, &more);
			if (!more)
				break;
		} else
			found = inside(d, row);
		if (found == DOCUMENT_RECORD)
			return (record_at(d, event, row));
		if (found == DOCUMENT_BAD)
			return (found);
	}
	return (DOCUMENT_END);
}
