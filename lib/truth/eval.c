#include "truth/eval.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "event/json.h"

const char *const eval_reports[] = { "summary", "reliability", "sources", "confusion", NULL };

/* The members that make a source in the summary. */
static const char *const source_keys[] = { "source", "medium" };
enum { NSOURCE = sizeof(source_keys) / sizeof(source_keys[0]) };

struct bin { /* calls with a confidence in one step */
	uint64_t calls, right;
	decimal confidence; /* their sum */
};

struct tally { /* of a group of calls */
	uint64_t calls, known, claimed, right;
	uint64_t left_alone;	/* strays that were given to no session: right too */
	uint64_t stray_claimed; /* and those that were */
	uint64_t source_right;
	uint64_t best, best_right, there_right; /* where the best guess is known */
	__int128 squares;			/* of what confidence was off, in 10^-18 */
	struct bin *bins;
};

struct pair { /* of a true source and a credited one, or a source alone */
	uint64_t calls, credited, right;
	size_t truth; /* of a pair: the length of the true source in its key */
};

struct eval {
	enum eval_report report;
	const char *const *by;
	size_t nby;
	int nbins;
	bool sources_known;
	struct tally all;
	struct table *groups; /* the values of `by` -> struct tally */
	struct table *pairs;  /* ... -> struct pair */
	struct buf key, other;
};

/* One call, judged. */
struct verdict {
	bool known, claimed, right; /* right: the session is the one */
	bool source_right;
	bool sure; /* it has a confidence */
	decimal confidence;
	bool best, best_right;
};

struct eval *
eval_new(enum eval_report report, const char *const *by, size_t nby, int bins)
{
	struct eval *e = mem_zero(1, sizeof(*e));

	e->report = report;
	e->by = by;
	e->nby = nby;
	e->nbins = bins;
	e->groups = table_new(sizeof(struct tally));
	e->pairs = table_new(sizeof(struct pair));
	e->all.bins = mem_zero((size_t)bins, sizeof(struct bin));
	return (e);
}

void
eval_free(struct eval *e)
{
	struct tally *t;

	if (e == NULL)
		return;
	for (t = table_next(e->groups, NULL); t != NULL; t = table_next(e->groups, t))
		free(t->bins);
	table_free(e->groups);
	table_free(e->pairs);
	free(e->all.bins);
	buf_free(&e->key);
	buf_free(&e->other);
	free(e);
}

/*
 * Judging
 */

/* Append the members' values as JSON, one way to write each, with commas between. */
static void
add_key(struct buf *b, struct event *event, const char *prefix, const char *const *names, size_t n)
{
	char name[256];
	struct slice raw;
	size_t i;

	for (i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "%s%s", prefix, names[i]);
		raw = event_get(event, name);
		if (i > 0)
			buf_char(b, ',');
		if (raw.n == 0)
			buf_str(b, "null");
		else if (raw.p[0] == '"')
			json_quote(b, event_text(event, name));
		else
			json_compact(b, raw);
	}
}

static bool
same_source(struct eval *e, struct event *event)
{
	e->key.n = e->other.n = 0;
	add_key(&e->key, event, "", source_keys, NSOURCE);
	add_key(&e->other, event, "truth_", source_keys, NSOURCE);
	return (slice_eq(buf_view(&e->key), buf_view(&e->other)));
}

static int
judge(struct eval *e, struct event *event, struct verdict *v)
{
	struct slice truth = event_text(event, "truth_session_id");
	struct slice session = event_text(event, "session_id");
	struct slice sure = event_get(event, "confidence");
	struct slice best = event_get(event, "bayes_confidence");

	*v = (struct verdict){ .known = truth.n > 0, .claimed = session.n > 0 };
	v->right = v->known && slice_eq(truth, session);
	v->source_right = same_source(e, event);
	if (event_get(event, "truth_source").n > 0)
		e->sources_known = true;
	v->sure = v->claimed && sure.n > 0;
	if (v->sure && (decimal_read_rounded(sure, &v->confidence) != DECIMAL_OK ||
			   v->confidence < 0 || v->confidence > DECIMAL_ONE)) {
		event->why = "\"confidence\" is no number from 0 to 1";
		return (-1);
	}
	v->best = best.n > 0;
	v->best_right = v->best && slice_eq(truth, event_text(event, "bayes_session_id"));
	return (0);
}

