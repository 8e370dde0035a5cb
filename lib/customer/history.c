#include "customer/history.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "customer/marktext.h"
#include "event/json.h"
#include "time/instant.h"

enum { PREV, CONTACTS, DAY, CYCLE, LOST, TARGET, NVARS };

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

/* What is known of one customer. */
struct past {
	struct mark mark;
	char *prev; /* JSON text, or NULL */
	uint32_t in_cycle, lost;
	int64_t *recent; /* times of the last day */
	size_t nrecent, recentcap;
};

struct history {
	struct expr_vars *vars;
	const struct cycle *cycle;
	int var[NVARS];
	bool uses[NVARS];
	bool set; /* the variables hold something else than "nothing known" */
	struct table *customers;
	struct buf json;
};

static const struct {
	const char *name, *nothing;
} variables[NVARS] = {
	[PREV] = { "prev", "null" },
	[CONTACTS] = { "contacts", "0" },
	[DAY] = { "contacts_24h", "0" },
	[CYCLE] = { "contacts_cycle", "0" },
	[LOST] = { "lost_in_row", "0" },
	[TARGET] = { "after_target", "false" },
};

struct history *
history_new(struct expr_vars *vars, const struct cycle *cycle)
{
	struct history *h = mem_zero(1, sizeof(*h));
	int i;

	h->vars = vars;
	h->cycle = cycle;
	h->customers = table_new(sizeof(struct past));
	for (i = 0; i < NVARS; i++)
		h->var[i] =
		    expr_var_define(vars, variables[i].name, slice_of(variables[i].nothing));
	return (h);
}

static void
forget_all(struct history *h)
{
	struct past *past = NULL;

	while ((past = table_next(h->customers, past)) != NULL) {
		free(past->prev);
		free(past->recent);
	}
	table_free(h->customers);
}

void
history_free(struct history *h)
{
	if (h == NULL)
		return;
	forget_all(h);
	buf_free(&h->json);
	free(h);
}

void
history_reset(struct history *h)
{
	forget_all(h);
	h->customers = table_new(sizeof(struct past));
}

void
history_use(struct history *h, const struct expr *expr)
{
	int i;

	for (i = 0; expr != NULL && i < NVARS; i++)
		h->uses[i] = h->uses[i] || expr_uses(expr, h->var[i]);
}

bool
history_used(const struct history *h)
{
	int i;

	for (i = 0; i < NVARS; i++)
		if (h->uses[i])
			return (true);
	return (false);
}

static void
set_count(struct history *h, int i, size_t n)
{
	if (!h->uses[i])
		return;
	h->json.n = 0;
	buf_printf(&h->json, "%zu", n);
	expr_var_set(h->vars, h->var[i], buf_view(&h->json));
}

static void
set_text(struct history *h, int i, const char *json)
{
	if (h->uses[i])
		expr_var_set(h->vars, h->var[i], slice_of(json));
}

/* Forget the times over a day ago; how many are left. */
static size_t
recent(struct past *past, int64_t ts)
{
	size_t i = 0;

	while (i < past->nrecent && ts - past->recent[i] > day_ms)
		i++;
	if (i > 0) {
		past->nrecent -= i;
		memmove(past->recent, past->recent + i, past->nrecent * sizeof(*past->recent));
	}
	return (past->nrecent);
}

void
history_before(struct history *h, const struct facts *f)
{
	struct past *past = NULL;
	int i;

	if (f->customer.n > 0)
		past = table_get(h->customers, f->customer);
	if (past == NULL) {
		for (i = 0; h->set && i < NVARS; i++)
			set_text(h, i, variables[i].nothing);
		h->set = false;
		return;
	}
	h->set = true;
	set_text(h, PREV, past->prev == NULL ? "null" : past->prev);
	set_count(h, CONTACTS, mark_count(&past->mark));
	set_count(h, DAY, recent(past, f->ts));
	set_count(h, CYCLE, mark_is_repeat(&past->mark, h->cycle, f->ts) ? past->in_cycle : 0);
	set_count(h, LOST, past->lost);
	set_text(h, TARGET, mark_had_target(&past->mark, h->cycle, f->ts) ? "true" : "false");
}

