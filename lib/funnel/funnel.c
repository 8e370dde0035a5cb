#include "funnel/funnel.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "event/json.h"
#include "event/value.h"
#include "funnel/crowd.h"
#include "funnel/tally.h"
#include "time/period.h"

/* What a hit brings along: an amount, a reason, or both. */
struct info {
	bool has_amount;
	decimal amount;
	size_t currency, reason; /* lengths; the bytes stand in text, one after the other */
	char text[];
};

struct funnel {
	const struct funnel_rules *rules;
	struct stream *stream;
	struct crowd *crowd;
	struct tallies *tallies;
	struct chain_scratch scratch;
	bool explain;
	uint64_t seq;
	int64_t newest; /* time of the newest record */
	bool started;
	struct slice *values; /* of the record at hand, each after its member's byte */
	struct buf value, group, text, line;
	size_t *ends;
};

struct funnel *
funnel_new(const struct funnel_rules *rules, struct stream *stream, bool explain)
{
	struct funnel *f = mem_zero(1, sizeof(*f));

	f->rules = rules;
	f->stream = stream;
	f->explain = explain;
	f->crowd = crowd_new();
	f->tallies = tallies_new(rules);
	f->values = mem_zero(rules->nkeys, sizeof(*f->values));
	f->ends = mem_zero(rules->nkeys, sizeof(*f->ends));
	return (f);
}

void
funnel_free(struct funnel *f)
{
	if (f == NULL)
		return;
	crowd_free(f->crowd);
	tallies_free(f->tallies);
	free(f->scratch.next);
	free(f->values);
	free(f->ends);
	buf_free(&f->value);
	buf_free(&f->group);
	buf_free(&f->text);
	buf_free(&f->line);
	free(f);
}

/* The record's values of the key; how many. */
static size_t
read_values(struct funnel *f, struct event *e)
{
	struct slice raw, text;
	size_t i, n = 0, at = 0;
	enum json_type type;

	f->value.n = 0;
	for (i = 0; i < f->rules->nkeys; i++) {
		if ((raw = event_get(e, f->rules->keys[i])).n == 0)
			continue;
		type = json_type(raw);
		if (type != JSON_STRING && type != JSON_NUMBER)
			continue;
		text = event_text(e, f->rules->keys[i]);
		buf_char(&f->value, (char)(i + 1));
		buf_slice(&f->value, text);
		f->ends[n++] = f->value.n;
	}
	/* The buffer may have moved while it grew. */
	for (i = 0; i < n; at = f->ends[i++])
		f->values[i] = (struct slice){ f->value.p + at, f->ends[i] - at };
	return (n);
}

static void
say(struct funnel *f, const struct event *e, const char *kind, const char *what, const char *why)
{
	diag_say(stream_diag(f->stream), kind, e->file, e->number, 0, "%s: %s", what, why);
}

static uint32_t
read_stages(struct funnel *f, struct event *e)
{
	uint32_t stages = 0;
	size_t i;
	int yes;

	for (i = 0; i < f->rules->chain.stages; i++) {
		if ((yes = expr_true(f->rules->stages[i].when, e)) == -1)
			say(f, e, f->rules->stages[i].name.p, f->rules->stages[i].name.p,
			    expr_why(f->rules->stages[i].when));
		stages |= (uint32_t)(yes == 1) << i;
	}
	return (stages);
}

/* An expression's value; n = 0 for none, null and "". */
static struct slice
read_value(struct funnel *f, struct event *e, struct expr *expr, const char *what)
{
	struct slice v = { 0 };

	if (expr_value(expr, e, &v) == -1) {
		say(f, e, what, what, expr_why(expr));
		v.n = 0;
	}
	if (v.n > 0 && (json_type(v) == JSON_NULL || slice_is(v, "\"\"")))
		v.n = 0;
	return (v);
}

static bool
read_amount(struct funnel *f, struct event *e, decimal *amount)
{
	struct slice v = read_value(f, e, f->rules->amount, "amount");

	if (v.n == 0)
		return (false);
	if (json_type(v) != JSON_NUMBER || decimal_read_rounded(v, amount) != DECIMAL_OK) {
		say(f, e, "the amount is no number that can be added", "amount",
		    "no number of up to 20 digits");
		return (false);
	}
	tally_has_amounts(f->tallies);
	return (true);
}

