#include "attribute/attribute.h"

#include <stdlib.h>

#include "attribute/attribute_in.h"
#include "base/mem.h"
#include "time/instant.h"

enum { UNDECLARED = 10000 };

/* What is read of a session: a visit's fields, its source, and four more, two of every record. */
enum {
	SESSION_SOURCE = VISIT_FIELDS,
	SESSION_END = SESSION_SOURCE + SOURCE_PARTS,
	SESSION_NUMBER,
	SESSION_TS,
	SESSION_TYPE,
	SESSION_NAMES
};

static const char *const session_names[SESSION_NAMES + 1] = { "id", "visitor_id", "client_id",
	"ym_client_id", "gclid", "yclid", "fbclid", "landing", "source", "medium", "campaign",
	"content", "keyword", "end", "number", "ts", "type", NULL };

static const char *const number_names[] = { "number", "session_id", "visitor_id", "client_id",
	"ym_client_id", "until", NULL };

/* A visit is forgotten: so long it could have called, and did or did not. */
static void
on_end(void *arg, const struct lease *l)
{
	struct attribute *a = arg;
	const struct visit *v = l->visit;
	int64_t end = v->keep < a->last ? v->keep : a->last;

	chance_lease(a->set.chance, chance_group(a->set.chance, v->source), end - l->start,
	    v->end == VISIT_NO_TIME ? -1 : end - (v->end > l->start ? v->end : l->start));
}

struct attribute *
attribute_new(const struct attribute_set *set)
{
	struct attribute *a = mem_zero(1, sizeof(*a));
	struct decide_set ds = { .numbers = set->numbers,
		.chance = set->chance,
		.nprefer = set->nprefer,
		.explain = set->explain };

	a->set = *set;
	pick_init(&a->of_session, session_names);
	pick_init(&a->of_number, number_names);
	a->sources = sources_new();
	a->visits = visits_new(set->numbers);
	a->callers = callers_new();
	a->undeclared = table_new(1);
	a->first = a->last = VISIT_NO_TIME;
	memcpy(ds.prefer, set->prefer, sizeof(ds.prefer));
	ds.sources = a->sources;
	ds.visits = a->visits;
	ds.callers = a->callers;
	a->decide = decide_new(&ds);
	if (set->credit != NULL)
		a->touches = touches_new(set->numbers, a->sources);
	if (chance_learns(set->chance))
		visits_on_end(a->visits, on_end, a);
	return (a);
}

void
attribute_free(struct attribute *a)
{
	size_t i;

	if (a == NULL)
		return;
	decide_free(a->decide);
	touches_free(a->touches);
	visits_free(a->visits);
	callers_free(a->callers);
	sources_free(a->sources);
	table_free(a->undeclared);
	for (i = 0; i < a->cappending; i++)
		buf_free(&a->pending[i].text);
	for (i = 0; i < a->capheld; i++)
		event_free(&a->held[i].event);
	free(a->pending);
	free(a->held);
	free(a);
}

/* Taking in sessions and numbers */

/* An instant that may be absent; -1 if it is none. */
static int
read_time(
    const struct pick *p, struct event *e, int name, struct slice raw, const char *why, int64_t *ms)
{
	*ms = VISIT_NO_TIME;
	if (raw.n == 0 || instant_parse(pick_text(p, e, name, raw), ms))
		return (0);
	e->why = why;
	return (-1);
}

static int
take_session(struct attribute *a, struct event *e, struct slice *raw, int64_t ts)
{
	const struct pick *p = &a->of_session;
	struct slice number;
	struct source *source;
	struct visit *v;
	int64_t end;
	int i;

	if (raw[VISIT_SESSION].n == 0) {
		e->why = "no \"id\" in a session";
		return (-1);
	}
	for (i = 0; i < VISIT_KEYS; i++)
		raw[i] = pick_text(p, e, i, raw[i]);
	number = pick_text(p, e, SESSION_NUMBER, raw[SESSION_NUMBER]);
	visits_fetch(a->visits, raw[VISIT_SESSION], number);
	if (read_time(p, e, SESSION_END, raw[SESSION_END], "\"end\" is no time", &end) == -1)
		return (-1);
	source = source_of(a->sources, raw + SESSION_SOURCE);
	v = visits_session(a->visits, raw, number, ts, end, source);
	if (a->touches != NULL)
		touches_visit(a->touches, v);
	return (0);
}

static void
take_pending(struct attribute *a, const struct pending *p)
{
	struct slice part[VISIT_KEYS + 1];
	struct visit *v;
	bool named;
	int i;

	for (i = 0; i <= VISIT_KEYS; i++)
		part[i] = (struct slice){ p->text.p + p->at[i], p->at[i + 1] - p->at[i] };
	v = visits_of(a->visits, part + 1, p->ts, &named);
	visits_show(a->visits, v, part + 1, part[0], p->ts, p->until);
}

