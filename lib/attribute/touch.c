#include "attribute/touch.h"

#include <math.h>
#include <stdlib.h>

#include "attribute/keep.h"
#include "base/mem.h"
#include "base/table.h"
#include "event/json.h"
#include "time/instant.h"

const char *const credit_names[CREDIT_MODELS + 1] = { "first", "last", "last_non_direct", "linear",
	"position", "time_decay", NULL };

/* A key is one letter for its kind and the text. */
static const char kinds[VISIT_KEYS] = { 's', 'v', 'c', 'y' };
enum { CUSTOMER = 'p', MILLION = 1000000 };

struct person {
	struct person *before, *after; /* by their last visit */
	struct touch *touches;	       /* by ts */
	size_t n, cap;
	struct person ***keys; /* the table's values that point here */
	size_t nkeys, capkeys;
	int64_t seen;
};

struct touches {
	enum credit_model model;
	const struct numbers_set *set;
	struct sources *sources;
	struct table *table; /* of struct person * */
	struct person *first, *last;
	struct buf key;
	const struct touch **path;
	double *weights;
	uint32_t *credits;
	size_t cappath, capweights, capcredits;
};

struct touches *
touches_new(enum credit_model model, const struct numbers *numbers, struct sources *sources)
{
	struct touches *ts = mem_zero(1, sizeof(*ts));

	ts->model = model;
	ts->set = numbers_set(numbers);
	ts->sources = sources;
	ts->table = table_new(sizeof(struct person *));
	return (ts);
}

/* People */

static void
take_out(struct touches *ts, struct person *p)
{
	*(p->before == NULL ? &ts->first : &p->before->after) = p->after;
	*(p->after == NULL ? &ts->last : &p->after->before) = p->before;
}

static void
put_last(struct touches *ts, struct person *p)
{
	p->before = ts->last;
	p->after = NULL;
	*(ts->last == NULL ? &ts->first : &ts->last->after) = p;
	ts->last = p;
}

static void
touch_free(struct touch *t)
{
	source_drop(t->source);
	free((void *)(uintptr_t)t->session);
}

/* The person and the touches; its keys are the caller's affair. */
static void
person_free(struct person *p)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		touch_free(&p->touches[i]);
	free(p->touches);
	free(p->keys);
	free(p);
}

void
touches_free(struct touches *ts)
{
	struct person *p, *next;

	if (ts == NULL)
		return;
	for (p = ts->first; p != NULL; p = next) {
		next = p->after;
		person_free(p);
	}
	table_free(ts->table);
	buf_free(&ts->key);
	free(ts->path);
	free(ts->weights);
	free(ts->credits);
	free(ts);
}

static struct slice
key_for(struct touches *ts, char kind, struct slice text)
{
	ts->key.n = 0;
	buf_char(&ts->key, kind);
	buf_slice(&ts->key, text);
	return (buf_view(&ts->key));
}

static void
add_key(struct touches *ts, struct person *p, struct slice key)
{
	bool isnew;
	struct person **at = table_put(ts->table, key, &isnew);

	if (!isnew)
		return;
	*at = p;
	p->keys = mem_grow(p->keys, &p->capkeys, p->nkeys + 1, sizeof(*p->keys));
	p->keys[p->nkeys++] = at;
}

static struct person *
find(struct touches *ts, char kind, struct slice text)
{
	struct person **at;

	if (text.n == 0)
		return (NULL);
	at = table_get(ts->table, key_for(ts, kind, text));
	return (at == NULL ? NULL : *at);
}

/* Where a touch of that time belongs: behind all that are not later. */
static size_t
place_of(const struct person *p, int64_t when)
{
	size_t i = p->n;

	while (i > 0 && p->touches[i - 1].ts > when)
		i--;
	return (i);
}

static void
insert(struct person *p, struct touch t)
{
	size_t i = place_of(p, t.ts);

	p->touches = mem_grow(p->touches, &p->cap, p->n + 1, sizeof(*p->touches));
	memmove(p->touches + i + 1, p->touches + i, (p->n - i) * sizeof(*p->touches));
	p->touches[i] = t;
	p->n++;
}

