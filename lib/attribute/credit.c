#include "attribute/credit.h"

#include <math.h>
#include <stdlib.h>

#include "attribute/credit_in.h"
#include "base/mem.h"
#include "event/json.h"
#include "time/instant.h"

#define MILLION UINT32_C(1000000)

/* Less than this share is left out. */
static const double least = 0.0005;

static const struct slice no_session = { "", 0 };

/* Sharing out */

struct remainder {
	double rest;
	size_t at;
};

static int
remainder_cmp(const void *pa, const void *pb)
{
	const struct remainder *a = pa, *b = pb;

	if (a->rest != b->rest)
		return (a->rest > b->rest ? -1 : 1);
	return (a->at < b->at ? -1 : a->at > b->at);
}

/* Share a million out by the weights, to the largest remainders. */
static void
share_out(const double *weight, size_t n, uint32_t *credit)
{
	struct remainder *r;
	double sum = 0, exact;
	uint32_t given = 0;
	size_t i;

	if (n == 0)
		return;
	for (i = 0; i < n; i++)
		sum += weight[i];
	r = mem_alloc(n * sizeof(*r));
	for (i = 0; i < n; i++) {
		exact = sum > 0 ? weight[i] / sum * MILLION : (double)MILLION / (double)n;
		credit[i] = (uint32_t)floor(exact);
		r[i] = (struct remainder){ exact - floor(exact), i };
		given += credit[i];
	}
	qsort(r, n, sizeof(*r), remainder_cmp);
	for (i = 0; given < MILLION; given++, i = (i + 1) % n)
		credit[r[i].at]++;
	for (i = n; given > MILLION; given--, i--)
		credit[r[i - 1].at]--;
	free(r);
}

/* One touch as JSON with its credit. */
static void
write_touch(const struct touch *t, uint32_t credit, struct buf *out)
{
	char ts[INSTANT_LEN];

	buf_char(out, '{');
	if (t->session[0] != '\0') {
		buf_str(out, "\"session_id\":");
		json_quote(out, slice_of(t->session));
		buf_char(out, ',');
	}
	instant_format(t->ts, ts);
	buf_printf(out, "\"ts\":\"%.*s\"", INSTANT_LEN, ts);
	source_write(t->source, out);
	buf_printf(out, ",\"credit\":%u.%06u}", credit / MILLION, credit % MILLION);
}

/* The event's touches: these with their shares. */
static void
set_touches(struct event *e, const struct touch *touches, const double *weight, size_t n)
{
	uint32_t *credit = mem_alloc(n * sizeof(*credit));
	struct buf b = { 0 };
	size_t i;

	share_out(weight, n, credit);
	for (i = 0; i < n; i++) {
		buf_char(&b, i == 0 ? '[' : ',');
		write_touch(&touches[i], credit[i], &b);
	}
	buf_char(&b, ']');
	event_set(e, "touches", buf_view(&b));
	buf_free(&b);
	free(credit);
}

/* By a model */

/* Nobody's visits are known: the one visit that is, is all. */
static struct touch
only_touch(struct touches *ts, const struct decision *d)
{
	if (d->visit != NULL)
		return (touch_of_visit(d->visit, d->source));
	if (d->caller != NULL)
		return (touch_make(touches_began(ts, d->caller, d->caller->ts), d->source,
		    caller_field(d->caller, VISIT_SESSION)));
	return (touch_make(d->ts, d->source, no_session));
}

void
credit_by_model(const struct credit_model *model, const struct numbers_set *set, struct touches *ts,
    struct event *e, const struct decision *d)
{
	struct slice customer = event_text(e, "customer");
	struct credit_path path = { .ts = d->ts, .set = set };
	const struct visit *v = d->visit;
	bool surely = d->method == METHOD_SESSION || d->confidence >= CREDIT_SURE;
	bool alone = v != NULL && (v->alone || visit_field(v, VISIT_SESSION).n == 0);
	bool last = d->method == METHOD_GIVEN || d->method == METHOD_STATIC || alone;
	struct touch own;
	double *weight;

	if (d->method == METHOD_NONE || (d->method == METHOD_SESSION && v == NULL))
		return;
	if (v != NULL && surely && !alone)
		touches_join(ts, v, customer);
	own = touch_make(d->ts, d->source, alone ? visit_field(v, VISIT_SESSION) : no_session);
	path.touches = touches_path(ts, v, customer, d->ts, last ? &own : NULL, &path.n);
	if (path.n == 0) {
		touch_drop(&own);
		own = only_touch(ts, d);
		path.touches = &own;
		path.n = 1;
	}
	weight = mem_zero(path.n, sizeof(*weight));
	model->weigh(&path, weight);
	set_touches(e, path.touches, weight, path.n);
	free(weight);
	touch_drop(&own);
}

/* By the candidates' probabilities */

void
credit_fractional(struct event *e, const struct decision *d)
{
	size_t i, n = d->nsuspects + d->nlapsed, m = 0;
	const struct visit *v;
	struct touch *touches;
	double *weight, rest = 1;

	if (d->nsuspects == 0 || d->method == METHOD_SESSION || d->method == METHOD_GIVEN)
		return;
	touches = mem_alloc((n + 1) * sizeof(*touches));
	weight = mem_alloc((n + 1) * sizeof(*weight));
	for (i = 0; i < n; i++) {
		if (d->suspects[i].p < least)
			continue;
		v = d->leases[i]->visit;
		touches[m] = touch_of_visit(v, v->source);
		rest -= weight[m++] = d->suspects[i].p;
	}
	if (rest >= least) {
		touches[m] =
		    touch_make(d->ts, d->method == METHOD_DYNAMIC ? NULL : d->source, no_session);
		weight[m++] = rest;
	}
	set_touches(e, touches, weight, m);
	while (m > 0)
		touch_drop(&touches[--m]);
	free(touches);
	free(weight);
}
