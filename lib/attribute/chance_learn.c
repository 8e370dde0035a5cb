#include <math.h>
#include <stdlib.h>

#include "attribute/chance_in.h"
#include "base/mem.h"

/* How many calls a belief is worth against what is seen. */
static const double trust_all = 10, trust_bin = 6, trust_group = 5, trust_none = 40,
		    trust_shape = 5;
static const double far_better = 20; /* likelier by e to the 20th */

/* Rounds at a time: many while there is little to count, few when the rates hardly move. */
enum { ROUNDS = 40, ROUNDS_LATER = 4, FEW = 1000, ROUNDS_FIT = 100, WORK_FIT = 400000000 };
/* No round before one lease of so many has ended. */
enum { UNFINISHED = 20 };

/* What a round of the calls comes to. */
struct tally {
	double calls[CHANCE_CLOCKS][CHANCE_BINS];
	double none, always;
	double *group;
	float *called; /* of each trace: the odds after it that its visit has called */
};

/* Evidence */

bool
chance_learns(const struct chance *c)
{
	return (c->learn);
}

void
chance_collect(struct chance *c)
{
	c->learn = true;
	c->collect = true;
}

/* Forget the older half. */
static void
forget(struct chance *c)
{
	size_t i, n = c->ncalls - LATEST, traces = 0;

	for (i = 0; i < n; i++)
		traces += c->calls[i].n;
	memmove(c->calls, c->calls + n, LATEST * sizeof(*c->calls));
	memmove(c->traces, c->traces + traces, (c->ntraces - traces) * sizeof(*c->traces));
	c->ncalls = LATEST;
	c->ntraces -= traces;
	c->forgotten += traces;
}

/* Keep the latest of those who hold the number, and the latest of the others. */
static void
keep_suspect(struct chance *c, struct suspect *s)
{
	struct trace *t = &c->traces[c->ntraces++];
	uint64_t now = c->forgotten + c->ntraces, back = now - s->trace;

	*t = chance_trace(s);
	t->back = s->trace > c->forgotten && back <= UINT32_MAX ? (uint32_t)back : 0;
	s->trace = now;
	c->calls[c->ncalls].n++;
}

void
chance_call(
    struct chance *c, struct suspect *s, size_t n, size_t lapsed, const struct nobody *nobody)
{
	size_t i, most = SUSPECTS / 2;

	if (!chance_learns(c))
		return;
	if (!c->collect && c->ncalls >= 2 * LATEST)
		forget(c);
	c->calls = mem_grow(c->calls, &c->capcalls, c->ncalls + 1, sizeof(*c->calls));
	c->traces = mem_grow(c->traces, &c->captraces, c->ntraces + SUSPECTS, sizeof(*c->traces));
	c->calls[c->ncalls] = (struct evidence){ 0, (float)nobody->busy, (float)nobody->always };
	for (i = n > most ? n - most : 0; i < n; i++)
		keep_suspect(c, &s[i]);
	for (i = lapsed > most ? n + lapsed - most : n; i < n + lapsed; i++)
		keep_suspect(c, &s[i]);
	c->ncalls++;
	c->seen++;
}

static void
expose(struct group *g, int clock, int64_t ms)
{
	int bin = chance_step((double)ms / 1000);

	g->ended[clock][bin]++;
	g->part[clock][bin] += (uint64_t)ms - (uint64_t)(chance_edges[bin] * 1000);
}

void
chance_lease(struct chance *c, int32_t group, int64_t held, int64_t after)
{
	expose(c->groups[group], CHANCE_SHOWN, held < 0 ? 0 : held);
	if (after > 0)
		expose(c->groups[group], CHANCE_AFTER, after);
}

void
chance_time(struct chance *c, uint64_t leases, int64_t ms)
{
	c->lease_ms += leases * (uint64_t)ms;
	c->all_ms += (uint64_t)ms;
	c->leases = leases;
}

/* Expectation: each call counts for its suspects by their probability under the rates of now. */

