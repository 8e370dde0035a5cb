/* scenario.c - the web side of a scenario, and all of it; see scenario.h */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/table.h"
#include "sim/read.h"
#include "time/date.h"

/* An address is written as it stands, into JSON and TSV. */
static int
read_url(struct reading *r, const struct conf_node *map, const char *key, struct slice *out)
{
	if (conf_text_of(r->c, map, key, out) == -1)
		return (-1);
	for (size_t i = 0; i < out->n; i++)
		if ((unsigned char)out->p[i] <= ' ' || strchr("\"\\<>", out->p[i]) != NULL)
			return (conf_error(r->c, conf_member(map, key),
			    "\"%s\" is an address, without spaces and quotes", key));
	return (0);
}

static int
read_campaign(struct reading *r, const struct conf_node *item, struct campaign *out)
{
	static const char *const keys[] = { "source", "medium", "campaign", "content", "weight",
		"calls", "keywords", "landing", "referrer", "click_id", NULL };
	static const char *const clicks[] = { "none", "yclid", "gclid", "fbclid", NULL };
	const struct conf_node *words;
	int n, click = CLICK_NONE;

	*out = (struct campaign){ .landing = SLICE("/") };
	if (conf_map(r->c, item, keys) == -1 || read_source(r, item, &out->source) == -1 ||
	    read_share(r, item, "calls", &out->calls) == -1 ||
	    read_url(r, item, "landing", &out->landing) == -1 ||
	    read_url(r, item, "referrer", &out->referrer) == -1 ||
	    conf_choice_of(r->c, item, "click_id", clicks, &click) == -1 ||
	    (n = read_list(r, item, "keywords", &words)) == -1)
		return (-1);
	out->click = (enum click)click;
	out->direct = slice_is(out->source.source, "\"(direct)\"");
	out->keywords = read_keep(r->s, mem_zero((size_t)n + 1, sizeof(*out->keywords)));
	out->nkeywords = n;
	for (int i = 0; i < n; i++) {
		struct slice text;

		if (conf_text(r->c, conf_item(words, (size_t)i), &text) == -1)
			return (-1);
		out->keywords[i] = read_quoted(r->s, text);
	}
	return (0);
}

static int
read_campaigns(struct reading *r)
{
	const struct conf_node *list;
	struct scenario *s = r->s;
	int n = read_list(r, r->root, "campaigns", &list);

	s->direct = -1;
	if (n <= 0)
		return (n);
	s->campaigns = read_keep(s, mem_zero((size_t)n, sizeof(*s->campaigns)));
	s->campaign_weights = read_keep(s, mem_zero((size_t)n, sizeof(double)));
	s->ncampaigns = n;
	for (int i = 0; i < n; i++) {
		const struct conf_node *item = conf_item(list, (size_t)i);

		if (read_campaign(r, item, &s->campaigns[i]) == -1 ||
		    read_weight(r, item, s->campaign_weights, i) == -1)
			return (-1);
		if (s->direct == -1 && s->campaigns[i].direct)
			s->direct = i;
	}
	if (s->campaign_weights[n - 1] <= 0)
		return (conf_error(r->c, list, "all weights are 0"));
	return (0);
}

static int
read_visits(struct reading *r)
{
	static const char *const keys[] = { "per_day", "length", "bounce", "pages", "mobile",
		"returning", NULL };
	static const char *const again[] = { "share", "after", "direct", NULL };
	const struct conf_node *map, *returning;
	struct scenario *s = r->s;

	s->visits.length = (struct spread){ 240e3, 1 };
	s->visits.return_after = (struct spread){ 2 * 86400e3, 0 };
	s->visits.pages = 3;
	s->visits.mobile = 0.6;
	s->visits.return_direct = 0.5;
	switch (read_map(r, r->root, "visits", keys, &map)) {
	case -1:
		return (-1);
	case 0:
		return (0);
	}
	if (read_positive(r, map, "per_day", &s->visits.per_day) == -1 ||
	    read_spread(r, map, "length", &s->visits.length) == -1 ||
	    read_share(r, map, "bounce", &s->visits.bounce) == -1 ||
	    read_positive(r, map, "pages", &s->visits.pages) == -1 ||
	    read_share(r, map, "mobile", &s->visits.mobile) == -1 ||
	    read_map(r, map, "returning", again, &returning) == -1)
		return (-1);
	if (returning != NULL &&
	    (read_share(r, returning, "share", &s->visits.return_share) == -1 ||
		read_spread(r, returning, "after", &s->visits.return_after) == -1 ||
		read_share(r, returning, "direct", &s->visits.return_direct) == -1))
		return (-1);
	if (s->visits.return_share > 0.95)
		return (conf_error(r->c, returning, "\"share\" is at most 0.95"));
	return (0);
}

