/*
 * instant - times and zones.  Without arguments it tests itself; with them it
 * answers lines of standard input, so that tests/time.bats can compare it with python:
 *	instant parse		a text	-> its ms, or "no"
 *	instant format		ms	-> the canonical text
 *	instant week		days	-> weekday, ISO year and week
 *	instant offset ZONE	ms	-> seconds east
 *	instant wall ZONE	"2026 3 29 3 30"	-> what was found, and ms
 */
#include "time/instant.h"
#include "time/date.h"
#include "time/zone.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures;

static void
parses(const char *text, const char *want)
{
	char got[INSTANT_LEN + 1] = "no";
	int64_t ms;

	if (instant_parse(slice_of(text), &ms)) {
		instant_format(ms, got);
		got[INSTANT_LEN] = '\0';
	}
	if (strcmp(got, want) != 0) {
		printf("instant: \"%s\": %s, not %s\n", text, got, want);
		failures++;
	}
}

static void
canonical(const char *text, bool want)
{
	if (instant_is_canonical(slice_of(text)) != want) {
		printf("instant: \"%s\" is %scanonical\n", text, want ? "" : "not ");
		failures++;
	}
}

static void
test_parse(void)
{
	parses("2026-03-01T09:15:27.000Z", "2026-03-01T09:15:27.000Z");
	parses("2026-03-01T09:15:27.123Z", "2026-03-01T09:15:27.123Z");
	parses("0000-01-01T00:00:00.000Z", "0000-01-01T00:00:00.000Z");
	parses("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z");
	parses("2026-03-01t09:15:27z", "2026-03-01T09:15:27.000Z");
	parses("2026-03-01 09:15:27Z", "2026-03-01T09:15:27.000Z");
	parses("2026-03-01T09:15:27.5Z", "2026-03-01T09:15:27.500Z");
	parses("2026-03-01T09:15:27.9999999Z", "2026-03-01T09:15:27.999Z");
	parses("2026-03-01T09:15:27+03:00", "2026-03-01T06:15:27.000Z");
	parses("2026-03-01T09:15:27.25-05:30", "2026-03-01T14:45:27.250Z");
	parses("2026-03-01T00:00:00-00:00", "2026-03-01T00:00:00.000Z");
	parses("2024-02-29T00:00:00.000Z", "2024-02-29T00:00:00.000Z");
	parses("2000-02-29T00:00:00.000Z", "2000-02-29T00:00:00.000Z");
	parses("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z");
	/* A leap second is the last of its day, and stays in that day. */
	parses("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999Z");
	parses("2016-12-31T23:59:60.500Z", "2016-12-31T23:59:59.999Z");
	parses("2017-01-01T02:59:60.000+03:00", "2016-12-31T23:59:59.999Z");
	parses("2016-12-31T12:30:60Z", "no");

	parses("", "no");
	parses("2026-03-01", "no");
	parses("2026-03-01T09:15:27", "no");
	parses("2026-03-01T09:15:27.Z", "no");
	parses("2026-03-01T09:15:27+0300", "no");
	parses("2026-03-01T09:15:27+24:00", "no");
	parses("2026-03-01T09:15:27+03:60", "no");
	parses("2026-03-01T09:15:27Z ", "no");
	parses("2026-03-01T09:15:27.000Zx", "no");
	parses("2026-03-01_09:15:27.000Z", "no");
	parses("2026-02-29T00:00:00.000Z", "no");
	parses("1900-02-29T00:00:00.000Z", "no");
	parses("2026-04-31T00:00:00.000Z", "no");
	parses("2026-00-01T00:00:00.000Z", "no");
	parses("2026-13-01T00:00:00.000Z", "no");
	parses("2026-01-00T00:00:00.000Z", "no");
	parses("2026-01-01T24:00:00.000Z", "no");
	parses("2026-01-01T00:60:00.000Z", "no");
	parses("2026-01-01T00:00:61.000Z", "no");
	parses("2026-0a-01T00:00:00.000Z", "no");
	parses("2026-01-01T00:00:00.0:0Z", "no");
	parses("2026-01-01T00:00:00.\xb0"
	       "00Z",
	    "no");
	parses("0000-01-01T00:00:00+00:01", "no");
	parses("9999-12-31T23:59:59-00:01", "no");

	canonical("2026-03-01T09:15:27.000Z", true);
	canonical("2026-03-01T09:15:27Z", false);
	canonical("2026-03-01t09:15:27.000Z", false);
	canonical("2016-12-31T23:59:60.000Z", false);
	canonical("2026-02-30T00:00:00.000Z", false);
	/* In every place, only its own characters. */
	for (int i = 0; i < INSTANT_LEN; i++)
		for (int c = 0; c < 256; c++) {
			char text[] = "2011-11-11T11:11:11.111Z";
			int64_t ms;
			bool digit = c >= '0' && c <= '9', was = text[i] >= '0' && text[i] <= '9';

			if (c == text[i] || (was && digit))
				continue;
			text[i] = (char)c;
			if (instant_is_canonical((struct slice){ text, INSTANT_LEN }) ||
			    (instant_parse((struct slice){ text, INSTANT_LEN }, &ms) &&
				!(i == 10 && (c == 't' || c == ' ')) && !(i == 23 && c == 'z'))) {
				printf("instant: byte %d may be %d\n", i, c);
				failures++;
			}
		}
}

