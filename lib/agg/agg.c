/* agg.c - groups of records and their metrics: set-up and records.  See agg.h. */
#include "agg/agg.h"

#include <stdlib.h>

#include "agg/agg_in.h"
#include "base/mem.h"
#include "event/json.h"

struct agg *
agg_new(const char *zone, unsigned flags)
{
	struct agg *a;
	struct zone *z;

	if ((z = zone_load(zone)) == NULL)
		return (NULL);
	a = mem_zero(1, sizeof(*a));
	a->flags = flags;
	a->zone_name = mem_str(zone);
	a->zone = z;
	a->terms = terms_new((flags & AGG_MERGE) == 0);
	a->keys = keys_new(a->terms, a->zone);
	a->slots = slots_new();
	a->sort = mem_str("");
	return (a);
}

void *
agg_block_new(struct agg *a)
{
	void *block = mem_zero(1, slots_size(a->slots) + 1);

	slots_init(a->slots, block);
	return (block);
}

void
agg_block_free(struct agg *a, void *block)
{
	if (block != NULL)
		slots_done(a->slots, block);
	free(block);
}

void
agg_free(struct agg *a)
{
	void *block = NULL;
	size_t i;

	if (a == NULL)
		return;
	while (a->groups != NULL && (block = table_next(a->groups, block)) != NULL)
		slots_done(a->slots, block);
	table_free(a->groups);
	agg_block_free(a, a->total);
	for (i = 0; i < a->nmetrics; i++) {
		metric_free(&a->metrics[i].metric);
		free(a->metrics[i].text);
	}
	free(a->metrics);
	free(a->read);
	for (i = 0; i < a->nwhere; i++)
		free(a->where[i].text);
	free(a->where);
	slots_free(a->slots);
	keys_free(a->keys);
	terms_free(a->terms);
	zone_free(a->zone);
	free(a->zone_name);
	free(a->sort);
	free(a->hits);
	buf_free(&a->set);
	buf_free(&a->last);
	buf_free(&a->plan);
	free(a);
}

/* A variable as it is told apart in a plan: a period stays as it was written. */
static void
set_json(struct buf *b, const struct conf_node *node)
{
	size_t i, n = node->kind == CONF_MAP ? node->n * 2 : node->n;
	bool map = node->kind == CONF_MAP;

	if (node->kind == CONF_SCALAR && conf_is_number(node)) {
		buf_slice(b, node->text);
		return;
	}
	if (node->kind == CONF_SCALAR) {
		json_quote(b, node->text);
		return;
	}
	buf_char(b, map ? '{' : '[');
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_char(b, map && i % 2 == 1 ? ':' : ',');
		if (map && i % 2 == 0)
			json_quote(b, node->nodes[i]->text);
		else
			set_json(b, node->nodes[i]);
	}
	buf_char(b, map ? '}' : ']');
}

int
agg_set(struct agg *a, const struct conf *c, const struct conf_node *set)
{
	if (set == NULL)
		return (0);
	if (expr_vars_load(terms_vars(a->terms), c, set) == -1)
		return (-1);
	set_json(&a->set, set);
	return (0);
}

/* No key and no metric of one name: a line has a member only once. */
static int
check_names(const struct agg *a, const struct origin *o)
{
	struct slice name;
	size_t i, k;

	for (i = 0; i < keys_count(a->keys); i++) {
		name = keys_name(a->keys, i);
		for (k = 0; k < a->nmetrics; k++)
			if (slice_eq(name, a->metrics[k].metric.name))
				return (origin_error(o, 0, "\"%.*s\" is both a key and a metric",
				    (int)name.n, name.p));
	}
	return (0);
}

int
agg_by(struct agg *a, const struct origin *o, struct slice list)
{
	return (keys_add(a->keys, o, list) == -1 ? -1 : check_names(a, o));
}

/* A term of a metric; NULL for none. */
static int
find_term(
    struct agg *a, const struct origin *o, struct slice name, struct slice text, struct term **term)
{
	*term = text.n > 0 ? terms_add(a->terms, o, name, text) : NULL;
	return (text.n > 0 && *term == NULL ? -1 : 0);
}

