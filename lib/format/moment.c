#include "format/moment.h"

#include <strings.h>

#include "format/text.h"
#include "time/date.h"

const char *const moment_forms[] = { "iso", "dmy", "mdy", "compact", "rfc2822", "unix", "unix_ms",
	"unix_us", NULL };

/* Three thousand years: more is no length of time, and might overflow. */
#define MOST_SECONDS INT64_C(100000000000)

/* Reads on in a text; bad stays set from the first thing that is not as it should be. */
struct reader {
	const char *p, *end;
	bool bad;
};

static bool
at(const struct reader *r, char c)
{
	return (r->p < r->end && *r->p == c);
}

static bool
accept(struct reader *r, char c)
{
	if (!at(r, c))
		return (false);
	r->p++;
	return (true);
}

static int
digits(struct reader *r, int least, int most)
{
	int n = 0, value = 0;

	while (n < most && r->p < r->end && *r->p >= '0' && *r->p <= '9') {
		value = value * 10 + (*r->p++ - '0');
		n++;
	}
	if (n < least)
		r->bad = true;
	return (value);
}

static void
blanks(struct reader *r)
{
	while (accept(r, ' '))
		;
}

static void
fraction(struct reader *r, struct civil *c)
{
	int scale = 100;

	if (!accept(r, '.') && !accept(r, ','))
		return;
	if (r->p == r->end || *r->p < '0' || *r->p > '9')
		r->bad = true;
	for (; r->p < r->end && *r->p >= '0' && *r->p <= '9'; r->p++, scale /= 10)
		c->ms += (*r->p - '0') * scale;
}

/* 10:02, 10:02:11, 10:02:11.5, 10:02 AM */
static void
time_of_day(struct reader *r, struct civil *c)
{
	bool pm;

	c->hour = digits(r, 1, 2);
	if (!accept(r, ':'))
		r->bad = true;
	c->minute = digits(r, 2, 2);
	if (accept(r, ':')) {
		c->second = digits(r, 2, 2);
		fraction(r, c);
	}
	if (r->end - r->p >= 2 &&
	    (r->p[0] == ' ' || (r->p[0] | 32) == 'a' || (r->p[0] | 32) == 'p')) {
		const char *before = r->p;

		blanks(r);
		pm = r->end - r->p >= 2 && (r->p[0] | 32) == 'p';
		if (r->end - r->p >= 2 && (r->p[1] | 32) == 'm' && (pm || (r->p[0] | 32) == 'a')) {
			r->p += 2;
			if (c->hour < 1 || c->hour > 12)
				r->bad = true;
			c->hour = c->hour % 12 + (pm ? 12 : 0);
		} else
			r->p = before;
	}
}

/* Z, +03:00, +0300, +03, GMT, UTC: in seconds; false if there is none. */
static bool
offset(struct reader *r, int32_t *seconds)
{
	bool minus;
	int hours, minutes = 0;

	blanks(r);
	*seconds = 0;
	if (accept(r, 'Z') || accept(r, 'z'))
		return (true);
	if (r->end - r->p == 3 &&
	    (strncasecmp(r->p, "GMT", 3) == 0 || strncasecmp(r->p, "UTC", 3) == 0)) {
		r->p += 3;
		return (true);
	}
	if (!at(r, '+') && !at(r, '-'))
		return (false);
	minus = *r->p++ == '-';
	hours = digits(r, 2, 2);
	accept(r, ':');
	if (r->p < r->end)
		minutes = digits(r, 2, 2);
	if (hours > 23 || minutes > 59)
		r->bad = true;
	*seconds = (minus ? -1 : 1) * (hours * 3600 + minutes * 60);
	return (true);
}

static void
date_with_marks(struct reader *r, enum moment_form form, struct civil *c)
{
	int first, second;
	char mark;

	if (form == MOMENT_ISO) {
		c->year = digits(r, 4, 4);
		if (!accept(r, '-') && !accept(r, '/') && !accept(r, '.'))
			r->bad = true;
		c->month = digits(r, 1, 2);
		if (!accept(r, '-') && !accept(r, '/') && !accept(r, '.'))
			r->bad = true;
		c->day = digits(r, 1, 2);
		return;
	}
	first = digits(r, 1, 2);
	mark = r->p < r->end ? *r->p : '\0';
	if (mark != '/' && mark != '.' && mark != '-')
		r->bad = true;
	accept(r, mark);
	second = digits(r, 1, 2);
	if (!accept(r, mark))
		r->bad = true;
	c->year = digits(r, 4, 4);
	c->day = form == MOMENT_DMY ? first : second;
	c->month = form == MOMENT_DMY ? second : first;
}

static void
date_in_words(struct reader *r, struct civil *c)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int m;

	if (r->end - r->p > 4 && r->p[3] == ',')
		r->p += 4;
	blanks(r);
	c->day = digits(r, 1, 2);
	blanks(r);
	for (m = 0; m < 12 && r->end - r->p >= 3; m++)
		if (strncasecmp(r->p, months + m * 3, 3) == 0)
			break;
	c->month = m + 1;
	if (m == 12 || r->end - r->p < 3) {
		r->bad = true;
		return;
	}
	r->p += 3;
	blanks(r);
	c->year = digits(r, 4, 4);
}