static struct info *
read_info(struct funnel *f, struct event *e, bool passes)
{
	struct slice reason, currency = { 0 };
	struct info *info;
	decimal amount = 0;
	bool has_amount = passes && read_amount(f, e, &amount);

	reason = read_value(f, e, f->rules->reason, "reason");
	f->text.n = 0;
	if (reason.n > 0) {
		reason = json_text(reason, &f->text);
		tally_has_reasons(f->tallies);
	}
	if (!has_amount && reason.n == 0)
		return (NULL);
	if (has_amount)
		currency = event_text(e, "currency");
	info = mem_alloc(sizeof(*info) + currency.n + reason.n);
	info->has_amount = has_amount;
	info->amount = amount;
	info->currency = currency.n;
	info->reason = reason.n;
	if (currency.n > 0)
		memcpy(info->text, currency.p, currency.n);
	if (reason.n > 0)
		memcpy(info->text + currency.n, reason.p, reason.n);
	return (info);
}

/* The group that the record would put its customer into. */
static uint32_t
read_group(struct funnel *f, struct event *e, int64_t ts)
{
	const struct funnel_by *by;
	struct slice v;
	size_t i;

	f->group.n = 0;
	buf_char(&f->group, '[');
	for (i = 0; i < f->rules->nby; i++) {
		by = &f->rules->by[i];
		if (i > 0)
			buf_char(&f->group, ',');
		if (by->bucket != NULL)
			v = bucket_label(by->bucket, ts);
		else if (by->expr != NULL)
			v = read_value(f, e, by->expr, "by");
		else
			v = event_get(e, by->member);
		if (v.n == 0)
			buf_str(&f->group, "null");
		else
			value_canon(&f->group, v);
	}
	buf_char(&f->group, ']');
	return (tally_group(f->tallies, buf_view(&f->group)));
}

static uint32_t
no_group(struct funnel *f)
{
	size_t i;

	f->group.n = 0;
	buf_char(&f->group, '[');
	for (i = 0; i < f->rules->nby; i++)
		buf_str(&f->group, i > 0 ? ",null" : "null");
	buf_char(&f->group, ']');
	return (tally_group(f->tallies, buf_view(&f->group)));
}

/* The last reason that was told inside the window. */
static struct slice
find_reason(const struct funnel *f, const struct hit *hits, size_t n, int64_t start)
{
	const struct info *info;
	size_t i;

	for (i = n; i-- > 0 && hits[i].ts >= start;) {
		if ((info = hits[i].info) == NULL || info->reason == 0)
			continue;
		if (hits[i].ts - start <= f->rules->chain.window)
			return ((struct slice){ info->text + info->currency, info->reason });
	}
	return ((struct slice){ 0 });
}

/* What is known of a customer when he is counted. */
struct outcome {
	struct chain chain;
	size_t stage; /* the last one passed, or the one he came in at */
	uint32_t group;
	int64_t start;
	struct slice reason;
};

/* Where somebody without a first stage came in; false if he passes no stage at all. */
static bool
find_entry(const struct hit *hits, size_t n, struct outcome *o)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (hits[i].stages != 0) {
			o->stage = (size_t)__builtin_ctz(hits[i].stages);
			o->group = hits[i].group;
			o->start = hits[i].ts;
			return (true);
		}
	return (false);
}

static bool
find_outcome(struct funnel *f, struct hit *hits, size_t n, struct outcome *o)
{
	const struct funnel_rules *r = f->rules;

	o->reason = (struct slice){ 0 };
	chain_sort(hits, n);
	chain_find(&r->chain, hits, n, &f->scratch, &o->chain);
	if (o->chain.depth == 0)
		return (find_entry(hits, n, o));
	o->stage = o->chain.depth - 1;
	o->start = o->chain.start;
	if (r->by_stage < o->chain.depth)
		o->group = hits[o->chain.hits[r->by_stage]].group;
	else
		o->group = no_group(f);
	if (o->chain.depth < r->chain.stages)
		o->reason = find_reason(f, hits, n, o->start);
	return (true);
}

static void
count(struct funnel *f, const struct hit *hits, const struct outcome *o)
{
	const struct info *info;
	struct tally_amount amount;
	int64_t ms = -1;
	size_t i;

	if (o->chain.depth == 0)
		tally_skip(f->tallies, o->group, o->stage);
	for (i = 0; i < o->chain.depth; i++) {
		if (i > 0) {
			ms = hits[o->chain.hits[i]].ts - hits[o->chain.hits[i - 1]].ts;
			ms = ms < 0 ? -ms : ms; /* in any order either may come first */
		}
		info = hits[o->chain.hits[i]].info;
		if (info != NULL && info->has_amount) {
			amount =
			    (struct tally_amount){ info->amount, { info->text, info->currency } };
			tally_enter(f->tallies, o->group, i, ms, &amount);
		} else
			tally_enter(f->tallies, o->group, i, ms, NULL);
	}
	if (o->reason.n > 0)
		tally_reason(f->tallies, o->group, o->stage, o->reason);
}

