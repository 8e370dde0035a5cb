#include "attribute/visit_wheel.h"

#include <stdlib.h>

#include "base/mem.h"

enum { MINUTE = 60000, SPOKES = 4096 };

/* Some of the visits of one minute, the last to come at the end; newer ones are in front. */
enum { DUE = 126 };

struct visit_due {
	struct visit_due *next;
	size_t n;
	struct visit *visits[DUE];
};

struct visit_wheel {
	struct visit_due *spokes[SPOKES];
	struct visit_due *spare;
	int64_t minute; /* it has turned so far */
	size_t count;
};

static int64_t
minute_of(int64_t ms)
{
	return (ms >= 0 ? ms / MINUTE : -((-(ms + 1)) / MINUTE) - 1);
}

struct visit_wheel *
visit_wheel_new(void)
{
	struct visit_wheel *w = mem_zero(1, sizeof(*w));

	w->minute = INT64_MIN / 2;
	return (w);
}

static void
free_list(struct visit_due *due)
{
	struct visit_due *next;

	for (; due != NULL; due = next) {
		next = due->next;
		free(due);
	}
}

void
visit_wheel_free(struct visit_wheel *w)
{
	size_t i;

	for (i = 0; i < SPOKES; i++)
		free_list(w->spokes[i]);
	free_list(w->spare);
	free(w);
}

static struct visit_due *
due_new(struct visit_wheel *w, struct visit_due *next)
{
	struct visit_due *due = w->spare;

	if (due != NULL)
		w->spare = due->next;
	else
		due = mem_alloc(sizeof(*due));
	due->n = 0;
	due->next = next;
	return (due);
}

static struct visit_due **
spoke_of(struct visit_wheel *w, int64_t minute)
{
	return (&w->spokes[(uint64_t)minute % SPOKES]);
}

void
visit_wheel_add(struct visit_wheel *w, struct visit *v)
{
	int64_t minute = minute_of(v->keep);
	struct visit_due **spoke = spoke_of(w, minute < w->minute ? w->minute : minute);

	if (*spoke == NULL || (*spoke)->n == DUE)
		*spoke = due_new(w, *spoke);
	(*spoke)->visits[(*spoke)->n++] = v;
	w->count++;
}

size_t
visit_wheel_count(const struct visit_wheel *w)
{
	return (w->count);
}

struct visit *
visit_wheel_next(const struct visit_wheel *w, struct visit_walk *at)
{
	while (at->due == NULL || at->i == at->due->n) {
		if (at->due != NULL)
			at->due = at->due->next;
		while (at->due == NULL && at->spoke < SPOKES)
			at->due = w->spokes[at->spoke++];
		if (at->due == NULL)
			return (NULL);
		at->i = 0;
	}
	return (at->due->visits[at->i++]);
}

struct visit_turn
visit_wheel_turn(struct visit_wheel *w, int64_t horizon)
{
	int64_t last = minute_of(horizon);
	struct visit_turn turn = { w->minute, last, last * MINUTE, NULL, 0 };

	/* After a long pause one turn of the wheel is enough. */
	if (turn.minute < last - SPOKES)
		turn.minute = last - SPOKES;
	if (w->minute < last)
		w->minute = last;
	return (turn);
}

struct visit_turn
visit_wheel_turn_all(void)
{
	return ((struct visit_turn){ 0, SPOKES, INT64_MAX, NULL, 0 });
}

/*
 * Forgetting a visit touches memory that nobody has touched for hours.  Some
 * visits ahead its first lines are fetched, fewer ahead what they point to.
 */
enum { FAR = 16, NEAR = 8 };

/* Take the list that is next in hand; false at the end of the turn. */
static bool
take_list(struct visit_wheel *w, struct visit_turn *t)
{
	struct visit_due *over = t->due, **spoke;
	size_t i;

	if (over != NULL) {
		t->due = over->next;
		over->next = w->spare;
		w->spare = over;
	}
	while (t->due == NULL && t->minute < t->last) {
		spoke = spoke_of(w, t->minute++);
		t->due = *spoke;
		*spoke = NULL;
	}
	if (t->due == NULL)
		return (false);
	t->i = t->due->n;
	for (i = t->i; i-- > 0 && t->i - i <= FAR;)
		visit_fetch(t->due->visits[i]);
	return (true);
}

struct visit *
visit_wheel_due(struct visit_wheel *w, struct visit_turn *t, const struct visit **soon)
{
	struct visit *v;

	for (;;) {
		while (t->i == 0)
			if (!take_list(w, t))
				return (NULL);
		t->i--;
		if (t->i >= FAR)
			visit_fetch(t->due->visits[t->i - FAR]);
		*soon = t->i >= NEAR ? t->due->visits[t->i - NEAR] : NULL;
		v = t->due->visits[t->i];
		w->count--;
		if (v->keep < t->horizon)
			return (v);
		visit_wheel_add(w, v);
	}
}
