#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"
#include "format/moment.h"
#include "format/piece.h"
#include "format/text.h"

static void
quote(struct values *v, const struct row *row, struct buf *out, struct slice text)
{
	size_t n = json_quote(out, text);

	if (n > 0) {
		v->nbytes += n;
		diag_say(v->diag, "not UTF-8", row->file, row->line, 0,
		    "bytes that are not UTF-8 became U+FFFD: which --encoding is it?");
	}
}

static enum value_made
wrong(
    struct values *v, const struct row *row, const char *name, struct slice text, const char *what)
{
	int n = text.n > 40 ? 40 : (int)text.n;

	while (n > 0 && n < (int)text.n && ((unsigned char)text.p[n] & 0xc0) == 0x80)
		n--;
	snprintf(v->why, sizeof(v->why), "\"%s\" is %s: \"%.*s\"", name, what, n, text.p);
	if (strcmp(name, "ts") == 0)
		return (VALUE_WRONG);
	v->nwrong++;
	diag_say(v->diag, what, row->file, row->line, 0, "%s; left out", v->why);
	return (VALUE_NONE);
}

void
value_seconds(struct buf *out, int64_t ms)
{
	char text[32], *p = text + sizeof(text);
	int64_t rest = ms / 1000;
	int part = (int)(ms % 1000), digit = 3;

	for (; part > 0 && digit > 0; digit--, part /= 10)
		if (part % 10 != 0 || p != text + sizeof(text))
			*--p = (char)('0' + part % 10);
	if (p != text + sizeof(text)) {
		while (digit-- > 0)
			*--p = '0';
		*--p = '.';
	}
	do {
		*--p = (char)('0' + rest % 10);
	} while ((rest /= 10) > 0);
	buf_add(out, p, (size_t)(text + sizeof(text) - p));
}

/*
 * The mark that parts the fraction, or 0.  Where both stand the last one does; one that stands
 * twice parts thousands; and 1,523 may be a thousand and a half or a bit more than one: '?'.
 */
static char
decimal_mark(struct slice s, char said)
{
	const char *point = memrchr(s.p, '.', s.n), *comma = memrchr(s.p, ',', s.n);
	size_t behind;

	if (said != '\0')
		return (said);
	if (point != NULL && comma != NULL)
		return (point > comma ? '.' : ',');
	if (point != NULL)
		return (memchr(s.p, '.', (size_t)(point - s.p)) == NULL ? '.' : '\0');
	if (comma == NULL || memchr(s.p, ',', (size_t)(comma - s.p)) != NULL)
		return ('\0');
	behind = (size_t)(s.p + s.n - comma) - 1;
	return (behind == 3 && comma - s.p <= 3 && s.p[0] != '0' ? '?' : ',');
}

/* "1 523,40" or "007" or "+5" as JSON spells numbers, divided by 10^shift; false if it is none. */
static bool
number(struct slice s, char said, int shift, struct buf *out)
{
	char whole[80], part[80], mark;
	size_t nw = 0, np = 0, i = 0, group = 0;
	bool minus = false, dot = false, grouped = false;
	int k;

	s = text_trim(s);
	if (s.n > 0 && (s.p[0] == '-' || s.p[0] == '+')) {
		minus = s.p[0] == '-';
		s.p++, s.n--;
	}
	if (s.n == 0 || (mark = decimal_mark(s, said)) == '?')
		return (false);
	for (; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9') {
			if (nw + np > 60)
				return (false);
			if (dot)
				part[np++] = s.p[i];
			else
				whole[nw++] = s.p[i], group++;
		} else if (dot || (grouped && group != 3))
			return (false);
		else if (s.p[i] == mark && mark != '\0')
			dot = true;
		else if (nw > 0 && (s.p[i] == ' ' || s.p[i] == '.' || s.p[i] == ','))
			grouped = true, group = 0;
		else if (nw > 0 && s.n - i > 1 && memcmp(s.p + i, "\xc2\xa0", 2) == 0)
			grouped = true, group = 0, i++;
		else
			return (false);
	if (grouped && group != 3)
		return (false);
	if (nw + np == 0)
		return (false);
	for (k = 0; k < shift; k++) {
		memmove(part + 1, part, np++);
		part[0] = nw > 0 ? whole[--nw] : '0';
	}
	while (shift > 0 && np > 0 && part[np - 1] == '0')
		np--;
	for (i = 0; i + 1 < nw && whole[i] == '0'; i++)
		;
	if (minus)
		buf_char(out, '-');
	if (nw == 0)
		buf_char(out, '0');
	else
		buf_add(out, whole + i, nw - i);
	if (np > 0) {
		buf_char(out, '.');
		buf_add(out, part, np);
	}
	return (true);
}

