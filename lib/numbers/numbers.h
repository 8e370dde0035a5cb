/*
 * numbers.h - whose numbers are whose: the pools and static numbers of numbers.yaml.
 *
 * Shape:  a number is E.164 text (+74951230001).  A place for numbers takes
 *         one number, a range ("+74951230001..+74951230040", both ends) or a
 *         beginning ("+7495124*").  Where several hold a number, one number
 *         and ranges go before beginnings, a longer beginning before a
 *         shorter one; two pools with the same claim are an error.
 * Units:  instants and periods are milliseconds.
 * Owner:  numbers_free() frees all of it; what is given out lives until then.
 * Errors: NULL, said with file:line:column.
 */
#ifndef CT_NUMBERS_NUMBERS_H
#define CT_NUMBERS_NUMBERS_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "conf/conf.h"
#include "numbers/source.h"

struct numbers;

struct pool {
	char *name;
	int64_t ttl;	   /* how long a number is kept for its visitor after the visit */
	int64_t max_lease; /* how long without any end */
};

/* A number that stands for a source. */
struct fixed {
	struct slice raw[SOURCE_PARTS];
	int64_t from, until; /* from <= t < until */
	bool fallback;	     /* it ranks after history */
};

/* What numbers.yaml says beside the numbers. */
struct numbers_set {
	int64_t lookback;   /* how long a caller and a visit are remembered */
	int64_t keep;	    /* how long after its end a visit can still be named */
	double first, last; /* position: the shares of the first and the last visit */
	int64_t half_life;  /* time_decay */
	int64_t behind;	    /* by how much the telephone system's clock is behind; below 0: ahead */
};

/* Read a file; dates without a time are midnights in the zone of that name. */
struct numbers *numbers_load(const char *path, const char *zone);
/* No file: every number is of one pool, nothing is static. */
struct numbers *numbers_none(void);
void numbers_free(struct numbers *);
const struct numbers_set *numbers_set(const struct numbers *);
/* The node of `model:`, or NULL; conf is set. */
const struct conf_node *numbers_model(const struct numbers *, const struct conf **conf);
/* The pool of a number; the default one where none is named; *declared says which. */
const struct pool *numbers_pool(const struct numbers *, struct slice number, bool *declared);
/* How many numbers the pools have, as far as they are counted. */
uint64_t numbers_count(const struct numbers *);
/* What the number stands for at an instant, or NULL. */
const struct fixed *numbers_fixed(const struct numbers *, struct slice number, int64_t ts);
/* Is the number named anywhere, at any date? Always so where no numbers are named at all. */
bool numbers_declared(const struct numbers *, struct slice number);
#endif
