/* agg_result.c - groups of records and their metrics: what they come to.  See agg.h. */
#include <stdlib.h>

#include "agg/agg_in.h"
#include "base/mem.h"

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

void
agg_results(const struct agg *a, const void *block, struct result *results)
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
