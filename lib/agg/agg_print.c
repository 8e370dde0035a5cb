/* agg_print.c - groups of records and their metrics: the lines that come out.  See agg.h. */
#include <stdlib.h>

#include "agg/agg_in.h"
#include "base/mem.h"
#include "event/json.h"

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
	agg_results(a, block, results);
	for (i = 0; i < a->nmetrics; i++) {
		add_name(b, a->metrics[i].metric.name);
		result_write(&results[i], b);
	}
	if (key.n == 0)
		buf_str(b, b->n == 0 ? "{\"total\":true" : ",\"total\":true");
	buf_str(b, b->n == 0 ? "{}" : "}");
	stream_write(s, buf_view(b));
}

/* The line of all records, which is kept where it is more than the groups together. */
static void
print_total(struct agg *a, struct stream *s, struct result *results, struct buf *b)
{
	void *total, *block = NULL;

	if (a->total != NULL) {
		print_line(a, s, (struct slice){ 0 }, a->total, results, b);
		return;
	}
	total = agg_block_new(a);
	while ((block = table_next(a->groups, block)) != NULL)
		slots_merge(a->slots, total, block);
	print_line(a, s, (struct slice){ 0 }, total, results, b);
	agg_block_free(a, total);
}

int
agg_print(struct agg *a, struct stream *s, bool totals)
{
	struct result *results;
	struct buf b = { 0 };
	void **blocks;
	size_t i, n;

	if (a->groups == NULL)
		return (0);
	if (agg_check_sort(a) == -1)
		return (-1);
	results = mem_zero(a->nmetrics + 1, sizeof(*results));
	n = table_count(a->groups);
	blocks = agg_in_order(a);
	for (i = 0; i < n && (a->limit == 0 || i < a->limit); i++)
		print_line(a, s, table_key(blocks[i]), blocks[i], results, &b);
	if (totals)
		print_total(a, s, results, &b);
	free(blocks);
	free(results);
	buf_free(&b);
	return (0);
}
