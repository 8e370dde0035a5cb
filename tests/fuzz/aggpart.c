/* aggpart.c - fuzz the reading of partial states, which come from files. */
#include <stdlib.h>

#include "agg/agg.h"
#include "base/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char head[] =
    "{\"ct_agg\":1,\"plan\":{\"timezone\":\"UTC\",\"credit\":false,\"set\":{},\"by\":[\"a\",\"t[]"
    "\"],"
    "\"where\":[],\"metrics\":[\"n=count\",\"s=sum(.x)\",\"lo=min(.x)\",\"p=p50(.x)\",\"d=distinct("
    ".x)\","
    "\"f=first(.x)\",\"q=s/"
    "n\"],\"sort\":\"-n\",\"limit\":0},\"known\":[true,true,true,true,true,true],"
    "\"lines\":1000000}";

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct agg *agg = agg_new("UTC", AGG_MERGE);
	struct event e = { 0 };
	char *text = mem_alloc(size + 1);
	char *p = text, *end = text + size, *lf;

	if (size > 0)
		memcpy(text, data, size);
	if (agg == NULL || event_read(&e, SLICE(head)) == -1 || agg_take(agg, &e) == -1)
		abort();
	for (; p < end; p = lf + 1) {
		if ((lf = memchr(p, '\n', (size_t)(end - p))) == NULL)
			lf = end;
		if (event_read(&e, (struct slice){ p, (size_t)(lf - p) }) == 0)
			agg_take(agg, &e);
	}
	event_free(&e);
	agg_free(agg);
	free(text);
	return (0);
}
