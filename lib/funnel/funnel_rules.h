/*
 * funnel_rules.h - what a funnel is, as its file says.
 *
 * Shape:  key: [visitor_id, customer]     members that tell who it is
 *         window: 30d                     from the first stage (default: forever)
 *         order: strict | any
 *         stages: [{stage: NAME, when: CONDITION}, ...]
 *         by: [source, month, .x.y, name=(EXPRESSION)], or
 *         by: {stage: NAME, keys: [...]}  of whose record (default: the first's)
 *         amount: EXPR (default .amount), reason: EXPR (default .reason)
 *         forget: 90d                     see funnel.h
 *         set: {name: value}              $name in expressions
 * Owner:  funnel_rules_free() frees all of it.
 * Errors: NULL, said with file, line and column.
 */
#ifndef CT_FUNNEL_FUNNEL_RULES_H
#define CT_FUNNEL_FUNNEL_RULES_H
#include "expr/expr.h"
#include "funnel/chain.h"
#include "time/bucket.h"
#include "time/zone.h"

struct funnel_stage {
	struct slice name;
	struct expr *when;
};

/* One of the things to group by: a bucket of time, an expression or a member. */
struct funnel_by {
	struct slice name;
	struct bucket *bucket;
	struct expr *expr;
	char *member; /* its name, NUL-terminated */
};

struct funnel_rules {
	struct conf *conf;
	struct expr_vars *vars;
	struct zone *zone;
	char **keys;
	size_t nkeys;
	struct funnel_stage stages[CHAIN_STAGES];
	struct chain_rules chain;
	struct funnel_by *by;
	size_t nby, by_stage;
	struct expr *amount, *reason;
	int64_t forget; /* PERIOD_FOREVER: never */
};

/* zone names the time zone of buckets. */
struct funnel_rules *funnel_rules_load(const char *path, const char *zone);
void funnel_rules_free(struct funnel_rules *);
#endif
