#include "label/tag.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/status.h"
#include "event/json.h"
#include "label/rulediff.h"
#include "label/tag_in.h"
#include "time/period.h"

static const char *const own_names[OWN_N] = { "tags", "auto_tags", "closes", "tag_why" };

/* How far the work on one event has come. */
struct progress {
	struct slice came; /* its tags as they came */
	bool dirty;	   /* the labels are ahead of the member `tags` */
	bool written;	   /* that member was changed */
	struct facts facts;
};

struct tagger *
tag_load(const char *path)
{
	static const char *const keys[] = { "extends", "without", "set", "tags", "unique", "tests",
		NULL };
	static const char *const expect[] = { "tags", "auto_tags", "closes", "tag_why", NULL };
	static const struct rules_kind kind = { "tags", "tags", "tag", false, keys, expect };
	struct tagger *t = mem_zero(1, sizeof(*t));
	char *file = path == NULL ? rules_path("tags", "default", NULL, NULL) : mem_str(path);
	struct expr_vars *vars = expr_vars_new();
	size_t i;
	int r;

	period_parse(SLICE("30d"), &t->cycle.length);
	t->history = history_new(vars, &t->cycle);
	t->open = pending_new();
	t->last = INT64_MIN;
	for (i = 0; i < OWN_N; i++)
		t->own[i] = key_of(own_names[i]);
	t->rules.vars = vars;
	r = file == NULL ? -1 : rules_load(&t->rules, &kind, file, vars);
	free(file);
	if (r == 0 && tag_rules(t) == 0)
		return (t);
	tag_free(t);
	return (NULL);
}

void
tag_free(struct tagger *t)
{
	struct tag_rule *rule;

	if (t == NULL)
		return;
	for (rule = t->list; rule != NULL && rule < t->list + t->n; rule++) {
		expr_free(rule->when);
		expr_free(rule->from);
		expr_free(rule->urgent);
		free(rule->remove);
		free(rule->failed);
		buf_free(&rule->values);
		buf_free(&rule->texts);
	}
	free(t->list);
	rules_free(&t->rules);
	history_free(t->history);
	pending_free(t->open);
	buf_free(&t->why);
	free(t->labels);
	buf_free(&t->text);
	buf_free(&t->json);
	free(t);
}

bool
tag_failed(const struct tagger *t)
{
	return (t->failed || t->late);
}

void
tag_explain(struct tagger *t)
{
	t->explain = true;
}

/* Which of our members may the event have?  Bits; a bit too many does no harm. */
static unsigned
own_members(const struct tagger *t, const struct event *e)
{
	const struct member *m = e->scan.members, *end = m + e->scan.n;
	unsigned has = 0, i;

	if (e->scan.escaped)
		return ((1U << OWN_N) - 1);
	for (; m < end; m++)
		for (i = 0; i < OWN_N; i++)
			has |= (unsigned)(m->head == t->own[i].head) << i;
	return (has);
}

/* The bit of the event's type: the last one for a type that no rule names. */
static uint64_t
type_bit(const struct tagger *t, struct event *e)
{
	struct slice type = event_text(e, "type");
	size_t i;

	for (i = 0; i < t->ntypes; i++)
		if (slice_eq(type, t->types[i]))
			return ((uint64_t)1 << i);
	return ((uint64_t)1 << 63);
}

static struct label *
find_label(struct tagger *t, struct slice text)
{
	size_t i;

	for (i = 0; i < t->nlabels; i++)
		if (slice_eq(t->labels[i].text, text))
			return (&t->labels[i]);
	return (NULL);
}

/* came: it came with the event, and is on. */
static struct label *
add_label(struct tagger *t, struct slice text, bool came)
{
	struct label *label = find_label(t, text);

	if (label == NULL) {
		t->labels = mem_grow(t->labels, &t->labelscap, t->nlabels + 1, sizeof(*t->labels));
		label = &t->labels[t->nlabels++];
		*label = (struct label){ text, came, came, came };
	}
	return (label);
}

/* Read a list of texts into labels: the event's tags are on, those of auto_tags are not from
 * before.
 */
static int
read_labels(struct tagger *t, struct event *e, struct slice list, bool tags)
{
	struct slice value;
	struct label *label;
	size_t at = 0;

	if (list.n == 0)
		return (0);
	if (json_type(list) != JSON_ARRAY)
		goto fail;
	while (json_each(list, &at, NULL, &value)) {
		if (json_type(value) != JSON_STRING)
			goto fail;
		value = json_text(value, &t->text);
		if (tags)
			add_label(t, value, true);
		else if ((label = find_label(t, value)) != NULL)
			label->before = label->on = false;
	}
	return (0);
fail:
	e->why = tags ? "\"tags\" is no list of texts" : "\"auto_tags\" is no list of texts";
	return (-1);
}

/* The labels that are on (or only those that we added) as a sorted JSON array; n = 0 if there is
 * none. */
