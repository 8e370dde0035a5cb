#include <math.h>
#include <stdlib.h>

#include "attribute/chance_in.h"
#include "base/mem.h"
#include "event/json.h"

static const char *const clocks[CHANCE_CLOCKS] = { "shown", "after" };

/* From numbers.yaml */

static int
read_rate(const struct conf *conf, const struct conf_node *node, double *rate)
{
	if (conf_number(conf, node, rate) == -1)
		return (-1);
	if (!(*rate > 0 && *rate < 1e6))
		return (conf_error(conf, node, "a rate must be above 0"));
	return (0);
}

static int
read_clock(struct chance *c, const struct conf *conf, const struct conf_node *list, int clock)
{
	double rate;
	size_t i;

	if (conf_list(conf, list) == -1)
		return (-1);
	if (list->n != CHANCE_BINS)
		return (conf_error(conf, list, "%s has %d rates, not %d", clocks[clock],
		    CHANCE_BINS, (int)list->n));
	for (i = 0; i < list->n; i++) {
		if (read_rate(conf, conf_item(list, i), &rate) == -1)
			return (-1);
		c->rate[clock][i] = c->base[clock][i] = c->first[clock][i] = rate;
	}
	return (0);
}

static int
read_group(struct chance *c, const struct conf *conf, const struct conf_node *item)
{
	static const char *const keys[] = { "source", "medium", "campaign", "rate", NULL };
	struct slice text, value[3];
	struct buf raw[3] = { { 0 } };
	double rate = 1;
	int i, n = 0, ret = -1;
	int32_t group;

	if (conf_map(conf, item, keys) == -1)
		return (-1);
	for (i = 0; i < 3; i++) {
		text.n = 0;
		if (conf_text_of(conf, item, keys[i], &text) == -1)
			goto done;
		if (text.n > 0) {
			json_quote(&raw[i], text);
			n = i + 1;
		}
		value[i] = buf_view(&raw[i]);
	}
	if (n == 0) {
		conf_error(conf, item, "a rate needs its source");
		goto done;
	}
	if (conf_member(item, "rate") != NULL &&
	    read_rate(conf, conf_member(item, "rate"), &rate) == -1)
		goto done;
	group = chance_named(c, value, n < 2 ? 2 : n); /* may move the groups */
	c->groups[group]->rate = rate;
	ret = 0;
done:
	for (i = 0; i < 3; i++)
		buf_free(&raw[i]);
	return (ret);
}

static int
read_model(struct chance *c, const struct conf *conf, const struct conf_node *node)
{
	static const char *const keys[] = { "learn", "none", "always", "unknown", "second",
		"stranger", "shown", "after", "rates", NULL };
	const struct conf_node *list;
	size_t i;
	int clock;

	c->learn = conf_member(node, clocks[0]) == NULL && conf_member(node, clocks[1]) == NULL;
	if (conf_map(conf, node, keys) == -1 ||
	    conf_bool_of(conf, node, "learn", &c->learn) == -1 ||
	    conf_number_of(conf, node, "none", &c->none) == -1 ||
	    conf_number_of(conf, node, "always", &c->always) == -1 ||
	    conf_number_of(conf, node, "unknown", &c->groups[0]->rate) == -1 ||
	    conf_number_of(conf, node, "second", &c->second) == -1 ||
	    conf_number_of(conf, node, "stranger", &c->stranger) == -1)
		return (-1);
	if (!(c->none > 0 && c->always > 0 && c->groups[0]->rate > 0 && c->second > 0 &&
		c->second <= 1 && c->stranger > 0 && c->stranger <= 1))
		return (conf_error(conf, node,
		    "none, always, unknown, second and stranger must be above 0, the last two at "
		    "most 1"));
	for (clock = 0; clock < CHANCE_CLOCKS; clock++)
		if ((list = conf_member(node, clocks[clock])) != NULL &&
		    read_clock(c, conf, list, clock) == -1)
			return (-1);
	list = conf_member(node, "rates");
	if (list != NULL && conf_list(conf, list) == -1)
		return (-1);
	for (i = 0; list != NULL && i < list->n; i++)
		if (read_group(c, conf, conf_item(list, i)) == -1)
			return (-1);
	chance_sums(c);
	return (0);
}

