/*
 * agg_part.c - partial states: what one run writes so that another can go on.
 *
 * A part is a line with the plan (what is computed) and a line for each
 * group:
 *	{"ct_agg":1,"plan":{...},"known":[...],"lines":2}
 *	{"key":["google","cpc"],"state":[...]}
 *	{"total":true,"state":[...]}		where a record can be in several groups
 * Parts may follow one another in one file.
 */
#include <err.h>
#include <stdlib.h>

#include "agg/agg_in.h"
#include "base/mem.h"
#include "event/json.h"
#include "event/value.h"

static void
add_list(struct buf *b, const char *name, size_t n,
    struct slice (*text)(const struct agg *, size_t), const struct agg *a)
{
	size_t i;

	buf_printf(b, ",\"%s\":[", name);
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_char(b, ',');
		json_quote(b, text(a, i));
	}
	buf_char(b, ']');
}

static struct slice
key_text(const struct agg *a, size_t i)
{
	return (keys_text(a->keys, i));
}

static struct slice
where_text(const struct agg *a, size_t i)
{
	return (slice_of(a->where[i].text));
}

static struct slice
metric_text(const struct agg *a, size_t i)
{
	return (slice_of(a->metrics[i].text));
}

static void
write_plan(const struct agg *a, struct buf *b)
{
	buf_str(b, "{\"timezone\":");
	json_quote(b, slice_of(a->zone_name));
	buf_printf(b, ",\"credit\":%s", (a->flags & AGG_CREDIT) != 0 ? "\"millionths\"" : "false");
	buf_str(b, ",\"set\":");
	buf_slice(b, a->set.n > 0 ? buf_view(&a->set) : SLICE("{}"));
	add_list(b, "by", keys_count(a->keys), key_text, a);
	add_list(b, "where", a->nwhere, where_text, a);
	add_list(b, "metrics", a->nmetrics, metric_text, a);
	buf_str(b, ",\"sort\":");
	json_quote(b, slice_of(a->sort));
	buf_printf(b, ",\"limit\":%llu}", (unsigned long long)a->limit);
}

void
agg_print_partial(struct agg *a, struct stream *s)
{
	struct buf b = { 0 };
	void **blocks;
	size_t n, i;

	if (a->groups == NULL)
		return;
	n = table_count(a->groups);
	buf_str(&b, "{\"ct_agg\":1,\"plan\":");
	if (a->plan.n > 0)
		buf_slice(&b, buf_view(&a->plan));
	else
		write_plan(a, &b);
	buf_str(&b, ",\"known\":");
	slots_write_known(a->slots, &b);
	buf_printf(&b, ",\"lines\":%zu}", n + (a->total != NULL));
	stream_write(s, buf_view(&b));

	blocks = agg_by_key(a);
	for (i = 0; i < n; i++) {
		b.n = 0;
		buf_str(&b, "{\"key\":");
		buf_slice(&b, table_key(blocks[i]));
		buf_str(&b, ",\"state\":");
		slots_write(a->slots, blocks[i], &b);
		buf_char(&b, '}');
		stream_write(s, buf_view(&b));
	}
	if (a->total != NULL) {
		b.n = 0;
		buf_str(&b, "{\"total\":true,\"state\":");
		slots_write(a->slots, a->total, &b);
		buf_char(&b, '}');
		stream_write(s, buf_view(&b));
	}
	free(blocks);
	buf_free(&b);
}

/* Call add for each text of a list of the plan. */
static int
read_list(struct agg *a, struct slice list, const struct origin *o,
    int (*add)(struct agg *, const struct origin *, struct slice))
{
	struct buf text = { 0 };
	struct slice item;
	size_t at = 0;
	int r = 0;

	if (json_type(list) != JSON_ARRAY)
		return (-1);
	while (r == 0 && json_each(list, &at, NULL, &item)) {
		text.n = 0;
		r = json_type(item) != JSON_STRING ? -1 : add(a, o, json_text(item, &text));
	}
	buf_free(&text);
	return (r);
}