static void
count_call(
    const struct chance *c, const struct evidence *call, const struct trace *t, struct tally *tally)
{
	double none = c->none * (double)call->none, always = c->always * (double)call->always;
	double weight[SUSPECTS], shown, after, unit, all = none + always;
	struct silence silence[SUSPECTS];
	float *called = tally->called + (t - c->traces);
	uint32_t i;

	for (i = 0; i < call->n; i++) {
		bool linked = t[i].back > i && t[i].back <= (size_t)(t + i - c->traces);

		silence[i] = chance_silence(
		    c, &t[i], (double)(linked ? *(called + i - t[i].back) : t[i].called));
		weight[i] = chance_rate(c, &t[i], &silence[i]);
		all += weight[i];
	}
	for (i = 0; i < call->n; i++) {
		weight[i] = all > 0 ? weight[i] / all : 0;
		called[i] = (float)chance_called(&silence[i], weight[i]);
		tally->group[t[i].group] += weight[i];
		shown = c->rate[CHANCE_SHOWN][t[i].shown_step];
		after = t[i].after_step == NOT_OVER ? 0 : c->rate[CHANCE_AFTER][t[i].after_step];
		unit = weight[i] / (shown + after);
		tally->calls[CHANCE_SHOWN][t[i].shown_step] += unit * shown;
		if (t[i].after_step != NOT_OVER)
			tally->calls[CHANCE_AFTER][t[i].after_step] += unit * after;
	}
	tally->none += all > 0 ? none / all : 0;
	tally->always += all > 0 ? always / all : 0;
}

static void
count_calls(const struct chance *c, struct tally *tally)
{
	const struct trace *t = c->traces;
	size_t i;

	for (i = 0; i < c->ncalls; i++) {
		count_call(c, &c->calls[i], t, tally);
		t += c->calls[i].n;
	}
}

/* Maximisation: the rates that make these counts likeliest, given the time there was for them. */

/* The seconds that the group's visits have spent in each step, for the share of calls at hand. */
static void
exposure(const struct group *g, double share, double time[CHANCE_CLOCKS][CHANCE_BINS])
{
	uint64_t passed;
	double whole;
	int clock, bin;

	for (clock = 0; clock < CHANCE_CLOCKS; clock++)
		for (passed = 0, bin = CHANCE_BINS - 1; bin >= 0; bin--) {
			whole = chance_edges[bin + 1] - chance_edges[bin];
			time[clock][bin] = share * ((double)g->part[clock][bin] / 1000 +
						       (passed > 0 ? (double)passed * whole : 0));
			passed += g->ended[clock][bin];
		}
}

static double
product(double a[CHANCE_CLOCKS][CHANCE_BINS], double b[CHANCE_CLOCKS][CHANCE_BINS])
{
	double sum = 0;
	int clock, bin;

	for (clock = 0; clock < CHANCE_CLOCKS; clock++)
		for (bin = 0; bin < CHANCE_BINS; bin++)
			sum += a[clock][bin] * b[clock][bin];
	return (sum);
}

/* How well a law fits. */
struct fit {
	double likely; /* how likely the counts are under it: the log of that, but for a constant */
	double each;   /* the best number of calls a visit */
};

static struct fit
fit_law(enum law law, double scale, double width, const double *calls, const double *time)
{
	double p[CHANCE_BINS], all = 0, usual = 0;
	struct fit fit = { 0, 0 };
	int bin;

	chance_shares(law, scale, width, p);
	for (bin = 0; bin < CHANCE_BINS; bin++) {
		all += calls[bin];
		usual += time[bin] * p[bin];
	}
	fit.each = all / (usual + 1e-30);
	for (bin = 0; bin < CHANCE_BINS; bin++)
		fit.likely += calls[bin] * log(fit.each * p[bin] + 1e-30);
	fit.likely -= fit.each * usual;
	return (fit);
}

