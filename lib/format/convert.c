#include "format/convert.h"

#include <err.h>
#include <fnmatch.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"
#include "format/channels.h"
#include "format/fold.h"
#include "format/text.h"

struct convert {
	const struct mapping *map;
	struct stream *stream;
	struct convert_options options;
	struct values values;
	struct channels *channels;
	struct traffic traffic;
	struct buf texts; /* of the traffic source, before */
	struct fold **folds;
	size_t *columns;
	struct slice *readable;
	size_t nreadable;
	struct buf json;    /* the values of one event */
	struct buf derived; /* and of its traffic source */
	struct buf out;
	struct buf own_id;
	struct made *made;
	struct made *shown; /* the same with the traffic source */
	size_t *starts;	    /* where in json they begin */
	bool **live;	    /* of each maker the members that can have a value */
	uint64_t *hinted;
	const struct row *row; /* the one that is being converted */
};

static void put_event(void *, const struct maker *, const struct made *, int64_t);

struct convert *
convert_new(const struct mapping *map, struct stream *stream, const struct convert_options *options)
{
	struct convert *c = mem_zero(1, sizeof(*c));
	size_t most = 1, i;

	c->map = map;
	c->stream = stream;
	c->options = *options;
	c->values.map = map;
	c->values.zone = map->zone != NULL ? map->zone : options->zone;
	c->values.region = options->region != NULL ? options->region : map->region;
	c->values.diag = stream_diag(stream);
	c->columns = mem_zero(map->nsources + 1, sizeof(*c->columns));
	c->hinted = mem_zero(map->nhints + 1, sizeof(*c->hinted));
	c->folds = mem_zero(map->nmakers + 1, sizeof(struct fold *));
	c->live = mem_zero(map->nmakers + 1, sizeof(bool *));
	if (map->needs_phones)
		c->values.phones = phonebook_new();
	for (i = 0; i < map->nmakers; i++) {
		if (map->makers[i].nmembers > most)
			most = map->makers[i].nmembers;
		c->live[i] = mem_alloc(map->makers[i].nmembers);
		memset(c->live[i], 1, map->makers[i].nmembers);
		if (map->makers[i].folds)
			c->folds[i] = fold_new(&map->makers[i], put_event, c);
	}
	c->made = mem_zero(most, sizeof(*c->made));
	c->shown = mem_zero(most, sizeof(*c->shown));
	c->starts = mem_zero(most, sizeof(*c->starts));
	if (map->needs_channels && (c->channels = channels_load()) == NULL) {
		convert_free(c);
		return (NULL);
	}
	return (c);
}

static void
readable_free(struct convert *c)
{
	size_t i;

	for (i = 0; i < c->nreadable; i++)
		free((void *)(uintptr_t)c->readable[i].p);
	free(c->readable);
	c->readable = NULL;
	c->nreadable = 0;
}

void
convert_free(struct convert *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->map->nmakers; i++)
		free(c->live[i]);
	free(c->live);
	for (i = 0; i < c->map->nmakers; i++)
		if (c->folds[i] != NULL) {
			fold_flush(c->folds[i]);
			fold_free(c->folds[i]);
		}
	for (i = 0; i < c->map->nhints && !c->options.quiet; i++)
		if (c->hinted[i] > 0)
			warnx("%" PRIu64 " %s: %s", c->hinted[i],
			    c->hinted[i] == 1 ? "row" : "rows", c->map->hints[i].text.p);
	if (c->values.nunknown > 0 && !c->options.quiet)
		warnx("%" PRIu64 " %s not in the tables of %s.yaml; nothing was lost by it",
		    c->values.nunknown, c->values.nunknown == 1 ? "value was" : "values were",
		    c->map->name);
	readable_free(c);
	values_free(&c->values);
	phonebook_free(c->values.phones);
	channels_free(c->channels);
	buf_free(&c->traffic.buf);
	buf_free(&c->texts);
	buf_free(&c->json);
	buf_free(&c->derived);
	buf_free(&c->out);
	buf_free(&c->own_id);
	free(c->folds);
	free(c->columns);
	free(c->hinted);
	free(c->made);
	free(c->shown);
	free(c->starts);
	free(c);
}

static bool
names(const struct source *source, struct slice column)
{
	char text[128];

	if (memchr(source->name.p, '*', source->name.n) == NULL)
		return (slice_eq(source->name, column));
	if (column.n >= sizeof(text))
		return (false);
	memcpy(text, column.p, column.n);
	text[column.n] = '\0';
	return (fnmatch(source->name.p, text, 0) == 0);
}

