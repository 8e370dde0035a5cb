/* metric.c - fuzz the reading of metrics: one a line, each may name those before it. */
#include <stdlib.h>

#include "agg/metric.h"
#include "base/mem.h"

enum { MOST = 32 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct metric metrics[MOST];
	struct metric_fault fault;
	/* A copy of exactly this size: a read past its end is seen. */
	char *text = mem_alloc(size);
	struct slice line = { text, 0 };
	size_t n = 0, i, at;

	if (size > 0)
		memcpy(text, data, size);
	for (i = 0; i <= size && n < MOST; i++) {
		if (i < size && text[i] != '\n')
			continue;
		line.n = (size_t)(text + i - line.p);
		at = 0;
		metric_find(line, ',', &at);
		if (at > line.n)
			abort();
		if (metric_read(&metrics[n], line, metrics, n, &fault) == 0)
			n++;
		else if (fault.at > line.n)
			abort();
		line.p = text + i + 1;
	}
	for (i = 0; i < n; i++)
		metric_free(&metrics[i]);
	free(text);
	return (0);
}