static enum value_made
make_number(struct values *v, const struct row *row, const char *name, const struct take *take,
    struct piece *p, struct buf *out)
{
	int shift = take->as == AS_MICROS ? 6 : take->as == AS_MILLISECONDS ? 3 : 0;

	if (p->kind == PIECE_LITERAL && shift == 0 &&
	    (p->s.p[0] == '-' || (p->s.p[0] >= '0' && p->s.p[0] <= '9'))) {
		buf_slice(out, p->s);
		return (VALUE_MADE);
	}
	return (!number(p->s, v->map->decimal, shift, out) ? wrong(v, row, name, p->s, "no number")
							   : VALUE_MADE);
}

static enum value_made
make_seconds(struct values *v, const struct row *row, const char *name, const struct take *take,
    struct piece *p, struct buf *out)
{
	int64_t ms, less;

	if (!moment_seconds(p->s, &ms)) {
		if (p->s.p[0] == '-') /* some exports give waits below zero: not known */
			return (VALUE_NONE);
		return (wrong(v, row, name, p->s, "no length of time"));
	}
	if (take->subtracts) {
		v->scratch.n = 0;
		piece_fetch(v, row, take->minus, p);
		if (p->s.n > 0 && moment_seconds(p->s, &less))
			ms = ms > less ? ms - less : 0;
	}
	value_seconds(out, ms);
	return (VALUE_MADE);
}

/* False outside of the years 0000 to 9999, which an offset can lead to. */
static bool
put_instant(struct buf *out, int64_t ms)
{
	char text[INSTANT_LEN];

	if (ms < INT64_C(-62167219200000) || ms > INT64_C(253402300799999))
		return (false);
	instant_format(ms, text);
	buf_char(out, '"');
	buf_add(out, text, INSTANT_LEN);
	buf_char(out, '"');
	return (true);
}

static enum value_made
make_time(struct values *v, const struct row *row, const char *name, const struct take *take,
    struct piece *p, struct buf *out)
{
	struct zone *zone = take->zone != NULL ? take->zone : v->zone;
	int64_t ms;

	if (take->as == AS_END) {
		if (!moment_seconds(p->s, &ms) || !put_instant(out, v->ts + ms))
			return (wrong(v, row, name, p->s, "no length of time"));
		return (VALUE_MADE);
	}
	switch (moment_read(p->s, take->form, zone, &ms)) {
	case MOMENT_BAD:
		return (wrong(v, row, name, p->s, "no time"));
	case MOMENT_AMBIGUOUS:
		diag_say(v->diag, "ambiguous time", row->file, row->line, 0,
		    "%.*s was twice that night: the first is taken", (int)p->s.n, p->s.p);
		break;
	case MOMENT_SKIPPED:
		diag_say(v->diag, "skipped time", row->file, row->line, 0,
		    "%.*s was not on the clock that night: moved forward", (int)p->s.n, p->s.p);
		break;
	case MOMENT_OK:
		break;
	}
	if (!put_instant(out, ms))
		return (wrong(v, row, name, p->s, "no time"));
	if (strcmp(name, "ts") == 0)
		v->ts = ms;
	return (VALUE_MADE);
}

static enum value_made
make_phone(struct values *v, const struct row *row, struct piece *p, struct buf *out)
{
	struct slice e164;

	if (phone_withheld(p->s))
		return (VALUE_NONE);
	e164 = phone_e164(v->phones, p->s, v->region);
	if (e164.n > 0) {
		buf_char(out, '"');
		buf_slice(out, e164);
		buf_char(out, '"');
		return (VALUE_MADE);
	}
	quote(v, row, out, p->s);
	return (VALUE_RAW);
}

static enum value_made
make_bool(
    struct values *v, const struct row *row, const char *name, struct piece *p, struct buf *out)
{
	static const char *const yes[] = { "true", "1", "Y", "y", "yes", "Yes", "t", NULL };
	static const char *const no[] = { "false", "0", "N", "n", "no", "No", "f", NULL };
	size_t i;

	for (i = 0; yes[i] != NULL; i++)
		if (slice_is(p->s, yes[i])) {
			buf_str(out, "true");
			return (VALUE_MADE);
		}
	for (i = 0; no[i] != NULL; i++)
		if (slice_is(p->s, no[i])) {
			buf_str(out, "false");
			return (VALUE_MADE);
		}
	return (wrong(v, row, name, p->s, "neither yes nor no"));
}

