/*
 * credit_in.h - what the models of credit share out over, and their list.
 */
#ifndef CT_ATTRIBUTE_CREDIT_IN_H
#define CT_ATTRIBUTE_CREDIT_IN_H
#include "attribute/credit.h"

struct credit_path {
	const struct touch *touches; /* by their time */
	size_t n;		     /* at least 1 */
	int64_t ts;		     /* the contact's */
	const struct numbers_set *set;
};

/* The models, a row each, in the order in which --help and messages name them. */
#define CREDIT_MODELS(ROW)   \
	ROW(first)           \
	ROW(last)            \
	ROW(last_non_direct) \
	ROW(linear)          \
	ROW(position)        \
	ROW(time_decay)

#define CREDIT_DECLARE(model) extern const struct credit_model credit_##model;
CREDIT_MODELS(CREDIT_DECLARE)
#undef CREDIT_DECLARE
#endif
