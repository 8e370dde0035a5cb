#include "attribute/decide.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"

const char *const method_names[METHODS + 1] = { "session", "given", "dynamic", "static", "history",
	"none", NULL };

/* What one decision goes by. */
struct facts {
	struct event *event;
	enum decide_kind kind;
	int64_t ts;
	bool inward;	  /* a call from outside to one of our numbers */
	bool was_session; /* an earlier run has copied the source from the session */
	bool named;	  /* it names a session or visitor */
	struct slice field[VISIT_KEYS];
	struct slice number, customer;
	struct caller *caller; /* known, and attributed inside the look-back */
	struct caller *heard;  /* known at all */
};

struct decide {
	struct decide_set set;
	struct decision d;
	struct source *source; /* held for d.source, where nobody else holds it */
	struct suspect *suspects;
	size_t cap;
	struct buf scratch, json;
	size_t numbers; /* the most that were held at a time */
};

struct decide *
decide_new(const struct decide_set *set)
{
	struct decide *dc = mem_zero(1, sizeof(*dc));

	dc->set = *set;
	return (dc);
}

void
decide_free(struct decide *dc)
{
	if (dc == NULL)
		return;
	source_drop(dc->source);
	free(dc->suspects);
	buf_free(&dc->scratch);
	buf_free(&dc->json);
	free(dc);
}

bool
decide_prefer(struct slice text, enum method prefer[METHODS], int *n, struct slice *wrong)
{
	const char *comma;
	struct slice word;
	int m, i;

	for (*n = 0;; text.p = comma + 1, text.n -= word.n + 1) {
		comma = memchr(text.p, ',', text.n);
		word = (struct slice){ text.p, comma == NULL ? text.n : (size_t)(comma - text.p) };
		*wrong = word;
		for (m = 0; m < METHOD_NONE && !slice_is(word, method_names[m]); m++)
			;
		for (i = 0; i < *n; i++)
			if ((int)prefer[i] == m)
				return (false);
		if (m == METHOD_NONE)
			return (false);
		prefer[(*n)++] = (enum method)m;
		if (comma == NULL)
			return (true);
	}
}

static bool
prefers(const struct decide *dc, enum method m)
{
	int i;

	for (i = 0; i < dc->set.nprefer; i++)
		if (dc->set.prefer[i] == m)
			return (true);
	return (false);
}

/* Take away what an earlier run has added (ct-events(5), What a filter does to a line). */
static void
undo(struct facts *f)
{
	static const char *const always[] = { "confidence", "candidates", "lag", "attribution_why",
		"touches" };
	struct slice was = event_text(f->event, "attribution");
	size_t i;

	for (i = 0; i < sizeof(always) / sizeof(always[0]); i++)
		event_unset(f->event, always[i]);
	f->was_session = slice_is(was, "session");
	if (was.n == 0 || f->was_session || slice_is(was, "given"))
		return;
	for (i = 0; i < VISIT_FIELDS; i++)
		event_unset(f->event, visit_names[i]);
	source_set(f->event, NULL);
}

static void
gather(struct decide *dc, struct facts *f)
{
	struct slice direction;
	int i;

	undo(f);
	for (i = 0; i < VISIT_KEYS; i++) {
		f->field[i] = event_text(f->event, visit_names[i]);
		f->named = f->named || f->field[i].n > 0;
	}
	f->customer = event_text(f->event, "customer");
	if (f->kind == DECIDE_CALL) {
		direction = event_text(f->event, "direction");
		f->inward = !slice_is(direction, "out") && !slice_is(direction, "internal");
		f->number = event_text(f->event, "number");
	}
	f->heard = callers_find(dc->set.callers, f->customer);
	if (f->heard != NULL && f->heard->source != NULL &&
	    time_add(f->heard->ts, numbers_set(dc->set.numbers)->lookback) >= f->ts)
		f->caller = f->heard;
}

/* The methods.  Each says whether it has found something. */

static bool line_up(struct decide *, const struct facts *);
static void weigh(struct decide *, const struct facts *, const struct nobody *);

/* Nothing is to be weighed, but there is something to be learnt. */
static void
learn_certain(struct decide *dc, const struct facts *f)
{
	size_t i;
	bool found = false;

	if (!f->inward || f->number.n == 0 || f->heard != NULL)
		return;
	line_up(dc, f);
	for (i = 0; i < dc->d.nsuspects + dc->d.nlapsed; i++) {
		dc->suspects[i].factor = dc->d.leases[i]->visit == dc->d.visit;
		found = found || dc->suspects[i].factor > 0;
	}
	if (found)
		weigh(dc, f, &(struct nobody){ 0, 0 });
	dc->d.nsuspects = dc->d.nlapsed = 0;
	dc->d.none = 1;
}

