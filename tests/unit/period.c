/* period - lengths of time as people write them. */
#include "time/period.h"

#include <inttypes.h>
#include <stdio.h>

static int failures;

static void
is(const char *text, int64_t want)
{
	int64_t ms = -1;

	if (!period_parse(slice_of(text), &ms))
		ms = -1;
	if (ms != want) {
		printf("period: \"%s\": %" PRId64 ", not %" PRId64 "\n", text, ms, want);
		failures++;
	}
}

int
main(void)
{
	is("45s", 45000);
	is("30m", 1800000);
	is("2h", 7200000);
	is("30d", INT64_C(2592000000));
	is("2w", 1209600000);
	is("1h30m", 5400000);
	is("1w2d3h4m5s", 788645000);
	is("90", 90000);
	is("0", 0);
	is("0.25", 250);
	is("1.5h", 5400000);
	is("0.25s", 250);
	is("0.001s", 1);
	is("0.0001h", 360);
	is("1.5d12h", 172800000);
	is("forever", PERIOD_FOREVER);
	is("15250284452w", INT64_C(15250284452) * 604800000);

	is("", -1);
	is("s", -1);
	is("h1", -1);
	is("-1h", -1);
	is("+1h", -1);
	is(" 1h", -1);
	is("1h ", -1);
	is("1 h", -1);
	is("1h30", -1);
	is("30m1h", -1);
	is("1h1h", -1);
	is("1.h", -1);
	is(".5h", -1);
	is("1,5h", -1);
	is("0.0001s", -1);
	is("0.0000000001d", -1);
	is("1y", -1);
	is("1H", -1);
	is("1e3", -1);
	is("Forever", -1);
	is("15250284453w", -1);
	is("99999999999999999999s", -1);
	return (failures > 0);
}
