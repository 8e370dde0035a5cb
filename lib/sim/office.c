/* office.c - see office.h */
#include <stdlib.h>

#include "base/mem.h"
#include "sim/office.h"

/* Instants in a heap, the earliest on top: when lines come free, when somebody leaves the queue. */
struct ends {
	int64_t *at;
	size_t n, cap;
};

struct office {
	const struct scenario *s;
	int64_t *free_at; /* an employee each */
	struct ends lines, queue;
};

enum { RING_MAX = 20000 }; /* then the next employee is rung */

struct office *
office_new(const struct scenario *s)
{
	struct office *o = mem_zero(1, sizeof(*o));

	o->s = s;
	o->free_at = mem_zero((size_t)s->company.nemployees + 1, sizeof(*o->free_at));
	return (o);
}

void
office_free(struct office *o)
{
	if (o == NULL)
		return;
	free(o->free_at);
	free(o->lines.at);
	free(o->queue.at);
	free(o);
}

static void
ends_add(struct ends *e, int64_t at)
{
	size_t i = e->n++;

	e->at = mem_grow(e->at, &e->cap, e->n, sizeof(*e->at));
	for (; i > 0 && at < e->at[(i - 1) / 2]; i = (i - 1) / 2)
		e->at[i] = e->at[(i - 1) / 2];
	e->at[i] = at;
}

/* How many have not ended by now; the others are forgotten. */
static size_t
ends_left(struct ends *e, int64_t now)
{
	while (e->n > 0 && e->at[0] <= now) {
		int64_t last = e->at[--e->n];
		size_t i = 0, child;

		for (; (child = 2 * i + 1) < e->n; i = child) {
			if (child + 1 < e->n && e->at[child + 1] < e->at[child])
				child++;
			if (last <= e->at[child])
				break;
			e->at[i] = e->at[child];
		}
		if (e->n > 0)
			e->at[i] = last;
	}
	return (e->n);
}

static int
lines_now(const struct scenario *s, int hour)
{
	for (int i = 0; i < s->company.nshortages; i++)
		if (scenario_hours(s->company.shortages[i].from, s->company.shortages[i].to, hour))
			return (s->company.shortages[i].lines);
	return (s->company.lines);
}

/* The employee who is free first, but for one; -1 if there is no other. */
static int
first_free(const struct office *o, int but)
{
	int best = -1;

	for (int i = 0; i < o->s->company.nemployees; i++)
		if (i != but && (best == -1 || o->free_at[i] < o->free_at[best]))
			best = i;
	return (best);
}

static int
whole_seconds(double ms)
{
	return (ms >= 1e9 ? 1000000 : (int)((ms + 500) / 1000));
}

static void
lost(struct call *c, enum status status, enum cause cause, enum hangup hangup, int wait)
{
	c->status = status;
	c->cause = cause;
	c->hangup = hangup;
	c->wait = wait;
	c->talk = 0;
}

static void
talk(struct office *o, struct call *c, int employee, int wait, struct random *r)
{
	const struct scenario *s = o->s;
	const struct topic *t;
	double ms;

	c->topic = random_pick(r, s->topic_weights, s->ntopics);
	t = &s->topics[c->topic];
	ms = c->truth == TRUTH_SPAM ? 4000 + 8000 * random_unit(r)
	     : c->truth == TRUTH_STRAY
		 ? 5000 + 20000 * random_unit(r)
		 : random_spread(r, t->talk) *
		       (employee == -1 ? 1 : s->company.employees[employee].talk);
	if (c->truth == TRUTH_SPAM || c->truth == TRUTH_STRAY)
		c->topic = -1;
	c->status = STATUS_ANSWERED;
	c->cause = CAUSE_NORMAL;
	c->wait = wait;
	c->talk = whole_seconds(ms);
	if (c->talk < 1)
		c->talk = 1;
	c->employee = employee;
	c->hangup = random_chance(r, 0.7) ? HANGUP_CUSTOMER : HANGUP_COMPANY;
	c->tagged = random_chance(r, 0.8);
	if (employee != -1)
		o->free_at[employee] = c->at + 1000 * (int64_t)(c->wait + c->talk);
}

