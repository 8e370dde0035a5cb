#include "numbers/numbers.h"

#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"
#include "time/instant.h"
#include "time/zone.h"

enum { DIGITS = 15, MINUTE = 60000, DAY = 86400000 };

/* A claim on numbers: a range of numbers of one length, or a beginning. */
struct claim {
	uint64_t lo, hi; /* of a beginning: its digits, both */
	int digits;	 /* of the numbers, or of the beginning */
	bool beginning;
	size_t owner;		      /* index of the pool or fixed number */
	const struct conf_node *node; /* where it stands */
};

struct claims {
	struct claim *a;
	size_t n, cap;
	int lengths[DIGITS + 1]; /* how many beginnings of that length there are */
};

struct numbers {
	struct conf *conf;
	struct pool *pools;
	size_t npools;
	struct fixed *fixed;
	size_t nfixed;
	struct claims pooled, still;
	struct pool common; /* for numbers that are in no pool */
	struct numbers_set set;
	struct buf *texts; /* the raw values of the fixed numbers */
};

/* "+" and 1 to 15 digits at *p. */
static bool
read_number(struct slice *t, uint64_t *value, int *digits)
{
	*value = 0;
	*digits = 0;
	if (t->n == 0 || t->p[0] != '+')
		return (false);
	t->p++, t->n--;
	while (t->n > 0 && t->p[0] >= '0' && t->p[0] <= '9') {
		if (++*digits > DIGITS)
			return (false);
		*value = *value * 10 + (uint64_t)(t->p[0] - '0');
		t->p++, t->n--;
	}
	return (*digits > 0);
}

static int
read_claim(const struct conf *c, const struct conf_node *node, struct claim *claim)
{
	struct slice text, t;
	int digits;

	if (conf_text(c, node, &text) == -1)
		return (-1);
	t = text;
	*claim = (struct claim){ .node = node };
	if (!read_number(&t, &claim->lo, &claim->digits))
		goto wrong;
	claim->hi = claim->lo;
	if (t.n == 0)
		return (0);
	if (t.n == 1 && t.p[0] == '*') {
		claim->beginning = true;
		return (0);
	}
	if (t.n < 2 || t.p[0] != '.' || t.p[1] != '.')
		goto wrong;
	t.p += 2, t.n -= 2;
	if (!read_number(&t, &claim->hi, &digits) || t.n > 0)
		goto wrong;
	if (digits != claim->digits)
		return (conf_error(
		    c, node, "the ends of the range have %d and %d digits", claim->digits, digits));
	if (claim->hi < claim->lo)
		return (conf_error(c, node, "the range goes backwards"));
	return (0);
wrong:
	return (conf_error(c, node,
	    "\"%.*s\" is no number: write \"+74951230001\", \"+74951230001..+74951230040\" or "
	    "\"+7495123*\"",
	    (int)text.n, text.p));
}

static void
add_claim(struct claims *cs, struct claim claim, size_t owner)
{
	claim.owner = owner;
	cs->a = mem_grow(cs->a, &cs->cap, cs->n + 1, sizeof(*cs->a));
	cs->a[cs->n++] = claim;
	if (claim.beginning)
		cs->lengths[claim.digits]++;
}

/* Beginnings last; else by length, then by number, then as they stood. */
static int
claim_cmp(const void *pa, const void *pb)
{
	const struct claim *a = pa, *b = pb;

	if (a->beginning != b->beginning)
		return (a->beginning ? 1 : -1);
	if (a->digits != b->digits)
		return (a->digits < b->digits ? -1 : 1);
	if (a->lo != b->lo)
		return (a->lo < b->lo ? -1 : 1);
	if (a->hi != b->hi)
		return (a->hi < b->hi ? -1 : 1);
	return (a->owner < b->owner ? -1 : a->owner > b->owner);
}

static bool
claims_meet(const struct claim *a, const struct claim *b)
{
	return (a->beginning == b->beginning && a->digits == b->digits && b->lo <= a->hi &&
		a->lo <= b->hi);
}