/* They are one: b's visits and keys go to a. */
static struct person *
merge(struct touches *ts, struct person *a, struct person *b)
{
	struct person *swap;
	size_t i;

	if (a == NULL || b == NULL || a == b)
		return (a == NULL ? b : a);
	if (a->n + a->nkeys < b->n + b->nkeys) {
		swap = a;
		a = b;
		b = swap;
	}
	for (i = 0; i < b->n; i++)
		insert(a, b->touches[i]);
	b->n = 0;
	a->keys = mem_grow(a->keys, &a->capkeys, a->nkeys + b->nkeys, sizeof(*a->keys));
	for (i = 0; i < b->nkeys; i++) {
		*b->keys[i] = a;
		a->keys[a->nkeys++] = b->keys[i];
	}
	if (a->seen < b->seen)
		a->seen = b->seen;
	take_out(ts, b);
	take_out(ts, a);
	put_last(ts, a);
	person_free(b);
	return (a);
}

/* Whose visit it is, as far as is known. */
static struct person *
person_of(struct touches *ts, const struct visit *v)
{
	struct person *p = NULL;
	int kind;

	for (kind = VISIT_VISITOR; v != NULL && kind < VISIT_KEYS; kind++)
		p = merge(ts, p, find(ts, kinds[kind], visit_field(v, kind)));
	return (p);
}

static struct person *
person_made(struct touches *ts, const struct visit *v)
{
	struct person *p = person_of(ts, v);
	bool named = false;
	int kind;

	for (kind = VISIT_VISITOR; kind < VISIT_KEYS; kind++)
		named = named || visit_field(v, kind).n > 0;
	if (!named)
		return (NULL);
	if (p == NULL) {
		p = mem_zero(1, sizeof(*p));
		p->seen = v->ts;
		put_last(ts, p);
	}
	for (kind = VISIT_VISITOR; kind < VISIT_KEYS; kind++)
		if (visit_field(v, kind).n > 0)
			add_key(ts, p, key_for(ts, kinds[kind], visit_field(v, kind)));
	return (p);
}

/* The oldest go when they are out of sight. */
static void
trim(struct person *p, int64_t horizon)
{
	size_t i, n = 0;

	while (n < p->n && p->touches[n].ts < horizon)
		n++;
	if (n == 0)
		return;
	for (i = 0; i < n; i++)
		touch_free(&p->touches[i]);
	memmove(p->touches, p->touches + n, (p->n - n) * sizeof(*p->touches));
	p->n -= n;
}

void
touches_visit(struct touches *ts, const struct visit *v)
{
	struct slice id = visit_field(v, VISIT_SESSION);
	struct person *p;
	size_t i;

	if (v->alone || (p = person_made(ts, v)) == NULL)
		return;
	take_out(ts, p);
	put_last(ts, p);
	if (p->seen < v->ts)
		p->seen = v->ts;
	trim(p, time_add(p->seen, -ts->set->lookback));
	for (i = p->n; i > 0 && p->touches[i - 1].ts >= v->ts; i--)
		if (slice_is(id, p->touches[i - 1].session)) {
			source_drop(p->touches[i - 1].source);
			p->touches[i - 1].source = source_take(v->source);
			return;
		}
	insert(p, (struct touch){ v->ts, source_take(v->source), mem_dup(id.p, id.n) });
}

void
touches_join(struct touches *ts, const struct visit *v, struct slice customer)
{
	struct person *p = person_of(ts, v);

	if (p == NULL || customer.n == 0)
		return;
	p = merge(ts, p, find(ts, CUSTOMER, customer));
	add_key(ts, p, key_for(ts, CUSTOMER, customer));
}

