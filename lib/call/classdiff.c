#include "call/classdiff.h"

#include "call/rulediff.h"
#include "event/stream.h"

/* Classify one event by both files. */
static void
compare(struct classifier *now, struct classifier *old, struct stream *stream, struct event *e,
    struct event *copy, struct rulediff *diff)
{
	struct diag *diag = stream_diag(stream);

	event_copy(copy, e);
	copy->file = e->file;
	copy->number = e->number;
	if (class_event(now, e, diag) == -1 || class_event(old, copy, NULL) == -1) {
		stream_reject(stream, e);
		return;
	}
	if (slice_is(event_get(e, "type"), "\"call\""))
		diff_take(diff, stream, e, event_get(copy, "class"), event_get(e, "class"));
}

int
class_diff(const struct cli *cli, struct classifier *now, const char *old_path)
{
	struct classifier *old = class_load(old_path);
	struct event *e, copy = { 0 };
	struct stream *stream;
	struct rulediff *diff;
	int status;

	if (old == NULL)
		return (STATUS_FAILED);
	if ((stream = stream_open(cli)) == NULL) {
		class_free(old);
		return (STATUS_FAILED);
	}
	diff = diff_new();
	while ((e = stream_next(stream)) != NULL)
		compare(now, old, stream, e, &copy, diff);
	if (class_failed(now) || class_failed(old))
		stream_look(stream);
	if (diff_say(diff))
		stream_look(stream);
	status = stream_close(stream);
	diff_free(diff);
	event_free(&copy);
	class_free(old);
	return (status);
}
