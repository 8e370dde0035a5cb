#include "time/instant.h"

#include <string.h>

#include "time/date.h"

enum { MS_DAY = 86400000, MS_HOUR = 3600000, MS_MINUTE = 60000, MS_SECOND = 1000 };

/* Of 0000-01-01 and 9999-12-31. */
#define FIRST_DAY (-719528)
#define LAST_DAY  2932896

static int
two(const char *p)
{
	return ((p[0] - '0') * 10 + (p[1] - '0'));
}

/* The time of civil fields that were checked to be digits; false if there is no such time. */
static bool
instant_of_fields(int year, int month, int day, int hour, int minute, int second, int64_t *ms)
{
	if (!date_exists(year, month, day) || hour > 23 || minute > 59 || second > 59)
		return (false);
	*ms = date_days(year, month, day) * MS_DAY + hour * MS_HOUR + minute * MS_MINUTE +
	      second * MS_SECOND;
	return (true);
}

/* Eight characters at a time: what is not a digit at a '0', or not the very character elsewhere,
 * leaves a high bit behind. */
static bool
is_like(const char *p, const char *pattern, uint64_t room)
{
	uint64_t text, like;

	memcpy(&text, p, 8);
	memcpy(&like, pattern, 8);
	text ^= like;
	return (((text | (text + room)) & 0x8080808080808080U) == 0);
}

static uint64_t
room_of(const char *digits)
{
	uint64_t room;

	memcpy(&room, digits, 8);
	return (room);
}

static bool
parse_canonical(const char *p, int64_t *ms)
{
	/* 0x76 + 9 is the last without the high bit; 0x7f + 0 is. */
	if (!is_like(p, "0000-00-", room_of("\x76\x76\x76\x76\x7f\x76\x76\x7f")) ||
	    !is_like(p + 8, "00T00:00", room_of("\x76\x76\x7f\x76\x76\x7f\x76\x76")) ||
	    !is_like(p + 16, ":00.000Z", room_of("\x7f\x76\x76\x7f\x76\x76\x76\x7f")))
		return (false);
	if (!instant_of_fields(two(p) * 100 + two(p + 2), two(p + 5), two(p + 8), two(p + 11),
		two(p + 14), two(p + 17), ms))
		return (false);
	*ms += (p[20] - '0') * 100 + two(p + 21);
	return (true);
}

/* Do the first n characters look like the pattern, where 0 is any digit? */
static bool
looks_like(struct slice s, const char *pattern)
{
	size_t i;

	if (s.n < strlen(pattern))
		return (false);
	for (i = 0; pattern[i] != '\0'; i++)
		if (pattern[i] == '0' ? s.p[i] < '0' || s.p[i] > '9' : s.p[i] != pattern[i])
			return (false);
	return (true);
}

static struct slice
after(struct slice s, size_t n)
{
	return ((struct slice){ s.p + n, s.n - n });
}

static bool
parse_fraction(struct slice *s, int *ms)
{
	int digits = 0;

	*ms = 0;
	if (s->n == 0 || s->p[0] != '.')
		return (true);
	for (*s = after(*s, 1); s->n > 0 && s->p[0] >= '0' && s->p[0] <= '9'; *s = after(*s, 1)) {
		if (digits < 3)
			*ms = *ms * 10 + (s->p[0] - '0');
		if (digits < 4)
			digits++;
	}
	if (digits == 0)
		return (false);
	for (; digits < 3; digits++)
		*ms *= 10;
	return (true);
}

static bool
parse_offset(struct slice s, int64_t *ms)
{
	if (s.n == 1 && (s.p[0] == 'Z' || s.p[0] == 'z')) {
		*ms = 0;
		return (true);
	}
	if (s.n != 6 || !(looks_like(s, "+00:00") || looks_like(s, "-00:00")))
		return (false);
	if (two(s.p + 1) > 23 || two(s.p + 4) > 59)
		return (false);
	*ms = two(s.p + 1) * MS_HOUR + two(s.p + 4) * MS_MINUTE;
	if (s.p[0] == '-')
		*ms = -*ms;
	return (true);
}

static bool
is_in_range(int64_t ms)
{
	return (ms >= (int64_t)FIRST_DAY * MS_DAY && ms < ((int64_t)LAST_DAY + 1) * MS_DAY);
}

static bool
parse_any(struct slice s, int64_t *ms)
{
	int64_t at, offset;
	const char *p = s.p;
	int second, fraction;
	bool leap;

	if (!looks_like(s, "0000-00-00") || s.n < 20 || strchr("Tt ", p[10]) == NULL ||
	    p[10] == '\0' || !looks_like(after(s, 11), "00:00:00"))
		return (false);
	second = two(p + 17);
	leap = second == 60;
	s = after(s, 19);
	if (!instant_of_fields(two(p) * 100 + two(p + 2), two(p + 5), two(p + 8), two(p + 11),
		two(p + 14), leap ? 59 : second, &at) ||
	    !parse_fraction(&s, &fraction) || !parse_offset(s, &offset))
		return (false);
	at -= offset;
	/* A leap second can only be the last of a day in UTC. */
	if (leap && (at - (int64_t)FIRST_DAY * MS_DAY) % MS_DAY != MS_DAY - MS_SECOND)
		return (false);
	at += leap ? 999 : fraction;
	if (!is_in_range(at))
		return (false);
	*ms = at;
	return (true);
}

bool
instant_parse(struct slice text, int64_t *ms)
{
	if (text.n == INSTANT_LEN && parse_canonical(text.p, ms))
		return (true);
	return (parse_any(text, ms));
}

bool
instant_is_canonical(struct slice text)
{
	int64_t ms;

	return (text.n == INSTANT_LEN && parse_canonical(text.p, &ms));
}

static void
put_digits(char *p, int n, int value)
{
	while (n-- > 0) {
		p[n] = (char)('0' + value % 10);
		value /= 10;
	}
}

void
instant_format(int64_t ms, char out[INSTANT_LEN])
{
	int64_t days;
	int year, month, day, rest;

	if (ms < (int64_t)FIRST_DAY * MS_DAY)
		ms = (int64_t)FIRST_DAY * MS_DAY;
	else if (!is_in_range(ms))
		ms = ((int64_t)LAST_DAY + 1) * MS_DAY - 1;
	days = (ms >= 0 ? ms : ms - (MS_DAY - 1)) / MS_DAY;
	rest = (int)(ms - days * MS_DAY);
	date_of_days(days, &year, &month, &day);
	memcpy(out, "0000-00-00T00:00:00.000Z", INSTANT_LEN);
	put_digits(out, 4, year);
	put_digits(out + 5, 2, month);
	put_digits(out + 8, 2, day);
	put_digits(out + 11, 2, rest / MS_HOUR);
	put_digits(out + 14, 2, rest / MS_MINUTE % 60);
	put_digits(out + 17, 2, rest / MS_SECOND % 60);
	put_digits(out + 20, 3, rest % MS_SECOND);
}