struct chance *
chance_new(const struct conf *conf, const struct conf_node *node)
{
	struct chance *c = chance_plain();

	if (node == NULL || read_model(c, conf, node) == 0)
		return (c);
	chance_free(c);
	return (NULL);
}

/* To YAML */

/* The keys of the groups in the order of their numbers. */
static struct slice *
group_keys(const struct chance *c)
{
	struct slice *keys = mem_zero(c->ngroups, sizeof(*keys));
	const int32_t *at = NULL;

	while ((at = table_next(c->names, at)) != NULL)
		keys[*at] = table_key(at);
	return (keys);
}

static void
write_group(const struct group *g, struct slice key, struct buf *out)
{
	static const char *const names[] = { "source", "medium", "campaign" };
	struct buf text = { 0 };
	const char *p = key.p, *tab;
	struct slice raw;
	int i;

	buf_str(out, "    - {");
	for (i = 0; i < 3 && p < key.p + key.n; i++, p = tab + 1) {
		tab = memchr(p, '\t', key.n - (size_t)(p - key.p));
		raw = (struct slice){ p, (size_t)(tab - p) };
		if (raw.n == 0)
			continue;
		text.n = 0;
		buf_room(&text, raw.n + 4);
		buf_printf(out, "%s: ", names[i]);
		json_quote(out, json_text(raw, &text));
		buf_str(out, ", ");
	}
	buf_printf(out, "rate: %.4g}\n", g->rate);
	buf_free(&text);
}

void
chance_write(const struct chance *c, struct buf *out)
{
	struct slice *keys = group_keys(c);
	int clock, bin;
	size_t g;

	buf_printf(out, "model:\n  none: %.6g\n  always: %.6g\n  unknown: %.4g\n", c->none,
	    c->always, c->groups[0]->rate);
	buf_printf(out, "  second: %.4g\n  stranger: %.4g\n", c->second, c->stranger);
	for (clock = 0; clock < CHANCE_CLOCKS; clock++) {
		buf_printf(out, "  %s: [", clocks[clock]);
		for (bin = 0; bin < CHANCE_BINS; bin++)
			buf_printf(out, "%s%.4g", bin == 0 ? "" : ", ", c->rate[clock][bin]);
		buf_str(out, "]\n");
	}
	if (c->ngroups > 1)
		buf_str(out, "  rates:\n");
	for (g = 1; g < c->ngroups; g++)
		write_group(c->groups[g], keys[g], out);
	free(keys);
}

/* To a state and back: every number as exact as it is. */

static void
put_numbers(struct buf *b, const char *name, const double *v, size_t n)
{
	size_t i;

	buf_printf(b, ",\"%s\":[", name);
	for (i = 0; i < n; i++)
		buf_printf(b, "%s%.17g", i == 0 ? "" : ",", v[i]);
	buf_char(b, ']');
}

static void
put_counts(struct buf *b, const char *name, const uint64_t *v, size_t n)
{
	size_t i;

	buf_printf(b, ",\"%s\":[", name);
	for (i = 0; i < n; i++)
		buf_printf(b, "%s%llu", i == 0 ? "" : ",", (unsigned long long)v[i]);
	buf_char(b, ']');
}

enum { RATES = CHANCE_CLOCKS * CHANCE_BINS, SHAPE = sizeof(struct shape) / sizeof(double) };

static void
save_group(const struct group *g, struct slice key, struct buf *b)
{
	b->n = 0;
	buf_str(b, "{\"group\":");
	json_quote(b, key);
	buf_printf(b, ",\"rate\":%.17g,\"parent\":%d", g->rate, (int)g->parent);
	put_counts(b, "ended", g->ended[0], RATES);
	put_counts(b, "part", g->part[0], RATES);
	buf_char(b, '}');
}

