/* world.c - see world.h */
#include <stdlib.h>

#include "base/mem.h"
#include "sim/agenda.h"
#include "sim/bayes.h"
#include "sim/office.h"
#include "sim/pool.h"
#include "sim/world.h"
#include "time/date.h"

/* The arrival processes: these, then one for each static number. */
enum { VISITS, STRAYS, SPAM, FIXED };

/* People who never visited have numbers from here on. */
enum { PASSERS_BY = 30000000 };

struct world {
	const struct scenario *s;
	uint64_t seed;
	const struct sink *sink;
	struct agenda *agenda;
	struct pool *pool;
	struct office *office;
	struct bayes *bayes;
	struct random *arrivals; /* one each process */
	uint64_t visits, visitors, passers, showings, calls, deals;
};

static struct random
chance(const struct world *w, enum purpose purpose, uint64_t index)
{
	return (random_of(w->seed, purpose, index));
}

static void
tell_visit(const struct world *w, const struct visit *v)
{
	for (const struct sink *k = w->sink; k != NULL; k = k->next)
		k->visit(k->arg, v);
}

static void
tell_showing(const struct world *w, const struct showing *v)
{
	for (const struct sink *k = w->sink; k != NULL; k = k->next)
		k->showing(k->arg, v);
}

static void
tell_deal(const struct world *w, const struct deal *d)
{
	for (const struct sink *k = w->sink; k != NULL; k = k->next)
		k->deal(k->arg, d);
}

/* The telephone system's clock is its own. */
static void
tell_call(const struct world *w, struct call *c)
{
	const struct scenario *s = w->s;

	if (s->skew.telephone != 0 || s->skew.jitter != 0) {
		struct random r = chance(w, CHANCE_SKEW, c->id);
		double jitter = (2 * random_unit(&r) - 1) * (double)s->skew.jitter;

		c->at += s->skew.telephone + (int64_t)jitter;
		c->at -= c->at % 1000;
	}
	for (const struct sink *k = w->sink; k != NULL; k = k->next)
		k->call(k->arg, c);
}

static double
rate_per_day(const struct scenario *s, int process)
{
	switch (process) {
	case VISITS: /* those who return make up the rest */
		return (s->visits.per_day * (1 - s->visits.return_share));
	case STRAYS:
		return (s->calls.stray_per_day);
	case SPAM:
		return (s->calls.spam_per_day);
	default:
		return (s->fixed[process - FIXED].per_day);
	}
}

/*
 * Plan the next arrival after the instant.  The rate is constant within an hour
 * of the local day; a gap that goes beyond the hour is drawn anew from there,
 * which the exponential distribution does not mind.
 */
static void
arrive(struct world *w, int process, int64_t at)
{
	const struct scenario *s = w->s;
	double per_day = rate_per_day(s, process);
	struct plan plan = { .what = ARRIVE, .index = process };

	while (per_day > 0 && at < s->to) {
		int64_t offset = 1000 * (int64_t)zone_offset(s->zone, at), local = at + offset;
		int64_t hour = local / 3600000, left = (hour + 1) * 3600000 - local;
		double rate = per_day / 86400e3 * s->hours[hour % 24] *
			      s->weekdays[date_weekday(hour / 24) - 1];
		double gap =
		    rate > 0 ? random_spread(&w->arrivals[process], (struct spread){ 1 / rate, 0 })
			     : 1e18;

		if (gap < (double)left) {
			plan.at = at + (int64_t)gap;
			agenda_add(w->agenda, &plan);
			return;
		}
		at += left;
	}
}

static bool
is_lost(const struct world *w, double share, int kind, uint64_t id)
{
	struct random r;

	if (share == 0)
		return (false);
	r = chance(w, CHANCE_LOSS, id * 4 + (uint64_t)kind);
	return (random_chance(&r, share));
}

/* Telephones tick in seconds. */
static int64_t
whole_second(int64_t ms)
{
	return ((ms + 999) / 1000 * 1000);
}

/* The visit has seen its number: will he call? */
static void
intend(struct world *w, const struct plan *seen, int64_t shown)
{
	struct plan p = *seen;

	if (seen->lag < 0)
		return;
	p.what = RING;
	p.at = whole_second((seen->from_end ? seen->end : shown) + seen->lag);
	if (p.at <= shown)
		p.at = whole_second(shown + LAG_LEAST);
	p.truth = p.at >= p.held ? TRUTH_SAVED : TRUTH_VISIT;
	p.untold = seen->untold || p.truth == TRUTH_SAVED;
	agenda_add(w->agenda, &p);
}

