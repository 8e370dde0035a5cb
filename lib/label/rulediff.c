#include "label/rulediff.h"

#include <err.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "event/json.h"
#include "event/stream.h"

struct total {
	uint64_t was, is;
};

struct diff {
	struct stream *stream;
	struct table *totals; /* by label */
	uint64_t records, different;
	struct buf line, text;
	struct event copy;
};

static void
count(struct diff *d, struct slice value, bool is)
{
	struct slice item;
	struct total *total;
	size_t at = 0;

	if (value.n > 0 && json_type(value) == JSON_ARRAY) {
		while (json_each(value, &at, NULL, &item))
			count(d, item, is);
		return;
	}
	d->text.n = 0;
	total =
	    table_put(d->totals, value.n == 0 ? SLICE("(none)") : json_text(value, &d->text), NULL);
	*(is ? &total->is : &total->was) += 1;
}

static void
member(struct buf *b, const char *name, struct slice value)
{
	buf_printf(b, "%c\"%s\":", b->n == 0 ? '{' : ',', name);
	buf_slice(b, value.n == 0 ? SLICE("null") : value);
}

static void
take(struct diff *d, const struct event *e, struct slice was, struct slice is)
{
	d->records++;
	count(d, was, false);
	count(d, is, true);
	if (slice_eq(was, is))
		return;
	d->different++;
	d->line.n = 0;
	member(&d->line, "ts", event_get(e, "ts"));
	member(&d->line, "id", event_get(e, "id"));
	member(&d->line, "was", was);
	member(&d->line, "is", is);
	buf_char(&d->line, '}');
	stream_write(d->stream, buf_view(&d->line));
}

/* Label one record by both files; what both say of it is said once. */
static void
compare(struct diff *d, const struct rulediff_side *now, const struct rulediff_side *old,
    struct event *e, const char *name, struct slice type)
{
	event_copy(&d->copy, e);
	d->copy.file = e->file;
	d->copy.number = e->number;
	if (now->run(now->arg, e, stream_diag(d->stream)) == -1 ||
	    old->run(old->arg, &d->copy, NULL) == -1) {
		stream_reject(d->stream, e);
		return;
	}
	if (type.n == 0 || slice_eq(event_text(e, "type"), type))
		take(d, e, event_get(&d->copy, name), event_get(e, name));
}

static void
say_totals(const struct diff *d)
{
	const struct total *total = NULL;
	struct slice label;

	while ((total = table_next(d->totals, total)) != NULL) {
		if (total->was == total->is)
			continue;
		label = table_key(total);
		warnx("%.*s: %llu was, %llu is (%+lld)", (int)label.n, label.p,
		    (unsigned long long)total->was, (unsigned long long)total->is,
		    (long long)(total->is - total->was));
	}
	warnx("%llu of %llu records differ", (unsigned long long)d->different,
	    (unsigned long long)d->records);
}

int
rulediff_run(const struct cli *cli, const struct rulediff_side *now,
    const struct rulediff_side *old, const char *name, const char *type)
{
	struct slice only = type == NULL ? (struct slice){ 0 } : slice_of(type);
	struct diff d = { 0 };
	struct event *e;

	if ((d.stream = stream_open(cli)) == NULL)
		return (STATUS_FAILED);
	d.totals = table_new(sizeof(struct total));
	while ((e = stream_next(d.stream)) != NULL)
		compare(&d, now, old, e, name, only);
	say_totals(&d);
	if (d.different > 0 || now->failed(now->arg) || old->failed(old->arg))
		stream_look(d.stream);
	table_free(d.totals);
	buf_free(&d.line);
	buf_free(&d.text);
	event_free(&d.copy);
	return (stream_close(d.stream));
}