static struct slice
write_labels(struct tagger *t, bool added)
{
	struct slice last = { 0 }, next = { 0 };
	bool first = true, found;
	size_t i;

	t->json.n = 0;
	/* A handful of tags at most: the next in order is looked for again and again. */
	do {
		found = false;
		for (i = 0; i < t->nlabels; i++) {
			const struct label *l = &t->labels[i];

			if (!l->on || (added && l->before) ||
			    (!first && slice_cmp(l->text, last) <= 0))
				continue;
			if (!found || slice_cmp(l->text, next) < 0)
				next = l->text;
			found = true;
		}
		if (found) {
			buf_char(&t->json, first ? '[' : ',');
			json_quote(&t->json, next);
			last = next;
			first = false;
		}
	} while (found);
	if (!first)
		buf_char(&t->json, ']');
	return (buf_view(&t->json));
}

static void
put_member(struct event *e, const char *name, struct slice json)
{
	if (json.n == 0)
		event_unset(e, name);
	else
		event_set(e, name, json);
}

static void
say_failed(struct tagger *t, const struct tag_rule *rule, const struct expr *expr,
    const struct event *e, struct diag *diag)
{
	t->failed = true;
	if (diag != NULL)
		diag_say(diag, rule->failed, e->file, e->number, 0, "%s: %s", rule->failed,
		    expr_why(expr));
}

/* Is the condition true?  One that fails is "no", and said. */
static bool
holds(struct tagger *t, const struct tag_rule *rule, struct expr *expr, struct event *e,
    struct diag *diag)
{
	int yes = expr_true(expr, e);

	if (yes == -1)
		say_failed(t, rule, expr, e, diag);
	return (yes == 1);
}

/* Note what a rule did, for tag_why. */
static void
note(struct tagger *t, const struct tag_rule *rule, const char *did, struct slice tag)
{
	if (!t->explain)
		return;
	buf_printf(&t->why, "%c{\"%s\":", t->why.n == 0 ? '[' : ',', did);
	json_quote(&t->why, tag);
	buf_str(&t->why, ",\"rule\":");
	rules_place(rule->conf, rule->node, &t->why);
	buf_char(&t->why, '}');
}

static void
turn_on(struct tagger *t, const struct tag_rule *rule, struct slice tag, bool *dirty)
{
	struct label *label = add_label(t, tag, false);

	*dirty = *dirty || !label->on;
	label->on = true;
	note(t, rule, "tag", tag);
}

static void
turn_off(struct tagger *t, const struct tag_rule *rule, struct slice tag, bool *dirty)
{
	struct label *label = find_label(t, tag);

	if (label == NULL || !label->on)
		return;
	label->on = false;
	*dirty = true;
	note(t, rule, "removed", tag);
}

/* Add a tag for each text among the values that `from` gave. */
static void
add_values(struct tagger *t, struct tag_rule *rule, struct slice list, bool *dirty)
{
	struct slice value;
	size_t at = 0;

	while (json_each(list, &at, NULL, &value)) {
		if (json_type(value) == JSON_ARRAY)
			add_values(t, rule, value, dirty);
		if (json_type(value) != JSON_STRING && json_type(value) != JSON_NUMBER)
			continue;
		value = json_text(value, &rule->texts);
		if (value.n > 0)
			turn_on(t, rule, value, dirty);
	}
}

static void
run_from(struct tagger *t, struct tag_rule *rule, struct event *e, struct diag *diag, bool *dirty)
{
	rule->values.n = rule->texts.n = 0;
	if (expr_values(rule->from, e, &rule->values) == -1) {
		say_failed(t, rule, rule->from, e, diag);
		return;
	}
	/* Unescaping makes nothing longer, so the texts stay where they are. */
	buf_room(&rule->texts, rule->values.n);
	add_values(t, rule, buf_view(&rule->values), dirty);
}

/* The contact is open until its customer is reached. */
static void
open_contact(struct tagger *t, const struct tag_rule *rule, struct event *e, const struct facts *f,
    struct diag *diag)
{
	/* Who is not known cannot be called. */
	if (!f->contact || f->customer.n == 0)
		return;
	tag_open(t, rule->tag, rule->urgent != NULL && holds(t, rule, rule->urgent, e, diag), e, f);
}

static void
run_rule(
    struct tagger *t, struct tag_rule *rule, struct event *e, struct diag *diag, struct progress *p)
{
	size_t i;

	if (rule->reads_tags && p->dirty) {
		put_member(e, "tags", write_labels(t, false));
		p->dirty = false;
		p->written = true;
	}
	if (rule->when != NULL && !holds(t, rule, rule->when, e, diag))
		return;
	for (i = 0; i < rule->nremove; i++)
		turn_off(t, rule, rule->remove[i], &p->dirty);
	if (rule->tag.n > 0)
		turn_on(t, rule, rule->tag, &p->dirty);
	if (rule->from != NULL)
		run_from(t, rule, e, diag, &p->dirty);
	if (rule->until_contact)
		open_contact(t, rule, e, &p->facts, diag);
}

