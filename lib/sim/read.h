/*
 * read.h - what the readers of a scenario have in common.
 *
 * Errors: -1, said; as in conf.h a key that is absent leaves the default.
 */
#ifndef CT_SIM_READ_H
#define CT_SIM_READ_H
#include "sim/scenario.h"

struct reading {
	struct scenario *s;
	struct conf *c;
	const struct conf_node *root;
};

/* The scenario frees p at its end; gives p back. */
void *read_keep(struct scenario *, void *p);
/* The text as a raw JSON string that the scenario keeps; an empty one stays empty. */
struct slice read_quoted(struct scenario *, struct slice text);
int read_quoted_of(struct reading *, const struct conf_node *map, const char *key, struct slice *);
/* A share, 0 to 1. */
int read_share(struct reading *, const struct conf_node *map, const char *key, double *);
int read_positive(struct reading *, const struct conf_node *map, const char *key, double *);
int read_int(
    struct reading *, const struct conf_node *map, const char *key, int min, int max, int *);
/* A period of at most ten years, in ms. */
int read_period(struct reading *, const struct conf_node *map, const char *key, int64_t *ms);
/* "4m", which is exponential, or {mean: 4m, sigma: 0.8}, which is lognormal. */
int read_spread(struct reading *, const struct conf_node *map, const char *key, struct spread *);
/* {share: 0.5, after: 10m} */
int read_again(struct reading *, const struct conf_node *parent, const char *key, double *share,
    struct spread *after);
/* A member that must be a list: its length, 0 if it is absent. */
int read_list(
    struct reading *, const struct conf_node *map, const char *key, const struct conf_node **list);
/* A member that must be a mapping with these keys: 1, or 0 if it is absent. */
int read_map(struct reading *, const struct conf_node *parent, const char *key,
    const char *const *keys, const struct conf_node **map);
/* n weights under the root, scaled so that their average is 1. */
int read_weights(struct reading *, const char *key, double *out, int n);
/* The item's "weight" (1 if absent), into running sums. */
int read_weight(struct reading *, const struct conf_node *item, double *sums, int i);
int read_source(struct reading *, const struct conf_node *map, struct source *);

/* The second half of a scenario: the telephone side.  scenario.c reads the web side. */
int read_telephone(struct reading *);
#endif
