/* markov.c - a Markov chain over paths.  See markov.h. */
#include "model/markov.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"

/* A transition and how often it was taken; to be sorted by where it goes. */
struct step {
	uint32_t to;
	uint64_t count;
};

struct state {
	uint32_t channel; /* the newest */
	struct step *steps;
	size_t n, cap;
	uint64_t out; /* how often it was left, also for a conversion or nothing */
	uint64_t converted;
	double value; /* of its conversions */
};

struct markov {
	size_t order;
	struct table *numbers; /* a state's channels (uint32_t each) to its number */
	struct table *known;   /* a transition (from, to) to its place among the steps */
	struct state *states;
	size_t n, cap;
	uint64_t *starts; /* how many paths begin in a state */
	size_t startcap;
	uint64_t paths;
};

/* Steps of a solution: more would be a matter of minutes. */
#define WORK_MAX UINT64_C(20000000000)

struct markov *
markov_new(size_t order)
{
	struct markov *m = mem_zero(1, sizeof(*m));

	m->order = order;
	m->numbers = table_new(sizeof(uint32_t));
	m->known = table_new(sizeof(uint32_t));
	return (m);
}

void
markov_free(struct markov *m)
{
	size_t i;

	if (m == NULL)
		return;
	for (i = 0; i < m->n; i++)
		free(m->states[i].steps);
	free(m->states);
	free(m->starts);
	table_free(m->numbers);
	table_free(m->known);
	free(m);
}

size_t
markov_states(const struct markov *m)
{
	return (m->n);
}

/* The state after the first `at` channels of a path. */
static uint32_t
state_of(struct markov *m, const uint32_t *channels, size_t at)
{
	size_t n = at < m->order ? at : m->order;
	struct slice key = { (const char *)(channels + at - n), n * sizeof(*channels) };
	uint32_t *number;
	bool isnew;

	number = table_put(m->numbers, key, &isnew);
	if (isnew) {
		*number = (uint32_t)m->n;
		m->states = mem_grow(m->states, &m->cap, m->n + 1, sizeof(*m->states));
		m->starts = mem_grow(m->starts, &m->startcap, m->n + 1, sizeof(*m->starts));
		m->states[m->n] = (struct state){ .channel = channels[at - 1] };
		m->starts[m->n++] = 0;
	}
	return (*number);
}

static void
take_step(struct markov *m, uint32_t from, uint32_t to)
{
	uint32_t pair[2] = { from, to }, *place;
	struct state *s = &m->states[from];
	bool isnew;

	place = table_put(m->known, (struct slice){ (const char *)pair, sizeof(pair) }, &isnew);
	if (isnew) {
		*place = (uint32_t)s->n;
		s->steps = mem_grow(s->steps, &s->cap, s->n + 1, sizeof(*s->steps));
		s->steps[s->n++] = (struct step){ to, 0 };
	}
	s->steps[*place].count++;
	s->out++;
}

void
markov_path(struct markov *m, const uint32_t *channels, size_t n, bool converted, double value)
{
	uint32_t at, next;
	size_t i;

	at = state_of(m, channels, 1);
	m->starts[at]++;
	m->paths++;
	for (i = 2; i <= n; i++) {
		next = state_of(m, channels, i);
		take_step(m, at, next);
		at = next;
	}
	m->states[at].out++;
	if (converted) {
		m->states[at].converted++;
		m->states[at].value += value;
	}
}

/* What a state is worth, by what the states after it are. */
static double
worth(const struct state *s, uint32_t self, const double *h)
{
	double sum = s->value, left = (double)s->out;
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->steps[i].to == self)
			left -= (double)s->steps[i].count;
		else
			sum += (double)s->steps[i].count * h[s->steps[i].to];
	/* A path ends, so a state is left for something else than itself at least once. */
	return (sum / left);
}

/* One pass of Gauss and Seidel over all states, forth or back: did anything move? */
static bool
sweep(const struct markov *m, uint32_t removed, double *h, bool back)
{
	bool moved = false;
	double now;
	size_t i, k;

	for (k = 0; k < m->n; k++) {
		i = back ? m->n - 1 - k : k;
		if (m->states[i].channel == removed)
			continue;
		now = worth(&m->states[i], (uint32_t)i, h);
		moved = moved || now != h[i];
		h[i] = now;
	}
	return (moved);
}

static double
expected(const struct markov *m, const double *h)
{
	double sum = 0;
	size_t i;

	for (i = 0; i < m->n; i++)
		sum += (double)m->starts[i] * h[i];
	return (m->paths == 0 ? 0 : sum / (double)m->paths);
}

/* No state is worth more than the best mean value of a conversion. */
static double
highest(const struct markov *m)
{
	double high = 0, mean;
	size_t i;

	for (i = 0; i < m->n; i++) {
		if (m->states[i].converted == 0)
			continue;
		mean = m->states[i].value / (double)m->states[i].converted;
		high = mean > high ? mean : high;
	}
	return (high);
}

/*
 * No coefficient is negative, so a solution begun at 0 comes from below and
 * one begun at the highest worth comes from above, in the machine's numbers
 * too, as rounding keeps order: where they meet is the answer, and how far they
 * are apart is how well it is known.  Where paths run in long circles, they may
 * stand still before they meet to all digits.
 */
bool
markov_value(struct markov *m, uint32_t removed, double *value)
{
	double *low = mem_zero(m->n + 1, sizeof(*low)), *high = mem_zero(m->n + 1, sizeof(*high));
	double top = highest(m), a = 0, b = 0;
	uint64_t work = 0, cost = 1;
	size_t i;
	bool back = false, found = top == 0, moved = true;

	for (i = 0; i < m->n; i++) {
		high[i] = m->states[i].channel == removed ? 0 : top;
		cost += 1 + m->states[i].n;
	}
	for (; !found && moved && work < WORK_MAX; work += 2 * cost, back = !back) {
		moved = sweep(m, removed, low, back);
		moved = sweep(m, removed, high, back) || moved;
		a = expected(m, low);
		b = expected(m, high);
		found = b - a <= (moved ? 1e-13 : 1e-9) * b || b <= 1e-30 * top;
	}
	free(low);
	free(high);
	*value = a + (b - a) / 2;
	return (found);
}
