/* Patterns: any two lines are a pattern and a text; it ends, in a time that the two lengths bound.
 */
#include <stdint.h>

#include "validate/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *p = (const char *)data, *why;
	const char *lf = size == 0 ? NULL : memchr(p, '\n', size);
	size_t n = lf == NULL ? size : (size_t)(lf - p);
	struct pattern *pattern = pattern_new((struct slice){ p, n }, &why);

	if (pattern != NULL && lf != NULL)
		pattern_matches(pattern, (struct slice){ lf + 1, size - n - 1 });
	pattern_free(pattern);
	return (0);
}
