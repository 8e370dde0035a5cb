/*
 * Patterns of ECMA-262: any two lines are a pattern and a text.  What the door lets in, Oniguruma
 * takes; and a search ends, in a time that the limit of steps bounds.
 */
#include <stdint.h>

#include "base/regex.h"
#include "format/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data, *lf = size == 0 ? NULL : memchr(p, '\n', size);
	size_t n = lf == NULL ? size : (size_t)(lf - p);
	struct slice text = { lf == NULL ? "" : lf + 1, lf == NULL ? 0 : size - n - 1 };
	char why[160];
	struct regex *r = regex_ecma((struct slice){ p, n }, why, sizeof(why));

	if (r != NULL && text_utf8(text))
		regex_search(r, text);
	regex_free(r);
	return (0);
}
