/* agg_print.c - groups of records and their metrics: the lines that come out.  See agg.h. */
#include <err.h>
#include <stdlib.h>

#include "agg/agg.h"
#include "agg/agg_in.h"
#include "base/mem.h"
#include "event/json.h"
#include "event/value.h"

static struct result
step(enum metric_code code, struct result a, struct result b)
{
	switch (code) {
	case CODE_ADD:
		return (result_combine(ratio_add, a, b));
	case CODE_SUB:
		return (result_combine(ratio_sub, a, b));
	case CODE_MUL:
		return (result_combine(ratio_mul, a, b));
	default:
		return (result_combine(ratio_div, a, b));
	}
}

static struct result
derive(const struct metric *m, const struct result *earlier)
{
	struct result *stack = mem_zero(m->nops + 1, sizeof(*stack)), out;
	const struct metric_op *op;
	size_t i, n = 0;

	for (i = 0; i < m->nops; i++) {
		op = &m->ops[i];
		switch (op->code) {
		case CODE_NUMBER:
			stack[n++] = result_number(true, op->number);
			break;
		case CODE_METRIC:
			stack[n++] = result_as_number(earlier[op->metric]);
			break;
		case CODE_NEG:
			stack[n - 1] = step(CODE_SUB, result_number(true, 0), stack[n - 1]);
			break;
		default:
			stack[n - 2] = step(op->code, stack[n - 2], stack[n - 1]);
			n--;
		}
	}
	out = stack[0];
	free(stack);
	return (out);
}

static void
compute_all(const struct agg *a, const void *block, struct result *results)
{
	const struct agg_metric *m;
	size_t i;

	for (i = 0; i < a->nmetrics; i++) {
		m = &a->metrics[i];
		results[i] = m->metric.use.func == NULL
				 ? derive(&m->metric, results)
				 : slots_result(a->slots, block, &m->metric.use, m->slot, m->whole);
	}
}

static void
add_name(struct buf *b, struct slice name)
{
	buf_char(b, b->n == 0 ? '{' : ',');
	json_quote(b, name);
	buf_char(b, ':');
}

/* The line of a group, or of all (key.n = 0). */
static void
print_line(const struct agg *a, struct stream *s, struct slice key, const void *block,
    struct result *results, struct buf *b)
{
	struct slice value = SLICE("null");
	size_t i, at = 0;

	b->n = 0;
	for (i = 0; i < keys_count(a->keys); i++) {
		add_name(b, keys_name(a->keys, i));
		if (key.n > 0)
			json_each(key, &at, NULL, &value);
		buf_slice(b, value);
	}
	compute_all(a, block, results);
	for (i = 0; i < a->nmetrics; i++) {
		add_name(b, a->metrics[i].metric.name);
		result_write(&results[i], b);
	}
	if (key.n == 0)
		buf_str(b, b->n == 0 ? "{\"total\":true" : ",\"total\":true");
	buf_str(b, b->n == 0 ? "{}" : "}");
	stream_write(s, buf_view(b));
}

static int
key_cmp(const void *x, const void *y)
{
	void *const *a = x, *const *b = y;

	return (value_cmp(table_key(*a), table_key(*b)));
}

void **
agg_sorted(const struct agg *a)
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

int
agg_check_sort(const struct agg *a)
{
	const char *p = a->sort;
	struct slice name;
	bool down;

	while (sort_name(&p, &name, &down))
		if (find_name(a, name) == SIZE_MAX) {
			warnx("sort: there is no key or metric \"%.*s\"", (int)name.n, name.p);
			return (-1);
		}
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
sort_blocks(const struct agg *a, void **blocks, size_t n, struct result *results)
{
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
		compute_all(a, blocks[i], results);
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
	free(rows);
	free(which);
	free(down);
	buf_free(&b);
}

int
agg_print(struct agg *a, struct stream *s, bool totals)
{
	struct result *results;
	struct buf b = { 0 };
	void **blocks, *total;
	size_t i, n;

	if (a->groups == NULL)
		return (0);
	if (agg_check_sort(a) == -1)
		return (-1);
	results = mem_zero(a->nmetrics + 1, sizeof(*results));
	n = table_count(a->groups);
	blocks = agg_sorted(a);
	if (a->sort[0] != '\0')
		sort_blocks(a, blocks, n, results);
	for (i = 0; i < n && (a->limit == 0 || i < a->limit); i++)
		print_line(a, s, table_key(blocks[i]), blocks[i], results, &b);

	if (totals) {
		total = a->total != NULL ? a->total : agg_block_new(a);
		for (i = 0; i < n && a->total == NULL; i++)
			slots_merge(a->slots, total, blocks[i]);
		print_line(a, s, (struct slice){ 0 }, total, results, &b);
		if (a->total == NULL)
			agg_block_free(a, total);
	}
	free(blocks);
	free(results);
	buf_free(&b);
	return (0);
}
