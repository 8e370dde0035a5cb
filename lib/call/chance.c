#include "call/chance.h"

#include <math.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "event/json.h"

enum { GROUPS = 4096 };

/* Where each step of time begins, in seconds; the last has no end. */
static const double edges[CHANCE_BINS + 1] = { 0, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240,
	300, 420, 600, 900, 1200, 1800, 2700, 3600, 5400, 7200, 14400, 28800, 86400, 1e9 };

/*
 * What is believed before anything is learnt.  Of a hundred visits that see a
 * number two call; seven of ten in the rhythm of the visit, the others after
 * it; one call of twenty has nothing to do with any of them.
 */
static const struct belief {
	double share, median, sigma;
} beliefs[CHANCE_CLOCKS] = { { 0.014, 150, 1.2 }, { 0.006, 400, 1.4 } };
static const double none_share = 0.05, number_rate = 0.02 / 3600;

/* How many calls a belief is worth against what is seen. */
static const double trust_all = 10, trust_bin = 3, trust_group = 5, trust_none = 20;

/* The visits that came from one source, medium and campaign. */
struct group {
	double rate;  /* 1 is usual */
	double calls; /* counted by their probabilities */
	int32_t parent;
	uint64_t ended[CHANCE_CLOCKS][CHANCE_BINS]; /* leases that ended in that step */
	uint64_t part[CHANCE_CLOCKS][CHANCE_BINS];  /* and how far into it, ms */
};

struct chance {
	double rate[CHANCE_CLOCKS][CHANCE_BINS];
	double base[CHANCE_CLOCKS][CHANCE_BINS]; /* the beliefs */
	double none;
	double second, stranger;
	bool learn;

	double calls[CHANCE_CLOCKS][CHANCE_BINS];
	double none_calls, all_calls;
	double number_time;  /* seconds */
	uint64_t seen, next; /* calls counted, and when to conclude next */

	struct group **groups;
	size_t ngroups, capgroups;
	struct table *names; /* of groups: int32_t */
	struct buf key;
};

static double
lognormal(double x, const struct belief *b)
{
	return (x <= 0 ? 0 : 0.5 * erfc(-(log(x) - log(b->median)) / (b->sigma * sqrt(2.0))));
}

static void
believe(struct chance *c)
{
	int clock, bin;

	for (clock = 0; clock < CHANCE_CLOCKS; clock++)
		for (bin = 0; bin < CHANCE_BINS; bin++) {
			c->base[clock][bin] = beliefs[clock].share *
					      (lognormal(edges[bin + 1], &beliefs[clock]) -
						  lognormal(edges[bin], &beliefs[clock])) /
					      (edges[bin + 1] - edges[bin]);
			if (c->base[clock][bin] < 1e-15)
				c->base[clock][bin] = 1e-15;
		}
	memcpy(c->rate, c->base, sizeof(c->rate));
	c->none = none_share * number_rate;
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
static int32_t
group_named(struct chance *c, const struct slice *value, int n)
{
	int32_t parent;
	int i;

	if (n == 0)
		return (0);
	parent = n < 3 ? (n == 2 ? 0 : 0) : group_named(c, value, 2);
	c->key.n = 0;
	for (i = 0; i < n; i++) {
		buf_slice(&c->key, value[i]);
		buf_char(&c->key, '\t');
	}
	return (group_of(c, buf_view(&c->key), parent));
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
		s->group = group_named(c, value, value[SOURCE_CAMPAIGN].n > 0 ? 3 : 2);
	}
	return (s->group);
}

/* The decision */

static int
bin_of(double seconds)
{
	int lo = 0, hi = CHANCE_BINS, mid;

	while (hi - lo > 1) {
		mid = (lo + hi) / 2;
		if (seconds < edges[mid])
			hi = mid;
		else
			lo = mid;
	}
	return (lo);
}

static int
bin_of_ms(int64_t ms)
{
	return (bin_of((double)ms / 1000));
}

double
chance_weigh(const struct chance *c, struct suspect *s, size_t n, double factor)
{
	double none = c->none * factor, all = none;
	size_t i;

	for (i = 0; i < n; i++) {
		s[i].p = c->rate[CHANCE_SHOWN][bin_of_ms(s[i].lag)];
		if (s[i].after >= 0)
			s[i].p += c->rate[CHANCE_AFTER][bin_of_ms(s[i].after)];
		s[i].p *= c->groups[s[i].group]->rate * s[i].factor;
		all += s[i].p;
	}
	if (all <= 0)
		return (1);
	for (i = 0; i < n; i++)
		s[i].p /= all;
	return (none / all);
}