static bool
by_session(struct decide *dc, const struct facts *f)
{
	bool named;

	dc->d.visit = visits_of(dc->set.visits, f->field, f->ts, &named);
	if (dc->d.visit == NULL)
		return (false);
	dc->d.source = dc->d.visit->source;
	learn_certain(dc, f);
	return (true);
}

static bool
by_given(struct decide *dc, const struct facts *f)
{
	struct source *s;
	bool given;
	int i;

	if (f->was_session)
		return (false);
	s = source_of_event(dc->set.sources, f->event);
	given = s->known;
	for (i = VISIT_KEYS; i < VISIT_FIELDS; i++)
		given = given || event_get(f->event, visit_names[i]).n > 0;
	if (!given) {
		source_drop(s);
		return (false);
	}
	dc->d.source = dc->source = s;
	return (true);
}

/* Is the visitor this caller, as far as anybody knows? */
static bool
is_him(const struct visit *v, const struct facts *f)
{
	struct slice mine, his;
	bool any;
	int i;

	if (f->customer.n == 0)
		return (false);
	if (visit_caller(v, f->customer, &any))
		return (true);
	for (i = 0; f->caller != NULL && i < VISIT_KEYS; i++) {
		mine = caller_field(f->caller, i);
		his = visit_field(v, i);
		if (mine.n > 0 && slice_eq(mine, his))
			return (true);
	}
	return (false);
}

/* The caller had the number before it was shown there. */
static double
factor_of(const struct decide *dc, const struct facts *f, const struct lease *l)
{
	if (f->heard != NULL && caller_first(f->heard, f->number) < l->start)
		return (chance_stranger(dc->set.chance));
	return (1);
}

/* The visits that hold the number, as suspects; is one of them the caller's own? */
static bool
line_up(struct decide *dc, const struct facts *f)
{
	struct suspect *s;
	const struct lease *l;
	bool found = false;
	size_t i, n, lapsed;

	dc->d.leases = visits_holding(dc->set.visits, f->number, f->ts, &n, &lapsed);
	dc->d.nlapsed = lapsed;
	n += lapsed;
	dc->suspects = mem_grow(dc->suspects, &dc->cap, n + 1, sizeof(*dc->suspects));
	dc->d.suspects = dc->suspects;
	dc->d.nsuspects = n - lapsed;
	for (i = 0; i < n; i++) {
		s = &dc->suspects[i];
		l = dc->d.leases[i];
		s->group = chance_group(dc->set.chance, l->visit->source);
		s->lag = f->ts - l->start;
		s->after = l->visit->end == VISIT_NO_TIME || l->visit->end >= f->ts
			       ? -1
			       : f->ts - l->visit->end;
		s->again = f->customer.n == 0;
		s->called = l->visit->called;
		s->trace = l->visit->trace;
		s->factor = is_him(l->visit, f) ? 2 : factor_of(dc, f, l);
		found = found || (s->factor == 2 && i < n - lapsed);
	}
	for (i = 0; i < n; i++) {
		s = &dc->suspects[i];
		if (s->factor == 2) {
			s->factor = 1;
			s->again = true;
		} else if (found)
			s->factor *= chance_stranger(dc->set.chance);
	}
	return (found);
}

/* A call whose caller is new tells how soon people call, and how often nobody's visit is behind. */
static void
learn(struct decide *dc, const struct facts *f, const struct nobody *nobody)
{
	bool declared;

	if (f->heard != NULL)
		return;
	if (dc->d.nsuspects + dc->d.nlapsed == 0) {
		numbers_pool(dc->set.numbers, f->number, &declared);
		if (!declared)
			return;
	}
	chance_call(dc->set.chance, dc->suspects, dc->d.nsuspects, dc->d.nlapsed, nobody);
}

/* Find the probabilities, and remember what the call says of each visit. */
static void
weigh(struct decide *dc, const struct facts *f, const struct nobody *nobody)
{
	size_t i, n = dc->d.nsuspects + dc->d.nlapsed;

	learn(dc, f, nobody); /* it wants what is remembered so far */
	dc->d.none = chance_weigh(dc->set.chance, dc->suspects, n, nobody);
	for (i = 0; i < n; i++) {
		dc->d.leases[i]->visit->called = dc->suspects[i].called;
		dc->d.leases[i]->visit->trace = dc->suspects[i].trace;
	}
}

/* How often a number rings without a visit behind it goes with how busy the site is, and how many
 * numbers share in it. */