static void
date_compact(struct reader *r, struct civil *c)
{
	c->year = digits(r, 4, 4);
	c->month = digits(r, 2, 2);
	c->day = digits(r, 2, 2);
	accept(r, 'T');
	if (r->p < r->end && *r->p >= '0' && *r->p <= '9') {
		c->hour = digits(r, 2, 2);
		c->minute = digits(r, 2, 2);
		c->second = digits(r, 2, 2);
	}
}

/* Digits, perhaps a fraction, in units of which `per` make a millisecond (or -1000: seconds). */
static enum moment_found
since_1970(struct slice text, int64_t per, int64_t *ms)
{
	int64_t whole = 0, part = 0, scale = 100;
	size_t i = 0;

	for (; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++)
		if (i > 17)
			return (MOMENT_BAD);
		else
			whole = whole * 10 + (text.p[i] - '0');
	if (i == 0)
		return (MOMENT_BAD);
	if (i < text.n && text.p[i] == '.')
		for (i++; i < text.n && text.p[i] >= '0' && text.p[i] <= '9'; i++, scale /= 10)
			part += (text.p[i] - '0') * scale;
	if (i < text.n)
		return (MOMENT_BAD);
	if (per < 0 && whole > INT64_C(253402300799))
		return (MOMENT_BAD);
	*ms = per < 0 ? whole * 1000 + part : whole / per;
	return (*ms <= INT64_C(253402300799999) ? MOMENT_OK : MOMENT_BAD);
}

enum moment_found
moment_read(struct slice text, enum moment_form form, struct zone *zone, int64_t *ms)
{
	struct reader r;
	struct civil c = { 0 };
	enum zone_found found;
	int year, month, mday;
	int32_t east;
	int64_t day;

	text = text_trim(text);
	if (form == MOMENT_UNIX)
		return (since_1970(text, -1000, ms));
	if (form == MOMENT_UNIX_MS)
		return (since_1970(text, 1, ms));
	if (form == MOMENT_UNIX_US)
		return (since_1970(text, 1000, ms));

	r = (struct reader){ text.p, text.p + text.n, false };
	if (form == MOMENT_RFC2822)
		date_in_words(&r, &c);
	else if (form == MOMENT_COMPACT)
		date_compact(&r, &c);
	else
		date_with_marks(&r, form, &c);
	if (form != MOMENT_COMPACT && r.p < r.end) {
		if (!accept(&r, 'T') && !accept(&r, 't') && !accept(&r, ' ') && !accept(&r, ','))
			return (MOMENT_BAD);
		blanks(&r);
		time_of_day(&r, &c);
	}
	if (r.bad)
		return (MOMENT_BAD);
	if (c.second == 60) { /* a leap second: POSIX time has none */
		c.second = 59;
		c.ms = 999;
	}
	if (r.p < r.end) {
		if (!offset(&r, &east) || r.bad || r.p < r.end || c.month < 1 || c.month > 12 ||
		    c.day < 1 || c.day > 31 || c.hour > 23 || c.minute > 59 || c.second > 59)
			return (MOMENT_BAD);
		day = date_days(c.year, c.month, c.day);
		date_of_days(day, &year, &month, &mday);
		if (month != c.month || mday != c.day) /* February 30th */
			return (MOMENT_BAD);
		*ms = (((day * 24 + c.hour) * 60 + c.minute) * 60 + c.second - east) * 1000 + c.ms;
		return (MOMENT_OK);
	}
	found = zone_instant(zone, &c, ms);
	return (found == ZONE_ONE	  ? MOMENT_OK
		: found == ZONE_AMBIGUOUS ? MOMENT_AMBIGUOUS
		: found == ZONE_SKIPPED	  ? MOMENT_SKIPPED
					  : MOMENT_BAD);
}

bool
moment_seconds(struct slice text, int64_t *ms)
{
	int64_t parts[3] = { 0 }, part = 0;
	int n = 0, scale = 100;
	size_t i;

	text = text_trim(text);
	if (text.n == 0 || text.n > 16 || text.p[0] < '0' || text.p[0] > '9')
		return (false);
	for (i = 0; i < text.n && text.p[i] != '.' && text.p[i] != ','; i++)
		if (text.p[i] == ':' && n < 2)
			n++;
		else if (text.p[i] >= '0' && text.p[i] <= '9')
			parts[n] = parts[n] * 10 + (text.p[i] - '0');
		else
			return (false);
	if (parts[0] > MOST_SECONDS || parts[1] > MOST_SECONDS || parts[2] > MOST_SECONDS)
		return (false);
	for (i++; i < text.n; i++, scale /= 10) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return (false);
		part += (text.p[i] - '0') * scale;
	}
	if (n == 2)
		parts[0] = (parts[0] * 60 + parts[1]) * 60 + parts[2];
	else if (n == 1)
		parts[0] = parts[0] * 60 + parts[1];
	*ms = parts[0] * 1000 + part;
	return (true);
}