/* Take the event apart: its tags become labels, our other members go. */
static int
begin(struct tagger *t, struct event *e, unsigned has, struct progress *p)
{
	struct slice added = { 0 };
	unsigned i;
	size_t j;

	t->nlabels = 0;
	t->text.n = t->why.n = 0;
	p->came = has & 1U << OWN_TAGS ? event_get(e, "tags") : added;
	if (has & 1U << OWN_AUTO)
		added = event_get(e, "auto_tags");
	buf_room(&t->text, p->came.n + added.n);
	if (read_labels(t, e, p->came, true) == -1 || read_labels(t, e, added, false) == -1)
		return (-1);
	for (i = OWN_AUTO; i < OWN_N; i++)
		if (has & 1U << i)
			event_unset(e, own_names[i]);
	for (j = 0; j < t->nlabels; j++)
		p->dirty = p->dirty || t->labels[j].came != t->labels[j].on;
	return (0);
}

/* Write the tags; the bytes that came stay if they say the same. */
static void
finish(struct tagger *t, struct event *e, const struct progress *p)
{
	struct slice added;
	bool same = true;
	size_t i;

	for (i = 0; i < t->nlabels && same; i++)
		same = t->labels[i].came == t->labels[i].on;
	if (!same)
		put_member(e, "tags", write_labels(t, false));
	else if (p->written)
		put_member(e, "tags", p->came);
	if ((added = write_labels(t, true)).n > 0)
		event_set(e, "auto_tags", added);
}

static void
watch_order(struct tagger *t, const struct event *e, int64_t ts, struct diag *diag)
{
	static const char kind[] = "the time goes back: sort the input";

	if (ts >= t->last) {
		t->last = ts;
		return;
	}
	t->late = true;
	if (diag != NULL)
		diag_say(diag, kind, e->file, e->number, 0, "%s", kind);
}

/* What rules about customers need to know of the record. */
static int
learn(struct tagger *t, struct event *e, struct progress *p, struct diag *diag)
{
	if (!t->follows && !history_used(t->history))
		return (0);
	if (facts_read(e, &p->facts) == -1)
		return (-1);
	if (p->facts.call || p->facts.request)
		watch_order(t, e, p->facts.ts, diag);
	if (history_used(t->history))
		history_before(t->history, &p->facts);
	return (0);
}

int
tag_event(struct tagger *t, struct event *e, struct diag *diag)
{
	unsigned has = own_members(t, e);
	uint64_t type = t->any == 0 ? 0 : type_bit(t, e);
	struct progress p = { 0 };
	size_t i;

	/* Nothing of ours in it, and no rule for it: it passes as it is. */
	if ((t->any & type) == 0 && (has & ~(1U << OWN_TAGS)) == 0)
		return (0);
	if (begin(t, e, has, &p) == -1 || learn(t, e, &p, diag) == -1)
		return (-1);
	for (i = 0; i < t->n; i++)
		if (t->list[i].on & type)
			run_rule(t, &t->list[i], e, diag, &p);
	finish(t, e, &p);
	if (p.facts.reached)
		tag_close(t, e, &p.facts);
	if (t->why.n > 0) {
		buf_char(&t->why, ']');
		event_set(e, "tag_why", buf_view(&t->why));
	}
	if (history_used(t->history))
		history_after(t->history, &p.facts, e, event_true(e, "target"));
	return (0);
}

void
tag_reset(struct tagger *t)
{
	pending_free(t->open);
	t->open = pending_new();
	history_reset(t->history);
	t->last = INT64_MIN;
	t->failed = t->late = false;
}

static void
test_reset(void *arg)
{
	tag_reset(arg);
}

static int
test_run(void *arg, struct event *e)
{
	return (tag_event(arg, e, NULL));
}

int
tag_test(struct tagger *t)
{
	struct rules_subject subject = { test_reset, test_run, t };

	return (rules_test(&t->rules, &subject));
}

/* What filter_run() and rulediff_run() call. */

static int
on_event(void *self, struct event *e, struct diag *diag)
{
	return (tag_event(self, e, diag));
}

static int
load(void *self, struct state *state)
{
	return (tag_state_read(self, state));
}

static void
save(const void *self, struct state *state)
{
	tag_state_write(self, state);
}

static bool
failed(const void *self)
{
	return (tag_failed(self));
}

const struct filter tag_filter = { "ct-tag", 1, on_event, load, save, .failed = failed };

int
tag_diff(struct tagger *t, const char *path, const struct stream_settings *settings)
{
	struct rulediff diff = { &tag_filter, t, tag_load(path), "tags", NULL };
	int status = STATUS_FAILED;

	if (diff.old != NULL)
		status = rulediff_run(&diff, settings);
	tag_free(diff.old);
	return (status);
}
