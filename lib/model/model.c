/* model.c - credits of channels.  See model.h. */
#include "model/model.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "event/value.h"
#include "model/model_in.h"

#define ROW(rule) &model_##rule,
static const struct model_rule *const rules[] = { MODEL_RULES(ROW) };
#undef ROW
enum { RULES = sizeof(rules) / sizeof(rules[0]) };

struct channel {
	uint32_t number;
	uint64_t paths, conversions;
	uint64_t seen; /* the last path that it was in */
};

struct model {
	struct table *channels; /* key to struct channel */
	struct channel **by_number;
	size_t n, cap;
	void *kept[RULES]; /* by each rule */
	bool *again;	   /* of the path at hand */
	size_t capagain;
	decimal *credits; /* of the rows */
	uint64_t paths, conversions;
	decimal value; /* of all conversions */
};

const char *
model_rule_name(size_t i)
{
	return (i < RULES ? rules[i]->name : NULL);
}

struct model *
model_new(size_t order)
{
	struct model *m = mem_zero(1, sizeof(*m));
	size_t i;

	m->channels = table_new(sizeof(struct channel));
	for (i = 0; i < RULES; i++)
		m->kept[i] = rules[i]->open(order);
	return (m);
}

void
model_free(struct model *m)
{
	size_t i;

	if (m == NULL)
		return;
	for (i = 0; i < RULES; i++)
		rules[i]->close(m->kept[i]);
	free(m->by_number);
	free(m->again);
	free(m->credits);
	table_free(m->channels);
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

void
model_path(struct model *m, const uint32_t *channels, size_t n, bool converted, decimal value)
{
	struct model_path path = {
		.channels = channels, .n = n, .converted = converted, .value = value
	};
	struct channel *c;
	size_t i;

	m->paths++;
	m->again = mem_grow(m->again, &m->capagain, n, sizeof(*m->again));
	path.again = m->again;
	for (i = 0; i < n; i++) {
		c = m->by_number[channels[i]];
		m->again[i] = c->seen == m->paths;
		if (m->again[i])
			continue;
		c->seen = m->paths;
		c->paths++;
		c->conversions += converted;
		path.different++;
	}
	if (converted) {
		m->conversions++;
		decimal_add(&m->value, value);
	}
	for (i = 0; i < RULES; i++)
		rules[i]->path(m->kept[i], &path);
}

static int
row_cmp(const void *a, const void *b)
{
	return (value_cmp(((const struct model_row *)a)->key, ((const struct model_row *)b)->key));
}

/* Round credits to 6 digits so that they add up to the whole: what is rounded are the sums of the
 * first, of the first two, of the first three. */
static void
settle(struct model_row *rows, size_t n, size_t rule, decimal whole)
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

/* A row for each channel in order, and one for all; without credits. */
static struct model_row *
rows_new(struct model *m)
{
	struct model_row *rows = mem_zero(m->n + 1, sizeof(*rows));
	const struct channel *c = NULL;
	size_t i = 0;

	while ((c = table_next(m->channels, c)) != NULL) {
		rows[i].key = table_key(c);
		rows[i].channel = c->number;
		rows[i].paths = c->paths;
		rows[i++].conversions = c->conversions;
	}
	qsort(rows, m->n, sizeof(*rows), row_cmp);
	rows[m->n].paths = m->paths;
	rows[m->n].conversions = m->conversions;
	free(m->credits);
	m->credits = mem_zero((m->n + 1) * RULES, sizeof(*m->credits));
	for (i = 0; i <= m->n; i++)
		rows[i].credit = m->credits + i * RULES;
	return (rows);
}

int
model_rows(struct model *m, struct model_row **out, size_t *n)
{
	struct model_row *rows = rows_new(m);
	size_t k;

	for (k = 0; k < RULES; k++) {
		if (rules[k]->credits(m->kept[k], rows, m->n, k, m->value) == -1) {
			free(rows);
			return (-1);
		}
		settle(rows, m->n, k, m->value);
		decimal_div(m->value, DECIMAL_ONE, 6, &rows[m->n].credit[k]);
	}
	*out = rows;
	*n = m->n;
	return (0);
}
