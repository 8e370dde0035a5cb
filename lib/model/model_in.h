/*
 * model_in.h - what a rule of credit sees and does.
 *
 * Shape:  a rule is a file model_NAME.c and a row of MODEL_RULES.  It is
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
	void *(*open)(size_t order);
	void (*close)(void *);
	void (*path)(void *, const struct model_path *);
	/* Of each row's channel, the credit in all; value is that of all conversions.  -1, said. */
	int (*credits)(void *, struct model_row *rows, size_t n, size_t rule, decimal value);
};

/* The rules, a row each, in the order of their columns. */
#define MODEL_RULES(ROW) \
	ROW(first)       \
	ROW(last)        \
	ROW(linear)      \
	ROW(shapley)     \
	ROW(markov)

#define MODEL_DECLARE(rule) extern const struct model_rule model_##rule;
MODEL_RULES(MODEL_DECLARE)
#undef MODEL_DECLARE

struct shares;

void *shares_new(size_t order);
void shares_free(void *);
int shares_credits(void *, struct model_row *, size_t n, size_t rule, decimal value);
/* The channel is given value / by. */
void shares_give(struct shares *, uint32_t channel, uint64_t by, decimal value);
#endif