/* Link the numbers whose ts is over. */
static void
link_pending(struct attribute *a, int64_t before)
{
	struct pending kept;
	size_t i, n = 0;

	for (i = 0; i < a->npending; i++)
		if (a->pending[i].ts < before)
			take_pending(a, &a->pending[i]);
		else {
			kept = a->pending[n];
			a->pending[n++] = a->pending[i];
			a->pending[i] = kept;
		}
	a->npending = n;
}

void
attribute_pend(
    struct attribute *a, const struct slice part[VISIT_KEYS + 1], int64_t ts, int64_t until)
{
	size_t old = a->cappending;
	struct pending *p;
	int i;

	a->pending = mem_grow(a->pending, &a->cappending, a->npending + 1, sizeof(*a->pending));
	if (a->cappending > old)
		memset(a->pending + old, 0, (a->cappending - old) * sizeof(*a->pending));
	p = &a->pending[a->npending++];
	p->ts = ts;
	p->until = until;
	p->text.n = 0;
	for (i = 0; i <= VISIT_KEYS; i++) {
		p->at[i] = (uint32_t)p->text.n;
		buf_slice(&p->text, part[i]);
	}
	p->at[i] = (uint32_t)p->text.n;
}

static int
take_number(struct attribute *a, struct event *e, int64_t ts)
{
	const struct pick *pick = &a->of_number;
	struct slice part[VISIT_KEYS + 2];
	int64_t until;
	int i;

	pick_get(pick, e, part);
	if (part[0].n == 0) {
		e->why = "no \"number\" in a number";
		return (-1);
	}
	if (read_time(pick, e, VISIT_KEYS + 1, part[VISIT_KEYS + 1], "\"until\" is no time",
		&until) == -1)
		return (-1);
	for (i = 0; i <= VISIT_KEYS; i++)
		part[i] = pick_text(pick, e, i, part[i]);
	attribute_pend(a, part, ts, until);
	return (0);
}

/* Deciding, and letting go what waits */

static void
tell_undeclared(struct attribute *a, struct event *e)
{
	static const char kind[] = "a call to a number that the rules do not name";
	struct slice number = event_text(e, "number"), direction = event_text(e, "direction");
	bool isnew;

	if (number.n == 0 || numbers_declared(a->set.numbers, number) ||
	    slice_is(direction, "out") || slice_is(direction, "internal") ||
	    table_count(a->undeclared) >= UNDECLARED)
		return;
	table_put(a->undeclared, number, &isnew);
	if (isnew)
		diag_say(stream_diag(a->stream), kind, e->file, e->number, 0,
		    "the rules do not name the number %.*s", (int)number.n, number.p);
}

static void
decide(struct attribute *a, struct held *h)
{
	static const enum decide_kind kinds[] = { [KIND_CALL] = DECIDE_CALL,
		[KIND_REQUEST] = DECIDE_REQUEST,
		[KIND_DEAL] = DECIDE_DEAL };
	const struct decision *d;

	if (h->kind == KIND_CALL)
		tell_undeclared(a, &h->event);
	d = decide_event(a->decide, &h->event, kinds[h->kind], h->ts);
	if (a->touches != NULL)
		credit_by_model(
		    a->set.credit, numbers_set(a->set.numbers), a->touches, &h->event, d);
	else if (a->set.fractional)
		credit_fractional(&h->event, d);
	chance_learn(a->set.chance);
}

static void
put(struct attribute *a, const struct event *e)
{
	if (!a->set.fit)
		stream_put(a->stream, e);
}

/* Let go what waits, up to the first call whose ts is not over. */
static void
release(struct attribute *a, int64_t before)
{
	struct held *h;

	for (; a->nheld > 0; a->nheld--, a->head = (a->head + 1) % a->capheld) {
		h = &a->held[a->head];
		if (h->kind >= KIND_CALL) {
			if (h->ts >= before)
				return;
			decide(a, h);
		}
		put(a, &h->event);
	}
}

/* By the site's clock a call comes so much later than its ts. */
static int64_t
behind(const struct attribute *a)
{
	return (numbers_set(a->set.numbers)->behind);
}

static void
flush(struct attribute *a)
{
	link_pending(a, INT64_MAX);
	release(a, INT64_MAX);
}

/* Do calls wait for a later ts, however long the input pauses? */
static bool
waits(const struct attribute *a)
{
	return (a->set.slack > 0 || behind(a) > 0);
}

