/* agg_record.c - groups of records and their metrics: a record, and its parts under --credit.
 * See agg.h. */
#include "agg/agg_in.h"
#include "base/mem.h"
#include "event/json.h"

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
	struct metric_record r = { 0, 0, a->record, 0, true };
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
	return (count(a, e, diag,
	    (struct metric_record){ 0, DECIMAL_ONE, a->record, 0, (a->flags & AGG_CREDIT) != 0 }));
}