/* Can the member have a value at all, with the columns that are there? */
static bool
can_be(const struct convert *c, const struct part *member)
{
	size_t i, j;

	for (i = 0; i < member->ntakes; i++) {
		if (member->takes[i].kind != TAKE_FROM)
			return (true);
		for (j = 0; j < member->takes[i].nsources; j++)
			if (c->columns[member->takes[i].sources[j]] != SIZE_MAX)
				return (true);
	}
	return (false);
}

void
convert_bind(struct convert *c, const struct slice *columns, size_t n)
{
	struct buf b = { 0 };
	size_t i, j;

	for (i = 0; i < c->map->nsources; i++) {
		c->columns[i] = SIZE_MAX;
		for (j = 0; j < n; j++)
			if (names(&c->map->sources[i], columns[j])) {
				c->columns[i] = j;
				break;
			}
	}
	for (i = 0; i < c->map->nmakers; i++)
		for (j = 0; j < c->map->makers[i].nmembers; j++)
			c->live[i][j] = can_be(c, &c->map->makers[i].members[j]);
	readable_free(c);
	c->readable = mem_zero(n + 1, sizeof(*c->readable));
	c->nreadable = n;
	for (i = 0; i < n; i++) {
		b = (struct buf){ 0 };
		buf_slice(&b, columns[i]);
		if (columns[i].n > 0 && mapping_reads(c->map, buf_cstr(&b))) {
			struct buf name = { 0 };

			json_quote(&name, columns[i]);
			buf_char(&name, ':');
			c->readable[i] = buf_view(&name);
		}
		buf_free(&b);
	}
	c->values.columns = c->columns;
	c->values.readable = c->readable;
	c->values.nreadable = c->nreadable;
}

bool
convert_is_header(const struct convert *c, const struct slice *cells, size_t n)
{
	size_t i, j, k, t;

	for (i = 0; i < c->map->nmakers; i++) {
		const struct maker *maker = &c->map->makers[i];
		const struct part *ts = &maker->members[maker->ts];

		for (t = 0; t < ts->ntakes; t++)
			for (k = 0; k < ts->takes[t].nsources; k++)
				for (j = 0; j < n; j++)
					if (names(&c->map->sources[ts->takes[t].sources[k]],
						cells[j]))
						return (true);
	}
	return (false);
}

static void
reject(struct convert *c, const char *why)
{
	stream_reject_raw(c->stream, c->row->file, c->row->line, 0, why, c->row->raw, 0);
}

/* FORMAT and a hash of the raw row. */
static struct slice
own_id(struct convert *c, size_t maker)
{
	c->own_id.n = 0;
	buf_printf(&c->own_id, "\"%s-%016" PRIx64, c->map->name, text_hash(c->row->raw));
	if (maker > 0)
		buf_printf(&c->own_id, "-%zu", maker + 1);
	buf_char(&c->own_id, '"');
	return (buf_view(&c->own_id));
}

/* Texts out of the JSON, the source out of the texts, and back. */
static void
derive_traffic(struct convert *c, const struct maker *maker)
{
	struct slice before[NTRAFFIC];
	size_t starts[TRAFFIC_FBCLID + 1], room = 0, i, at;

	for (i = 0; i < NTRAFFIC; i++)
		if ((at = maker->part[i]) != SIZE_MAX)
			room += c->shown[at].json.n;
	c->texts.n = 0;
	buf_room(&c->texts, room + 1);
	for (i = 0; i < NTRAFFIC; i++) {
		at = maker->part[i];
		before[i] = (struct slice){ NULL, 0 };
		if (at != SIZE_MAX && c->shown[at].json.n > 0)
			before[i] = json_text(c->shown[at].json, &c->texts);
		c->traffic.part[i] = before[i];
	}
	channels_derive(c->channels, &c->traffic, maker->direct);
	c->derived.n = 0;
	for (i = 0; i <= TRAFFIC_FBCLID; i++) {
		struct slice after = c->traffic.part[i];

		starts[i] = SIZE_MAX;
		if (after.n == 0 || (after.p == before[i].p && after.n == before[i].n))
			continue;
		starts[i] = c->derived.n;
		json_quote(&c->derived, after);
		c->shown[maker->part[i]].json.n = c->derived.n - starts[i];
	}
	for (i = 0; i <= TRAFFIC_FBCLID; i++)
		if (starts[i] != SIZE_MAX)
			c->shown[maker->part[i]].json.p = c->derived.p + starts[i];
}

