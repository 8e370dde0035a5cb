/* read.c - see read.h */
#include "sim/read.h"
#include "base/mem.h"
#include "event/json.h"

void *
read_keep(struct scenario *s, void *p)
{
	s->kept = mem_grow(s->kept, &s->keptcap, s->nkept + 1, sizeof(*s->kept));
	s->kept[s->nkept++] = p;
	return (p);
}

struct slice
read_quoted(struct scenario *s, struct slice text)
{
	struct buf b = { 0 };

	if (text.n == 0)
		return (text);
	json_quote(&b, text);
	read_keep(s, b.p);
	return (buf_view(&b));
}

/* A text as a raw JSON string; an absent one leaves *out as it is. */
int
read_quoted_of(struct reading *r, const struct conf_node *map, const char *key, struct slice *out)
{
	struct slice text = { 0 };

	if (conf_text_of(r->c, map, key, &text) == -1)
		return (-1);
	if (text.n > 0)
		*out = read_quoted(r->s, text);
	return (0);
}

int
read_share(struct reading *r, const struct conf_node *map, const char *key, double *out)
{
	const struct conf_node *n = conf_member(map, key);

	if (conf_number_of(r->c, map, key, out) == -1)
		return (-1);
	if (n != NULL && !(*out >= 0 && *out <= 1))
		return (conf_error(r->c, n, "\"%s\" is a share, from 0 to 1", key));
	return (0);
}

int
read_positive(struct reading *r, const struct conf_node *map, const char *key, double *out)
{
	const struct conf_node *n = conf_member(map, key);

	if (conf_number_of(r->c, map, key, out) == -1)
		return (-1);
	if (n != NULL && !(*out >= 0 && *out <= 1e9))
		return (conf_error(r->c, n, "\"%s\" cannot be negative", key));
	return (0);
}

int
read_int(
    struct reading *r, const struct conf_node *map, const char *key, int min, int max, int *out)
{
	int64_t v = *out;

	if (conf_int_of(r->c, map, key, min, max, &v) == -1)
		return (-1);
	*out = (int)v;
	return (0);
}

static int
read_length(struct reading *r, const struct conf_node *n, int64_t *ms)
{
	if (conf_period(r->c, n, ms) == -1)
		return (-1);
	if (*ms > 3650 * 86400000LL)
		return (conf_error(r->c, n, "a period is at most 3650d here"));
	return (0);
}

int
read_period(struct reading *r, const struct conf_node *map, const char *key, int64_t *ms)
{
	const struct conf_node *n = conf_member(map, key);

	return (n == NULL ? 0 : read_length(r, n, ms));
}

/* "4m", or {mean: 4m, sigma: 0.8}. */
int
read_spread(struct reading *r, const struct conf_node *map, const char *key, struct spread *out)
{
	static const char *const keys[] = { "mean", "sigma", NULL };
	const struct conf_node *n = conf_member(map, key);
	int64_t ms = (int64_t)out->mean;

	if (n == NULL)
		return (0);
	if (n->kind == CONF_SCALAR) {
		out->sigma = 0;
		if (read_length(r, n, &ms) == -1)
			return (-1);
	} else if (conf_map(r->c, n, keys) == -1 || read_period(r, n, "mean", &ms) == -1 ||
		   read_positive(r, n, "sigma", &out->sigma) == -1)
		return (-1);
	if (out->sigma > 5)
		return (conf_error(r->c, n, "\"sigma\" is at most 5"));
	out->mean = (double)ms;
	return (0);
}

/* A member that must be a list: its length, 0 if it is absent, -1, said. */
int
read_list(
    struct reading *r, const struct conf_node *map, const char *key, const struct conf_node **list)
{
	if ((*list = conf_member(map, key)) == NULL)
		return (0);
	if (conf_list(r->c, *list) == -1)
		return (-1);
	return ((int)(*list)->n);
}

/* A member that must be a mapping: 1, 0 if it is absent, -1, said. */
int
read_map(struct reading *r, const struct conf_node *parent, const char *key,
    const char *const *keys, const struct conf_node **map)
{
	if ((*map = conf_member(parent, key)) == NULL)
		return (0);
	return (conf_map(r->c, *map, keys) == -1 ? -1 : 1);
}

int
read_weights(struct reading *r, const char *key, double *out, int n)
{
	const struct conf_node *list;
	int have = read_list(r, r->root, key, &list);
	double sum = 0;

	for (int i = 0; i < n; i++)
		out[i] = 1;
	if (have <= 0)
		return (have);
	if (have != n)
		return (conf_error(r->c, list, "\"%s\" has %d items, not %d", key, n, have));
	for (int i = 0; i < n; i++) {
		if (conf_number(r->c, conf_item(list, (size_t)i), &out[i]) == -1)
			return (-1);
		if (!(out[i] >= 0))
			return (conf_error(r->c, list, "a weight cannot be negative"));
		sum += out[i];
	}
	if (sum <= 0)
		return (conf_error(r->c, list, "all weights are 0"));
	for (int i = 0; i < n; i++) /* 1 is the average */
		out[i] = out[i] * n / sum;
	return (0);
}

int
read_weight(struct reading *r, const struct conf_node *item, double *sums, int i)
{
	double w = 1;

	if (read_positive(r, item, "weight", &w) == -1)
		return (-1);
	sums[i] = (i > 0 ? sums[i - 1] : 0) + w;
	return (0);
}

int
read_source(struct reading *r, const struct conf_node *map, struct source *out)
{
	if (read_quoted_of(r, map, "source", &out->source) == -1 ||
	    read_quoted_of(r, map, "medium", &out->medium) == -1 ||
	    read_quoted_of(r, map, "campaign", &out->campaign) == -1 ||
	    read_quoted_of(r, map, "content", &out->content) == -1)
		return (-1);
	if (out->source.n == 0)
		return (conf_error(r->c, map, "no \"source\" here"));
	return (0);
}

int
read_again(struct reading *r, const struct conf_node *parent, const char *key, double *share,
    struct spread *after)
{
	static const char *const keys[] = { "share", "after", NULL };
	const struct conf_node *map;

	switch (read_map(r, parent, key, keys, &map)) {
	case -1:
		return (-1);
	case 0:
		return (0);
	}
	if (read_share(r, map, "share", share) == -1 || read_spread(r, map, "after", after) == -1)
		return (-1);
	if (*share > 0.95)
		return (conf_error(r->c, map, "\"share\" is at most 0.95"));
	return (0);
}