static struct nobody
nobody_of(struct decide *dc, double factor)
{
	size_t held = visits_numbers(dc->set.visits);
	double all = (double)numbers_count(dc->set.numbers);

	if (dc->numbers < held)
		dc->numbers = held;
	if (all < (double)dc->numbers)
		all = (double)dc->numbers;
	if (all < 1)
		all = 1;
	return (
	    (struct nobody){ factor * (double)visits_leases(dc->set.visits) / all, factor / all });
}

static bool
by_number(struct decide *dc, const struct facts *f)
{
	size_t i, best = 0;
	struct nobody nobody;
	bool him;

	if (!f->inward || f->number.n == 0)
		return (false);
	him = line_up(dc, f);
	if (f->caller != NULL && !him && prefers(dc, METHOD_HISTORY)) {
		/* He saved the number: it is not the visit of whoever holds it now. */
		dc->d.himself = dc->d.nsuspects > 0;
		dc->d.nsuspects = dc->d.nlapsed = 0;
		return (false);
	}
	nobody = nobody_of(dc, him ? chance_stranger(dc->set.chance) : 1);
	weigh(dc, f, &nobody);
	for (i = 0; i < dc->d.nsuspects; i++) {
		if (dc->suspects[i].p >= dc->suspects[best].p)
			best = i;
	}
	for (; i < dc->d.nsuspects + dc->d.nlapsed; i++)
		dc->d.lapsed += dc->suspects[i].p;
	if (dc->d.nsuspects == 0 || dc->d.none + dc->d.lapsed > dc->suspects[best].p)
		return (false);
	dc->d.lease = dc->d.leases[best];
	dc->d.visit = dc->d.lease->visit;
	dc->d.source = dc->d.visit->source;
	dc->d.confidence = dc->suspects[best].p;
	visit_add_caller(dc->d.visit, f->customer);
	return (true);
}

static bool
by_fixed(struct decide *dc, const struct facts *f, bool fallback)
{
	const struct fixed *fixed;

	if (!f->inward || f->number.n == 0)
		return (false);
	fixed = numbers_fixed(dc->set.numbers, f->number, f->ts);
	if (fixed == NULL || fixed->fallback != fallback)
		return (false);
	dc->d.source = dc->source = source_of(dc->set.sources, fixed->raw);
	return (true);
}

static bool
by_history(struct decide *dc, const struct facts *f)
{
	if (f->caller == NULL)
		return (false);
	dc->d.caller = f->caller;
	dc->d.source = f->caller->source;
	return (true);
}

static bool
try_method(struct decide *dc, const struct facts *f, enum method m)
{
	switch (m) {
	case METHOD_SESSION:
		return (f->named && by_session(dc, f));
	case METHOD_GIVEN:
		return (by_given(dc, f));
	case METHOD_DYNAMIC:
		return (by_number(dc, f));
	case METHOD_STATIC:
		return (by_fixed(dc, f, false));
	case METHOD_HISTORY:
		return (by_history(dc, f));
	default:
		return (false);
	}
}

static enum method
find(struct decide *dc, const struct facts *f)
{
	/* A record that names a visit which nobody knows is not given another one. */
	bool known = true, named = f->named && prefers(dc, METHOD_SESSION), unused;
	int i;

	if (named)
		known = visits_of(dc->set.visits, f->field, f->ts, &unused) != NULL;
	for (i = 0; i < dc->set.nprefer; i++) {
		if (named && !known && dc->set.prefer[i] != METHOD_GIVEN)
			continue;
		if (try_method(dc, f, dc->set.prefer[i]))
			return (dc->set.prefer[i]);
	}
	if (named)
		return (METHOD_SESSION);
	if (prefers(dc, METHOD_STATIC) && by_fixed(dc, f, true))
		return (METHOD_STATIC);
	return (METHOD_NONE);
}

/* Writing it down */

static void
set_fields(const struct decide *dc, const struct facts *f)
{
	struct event *e = f->event;
	const struct decision *d = &dc->d;
	struct slice v;
	bool keeps = d->method == METHOD_SESSION || d->method == METHOD_GIVEN;
	int i;

	for (i = 0; i < VISIT_FIELDS; i++) {
		v.n = 0;
		if (d->visit != NULL)
			v = visit_field(d->visit, i);
		else if (d->caller != NULL && i < CALLER_FIELDS)
			v = caller_field(d->caller, i);
		if (v.n > 0 && i < VISIT_KEYS)
			event_set_text(e, visit_names[i], v);
		else if (v.n > 0)
			event_set(e, visit_names[i], v);
		else if (!keeps)
			event_unset(e, visit_names[i]);
	}
	if (!keeps || (d->visit != NULL && d->source != NULL && d->source->known))
		source_set(e, d->source);
}