/* PJSIP/101-0000001b and Local/101@queue-0000001c;1 are both 101. */
static struct slice
peer_of(struct slice channel)
{
	const char *slash = memchr(channel.p, '/', channel.n), *mark;
	size_t i;

	if (slash != NULL) {
		channel.n -= (size_t)(slash + 1 - channel.p);
		channel.p = slash + 1;
	}
	if (channel.n > 0 && (mark = memchr(channel.p, '@', channel.n)) != NULL)
		channel.n = (size_t)(mark - channel.p);
	else
		for (i = channel.n; i > 0; i--)
			if (channel.p[i - 1] == '-') {
				channel.n = i - 1;
				break;
			}
	return (channel);
}

/* The next element of ClickHouse's ['a','b'] or [1,2]; at is behind the bracket. */
static struct slice
element(const char **at, const char *end)
{
	const char *from = *at, *p = from;
	bool quoted = p < end && *p == '\'';

	if (quoted)
		for (from = ++p; p < end && *p != '\''; p++)
			if (*p == '\\')
				p++;
	if (!quoted)
		while (p < end && *p != ',' && *p != ']')
			p++;
	if (p > end)
		p = end;
	*at = p;
	while (*at < end && **at != ',' && **at != ']')
		(*at)++;
	*at = *at < end && **at == ',' ? *at + 1 : end + 1;
	return ((struct slice){ from, (size_t)(p - from) });
}

/* Walks over the texts of a JSON array, of ['a','b'] in a cell, or of a cell split at a text. */
struct lister {
	struct slice whole, split;
	const char *at;
	size_t where;
	bool array, brackets;
	struct buf text;
};

static bool
next_text(struct lister *l, struct slice *s)
{
	const char *end = l->whole.p + l->whole.n, *stop;
	struct slice value;

	do {
		if (l->array) {
			if (!json_each(l->whole, &l->where, NULL, &value))
				return (false);
			l->text.n = 0;
			buf_room(&l->text, value.n);
			*s = json_text(value, &l->text);
			if (json_type(value) == JSON_NULL)
				s->n = 0;
		} else if (l->at > end)
			return (false);
		else if (l->brackets)
			*s = element(&l->at, end);
		else {
			stop = l->split.n == 0
				   ? NULL
				   : memmem(l->at, (size_t)(end - l->at), l->split.p, l->split.n);
			if (stop == NULL)
				stop = end;
			*s = text_trim((struct slice){ l->at, (size_t)(stop - l->at) });
			l->at = stop == end ? end + 1 : stop + l->split.n;
		}
	} while (s->n == 0);
	return (true);
}

static int
by_bytes(const void *a, const void *b)
{
	return (slice_cmp(*(const struct slice *)a, *(const struct slice *)b));
}

/* Sorted, each once: what tags are. */
static size_t
make_set(struct values *v, const struct row *row, struct lister *l, struct buf *out)
{
	struct slice *texts = NULL, s;
	size_t n = 0, cap = 0, made = 0, i;

	while (next_text(l, &s)) {
		texts = mem_grow(texts, &cap, n + 1, sizeof(*texts));
		texts[n++] = (struct slice){ mem_dup(s.p, s.n), s.n };
	}
	if (n > 1)
		qsort(texts, n, sizeof(*texts), by_bytes);
	for (i = 0; i < n; i++) {
		if (i > 0 && slice_eq(texts[i], texts[i - 1]))
			continue;
		if (made++ > 0)
			buf_char(out, ',');
		quote(v, row, out, texts[i]);
	}
	for (i = 0; i < n; i++)
		free((void *)(uintptr_t)texts[i].p);
	free(texts);
	return (made);
}

static enum value_made
make_list(struct values *v, const struct row *row, const struct take *take, struct piece *p,
    struct buf *out)
{
	struct lister l = {
		.whole = p->s, .split = take->split, .at = p->s.p, .array = p->kind == PIECE_ARRAY
	};
	struct slice s;
	size_t n = 0;

	l.brackets = !l.array && p->s.n > 1 && p->s.p[0] == '[' && p->s.p[p->s.n - 1] == ']';
	l.at += l.brackets;
	if (take->as == AS_COUNT) {
		while (next_text(&l, &s))
			n++;
		buf_printf(out, "%zu", n);
		buf_free(&l.text);
		return (VALUE_MADE);
	}
	buf_char(out, '[');
	if (take->as == AS_SET)
		n = make_set(v, row, &l, out);
	else
		while (next_text(&l, &s)) {
			if (n++ > 0)
				buf_char(out, ',');
			quote(v, row, out, s);
		}
	buf_char(out, ']');
	buf_free(&l.text);
	return (n == 0 ? VALUE_NONE : VALUE_MADE);
}

