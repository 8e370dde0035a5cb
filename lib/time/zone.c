/* Time zones: TZif files (RFC 8536) and the POSIX rule in their footer. */
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/near.h"
#include "base/say.h"
#include "time/date.h"
#include "time/instant.h"
#include "time/zone.h"

#define ZONEINFO "/usr/share/zoneinfo"

enum { MAX_FILE = 1 << 20, NAME_LEN = 255 };
enum { DAY = 86400, HOUR = 3600, MINUTE = 60 };

/* The farthest that a wall clock may be from UTC, with room to spare. */
enum { REACH = 26 * HOUR };

/* Seconds of the years -1 to 10000: rules are reckoned within. */
#define EARLIEST INT64_C(-62198755200)
#define LATEST	 INT64_C(253433923200)

struct span { /* [from, until) in seconds, with one offset */
	int64_t from, until;
	int32_t offset;
};

struct turn { /* one of the two changes of a POSIX rule's year */
	enum { TURN_JULIAN, TURN_DAY, TURN_MONTH } kind;
	int month, week, day; /* day of the week 0 = Sunday, or of the year */
	int32_t time;	      /* seconds after midnight, may be beyond the day */
};

struct rule {
	bool known, summer; /* summer: it has a second offset and turns */
	int32_t offset, summer_offset;
	struct turn to_summer, back;
};

struct zone {
	int64_t from, until; /* the span last asked for, in ms */
	int32_t offset;

	struct span *spans; /* of the table; the last ends where the rule begins */
	size_t nspans;
	struct rule rule;
};

/*
 * The POSIX rule
 */

static bool
take(struct slice *s, char c)
{
	if (s->n == 0 || s->p[0] != c)
		return (false);
	s->p++;
	s->n--;
	return (true);
}

static bool
take_number(struct slice *s, int max, int *value)
{
	size_t n = 0;

	for (*value = 0; n < s->n && s->p[n] >= '0' && s->p[n] <= '9' && *value <= max; n++)
		*value = *value * 10 + (s->p[n] - '0');
	s->p += n;
	s->n -= n;
	return (n > 0 && *value <= max);
}

/* [+-]hh[:mm[:ss]] */
static bool
take_time(struct slice *s, int max_hours, int32_t *seconds)
{
	bool minus = take(s, '-');
	int h, m = 0, sec = 0;

	if (!minus)
		take(s, '+');
	if (!take_number(s, max_hours, &h))
		return (false);
	if (take(s, ':')) {
		if (!take_number(s, 59, &m))
			return (false);
		if (take(s, ':') && !take_number(s, 59, &sec))
			return (false);
	}
	*seconds = h * HOUR + m * MINUTE + sec;
	if (minus)
		*seconds = -*seconds;
	return (true);
}

/* A name such as EET or <+0530>. */
static bool
take_name(struct slice *s)
{
	size_t n = 0;

	if (take(s, '<')) {
		while (s->n > 0 && s->p[0] != '>')
			take(s, s->p[0]);
		return (take(s, '>'));
	}
	for (; n < s->n && ((s->p[n] | 32) >= 'a' && (s->p[n] | 32) <= 'z'); n++)
		;
	s->p += n;
	s->n -= n;
	return (n >= 3);
}

static bool
take_turn(struct slice *s, struct turn *t)
{
	if (!take(s, ','))
		return (false);
	if (take(s, 'M')) {
		t->kind = TURN_MONTH;
		if (!take_number(s, 12, &t->month) || t->month < 1 || !take(s, '.') ||
		    !take_number(s, 5, &t->week) || t->week < 1 || !take(s, '.') ||
		    !take_number(s, 6, &t->day))
			return (false);
	} else if (take(s, 'J')) {
		t->kind = TURN_JULIAN;
		if (!take_number(s, 365, &t->day) || t->day < 1)
			return (false);
	} else {
		t->kind = TURN_DAY;
		if (!take_number(s, 365, &t->day))
			return (false);
	}
	t->time = 2 * HOUR;
	return (!take(s, '/') || take_time(s, 167, &t->time));
}

