#include "attribute/chance.h"

#include <math.h>
#include <stdlib.h>

#include "attribute/chance_in.h"
#include "base/mem.h"

enum { GROUPS = 4096 };

/* Where each step of time begins, in seconds; the last has no end. */
const double chance_edges[CHANCE_BINS + 1] = { 0, 2, 5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 105,
	120, 150, 180, 210, 240, 300, 360, 420, 480, 540, 600, 720, 840, 960, 1080, 1200, 1500,
	1800, 2100, 2400, 2700, 3000, 3600, 4500, 5400, 7200, 14400, 28800, 86400, 1e9 };

/*
 * What is believed before anything is learnt.  Of a hundred visits that see a
 * number two call; half of them in the rhythm of the visit, the others after
 * it; one call of ten has nothing to do with any of them.
 */
static const struct belief {
	double share, median, sigma;
} beliefs[CHANCE_CLOCKS] = { { 0.011, 200, 1.2 }, { 0.009, 500, 1.4 } };
const double chance_none_share = 0.1, chance_usual = 0.02 / 3600;

/* The share of lags up to so many seconds. */
static double
share_by(enum law law, double seconds, double scale, double width)
{
	double z;

	if (seconds <= 0)
		return (0);
	z = (log(seconds) - scale) / exp(width);
	return (law == LAW_LOGNORMAL ? 0.5 * erfc(-z / sqrt(2.0)) : -expm1(-exp(z)));
}

void
chance_shares(enum law law, double scale, double width, double p[CHANCE_BINS])
{
	double last = 0, share;
	int bin;

	for (bin = 0; bin < CHANCE_BINS; bin++, last = share) {
		share = share_by(law, chance_edges[bin + 1], scale, width);
		p[bin] = (share - last) / (chance_edges[bin + 1] - chance_edges[bin]);
	}
}

void
chance_base(struct chance *c, int clock, enum law law, double calls)
{
	const struct shape *s = &c->shape[clock];
	double p[CHANCE_BINS];
	int bin;

	chance_shares(law, s->scale[law], s->width[law], p);
	for (bin = 0; bin < CHANCE_BINS; bin++)
		c->base[clock][bin] = calls * p[bin] < 1e-15 ? 1e-15 : calls * p[bin];
}

static void
believe(struct chance *c)
{
	const struct belief *b;
	struct shape *s;
	int clock;

	for (clock = 0; clock < CHANCE_CLOCKS; clock++) {
		b = &beliefs[clock];
		s = &c->shape[clock];
		s->scale[LAW_LOGNORMAL] = log(b->median);
		s->width[LAW_LOGNORMAL] = log(b->sigma);
		/* About the same, as a Weibull. */
		s->scale[LAW_WEIBULL] = log(b->median * 1.5);
		s->width[LAW_WEIBULL] = 0;
		chance_base(c, clock, LAW_LOGNORMAL, b->share);
	}
	memcpy(c->rate, c->base, sizeof(c->rate));
	memcpy(c->first, c->base, sizeof(c->first));
	c->first_share = beliefs[0].share + beliefs[1].share;
	chance_sums(c);
	c->none = chance_none_share * chance_usual;
	c->always = c->none / 100;
	c->second = 0.05;
	c->stranger = 0.001;
	c->learn = true;
	c->next = 20;
}

/* Groups */

static int32_t
group_of(struct chance *c, struct slice key, int32_t parent)
{
	struct group *g;
	int32_t *at;
	bool isnew;

	if (c->ngroups >= GROUPS && (at = table_get(c->names, key)) == NULL)
		return (0);
	at = table_put(c->names, key, &isnew);
	if (!isnew)
		return (*at);
	g = mem_zero(1, sizeof(*g));
	g->rate = parent < 0 ? 1 : c->groups[parent]->rate;
	g->parent = parent;
	c->groups = mem_grow(c->groups, &c->capgroups, c->ngroups + 1, sizeof(struct group *));
	*at = (int32_t)c->ngroups;
	c->groups[c->ngroups] = g;
	return ((int32_t)c->ngroups++);
}

/* The group of the first n values, tab after each, and of the first n - 1 before it. */
int32_t
chance_named(struct chance *c, const struct slice *value, int n)
{
	int32_t parent;
	int i;

	if (n == 0)
		return (0);
	parent = n < 3 ? 0 : chance_named(c, value, 2);
	c->key.n = 0;
	for (i = 0; i < n; i++) {
		buf_slice(&c->key, value[i]);
		buf_char(&c->key, '\t');
	}
	return (group_of(c, buf_view(&c->key), parent));
}

int32_t
chance_group_restore(struct chance *c, struct slice key, int32_t parent)
{
	return (group_of(c, key, parent));
}