void
chance_save(const struct chance *c, void (*line)(void *, struct slice), void *arg)
{
	struct slice *keys = group_keys(c);
	const struct trace *t = c->traces;
	struct buf b = { 0 };
	size_t i, k;

	buf_printf(&b, "{\"model\":1,\"none\":%.17g,\"always\":%.17g", c->none, c->always);
	buf_printf(&b, ",\"seen\":%llu,\"next\":%llu,\"lease_ms\":%llu,\"all_ms\":%llu",
	    (unsigned long long)c->seen, (unsigned long long)c->next,
	    (unsigned long long)c->lease_ms, (unsigned long long)c->all_ms);
	buf_printf(&b, ",\"forgotten\":%llu,\"leases\":%llu", (unsigned long long)c->forgotten,
	    (unsigned long long)c->leases);
	put_numbers(&b, "rate", c->rate[0], RATES);
	put_numbers(&b, "base", c->base[0], RATES);
	put_numbers(&b, "shape0", (const double *)&c->shape[0], SHAPE);
	put_numbers(&b, "shape1", (const double *)&c->shape[1], SHAPE);
	buf_char(&b, '}');
	line(arg, buf_view(&b));
	for (i = 0; i < c->ngroups; i++) {
		save_group(c->groups[i], keys[i], &b);
		line(arg, buf_view(&b));
	}
	for (i = 0; i < c->ncalls; i++) {
		b.n = 0;
		buf_printf(&b, "{\"evidence\":[%.9g,%.9g", (double)c->calls[i].none,
		    (double)c->calls[i].always);
		for (k = 0; k < c->calls[i].n; k++, t++)
			buf_printf(&b, ",%d,%.9g,%.9g,%.9g,%.9g,%u,%d", (int)t->group,
			    (double)t->lag, (double)t->after, (double)t->factor, (double)t->called,
			    t->back, t->again);
		buf_str(&b, "]}");
		line(arg, buf_view(&b));
	}
	buf_free(&b);
	free(keys);
}

/* Nothing that is learnt comes near it, and a float can hold it. */
static bool
is_number(double v)
{
	return (v >= -1e30 && v <= 1e30);
}

/* The numbers of an array, at most max of them; how many there are, 0 if one is none. */
static size_t
get_numbers(struct slice raw, double *v, size_t max)
{
	struct slice item;
	size_t at = 0, n = 0;

	if (raw.n == 0 || raw.p[0] != '[')
		return (0);
	while (json_each(raw, &at, NULL, &item)) {
		if (n == max || json_type(item) != JSON_NUMBER || !is_number(json_number(item)))
			return (0);
		v[n++] = json_number(item);
	}
	return (n);
}

/* Just n numbers, none of them below 0. */
static bool
get_rates(struct slice raw, double *v, size_t n)
{
	size_t i;

	if (get_numbers(raw, v, n) != n)
		return (false);
	for (i = 0; i < n; i++)
		if (v[i] < 0)
			return (false);
	return (true);
}

static bool
get_rate(const struct event *e, const char *name, double *v)
{
	return (event_number(e, name, v) && *v >= 0 && is_number(*v));
}

static bool
get_counts(struct slice raw, uint64_t *v, size_t n)
{
	struct slice item;
	size_t at = 0;

	if (raw.n == 0 || raw.p[0] != '[')
		return (false);
	for (; n > 0 && json_each(raw, &at, NULL, &item); n--)
		*v++ = strtoull(item.p, NULL, 10);
	return (n == 0);
}

static bool
get_count(const struct event *e, const char *name, uint64_t *v)
{
	struct slice raw = event_get(e, name);

	if (raw.n == 0)
		return (false);
	*v = strtoull(raw.p, NULL, 10);
	return (true);
}

