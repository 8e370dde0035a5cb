#include "label/class.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/status.h"
#include "label/class_in.h"
#include "label/rulediff.h"
#include "time/period.h"

static const char *const own_names[OWN_N + 1] = { "class", "target", "unique", "repeat",
	"unique_person", "repeat_person", "first_target", "contact", "recovers", "recovers_after",
	"class_why", NULL };

static void
learn_nothing(struct classifier *c)
{
	c->customers = customers_new();
	c->lost = pending_new();
	c->persons = persons_new(&c->cycle, &c->limits);
	c->last = INT64_MIN;
	c->failed = c->late = false;
}

static void
forget_all(struct classifier *c)
{
	customers_free(c->customers);
	pending_free(c->lost);
	persons_free(c->persons);
}

struct classifier *
class_load(const char *path)
{
	static const char *const keys[] = { "extends", "without", "set", "classes", "target",
		"unique", "persons", "recovers", "tests", NULL };
	static const struct rules_kind kind = { "classes", "classes", "class", true, keys,
		own_names };
	struct classifier *c = mem_zero(1, sizeof(*c));
	struct expr_vars *vars = expr_vars_new();
	size_t i;

	for (i = 0; i < OWN_N; i++)
		c->own[i] = key_of(own_names[i]);
	learn_nothing(c);
	c->history = history_new(vars, &c->cycle);
	if (rules_load(&c->rules, &kind, path, vars) == 0 && class_rules(c) == 0)
		return (c);
	class_free(c);
	return (NULL);
}

struct classifier *
class_load_as(const char *name)
{
	char *path = rules_path("classes", name, NULL, NULL);
	struct classifier *c = path == NULL ? NULL : class_load(path);

	free(path);
	return (c);
}

void
class_free(struct classifier *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; c->list != NULL && i < c->n; i++) {
		expr_free(c->list[i].when);
		near_free(c->list[i].near);
		free(c->list[i].failed);
	}
	expr_free(c->target.when);
	free(c->target.failed);
	free(c->list);
	forget_all(c);
	history_free(c->history);
	rules_free(&c->rules);
	buf_free(&c->json);
	buf_free(&c->why);
	free(c);
}

bool
class_failed(const struct classifier *c)
{
	return (c->failed || c->late);
}

uint64_t
class_refused(const struct classifier *c)
{
	return (persons_refused(c->persons));
}

void
class_reset(struct classifier *c)
{
	forget_all(c);
	learn_nothing(c);
	history_reset(c->history);
}

/* Decide as if our members were not there. */
static void
clean(const struct classifier *c, struct event *e)
{
	const struct member *m;
	unsigned has = 0, i;
	size_t j;

	for (j = 0; j < e->scan.n; j++) {
		m = &e->scan.members[j];
		for (i = 0; i < OWN_N; i++)
			has |= (unsigned)(m->head == c->own[i].head) << i;
	}
	for (i = 0; i < OWN_N; i++)
		if (e->scan.escaped || has & 1U << i)
			event_unset(e, own_names[i]);
}

static bool
holds(struct classifier *c, const struct class_rule *rule, struct event *e, struct diag *diag)
{
	int yes = expr_true(rule->when, e);

	if (yes != -1)
		return (yes == 1);
	c->failed = true;
	if (diag != NULL)
		diag_say(diag, rule->failed, e->file, e->number, 0, "%s: %s", rule->failed,
		    expr_why(rule->when));
	return (false);
}

/* The first rule that holds, or NULL; *target: may it be a target call by the rules? */
static const struct class_rule *
decide(struct classifier *c, struct event *e, bool answered, struct diag *diag, bool *target)
{
	const struct class_rule *rule, *found = NULL;
	size_t i;

	*target = false;
	for (i = 0; i < c->n; i++) {
		rule = &c->list[i];
		/* After the first that holds, only "is it a target call too?" is left to ask. */
		if (found != NULL &&
		    !(rule->target && answered && !*target && c->target.when == NULL))
			continue;
		if (!holds(c, rule, e, diag))
			continue;
		*target = *target || rule->target;
		if (found == NULL)
			found = rule;
	}
	if (c->target.when != NULL)
		*target = answered && holds(c, &c->target, e, diag);
	*target = *target && answered;
	return (found);
}

/* Is the contact long enough to count? */
static bool
counts(const struct classifier *c, const struct event *e, const struct facts *f)
{
	double talk;

	if (!f->contact || f->customer.n == 0)
		return (false);
	if (!f->call || c->min_talk <= 0)
		return (true);
	return (event_number(e, "talk", &talk) && talk >= c->min_talk);
}

static void
set_flags(struct classifier *c, struct event *e, const struct facts *f, bool target)
{
	struct mark *mark = customers_put(c->customers, f->customer, NULL);
	bool repeat = mark_is_repeat(mark, &c->cycle, f->ts);

	event_set_bool(e, "unique", !repeat);
	event_set_bool(e, "repeat", repeat);
	if (f->call)
		event_set_bool(
		    e, "first_target", target && !mark_had_target(mark, &c->cycle, f->ts));
	mark_take(mark, &c->cycle, f->ts, target);
	event_set_int(e, "contact", mark_count(mark));
	if ((mark = persons_mark(c->persons, f->customer)) == NULL)
		return;
	repeat = mark_is_repeat(mark, &c->cycle, f->ts);
	event_set_bool(e, "unique_person", !repeat);
	event_set_bool(e, "repeat_person", repeat);
	mark_take(mark, &c->cycle, f->ts, target);
}

