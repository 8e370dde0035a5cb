/* Zone files: any bytes are a zone or none, and a zone's answers fit together. */
#include <stdint.h>
#include <stdlib.h>

#include "time/instant.h"
#include "time/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
check(struct zone *z, int64_t ms)
{
	struct civil wall = zone_civil(z, ms);
	int64_t again;

	if (wall.year < 0 || wall.year > 9999)
		return;
	switch (zone_instant(z, &wall, &again)) {
	case ZONE_ONE:
		if (again != ms)
			abort();
		break;
	case ZONE_AMBIGUOUS: /* the first of the two */
		if (again > ms)
			abort();
		break;
	case ZONE_SKIPPED: /* it was seen on the wall */
		abort();
	case ZONE_NO_DATE: /* the very edge of time */
		if (wall.year > 0 && wall.year < 9999)
			abort();
		break;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zone *z = zone_read((struct slice){ (const char *)data, size });
	int64_t ms;

	if (z == NULL)
		return (0);
	for (ms = INT64_C(-62167219200000); ms < INT64_C(253402300800000);
	     ms += INT64_C(2600000000001))
		check(z, ms);
	for (ms = INT64_C(1767225600000); ms < INT64_C(1798761600000); ms += 86400000 / 2)
		check(z, ms);
	zone_free(z);
	return (0);
}
