/* agg.c - groups of records and their metrics: set-up.  See agg.h. */
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

void
agg_free(struct agg *a)
{
	size_t i;

	if (a == NULL)
		return;
	agg_groups_free(a);
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

uint64_t
agg_refused(const struct agg *a)
{
	return (terms_refused(a->terms));
}
