/* Any bytes as a line: no crash, the two bodies agree, and a record that is read can be changed and
 * read again. */
#include <stdlib.h>

#include "event/event.h"
#include "event/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
change(struct event *e, struct slice line)
{
	struct buf out = { 0 };
	struct event again = { 0 };
	struct slice name, value, inner;
	size_t at = 0, in;

	while (event_each(e, &at, &name, &value))
		for (in = 0; json_each(value, &in, &name, &inner);)
			;
	(void)event_text(e, "a");
	event_unset(e, "b");
	event_set(e, "a", SLICE("[1]"));
	event_set_text(e, "c", line);
	event_write(e, &out);
	if (event_read(&again, buf_view(&out)) == -1 || !slice_is(event_get(&again, "a"), "[1]") ||
	    event_get(&again, "b").n != 0)
		abort();
	event_free(&again);
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct event e = { 0 };
	struct scan plain = { 0 };
	struct slice line = { (const char *)data, size };
	int ret = event_read(&e, line);

	if (ret != scan_line_portable(&plain, line.p, line.n))
		abort();
	if (ret == 0 && memchr(line.p, '\n', line.n) == NULL)
		change(&e, line);
	scan_free(&plain);
	event_free(&e);
	return (0);
}