/* May the visitor that the record names be believed to be its customer? */
static bool
sure(const struct classifier *c, const struct event *e)
{
	double confidence;

	return (!event_number(e, "confidence", &confidence) || confidence >= c->min_confidence);
}

/* Learn which numbers are one person's. */
static void
learn_links(struct classifier *c, struct event *e)
{
	struct slice person = { 0 }, visitor = { 0 }, customer;
	const struct mark *own;

	if (c->by_person)
		person = event_text(e, "person_id");
	if (c->by_visitor)
		visitor = event_text(e, "visitor_id");
	if ((person.n == 0 && visitor.n == 0) || (customer = event_text(e, "customer")).n == 0)
		return;
	own = customers_get(c->customers, customer);
	if (person.n > 0)
		persons_link(c->persons, customer, own, 'p', person);
	if (visitor.n > 0 && sure(c, e))
		persons_link(c->persons, customer, own, 'v', visitor);
}

/* The customer is reached: which lost calls does that make good? */
static void
set_recovers(struct classifier *c, struct event *e, const struct facts *f)
{
	const struct pending_item *item = pending_first(c->lost, f->customer);
	int64_t first;

	/* A record that comes late makes nothing good that was lost after it. */
	if (item == NULL || item->ts > f->ts)
		return;
	first = item->ts;
	c->json.n = 0;
	for (; item != NULL; item = item->next) {
		if (item->id.n == 0)
			continue;
		buf_char(&c->json, c->json.n == 0 ? '[' : ',');
		buf_slice(&c->json, item->id);
	}
	buf_str(&c->json, c->json.n == 0 ? "[]" : "]");
	event_set(e, "recovers", buf_view(&c->json));
	event_set_number(e, "recovers_after", (double)(f->ts - first) / 1000);
	pending_clear(c->lost, f->customer);
}

static void
follow_lost(struct classifier *c, struct event *e, const struct facts *f)
{
	if (c->recovers_within != PERIOD_FOREVER)
		pending_expire(c->lost, f->ts - c->recovers_within);
	if (f->customer.n == 0)
		return;
	if (f->reached)
		set_recovers(c, e, f);
	else if (f->lost)
		pending_add(c->lost, f->customer, f->ts, event_get(e, "id"), (struct slice){ 0 });
}

static void
watch_order(struct classifier *c, const struct event *e, int64_t ts, struct diag *diag)
{
	static const char kind[] = "the time goes back: sort the input";

	if (ts >= c->last) {
		c->last = ts;
		return;
	}
	c->late = true;
	if (diag != NULL)
		diag_say(diag, kind, e->file, e->number, 0, "%s", kind);
}

int
class_event(struct classifier *c, struct event *e, struct diag *diag)
{
	const struct class_rule *rule = NULL;
	struct facts facts;
	bool target = false;

	if (facts_read(e, &facts) == -1)
		return (-1);
	if (!facts.call && !facts.request) {
		if (slice_is(event_text(e, "type"), "deal"))
			learn_links(c, e);
		return (0);
	}
	learn_links(c, e);
	watch_order(c, e, facts.ts, diag);
	clean(c, e);
	if (history_used(c->history))
		history_before(c->history, &facts);
	if (facts.call) {
		rule = decide(c, e, facts.answered, diag, &target);
		if (c->explain)
			class_why(c, e, rule);
		if (rule != NULL)
			event_set_text(e, "class", rule->name);
		event_set_bool(e, "target", target);
	}
	if (counts(c, e, &facts))
		set_flags(c, e, &facts, target);
	follow_lost(c, e, &facts);
	if (facts.call && c->explain)
		event_set(e, "class_why", buf_view(&c->why));
	if (history_used(c->history))
		history_after(c->history, &facts, e, target);
	return (0);
}

static void
test_reset(void *arg)
{
	class_reset(arg);
}

static int
test_run(void *arg, struct event *e)
{
	return (class_event(arg, e, NULL));
}

int
class_test(struct classifier *c)
{
	struct rules_subject subject = { test_reset, test_run, c };

	return (rules_test(&c->rules, &subject));
}

/* What filter_run() and rulediff_run() call. */

static int
on_event(void *self, struct event *e, struct diag *diag)
{
	return (class_event(self, e, diag));
}

static int
load(void *self, struct state *state)
{
	return (class_state_read(self, state));
}

static void
save(const void *self, struct state *state)
{
	class_state_write(self, state);
}

static bool
failed(const void *self)
{
	return (class_failed(self));
}

const struct filter class_filter = { "ct-classify", 1, on_event, load, save, .failed = failed };

int
class_diff(struct classifier *c, const char *path, const struct stream_settings *settings)
{
	struct rulediff diff = { &class_filter, c, class_load(path), "class", "call" };
	int status = STATUS_FAILED;

	if (diff.old != NULL)
		status = rulediff_run(&diff, settings);
	class_free(diff.old);
	return (status);
}