double
chance_second(const struct chance *c)
{
	return (c->second);
}

double
chance_stranger(const struct chance *c)
{
	return (c->stranger);
}

/* Learning */

void
chance_call(struct chance *c, const struct suspect *s, size_t n, double none)
{
	double shown, after;
	int b, a;
	size_t i;

	for (i = 0; i < n; i++) {
		c->groups[s[i].group]->calls += s[i].p;
		b = bin_of_ms(s[i].lag);
		shown = c->rate[CHANCE_SHOWN][b];
		if (s[i].after >= 0) {
			a = bin_of_ms(s[i].after);
			after = c->rate[CHANCE_AFTER][a];
			c->calls[CHANCE_AFTER][a] += s[i].p * after / (shown + after);
			c->calls[CHANCE_SHOWN][b] += s[i].p * shown / (shown + after);
		} else
			c->calls[CHANCE_SHOWN][b] += s[i].p;
	}
	c->none_calls += none;
	c->all_calls += 1;
	c->seen++;
}

void
chance_forget_calls(struct chance *c)
{
	size_t g;

	for (g = 0; g < c->ngroups; g++)
		c->groups[g]->calls = 0;
	memset(c->calls, 0, sizeof(c->calls));
	c->none_calls = c->all_calls = 0;
	c->seen = 0;
}

static void
expose(struct group *g, int clock, int64_t ms)
{
	int bin = bin_of_ms(ms);

	g->ended[clock][bin]++;
	g->part[clock][bin] += (uint64_t)ms - (uint64_t)(edges[bin] * 1000);
}

void
chance_lease(struct chance *c, int32_t group, int64_t held, int64_t after)
{
	expose(c->groups[group], CHANCE_SHOWN, held < 0 ? 0 : held);
	if (after > 0)
		expose(c->groups[group], CHANCE_AFTER, after);
}

void
chance_time(struct chance *c, uint64_t numbers, int64_t ms)
{
	c->number_time += (double)numbers * (double)ms / 1000;
}