/* "EET-2EEST,M3.5.0/3,M10.5.0/4": POSIX counts offsets west of Greenwich. */
static bool
read_rule(struct slice s, struct rule *r)
{
	if (!take_name(&s) || !take_time(&s, 24, &r->offset))
		return (false);
	r->offset = -r->offset;
	r->known = true;
	if (s.n == 0)
		return (true);
	r->summer = true;
	if (!take_name(&s))
		return (false);
	r->summer_offset = r->offset + HOUR;
	if (s.n > 0 && s.p[0] != ',') {
		if (!take_time(&s, 24, &r->summer_offset))
			return (false);
		r->summer_offset = -r->summer_offset;
	}
	return (take_turn(&s, &r->to_summer) && take_turn(&s, &r->back) && s.n == 0);
}

/* When a turn comes in a year, in seconds of the wall clock. */
static int64_t
turn_in(const struct turn *t, int year)
{
	int64_t day = date_days(year, 1, 1), next;
	bool leap = date_days(year + 1, 1, 1) - day == 366;

	switch (t->kind) {
	case TURN_JULIAN: /* 1 to 365; February 29th is never counted */
		day += t->day - 1 + (leap && t->day >= 60);
		break;
	case TURN_DAY: /* 0 to 365 */
		day += t->day;
		break;
	case TURN_MONTH: /* the week-th such weekday of the month, 5 = the last */
		day = date_days(year, t->month, 1);
		next =
		    t->month == 12 ? date_days(year + 1, 1, 1) : date_days(year, t->month + 1, 1);
		day += (t->day - date_weekday(day) % 7 + 7) % 7 + 7 * (t->week - 1);
		while (day >= next)
			day -= 7;
		break;
	}
	return (day * DAY + t->time);
}

/* Put a change in its place by time; at the same time, the later one put comes last. */
static size_t
put_change(struct span *changes, size_t n, int64_t from, int32_t offset)
{
	size_t i;

	for (i = n; i > 0 && changes[i - 1].from > from; i--)
		changes[i] = changes[i - 1];
	changes[i] = (struct span){ from, INT64_MAX, offset };
	return (n + 1);
}

static struct span
rule_span(const struct rule *r, int64_t at)
{
	struct span changes[10], span = { INT64_MIN, INT64_MAX, r->offset };
	int year, month, day, y;
	size_t i, n = 0;

	if (!r->summer)
		return (span);
	date_of_days((at >= 0 ? at : at - (DAY - 1)) / DAY, &year, &month, &day);
	/* "Back" goes first: a year that ends when the next begins is all summer. */
	for (y = year - 2; y <= year + 2; y++)
		n = put_change(changes, n, turn_in(&r->back, y) - r->summer_offset, r->offset);
	for (y = year - 2; y <= year + 2; y++)
		n = put_change(changes, n, turn_in(&r->to_summer, y) - r->offset, r->summer_offset);
	for (i = 0; i < n && changes[i].from <= at; i++)
		span = changes[i];
	if (i < n)
		span.until = changes[i].from;
	return (span);
}

/*
 * TZif
 */