/* One more number of the pool; each is there once. */
static int
add_number(struct reading *r, const struct conf_node *item, unsigned long long number,
    struct table *seen, size_t *cap)
{
	struct scenario *s = r->s;
	char quote[32];
	int len = snprintf(quote, sizeof(quote), "\"+%llu\"", number);
	struct slice text = { read_keep(s, mem_dup(quote, (size_t)len)), (size_t)len };
	bool isnew;

	table_put(seen, text, &isnew);
	if (!isnew)
		return (conf_error(r->c, item, "+%llu is there twice", number));
	s->pool.numbers =
	    mem_grow(s->pool.numbers, cap, (size_t)s->pool.n + 1, sizeof(*s->pool.numbers));
	s->pool.numbers[s->pool.n++] = text;
	return (0);
}

/* "+74951230001..+74951230040", or one number. */
static int
read_range(struct reading *r, const struct conf_node *item, struct table *seen, size_t *cap)
{
	unsigned long long first, last;
	struct slice text;
	int used = 0, fields;

	if (conf_text(r->c, item, &text) == -1)
		return (-1);
	fields = sscanf(text.p, "+%15llu%n..+%15llu%n", &first, &used, &last, &used);
	if (fields < 1 || (size_t)used != text.n)
		return (conf_error(r->c, item,
		    "not a number or a range of numbers, such as "
		    "\"+74951230001..+74951230040\""));
	if (fields == 1)
		last = first;
	if (last < first || last - first >= 1000000)
		return (conf_error(r->c, item, "a range goes up, by less than a million"));
	for (; first <= last; first++)
		if (add_number(r, item, first, seen, cap) == -1)
			return (-1);
	return (0);
}

static int
read_numbers(struct reading *r, const struct conf_node *list, int n)
{
	struct table *seen = table_new(1);
	size_t cap = 0;
	int i, status = 0;

	for (i = 0; i < n && status == 0; i++)
		status = read_range(r, conf_item(list, (size_t)i), seen, &cap);
	table_free(seen);
	return (status);
}

static int
read_fixed(struct reading *r)
{
	static const char *const keys[] = { "number", "source", "medium", "campaign", "content",
		"per_day", NULL };
	const struct conf_node *list;
	struct scenario *s = r->s;
	int n = read_list(r, r->root, "static", &list);

	if (n <= 0)
		return (n);
	s->fixed = read_keep(s, mem_zero((size_t)n, sizeof(*s->fixed)));
	s->nfixed = n;
	for (int i = 0; i < n; i++) {
		const struct conf_node *item = conf_item(list, (size_t)i);

		if (conf_map(r->c, item, keys) == -1 ||
		    read_quoted_of(r, item, "number", &s->fixed[i].number) == -1 ||
		    read_source(r, item, &s->fixed[i].source) == -1 ||
		    read_positive(r, item, "per_day", &s->fixed[i].per_day) == -1)
			return (-1);
		if (s->fixed[i].number.n < 4 || s->fixed[i].number.p[1] != '+')
			return (
			    conf_error(r->c, item, "a static number is written as +74951239901"));
	}
	return (0);
}