/* The time, in seconds, that the group's visits have spent in each step. */
static void
exposure(const struct group *g, double time[CHANCE_CLOCKS][CHANCE_BINS])
{
	uint64_t passed;
	int clock, bin;

	for (clock = 0; clock < CHANCE_CLOCKS; clock++)
		for (passed = 0, bin = CHANCE_BINS - 1; bin >= 0; bin--) {
			time[clock][bin] = (double)g->part[clock][bin] / 1000;
			if (passed > 0)
				time[clock][bin] += (double)passed * (edges[bin + 1] - edges[bin]);
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

/* The rates by time, given those by group. */
static double
maximise_times(struct chance *c)
{
	double all[CHANCE_CLOCKS][CHANCE_BINS] = { { 0 } }, time[CHANCE_CLOCKS][CHANCE_BINS];
	double scale, rate, moved = 0, calls = 0;
	int clock, bin;
	size_t g;

	for (g = 0; g < c->ngroups; g++) {
		exposure(c->groups[g], time);
		for (clock = 0; clock < CHANCE_CLOCKS; clock++)
			for (bin = 0; bin < CHANCE_BINS; bin++)
				all[clock][bin] += c->groups[g]->rate * time[clock][bin];
	}
	for (clock = 0; clock < CHANCE_CLOCKS; clock++)
		for (bin = 0; bin < CHANCE_BINS; bin++)
			calls += c->calls[clock][bin];
	scale = (calls + trust_all) / (product(all, c->base) + trust_all);
	for (clock = 0; clock < CHANCE_CLOCKS; clock++)
		for (bin = 0; bin < CHANCE_BINS; bin++) {
			rate = (c->calls[clock][bin] + trust_bin) /
			       (all[clock][bin] + trust_bin / (scale * c->base[clock][bin]));
			moved += fabs(rate - c->rate[clock][bin]) * all[clock][bin];
			c->rate[clock][bin] = rate;
		}
	return (moved / (calls + 1));
}

/* The rates by group: what is seen of a campaign, held against its medium, and that against all. */
static void
maximise_groups(struct chance *c)
{
	double *calls = mem_zero(c->ngroups, sizeof(*calls));
	double *usual = mem_zero(c->ngroups, sizeof(*usual));
	double time[CHANCE_CLOCKS][CHANCE_BINS];
	struct group *group;
	size_t g;

	for (g = c->ngroups; g-- > 0;) {
		group = c->groups[g];
		exposure(group, time);
		calls[g] += group->calls;
		usual[g] += product(time, c->rate);
		if (group->parent > 0) {
			calls[group->parent] += calls[g];
			usual[group->parent] += usual[g];
		}
	}
	for (g = 1; g < c->ngroups; g++) {
		group = c->groups[g];
		group->rate =
		    (calls[g] +
			trust_group * (group->parent > 0 ? c->groups[group->parent]->rate : 1)) /
		    (usual[g] + trust_group);
	}
	free(calls);
	free(usual);
}

static void
maximise_none(struct chance *c)
{
	double number_calls =
	    (c->all_calls + trust_none) / (c->number_time + trust_none / number_rate);
	double belief = none_share * number_calls;

	c->none = (c->none_calls + none_share * trust_none) /
		  (c->number_time + none_share * trust_none / belief);
}

double
chance_maximise(struct chance *c)
{
	double none = c->none, moved;

	moved = maximise_times(c);
	maximise_groups(c);
	maximise_none(c);
	return (moved + fabs(c->none - none) / c->none);
}

bool
chance_learns(const struct chance *c)
{
	return (c->learn);
}

void
chance_learn(struct chance *c)
{
	if (!c->learn || c->seen < c->next)
		return;
	chance_maximise(c);
	c->next = c->seen + 20 + c->seen / 10;
}

/* In and out */

struct chance *
chance_new(const struct conf *conf, const struct conf_node *node)
{
	static const char *const keys[] = { "learn", "none", "second", "stranger", "shown", "after",
		"rates", NULL };
	static const char *const rate_keys[] = { "source", "medium", "campaign", "rate", NULL };
	static const char *const clocks[CHANCE_CLOCKS] = { "shown", "after" };
	struct chance *c = mem_zero(1, sizeof(*c));
	const struct conf_node *list, *item;
	struct slice text, value[3];
	struct buf raw[3] = { { 0 } };
	double rate;
	size_t i;
	int clock, k, n, ret = -1;

	c->names = table_new(sizeof(int32_t));
	group_of(c, SLICE(""), -1);
	believe(c);
	if (node == NULL)
		return (c);
	c->learn = conf_member(node, "shown") == NULL;
	if (conf_map(conf, node, keys) == -1 ||
	    conf_bool_of(conf, node, "learn", &c->learn) == -1 ||
	    conf_number_of(conf, node, "none", &c->none) == -1 ||
	    conf_number_of(conf, node, "second", &c->second) == -1 ||
	    conf_number_of(conf, node, "stranger", &c->stranger) == -1)
		goto done;
	if (!(c->none > 0 && c->second > 0 && c->stranger > 0)) {
		conf_error(conf, node, "none, second and stranger must be above 0");
		goto done;
	}
	for (clock = 0; clock < CHANCE_CLOCKS; clock++) {
		if ((list = conf_member(node, clocks[clock])) == NULL)
			continue;
		if (conf_list(conf, list) == -1)
			goto done;
		if (list->n != CHANCE_BINS) {
			conf_error(conf, list, "%s has %d rates, not %d", clocks[clock],
			    CHANCE_BINS, (int)list->n);
			goto done;
		}
		for (i = 0; i < list->n; i++) {
			if (conf_number(conf, conf_item(list, i), &rate) == -1)
				goto done;
			if (!(rate > 0 && rate < 1e6)) {
				conf_error(conf, conf_item(list, i), "a rate must be above 0");
				goto done;
			}
			c->rate[clock][i] = c->base[clock][i] = rate;
		}
	}
	list = conf_member(node, "rates");
	if (list != NULL && conf_list(conf, list) == -1)
		goto done;
	for (i = 0; list != NULL && i < list->n; i++) {
		item = conf_item(list, i);
		if (conf_map(conf, item, rate_keys) == -1)
			goto done;
		for (n = 0, k = 0; k < 3; k++) {
			text.n = 0;
			raw[k].n = 0;
			if (conf_text_of(conf, item, rate_keys[k], &text) == -1)
				goto done;
			if (text.n > 0) {
				json_quote(&raw[k], text);
				n = k + 1;
			}
			value[k] = buf_view(&raw[k]);
		}
		rate = 1;
		if (conf_number_of(conf, item, "rate", &rate) == -1)
			goto done;
		if (!(rate > 0 && rate < 1e6)) {
			conf_error(conf, item, "a rate must be above 0");
			goto done;
		}
		if (n == 0) {
			conf_error(conf, item, "a rate needs its source");
			goto done;
		}
		c->groups[group_named(c, value, n < 2 ? 2 : n)]->rate = rate;
	}
	ret = 0;
done:
	for (k = 0; k < 3; k++)
		buf_free(&raw[k]);
	if (ret == 0)
		return (c);
	chance_free(c);
	return (NULL);
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
	table_free(c->names);
	buf_free(&c->key);
	free(c);
}