int64_t
touches_began(struct touches *ts, const struct caller *c, int64_t otherwise)
{
	struct slice session = caller_field(c, VISIT_SESSION);
	const struct person *p = NULL;
	int kind;
	size_t i;

	for (kind = VISIT_VISITOR; p == NULL && kind < VISIT_KEYS; kind++)
		p = find(ts, kinds[kind], caller_field(c, kind));
	for (i = 0; p != NULL && i < p->n; i++)
		if (slice_is(session, p->touches[i].session))
			return (p->touches[i].ts);
	return (otherwise);
}

void
touches_expire(struct touches *ts, int64_t horizon)
{
	struct person *p;
	size_t i;

	while ((p = ts->first) != NULL && p->seen < horizon) {
		take_out(ts, p);
		for (i = 0; i < p->nkeys; i++)
			table_del(ts->table, table_key(p->keys[i]));
		person_free(p);
	}
}

/* Credit */

struct remainder {
	double rest;
	size_t at;
};

static int
remainder_cmp(const void *pa, const void *pb)
{
	const struct remainder *a = pa, *b = pb;

	if (a->rest != b->rest)
		return (a->rest > b->rest ? -1 : 1);
	return (a->at < b->at ? -1 : a->at > b->at);
}

void
credit_share(const double *weight, size_t n, uint32_t *credit)
{
	struct remainder *r;
	double sum = 0, exact;
	uint32_t given = 0;
	size_t i;

	if (n == 0)
		return;
	for (i = 0; i < n; i++)
		sum += weight[i];
	r = mem_alloc(n * sizeof(*r));
	for (i = 0; i < n; i++) {
		exact = sum > 0 ? weight[i] / sum * (double)MILLION : (double)MILLION / (double)n;
		credit[i] = (uint32_t)floor(exact);
		r[i] = (struct remainder){ exact - floor(exact), i };
		given += credit[i];
	}
	qsort(r, n, sizeof(*r), remainder_cmp);
	for (i = 0; given < MILLION; given++, i = (i + 1) % n)
		credit[r[i].at]++;
	for (i = n; given > MILLION; given--, i--)
		credit[r[i - 1].at]--;
	free(r);
}

static void
weigh(const struct touches *ts, size_t n, int64_t when)
{
	size_t i, last = n - 1;
	double *w = ts->weights, rest;

	for (i = 0; i < n; i++)
		w[i] = ts->model == CREDIT_LINEAR;
	switch (ts->model) {
	case CREDIT_FIRST:
		w[0] = 1;
		break;
	case CREDIT_LAST_NON_DIRECT:
		for (i = n;
		     i > 0 && (ts->path[i - 1]->source == NULL || ts->path[i - 1]->source->direct);)
			i--;
		w[i > 0 ? i - 1 : last] = 1;
		break;
	case CREDIT_LAST:
		w[last] = 1;
		break;
	case CREDIT_POSITION:
		rest = 1 - ts->set->first - ts->set->last;
		for (i = 1; i < last; i++)
			w[i] = rest / (double)(n - 2);
		/* Of two visits each has its own share of what both have; of none, half. */
		w[0] += ts->set->first;
		w[last] += ts->set->last;
		if (n <= 2 && ts->set->first + ts->set->last <= 0)
			w[0] = w[last] = 1;
		break;
	case CREDIT_TIME_DECAY:
		for (i = 0; i < n; i++)
			w[i] = exp2(-(double)(when - ts->path[i]->ts) / (double)ts->set->half_life);
		/* So long ago that nothing is left of it: the last one has it all. */
		if (w[last] <= 0)
			w[last] = 1;
		break;
	default:
		break;
	}
}

void
touch_write(const struct touch *t, uint32_t credit, struct buf *out)
{
	char ts[INSTANT_LEN];

	buf_char(out, '{');
	if (t->session[0] != '\0') {
		buf_str(out, "\"session_id\":");
		json_quote(out, slice_of(t->session));
		buf_char(out, ',');
	}
	instant_format(t->ts, ts);
	buf_printf(out, "\"ts\":\"%.*s\"", INSTANT_LEN, ts);
	source_write(t->source, out);
	buf_printf(out, ",\"credit\":%u.%06u}", credit / MILLION, credit % MILLION);
}