/* Show the visit a number, now. */
static struct slice
show(struct world *w, const struct visit *v, struct plan *plan, int64_t now)
{
	const struct scenario *s = w->s;
	struct random r = chance(w, CHANCE_POOL, ++w->showings);
	int number = pool_show(w->pool, now, plan->held, &r);

	if (number == -1) {
		plan->number = s->pool.fallback == -1 ? (struct slice){ 0 }
						      : s->fixed[s->pool.fallback].number;
		plan->untold = true;
	} else
		plan->number = s->pool.numbers[number];
	if (plan->number.n > 0)
		intend(w, plan, now);
	if (number != -1 && w->bayes != NULL)
		bayes_shown(w->bayes, number, v, now, plan->held);
	return (number == -1 ? (struct slice){ 0 } : plan->number);
}

static void
log_showing(struct world *w, const struct plan *p, struct slice number, int64_t now)
{
	struct showing out = { p->visit, p->visitor, now, p->end, p->first_seen, number };

	if (number.n > 0 && !is_lost(w, w->s->lost.numbers, 1, p->visit))
		tell_showing(w, &out);
}

static void
reveal(struct world *w, struct plan *p)
{
	struct visit v = { .id = p->visit, .end = p->end };

	v.campaign = &w->s->campaigns[p->index];
	log_showing(w, p, show(w, &v, p, p->at), p->at);
}

/* Whole pages with this mean: the exponential whose whole part has it. */
static int
pages(struct random *r, double mean)
{
	struct spread s = { mean > 0 ? 1 / random_log(1 + 1 / mean) : 0, 0 };
	double n = random_spread(r, s);

	return (n < 199 ? (int)n : 199);
}

/* What kind of visit it is: where from, how long. */
static void
look(struct world *w, struct visit *v)
{
	const struct scenario *s = w->s;
	struct random r = chance(w, CHANCE_VISIT, v->id);
	bool again = v->campaign != NULL;
	double length;

	if (!again)
		v->campaign = &s->campaigns[random_pick(&r, s->campaign_weights, s->ncampaigns)];
	else if (s->direct != -1 && random_chance(&r, s->visits.return_direct))
		v->campaign = &s->campaigns[s->direct];
	if (v->campaign->nkeywords > 0)
		v->keyword =
		    v->campaign->keywords[random_below(&r, (uint64_t)v->campaign->nkeywords)];
	v->click = random_bits(&r) >> 4;
	v->pages = 1;
	if (random_chance(&r, s->visits.bounce))
		length = 15000 * random_unit(&r);
	else {
		length = random_spread(&r, s->visits.length);
		if (length > 3 * 3600e3)
			length = 3 * 3600e3;
		length += 5000;
		v->pages += pages(&r, s->visits.pages);
	}
	v->end = v->start + (int64_t)length;
}

/* Whether it calls, and how long after it has seen the number. */
static void
decide(struct world *w, const struct visit *v, struct plan *p)
{
	const struct scenario *s = w->s;
	struct random r = chance(w, CHANCE_INTENT, v->id);
	const struct lag *lag;

	p->lag = -1;
	if (!random_chance(&r, v->campaign->calls))
		return;
	lag = &s->lags[random_pick(&r, s->lag_weights, s->nlags)];
	p->lag = LAG_LEAST + (int64_t)random_spread(&r, lag->spread);
	p->from_end = lag->from_end;
}

/* When the number is clicked, or -1. */
static int64_t
click(struct world *w, const struct visit *v, bool caller)
{
	const struct scenario *s = w->s;
	struct random r = chance(w, CHANCE_REVEAL, v->id);
	double length = (double)(v->end - v->start), after;
	bool clicks = random_chance(&r, s->pool.reveal_share);

	after = random_spread(&r, s->pool.reveal_after);
	if (after > length)
		after = length * random_unit(&r);
	return (clicks || caller ? v->start + (int64_t)after : -1);
}

static void
come_again(struct world *w, const struct visit *v)
{
	const struct scenario *s = w->s;
	struct random r = chance(w, CHANCE_RETURN, v->id);
	struct plan p = { .what = REVISIT };

	if (!random_chance(&r, s->visits.return_share))
		return;
	p.at = v->end + s->pool.ttl + (int64_t)random_spread(&r, s->visits.return_after);
	p.index = (int)(v->campaign - s->campaigns);
	p.visitor = v->visitor;
	p.first_seen = v->first_seen;
	p.mobile = v->mobile;
	agenda_add(w->agenda, &p);
}