static int
find_slots(struct agg *a, const struct origin *o, struct agg_metric *m)
{
	const struct metric_use *use = &m->metric.use;
	struct term *value, *cond;

	if (use->func == NULL)
		return (0);
	if (find_term(a, o, m->metric.name, m->metric.value, &value) == -1 ||
	    find_term(a, o, m->metric.name, m->metric.cond, &cond) == -1)
		return (-1);
	m->slot = slots_add(a->slots, use->kind, value, cond);
	m->whole = use->func->whole ? slots_add(a->slots, use->kind, value, NULL) : m->slot;
	return (0);
}

int
agg_metric(struct agg *a, const struct origin *o, struct slice text)
{
	struct agg_metric m = { .text = mem_dup(text.p, text.n) };
	struct metric_fault fault;

	if (metric_read(
		&m.metric, (struct slice){ m.text, text.n }, a->read, a->nmetrics, &fault) == -1) {
		free(m.text);
		return (origin_error(o, fault.at, "%s", fault.why));
	}
	if (find_slots(a, o, &m) == -1) {
		metric_free(&m.metric);
		free(m.text);
		return (-1);
	}
	a->metrics = mem_grow(a->metrics, &a->cap, a->nmetrics + 1, sizeof(*a->metrics));
	a->read = mem_grow(a->read, &a->readcap, a->nmetrics + 1, sizeof(*a->read));
	a->read[a->nmetrics] = m.metric;
	a->metrics[a->nmetrics++] = m;
	return (check_names(a, o));
}

int
agg_where(struct agg *a, const struct origin *o, struct slice cond)
{
	struct agg_text w = { .text = mem_dup(cond.p, cond.n) };

	if ((w.term = terms_add(a->terms, o, SLICE("where"), cond)) == NULL) {
		free(w.text);
		return (-1);
	}
	a->where = mem_grow(a->where, &a->wherecap, a->nwhere + 1, sizeof(*a->where));
	a->where[a->nwhere++] = w;
	return (0);
}

void
agg_sort(struct agg *a, struct slice list)
{
	free(a->sort);
	a->sort = mem_dup(list.p, list.n);
	a->sorted = true;
}

void
agg_limit(struct agg *a, uint64_t limit)
{
	a->limit = limit;
	a->limited = true;
}

void
agg_lay_out(struct agg *a)
{
	if (a->groups != NULL)
		return;
	a->groups = table_new(slots_size(a->slots) + 1);
	if (keys_many(a->keys) || slots_dependent(a->slots))
		a->total = agg_block_new(a);
	/* Without keys there is one group, even of nothing. */
	if (keys_count(a->keys) == 0)
		agg_block(a, SLICE("[]"));
}

int
agg_ready(struct agg *a)
{
	static const struct origin none = { .name = "count" };

	if ((a->flags & AGG_MERGE) != 0)
		return (0);
	if (a->nmetrics == 0 && agg_metric(a, &none, SLICE("count=count")) == -1)
		return (-1);
	if (agg_check_sort(a) == -1)
		return (-1);
	agg_lay_out(a);
	return (0);
}

void *
agg_block(struct agg *a, struct slice key)
{
	bool isnew;
	void *block = table_put(a->groups, key, &isnew);

	if (isnew)
		slots_init(a->slots, block);
	return (block);
}

static void
hit(struct agg *a, void *block)
{
	a->hits = mem_grow(a->hits, &a->hitcap, a->nhits + 1, sizeof(void *));
	a->hits[a->nhits++] = block;
}

/* A group that the record belongs to. */
static void
hit_group(void *arg, struct slice key)
{
	struct agg *a = arg;
	size_t i;

	if (a->last_block == NULL || !slice_eq(key, buf_view(&a->last))) {
		a->last_block = agg_block(a, key);
		a->last.n = 0;
		buf_slice(&a->last, key);
	}
	for (i = 0; i < a->nhits; i++)
		if (a->hits[i] == a->last_block)
			return;
	hit(a, a->last_block);
}

