/* bucket.c - pieces of time to group by.  See bucket.h. */
#include "time/bucket.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "time/date.h"

enum kind { HOUR, DAY, WEEK, MONTH, WEEKDAY, HOUR_OF_DAY };

const char *const bucket_names[] = { "hour", "day", "week", "month", "weekday", "hour_of_day",
	NULL };

#define MS_HOUR INT64_C(3600000)
#define MS_DAY	INT64_C(86400000)

struct bucket {
	enum kind kind;
	struct zone *zone;
	int64_t from, until; /* the label holds for [from, until) */
	char text[48];
	size_t n;
};

struct bucket *
bucket_new(struct slice name, struct zone *zone)
{
	struct bucket *b;
	int i;

	for (i = 0; bucket_names[i] != NULL; i++)
		if (slice_is(name, bucket_names[i])) {
			b = mem_zero(1, sizeof(*b));
			b->kind = (enum kind)i;
			b->zone = zone;
			return (b);
		}
	return (NULL);
}

void
bucket_free(struct bucket *b)
{
	free(b);
}

static int64_t
floor_to(int64_t ms, int64_t unit)
{
	int64_t r = ms % unit;

	return (ms - (r < 0 ? r + unit : r));
}

/* The label at a local time (milliseconds as if the wall showed UTC), and the local times it
 * holds for. */
static void
label(struct bucket *b, int64_t local, int32_t offset, int64_t *from, int64_t *until)
{
	int64_t days = floor_to(local, MS_DAY) / MS_DAY;
	int hour = (int)(floor_to(local, MS_HOUR) / MS_HOUR - days * 24);
	int minutes = abs(offset) / 60, n = 0;
	int year, month, day, week;

	*from = days * MS_DAY;
	*until = *from + MS_DAY;
	date_of_days(days, &year, &month, &day);
	switch (b->kind) {
	case HOUR:
	case HOUR_OF_DAY:
		*from = floor_to(local, MS_HOUR);
		*until = *from + MS_HOUR;
		if (b->kind == HOUR_OF_DAY)
			n = snprintf(b->text, sizeof(b->text), "%d", hour);
		else
			n = snprintf(b->text, sizeof(b->text),
			    "\"%04d-%02d-%02dT%02d:00:00%c%02d:%02d\"", year, month, day, hour,
			    offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
		break;
	case DAY:
		n = snprintf(b->text, sizeof(b->text), "\"%04d-%02d-%02d\"", year, month, day);
		break;
	case WEEK:
		date_iso_week(days, &year, &week);
		n = snprintf(b->text, sizeof(b->text), "\"%04d-W%02d\"", year, week);
		break;
	case MONTH:
		n = snprintf(b->text, sizeof(b->text), "\"%04d-%02d\"", year, month);
		break;
	case WEEKDAY:
		n = snprintf(b->text, sizeof(b->text), "%d", date_weekday(days));
		break;
	}
	b->n = (size_t)n;
}

struct slice
bucket_label(struct bucket *b, int64_t ms)
{
	int64_t from, until;
	int32_t offset;

	if (ms < b->from || ms >= b->until) {
		offset = zone_offset(b->zone, ms);
		label(b, ms + (int64_t)offset * 1000, offset, &from, &until);
		b->from = from - (int64_t)offset * 1000;
		b->until = until - (int64_t)offset * 1000;
		/* With another offset at one of its ends, the piece is longer or shorter than it
		 * looks: then the label is kept for this instant only. */
		if (zone_offset(b->zone, b->from) != offset ||
		    zone_offset(b->zone, b->until - 1) != offset) {
			b->from = ms;
			b->until = ms + 1;
		}
	}
	return ((struct slice){ b->text, b->n });
}
