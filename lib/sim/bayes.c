/* bayes.c - see bayes.h */
#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "sim/bayes.h"

struct shown {
	uint64_t visit;
	int64_t at, end, held;
	double calls;	   /* share of such showings that call */
	double none, some; /* weights: its call is none of those that came so far, or one of them */
	double silent;	   /* of such showings, the share that has not called yet */
	double left;	   /* the probability of none of them */
	double now;	   /* how likely it makes the number ring at this moment */
};

struct history {
	struct shown *shown;
	size_t n, cap;
};

struct bayes {
	const struct scenario *s;
	struct history *numbers;
	struct table *index; /* number -> int */
};

struct bayes *
bayes_new(const struct scenario *s)
{
	struct bayes *b = mem_zero(1, sizeof(*b));

	b->s = s;
	b->numbers = mem_zero((size_t)s->pool.n + 1, sizeof(*b->numbers));
	b->index = table_new(sizeof(int));
	for (int i = 0; i < s->pool.n; i++)
		*(int *)table_put(b->index, s->pool.numbers[i], NULL) = i;
	return (b);
}

void
bayes_free(struct bayes *b)
{
	if (b == NULL)
		return;
	for (int i = 0; i < b->s->pool.n; i++)
		free(b->numbers[i].shown);
	free(b->numbers);
	table_free(b->index);
	free(b);
}

void
bayes_shown(struct bayes *b, int number, const struct visit *v, int64_t at, int64_t held)
{
	struct history *h = &b->numbers[number];
	double calls = v->campaign->calls;

	/* Callers always click; of the others, some. */
	if (calls > 0)
		calls /= calls + (1 - calls) * b->s->pool.reveal_share;
	h->shown = mem_grow(h->shown, &h->cap, h->n + 1, sizeof(*h->shown));
	h->shown[h->n++] = (struct shown){ v->id, at, v->end, held, calls, 1, 0, 1, 1, 0 };
}

/*
 * How likely this showing makes the number ring at the instant, per ms.  A visit makes one such
 * call: if none of those that came was its own, it has been silent until now, which callers are
 * more and more seldom; so it is the less likely to call at all, and the more if it still does.
 */
static double
intensity(const struct scenario *s, struct shown *v, int64_t at)
{
	double density = 0, past = 0, before = 0, weight, lag;

	for (int i = 0; i < s->nlags; i++) {
		lag = (double)(at - LAG_LEAST - (s->lags[i].from_end ? v->end : v->at));
		weight = s->lag_weights[i] - before;
		density += weight * spread_density(s->lags[i].spread, lag);
		past += weight * spread_share(s->lags[i].spread, lag);
		before = s->lag_weights[i];
	}
	v->silent = 1 - v->calls * past / before;
	v->left = v->none * v->silent / (v->none * v->silent + v->some);
	return (v->silent > 0 ? v->left * v->calls * density / before / v->silent : 0);
}

/* The number has rung now, which was this showing with probability p: the weights from here on. */
static void
weigh_again(struct shown *v, double p)
{
	v->some = 1 - v->left * (1 - p);
	v->none = v->silent > 0 ? v->left * (1 - p) / v->silent : 0;
}

void
bayes_guess(struct bayes *b, struct call *c)
{
	const int *number = table_get(b->index, c->number);
	const struct scenario *s = b->s;
	struct history *h;
	double none, all, best = 0;

	if (number == NULL)
		return;
	h = &b->numbers[*number];
	all = none = (s->calls.stray_per_day + s->calls.spam_per_day) / (s->pool.n * 86400e3) *
		     scenario_rhythm(s, c->at);
	for (size_t i = 0; i < h->n; i++) {
		struct shown *v = &h->shown[i];

		all += v->now = intensity(s, v, c->at);
		if (v->held <= c->at)
			none += v->now;
		else if (v->now > best) {
			best = v->now;
			c->best_visit = v->visit;
		}
	}
	if (best < none) {
		c->best_visit = 0;
		best = none;
	}
	c->bayes = true;
	c->best = all > 0 ? best / all : 1;
	for (size_t i = 0; i < h->n && all > 0; i++)
		if (h->shown[i].now > 0)
			weigh_again(&h->shown[i], h->shown[i].now / all);
}
