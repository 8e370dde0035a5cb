#include "funnel/crowd.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"

/* A value that somebody is known by. */
struct value {
	struct customer *who;
	struct value *next; /* of the same customer */
};

struct customer {
	struct value *first, *last;
	size_t values;
	struct hit *hits;
	size_t n, cap;
	int64_t touched;
	struct customer *older, *newer; /* by when they were touched */
	bool seen;			/* on the tour */
};

struct crowd {
	struct table *values; /* value -> struct value */
	struct customer *oldest, *newest;
	struct value *tour;
};

struct crowd *
crowd_new(void)
{
	struct crowd *c = mem_zero(1, sizeof(*c));

	c->values = table_new(sizeof(struct value));
	return (c);
}

static void
free_customer(struct customer *who)
{
	size_t i;

	for (i = 0; i < who->n; i++)
		free(who->hits[i].info);
	free(who->hits);
	free(who);
}

void
crowd_free(struct crowd *c)
{
	struct customer *who, *newer;

	if (c == NULL)
		return;
	for (who = c->oldest; who != NULL; who = newer) {
		newer = who->newer;
		free_customer(who);
	}
	table_free(c->values);
	free(c);
}

/* Take a customer out of the order of touch. */
static void
unlink_customer(struct crowd *c, struct customer *who)
{
	if (who->older != NULL)
		who->older->newer = who->newer;
	else
		c->oldest = who->newer;
	if (who->newer != NULL)
		who->newer->older = who->older;
	else
		c->newest = who->older;
}

/* Put a customer where his time is: nearly always at the end. */
static void
link_customer(struct crowd *c, struct customer *who)
{
	struct customer *older = c->newest;

	while (older != NULL && older->touched > who->touched)
		older = older->older;
	who->older = older;
	who->newer = older == NULL ? c->oldest : older->newer;
	if (who->older != NULL)
		who->older->newer = who;
	else
		c->oldest = who;
	if (who->newer != NULL)
		who->newer->older = who;
	else
		c->newest = who;
}

/* The fewer are renamed, so that nobody is renamed often. */
static struct customer *
join(struct crowd *c, struct customer *a, struct customer *b)
{
	struct customer *to = a->values + a->n >= b->values + b->n ? a : b, *from = to == a ? b : a;
	struct value *v;

	for (v = from->first; v != NULL; v = v->next)
		v->who = to;
	to->last->next = from->first;
	to->last = from->last;
	to->values += from->values;
	if (from->n > 0) {
		to->hits = mem_grow(to->hits, &to->cap, to->n + from->n, sizeof(*to->hits));
		memcpy(to->hits + to->n, from->hits, from->n * sizeof(*to->hits));
		to->n += from->n;
		from->n = 0;
	}
	if (from->touched > to->touched)
		to->touched = from->touched;
	unlink_customer(c, from);
	free_customer(from);
	return (to);
}

static void
add_value(struct customer *who, struct value *v)
{
	v->who = who;
	if (who->last != NULL)
		who->last->next = v;
	else
		who->first = v;
	who->last = v;
	who->values++;
}

struct customer *
crowd_join(struct crowd *c, const struct slice *values, size_t n, int64_t ts)
{
	struct customer *who = NULL;
	struct value *v;
	bool isnew;
	size_t i;

	for (i = 0; i < n; i++)
		if ((v = table_get(c->values, values[i])) != NULL && v->who != who)
			who = who == NULL ? v->who : join(c, who, v->who);
	if (who == NULL) {
		who = mem_zero(1, sizeof(*who));
		who->touched = ts;
	} else
		unlink_customer(c, who);
	if (ts > who->touched)
		who->touched = ts;
	link_customer(c, who);
	for (i = 0; i < n; i++) {
		v = table_put(c->values, values[i], &isnew);
		if (isnew)
			add_value(who, v);
	}
	return (who);
}

void
crowd_hit(struct customer *who, const struct hit *hit)
{
	/* Most have one hit and never another. */
	if (who->n == 0 && who->cap == 0) {
		who->hits = mem_alloc(sizeof(*hit));
		who->cap = 1;
	} else
		who->hits = mem_grow(who->hits, &who->cap, who->n + 1, sizeof(*hit));
	who->hits[who->n++] = *hit;
}

struct customer *
crowd_first(struct crowd *c)
{
	struct customer *who;

	for (who = c->oldest; who != NULL; who = who->newer)
		who->seen = false;
	c->tour = NULL;
	return (crowd_next(c));
}

struct customer *
crowd_next(struct crowd *c)
{
	while ((c->tour = table_next(c->values, c->tour)) != NULL)
		if (!c->tour->who->seen) {
			c->tour->who->seen = true;
			return (c->tour->who);
		}
	return (NULL);
}

struct customer *
crowd_stale(struct crowd *c, int64_t ts)
{
	return (c->oldest != NULL && c->oldest->touched < ts ? c->oldest : NULL);
}

void
crowd_forget(struct crowd *c, struct customer *who)
{
	struct value *v, *next;

	for (v = who->first; v != NULL; v = next) {
		next = v->next;
		table_del(c->values, table_key(v));
	}
	unlink_customer(c, who);
	free_customer(who);
}

struct hit *
customer_hits(struct customer *who, size_t *n)
{
	*n = who->n;
	return (who->hits);
}

bool
customer_value(const struct customer *who, const void **at, struct slice *value)
{
	const struct value *v = *at == NULL ? who->first : ((const struct value *)*at)->next;

	if (v == NULL)
		return (false);
	*at = v;
	*value = table_key(v);
	return (true);
}