/* Count the record, or a part of it. */
static int
count(struct agg *a, struct event *e, struct diag *diag, struct metric_record r)
{
	size_t i;

	terms_next(a->terms, e, diag);
	for (i = 0; i < a->nwhere; i++)
		if (!term_true(a->where[i].term)) {
			slots_pass(a->slots);
			return (0);
		}
	if ((keys_timed(a->keys) || slots_timed(a->slots)) && event_ts(e, &r.ts) == -1)
		return (-1);
	a->nhits = 0;
	keys_groups(a->keys, r.ts, hit_group, a);
	if (a->total != NULL)
		hit(a, a->total);
	slots_record(a->slots, a->hits, a->nhits, &r);
	return (0);
}

/* What a touch says of the record in place of what the record says itself. */
static const char *const touch_members[] = { "session_id", "source", "medium", "campaign",
	"content", "keyword" };
enum { MEMBERS = sizeof(touch_members) / sizeof(touch_members[0]) };

struct touch {
	struct slice members[MEMBERS];
	decimal credit;
};

/* false if it is none. */
static bool
touch_read(struct touch *t, struct slice raw)
{
	struct slice name, value;
	size_t at = 0, i;
	bool credit = false;

	*t = (struct touch){ 0 };
	if (json_type(raw) != JSON_OBJECT)
		return (false);
	while (json_each(raw, &at, &name, &value)) {
		name.p++;
		name.n -= 2;
		if (slice_is(name, "credit"))
			credit = decimal_read(value, &t->credit) == DECIMAL_OK && t->credit >= 0 &&
				 t->credit <= DECIMAL_ONE;
		for (i = 0; i < MEMBERS; i++)
			if (slice_is(name, touch_members[i]))
				t->members[i] = value;
	}
	return (credit);
}

static void
touch_apply(const struct touch *t, struct event *e)
{
	size_t i;

	for (i = 0; i < MEMBERS; i++)
		if (t->members[i].n > 0)
			event_set(e, touch_members[i], t->members[i]);
		else
			event_unset(e, touch_members[i]);
}

static int
check_touches(struct event *e, struct slice touches)
{
	struct slice item;
	struct touch t;
	decimal sum = 0;
	size_t at = 0;

	while (json_each(touches, &at, NULL, &item)) {
		if (!touch_read(&t, item)) {
			e->why = "a touch without a credit from 0 to 1";
			return (-1);
		}
		if ((sum += t.credit) > DECIMAL_ONE) {
			e->why = "the credits of the touches add up to more than 1";
			return (-1);
		}
	}
	return (0);
}

/* As if there were a record for each touch, each for its part; what no touch has goes to a record
 * without a source. */
static int
count_touches(struct agg *a, struct event *e, struct diag *diag, struct slice touches)
{
	struct metric_record r = { 0, 0, a->record, 0 };
	struct slice item;
	struct touch t;
	size_t at = 0;

	if (check_touches(e, touches) == -1)
		return (-1);
	while (json_each(touches, &at, NULL, &item)) {
		touch_read(&t, item);
		if (t.credit == 0)
			continue;
		r.from = r.until;
		r.until += t.credit;
		touch_apply(&t, e);
		if (count(a, e, diag, r) == -1)
			return (-1);
	}
	if (r.until == DECIMAL_ONE)
		return (0);
	t = (struct touch){ 0 };
	touch_apply(&t, e);
	r.from = r.until;
	r.until = DECIMAL_ONE;
	return (count(a, e, diag, r));
}

int
agg_record(struct agg *a, struct event *e, struct diag *diag)
{
	struct slice touches;

	a->record++;
	if ((a->flags & AGG_CREDIT) != 0) {
		touches = event_get(e, "touches");
		if (touches.n > 2 && json_type(touches) == JSON_ARRAY)
			return (count_touches(a, e, diag, touches));
	}
	return (count(a, e, diag, (struct metric_record){ 0, DECIMAL_ONE, a->record, 0 }));
}

uint64_t
agg_refused(const struct agg *a)
{
	return (terms_refused(a->terms));
}
