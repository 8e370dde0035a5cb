#include "attribute/credit.h"

#include <stdlib.h>

#include "base/mem.h"

/* Less than this share is left out. */
static const double least = 0.0005;

static void
set_touches(struct event *e, const struct buf *b)
{
	if (b->n > 0)
		event_set(e, "touches", buf_view(b));
}

void
credit_model(struct touches *ts, struct event *e, const struct decision *d, struct buf *b)
{
	struct slice customer = event_text(e, "customer"), id = { "", 0 };
	char *session;
	struct touch own = { .ts = d->ts, .source = d->source };
	bool surely = d->method == METHOD_SESSION || d->confidence >= CREDIT_SURE;
	const struct visit *v = d->visit;
	bool alone = v != NULL && (v->alone || visit_field(v, VISIT_SESSION).n == 0);
	const struct touch *last = NULL;

	b->n = 0;
	if (d->method == METHOD_NONE || (d->method == METHOD_SESSION && v == NULL))
		return;
	if (v != NULL && surely && !alone)
		touches_join(ts, v, customer);
	if (d->method == METHOD_GIVEN || d->method == METHOD_STATIC || alone)
		last = &own;
	if (alone)
		id = visit_field(v, VISIT_SESSION);
	own.session = session = mem_dup(id.p, id.n);
	if (touches_write(ts, v, customer, d->ts, last, b) == 0) {
		/* Nobody's visits are known: the one visit that is, is all. */
		free(session);
		if (v != NULL) {
			id = visit_field(v, VISIT_SESSION);
			own.ts = v->ts;
		} else if (d->caller != NULL) {
			id = caller_field(d->caller, VISIT_SESSION);
			own.ts = touches_began(ts, d->caller, d->caller->ts);
		}
		own.session = session = mem_dup(id.p, id.n);
		touches_write(ts, NULL, (struct slice){ NULL, 0 }, d->ts, &own, b);
	}
	free(session);
	set_touches(e, b);
}

void
credit_fractional(struct event *e, const struct decision *d, struct buf *b)
{
	size_t i, n = d->nsuspects + d->nlapsed, m = 0;
	const struct visit *v;
	struct slice id;
	struct touch touch;
	char *session;
	double *weight, rest = 1;
	uint32_t *credit;

	if (d->nsuspects == 0 || d->method == METHOD_SESSION || d->method == METHOD_GIVEN)
		return;
	weight = mem_alloc((n + 1) * sizeof(*weight));
	credit = mem_alloc((n + 1) * sizeof(*credit));
	for (i = 0; i < n; i++)
		if (d->suspects[i].p >= least)
			rest -= weight[m++] = d->suspects[i].p;
	weight[m] = rest < least ? 0 : rest;
	credit_share(weight, m + (weight[m] > 0), credit);
	b->n = 0;
	for (m = 0, i = 0; i < n; i++) {
		if (d->suspects[i].p < least)
			continue;
		v = d->leases[i]->visit;
		id = visit_field(v, VISIT_SESSION);
		session = mem_dup(id.p, id.n);
		touch = (struct touch){ v->ts, v->source, session };
		buf_char(b, m == 0 ? '[' : ',');
		touch_write(&touch, credit[m++], b);
		free(session);
	}
	if (weight[m] > 0) {
		touch = (struct touch){ d->ts, d->method == METHOD_DYNAMIC ? NULL : d->source, "" };
		buf_char(b, m == 0 ? '[' : ',');
		touch_write(&touch, credit[m], b);
	}
	buf_char(b, ']');
	set_touches(e, b);
	free(weight);
	free(credit);
}