static int64_t
big_endian(const char *p, size_t n)
{
	uint64_t v = (p[0] & 0x80) != 0 ? UINT64_MAX : 0;
	size_t i;

	for (i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return ((int64_t)v);
}

struct header {
	char version;
	size_t isutc, isstd, leaps, times, types, chars;
};

enum { HEADER_LEN = 44 };

static bool
read_header(struct slice s, struct header *h)
{
	size_t *counts[] = { &h->isutc, &h->isstd, &h->leaps, &h->times, &h->types, &h->chars };
	size_t i;
	int64_t n;

	if (s.n < HEADER_LEN || memcmp(s.p, "TZif", 4) != 0)
		return (false);
	h->version = s.p[4];
	for (i = 0; i < 6; i++) {
		n = big_endian(s.p + 20 + i * 4, 4);
		if (n < 0 || n > MAX_FILE)
			return (false);
		*counts[i] = (size_t)n;
	}
	return (h->types > 0 && h->types <= 256);
}

/* The size of what follows a header, with times of so many bytes. */
static size_t
body_len(const struct header *h, size_t size)
{
	return (h->times * (size + 1) + h->types * 6 + h->chars + h->leaps * (size + 4) + h->isstd +
		h->isutc);
}

static bool
add_span(struct zone *z, int64_t from, int32_t offset)
{
	if (z->nspans > 0) {
		if (from <= z->spans[z->nspans - 1].from)
			return (false);
		z->spans[z->nspans - 1].until = from;
	}
	z->spans[z->nspans++] = (struct span){ from, INT64_MAX, offset };
	return (true);
}

static bool
read_body(struct zone *z, const struct header *h, const char *p, size_t size)
{
	const char *indexes = p + h->times * size, *types = indexes + h->times;
	int64_t offset, at;
	size_t i, type;

	z->spans = mem_zero(h->times + 1, sizeof(*z->spans));
	for (i = 0; i <= h->times; i++) {
		/* The first type holds before the first change. */
		type = i == 0 ? 0 : (unsigned char)indexes[i - 1];
		at = i == 0 ? INT64_MIN : big_endian(p + (i - 1) * size, size);
		if (type >= h->types)
			return (false);
		offset = big_endian(types + type * 6, 4);
		if (offset <= -REACH || offset >= REACH || !add_span(z, at, (int32_t)offset))
			return (false);
	}
	return (true);
}

/* The rule stands between two newlines after the second body; it may be empty. */
static bool
read_footer(struct zone *z, struct slice s)
{
	const char *end;

	if (!take(&s, '\n') || (end = memchr(s.p, '\n', s.n)) == NULL)
		return (false);
	s.n = (size_t)(end - s.p);
	return (s.n == 0 || read_rule(s, &z->rule));
}

static bool
read_tzif(struct zone *z, struct slice s)
{
	struct header h;
	size_t n;

	if (!read_header(s, &h) || s.n < (n = HEADER_LEN + body_len(&h, 4)))
		return (false);
	if (h.version == '\0')
		return (read_body(z, &h, s.p + HEADER_LEN, 4));
	/* The first body is for readers of 1986: what counts comes after it. */
	s = (struct slice){ s.p + n, s.n - n };
	if (!read_header(s, &h) || s.n < (n = HEADER_LEN + body_len(&h, 8)))
		return (false);
	return (read_body(z, &h, s.p + HEADER_LEN, 8) &&
		read_footer(z, (struct slice){ s.p + n, s.n - n }));
}

static struct zone *
zone_new(void)
{
	struct zone *z = mem_zero(1, sizeof(*z));

	z->from = INT64_MAX; /* no span was asked for yet */
	z->until = INT64_MIN;
	return (z);
}

struct zone *
zone_read(struct slice tzif)
{
	struct zone *z = zone_new();

	if (read_tzif(z, tzif))
		return (z);
	zone_free(z);
	return (NULL);
}

void
zone_free(struct zone *z)
{
	if (z == NULL)
		return;
	free(z->spans);
	free(z);
}

/*
 * Files
 */

/* Names come from users and files: they must not lead out of the folder. */
static bool
is_safe_name(const char *name)
{
	size_t n = strlen(name);

	return (n > 0 && n <= NAME_LEN && name[0] != '/' && name[n - 1] != '/' &&
		strstr(name, "..") == NULL && strstr(name, "//") == NULL &&
		strspn(name,
		    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/") == n);
}

static bool
read_file(const char *path, struct buf *b)
{
	struct stat st;
	ssize_t n = 0;
	int fd;

	if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) == -1)
		return (false);
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		while (b->n <= MAX_FILE && (n = read(fd, buf_room(b, 4096), 4096)) > 0)
			b->n += (size_t)n;
	close(fd);
	return (n == 0 && b->n > 0 && b->n <= MAX_FILE);
}

struct search {
	struct slice wanted;
	size_t steps;
	char found[NAME_LEN + 1];
};

static void
compare_name(struct search *s, const char *name)
{
	size_t steps = near_steps(s->wanted, slice_of(name));

	/* The order of a folder is chance: of equals, the first by name. */
	if (steps < s->steps ||
	    (steps == s->steps && steps != SIZE_MAX && strcmp(name, s->found) < 0)) {
		s->steps = steps;
		memcpy(s->found, name, strlen(name) + 1);
	}
}

static void
search_folder(struct search *s, const char *folder, int depth)
{
	struct buf path = { 0 };
	struct dirent *entry;
	DIR *dir;

	buf_printf(&path, ZONEINFO "/%s", folder);
	dir = opendir(buf_cstr(&path));
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		/* All zones begin with a capital; posix/ and right/ repeat them. */
		if (entry->d_name[0] < 'A' || entry->d_name[0] > 'Z')
			continue;
		path.n = 0;
		buf_printf(&path, "%s%s%s", folder, folder[0] == '\0' ? "" : "/", entry->d_name);
		if (path.n > NAME_LEN)
			continue;
		if (entry->d_type == DT_DIR && depth < 3)
			search_folder(s, buf_cstr(&path), depth + 1);
		else if (entry->d_type != DT_DIR)
			compare_name(s, buf_cstr(&path));
	}
	if (dir != NULL)
		closedir(dir);
	buf_free(&path);
}

