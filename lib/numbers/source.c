#include "numbers/source.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"

const char *const source_names[SOURCE_PARTS] = { "source", "medium", "campaign", "content",
	"keyword" };

struct sources {
	struct table *table; /* the raw values, each with a tab after it (raw JSON has none) */
	struct buf key;
};

struct sources *
sources_new(void)
{
	struct sources *all = mem_zero(1, sizeof(*all));

	all->table = table_new(sizeof(struct source));
	return (all);
}

void
sources_free(struct sources *all)
{
	if (all == NULL)
		return;
	table_free(all->table);
	buf_free(&all->key);
	free(all);
}

size_t
sources_count(const struct sources *all)
{
	return (table_count(all->table));
}

/* A list or a mapping names no source, and may hold the tab that parts the values of a key. */
static bool
is_empty(struct slice raw)
{
	return (raw.n == 0 || (raw.n == 2 && raw.p[0] == '"') || slice_is(raw, "null") ||
		raw.p[0] == '{' || raw.p[0] == '[');
}

struct source *
source_of(struct sources *all, const struct slice raw[SOURCE_PARTS])
{
	struct source *s;
	bool isnew;
	int i;

	all->key.n = 0;
	for (i = 0; i < SOURCE_PARTS; i++) {
		if (!is_empty(raw[i]))
			buf_slice(&all->key, raw[i]);
		buf_char(&all->key, '\t');
	}
	s = table_put(all->table, buf_view(&all->key), &isnew);
	if (isnew) {
		s->all = all;
		s->known = all->key.n > SOURCE_PARTS;
		s->direct = is_empty(raw[0]) || slice_is(raw[0], "\"(direct)\"");
		s->group = -1;
	}
	s->refs++;
	return (s);
}

struct source *
source_of_event(struct sources *all, const struct event *e)
{
	const struct key keys[SOURCE_PARTS] = { key_of("source"), key_of("medium"),
		key_of("campaign"), key_of("content"), key_of("keyword") };
	struct slice raw[SOURCE_PARTS];
	int i;

	for (i = 0; i < SOURCE_PARTS; i++)
		raw[i] = event_find(e, &keys[i]);
	return (source_of(all, raw));
}

struct source *
source_take(struct source *s)
{
	if (s != NULL)
		s->refs++;
	return (s);
}

void
source_drop(struct source *s)
{
	if (s != NULL && --s->refs == 0)
		table_del(s->all->table, table_key(s));
}

struct slice
source_part(const struct source *s, int part)
{
	struct slice key = table_key(s);
	const char *p = key.p, *tab;

	for (;;) {
		tab = memchr(p, '\t', key.n - (size_t)(p - key.p));
		if (part-- == 0)
			return ((struct slice){ p, (size_t)(tab - p) });
		p = tab + 1;
	}
}

void
source_set(struct event *e, const struct source *s)
{
	struct slice raw;
	int i;

	for (i = 0; i < SOURCE_PARTS; i++) {
		raw = s == NULL ? (struct slice){ NULL, 0 } : source_part(s, i);
		if (raw.n > 0)
			event_set(e, source_names[i], raw);
		else
			event_unset(e, source_names[i]);
	}
}

void
source_write(const struct source *s, struct buf *b)
{
	struct slice raw;
	int i;

	for (i = 0; s != NULL && i < SOURCE_PARTS; i++)
		if ((raw = source_part(s, i)).n > 0) {
			buf_printf(b, ",\"%s\":", source_names[i]);
			buf_slice(b, raw);
		}
}