/* Said once for each text, counted always. */
static void
not_in_table(struct values *v, const struct row *row, const struct take *take, struct slice text)
{
	struct buf key = { 0 };
	bool isnew = false;

	v->nunknown++;
	buf_printf(&key, "%s ", take->table->name);
	buf_slice(&key, text);
	if (v->unknown == NULL)
		v->unknown = table_new(1);
	if (table_count(v->unknown) < 1000)
		table_put(v->unknown, buf_view(&key), &isnew);
	buf_free(&key);
	if (isnew)
		diag_say(v->diag, "not in a table", row->file, row->line, 0,
		    "\"%.*s\" is not in the table \"%s\" of %s.yaml", (int)text.n, text.p,
		    take->table->name, v->map->name);
}

static const struct lookup *
look_up(struct values *v, const struct lookup_table *t, struct slice text)
{
	const struct lookup *found = table_get(t->rows, text);
	size_t i;

	if (found != NULL || t->nglobs == 0)
		return (found);
	v->piece.n = 0;
	buf_slice(&v->piece, text);
	for (i = 0; i < t->nglobs; i++)
		if (fnmatch(t->globs[i], buf_cstr(&v->piece), 0) == 0)
			return (table_get(t->rows, slice_of(t->globs[i])));
	return (NULL);
}

static enum value_made
make_mapped(struct values *v, const struct row *row, const struct take *take, struct piece *p,
    struct buf *out)
{
	const struct lookup *found = look_up(v, take->table, p->s);
	struct slice raw;

	if (found == NULL) {
		not_in_table(v, row, take, p->s);
		return (VALUE_NONE);
	}
	raw = found->value.n > 0 || found->picks == NULL ? found->value : found->picks[take->pick];
	if (raw.n == 0 || slice_is(raw, "null") || slice_is(raw, "\"\""))
		return (VALUE_NONE);
	buf_slice(out, raw);
	return (VALUE_MADE);
}

enum value_made
piece_make(struct values *v, const struct row *row, const char *name, const struct take *take,
    struct piece *p, struct buf *out)
{
	const char *cut;
	size_t from;

	if (take->as == AS_LIST || take->as == AS_SET || take->as == AS_COUNT)
		return (make_list(v, row, take, p, out));
	if (take->as == AS_JSON && row->cells == NULL) {
		if (p->kind == PIECE_ARRAY || p->kind == PIECE_OBJECT || p->kind == PIECE_LITERAL)
			buf_slice(out, p->s);
		else
			quote(v, row, out, p->s);
		return (VALUE_MADE);
	}
	if (p->kind == PIECE_ARRAY || p->kind == PIECE_OBJECT) {
		if (p->s.n == 2) /* [] and {} hold nothing */
			return (VALUE_NONE);
		buf_slice(out, p->s);
		return (VALUE_MADE);
	}
	if ((p->s = text_trim(p->s)).n == 0)
		return (VALUE_NONE);
	if (take->as == AS_LOWER || take->as == AS_WORDS) {
		from = v->piece.n = 0;
		if (take->as == AS_LOWER)
			text_lower(&v->piece, p->s);
		else
			text_words(&v->piece, p->s);
		p->s = (struct slice){ v->piece.p + from, v->piece.n - from };
	}
	if (take->as == AS_CHANNEL && (p->s = peer_of(p->s)).n == 0)
		return (VALUE_NONE);
	if (take->cut.n > 0 && (cut = memmem(p->s.p, p->s.n, take->cut.p, take->cut.n)) != NULL)
		p->s.n = (size_t)(cut - p->s.p);
	if (p->s.n == 0)
		return (VALUE_NONE);
	if (take->table != NULL)
		return (make_mapped(v, row, take, p, out));
	switch (take->as) {
	case AS_NUMBER:
	case AS_MILLISECONDS:
	case AS_MICROS:
		return (make_number(v, row, name, take, p, out));
	case AS_SECONDS:
		return (make_seconds(v, row, name, take, p, out));
	case AS_TIME:
	case AS_END:
		return (make_time(v, row, name, take, p, out));
	case AS_PHONE:
		return (make_phone(v, row, p, out));
	case AS_BOOL:
		return (make_bool(v, row, name, p, out));
	default:
		quote(v, row, out, p->s);
		return (VALUE_MADE);
	}
}