static void
say_missing(const char *name)
{
	struct search s = { slice_of(name), SIZE_MAX, "" };
	const char *names[] = { s.found, NULL };
	struct buf why = { 0 };

	search_folder(&s, "", 0);
	if (s.found[0] == '\0')
		names[0] = "those of " ZONEINFO;
	say_unknown(&why, "time zone", s.wanted, names);
	warnx("%s", buf_cstr(&why));
	buf_free(&why);
}

struct zone *
zone_load(const char *name)
{
	struct buf path = { 0 }, b = { 0 };
	struct zone *z = NULL;

	/* Most runs want this one, and it needs no file. */
	if (strcmp(name, "UTC") == 0) {
		z = zone_new();
		z->rule.known = true;
		return (z);
	}
	if (!is_safe_name(name)) {
		warnx("\"%.64s\" is no name of a time zone; write one like \"Europe/Kyiv\"", name);
		return (NULL);
	}
	buf_printf(&path, ZONEINFO "/%s", name);
	if (!read_file(buf_cstr(&path), &b))
		say_missing(name);
	else if ((z = zone_read(buf_view(&b))) == NULL)
		warnx("%s: not a time zone file (TZif)", buf_cstr(&path));
	buf_free(&path);
	buf_free(&b);
	return (z);
}

/*
 * Questions
 */

static struct span
table_span(const struct zone *z, int64_t at)
{
	size_t low = 0, high = z->nspans, mid;

	while (high - low > 1) {
		mid = low + (high - low) / 2;
		if (z->spans[mid].from <= at)
			low = mid;
		else
			high = mid;
	}
	return (z->spans[low]);
}

/* The span that an instant is in. */
static struct span
span_at(const struct zone *z, int64_t at)
{
	struct span span;
	int64_t last = z->nspans == 0 ? INT64_MIN : z->spans[z->nspans - 1].from;

	at = at < EARLIEST ? EARLIEST : at > LATEST ? LATEST : at;
	/* The rule takes over with the last change of the table, or at once if there is none. */
	if (!z->rule.known || (z->nspans > 1 && at < last))
		return (table_span(z, at));
	span = rule_span(&z->rule, at);
	if (z->nspans > 1 && span.from < last)
		span.from = last;
	return (span);
}