/* Climb a little: the law's scale and width, up and down, by smaller and smaller steps. */
static struct fit
climb(enum law law, struct shape *shape, const double *calls, const double *time)
{
	double *scale = &shape->scale[law], *width = &shape->width[law], s, w, step;
	struct fit best = fit_law(law, *scale, *width, calls, time), here;
	int way;

	for (step = 0.2; step > 0.01; step /= 3)
		for (way = 0; way < 4; way++) {
			s = *scale + (way == 0 ? step : way == 1 ? -step : 0);
			w = *width + (way == 2 ? step : way == 3 ? -step : 0);
			if (s < 1 || s > 14 || w < -1.6 || w > 1)
				continue;
			here = fit_law(law, s, w, calls, time);
			if (here.likely > best.likely) {
				best = here;
				*scale = s;
				*width = w;
			}
		}
	return (best);
}

/*
 * The shape that fits best becomes the belief, which single steps of time are held against.  The
 * log-normal law must fit far better: its long tail takes calls that are nobody's, and what it has
 * been given then speaks for it.
 */
static void
fit_shape(struct chance *c, int clock, const double *seen, const double *spent, double scale)
{
	double calls[CHANCE_BINS], time[CHANCE_BINS], mass;
	struct fit fit[LAWS];
	enum law law;
	int bin;

	/* Some calls as first believed, so that few calls do not make a wild shape. */
	for (bin = 0; bin < CHANCE_BINS; bin++) {
		mass = c->first[clock][bin] * (chance_edges[bin + 1] - chance_edges[bin]);
		mass *= trust_shape / c->first_share;
		calls[bin] = seen[bin] + mass;
		time[bin] = spent[bin] + mass / (scale * c->first[clock][bin]);
	}
	for (law = 0; law < LAWS; law++)
		fit[law] = climb(law, &c->shape[clock], calls, time);
	law = fit[LAW_WEIBULL].likely + far_better > fit[LAW_LOGNORMAL].likely ? LAW_WEIBULL
									       : LAW_LOGNORMAL;
	chance_base(c, clock, law, fit[law].each);
}

/* The rates by time, given those by group.  How far they moved, as a share of all calls. */
static double
maximise_times(struct chance *c, const struct tally *tally, double share)
{
	double all[CHANCE_CLOCKS][CHANCE_BINS] = { { 0 } }, time[CHANCE_CLOCKS][CHANCE_BINS];
	double scale, rate, moved = 0, calls = 0;
	int clock, bin;
	size_t g;

	for (g = 0; g < c->ngroups; g++) {
		exposure(c->groups[g], share, time);
		for (clock = 0; clock < CHANCE_CLOCKS; clock++)
			for (bin = 0; bin < CHANCE_BINS; bin++)
				all[clock][bin] += c->groups[g]->rate * time[clock][bin];
	}
	for (clock = 0; clock < CHANCE_CLOCKS; clock++)
		for (bin = 0; bin < CHANCE_BINS; bin++)
			calls += tally->calls[clock][bin];
	scale = (calls + trust_all) / (product(all, c->first) + trust_all);
	for (clock = 0; clock < CHANCE_CLOCKS; clock++) {
		fit_shape(c, clock, tally->calls[clock], all[clock], scale);
		for (bin = 0; bin < CHANCE_BINS; bin++) {
			rate = (tally->calls[clock][bin] + trust_bin) /
			       (all[clock][bin] + trust_bin / c->base[clock][bin]);
			moved += fabs(rate - c->rate[clock][bin]) * all[clock][bin];
			c->rate[clock][bin] = rate;
		}
	}
	return (moved / (calls + 1));
}

