/* agg_order.c - groups of records and their metrics: the order in which groups come out.
 * See agg.h. */
#include <err.h>
#include <stdlib.h>

#include "agg/agg_in.h"
#include "base/mem.h"
#include "base/say.h"
#include "event/json.h"
#include "event/value.h"

static int
key_cmp(const void *x, const void *y)
{
	void *const *a = x, *const *b = y;

	return (value_cmp(table_key(*a), table_key(*b)));
}

void **
agg_by_key(const struct agg *a)
{
	void **blocks = mem_zero(table_count(a->groups) + 1, sizeof(void *)), *block = NULL;
	size_t n = 0;

	while ((block = table_next(a->groups, block)) != NULL)
		blocks[n++] = block;
	qsort(blocks, n, sizeof(void *), key_cmp);
	return (blocks);
}

/* The next name of the sort list: false at the end. */
static bool
sort_name(const char **p, struct slice *name, bool *down)
{
	*p += strspn(*p, ", ");
	*down = **p == '-';
	*p += *down;
	name->p = *p;
	name->n = strcspn(*p, ", ");
	*p += name->n;
	return (name->n > 0);
}

/* Which metric (at nkeys + its place) or key has the name; SIZE_MAX if none. */
static size_t
find_name(const struct agg *a, struct slice name)
{
	size_t i, nkeys = keys_count(a->keys);

	for (i = 0; i < nkeys; i++)
		if (slice_eq(keys_name(a->keys, i), name))
			return (i);
	for (i = 0; i < a->nmetrics; i++)
		if (slice_eq(a->metrics[i].metric.name, name))
			return (nkeys + i);
	return (SIZE_MAX);
}

static int
say_missing(const struct agg *a, struct slice name)
{
	size_t i, n = 0, nkeys = keys_count(a->keys);
	struct slice *names = mem_zero(nkeys + a->nmetrics, sizeof(*names));
	struct buf why = { 0 };

	for (i = 0; i < nkeys; i++)
		names[n++] = keys_name(a->keys, i);
	for (i = 0; i < a->nmetrics; i++)
		names[n++] = a->metrics[i].metric.name;
	say_unknown_of(&why, "key or metric", name, names, n);
	warnx("sort: %s", buf_cstr(&why));
	buf_free(&why);
	free(names);
	return (-1);
}

int
agg_check_sort(const struct agg *a)
{
	const char *p = a->sort;
	struct slice name;
	bool down;

	while (sort_name(&p, &name, &down))
		if (find_name(a, name) == SIZE_MAX)
			return (say_missing(a, name));
	return (0);
}

/* A group to be sorted by something else than its keys. */
struct row {
	void *block;
	size_t at;	      /* its place in the order of keys, which breaks ties */
	struct slice *values; /* to sort by */
	const bool *down;
	size_t n;
};

static int
row_cmp(const void *x, const void *y)
{
	const struct row *a = x, *b = y;
	bool null_a, null_b;
	size_t i;
	int c;

	for (i = 0; i < a->n; i++) {
		/* What is not known comes last, up or down. */
		null_a = *a->values[i].p == 'n';
		null_b = *b->values[i].p == 'n';
		if (null_a != null_b)
			return (null_a ? 1 : -1);
		if ((c = value_cmp(a->values[i], b->values[i])) != 0)
			return (a->down[i] ? -c : c);
	}
	return ((a->at > b->at) - (a->at < b->at));
}

/* A value that a row is sorted by, as JSON. */
static struct slice
sort_value(const struct agg *a, const struct row *row, size_t which, const struct result *results,
    struct buf *b)
{
	struct slice value = { 0 };
	size_t at = 0, i, nkeys = keys_count(a->keys);

	if (which >= nkeys) {
		b->n = 0;
		result_write(&results[which - nkeys], b);
		return (buf_view(b));
	}
	for (i = 0; i <= which; i++)
		json_each(table_key(row->block), &at, NULL, &value);
	return (value);
}

/* Put the blocks in the order that --sort names. */
static void
sort_blocks(const struct agg *a, void **blocks, size_t n)
{
	struct result *results = mem_zero(a->nmetrics + 1, sizeof(*results));
	size_t *which = mem_zero(strlen(a->sort) + 1, sizeof(*which)), nwhich = 0, i, k;
	bool *down = mem_zero(strlen(a->sort) + 1, sizeof(*down));
	struct row *rows = mem_zero(n + 1, sizeof(*rows));
	const char *p = a->sort;
	struct slice name;
	struct buf b = { 0 };

	for (; sort_name(&p, &name, &down[nwhich]); nwhich++)
		which[nwhich] = find_name(a, name);
	for (i = 0; i < n; i++) {
		rows[i] = (struct row){ blocks[i], i, mem_zero(nwhich, sizeof(struct slice)), down,
			nwhich };
		agg_results(a, blocks[i], results);
		for (k = 0; k < nwhich; k++) {
			name = sort_value(a, &rows[i], which[k], results, &b);
			rows[i].values[k].p = mem_dup(name.p, name.n);
			rows[i].values[k].n = name.n;
		}
	}
	qsort(rows, n, sizeof(*rows), row_cmp);
	for (i = 0; i < n; i++) {
		blocks[i] = rows[i].block;
		for (k = 0; k < nwhich; k++)
			free((char *)(uintptr_t)rows[i].values[k].p);
		free(rows[i].values);
	}
	free(results);
	free(rows);
	free(which);
	free(down);
	buf_free(&b);
}

void **
agg_in_order(const struct agg *a)
{
	void **blocks = agg_by_key(a);

	if (a->sort[0] != '\0')
		sort_blocks(a, blocks, table_count(a->groups));
	return (blocks);
}