static int64_t
to_ms(int64_t seconds)
{
	return (seconds < EARLIEST ? INT64_MIN : seconds > LATEST ? INT64_MAX : seconds * 1000);
}

static int64_t
to_seconds(int64_t ms)
{
	return ((ms >= 0 ? ms : ms - 999) / 1000);
}

static void
remember(struct zone *z, struct span span)
{
	z->from = to_ms(span.from);
	z->until = to_ms(span.until);
	z->offset = span.offset;
}

int32_t
zone_offset(struct zone *z, int64_t ms)
{
	if (ms < z->from || ms >= z->until)
		remember(z, span_at(z, ms < INT64_MIN + 999 ? EARLIEST : to_seconds(ms)));
	return (z->offset);
}

struct civil
zone_civil(struct zone *z, int64_t ms)
{
	int64_t local = ms + (int64_t)zone_offset(z, ms) * 1000, days;
	struct civil c;
	int rest;

	days = (local >= 0 ? local : local - (DAY * INT64_C(1000) - 1)) / (DAY * INT64_C(1000));
	rest = (int)(local - days * DAY * INT64_C(1000));
	date_of_days(days, &c.year, &c.month, &c.day);
	c.ms = rest % 1000;
	rest /= 1000;
	c.hour = rest / HOUR;
	c.minute = rest / MINUTE % 60;
	c.second = rest % 60;
	return (c);
}

static bool
is_civil(const struct civil *c)
{
	int year, month, day;

	if (c->year < 0 || c->year > 9999 || c->month < 1 || c->month > 12 || c->day < 1 ||
	    c->day > 31 || c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 ||
	    c->second < 0 || c->second > 59 || c->ms < 0 || c->ms > 999)
		return (false);
	date_of_days(date_days(c->year, c->month, c->day), &year, &month, &day);
	return (month == c->month);
}

/* Go through the spans around: in how many of them does the wall show this? */
static enum zone_found
search_spans(struct zone *z, int64_t wall, int64_t *found)
{
	struct span span = span_at(z, wall - REACH), next;
	int64_t moved = 0;
	bool skipped = false;
	int n = 0;

	for (;; span = next) {
		if (wall - span.offset >= span.from && wall - span.offset < span.until &&
		    n++ == 0) {
			*found = wall - span.offset;
			remember(z, span);
		}
		if (span.until > wall + REACH)
			break;
		next = span_at(z, span.until);
		/* After this span's end by its own offset, before the next one's begin by the
		 * next one's: the clock jumped over it (and may still come back to it). */
		if (!skipped && wall - span.offset >= span.until &&
		    wall - next.offset < span.until) {
			moved = wall - span.offset;
			skipped = true;
		}
	}
	if (n > 0)
		return (n == 1 ? ZONE_ONE : ZONE_AMBIGUOUS);
	*found = moved;
	return (skipped ? ZONE_SKIPPED : ZONE_NO_DATE);
}

enum zone_found
zone_instant(struct zone *z, const struct civil *c, int64_t *ms)
{
	int64_t wall, at;
	enum zone_found found = ZONE_ONE;

	if (!is_civil(c))
		return (ZONE_NO_DATE);
	wall = date_days(c->year, c->month, c->day) * DAY + c->hour * HOUR + c->minute * MINUTE +
	       c->second;
	at = wall - z->offset;
	/* Far from a change of the clock there is no doubt. */
	if (z->from > z->until || (z->from != INT64_MIN && at < z->from / 1000 + 2 * REACH) ||
	    (z->until != INT64_MAX && at >= z->until / 1000 - 2 * REACH))
		found = search_spans(z, wall, &at);
	if (found == ZONE_NO_DATE || at < -INT64_C(719528) * DAY || at >= INT64_C(2932897) * DAY)
		return (ZONE_NO_DATE);
	*ms = at * 1000 + c->ms;
	return (found);
}