static void
set_probability(struct event *e, const char *name, double p)
{
	char s[32];
	int n = snprintf(s, sizeof(s), "%.4f", p);

	while (s[n - 1] == '0')
		n--;
	n -= s[n - 1] == '.';
	event_set(e, name, (struct slice){ s, (size_t)n });
}

static void
set_decision(struct decide *dc, const struct facts *f)
{
	const struct decision *d = &dc->d;

	event_set_text(f->event, "attribution", slice_of(method_names[d->method]));
	set_fields(dc, f);
	if (d->method != METHOD_DYNAMIC)
		return;
	set_probability(f->event, "confidence", d->confidence);
	event_set_int(f->event, "candidates", (int64_t)d->nsuspects);
	event_set_number(f->event, "lag", (double)(d->ts - d->lease->start) / 1000);
}

static void
add_ids(struct buf *b, const struct visit *v)
{
	struct slice text;
	int i;

	for (i = 0; i < VISIT_KEYS; i++)
		if ((text = visit_field(v, i)).n > 0 && (i == VISIT_SESSION || v->alone)) {
			buf_printf(b, ",\"%s\":", visit_names[i]);
			json_quote(b, text);
		}
}

static void
explain(struct decide *dc, const struct facts *f)
{
	struct decision *d = &dc->d;
	struct buf *b = &dc->json;
	double factor;
	size_t i;

	b->n = 0;
	buf_char(b, '{');
	if (d->nsuspects > 0) {
		buf_str(b, "\"candidates\":[");
		for (i = 0; i < d->nsuspects; i++) {
			factor = d->suspects[i].factor * d->suspects[i].silence.weight;
			buf_printf(b, "%s{\"p\":%.4f,\"lag\":%.3f", i > 0 ? "," : "",
			    d->suspects[i].p, (double)d->suspects[i].lag / 1000);
			if (d->suspects[i].after >= 0)
				buf_printf(
				    b, ",\"after\":%.3f", (double)d->suspects[i].after / 1000);
			if (factor != 1)
				buf_printf(b, ",\"factor\":%.4g", factor);
			add_ids(b, d->leases[i]->visit);
			source_write(d->leases[i]->visit->source, b);
			buf_char(b, '}');
		}
		buf_printf(b, "],\"lapsed\":%.4f,\"none\":%.4f", d->lapsed, d->none);
	} else if (d->himself)
		buf_str(b, "\"known_caller\":true");
	else if (d->method == METHOD_SESSION && d->visit == NULL)
		buf_str(b, "\"session_known\":false");
	buf_char(b, '}');
	if (b->n > 2)
		event_set(f->event, "attribution_why", buf_view(b));
}

/* Remember who called and why. */
static void
remember(struct decide *dc, const struct facts *f)
{
	const struct decision *d = &dc->d;
	struct slice field[CALLER_FIELDS], none = { NULL, 0 };
	struct source *source = d->source;
	int i;

	if (f->kind == DECIDE_DEAL || f->customer.n == 0)
		return;
	if (d->method == METHOD_STATIC &&
	    numbers_fixed(dc->set.numbers, f->number, f->ts)->fallback)
		source = NULL;
	if (d->method == METHOD_HISTORY || (source != NULL && !source->known && d->visit == NULL))
		source = NULL;
	if (source == NULL && !f->inward)
		return;
	for (i = 0; i < CALLER_FIELDS; i++) {
		field[i] = none;
		if (d->visit != NULL)
			field[i] = visit_field(d->visit, i);
		else if (d->method == METHOD_GIVEN)
			field[i] =
			    i < VISIT_KEYS ? f->field[i] : event_get(f->event, visit_names[i]);
	}
	callers_learn(dc->set.callers, f->customer, f->ts, source_take(source), field,
	    f->inward ? f->number : none);
	if (d->method == METHOD_SESSION && d->visit != NULL)
		visit_add_caller(d->visit, f->customer);
}

const struct decision *
decide_event(struct decide *dc, struct event *e, enum decide_kind kind, int64_t ts)
{
	struct facts f = { .event = e, .kind = kind, .ts = ts };

	source_drop(dc->source);
	dc->source = NULL;
	dc->d = (struct decision){ .ts = ts, .none = 1 };
	gather(dc, &f);
	dc->d.method = find(dc, &f);
	remember(dc, &f);
	set_decision(dc, &f);
	if (dc->set.explain)
		explain(dc, &f);
	return (&dc->d);
}

size_t
decide_numbers(const struct decide *dc)
{
	return (dc->numbers);
}

void
decide_set_numbers(struct decide *dc, size_t numbers)
{
	dc->numbers = numbers;
}