static int
read_fallback(struct reading *r, const struct conf_node *map)
{
	struct slice number = { 0 };
	struct scenario *s = r->s;

	if (read_quoted_of(r, map, "fallback", &number) == -1)
		return (-1);
	s->pool.fallback = -1;
	for (int i = 0; i < s->nfixed; i++)
		if (slice_eq(s->fixed[i].number, number))
			s->pool.fallback = i;
	if (number.n > 0 && s->pool.fallback == -1)
		return (conf_error(r->c, conf_member(map, "fallback"),
		    "\"fallback\" is none of the numbers under \"static\""));
	return (0);
}

static int
read_pool(struct reading *r)
{
	static const char *const keys[] = { "numbers", "ttl", "policy", "fallback", "reveal", "log",
		NULL };
	static const char *const policies[] = { "random", "least_recently_used", "least_loaded",
		NULL };
	static const char *const logs[] = { "number", "session", NULL };
	static const char *const shows[] = { "share", "after", NULL };
	const struct conf_node *map, *list, *reveal;
	struct scenario *s = r->s;
	int n, policy = POLICY_LEAST_RECENT, in_session = 0;

	s->pool.fallback = -1;
	s->pool.ttl = 30 * 60000;
	s->pool.reveal_share = 1;
	s->pool.reveal_after.mean = 30e3;
	switch (read_map(r, r->root, "pool", keys, &map)) {
	case -1:
		return (-1);
	case 0:
		return (0);
	}
	if ((n = read_list(r, map, "numbers", &list)) == -1 || read_numbers(r, list, n) == -1 ||
	    read_period(r, map, "ttl", &s->pool.ttl) == -1 ||
	    conf_choice_of(r->c, map, "policy", policies, &policy) == -1 ||
	    read_fallback(r, map) == -1 ||
	    conf_choice_of(r->c, map, "log", logs, &in_session) == -1 ||
	    read_map(r, map, "reveal", shows, &reveal) == -1)
		return (-1);
	s->pool.policy = (enum policy)policy;
	s->pool.in_session = in_session == 1;
	if ((s->pool.reveal = reveal != NULL) &&
	    (read_share(r, reveal, "share", &s->pool.reveal_share) == -1 ||
		read_spread(r, reveal, "after", &s->pool.reveal_after) == -1))
		return (-1);
	if (s->pool.reveal && s->pool.in_session)
		return (conf_error(r->c, reveal,
		    "numbers shown at a click need \"log: number\": a session's own number is "
		    "there from its start"));
	return (0);
}

static int
read_lags(struct reading *r)
{
	static const char *const keys[] = { "weight", "from", "mean", "sigma", NULL };
	static const char *const starts[] = { "shown", "end", NULL };
	const struct conf_node *list;
	struct scenario *s = r->s;
	int n = read_list(r, r->root, "lag", &list);

	if (n == -1)
		return (-1);
	s->nlags = n > 0 ? n : 1;
	s->lags = read_keep(s, mem_zero((size_t)s->nlags, sizeof(*s->lags)));
	s->lag_weights = read_keep(s, mem_zero((size_t)s->nlags, sizeof(double)));
	s->lags[0].spread.mean = 120e3;
	s->lag_weights[0] = 1;
	for (int i = 0; i < n; i++) {
		const struct conf_node *item = conf_item(list, (size_t)i);
		int from = 0;
		int64_t mean = 120000;

		if (conf_map(r->c, item, keys) == -1 ||
		    read_weight(r, item, s->lag_weights, i) == -1 ||
		    conf_choice_of(r->c, item, "from", starts, &from) == -1 ||
		    read_period(r, item, "mean", &mean) == -1 ||
		    read_positive(r, item, "sigma", &s->lags[i].spread.sigma) == -1)
			return (-1);
		if (s->lags[i].spread.sigma > 5)
			return (conf_error(r->c, item, "\"sigma\" is at most 5"));
		s->lags[i].spread.mean = (double)mean;
		s->lags[i].from_end = from == 1;
	}
	if (s->lag_weights[s->nlags - 1] <= 0)
		return (conf_error(r->c, list, "all weights are 0"));
	return (0);
}

