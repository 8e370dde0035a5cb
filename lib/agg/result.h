/*
 * result.h - what a metric comes to in a group, before it is rounded.
 *
 * Shape:  nothing (it is not known), an exact number, or a value as JSON.
 *         What was divided is printed with 6 digits, all else with 9.
 * Owner:  a result holds no memory; JSON stays that of the state it was read from.
 */
#ifndef CT_AGG_RESULT_H
#define CT_AGG_RESULT_H
#include <stdbool.h>

#include "base/bytes.h"
#include "measure/ratio.h"

struct result {
	enum { RESULT_NOTHING, RESULT_NUMBER, RESULT_JSON } kind;
	struct ratio number;
	struct slice json;
	bool quotient;
};

/* A number, or the quotient n / d; nothing if it is not known, or where there is no quotient. */
struct result result_number(bool known, decimal);
struct result result_quotient(bool known, decimal n, decimal d);
/* A value; nothing if it has no bytes. */
struct result result_json(struct slice);
/* The number that a value is, for arithmetic; nothing if it is none. */
struct result result_as_number(struct result);
/* One step of arithmetic, such as ratio_add(); nothing comes of what is no number. */
struct result result_combine(
    bool (*step)(struct ratio, struct ratio, struct ratio *), struct result, struct result);
/* Append it rounded; nothing as null. */
void result_write(const struct result *, struct buf *);
#endif
