/* bayes.c - see bayes.h */
#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "sim/bayes.h"

struct shown {
	uint64_t visit;
	int64_t at, end, held;
	double calls; /* share of such showings that call */
	double left;  /* that its call is none of those that came so far */
	double now;   /* how likely it makes the number ring at this moment */
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
	h->shown[h->n++] = (struct shown){ v->id, at, v->end, held, calls, 1, 0 };
}

/* How likely this showing makes the number ring at the instant, per ms. */
static double
intensity(const struct scenario *s, const struct shown *v, int64_t at)
{
	double sum = 0, before = 0;

	for (int i = 0; i < s->nlags; i++) {
		int64_t from = (s->lags[i].from_end ? v->end : v->at) + LAG_LEAST;

		sum += (s->lag_weights[i] - before) *
		       spread_density(s->lags[i].spread, (double)(at - from));
		before = s->lag_weights[i];
	}
	return (v->calls * v->left * sum / before);
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
	for (size_t i = 0; i < h->n; i++) /* a visit makes one such call: was it this one? */
		if (all > 0)
			h->shown[i].left *= 1 - h->shown[i].now / all;
}
