/*
 * metric.h - what to compute: the words of "wait=mean(.wait; .talk > 0)".
 *
 * Shape:  NAME=FUNC, NAME=FUNC(COND), NAME=FUNC(VALUE) or NAME=FUNC(VALUE; COND), as
 *         the function's row says (metrics.h), or NAME= and arithmetic
 *         (+ - * / and brackets) over numbers and the names before it.  COND
 *         and VALUE are jq's; they end at the first ";" or the closing bracket
 *         outside of strings and brackets.
 * Owner:  a metric owns its program and points into the text it was read from.
 * Errors: -1 with the place (a byte offset) and a text that reads well after it.
 */
#ifndef CT_AGG_METRIC_H
#define CT_AGG_METRIC_H
#include <stdbool.h>
#include <stddef.h>

#include "agg/metrics.h"
#include "base/bytes.h"
#include "base/decimal.h"

/* Arithmetic as a program for a stack machine. */
enum metric_code { CODE_NUMBER, CODE_METRIC, CODE_ADD, CODE_SUB, CODE_MUL, CODE_DIV, CODE_NEG };

struct metric_op {
	enum metric_code code;
	size_t metric;	/* of CODE_METRIC: its place among the earlier ones */
	decimal number; /* of CODE_NUMBER */
};

struct metric {
	struct slice name;
	struct metric_use use; /* use.func = NULL for arithmetic */
	struct slice value;    /* n = 0 for none */
	struct slice cond;     /* n = 0 for none */
	struct metric_op *ops; /* of arithmetic */
	size_t nops, opcap;
};

struct metric_fault {
	size_t at;
	char why[300];
};

/* Does a command line's operand look like a metric (NAME=...) and not like a file? */
bool metric_looks(struct slice text);
/* Read one; earlier are those that it may name. */
int metric_read(struct metric *, struct slice text, const struct metric *earlier, size_t n,
    struct metric_fault *);
void metric_free(struct metric *);
/*
 * Find the first `stop` (or, for 0, any closing bracket that nothing opened)
 * in jq text outside of strings, brackets and comments; text.n if there is
 * none.  SIZE_MAX for a string or bracket without its end, *at says where it
 * begins, or for a closing bracket of the wrong kind.
 */
size_t metric_find(struct slice text, char stop, size_t *at);
#endif