/* ,"visitor_id":["v1","v2"] for each member of the key that he is known by. */
static void
add_values(struct funnel *f, const struct customer *who)
{
	struct slice value;
	const void *at;
	bool any;
	size_t i;

	for (i = 0; i < f->rules->nkeys; i++) {
		any = false;
		at = NULL;
		while (customer_value(who, &at, &value)) {
			if (value.p[0] != (char)(i + 1))
				continue;
			buf_char(&f->line, ',');
			if (!any) {
				json_quote(&f->line, slice_of(f->rules->keys[i]));
				buf_str(&f->line, ":[");
			}
			any = true;
			json_quote(&f->line, (struct slice){ value.p + 1, value.n - 1 });
		}
		buf_str(&f->line, any ? "]" : "");
	}
}

static void
add_instant(struct buf *b, int64_t ts)
{
	buf_char(b, '"');
	instant_format(ts, buf_room(b, INSTANT_LEN));
	b->n += INSTANT_LEN;
	buf_char(b, '"');
}

/* A customer as a line: when and how far he went, who he is, and why he went no further. */
static void
explain(
    struct funnel *f, const struct customer *who, const struct hit *hits, const struct outcome *o)
{
	struct slice keys = tally_group_keys(f->tallies, o->group), value;
	struct buf *b = &f->line;
	size_t i, at = 0;

	b->n = 0;
	buf_str(b, "{\"ts\":");
	add_instant(b, o->start);
	for (i = 0; i < f->rules->nby && json_each(keys, &at, NULL, &value); i++) {
		buf_char(b, ',');
		json_quote(b, f->rules->by[i].name);
		buf_char(b, ':');
		buf_slice(b, value);
	}
	buf_str(b, ",\"stage\":");
	json_quote(b, f->rules->stages[o->stage].name);
	buf_str(b, o->chain.depth == 0 ? ",\"skipped\":true" : ",\"passed\":{");
	for (i = 0; i < o->chain.depth; i++) {
		buf_str(b, i > 0 ? "," : "");
		json_quote(b, f->rules->stages[i].name);
		buf_char(b, ':');
		add_instant(b, hits[o->chain.hits[i]].ts);
	}
	buf_str(b, o->chain.depth == 0 ? "" : "}");
	add_values(f, who);
	if (o->reason.n > 0) {
		buf_str(b, ",\"reason\":");
		json_quote(b, o->reason);
	}
	buf_char(b, '}');
	stream_write(f->stream, buf_view(b));
}

static void
settle(struct funnel *f, struct customer *who)
{
	struct outcome o;
	struct hit *hits;
	size_t n;

	hits = customer_hits(who, &n);
	if (!find_outcome(f, hits, n, &o))
		return;
	if (f->explain)
		explain(f, who, hits, &o);
	else
		count(f, hits, &o);
}

/* Let go who has not been heard of for long.  What comes too late for that is told. */
static void
pass_time(struct funnel *f, const struct event *e, int64_t ts)
{
	struct customer *who;

	if (!f->started || ts > f->newest)
		f->newest = ts;
	f->started = true;
	if (f->rules->forget == PERIOD_FOREVER)
		return;
	if (ts < f->newest) {
		diag_say(stream_diag(f->stream), "late", e->file, e->number, 0,
		    "earlier than a line before it: with \"forget\", input must be in time order");
		stream_look(f->stream);
	}
	while ((who = crowd_stale(f->crowd, f->newest - f->rules->forget)) != NULL) {
		settle(f, who);
		crowd_forget(f->crowd, who);
	}
}

int
funnel_add(struct funnel *f, struct event *e)
{
	struct hit hit = { 0 };
	struct customer *who;
	size_t n;

	if (event_ts(e, &hit.ts) == -1)
		return (-1);
	pass_time(f, e, hit.ts);
	n = read_values(f, e);
	hit.stages = read_stages(f, e);
	if (n == 0) {
		if (hit.stages != 0)
			diag_say(stream_diag(f->stream), "nobody", e->file, e->number, 0,
			    "passes a stage but has no value of the key: left out");
		return (0);
	}
	hit.info = read_info(f, e, hit.stages != 0);
	if (hit.stages == 0 && hit.info == NULL && n == 1)
		return (0); /* it joins nobody and says nothing */
	who = crowd_join(f->crowd, f->values, n, f->newest);
	if (hit.stages == 0 && hit.info == NULL)
		return (0);
	hit.seq = f->seq++;
	if (hit.stages != 0)
		hit.group = read_group(f, e, hit.ts);
	crowd_hit(who, &hit);
	return (0);
}

void
funnel_write(struct funnel *f, bool totals)
{
	struct customer *who;

	for (who = crowd_first(f->crowd); who != NULL; who = crowd_next(f->crowd))
		settle(f, who);
	if (!f->explain)
		tallies_write(f->tallies, f->stream, totals);
	if (tallies_mixed(f->tallies))
		stream_look(f->stream);
}
