/* Times: what is read is written and read again as the same; periods do not overflow. */
#include <stdint.h>
#include <stdlib.h>

#include "time/instant.h"
#include "time/period.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size };
	char out[INSTANT_LEN];
	int64_t ms, again, period;

	if (instant_parse(text, &ms)) {
		instant_format(ms, out);
		if (!instant_is_canonical((struct slice){ out, INSTANT_LEN }) ||
		    !instant_parse((struct slice){ out, INSTANT_LEN }, &again) || again != ms)
			abort();
		if (instant_is_canonical(text) && memcmp(out, text.p, INSTANT_LEN) != 0)
			abort();
	} else if (instant_is_canonical(text))
		abort();
	if (period_parse(text, &period) && period < 0)
		abort();
	return (0);
}
