#include "call/tagdiff.h"

#include "call/rulediff.h"
#include "event/stream.h"

/* Tag one event by both files. */
static void
compare(struct tagger *now, struct tagger *old, struct stream *stream, struct event *e,
    struct event *copy, struct rulediff *diff)
{
	struct diag *diag = stream_diag(stream);

	event_copy(copy, e);
	copy->file = e->file;
	copy->number = e->number;
	if (tag_event(now, e, diag) == -1 || tag_event(old, copy, NULL) == -1) {
		stream_reject(stream, e);
		return;
	}
	diff_take(diff, stream, e, event_get(copy, "tags"), event_get(e, "tags"));
}

int
tag_diff(const struct cli *cli, struct tagger *now, const char *old_path)
{
	struct tagger *old = tag_load(old_path);
	struct event *e, copy = { 0 };
	struct stream *stream;
	struct rulediff *diff;
	int status;

	if (old == NULL)
		return (STATUS_FAILED);
	if ((stream = stream_open(cli)) == NULL) {
		tag_free(old);
		return (STATUS_FAILED);
	}
	diff = diff_new();
	while ((e = stream_next(stream)) != NULL)
		compare(now, old, stream, e, &copy, diff);
	if (tag_failed(now) || tag_failed(old))
		stream_look(stream);
	if (diff_say(diff))
		stream_look(stream);
	status = stream_close(stream);
	diff_free(diff);
	event_free(&copy);
	tag_free(old);
	return (status);
}