static void
test_days(void)
{
	int64_t days, want = date_days(-1, 12, 31);
	int year, month, day, back;

	for (year = 0; year <= 9999; year++)
		for (month = 1; month <= 12; month++)
			for (day = 1; day <= 28; day += 27) {
				int y, m, d;

				days = date_days(year, month, day);
				date_of_days(days, &y, &m, &d);
				if (y != year || m != month || d != day || days <= want) {
					printf("instant: %d-%d-%d\n", year, month, day);
					failures++;
				}
				want = days;
			}
	for (days = -1000000, back = date_weekday(days - 1); days < 3000000; days++) {
		if (date_weekday(days) != back % 7 + 1)
			failures++;
		back = date_weekday(days);
	}
	if (date_days(1970, 1, 1) != 0 || date_weekday(0) != 4) {
		printf("instant: the first day is not a Thursday\n");
		failures++;
	}
}

static void
test_names(void)
{
	struct zone *z;

	if ((z = zone_load("UTC")) == NULL || zone_offset(z, INT64_C(1772323200000)) != 0)
		failures++;
	zone_free(z);
	zone_free(NULL);
	if (zone_read(SLICE("TZif")) != NULL || zone_read(SLICE("")) != NULL)
		failures++;
}

static int
answer_zone(const char *what, const char *name)
{
	static const char *const names[] = { "one", "ambiguous", "skipped", "no" };
	struct zone *z = zone_load(name);
	enum zone_found found;
	struct civil c = { 0 };
	int64_t ms = 0;

	if (z == NULL)
		return (1);
	if (strcmp(what, "offset") == 0)
		while (scanf("%" SCNd64, &ms) == 1)
			printf("%d\n", zone_offset(z, ms));
	else
		while (
		    scanf("%d %d %d %d %d", &c.year, &c.month, &c.day, &c.hour, &c.minute) == 5) {
			found = zone_instant(z, &c, &ms);
			printf("%s %" PRId64 "\n", names[found], found == ZONE_NO_DATE ? 0 : ms);
		}
	zone_free(z);
	return (0);
}

static int
answer(const char *what)
{
	char line[256], out[INSTANT_LEN];
	int64_t ms;
	int year, week;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strcmp(what, "parse") == 0 && instant_parse(slice_of(line), &ms))
			printf("%" PRId64 "\n", ms);
		else if (strcmp(what, "format") == 0) {
			instant_format(strtoll(line, NULL, 10), out);
			printf("%.*s\n", INSTANT_LEN, out);
		} else if (strcmp(what, "week") == 0) {
			date_iso_week(strtoll(line, NULL, 10), &year, &week);
			printf("%d %d %d\n", date_weekday(strtoll(line, NULL, 10)), year, week);
		} else
			printf("no\n");
	}
	return (0);
}

int
main(int argc, char *argv[])
{
	if (argc == 3)
		return (answer_zone(argv[1], argv[2]));
	if (argc == 2)
		return (answer(argv[1]));
	test_parse();
	test_days();
	test_names();
	return (failures > 0);
}