/* Write the event: ts, type and id first, then the members in the mapping's order. */
static void
put_event(void *arg, const struct maker *maker, const struct made *made, int64_t ts)
{
	struct convert *c = arg;
	struct slice id = made[maker->id].json;
	char text[INSTANT_LEN];
	struct buf *out = &c->out;
	size_t i;

	if (c->options.dedup != NULL && dedup_seen(c->options.dedup, maker->type, id, ts)) {
		(*c->options.duplicates)++;
		return;
	}
	if (maker->traffic) { /* of a folded event only now: any of its rows may know the source */
		memcpy(c->shown, made, maker->nmembers * sizeof(*made));
		derive_traffic(c, maker);
		made = c->shown;
	}
	instant_format(ts, text);
	out->n = 0;
	buf_add(out, "{\"ts\":\"", 7);
	buf_add(out, text, INSTANT_LEN);
	buf_slice(out, maker->begin);
	buf_slice(out, id);
	for (i = 0; i < maker->nmembers; i++) {
		const struct part *member = &maker->members[i];

		if (made[i].json.n == 0 || i == maker->ts || i == maker->id || member->hidden)
			continue;
		buf_slice(out, made[i].raw ? member->raw : member->quoted);
		buf_slice(out, made[i].json);
	}
	buf_char(out, '}');
	stream_write(c->stream, buf_view(out));
}

static int
make_member(struct convert *c, const struct maker *maker, size_t i)
{
	size_t from = c->json.n;

	switch (value_make(&c->values, c->row, &maker->members[i], &c->json)) {
	case VALUE_WRONG:
		reject(c, c->values.why);
		return (-1);
	case VALUE_NONE:
		c->json.n = from;
		break;
	case VALUE_RAW:
		c->made[i].raw = true;
		break;
	case VALUE_MADE:
		break;
	}
	c->starts[i] = from;
	c->made[i].json.n = c->json.n - from;
	return (0);
}

static void
add_to_fold(struct convert *c, size_t maker)
{
	const struct maker *m = &c->map->makers[maker];
	struct buf key = { 0 };

	if (value_take(&c->values, c->row, "key", m->fold_key, &key) == VALUE_NONE)
		buf_slice(&key, c->made[m->id].json); /* a row without a key is an event alone */
	fold_add(c->folds[maker], buf_view(&key), c->made, c->values.ts);
	buf_free(&key);
}

static void
make_event(struct convert *c, size_t n)
{
	const struct maker *maker = &c->map->makers[n];
	struct slice id;
	size_t i;

	c->json.n = 0;
	memset(c->made, 0, maker->nmembers * sizeof(*c->made));
	if (make_member(c, maker, maker->ts) == -1)
		return;
	if (c->made[maker->ts].json.n == 0) {
		reject(c, "no time: \"ts\" comes from nothing that is there");
		return;
	}
	for (i = 0; i < maker->nmembers; i++)
		if (c->live[n][i] && i != maker->ts && make_member(c, maker, i) == -1)
			return;
	if (c->made[maker->id].json.n == 0) {
		id = own_id(c, n);
		c->starts[maker->id] = c->json.n;
		buf_slice(&c->json, id);
		c->made[maker->id].json.n = id.n;
	}
	for (i = 0; i < maker->nmembers; i++)
		c->made[i].json.p = c->json.p + c->starts[i];
	if (maker->folds)
		add_to_fold(c, n);
	else
		put_event(c, maker, c->made, c->values.ts);
}

void
convert_row(struct convert *c, const struct row *row)
{
	bool any = false;
	size_t i;

	c->row = row;
	values_row(&c->values);
	if (c->map->skip != NULL && values_hold(&c->values, row, c->map->skip))
		return;
	for (i = 0; i < c->map->nmakers; i++) {
		const struct maker *maker = &c->map->makers[i];

		if (maker->when != NULL && !values_hold(&c->values, row, maker->when))
			continue;
		any = true;
		make_event(c, i);
	}
	for (i = 0; i < c->map->nhints; i++)
		if (values_hold(&c->values, row, c->map->hints[i].when))
			c->hinted[i]++;
	if (!any)
		reject(c, "the row is none of the events that the format knows");
}
