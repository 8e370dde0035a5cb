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

void credit_first(const struct credit_path *, double *weight);
void credit_last(const struct credit_path *, double *weight);
void credit_last_non_direct(const struct credit_path *, double *weight);
void credit_linear(const struct credit_path *, double *weight);
void credit_position(const struct credit_path *, double *weight);
void credit_time_decay(const struct credit_path *, double *weight);
#endif
