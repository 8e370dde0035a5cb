/* write.c - see write.h */
#include <stdlib.h>

#include "base/mem.h"
#include "sim/write.h"

/* A line that waits for others that come before it: clocks differ. */
struct held {
	int64_t at;
	uint64_t turn;
	struct buf line;
};

struct writer {
	struct output *out;
	const struct scenario *s;
	uint64_t seed, turn;
	bool truth;
	struct buf line;
	int64_t behind; /* the most that a telephone's clock can be behind; -1: all clocks agree */
	struct held *held;
	size_t n, cap;
};

static const char *const statuses[] = { "answered", "missed", "abandoned", "busy", "failed",
	"voicemail" };
static const char *const causes[] = { "normal", "no_answer", "busy", "no_lines", "blocked",
	"out_of_hours", "network" };
static const char *const hangups[] = { "customer", "company", "system" };
static const char *const truths[] = { "visit", "saved", "repeat", "static", "stray", "spam",
	"callback" };
static const char *const clicks[] = { "", "yclid", "gclid", "fbclid" };

static void
add_instant(struct buf *b, int64_t ms)
{
	buf_char(b, '"');
	instant_format(ms, buf_room(b, INSTANT_LEN));
	b->n += INSTANT_LEN;
	buf_char(b, '"');
}

static void
add_uint(struct buf *b, uint64_t n)
{
	char digits[20];
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + n % 10);
	while ((n /= 10) > 0);
	buf_add(b, digits + at, sizeof(digits) - at);
}

#define ADD(b, literal) buf_add((b), (literal), sizeof(literal) - 1)

/* ,"name":value, where value is raw JSON; nothing if it is absent. */
static void
add_raw(struct buf *b, const char *name, struct slice value)
{
	if (value.n == 0)
		return;
	ADD(b, ",\"");
	buf_str(b, name);
	ADD(b, "\":");
	buf_slice(b, value);
}

static void
add_word(struct buf *b, const char *name, const char *word)
{
	ADD(b, ",\"");
	buf_str(b, name);
	ADD(b, "\":\"");
	buf_str(b, word);
	buf_char(b, '"');
}

static void
add_id(struct buf *b, const char *name, char letter, uint64_t id)
{
	ADD(b, ",\"");
	buf_str(b, name);
	ADD(b, "\":\"");
	if (letter != '\0')
		buf_char(b, letter);
	add_uint(b, id);
	buf_char(b, '"');
}

static void
add_count(struct buf *b, const char *name, uint64_t n)
{
	ADD(b, ",\"");
	buf_str(b, name);
	ADD(b, "\":");
	add_uint(b, n);
}

static void
add_start(struct buf *b, int64_t at, const char *type, char letter, uint64_t id)
{
	ADD(b, "{\"ts\":");
	add_instant(b, at);
	add_word(b, "type", type);
	add_id(b, "id", letter, id);
}

static void
add_source(struct buf *b, const char *prefix, const struct source *s)
{
	static const char *const names[] = { "source", "medium", "campaign", "content" };
	const struct slice values[] = { s->source, s->medium, s->campaign, s->content };

	for (int i = 0; i < 4; i++) {
		if (values[i].n == 0)
			continue;
		ADD(b, ",\"");
		buf_str(b, prefix);
		buf_str(b, names[i]);
		ADD(b, "\":");
		buf_slice(b, values[i]);
	}
}

static void
add_client(struct buf *b, uint64_t seed, uint64_t visitor, int64_t first_seen)
{
	ADD(b, ",\"client_id\":\"");
	add_uint(b, record_client_random(seed, visitor));
	buf_char(b, '.');
	add_uint(b, (uint64_t)(first_seen / 1000));
	buf_char(b, '"');
	add_id(b, "ym_client_id", '\0', record_client(seed, visitor, first_seen));
}

static void
sift(struct writer *w, size_t i, struct held h)
{
	size_t child;

	for (; (child = 2 * i + 1) < w->n; i = child) {
		if (child + 1 < w->n && (w->held[child + 1].at < w->held[child].at ||
					    (w->held[child + 1].at == w->held[child].at &&
						w->held[child + 1].turn < w->held[child].turn)))
			child++;
		if (h.at < w->held[child].at ||
		    (h.at == w->held[child].at && h.turn < w->held[child].turn))
			break;
		w->held[i] = w->held[child];
	}
	w->held[i] = h;
}

/* Let go of all that nothing can come before any more. */
static void
let_go(struct writer *w, int64_t before)
{
	while (w->n > 0 && w->held[0].at <= before) {
		struct held first = w->held[0], last = w->held[--w->n];

		output_line(w->out, buf_view(&first.line));
		buf_free(&first.line);
		if (w->n > 0)
			sift(w, 0, last);
	}
}

/* The line is whole; it is noted down at `at`, while the clock on the wall shows now. */
static void
finish(struct writer *w, int64_t at, int64_t now)
{
	struct held h = { at, w->turn++, w->line };
	size_t i;

	buf_char(&w->line, '}');
	if (w->behind == -1) {
		output_line(w->out, buf_view(&w->line));
		w->line.n = 0;
		return;
	}
	h.line = w->line;
	w->line = (struct buf){ 0 };
	w->held = mem_grow(w->held, &w->cap, w->n + 1, sizeof(*w->held));
	for (i = w->n++; i > 0 && at < w->held[(i - 1) / 2].at; i = (i - 1) / 2)
		w->held[i] = w->held[(i - 1) / 2];
	w->held[i] = h;
	let_go(w, now - w->behind);
}