/* One member of the plan. */
static int
read_member(struct agg *a, struct slice name, struct slice value, const struct origin *o)
{
	struct buf text = { 0 };
	decimal n;

	if (slice_is(name, "\"by\""))
		return (read_list(a, value, o, agg_by));
	if (slice_is(name, "\"where\""))
		return (read_list(a, value, o, agg_where));
	if (slice_is(name, "\"metrics\""))
		return (read_list(a, value, o, agg_metric));
	/* Before they were millionths, whole records counted 1 beside parts that did. */
	if (slice_is(name, "\"credit\"") && slice_is(value, "true"))
		return (-1);
	if (slice_is(name, "\"sort\"") && !a->sorted) {
		agg_sort(a, json_text(value, &text));
		a->sorted = false;
		buf_free(&text);
	}
	if (slice_is(name, "\"limit\"") && !a->limited) {
		if (decimal_read(value, &n) != DECIMAL_OK || n < 0)
			return (-1);
		a->limit = (uint64_t)(n / DECIMAL_ONE);
	}
	return (0);
}

static int
read_plan(struct agg *a, struct slice plan)
{
	struct origin o = { .name = "the plan of a partial state" };
	struct slice name, value;
	struct buf compact = { 0 };
	size_t at = 0;
	int r = 0;

	if (json_type(plan) != JSON_OBJECT)
		return (-1);
	json_compact(&compact, plan);
	plan = buf_view(&compact);
	if (a->plan.n > 0) {
		r = slice_eq(plan, buf_view(&a->plan)) ? 0 : -1;
	} else {
		while (r == 0 && json_each(plan, &at, &name, &value))
			r = read_member(a, name, value, &o);
		if (r == 0 && a->nmetrics == 0)
			r = -1;
		if (r == 0) {
			buf_slice(&a->plan, plan);
			agg_lay_out(a);
		}
	}
	buf_free(&compact);
	return (r);
}

static int
wrong(struct event *e, const char *why)
{
	e->why = why;
	e->column = 0;
	return (-1);
}

static int
take_head(struct agg *a, struct event *e)
{
	struct slice plan = event_get(e, "plan"), known = event_get(e, "known");
	bool first = a->plan.n == 0;
	double lines;

	if (a->expect > 0)
		return (wrong(e, "the part before this one is not whole"));
	if (!slice_is(event_get(e, "ct_agg"), "1"))
		return (wrong(e, "a partial state of another version"));
	if (plan.n == 0 || known.n == 0 || !event_number(e, "lines", &lines) || lines < 0 ||
	    lines > 1e18)
		return (wrong(e, "not a partial state of ct-agg"));
	if (read_plan(a, plan) == -1)
		return (wrong(e, first ? "the plan of this partial state cannot be read"
				       : "a partial state of other keys or metrics"));
	if (!slots_take_known(a->slots, known))
		return (wrong(e, "not a partial state of ct-agg"));
	a->expect = (uint64_t)lines;
	return (0);
}

/* Is it an array of as many values as there are keys? */
static bool
key_fits(const struct agg *a, struct slice key)
{
	size_t at = 0, n = 0;
	struct slice item;

	if (json_type(key) != JSON_ARRAY)
		return (false);
	while (json_each(key, &at, NULL, &item))
		n++;
	return (n == keys_count(a->keys));
}

static int
take_group(struct agg *a, struct event *e)
{
	struct slice key = event_get(e, "key"), state = event_get(e, "state");
	bool total = event_true(e, "total");
	struct buf canon = { 0 };
	void *block;
	int r = 0;

	if (a->plan.n == 0 || a->expect == 0)
		return (wrong(e, "a state without its plan before it"));
	if (state.n == 0 || (total ? a->total == NULL : key.n == 0 || !key_fits(a, key)))
		return (wrong(e, "not a partial state of ct-agg"));
	/* All of it or nothing. */
	block = agg_block_new(a);
	if (slots_take(a->slots, block, state)) {
		if (!total)
			value_canon(&canon, key);
		slots_merge(a->slots, total ? a->total : agg_block(a, buf_view(&canon)), block);
		a->expect--;
	} else {
		r = wrong(e, "not a partial state of ct-agg");
	}
	agg_block_free(a, block);
	buf_free(&canon);
	return (r);
}

int
agg_take(struct agg *a, struct event *e)
{
	return (event_get(e, "ct_agg").n > 0 ? take_head(a, e) : take_group(a, e));
}

const char *
agg_incomplete(const struct agg *a)
{
	if (a->plan.n == 0)
		return ("no partial state in the input");
	return (a->expect > 0 ? "the last part is not whole" : NULL);
}
