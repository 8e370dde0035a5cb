/*
 * tally.h - a funnel's counts: for each group and stage, how many and what became of them.
 *
 * Shape:  a group is a JSON array of its keys' canonical values (value.h).
 *         Rows come out in jq's order of the groups, then in that of the stages:
 *         {KEYS, "stage", "entered", "of_previous", "of_first", "dropped",
 *          "skipped", "median", "p90", "amount"}, "reasons" too if any reason was
 *         ever told, "total":true on the lines of totals.
 * Owner:  tallies_free(); texts given are copied.
 * Errors: amounts that cannot be added give null, and tallies_mixed() is true.
 */
#ifndef CT_FUNNEL_TALLY_H
#define CT_FUNNEL_TALLY_H
#include "base/decimal.h"
#include "event/stream.h"
#include "funnel/funnel_rules.h"

struct tallies;

struct tally_amount {
	decimal value;
	struct slice currency; /* n = 0: none is named */
};

struct tallies *tallies_new(const struct funnel_rules *);
void tallies_free(struct tallies *);
/* The number of a group, made if need be. */
uint32_t tally_group(struct tallies *, struct slice keys);
struct slice tally_group_keys(const struct tallies *, uint32_t group);
/* A customer entered the stage, so long after the one before it (negative: there is none). */
void tally_enter(
    struct tallies *, uint32_t group, size_t stage, int64_t ms, const struct tally_amount *);
/* A customer came in at this stage and never passed the first. */
void tally_skip(struct tallies *, uint32_t group, size_t stage);
/* A customer was lost after this stage and told why. */
void tally_reason(struct tallies *, uint32_t group, size_t stage, struct slice reason);
/* Did somebody tell an amount at all?  Without any, amounts are not known. */
void tally_has_amounts(struct tallies *);
void tally_has_reasons(struct tallies *);
/* Were there amounts that could not be added?  To be asked after tallies_write(). */
bool tallies_mixed(const struct tallies *);
void tallies_write(struct tallies *, struct stream *, bool totals);
#endif