static void
count(struct tally *t, const struct verdict *v, int nbins)
{
	decimal off = v->right ? DECIMAL_ONE - v->confidence : v->confidence;
	struct bin *bin;
	int i;

	t->calls++;
	t->known += v->known;
	t->claimed += v->claimed;
	t->right += v->right;
	t->left_alone += !v->known && !v->claimed;
	t->stray_claimed += !v->known && v->claimed;
	t->source_right += v->source_right;
	t->best += v->best;
	t->best_right += v->best_right;
	t->there_right += v->best && (v->right || (!v->known && !v->claimed));
	if (!v->sure)
		return;
	t->squares += off * off;
	if (t->bins == NULL)
		t->bins = mem_zero((size_t)nbins, sizeof(*t->bins));
	i = (int)(v->confidence * nbins / DECIMAL_ONE);
	bin = &t->bins[i < nbins ? i : nbins - 1];
	bin->calls++;
	bin->right += v->right;
	bin->confidence += v->confidence;
}

/* A source is counted where it is the truth and where it is credited; a pair once. */
static void
count_source(struct eval *e, struct event *event)
{
	struct pair *p;
	size_t truth;
	bool right;

	e->key.n = e->other.n = 0;
	add_key(&e->key, event, "truth_", e->by, e->nby);
	add_key(&e->other, event, "", e->by, e->nby);
	right = slice_eq(buf_view(&e->key), buf_view(&e->other));
	p = table_put(e->pairs, buf_view(&e->key), NULL);
	p->calls++;
	if (e->report == EVAL_SOURCES) {
		p->right += right;
		p = table_put(e->pairs, buf_view(&e->other), NULL);
		p->credited++;
		return;
	}
	truth = e->key.n;
	buf_char(&e->key, ',');
	buf_slice(&e->key, buf_view(&e->other));
	p = table_put(e->pairs, buf_view(&e->key), NULL);
	p->truth = truth;
	p->credited++;
	p->right += right;
}

int
eval_event(struct eval *e, struct event *event)
{
	struct slice direction = event_text(event, "direction");
	struct verdict v;

	if (!slice_is(event_text(event, "type"), "call") || slice_is(direction, "out") ||
	    slice_is(direction, "internal"))
		return (0);
	if (judge(e, event, &v) == -1)
		return (-1);
	count(&e->all, &v, e->nbins);
	if (e->report == EVAL_SOURCES || e->report == EVAL_CONFUSION)
		count_source(e, event);
	else {
		e->key.n = 0;
		add_key(&e->key, event, "", e->by, e->nby);
		count(table_put(e->groups, buf_view(&e->key), NULL), &v, e->nbins);
	}
	return (0);
}

uint64_t
eval_calls(const struct eval *e)
{
	return (e->all.calls);
}

uint64_t
eval_known(const struct eval *e)
{
	return (e->all.known);
}

/*
 * Measures: quotients of whole numbers, none where the divisor is 0
 */

struct share {
	__int128 n, d;
};

static struct share
share_of(uint64_t n, uint64_t d)
{
	return ((struct share){ n, d });
}

struct confident { /* the calls with a confidence, added up */
	uint64_t calls, right;
	decimal confidence, off; /* off: by bins, all in one direction inside a bin */
};

static struct confident
add_bins(const struct eval *e, const struct tally *t)
{
	struct confident c = { 0, 0, 0, 0 };
	decimal off;
	int i;

	for (i = 0; t->bins != NULL && i < e->nbins; i++) {
		off = t->bins[i].confidence - t->bins[i].right * DECIMAL_ONE;
		c.calls += t->bins[i].calls;
		c.right += t->bins[i].right;
		c.confidence += t->bins[i].confidence;
		c.off += off < 0 ? -off : off;
	}
	return (c);
}

enum measure {
	CALLS,
	KNOWN,
	CLAIMED,
	RIGHT,
	STRAY_CLAIMED,
	ACCURACY,
	PRECISION,
	RECALL,
	SOURCE_ACCURACY,
	CONFIDENT,
	CONFIDENCE,
	CONFIDENT_RIGHT,
	ECE,
	BRIER,
	BEST_CALLS,
	BEST_ACCURACY,
	ACCURACY_THERE,
	BEHIND_BEST,
	NMEASURES
};

static const char *const measure_names[NMEASURES + 1] = { "calls", "known", "claimed", "right",
	"stray_claimed", "accuracy", "precision", "recall", "source_accuracy", "confident",
	"confidence", "confident_right", "ece", "brier", "best_calls", "best_accuracy",
	"accuracy_there", "behind_best", NULL };

bool
eval_writes(const char *name)
{
	static const char *const others[] = { "from", "to", "gap", "low", "high", "credited",
		"lost", "stolen", "error", "share", NULL };
	int i;

	for (i = 0; i < NMEASURES; i++)
		if (strcmp(measure_names[i], name) == 0)
			return (true);
	for (i = 0; others[i] != NULL; i++)
		if (strcmp(others[i], name) == 0)
			return (true);
	return (false);
}

