#include "call/rulediff.h"

#include <err.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "event/json.h"

struct total {
	uint64_t was, is;
};

struct rulediff {
	struct table *totals; /* by label */
	uint64_t records, different;
	struct buf line, text;
};

struct rulediff *
diff_new(void)
{
	struct rulediff *d = mem_zero(1, sizeof(*d));

	d->totals = table_new(sizeof(struct total));
	return (d);
}

void
diff_free(struct rulediff *d)
{
	if (d == NULL)
		return;
	table_free(d->totals);
	buf_free(&d->line);
	buf_free(&d->text);
	free(d);
}

static void
count(struct rulediff *d, struct slice value, bool is)
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

void
diff_take(struct rulediff *d, struct stream *stream, const struct event *e, struct slice was,
    struct slice is)
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
	stream_write(stream, buf_view(&d->line));
}

bool
diff_say(const struct rulediff *d)
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
	return (d->different > 0);
}