/* Who gives slack waits for what comes later, however long the pause. */
static void
on_wait(void *arg)
{
	struct attribute *a = arg;

	if (!waits(a))
		flush(a);
}

void
attribute_start(struct attribute *a, struct stream *stream)
{
	a->stream = stream;
	stream_on_wait(stream, on_wait, a);
	if (a->uncredited)
		stream_look(stream);
}

void
attribute_hold(struct attribute *a, struct event *e, enum kind kind, int64_t ts)
{
	struct held *ring, *h;
	size_t i;

	if (a->nheld == a->capheld) {
		ring = mem_zero(a->capheld * 2 + 16, sizeof(*ring));
		for (i = 0; i < a->nheld; i++)
			ring[i] = a->held[(a->head + i) % a->capheld];
		free(a->held);
		a->held = ring;
		a->head = 0;
		a->capheld = a->capheld * 2 + 16;
	}
	h = &a->held[(a->head + a->nheld++) % a->capheld];
	event_copy(&h->event, e);
	h->kind = kind;
	h->ts = kind == KIND_CALL ? ts + behind(a) : ts;
}

/* The time before which nothing is expected any more. */
static int64_t
horizon(const struct attribute *a)
{
	return (a->last - a->set.slack);
}

/* And the time before which nothing can happen any more. */
static int64_t
past(const struct attribute *a)
{
	return (behind(a) < 0 ? horizon(a) + behind(a) : horizon(a));
}

static void
clock_on(struct attribute *a, const struct event *e, int64_t ts)
{
	static const char kind[] = "records that come late: sort the input by ts";

	if (a->first == VISIT_NO_TIME)
		a->first = a->last = ts;
	if (ts < horizon(a)) {
		diag_say(stream_diag(a->stream), kind, e->file, e->number, 0,
		    "ts is %.3f s before the latest one, and late", (double)(a->last - ts) / 1000);
		stream_look(a->stream);
		return;
	}
	if (ts <= a->last)
		return;
	/* What waits is decided as it would have been at a pause before this record. */
	link_pending(a, ts - a->set.slack);
	release(a, ts - a->set.slack);
	chance_time(a->set.chance, visits_leases(a->visits), ts - a->last);
	a->last = ts;
	visits_expire(a->visits, past(a));
	callers_expire(a->callers, past(a) - numbers_set(a->set.numbers)->lookback);
	if (a->touches != NULL)
		touches_expire(a->touches, past(a) - numbers_set(a->set.numbers)->lookback);
}

enum kind
attribute_kind(struct slice type)
{
	if (slice_eq(type, SLICE("session")))
		return (KIND_SESSION);
	if (slice_eq(type, SLICE("number")))
		return (KIND_NUMBER);
	if (slice_eq(type, SLICE("call")))
		return (KIND_CALL);
	if (slice_eq(type, SLICE("request")))
		return (KIND_REQUEST);
	if (slice_eq(type, SLICE("deal")))
		return (KIND_DEAL);
	return (KIND_OTHER);
}

/* As event_ts(), for a text at hand. */
static int
read_ts(const struct attribute *a, struct event *e, struct slice raw, int64_t *ts)
{
	if (raw.n > 0 && instant_parse(pick_text(&a->of_session, e, SESSION_TS, raw), ts))
		return (0);
	return (event_ts(e, ts));
}

void
attribute_event(struct attribute *a, struct event *e)
{
	struct slice raw[SESSION_NAMES];
	int64_t ts = VISIT_NO_TIME;
	enum kind kind;
	int status;

	pick_get(&a->of_session, e, raw);
	kind = attribute_kind(pick_text(&a->of_session, e, SESSION_TYPE, raw[SESSION_TYPE]));
	status = read_ts(a, e, raw[SESSION_TS], &ts);
	if (status == 0)
		clock_on(a, e, ts);
	else if (kind != KIND_OTHER) {
		stream_reject(a->stream, e);
		return;
	}
	if (kind == KIND_SESSION)
		status = take_session(a, e, raw, ts);
	else if (kind == KIND_NUMBER)
		status = take_number(a, e, ts);
	else
		status = 0;
	if (status == -1)
		stream_reject(a->stream, e);
	else if (kind < KIND_CALL && a->nheld == 0)
		put(a, e);
	else {
		attribute_hold(a, e, kind, ts);
		release(a, horizon(a));
	}
}

/* For --fit the time of the visits that are not forgotten yet counts, too. */
static void
end_visits(struct attribute *a)
{
	visits_end(a->visits);
	chance_time(a->set.chance, visits_leases(a->visits), 0);
}

void
attribute_end(struct attribute *a, bool saved)
{
	if (!saved || !waits(a))
		flush(a);
	if (a->set.fit)
		end_visits(a);
}