static void
visit(struct world *w, const struct plan *again, int64_t at)
{
	const struct scenario *s = w->s;
	struct visit v = { .id = ++w->visits, .start = at };
	struct plan p = { .what = REVEAL };
	struct slice number = { 0 };

	if (again != NULL) {
		v.visitor = again->visitor;
		v.first_seen = again->first_seen;
		v.mobile = again->mobile;
		v.campaign = &s->campaigns[again->index];
	} else {
		struct random person = chance(w, CHANCE_PERSON, v.visitor = ++w->visitors);

		v.first_seen = at;
		v.mobile = random_chance(&person, s->visits.mobile);
	}
	look(w, &v);
	decide(w, &v, &p);
	p.index = (int)(v.campaign - s->campaigns);
	p.visit = v.id;
	p.visitor = v.visitor;
	p.start = v.start;
	p.end = v.end;
	p.held = v.end + s->pool.ttl;
	p.first_seen = v.first_seen;
	p.source = &v.campaign->source;
	p.keyword = v.keyword;
	if (s->pool.reveal) {
		if ((p.at = click(w, &v, p.lag >= 0)) != -1)
			agenda_add(w->agenda, &p);
	} else {
		number = show(w, &v, &p, at);
		if (s->pool.in_session && !is_lost(w, s->lost.numbers, 1, v.id))
			v.number = number;
	}
	if (!is_lost(w, s->lost.sessions, 0, v.id))
		tell_visit(w, &v);
	if (!s->pool.in_session)
		log_showing(w, &p, number, at);
	come_again(w, &v);
}

/* Somebody who never visited dials one of our numbers. */
static void
passer_by(struct world *w, int process, int64_t at)
{
	const struct scenario *s = w->s;
	struct plan p = { .what = RING, .at = whole_second(at) };

	p.visitor = PASSERS_BY + ++w->passers;
	if (process >= FIXED) {
		p.number = s->fixed[process - FIXED].number;
		p.source = &s->fixed[process - FIXED].source;
		p.truth = TRUTH_STATIC;
	} else {
		struct random r = chance(w, CHANCE_PERSON, p.visitor);
		int n = s->pool.n > 0 ? s->pool.n : s->nfixed;
		int i = n > 0 ? (int)random_below(&r, (uint64_t)n) : 0;

		if (n == 0)
			return;
		p.number = s->pool.n > 0 ? s->pool.numbers[i] : s->fixed[i].number;
		p.truth = process == SPAM ? TRUTH_SPAM : TRUTH_STRAY;
	}
	agenda_add(w->agenda, &p);
}

/* The company calls when it is open. */
static int64_t
when_open(const struct scenario *s, int64_t at)
{
	for (int i = 0; i < 24; i++) {
		if (scenario_hours(
			s->company.open_from, s->company.open_to, zone_civil(s->zone, at).hour))
			break;
		at += 3600000;
	}
	return (at);
}

/* What a call leads to: the customer tries again, the company calls back. */
static void
then(struct world *w, const struct plan *from, const struct call *c)
{
	const struct scenario *s = w->s;
	struct random r = chance(w, CHANCE_AGAIN, c->id);
	bool answered = c->status == STATUS_ANSWERED;
	bool again = random_chance(&r, answered ? s->calls.repeat_share : s->calls.retry_share);
	int64_t after =
	    (int64_t)random_spread(&r, answered ? s->calls.repeat_after : s->calls.retry_after);
	bool back = random_chance(&r, s->calls.callback_share);
	int64_t later = (int64_t)random_spread(&r, s->calls.callback_after);
	int64_t over = c->at + 1000 * (int64_t)(c->wait + c->talk);
	struct plan p = *from;

	if (c->truth == TRUTH_SPAM || c->truth == TRUTH_STRAY)
		return;
	p.truth = TRUTH_REPEAT;
	p.what = RING;
	p.at = over + 20000 + after;
	if (c->cause == CAUSE_OUT_OF_HOURS) /* not all of them at the stroke of nine */
		p.at = when_open(s, over) + (int64_t)(random_unit(&r) * 3 * 3600e3);
	p.at = whole_second(p.at);
	if (again)
		agenda_add(w->agenda, &p);
	if (back && !answered && !c->anonymous && c->cause != CAUSE_NO_LINES) {
		p.truth = TRUTH_CALLBACK;
		p.what = RETURN;
		p.phone = c->phone;
		p.at = whole_second(when_open(s, over + 60000 + later));
		agenda_add(w->agenda, &p);
	}
}