/* The first claim, from index at on, that could hold a number of this form. */
static size_t
claim_from(const struct claims *cs, const struct claim *want)
{
	size_t lo = 0, hi = cs->n, mid;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		if (claim_cmp(&cs->a[mid], want) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return (lo);
}

/* The claim, without overlaps in cs, that holds the number; or NULL. */
static const struct claim *
claim_find(const struct claims *cs, struct slice number)
{
	struct claim want = { .owner = SIZE_MAX };
	uint64_t value;
	size_t i;
	int digits, n;

	if (cs->n == 0 || !read_number(&number, &value, &digits) || number.n > 0)
		return (NULL);
	want.lo = value;
	want.hi = UINT64_MAX;
	want.digits = digits;
	i = claim_from(cs, &want);
	if (i > 0 && !cs->a[i - 1].beginning && cs->a[i - 1].digits == digits &&
	    cs->a[i - 1].hi >= value)
		return (&cs->a[i - 1]);
	want.beginning = true;
	for (n = digits; n > 0; n--, value /= 10) {
		if (cs->lengths[n] == 0)
			continue;
		want.lo = value;
		want.digits = n;
		i = claim_from(cs, &want);
		if (i > 0 && cs->a[i - 1].beginning && cs->a[i - 1].digits == n &&
		    cs->a[i - 1].lo == value)
			return (&cs->a[i - 1]);
	}
	return (NULL);
}

static int
read_pool(struct numbers *ns, const struct conf_node *node, size_t at)
{
	static const char *const keys[] = { "name", "numbers", "ttl", "max_lease", NULL };
	struct pool *pool = &ns->pools[at];
	const struct conf_node *list;
	struct claim claim;
	struct slice name = { NULL, 0 };
	size_t i;

	pool->ttl = ns->common.ttl;
	pool->max_lease = ns->common.max_lease;
	if (conf_map(ns->conf, node, keys) == -1 ||
	    conf_text_of(ns->conf, node, "name", &name) == -1 ||
	    conf_period_of(ns->conf, node, "ttl", &pool->ttl) == -1 ||
	    conf_period_of(ns->conf, node, "max_lease", &pool->max_lease) == -1)
		return (-1);
	if (name.n == 0)
		return (conf_error(ns->conf, node, "a pool needs a name"));
	pool->name = mem_dup(name.p, name.n);
	if ((list = conf_member(node, "numbers")) == NULL)
		return (conf_error(ns->conf, node, "pool \"%s\" has no numbers", pool->name));
	if (conf_list(ns->conf, list) == -1)
		return (-1);
	for (i = 0; i < list->n; i++) {
		if (read_claim(ns->conf, conf_item(list, i), &claim) == -1)
			return (-1);
		add_claim(&ns->pooled, claim, at);
	}
	return (0);
}

static int
read_pools(struct numbers *ns, const struct conf_node *list)
{
	const struct claim *a;
	size_t i;

	if (list == NULL)
		return (0);
	if (conf_list(ns->conf, list) == -1)
		return (-1);
	ns->pools = mem_zero(list->n, sizeof(*ns->pools));
	for (i = 0; i < list->n; i++) {
		ns->npools++;
		if (read_pool(ns, conf_item(list, i), i) == -1)
			return (-1);
	}
	if (ns->pooled.n > 1)
		qsort(ns->pooled.a, ns->pooled.n, sizeof(*ns->pooled.a), claim_cmp);
	for (i = 1; i < ns->pooled.n; i++) {
		a = &ns->pooled.a[i];
		if (claims_meet(a - 1, a))
			return (conf_error(ns->conf, a->node,
			    "\"%s\" is taken already by pool \"%s\", line %d", a->node->text.p,
			    ns->pools[a[-1].owner].name, a[-1].node->line));
	}
	return (0);
}

/* A time, or a date: its midnight in the zone. */
static int
read_instant(const struct conf *c, const struct conf_node *map, const char *key, struct zone *zone,
    int64_t *ms)
{
	const struct conf_node *node = conf_member(map, key);
	struct civil date = { 0 };
	struct slice text;
	char s[16];

	if (node == NULL)
		return (0);
	if (conf_text(c, node, &text) == -1)
		return (-1);
	if (instant_parse(text, ms))
		return (0);
	if (text.n == 10 && text.p[4] == '-' && text.p[7] == '-' &&
	    strspn(text.p, "0123456789-") == 10) {
		memcpy(s, text.p, 10);
		s[4] = s[7] = s[10] = '\0';
		date.year = (int)strtol(s, NULL, 10);
		date.month = (int)strtol(s + 5, NULL, 10);
		date.day = (int)strtol(s + 8, NULL, 10);
		if (zone_instant(zone, &date, ms) != ZONE_NO_DATE)
			return (0);
	}
	return (conf_error(c, node, "\"%.*s\" is no date: write 2026-03-01 or 2026-03-01T09:00:00Z",
	    (int)text.n, text.p));
}

static int
read_fixed(struct numbers *ns, const struct conf_node *node, struct zone *zone, size_t at)
{
	static const char *const keys[] = { "number", "source", "medium", "campaign", "content",
		"keyword", "from", "until", "fallback", NULL };
	struct fixed *f = &ns->fixed[at];
	const struct conf_node *number;
	struct claim claim;
	struct slice text;
	size_t start[SOURCE_PARTS + 1];
	int i;

	f->from = INT64_MIN;
	f->until = INT64_MAX;
	if (conf_map(ns->conf, node, keys) == -1 ||
	    conf_bool_of(ns->conf, node, "fallback", &f->fallback) == -1 ||
	    read_instant(ns->conf, node, "from", zone, &f->from) == -1 ||
	    read_instant(ns->conf, node, "until", zone, &f->until) == -1)
		return (-1);
	if (f->until <= f->from)
		return (
		    conf_error(ns->conf, conf_member(node, "until"), "until is not after from"));
	if ((number = conf_member(node, "number")) == NULL)
		return (conf_error(ns->conf, node, "a static number needs its number"));
	if (read_claim(ns->conf, number, &claim) == -1)
		return (-1);
	add_claim(&ns->still, claim, at);

	for (i = 0; i < SOURCE_PARTS; i++) {
		start[i] = ns->texts[at].n;
		text.n = 0;
		if (conf_text_of(ns->conf, node, source_names[i], &text) == -1)
			return (-1);
		if (text.n > 0)
			json_quote(&ns->texts[at], text);
	}
	start[i] = ns->texts[at].n;
	for (i = 0; i < SOURCE_PARTS; i++)
		f->raw[i] = (struct slice){ ns->texts[at].p + start[i], start[i + 1] - start[i] };
	if (f->raw[SOURCE_SOURCE].n == 0)
		return (conf_error(ns->conf, node, "a static number needs a source"));
	return (0);
}

static int
check_fixed(const struct numbers *ns)
{
	const struct fixed *fi, *fj;
	size_t i, j;

	for (j = 1; j < ns->still.n; j++)
		for (i = 0; i < j; i++) {
			if (!claims_meet(&ns->still.a[i], &ns->still.a[j]))
				continue;
			fi = &ns->fixed[ns->still.a[i].owner];
			fj = &ns->fixed[ns->still.a[j].owner];
			if (fi->from < fj->until && fj->from < fi->until)
				return (conf_error(ns->conf, ns->still.a[j].node,
				    "\"%s\" stands for something else at the same time, line %d",
				    ns->still.a[j].node->text.p, ns->still.a[i].node->line));
		}
	return (0);
}

static int
read_fixeds(struct numbers *ns, const struct conf_node *list, const char *zone_name)
{
	struct zone *zone;
	size_t i;
	int status = 0;

	if (list == NULL)
		return (0);
	if (conf_list(ns->conf, list) == -1 || (zone = zone_load(zone_name)) == NULL)
		return (-1);
	ns->fixed = mem_zero(list->n, sizeof(*ns->fixed));
	ns->texts = mem_zero(list->n, sizeof(*ns->texts));
	for (i = 0; i < list->n && status == 0; i++) {
		ns->nfixed++;
		status = read_fixed(ns, conf_item(list, i), zone, i);
	}
	zone_free(zone);
	return (status == 0 ? check_fixed(ns) : -1);
}

static int
read_credit(struct numbers *ns, const struct conf_node *map)
{
	static const char *const keys[] = { "first", "last", "half_life", NULL };
	struct numbers_set *set = &ns->set;

	if (map == NULL)
		return (0);
	if (conf_map(ns->conf, map, keys) == -1 ||
	    conf_number_of(ns->conf, map, "first", &set->first) == -1 ||
	    conf_number_of(ns->conf, map, "last", &set->last) == -1 ||
	    conf_period_of(ns->conf, map, "half_life", &set->half_life) == -1)
		return (-1);
	if (!(set->first >= 0 && set->last >= 0 && set->first + set->last <= 1))
		return (conf_error(ns->conf, map, "first and last are shares, together at most 1"));
	if (set->half_life <= 0)
		return (conf_error(
		    ns->conf, conf_member(map, "half_life"), "half_life must be above 0"));
	return (0);
}

/* {behind: 30s} or {ahead: 2m}: the telephone system's clock against the site's. */
static int
read_clock(struct numbers *ns, const struct conf_node *map)
{
	static const char *const keys[] = { "behind", "ahead", NULL };
	int64_t ms[2] = { 0, 0 };
	int i;

	if (map == NULL)
		return (0);
	if (conf_map(ns->conf, map, keys) == -1)
		return (-1);
	for (i = 0; i < 2; i++) {
		if (conf_period_of(ns->conf, map, keys[i], &ms[i]) == -1)
			return (-1);
		if (ms[i] > DAY)
			return (conf_error(ns->conf, conf_member(map, keys[i]),
			    "a clock is at most 1d %s", keys[i]));
	}
	if (conf_member(map, keys[0]) != NULL && conf_member(map, keys[1]) != NULL)
		return (conf_error(ns->conf, map, "a clock is behind or ahead, not both"));
	ns->set.behind = ms[0] - ms[1];
	return (0);
}

struct numbers *
numbers_none(void)
{
	struct numbers *ns = mem_zero(1, sizeof(*ns));

	ns->common = (struct pool){ NULL, 30 * MINUTE, 120 * MINUTE };
	ns->set =
	    (struct numbers_set){ 90 * (int64_t)DAY, 30 * MINUTE, 0.4, 0.4, 7 * (int64_t)DAY, 0 };
	return (ns);
}

struct numbers *
numbers_load(const char *path, const char *zone)
{
	static const char *const keys[] = { "pools", "static", "lookback", "keep", "credit",
		"clock", "model", NULL };
	struct numbers *ns = numbers_none();
	const struct conf_node *root;

	if ((ns->conf = conf_load(path)) == NULL)
		goto fail;
	root = conf_root(ns->conf);
	if (conf_map(ns->conf, root, keys) == -1 ||
	    conf_period_of(ns->conf, root, "lookback", &ns->set.lookback) == -1 ||
	    conf_period_of(ns->conf, root, "keep", &ns->set.keep) == -1 ||
	    read_pools(ns, conf_member(root, "pools")) == -1 ||
	    read_fixeds(ns, conf_member(root, "static"), zone) == -1 ||
	    read_credit(ns, conf_member(root, "credit")) == -1 ||
	    read_clock(ns, conf_member(root, "clock")) == -1)
		goto fail;
	return (ns);
fail:
	numbers_free(ns);
	return (NULL);
}

void
numbers_free(struct numbers *ns)
{
	size_t i;

	if (ns == NULL)
		return;
	for (i = 0; i < ns->npools; i++)
		free(ns->pools[i].name);
	for (i = 0; i < ns->nfixed; i++)
		buf_free(&ns->texts[i]);
	free(ns->pools);
	free(ns->fixed);
	free(ns->texts);
	free(ns->pooled.a);
	free(ns->still.a);
	conf_free(ns->conf);
	free(ns);
}

const struct numbers_set *
numbers_set(const struct numbers *ns)
{
	return (&ns->set);
}

const struct conf_node *
numbers_model(const struct numbers *ns, const struct conf **conf)
{
	*conf = ns->conf;
	return (ns->conf == NULL ? NULL : conf_member(conf_root(ns->conf), "model"));
}

const struct pool *
numbers_pool(const struct numbers *ns, struct slice number, bool *declared)
{
	const struct claim *claim = claim_find(&ns->pooled, number);

	*declared = claim != NULL;
	return (claim == NULL ? &ns->common : &ns->pools[claim->owner]);
}

uint64_t
numbers_count(const struct numbers *ns)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < ns->pooled.n; i++)
		if (!ns->pooled.a[i].beginning)
			n += ns->pooled.a[i].hi - ns->pooled.a[i].lo + 1;
	return (n);
}