int32_t
chance_group(struct chance *c, struct source *s)
{
	struct slice value[3];
	int i;

	if (s == NULL || !s->known)
		return (0);
	if (s->group == -1) {
		for (i = 0; i < 3; i++)
			value[i] = source_part(s, i);
		s->group = chance_named(c, value, value[SOURCE_CAMPAIGN].n > 0 ? 3 : 2);
	}
	return (s->group);
}

/* The decision */

int
chance_step(double seconds)
{
	int lo = 0, hi = CHANCE_BINS, mid;

	while (hi - lo > 1) {
		mid = (lo + hi) / 2;
		if (seconds < chance_edges[mid])
			hi = mid;
		else
			lo = mid;
	}
	return (lo);
}

void
chance_sums(struct chance *c)
{
	int clock, bin;

	for (clock = 0; clock < CHANCE_CLOCKS; clock++)
		for (bin = 1; bin < CHANCE_BINS; bin++)
			c->sum[clock][bin] =
			    c->sum[clock][bin - 1] +
			    c->rate[clock][bin - 1] * (chance_edges[bin] - chance_edges[bin - 1]);
}

/* The calls to be expected of a usual visit until then. */
static double
expected(const struct chance *c, int clock, int step, double seconds)
{
	return (c->sum[clock][step] + c->rate[clock][step] * (seconds - chance_edges[step]));
}

/*
 * The rates are those of visits as they come.  One that has been silent so far is the likelier to
 * call now, as those who have called do not; and one that has called will hardly call again from
 * another telephone.
 */
struct silence
chance_silence(const struct chance *c, const struct trace *t, double called)
{
	struct silence s;
	double silent;

	s.usual = expected(c, CHANCE_SHOWN, t->shown_step, (double)t->lag);
	if (t->after_step != NOT_OVER)
		s.usual += expected(c, CHANCE_AFTER, t->after_step, (double)t->after);
	s.usual *= c->groups[t->group]->rate;
	if (s.usual > 0.9)
		s.usual = 0.9;
	silent = 1 - s.usual;
	s.left = silent / (silent + called);
	s.weight = t->again ? 1 : s.left / silent + (1 - s.left) * c->second;
	return (s);
}

double
chance_called(const struct silence *s, double p)
{
	double left = s->left * (1 - p);

	return (left < 1e-9 ? 1e9 : (1 - s->usual) * (1 - left) / left);
}

struct trace
chance_trace(const struct suspect *s)
{
	struct trace t = { .group = s->group,
		.lag = (float)s->lag / 1000,
		.after = s->after < 0 ? -1 : (float)s->after / 1000,
		.factor = (float)s->factor,
		.called = (float)s->called,
		.again = s->again };

	chance_steps(&t);
	return (t);
}

void
chance_steps(struct trace *t)
{
	t->shown_step = (uint8_t)chance_step((double)t->lag);
	t->after_step = (uint8_t)(t->after < 0 ? NOT_OVER : chance_step((double)t->after));
}

double
chance_rate(const struct chance *c, const struct trace *t, const struct silence *silence)
{
	double rate = c->rate[CHANCE_SHOWN][t->shown_step];

	if (t->after_step != NOT_OVER)
		rate += c->rate[CHANCE_AFTER][t->after_step];
	return (rate * c->groups[t->group]->rate * (double)t->factor * silence->weight);
}

double
chance_weigh(const struct chance *c, struct suspect *s, size_t n, const struct nobody *nobody)
{
	double none = c->none * nobody->busy + c->always * nobody->always, all = none;
	struct trace t;
	size_t i;

	for (i = 0; i < n; i++) {
		t = chance_trace(&s[i]);
		s[i].silence = chance_silence(c, &t, s[i].called);
		s[i].p = chance_rate(c, &t, &s[i].silence);
		all += s[i].p;
	}
	if (all <= 0)
		return (1);
	for (i = 0; i < n; i++) {
		s[i].p /= all;
		s[i].called = chance_called(&s[i].silence, s[i].p);
	}
	return (none / all);
}

double
chance_stranger(const struct chance *c)
{
	return (c->stranger);
}

struct chance *
chance_plain(void)
{
	struct chance *c = mem_zero(1, sizeof(*c));

	c->names = table_new(sizeof(int32_t));
	group_of(c, SLICE(""), -1);
	believe(c);
	return (c);
}

void
chance_free(struct chance *c)
{
	size_t g;

	if (c == NULL)
		return;
	for (g = 0; g < c->ngroups; g++)
		free(c->groups[g]);
	free(c->groups);
	free(c->calls);
	free(c->traces);
	table_free(c->names);
	buf_free(&c->key);
	free(c);
}