/* A call may become a deal. */
static void
open_deal(struct world *w, const struct plan *from, const struct call *c)
{
	const struct scenario *s = w->s;
	struct plan p = *from;
	struct random r;

	if (s->deals.nstages == 0 || c->status != STATUS_ANSWERED || c->topic == -1 || c->anonymous)
		return;
	r = chance(w, CHANCE_AGAIN, ~c->id);
	if (!random_chance(&r, s->topics[c->topic].deal))
		return;
	p.what = STAGE;
	p.at = whole_second(c->at + 1000 * (int64_t)(c->wait + c->talk) + 60000);
	p.visit = ++w->deals;
	p.index = 0;
	p.attempt = 0;
	p.phone = c->phone;
	p.employee = c->employee;
	p.lag =
	    100 *
	    (int64_t)(random_spread(&r, (struct spread){ s->topics[c->topic].amount, 0.6 }) / 100);
	agenda_add(w->agenda, &p);
}

static void
stage(struct world *w, struct plan *p)
{
	const struct scenario *s = w->s;
	struct random r = chance(w, CHANCE_DEAL, p->visit * 64 + (uint64_t)p->index);
	struct deal d = { .id = p->visit, .phone = p->phone, .at = p->at, .stage = p->index };
	bool goes_on = p->index + 1 < s->deals.nstages &&
		       random_chance(&r, s->deals.stages[p->index + 1].share);

	d.employee = p->employee;
	d.amount = p->lag;
	d.lost = p->attempt == 1;
	d.won = !d.lost && p->index + 1 == s->deals.nstages;
	d.reason = d.lost && s->deals.nreasons > 0
		       ? (int)random_below(&r, (uint64_t)s->deals.nreasons)
		       : -1;
	tell_deal(w, &d);
	if (d.won || d.lost)
		return;
	p->at = whole_second(
	    p->at + 1000 + (int64_t)random_spread(&r, s->deals.stages[p->index + 1].after));
	if (goes_on)
		p->index++;
	else
		p->attempt = 1; /* lost at this stage */
	agenda_add(w->agenda, p);
}

/* The company calls back as soon as it has a line and somebody to talk. */
static bool
is_put_off(struct world *w, const struct plan *p)
{
	struct plan later = *p;

	if (p->what != RETURN || office_can_call(w->office, p->at))
		return (false);
	later.at += 60000;
	agenda_add(w->agenda, &later);
	return (true);
}

static void
ring(struct world *w, const struct plan *p)
{
	const struct scenario *s = w->s;
	struct call c = { .id = ++w->calls, .at = p->at, .truth = p->truth, .visit = p->visit };
	struct random who = chance(w, CHANCE_PERSON, p->visitor | 1ULL << 40);
	struct random r = chance(w, CHANCE_CALL, c.id);
	struct random office = chance(w, CHANCE_OFFICE, c.id);
	bool second;

	c.out = p->what == RETURN;
	c.number = p->number;
	c.source = p->source;
	c.untold = p->untold;
	c.keyword = p->keyword;
	c.anonymous = random_chance(&who, s->calls.anonymous);
	second = random_chance(&who, s->calls.two_phones) && random_chance(&r, 0.5);
	c.phone = c.out ? p->phone : 2 * p->visitor + second;
	if (c.out)
		office_call(w->office, &c, &office);
	else
		office_take(w->office, &c, &office);
	if (w->bayes != NULL && !c.out)
		bayes_guess(w->bayes, &c);
	if (!c.out) {
		then(w, p, &c);
		open_deal(w, p, &c);
	}
	if (!is_lost(w, s->lost.calls, 2, c.id))
		tell_call(w, &c);
}

static void
happen(struct world *w, struct plan *p)
{
	switch (p->what) {
	case ARRIVE:
		if (p->index == VISITS)
			visit(w, NULL, p->at);
		else
			passer_by(w, p->index, p->at);
		arrive(w, p->index, p->at);
		break;
	case REVISIT:
		visit(w, p, p->at);
		break;
	case REVEAL:
		reveal(w, p);
		break;
	case RING:
	case RETURN:
		if (!is_put_off(w, p))
			ring(w, p);
		break;
	case STAGE:
		stage(w, p);
		break;
	}
}

void
world_run(const struct scenario *s, uint64_t seed, bool bayes, const struct sink *sink)
{
	struct world w = { .s = s, .seed = seed, .sink = sink };
	int processes = FIXED + s->nfixed;
	struct plan plan;

	w.agenda = agenda_new(s->to);
	w.pool = pool_new(s);
	w.office = office_new(s);
	w.bayes = bayes ? bayes_new(s) : NULL;
	w.arrivals = mem_zero((size_t)processes, sizeof(*w.arrivals));
	for (int i = 0; i < processes; i++) {
		w.arrivals[i] = chance(&w, CHANCE_ARRIVAL, (uint64_t)i);
		arrive(&w, i, s->from);
	}
	while (agenda_next(w.agenda, &plan))
		happen(&w, &plan);
	free(w.arrivals);
	bayes_free(w.bayes);
	office_free(w.office);
	pool_free(w.pool);
	agenda_free(w.agenda);
}
