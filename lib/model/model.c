/* model.c - credits of channels.  See model.h. */
#include "model/model.h"

#include <err.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "event/value.h"
#include "model/markov.h"

const char *const model_names[] = { "first", "last", "linear", "shapley", "markov" };

/* Parts of values by what they are divided by: exact until the end. */
struct parts {
	uint64_t *by;
	decimal *sum;
	size_t n, cap, sumcap;
};

struct channel {
	uint32_t number;
	uint64_t paths, conversions;
	uint64_t seen; /* the last path that it was in */
	decimal first, last;
	struct parts linear, shapley;
};

struct model {
	struct table *channels; /* key to struct channel */
	struct channel **by_number;
	size_t n, cap;
	struct markov *markov;
	uint64_t paths, conversions;
	decimal value; /* of all conversions */
};

struct model *
model_new(size_t order)
{
	struct model *m = mem_zero(1, sizeof(*m));

	m->channels = table_new(sizeof(struct channel));
	m->markov = markov_new(order);
	return (m);
}

static void
parts_free(struct parts *p)
{
	free(p->by);
	free(p->sum);
}

void
model_free(struct model *m)
{
	size_t i;

	if (m == NULL)
		return;
	for (i = 0; i < m->n; i++) {
		parts_free(&m->by_number[i]->linear);
		parts_free(&m->by_number[i]->shapley);
	}
	free(m->by_number);
	table_free(m->channels);
	markov_free(m->markov);
	free(m);
}

uint32_t
model_channel(struct model *m, struct slice key)
{
	struct channel *c;
	bool isnew;

	c = table_put(m->channels, key, &isnew);
	if (isnew) {
		c->number = (uint32_t)m->n;
		m->by_number = mem_grow(m->by_number, &m->cap, m->n + 1, sizeof(struct channel *));
		m->by_number[m->n++] = c;
	}
	return (c->number);
}

static void
parts_add(struct parts *p, uint64_t by, decimal v)
{
	size_t i;

	/* Few different lengths of paths are common, and those come first. */
	for (i = 0; i < p->n && p->by[i] != by; i++)
		;
	if (i == p->n) {
		p->by = mem_grow(p->by, &p->cap, p->n + 1, sizeof(*p->by));
		p->sum = mem_grow(p->sum, &p->sumcap, p->n + 1, sizeof(*p->sum));
		p->by[p->n] = by;
		p->sum[p->n++] = 0;
	}
	decimal_add(&p->sum[i], v);
}

/* The sum of all parts, each rounded to 9 digits. */
static decimal
parts_total(const struct parts *p)
{
	decimal sum = 0, part;
	size_t i;

	for (i = 0; i < p->n; i++)
		if (decimal_div(p->sum[i], (__int128)p->by[i] * DECIMAL_ONE, DECIMAL_DIGITS, &part))
			decimal_add(&sum, part);
	return (sum);
}

void
model_path(struct model *m, const uint32_t *channels, size_t n, bool converted, decimal value)
{
	struct channel *c;
	uint64_t different = 0;
	size_t i;

	m->paths++;
	for (i = 0; i < n; i++) {
		c = m->by_number[channels[i]];
		if (c->seen != m->paths) {
			c->seen = m->paths;
			c->paths++;
			c->conversions += converted;
			different++;
		}
	}
	markov_path(m->markov, channels, n, converted, (double)value / (double)DECIMAL_ONE);
	if (!converted)
		return;
	m->conversions++;
	decimal_add(&m->value, value);
	decimal_add(&m->by_number[channels[0]]->first, value);
	decimal_add(&m->by_number[channels[n - 1]]->last, value);
	for (i = 0; i < n; i++) {
		c = m->by_number[channels[i]];
		parts_add(&c->linear, n, value);
		if (c->seen == m->paths) {
			/* The game of one path: all of its channels together or nothing. */
			parts_add(&c->shapley, different, value);
			c->seen = 0;
		}
	}
}

static int
row_cmp(const void *a, const void *b)
{
	return (value_cmp(((const struct model_row *)a)->key, ((const struct model_row *)b)->key));
}

/* Round credits to 6 digits so that they add up to the whole: what is rounded are the sums of the
 * first, of the first two, of the first three. */
static void
settle(struct model_row *rows, size_t n, enum model_rule rule, decimal whole)
{
	decimal sum = 0, before = 0, now;
	size_t i;

	for (i = 0; i < n; i++) {
		decimal_add(&sum, rows[i].credit[rule]);
		if (i + 1 == n || sum > whole)
			sum = whole;
		decimal_div(sum, DECIMAL_ONE, 6, &now);
		rows[i].credit[rule] = now - before;
		before = now;
	}
}

/* Removal effects, and credits in their proportion. */
static int
remove_each(struct model *m, struct model_row *rows, size_t n)
{
	struct channel *c;
	double all, without, sum = 0;
	size_t i;

	if (!markov_value(m->markov, MARKOV_ALL, &all))
		goto fail;
	for (i = 0; i < n && all > 0; i++) {
		c = table_get(m->channels, rows[i].key);
		if (!markov_value(m->markov, c->number, &without))
			goto fail;
		rows[i].removal = without >= all ? 0 : 1 - without / all;
		sum += rows[i].removal;
	}
	for (i = 0; i < n && sum > 0; i++)
		rows[i].credit[MODEL_MARKOV] =
		    (decimal)((long double)m->value * (rows[i].removal / (long double)sum));
	return (0);

fail:
	warnx("the Markov chain of %zu states cannot be solved: paths are too long to end",
	    markov_states(m->markov));
	return (-1);
}

int
model_rows(struct model *m, struct model_row **out, size_t *n)
{
	struct model_row *rows = mem_zero(m->n + 1, sizeof(*rows));
	struct channel *c = NULL;
	size_t i = 0, k;

	while ((c = table_next(m->channels, c)) != NULL) {
		rows[i].key = table_key(c);
		rows[i].paths = c->paths;
		rows[i].conversions = c->conversions;
		rows[i].credit[MODEL_FIRST] = c->first;
		rows[i].credit[MODEL_LAST] = c->last;
		rows[i].credit[MODEL_LINEAR] = parts_total(&c->linear);
		rows[i++].credit[MODEL_SHAPLEY] = parts_total(&c->shapley);
	}
	qsort(rows, m->n, sizeof(*rows), row_cmp);
	if (remove_each(m, rows, m->n) == -1) {
		free(rows);
		return (-1);
	}
	rows[m->n].paths = m->paths;
	rows[m->n].conversions = m->conversions;
	for (k = 0; k < MODEL_RULES; k++) {
		settle(rows, m->n, (enum model_rule)k, m->value);
		decimal_div(m->value, DECIMAL_ONE, 6, &rows[m->n].credit[k]);
	}
	*out = rows;
	*n = m->n;
	return (0);
}
