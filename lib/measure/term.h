/*
 * term.h - the conditions and values that metrics and keys are made of.
 *
 * Shape:  equal texts are one term, which is evaluated at most once a record.
 *         A member (.wait) is read straight from the line; all else is jq's.
 *         As a value, null and "" are nothing, like an absent member.
 * Owner:  terms_free() frees all of them; a value given out dies at the next
 *         terms_next().
 * Errors: NULL, said, for an expression that does not compile.  While it runs
 *         nothing is fatal: a failed condition is "no", a failed or unfit
 *         value is nothing; each is said and counted through diag.
 */
#ifndef CT_MEASURE_TERM_H
#define CT_MEASURE_TERM_H
#include <stdbool.h>
#include <stdint.h>

#include "base/decimal.h"
#include "base/diag.h"
#include "conf/conf.h"
#include "event/event.h"
#include "expr/expr.h"

/* Where a user's text stands: a node of a file, or (node NULL) a name for a text of the command
 * line. */
struct origin {
	const struct conf *conf;
	const struct conf_node *node;
	const char *name;
};

/* Say an error at byte `at` of the text; always -1. */
int origin_error(const struct origin *, size_t at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Compile a piece of the text; what names it in messages. */
struct expr *origin_expr(
    const struct origin *, struct slice what, struct slice text, struct expr_vars *);

struct terms;
struct term;

/* compile: false for terms that are only told apart by their text and never run. */
struct terms *terms_new(bool compile);
void terms_free(struct terms *);
/* The variables that expressions may name. */
struct expr_vars *terms_vars(struct terms *);
struct term *terms_add(struct terms *, const struct origin *, struct slice what, struct slice text);
/* Turn to a record; it must stay until the next. */
void terms_next(struct terms *, struct event *, struct diag *);
/* How many conditions failed and values were refused. */
uint64_t terms_refused(const struct terms *);

bool term_true(struct term *);
/* The raw value; n = 0 for nothing. */
struct slice term_value(struct term *);
/* The same, where null and "" are themselves; n = 0 where there is no value. */
struct slice term_raw(struct term *);
/* The value as a number: false for nothing, and for what is no number or out of decimal's range,
 * which is said.  A path gives its number exactly, a calculation rounded to 9 digits. */
bool term_number(struct term *, decimal *);
/* Would term_number() give one?  Nothing is said or counted. */
bool term_has_number(struct term *);
#endif