/* The rates by group: what is seen of a campaign, held against its medium, and that against all. */
static void
maximise_groups(struct chance *c, struct tally *tally, double share)
{
	double *usual = mem_zero(c->ngroups, sizeof(*usual));
	double *own = mem_zero(c->ngroups, sizeof(*own));
	double time[CHANCE_CLOCKS][CHANCE_BINS], belief, owned = 0, rated = 0;
	struct group *group;
	size_t g;
	int clock, bin;

	for (g = c->ngroups; g-- > 0;) {
		group = c->groups[g];
		exposure(group, share, time);
		own[g] = product(time, c->rate);
		usual[g] += own[g];
		if (group->parent > 0) {
			tally->group[group->parent] += tally->group[g];
			usual[group->parent] += usual[g];
		}
	}
	for (g = 0; g < c->ngroups; g++) {
		group = c->groups[g];
		belief = group->parent > 0 ? c->groups[group->parent]->rate : 1;
		group->rate = (tally->group[g] + trust_group * belief) / (usual[g] + trust_group);
		owned += own[g];
		rated += own[g] * group->rate;
	}
	/* Only their product with the rates by time means anything: keep 1 the usual. */
	if (owned > 0 && rated > 0) {
		for (g = 0; g < c->ngroups; g++)
			c->groups[g]->rate *= owned / rated;
		for (clock = 0; clock < CHANCE_CLOCKS; clock++)
			for (bin = 0; bin < CHANCE_BINS; bin++)
				c->rate[clock][bin] *= rated / owned;
	}
	free(own);
	free(usual);
}

static double
maximise_none(struct chance *c, const struct tally *tally, double share)
{
	double busy = share * (double)c->lease_ms / 1000, time = share * (double)c->all_ms / 1000;
	double usual = ((double)c->ncalls + trust_none) / (busy + trust_none / chance_usual);
	double belief = chance_none_share * usual, trust = chance_none_share * trust_none;
	double was = c->none;

	c->none = (tally->none + trust) / (busy + trust / belief);
	/* A tenth of that is believed to come at all hours. */
	if (time > 0)
		c->always =
		    (tally->always + trust / 10) / (time + trust / (belief * (busy + 1) / time));
	return (fabs(c->none - was) * busy / ((double)c->ncalls + 1));
}

/* All leases in terms of those that have ended, whose time in each step is known.  The others have
 * had the first steps of theirs, too, in which most of the calls come. */
static double
unfinished(const struct chance *c)
{
	uint64_t ended = 0;
	size_t g;
	int bin;

	for (g = 0; g < c->ngroups; g++)
		for (bin = 0; bin < CHANCE_BINS; bin++)
			ended += c->groups[g]->ended[CHANCE_SHOWN][bin];
	return (ended == 0 ? HUGE_VAL : 1 + (double)c->leases / (double)ended);
}

static double
one_round(struct chance *c)
{
	double share = (double)c->ncalls / (double)c->seen, held = share * unfinished(c), moved;
	struct tally tally = { .none = 0 };

	chance_sums(c);
	tally.group = mem_zero(c->ngroups, sizeof(*tally.group));
	tally.called = mem_alloc((c->ntraces + 1) * sizeof(*tally.called));
	count_calls(c, &tally);
	moved = maximise_times(c, &tally, held);
	maximise_groups(c, &tally, held);
	moved += maximise_none(c, &tally, share);
	free(tally.group);
	free(tally.called);
	return (moved);
}

void
chance_learn(struct chance *c)
{
	int i;

	/* As long as hardly any lease has ended, nothing is known of how much time there was. */
	if (!c->learn || c->seen < c->next || unfinished(c) > (double)UNFINISHED)
		return;
	for (i = 0; i < (c->ncalls <= FEW ? ROUNDS : ROUNDS_LATER); i++)
		one_round(c);
	chance_sums(c);
	c->next = c->seen + 20 + c->seen / 10;
}

int
chance_fit(struct chance *c, uint64_t *calls)
{
	int i, most;

	*calls = c->seen;
	/* Some seconds at the most. */
	most = (int)(WORK_FIT / (c->ntraces + c->ncalls + 1)) + 50;
	for (i = 1; i < most && i < ROUNDS_FIT && c->ncalls > 0; i++)
		if (one_round(c) < 1e-4)
			break;
	chance_sums(c);
	return (i);
}
