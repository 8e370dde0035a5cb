#include "event/progress.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"

enum { STEP = 1 << 14 }; /* records between two looks at the clock */

struct progress {
	const struct input *in;
	bool asked, terminal, drawn;
	uint64_t next; /* the record at which to look again */
	double started, shown;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((double)t.tv_sec + (double)t.tv_nsec / 1e9);
}

struct progress *
progress_new(const struct input *in, bool asked, bool quiet)
{
	struct progress *p = mem_zero(1, sizeof(*p));

	p->in = in;
	p->asked = asked;
	p->terminal = isatty(STDERR_FILENO) && !quiet;
	p->started = p->shown = now();
	p->next = p->asked || p->terminal ? STEP : UINT64_MAX;
	return (p);
}

static void
draw(struct progress *p, uint64_t records)
{
	uint64_t bytes, of;
	char share[16] = "";

	bytes = input_bytes(p->in, &of);
	if (of > 0)
		snprintf(share, sizeof(share), "%3.0f %%, ", 100.0 * (double)bytes / (double)of);
	fprintf(stderr, "%s%s: %s%llu records, %.0f MB, %.0f s%s", p->terminal ? "\r" : "",
	    program_invocation_short_name, share, (unsigned long long)records, (double)bytes / 1e6,
	    now() - p->started, p->terminal ? " " : "\n");
	p->drawn = true;
}

void
progress_step(struct progress *p, uint64_t records)
{
	double t;

	if (records < p->next)
		return;
	p->next = records + STEP;
	if (!p->asked && !input_is_regular(p->in))
		return;
	if ((t = now()) - p->shown < 1)
		return;
	p->shown = t;
	draw(p, records);
}

void
progress_free(struct progress *p, uint64_t records)
{
	if (p == NULL)
		return;
	if (p->asked)
		draw(p, records);
	if (p->drawn && p->terminal)
		fprintf(stderr, "%s", p->asked ? "\n" : "\r\033[K");
	free(p);
}
