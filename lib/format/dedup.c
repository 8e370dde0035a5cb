#include "format/dedup.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "time/period.h"

struct dedup {
	struct table *seen; /* type, id -> ts */
	int64_t window, newest;
	struct buf key;
};

struct dedup *
dedup_new(int64_t window)
{
	struct dedup *d = mem_zero(1, sizeof(*d));

	d->seen = table_new(sizeof(int64_t));
	d->window = window;
	d->newest = INT64_MIN;
	return (d);
}

void
dedup_free(struct dedup *d)
{
	if (d == NULL)
		return;
	table_free(d->seen);
	buf_free(&d->key);
	free(d);
}

/* The oldest are in front, but for those that came late; a few at a time keeps every call short. */
static void
forget(struct dedup *d)
{
	int64_t *ts, *next;
	int n;

	if (d->window == PERIOD_FOREVER)
		return;
	for (n = 0, ts = table_next(d->seen, NULL); n < 4 && ts != NULL; n++, ts = next) {
		next = table_next(d->seen, ts);
		if (d->newest - *ts <= d->window)
			return;
		table_del(d->seen, table_key(ts));
	}
}

bool
dedup_seen(struct dedup *d, struct slice type, struct slice id, int64_t ts)
{
	int64_t *value;
	bool isnew;

	d->key.n = 0;
	buf_slice(&d->key, type);
	buf_slice(&d->key, id);
	if (ts > d->newest)
		d->newest = ts;
	value = table_put(d->seen, buf_view(&d->key), &isnew);
	if (isnew || ts > *value)
		*value = ts;
	forget(d);
	return (!isnew);
}