static int
read_days(struct reading *r)
{
	struct scenario *s = r->s;
	struct slice zone = SLICE("UTC"), from = SLICE("2026-03-01");
	int days = 1;

	if (conf_text_of(r->c, r->root, "timezone", &zone) == -1 ||
	    conf_text_of(r->c, r->root, "from", &from) == -1 ||
	    read_int(r, r->root, "days", 1, 36600, &days) == -1)
		return (-1);
	if ((s->zone = zone_load(zone.p)) == NULL)
		return (-1);
	if (scenario_days(s, from, days) == -1)
		return (conf_error(
		    r->c, conf_member(r->root, "from"), "\"from\" is a date, such as 2026-03-01"));
	return (0);
}

static int
read_scenario(struct reading *r)
{
	static const char *const keys[] = { "from", "days", "timezone", "site", "hours", "weekdays",
		"visits", "campaigns", "pool", "static", "lag", "calls", "topics", "company",
		"lost", "skew", "deals", NULL };
	struct scenario *s = r->s;

	s->site = SLICE("https://example.test");
	if (conf_map(r->c, r->root, keys) == -1 || read_days(r) == -1 ||
	    read_url(r, r->root, "site", &s->site) == -1 ||
	    read_weights(r, "hours", s->hours, 24) == -1 ||
	    read_weights(r, "weekdays", s->weekdays, 7) == -1 || read_visits(r) == -1 ||
	    read_campaigns(r) == -1 || read_fixed(r) == -1 || read_pool(r) == -1 ||
	    read_lags(r) == -1 || read_telephone(r) == -1)
		return (-1);
	if (s->visits.per_day > 0 && s->ncampaigns == 0)
		return (conf_error(r->c, NULL, "visits need \"campaigns\" to come from"));
	return (0);
}

static struct scenario *
scenario_of(struct conf *c)
{
	struct scenario *s;
	struct reading r = { .c = c };

	if (c == NULL)
		return (NULL);
	s = mem_zero(1, sizeof(*s));
	s->conf = c;
	r.s = s;
	r.root = conf_root(r.c);
	if (read_scenario(&r) == -1) {
		scenario_free(s);
		return (NULL);
	}
	return (s);
}

struct scenario *
scenario_load(const char *path)
{
	return (scenario_of(conf_load(path)));
}

struct scenario *
scenario_parse(const char *name, struct slice text)
{
	return (scenario_of(conf_parse(name, text)));
}

int
scenario_days(struct scenario *s, struct slice from, int days)
{
	struct civil day = { 0 };
	int used = 0;

	if (from.p == NULL)
		day = zone_civil(s->zone, s->from);
	else if (from.n != 10 || strspn(from.p, "0123456789-") != 10 ||
		 sscanf(from.p, "%4d-%2d-%2d%n", &day.year, &day.month, &day.day, &used) != 3 ||
		 used != 10)
		return (-1);
	if (days == 0)
		days = s->days;
	s->days = days;
	if (zone_instant(s->zone, &day, &s->from) == ZONE_NO_DATE)
		return (-1);
	date_of_days(
	    date_days(day.year, day.month, day.day) + days, &day.year, &day.month, &day.day);
	return (zone_instant(s->zone, &day, &s->to) == ZONE_NO_DATE ? -1 : 0);
}

bool
scenario_hours(int from, int to, int hour)
{
	return (from <= to ? hour >= from && hour < to : hour >= from || hour < to);
}

double
scenario_rhythm(const struct scenario *s, int64_t at)
{
	int64_t hour = (at + 1000 * (int64_t)zone_offset(s->zone, at)) / 3600000;

	return (s->hours[hour % 24] * s->weekdays[date_weekday(hour / 24) - 1]);
}

void
scenario_free(struct scenario *s)
{
	if (s == NULL)
		return;
	for (size_t i = 0; i < s->nkept; i++)
		free(s->kept[i]);
	free(s->kept);
	free(s->pool.numbers);
	zone_free(s->zone);
	conf_free(s->conf);
	free(s);
}