static void
measure_all(const struct eval *e, const struct tally *t, struct share m[NMEASURES])
{
	struct confident c = add_bins(e, t);

	m[CALLS] = share_of(t->calls, 1);
	m[KNOWN] = share_of(t->known, 1);
	m[CLAIMED] = share_of(t->claimed, 1);
	m[RIGHT] = share_of(t->right, 1);
	m[STRAY_CLAIMED] = share_of(t->stray_claimed, 1);
	m[ACCURACY] = share_of(t->right + t->left_alone, t->calls);
	m[PRECISION] = share_of(t->right, t->claimed);
	m[RECALL] = share_of(t->right, t->known);
	m[SOURCE_ACCURACY] = share_of(t->source_right, e->sources_known ? t->calls : 0);
	m[CONFIDENT] = share_of(c.calls, 1);
	m[CONFIDENCE] = (struct share){ c.confidence, c.calls * DECIMAL_ONE };
	m[CONFIDENT_RIGHT] = share_of(c.right, c.calls);
	m[ECE] = (struct share){ c.off, c.calls * DECIMAL_ONE };
	m[BRIER] = (struct share){ t->squares, c.calls * DECIMAL_ONE * DECIMAL_ONE };
	m[BEST_CALLS] = share_of(t->best, 1);
	m[BEST_ACCURACY] = share_of(t->best_right, t->best);
	m[ACCURACY_THERE] = share_of(t->there_right, t->best);
	m[BEHIND_BEST] =
	    (struct share){ (__int128)t->best_right - (__int128)t->there_right, t->best };
}

int
eval_measure(const struct eval *e, const char *name, decimal *value)
{
	struct share m[NMEASURES];
	int i;

	measure_all(e, &e->all, m);
	for (i = 0; i < NMEASURES; i++)
		if (strcmp(measure_names[i], name) == 0)
			return (decimal_div(m[i].n, m[i].d, DECIMAL_DIGITS, value) ? 1 : 0);
	return (-1);
}

/*
 * Writing
 */

static void
add_name(struct buf *b, const char *prefix, const char *name)
{
	/* Names are members that the command has checked: nothing to escape. */
	buf_printf(b, "%s\"%s%s\":", b->n > 1 ? "," : "", prefix, name);
}

static void
add_share(struct buf *b, const char *name, struct share s)
{
	decimal value;

	add_name(b, "", name);
	if (decimal_div(s.n, s.d, 6, &value))
		decimal_write(b, value);
	else
		buf_str(b, "null");
}

static void
add_count(struct buf *b, const char *name, uint64_t n)
{
	add_share(b, name, share_of(n, 1));
}

/* The values of a key under their names; values is the key as a JSON array, at the place in it. */
static void
add_values(
    struct buf *b, const struct eval *e, const char *prefix, const struct buf *values, size_t *at)
{
	struct slice value;
	size_t i;

	for (i = 0; i < e->nby && json_each(buf_view(values), at, NULL, &value); i++) {
		add_name(b, prefix, e->by[i]);
		buf_slice(b, value);
	}
}

static void
array_of(struct buf *values, struct slice key)
{
	values->n = 0;
	buf_char(values, '[');
	buf_slice(values, key);
	buf_char(values, ']');
}

static int
by_key(const void *a, const void *b)
{
	return (slice_cmp(table_key(*(const void *const *)a), table_key(*(const void *const *)b)));
}

/* The largest first. */
static int
by_size(const void *a, const void *b)
{
	const struct pair *x = *(const struct pair *const *)a, *y = *(const struct pair *const *)b;

	if (x->calls != y->calls)
		return (x->calls < y->calls ? 1 : -1);
	if (x->credited != y->credited)
		return (x->credited < y->credited ? 1 : -1);
	return (by_key(a, b));
}

/* The values of a table in an order that only the data make. */
static void **
sorted(const struct table *t, int (*order)(const void *, const void *))
{
	void **all = mem_zero(table_count(t), sizeof(*all)), *value;
	size_t n = 0;

	for (value = table_next(t, NULL); value != NULL; value = table_next(t, value))
		all[n++] = value;
	qsort(all, n, sizeof(*all), order);
	return (all);
}

static void
add_summary(struct buf *b, const struct eval *e, const struct tally *t)
{
	struct share m[NMEASURES];
	int i;

	measure_all(e, t, m);
	for (i = 0; i < NMEASURES; i++)
		add_share(b, measure_names[i], m[i]);
}