/* In the queue: until somebody is free, and takes the call. */
static void
wait(struct office *o, struct call *c, struct random *r)
{
	const struct scenario *s = o->s;
	int64_t patience = (int64_t)random_spread(r, s->company.patience), until = c->at, ring;
	int employee = -1;

	for (int attempt = 0; attempt < 2; attempt++) {
		employee = first_free(o, employee);
		if (employee == -1)
			break;
		if (o->free_at[employee] > until)
			until = o->free_at[employee];
		ring = 1000 + (int64_t)random_spread(r, s->company.ring);
		if (ring > RING_MAX)
			ring = RING_MAX;
		if (!random_chance(r, s->company.employees[employee].answers))
			ring = -RING_MAX;
		if (until - c->at + 2000 > patience && until > c->at) {
			lost(c, STATUS_ABANDONED, CAUSE_NORMAL, HANGUP_CUSTOMER,
			    whole_seconds((double)patience));
			return;
		}
		if (ring > 0) {
			talk(o, c, employee, whole_seconds((double)(until - c->at + ring)), r);
			return;
		}
		until -= ring;
	}
	if (s->company.nemployees == 0)
		talk(o, c, -1, whole_seconds(random_spread(r, s->company.ring)), r);
	else
		lost(c, STATUS_MISSED, CAUSE_NO_ANSWER, HANGUP_SYSTEM,
		    whole_seconds((double)(until - c->at)));
}

static void
arrive(struct office *o, struct call *c, struct random *r)
{
	const struct scenario *s = o->s;
	int hour = zone_civil(s->zone, c->at).hour;

	if (c->truth == TRUTH_SPAM && random_chance(r, s->calls.spam_blocked))
		lost(c, STATUS_FAILED_CALL, CAUSE_BLOCKED, HANGUP_SYSTEM, 0);
	else if (ends_left(&o->lines, c->at) >= (size_t)lines_now(s, hour))
		lost(c, STATUS_FAILED_CALL, CAUSE_NO_LINES, HANGUP_SYSTEM, 0);
	else if (random_chance(r, s->company.failure))
		lost(c, STATUS_FAILED_CALL, CAUSE_NETWORK, HANGUP_SYSTEM, 0);
	else if (!scenario_hours(s->company.open_from, s->company.open_to, hour)) {
		if (random_chance(r, s->company.voicemail))
			lost(c, STATUS_VOICEMAIL, CAUSE_OUT_OF_HOURS, HANGUP_CUSTOMER,
			    15 + (int)random_below(r, 30));
		else
			lost(c, STATUS_MISSED, CAUSE_OUT_OF_HOURS, HANGUP_CUSTOMER,
			    3 + (int)random_below(r, 15));
	} else if (ends_left(&o->queue, c->at) >= (size_t)s->company.queue)
		lost(c, STATUS_BUSY, CAUSE_BUSY, HANGUP_SYSTEM, 0);
	else {
		wait(o, c, r);
		ends_add(&o->queue, c->at + 1000 * (int64_t)c->wait);
	}
}

void
office_take(struct office *o, struct call *c, struct random *r)
{
	c->employee = c->topic = -1;
	arrive(o, c, r);
	if (c->wait + c->talk > 0) /* a line is taken from the start to the end */
		ends_add(&o->lines, c->at + 1000 * (int64_t)(c->wait + c->talk));
}

bool
office_can_call(struct office *o, int64_t at)
{
	const struct scenario *s = o->s;
	int employee = first_free(o, -1);

	return (ends_left(&o->lines, at) < (size_t)lines_now(s, zone_civil(s->zone, at).hour) &&
		(employee == -1 || o->free_at[employee] <= at));
}

void
office_call(struct office *o, struct call *c, struct random *r)
{
	int ring = 3 + (int)random_below(r, 15), employee;

	c->topic = -1;
	employee = first_free(o, -1);
	if (random_chance(r, 0.75))
		talk(o, c, employee, ring, r);
	else {
		lost(c, STATUS_MISSED, CAUSE_NO_ANSWER, HANGUP_COMPANY, ring + 12);
		c->employee = employee;
	}
	c->topic = -1;
	c->tagged = false;
	ends_add(&o->lines, c->at + 1000 * (int64_t)(c->wait + c->talk));
}
