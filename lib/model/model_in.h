/*
 * model_in.h - what a rule of credit sees and does.
 *
 * Shape:  a rule is a file model_NAME.c and a row in model_rules.c.  It is
 *         shown path after path, and asked for the credits at the end.  Rules
 *         that share out each conversion by itself keep struct shares and
 *         only say who gets what part (model_shares.c).
 */
#ifndef CT_MODEL_MODEL_IN_H
#define CT_MODEL_MODEL_IN_H
#include "model/model.h"

struct model_path {
	const uint32_t *channels;
	const bool *again; /* the touch's channel was in the path before */
	size_t n;	   /* at least 1 */
	size_t different;  /* how many channels are in it */
	bool converted;
	decimal value;
};

struct model_rule {
	const char *name;
	void *(*new)(size_t order);
	void (*free)(void *);
	void (*path)(void *, const struct model_path *);
	/* Of each row's channel, the credit in all; value is that of all conversions.  -1, said. */
	int (*credits)(void *, struct model_row *rows, size_t n, size_t rule, decimal value);
};

/* Ends with an all-zero one. */
extern const struct model_rule model_rules[];

struct shares;

void *shares_new(size_t order);
void shares_free(void *);
int shares_credits(void *, struct model_row *, size_t n, size_t rule, decimal value);
/* The channel is given value / by. */
void shares_give(struct shares *, uint32_t channel, uint64_t by, decimal value);

void model_first(void *, const struct model_path *);
void model_last(void *, const struct model_path *);
void model_linear(void *, const struct model_path *);
void model_shapley(void *, const struct model_path *);

void *model_markov_new(size_t order);
void model_markov_free(void *);
void model_markov(void *, const struct model_path *);
int model_markov_credits(void *, struct model_row *, size_t n, size_t rule, decimal value);
#endif
