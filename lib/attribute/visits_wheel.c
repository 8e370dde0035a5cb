#include <stdlib.h>

#include "attribute/visits_in.h"
#include "base/mem.h"

/* Some of the visits of one minute, the last to come at the end; newer ones are in front. */
enum { DUE = 126 };

struct visit_due {
	struct visit_due *next;
	size_t n;
	struct visit *visits[DUE];
};

static int64_t
minute_of(int64_t ms)
{
	return (ms >= 0 ? ms / VISIT_MINUTE : -((-(ms + 1)) / VISIT_MINUTE) - 1);
}

static struct visit_due **
spoke_of(struct visits *vs, int64_t minute)
{
	return (&vs->wheel[(uint64_t)minute % VISIT_WHEEL]);
}

static struct visit_due *
due_new(struct visits *vs, struct visit_due *next)
{
	struct visit_due *due = vs->spare;

	if (due != NULL)
		vs->spare = due->next;
	else
		due = mem_alloc(sizeof(*due));
	due->n = 0;
	due->next = next;
	return (due);
}

void
visit_wheel_add(struct visits *vs, struct visit *v)
{
	int64_t minute = minute_of(v->keep);
	struct visit_due **spoke = spoke_of(vs, minute < vs->minute ? vs->minute : minute);

	if (*spoke == NULL || (*spoke)->n == DUE)
		*spoke = due_new(vs, *spoke);
	(*spoke)->visits[(*spoke)->n++] = v;
	vs->nvisits++;
}

struct visit *
visit_wheel_next(const struct visits *vs, size_t *spoke, struct visit_due **due, size_t *i)
{
	while (*due == NULL || *i == (*due)->n) {
		if (*due != NULL)
			*due = (*due)->next;
		while (*due == NULL && *spoke < VISIT_WHEEL)
			*due = vs->wheel[(*spoke)++];
		if (*due == NULL)
			return (NULL);
		*i = 0;
	}
	return ((*due)->visits[(*i)++]);
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
visit_wheel_free(struct visits *vs)
{
	size_t i;

	for (i = 0; i < VISIT_WHEEL; i++)
		free_list(vs->wheel[i]);
	free_list(vs->spare);
}

/*
 * Forgetting a visit touches memory that nobody has touched for hours.  Some
 * visits ahead its first lines are fetched, fewer ahead what they point to.
 */
enum { FAR = 16, NEAR = 8 };

static void
fetch_visit(const struct visit *v)
{
	__builtin_prefetch(v);
	__builtin_prefetch(&v->first);
}

static void
fetch_around(const struct visits *vs, const struct visit *v)
{
	const struct lease *l = v->leases;
	int kind;

	for (kind = 0; kind < VISIT_KEYS; kind++)
		if ((v->indexed & 1 << kind) != 0)
			visit_index_fetch(vs, kind, v->hash[kind]);
	if (l == NULL)
		return;
	if (l != &v->first)
		__builtin_prefetch(l);
	else {
		__builtin_prefetch(l->back);
		__builtin_prefetch(l->fore);
		__builtin_prefetch(l->number);
	}
}

static void
end_due(struct visits *vs, const struct visit_due *due, int64_t horizon)
{
	struct visit *v;
	size_t i;

	for (i = due->n; i-- > 0 && due->n - i <= FAR;)
		fetch_visit(due->visits[i]);
	for (i = due->n; i-- > 0;) {
		if (i >= FAR)
			fetch_visit(due->visits[i - FAR]);
		if (i >= NEAR)
			fetch_around(vs, due->visits[i - NEAR]);
		v = due->visits[i];
		vs->nvisits--;
		if (v->keep >= horizon)
			visit_wheel_add(vs, v);
		else
			visit_free(vs, v);
	}
}

/* All of one minute. */
static void
turn(struct visits *vs, int64_t minute, int64_t horizon)
{
	struct visit_due **spoke = spoke_of(vs, minute), *due = *spoke, *next;

	*spoke = NULL;
	for (; due != NULL; due = next) {
		next = due->next;
		end_due(vs, due, horizon);
		due->next = vs->spare;
		vs->spare = due;
	}
}

void
visits_expire(struct visits *vs, int64_t horizon)
{
	int64_t last = minute_of(horizon), minute = vs->minute;

	if (minute >= last)
		return;
	/* After a long pause one turn of the wheel is enough. */
	if (minute < last - VISIT_WHEEL)
		minute = last - VISIT_WHEEL;
	vs->minute = last;
	for (; minute < last; minute++)
		turn(vs, minute, last * VISIT_MINUTE);
}

void
visits_end(struct visits *vs)
{
	int64_t minute;

	for (minute = 0; minute < VISIT_WHEEL; minute++)
		turn(vs, minute, INT64_MAX);
}
