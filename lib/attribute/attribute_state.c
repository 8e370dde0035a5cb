#include <err.h>

#include "attribute/attribute_in.h"
#include "attribute/keep.h"
#include "event/json.h"

/* What still waits, as it came; then the numbers that are not linked yet. */
static void
save_waiting(const struct attribute *a, struct state *state)
{
	const struct pending *p;
	struct buf b = { 0 };
	size_t i;
	int k;

	for (i = 0; i < a->nheld; i++) {
		b.n = 0;
		buf_str(&b, "{\"waits\":");
		json_quote(&b, a->held[(a->head + i) % a->capheld].event.line);
		buf_char(&b, '}');
		state_write(state, buf_view(&b));
	}
	for (p = a->pending; p < a->pending + a->npending; p++) {
		b.n = 0;
		for (k = 0; k <= VISIT_KEYS; k++) {
			buf_str(&b, k == 0 ? "{\"shown\":[" : ",");
			json_quote(
			    &b, (struct slice){ p->text.p + p->at[k], p->at[k + 1] - p->at[k] });
		}
		buf_printf(&b, "],\"ts\":%lld", (long long)p->ts);
		if (p->until != VISIT_NO_TIME)
			buf_printf(&b, ",\"until\":%lld", (long long)p->until);
		buf_char(&b, '}');
		state_write(state, buf_view(&b));
	}
	buf_free(&b);
}

void
attribute_save(const struct attribute *a, struct state *state)
{
	struct buf b = { 0 };

	if (a->first == VISIT_NO_TIME)
		return;
	buf_printf(&b, "{\"clock\":%lld,\"numbers\":%zu%s}", (long long)a->last,
	    decide_numbers(a->decide), a->touches == NULL ? "" : ",\"touches\":true");
	state_write(state, buf_view(&b));
	buf_free(&b);
	if (chance_learns(a->set.chance))
		chance_save(a->set.chance, state_line, state);
	keep_visits(a->visits, state_line, state);
	keep_callers(a->callers, state_line, state);
	if (a->touches != NULL)
		touches_save(a->touches, state_line, state);
	save_waiting(a, state);
}

static int
load_clock(struct attribute *a, const struct event *e)
{
	int64_t numbers;

	if (!keep_time(event_get(e, "clock"), &a->last) ||
	    !keep_int(event_get(e, "numbers"), &numbers) || numbers < 0)
		return (-1);
	if (a->touches != NULL && !event_true(e, "touches")) {
		warnx("%s: left by a run without --model: earlier visits get no credit", e->file);
		a->uncredited = true;
	}
	a->first = a->last;
	decide_set_numbers(a->decide, (size_t)numbers);
	return (0);
}

static int
load_waiting(struct attribute *a, const struct event *from)
{
	struct event e = { .file = from->file, .number = from->number };
	struct buf text = { 0 };
	int64_t ts = VISIT_NO_TIME;
	enum kind kind;
	int ret = -1;

	if (event_read(&e, json_text(event_get(from, "waits"), &text)) == 0) {
		kind = attribute_kind(event_text(&e, "type"));
		if (event_ts(&e, &ts) == 0 || kind == KIND_OTHER) {
			attribute_hold(a, &e, kind, ts);
			ret = 0;
		}
	}
	buf_free(&text);
	event_free(&e);
	return (ret);
}

static int
load_shown(struct attribute *a, const struct event *e)
{
	struct slice list = event_get(e, "shown"), until = event_get(e, "until"),
		     part[VISIT_KEYS + 1];
	int64_t ts, end = VISIT_NO_TIME;
	struct buf text = { 0 };
	size_t at = 0;
	int i;

	if (list.p[0] != '[' || !keep_time(event_get(e, "ts"), &ts) ||
	    (until.n > 0 && !keep_time(until, &end)))
		return (-1);
	buf_room(&text, list.n);
	for (i = 0; i <= VISIT_KEYS && json_each(list, &at, NULL, &part[i]); i++)
		part[i] = json_text(part[i], &text);
	if (i > VISIT_KEYS)
		attribute_pend(a, part, ts, end);
	buf_free(&text);
	return (i > VISIT_KEYS ? 0 : -1);
}

static int
load_line(void *arg, struct event *e)
{
	struct attribute *a = arg;

	if (event_get(e, "visit").n > 0)
		return (keep_restore_visit(a->visits, a->sources, e));
	if (event_get(e, "caller").n > 0)
		return (keep_restore_caller(a->callers, a->sources, e));
	if (event_get(e, "person").n > 0)
		return (a->touches == NULL ? 0 : touches_restore(a->touches, e));
	if (event_get(e, "clock").n > 0)
		return (load_clock(a, e));
	if (event_get(e, "waits").n > 0)
		return (load_waiting(a, e));
	if (event_get(e, "shown").n > 0)
		return (load_shown(a, e));
	if (chance_learns(a->set.chance))
		return (chance_restore(a->set.chance, e));
	return (event_get(e, "model").n > 0 || event_get(e, "group").n > 0 ||
			event_get(e, "parent").n > 0 || event_get(e, "evidence").n > 0
		    ? 0
		    : -1);
}

int
attribute_load(struct attribute *a, struct state *state)
{
	return (state_each(state, load_line, a, "the state is damaged"));
}