static void
add_path(struct touches *ts, size_t *n, const struct touch *t)
{
	ts->path = mem_grow(ts->path, &ts->cappath, *n + 1, sizeof(*ts->path));
	ts->path[(*n)++] = t;
}

size_t
touches_write(struct touches *ts, const struct visit *v, struct slice customer, int64_t when,
    const struct touch *own, struct buf *out)
{
	struct person *p = v != NULL ? person_of(ts, v) : find(ts, CUSTOMER, customer);
	int64_t since = time_add(when, -ts->set->lookback);
	size_t i, n = 0;

	for (i = 0; p != NULL && i < p->n; i++)
		if (p->touches[i].ts >= since && p->touches[i].ts <= when)
			add_path(ts, &n, &p->touches[i]);
	if (own != NULL)
		add_path(ts, &n, own);
	if (n == 0)
		return (0);
	ts->weights = mem_grow(ts->weights, &ts->capweights, n, sizeof(*ts->weights));
	ts->credits = mem_grow(ts->credits, &ts->capcredits, n, sizeof(*ts->credits));
	weigh(ts, n, when);
	credit_share(ts->weights, n, ts->credits);
	for (i = 0; i < n; i++) {
		buf_char(out, i == 0 ? '[' : ',');
		touch_write(ts->path[i], ts->credits[i], out);
	}
	buf_char(out, ']');
	return (n);
}

/* To a state and back */

void
touches_save(const struct touches *ts, void (*line)(void *, struct slice), void *arg)
{
	const struct person *p;
	struct buf b = { 0 };
	size_t i;

	for (p = ts->first; p != NULL; p = p->after) {
		b.n = 0;
		for (i = 0; i < p->nkeys; i++) {
			buf_str(&b, i == 0 ? "{\"person\":[" : ",");
			json_quote(&b, table_key(p->keys[i]));
		}
		buf_printf(&b, "],\"seen\":%lld,\"touches\":[", (long long)p->seen);
		for (i = 0; i < p->n; i++) {
			buf_printf(&b, "%s[%lld,", i == 0 ? "" : ",", (long long)p->touches[i].ts);
			json_quote(&b, slice_of(p->touches[i].session));
			buf_char(&b, ',');
			keep_source(p->touches[i].source, &b);
			buf_char(&b, ']');
		}
		buf_str(&b, "]}");
		line(arg, buf_view(&b));
	}
	buf_free(&b);
}

static int
restore_touch(struct touches *ts, struct person *p, struct slice raw, struct buf *text)
{
	struct slice when, session, source;
	struct touch t;
	size_t at = 0;

	if (raw.p[0] != '[' || !json_each(raw, &at, NULL, &when) || !keep_time(when, &t.ts) ||
	    !json_each(raw, &at, NULL, &session) || !json_each(raw, &at, NULL, &source) ||
	    (t.source = keep_restore_source(ts->sources, source)) == NULL)
		return (-1);
	text->n = 0;
	buf_room(text, session.n);
	session = json_text(session, text);
	t.session = mem_dup(session.p, session.n);
	insert(p, t);
	return (0);
}

int
touches_restore(struct touches *ts, struct event *e)
{
	struct slice keys = event_get(e, "person"), touches = event_get(e, "touches"), item;
	struct person *p = mem_zero(1, sizeof(*p));
	struct buf text = { 0 };
	size_t at = 0;
	int ret = -1;

	put_last(ts, p);
	if (!keep_time(event_get(e, "seen"), &p->seen) || keys.p[0] != '[' || touches.n == 0 ||
	    touches.p[0] != '[')
		goto done;
	while (json_each(keys, &at, NULL, &item)) {
		text.n = 0;
		buf_room(&text, item.n);
		add_key(ts, p, json_text(item, &text));
	}
	for (at = 0; json_each(touches, &at, NULL, &item);)
		if (restore_touch(ts, p, item, &text) == -1)
			goto done;
	ret = 0;
done:
	buf_free(&text);
	return (ret);
}