/* What $prev tells of a record. */
static void
write_prev(struct history *h, const struct event *e)
{
	static const char *const names[] = { "ts", "type", "id", "direction", "status", "cause",
		"wait", "talk", "channel", "number", "employee", "category", "attribution",
		"source", "medium", "campaign", "class", "target", "tags" };
	struct slice value;
	size_t i;

	h->json.n = 0;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if ((value = event_get(e, names[i])).n == 0)
			continue;
		buf_printf(&h->json, "%c\"%s\":", h->json.n == 0 ? '{' : ',', names[i]);
		buf_slice(&h->json, value);
	}
	buf_str(&h->json, h->json.n == 0 ? "{}" : "}");
}

static void
take_contact(
    struct history *h, struct past *past, const struct facts *f, const struct event *e, bool target)
{
	past->in_cycle = mark_is_repeat(&past->mark, h->cycle, f->ts) ? past->in_cycle + 1 : 1;
	mark_take(&past->mark, h->cycle, f->ts, target);
	if (h->uses[DAY]) {
		recent(past, f->ts);
		past->recent = mem_grow(
		    past->recent, &past->recentcap, past->nrecent + 1, sizeof(*past->recent));
		past->recent[past->nrecent++] = f->ts;
	}
	if (h->uses[PREV]) {
		write_prev(h, e);
		free(past->prev);
		past->prev = mem_dup(h->json.p, h->json.n);
	}
}

void
history_after(struct history *h, const struct facts *f, const struct event *e, bool target)
{
	struct past *past;

	if (f->customer.n == 0 || !(f->contact || f->reached))
		return;
	past = table_put(h->customers, f->customer, NULL);
	if (f->contact)
		take_contact(h, past, f, e, target);
	if (f->reached)
		past->lost = 0;
	else if (f->lost)
		past->lost++;
}

void
history_write(const struct history *h, void (*line)(void *, struct slice), void *arg)
{
	const struct past *past = NULL;
	struct buf b = { 0 };
	char text[INSTANT_LEN];
	size_t i;

	while (history_used(h) && (past = table_next(h->customers, past)) != NULL) {
		b.n = 0;
		buf_str(&b, "{\"past\":");
		json_quote(&b, table_key(past));
		mark_write(&b, &past->mark);
		if (past->in_cycle > 0)
			buf_printf(&b, ",\"in_cycle\":%u", past->in_cycle);
		if (past->lost > 0)
			buf_printf(&b, ",\"lost_in_row\":%u", past->lost);
		if (past->prev != NULL)
			buf_printf(&b, ",\"prev\":%s", past->prev);
		for (i = 0; i < past->nrecent; i++) {
			instant_format(past->recent[i], text);
			buf_printf(&b, "%s\"%.*s\"", i == 0 ? ",\"recent\":[" : ",",
			    (int)INSTANT_LEN, text);
		}
		buf_str(&b, past->nrecent > 0 ? "]}" : "}");
		line(arg, buf_view(&b));
	}
	buf_free(&b);
}

static int
read_recent(struct past *past, struct slice list)
{
	struct slice value;
	size_t at = 0;
	int64_t ts;

	if (list.n == 0)
		return (0);
	if (json_type(list) != JSON_ARRAY)
		return (-1);
	while (json_each(list, &at, NULL, &value)) {
		if (json_type(value) != JSON_STRING ||
		    !instant_parse((struct slice){ value.p + 1, value.n - 2 }, &ts))
			return (-1);
		past->recent = mem_grow(
		    past->recent, &past->recentcap, past->nrecent + 1, sizeof(*past->recent));
		past->recent[past->nrecent++] = ts;
	}
	return (0);
}

int
history_read(struct history *h, struct event *e)
{
	struct slice customer = event_text(e, "past"), prev = event_get(e, "prev");
	struct past *past;
	bool isnew;

	if (customer.n == 0)
		return (-1);
	past = table_put(h->customers, customer, &isnew);
	if (!isnew || mark_read(e, &past->mark) == -1 ||
	    mark_read_count(e, "in_cycle", &past->in_cycle) == -1 ||
	    mark_read_count(e, "lost_in_row", &past->lost) == -1 ||
	    read_recent(past, event_get(e, "recent")) == -1)
		return (-1);
	if (prev.n > 0) {
		if (json_type(prev) != JSON_OBJECT)
			return (-1);
		past->prev = mem_dup(prev.p, prev.n);
	}
	return (0);
}
