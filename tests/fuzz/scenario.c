/* scenario.c - any bytes as a scenario: an error with a place, or a world that ends. */
#include "sim/world.h"

static void
visit(void *arg, const struct visit *v)
{
	*(int64_t *)arg += v->end;
}

static void
showing(void *arg, const struct showing *n)
{
	*(int64_t *)arg += n->at;
}

static void
call(void *arg, const struct call *c)
{
	*(int64_t *)arg += c->at;
}

static void
deal(void *arg, const struct deal *d)
{
	*(int64_t *)arg += d->at;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scenario *s;
	int64_t sum = 0;
	struct sink sink = { visit, showing, call, deal, &sum, NULL };

	s = scenario_parse("fuzz", (struct slice){ (const char *)data, size });
	if (s == NULL)
		return (0);
	/* An hour of a small world is enough to see whether it holds together. */
	s->to = s->from + 3600000;
	if (s->visits.per_day > 2000)
		s->visits.per_day = 2000;
	if (s->calls.stray_per_day > 500)
		s->calls.stray_per_day = 500;
	if (s->calls.spam_per_day > 500)
		s->calls.spam_per_day = 500;
	for (int i = 0; i < s->nfixed; i++)
		if (s->fixed[i].per_day > 500)
			s->fixed[i].per_day = 500;
	world_run(s, 1, true, &sink);
	scenario_free(s);
	return (0);
}