/* The one of the claims that holds the number at that time; the narrowest first. */
const struct fixed *
numbers_fixed(const struct numbers *ns, struct slice number, int64_t ts)
{
	const struct claim *c, *best = NULL;
	const struct fixed *f;
	uint64_t value, head;
	size_t i;
	int digits, n;

	if (ns->still.n == 0 || !read_number(&number, &value, &digits) || number.n > 0)
		return (NULL);
	for (i = 0; i < ns->still.n; i++) {
		c = &ns->still.a[i];
		f = &ns->fixed[c->owner];
		if (ts != INT64_MIN && (ts < f->from || ts >= f->until))
			continue;
		if (c->beginning) {
			for (head = value, n = digits; n > c->digits; n--)
				head /= 10;
			if (n != c->digits || head != c->lo)
				continue;
		} else if (c->digits != digits || value < c->lo || value > c->hi)
			continue;
		if (best == NULL ||
		    (best->beginning && (!c->beginning || c->digits > best->digits)))
			best = c;
	}
	return (best == NULL ? NULL : &ns->fixed[best->owner]);
}

bool
numbers_declared(const struct numbers *ns, struct slice number)
{
	if (ns->pooled.n == 0 && ns->still.n == 0)
		return (true);
	return (claim_find(&ns->pooled, number) != NULL ||
		numbers_fixed(ns, number, INT64_MIN) != NULL);
}
