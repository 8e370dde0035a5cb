/* attribute_filter.c - ct-attribute as filter_run() runs it. */
#include "attribute/attribute.h"

static int
on_event(void *self, struct event *e, struct diag *diag)
{
	(void)diag;
	attribute_event(self, e);
	return (FILTER_TAKEN);
}

static int
load(void *self, struct state *state)
{
	return (attribute_load(self, state));
}

static void
save(const void *self, struct state *state)
{
	attribute_save(self, state);
}

static void
start(void *self, struct stream *stream)
{
	attribute_start(self, stream);
}

static void
end(void *self, bool saved)
{
	attribute_end(self, saved);
}

const struct filter attribute_filter = { "ct-attribute", 2, on_event, load, save, .start = start,
	.end = end };
