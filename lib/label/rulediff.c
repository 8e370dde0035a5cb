#include "label/rulediff.h"

#include <err.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/status.h"
#include "base/table.h"
#include "event/json.h"

struct total {
	uint64_t was, is;
};

struct diff {
	const struct rulediff *of;
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
compare(struct diff *d, struct event *e)
{
	const struct rulediff *of = d->of;

	event_copy(&d->copy, e);
	d->copy.file = e->file;
	d->copy.number = e->number;
	if (of->filter->event(of->now, e, stream_diag(d->stream)) == FILTER_REJECT ||
	    of->filter->event(of->old, &d->copy, NULL) == FILTER_REJECT) {
		stream_reject(d->stream, e);
		return;
	}
	if (of->type == NULL || slice_is(event_text(e, "type"), of->type))
		take(d, e, event_get(&d->copy, of->member), event_get(e, of->member));
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
rulediff_run(const struct rulediff *of, const struct stream_settings *settings)
{
	struct diff d = { .of = of };
	struct event *e;

	if ((d.stream = stream_open(settings)) == NULL)
		return (STATUS_FAILED);
	d.totals = table_new(sizeof(struct total));
	while ((e = stream_next(d.stream)) != NULL)
		compare(&d, e);
	say_totals(&d);
	if (d.different > 0 || of->filter->failed(of->now) || of->filter->failed(of->old))
		stream_look(d.stream);
	table_free(d.totals);
	buf_free(&d.line);
	buf_free(&d.text);
	event_free(&d.copy);
	return (stream_close(d.stream));
}