static void
write_visit(void *arg, const struct visit *v)
{
	struct writer *w = arg;
	struct buf *b = &w->line;
	const struct campaign *c = v->campaign;

	add_start(b, v->start, "session", 's', v->id);
	add_id(b, "visitor_id", 'v', v->visitor);
	ADD(b, ",\"end\":");
	add_instant(b, v->end);
	add_source(b, "", &c->source);
	add_raw(b, "keyword", v->keyword);
	if (c->referrer.n > 0)
		add_word(b, "referrer", c->referrer.p);
	ADD(b, ",\"landing\":\"");
	buf_slice(b, w->s->site);
	buf_slice(b, c->landing);
	buf_char(b, '"');
	add_client(b, w->seed, v->visitor, v->first_seen);
	if (c->click != CLICK_NONE)
		add_id(b, clicks[c->click], '\0', v->click);
	add_word(b, "device", v->mobile ? "mobile" : "desktop");
	add_count(b, "pages", (uint64_t)v->pages);
	add_raw(b, "number", v->number);
	finish(w, v->start, v->start);
}

void
write_showing(struct buf *b, uint64_t seed, const struct showing *n, bool id)
{
	add_start(b, n->at, "number", 'n', n->visit);
	add_raw(b, "number", n->number);
	ADD(b, ",\"until\":");
	add_instant(b, n->until);
	if (id) {
		add_id(b, "session_id", 's', n->visit);
		add_id(b, "visitor_id", 'v', n->visitor);
	}
	add_id(b, "ym_client_id", '\0', record_client(seed, n->visitor, n->first_seen));
}

static void
write_number(void *arg, const struct showing *n)
{
	struct writer *w = arg;

	write_showing(&w->line, w->seed, n, true);
	finish(w, n->at, n->at);
}

static void
add_customer(struct buf *b, uint64_t seed, uint64_t phone)
{
	ADD(b, ",\"customer\":\"+");
	record_phone(seed, phone, buf_room(b, PHONE_DIGITS));
	b->n += PHONE_DIGITS;
	buf_char(b, '"');
}

static void
add_truth(struct buf *b, const struct call *c)
{
	add_word(b, "truth", truths[c->truth]);
	if (c->visit != 0)
		add_id(
		    b, c->untold ? "truth_earlier_session_id" : "truth_session_id", 's', c->visit);
	if (c->source != NULL)
		add_source(b, "truth_", c->source);
	add_raw(b, "truth_keyword", c->keyword);
	if (!c->bayes)
		return;
	if (c->best_visit != 0)
		add_id(b, "bayes_session_id", 's', c->best_visit);
	buf_printf(b, ",\"bayes_confidence\":%.6f", c->best);
}

static void
write_call(void *arg, const struct call *c)
{
	struct writer *w = arg;
	struct buf *b = &w->line;
	const struct scenario *s = w->s;

	add_start(b, c->at, "call", 'c', c->id);
	add_word(b, "direction", c->out ? "out" : "in");
	if (!c->anonymous)
		add_customer(b, w->seed, c->phone);
	add_raw(b, "number", c->number);
	add_word(b, "status", statuses[c->status]);
	add_count(b, "wait", (uint64_t)c->wait);
	add_count(b, "talk", (uint64_t)c->talk);
	if (c->employee != -1) {
		add_raw(b, "employee", s->company.employees[c->employee].name);
		add_raw(b, "department", s->company.employees[c->employee].department);
	}
	add_word(b, "hangup", hangups[c->hangup]);
	add_word(b, "cause", causes[c->cause]);
	if (c->topic != -1) {
		add_raw(b, "category", s->topics[c->topic].category);
		if (c->tagged && s->topics[c->topic].tag.n > 0) {
			ADD(b, ",\"tags\":[");
			buf_slice(b, s->topics[c->topic].tag);
			buf_char(b, ']');
		}
	}
	if (w->truth)
		add_truth(b, c);
	finish(w, c->at, c->at - s->skew.telephone - s->skew.jitter);
}

static void
write_deal(void *arg, const struct deal *d)
{
	struct writer *w = arg;
	struct buf *b = &w->line;
	const struct scenario *s = w->s;

	ADD(b, "{\"ts\":");
	add_instant(b, d->at);
	buf_printf(b, ",\"type\":\"deal\",\"id\":\"d%llu-%d\"", (unsigned long long)d->id,
	    d->lost ? s->deals.nstages + 1 : d->stage + 1);
	add_id(b, "deal_id", 'd', d->id);
	add_customer(b, w->seed, d->phone);
	add_raw(b, "stage", s->deals.stages[d->stage].name);
	if (d->won || d->lost)
		buf_str(b, d->won ? ",\"won\":true" : ",\"won\":false");
	add_count(b, "amount", (uint64_t)d->amount);
	add_raw(b, "currency", s->deals.currency);
	if (d->reason != -1)
		add_raw(b, "reason", s->deals.reasons[d->reason]);
	if (d->employee != -1)
		add_raw(b, "employee", s->company.employees[d->employee].name);
	finish(w, d->at, d->at);
}

struct writer *
writer_new(struct output *out, const struct scenario *s, uint64_t seed, bool truth)
{
	struct writer *w = mem_zero(1, sizeof(*w));

	w->out = out;
	w->s = s;
	w->seed = seed;
	w->truth = truth;
	w->behind = -1;
	if (s->skew.telephone != 0 || s->skew.jitter != 0) {
		w->behind = s->skew.jitter - s->skew.telephone + 1000;
		if (w->behind < 0)
			w->behind = 0;
	}
	return (w);
}

void
writer_free(struct writer *w)
{
	if (w == NULL)
		return;
	let_go(w, INT64_MAX);
	free(w->held);
	buf_free(&w->line);
	free(w);
}

struct sink
writer_sink(struct writer *w)
{
	return ((struct sink){ write_visit, write_number, write_call, write_deal, w, NULL });
}