static int
restore_group(struct chance *c, struct event *e)
{
	struct slice key = event_text(e, "group");
	double rate, parent;
	struct group *g;
	int32_t at;

	if (!get_rate(e, "rate", &rate) || !event_number(e, "parent", &parent) ||
	    !(parent >= -1 && parent < (double)c->ngroups))
		return (-1);
	at = chance_group_restore(c, key, (int32_t)parent);
	g = c->groups[at];
	g->rate = rate;
	return (get_counts(event_get(e, "ended"), g->ended[0], RATES) &&
			get_counts(event_get(e, "part"), g->part[0], RATES)
		    ? 0
		    : -1);
}

/* What of a trace is written down, in that order. */
enum {
	TRACE_GROUP,
	TRACE_LAG,
	TRACE_AFTER,
	TRACE_FACTOR,
	TRACE_CALLED,
	TRACE_BACK,
	TRACE_AGAIN,
	TRACE
};

static int
restore_trace(struct chance *c, const double v[TRACE])
{
	struct trace *t = &c->traces[c->ntraces++];

	if (!(v[TRACE_GROUP] >= 0 && v[TRACE_GROUP] < (double)c->ngroups && v[TRACE_LAG] >= 0 &&
		v[TRACE_LAG] < 1e15 && v[TRACE_AFTER] >= -1 && v[TRACE_AFTER] < 1e15 &&
		v[TRACE_FACTOR] >= 0 && v[TRACE_CALLED] >= 0 && v[TRACE_BACK] >= 0 &&
		v[TRACE_BACK] <= UINT32_MAX))
		return (-1);
	*t = (struct trace){ .group = (int32_t)v[TRACE_GROUP],
		.lag = (float)v[TRACE_LAG],
		.after = (float)v[TRACE_AFTER],
		.factor = (float)v[TRACE_FACTOR],
		.called = (float)v[TRACE_CALLED],
		.back = (uint32_t)v[TRACE_BACK],
		.again = v[TRACE_AGAIN] != 0 };
	chance_steps(t);
	return (0);
}

static int
restore_call(struct chance *c, struct slice raw)
{
	double v[2 + TRACE * SUSPECTS];
	size_t i, n = get_numbers(raw, v, sizeof(v) / sizeof(v[0]));

	if (n < 2 || (n - 2) % TRACE != 0 || v[0] < 0 || v[1] < 0)
		return (-1);
	c->calls = mem_grow(c->calls, &c->capcalls, c->ncalls + 1, sizeof(*c->calls));
	c->calls[c->ncalls++] =
	    (struct evidence){ (uint32_t)(n / TRACE), (float)v[0], (float)v[1] };
	c->traces = mem_grow(c->traces, &c->captraces, c->ntraces + n / TRACE, sizeof(*c->traces));
	for (i = 2; i < n; i += TRACE)
		if (restore_trace(c, v + i) == -1)
			return (-1);
	return (0);
}

int
chance_restore(struct chance *c, struct event *e)
{
	if (event_get(e, "group").n > 0 || event_get(e, "parent").n > 0)
		return (restore_group(c, e));
	if (event_get(e, "evidence").n > 0)
		return (restore_call(c, event_get(e, "evidence")));
	if (!get_rate(e, "none", &c->none) || !get_rate(e, "always", &c->always) ||
	    !get_count(e, "seen", &c->seen) || !get_count(e, "next", &c->next) ||
	    !get_count(e, "lease_ms", &c->lease_ms) || !get_count(e, "all_ms", &c->all_ms) ||
	    !get_count(e, "forgotten", &c->forgotten) || !get_count(e, "leases", &c->leases) ||
	    !get_rates(event_get(e, "rate"), c->rate[0], RATES) ||
	    !get_rates(event_get(e, "base"), c->base[0], RATES) ||
	    get_numbers(event_get(e, "shape0"), (double *)&c->shape[0], SHAPE) != SHAPE ||
	    get_numbers(event_get(e, "shape1"), (double *)&c->shape[1], SHAPE) != SHAPE)
		return (-1);
	chance_sums(c);
	return (0);
}