/* Where the true share lies with 95 %, seen `right` of `calls` (Wilson's interval). */
static void
add_interval(struct buf *b, uint64_t right, uint64_t calls)
{
	const double z = 1.959963984540054;
	double n = (double)calls, p = (double)right / n, low, high;
	double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
	double half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);

	low = right == 0 ? 0 : middle - half;
	high = right == calls ? 1 : middle + half;
	add_share(b, "low", (struct share){ llround(low * 1e6), 1000000 });
	add_share(b, "high", (struct share){ llround(high * 1e6), 1000000 });
}

static void
add_bin(struct buf *b, const struct eval *e, const struct bin *bin, int i)
{
	struct share s = { bin->confidence, bin->calls * DECIMAL_ONE };
	struct share gap = { bin->right * DECIMAL_ONE - bin->confidence, s.d };

	add_share(b, "from", (struct share){ i, e->nbins });
	add_share(b, "to", (struct share){ i + 1, e->nbins });
	add_count(b, "confident", bin->calls);
	add_share(b, "confidence", s);
	add_share(b, "confident_right", share_of(bin->right, bin->calls));
	add_share(b, "gap", gap);
	if (bin->calls > 0)
		add_interval(b, bin->right, bin->calls);
	else
		buf_str(b, ",\"low\":null,\"high\":null");
}

static void
add_pair(struct buf *b, const struct eval *e, const struct pair *p)
{
	struct slice truth = { table_key(p).p, p->truth };
	const struct pair *whole = table_get(e->pairs, truth);

	add_count(b, "calls", p->credited);
	add_share(b, "share", share_of(p->credited, whole->calls));
	add_name(b, "", "right");
	buf_str(b, p->right > 0 ? "true" : "false");
}

static void
add_source(struct buf *b, const struct pair *p)
{
	add_count(b, "calls", p->calls);
	add_count(b, "credited", p->credited);
	add_count(b, "right", p->right);
	add_count(b, "lost", p->calls - p->right);
	add_count(b, "stolen", p->credited - p->right);
	add_share(b, "precision", share_of(p->right, p->credited));
	add_share(b, "recall", share_of(p->right, p->calls));
	add_share(
	    b, "error", (struct share){ (__int128)p->credited - (__int128)p->calls, p->calls });
}

struct writing {
	const struct eval *e;
	struct buf line, values;
	void (*put)(void *, struct slice);
	void *arg;
};

static size_t
begin(struct writing *w, const char *prefix, struct slice key)
{
	size_t at = 0;

	w->line.n = 0;
	buf_char(&w->line, '{');
	array_of(&w->values, key);
	add_values(&w->line, w->e, prefix, &w->values, &at);
	return (at);
}

static void
end(struct writing *w)
{
	buf_char(&w->line, '}');
	w->put(w->arg, buf_view(&w->line));
}

static void
write_group(struct writing *w, const struct tally *t, struct slice key)
{
	const struct eval *e = w->e;
	int i;

	if (e->report == EVAL_SUMMARY) {
		begin(w, "", key);
		add_summary(&w->line, e, t);
		end(w);
		return;
	}
	for (i = 0; i < e->nbins && t->bins != NULL; i++) {
		begin(w, "", key);
		add_bin(&w->line, e, &t->bins[i], i);
		end(w);
	}
}

static void
write_pair(struct writing *w, const struct pair *p)
{
	const struct eval *e = w->e;
	size_t at;

	if (e->report == EVAL_SOURCES) {
		begin(w, "", table_key(p));
		add_source(&w->line, p);
	} else {
		at = begin(w, "truth_", table_key(p));
		add_values(&w->line, e, "", &w->values, &at);
		add_pair(&w->line, e, p);
	}
	end(w);
}

void
eval_write(const struct eval *e, void (*line)(void *, struct slice), void *arg)
{
	struct writing w = { e, { 0 }, { 0 }, line, arg };
	bool groups = e->report == EVAL_SUMMARY || e->report == EVAL_RELIABILITY;
	const struct table *t = groups ? e->groups : e->pairs;
	void **all = sorted(t, groups ? by_key : by_size);
	size_t i, n = table_count(t);

	/* Without groups there is one line, even of nothing. */
	if (groups && e->nby == 0)
		write_group(&w, &e->all, SLICE(""));
	else
		for (i = 0; i < n; i++)
			if (groups)
				write_group(&w, all[i], table_key(all[i]));
			else if (e->report == EVAL_SOURCES ||
				 ((const struct pair *)all[i])->credited > 0)
				write_pair(&w, all[i]);
	free(all);
	buf_free(&w.line);
	buf_free(&w.values);
}
