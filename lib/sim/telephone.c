/* telephone.c - the telephone side of a scenario; see read.h */
#include "base/mem.h"
#include "sim/read.h"

static int
read_calls(struct reading *r)
{
	static const char *const keys[] = { "two_phones", "retry", "repeat", "callback",
		"stray_per_day", "spam_per_day", "spam_blocked", "anonymous", NULL };
	const struct conf_node *map;
	struct scenario *s = r->s;

	s->calls.retry_after.mean = 600e3;
	s->calls.repeat_after.mean = 3 * 86400e3;
	s->calls.callback_after.mean = 1800e3;
	switch (read_map(r, r->root, "calls", keys, &map)) {
	case -1:
		return (-1);
	case 0:
		return (0);
	}
	if (read_share(r, map, "two_phones", &s->calls.two_phones) == -1 ||
	    read_again(r, map, "retry", &s->calls.retry_share, &s->calls.retry_after) == -1 ||
	    read_again(r, map, "repeat", &s->calls.repeat_share, &s->calls.repeat_after) == -1 ||
	    read_again(r, map, "callback", &s->calls.callback_share, &s->calls.callback_after) ==
		-1 ||
	    read_positive(r, map, "stray_per_day", &s->calls.stray_per_day) == -1 ||
	    read_positive(r, map, "spam_per_day", &s->calls.spam_per_day) == -1 ||
	    read_share(r, map, "spam_blocked", &s->calls.spam_blocked) == -1 ||
	    read_share(r, map, "anonymous", &s->calls.anonymous) == -1)
		return (-1);
	return (0);
}

static int
read_topics(struct reading *r)
{
	static const char *const keys[] = { "tag", "category", "weight", "talk", "deal", "amount",
		NULL };
	const struct conf_node *list;
	struct scenario *s = r->s;
	int n = read_list(r, r->root, "topics", &list);

	if (n == -1)
		return (-1);
	s->ntopics = n > 0 ? n : 1;
	s->topics = read_keep(s, mem_zero((size_t)s->ntopics, sizeof(*s->topics)));
	s->topic_weights = read_keep(s, mem_zero((size_t)s->ntopics, sizeof(double)));
	s->topics[0].talk = (struct spread){ 120e3, 0.9 };
	s->topic_weights[0] = 1;
	for (int i = 0; i < n; i++) {
		const struct conf_node *item = conf_item(list, (size_t)i);
		struct topic *t = &s->topics[i];

		t->talk = (struct spread){ 120e3, 0.9 };
		if (conf_map(r->c, item, keys) == -1 ||
		    read_weight(r, item, s->topic_weights, i) == -1 ||
		    read_quoted_of(r, item, "tag", &t->tag) == -1 ||
		    read_quoted_of(r, item, "category", &t->category) == -1 ||
		    read_spread(r, item, "talk", &t->talk) == -1 ||
		    read_share(r, item, "deal", &t->deal) == -1 ||
		    read_positive(r, item, "amount", &t->amount) == -1)
			return (-1);
	}
	if (s->topic_weights[s->ntopics - 1] <= 0)
		return (conf_error(r->c, list, "all weights are 0"));
	return (0);
}

static int
read_employees(struct reading *r, const struct conf_node *map)
{
	static const char *const keys[] = { "name", "department", "answers", "talk", "extension",
		NULL };
	const struct conf_node *list;
	struct scenario *s = r->s;
	int n = read_list(r, map, "employees", &list);

	if (n <= 0)
		return (n);
	s->company.employees = read_keep(s, mem_zero((size_t)n, sizeof(*s->company.employees)));
	s->company.nemployees = n;
	for (int i = 0; i < n; i++) {
		const struct conf_node *item = conf_item(list, (size_t)i);
		struct employee *e = &s->company.employees[i];

		*e = (struct employee){ .answers = 1, .talk = 1, .extension = 101 + i };
		if (conf_map(r->c, item, keys) == -1 ||
		    read_quoted_of(r, item, "name", &e->name) == -1 ||
		    read_quoted_of(r, item, "department", &e->department) == -1 ||
		    read_share(r, item, "answers", &e->answers) == -1 ||
		    read_positive(r, item, "talk", &e->talk) == -1 ||
		    read_int(r, item, "extension", 1, 999999, &e->extension) == -1)
			return (-1);
	}
	return (0);
}

static int
no_hour(const struct reading *r, const struct conf_node *map)
{
	return (conf_error(
	    r->c, map, "\"from\" and \"to\" are the same hour; all day is from 0 to 24"));
}

static int
read_shortages(struct reading *r, const struct conf_node *map)
{
	static const char *const keys[] = { "from", "to", "lines", NULL };
	const struct conf_node *list;
	struct scenario *s = r->s;
	int n = read_list(r, map, "shortage", &list);

	if (n <= 0)
		return (n);
	s->company.shortages = read_keep(s, mem_zero((size_t)n, sizeof(*s->company.shortages)));
	s->company.nshortages = n;
	for (int i = 0; i < n; i++) {
		const struct conf_node *item = conf_item(list, (size_t)i);
		struct shortage *h = &s->company.shortages[i];

		h->to = 24;
		if (conf_map(r->c, item, keys) == -1 ||
		    read_int(r, item, "from", 0, 24, &h->from) == -1 ||
		    read_int(r, item, "to", 0, 24, &h->to) == -1 ||
		    read_int(r, item, "lines", 0, 1000000, &h->lines) == -1)
			return (-1);
		if (h->from == h->to)
			return (no_hour(r, item));
	}
	return (0);
}

static int
read_company(struct reading *r)
{
	static const char *const keys[] = { "open", "lines", "queue", "shortage", "employees",
		"ring", "patience", "voicemail", "failure", NULL };
	static const char *const hours[] = { "from", "to", NULL };
	const struct conf_node *map, *open;
	struct scenario *s = r->s;

	s->company.open_to = 24;
	s->company.lines = s->company.queue = 1000000;
	s->company.ring = (struct spread){ 8e3, 0.5 };
	s->company.patience.mean = 90e3;
	switch (read_map(r, r->root, "company", keys, &map)) {
	case -1:
		return (-1);
	case 0:
		return (0);
	}
	if (read_map(r, map, "open", hours, &open) == -1 ||
	    read_int(r, map, "lines", 0, 1000000, &s->company.lines) == -1 ||
	    read_int(r, map, "queue", 0, 1000000, &s->company.queue) == -1 ||
	    read_shortages(r, map) == -1 || read_employees(r, map) == -1 ||
	    read_spread(r, map, "ring", &s->company.ring) == -1 ||
	    read_spread(r, map, "patience", &s->company.patience) == -1 ||
	    read_share(r, map, "voicemail", &s->company.voicemail) == -1 ||
	    read_share(r, map, "failure", &s->company.failure) == -1)
		return (-1);
	if (open != NULL && (read_int(r, open, "from", 0, 24, &s->company.open_from) == -1 ||
				read_int(r, open, "to", 0, 24, &s->company.open_to) == -1))
		return (-1);
	if (s->company.open_from == s->company.open_to)
		return (no_hour(r, open));
	return (0);
}

static int
read_errors(struct reading *r)
{
	static const char *const lost[] = { "sessions", "numbers", "calls", NULL };
	static const char *const skew[] = { "telephone", "jitter", NULL };
	const struct conf_node *map;
	struct scenario *s = r->s;

	if (read_map(r, r->root, "lost", lost, &map) == -1)
		return (-1);
	if (map != NULL && (read_share(r, map, "sessions", &s->lost.sessions) == -1 ||
			       read_share(r, map, "numbers", &s->lost.numbers) == -1 ||
			       read_share(r, map, "calls", &s->lost.calls) == -1))
		return (-1);
	if (read_map(r, r->root, "skew", skew, &map) == -1)
		return (-1);
	if (map != NULL) {
		double ahead = 0, jitter = 0; /* seconds, since a period is never negative */

		if (conf_number_of(r->c, map, "telephone", &ahead) == -1 ||
		    conf_number_of(r->c, map, "jitter", &jitter) == -1)
			return (-1);
		if (!(ahead >= -3600 && ahead <= 3600 && jitter >= 0 && jitter <= 3600))
			return (conf_error(r->c, map, "a clock is at most 3600 seconds off"));
		s->skew.telephone = (int64_t)(ahead * 1000);
		s->skew.jitter = (int64_t)(jitter * 1000);
	}
	return (0);
}

static int
read_stages(struct reading *r, const struct conf_node *list, int n)
{
	static const char *const keys[] = { "stage", "after", "share", NULL };
	struct scenario *s = r->s;

	s->deals.stages = read_keep(s, mem_zero((size_t)n + 1, sizeof(*s->deals.stages)));
	s->deals.nstages = n;
	for (int i = 0; i < n; i++) {
		const struct conf_node *item = conf_item(list, (size_t)i);
		struct stage *t = &s->deals.stages[i];

		*t = (struct stage){ .after = { 2 * 86400e3, 0 }, .share = 1 };
		if (conf_map(r->c, item, keys) == -1 ||
		    read_quoted_of(r, item, "stage", &t->name) == -1 ||
		    read_spread(r, item, "after", &t->after) == -1 ||
		    read_share(r, item, "share", &t->share) == -1)
			return (-1);
		if (t->name.n == 0)
			return (conf_error(r->c, item, "no \"stage\" here"));
	}
	return (0);
}

static int
read_deals(struct reading *r)
{
	static const char *const keys[] = { "stages", "reasons", "currency", NULL };
	const struct conf_node *map, *list;
	struct scenario *s = r->s;
	int n;

	s->deals.currency = SLICE("\"RUB\"");
	switch (read_map(r, r->root, "deals", keys, &map)) {
	case -1:
		return (-1);
	case 0:
		return (0);
	}
	if (read_quoted_of(r, map, "currency", &s->deals.currency) == -1 ||
	    (n = read_list(r, map, "stages", &list)) == -1 || read_stages(r, list, n) == -1 ||
	    (n = read_list(r, map, "reasons", &list)) == -1)
		return (-1);
	s->deals.reasons = read_keep(s, mem_zero((size_t)n + 1, sizeof(*s->deals.reasons)));
	s->deals.nreasons = n;
	for (int i = 0; i < n; i++) {
		struct slice text;

		if (conf_text(r->c, conf_item(list, (size_t)i), &text) == -1)
			return (-1);
		s->deals.reasons[i] = read_quoted(s, text);
	}
	return (0);
}

int
read_telephone(struct reading *r)
{
	if (read_calls(r) == -1 || read_topics(r) == -1 || read_company(r) == -1 ||
	    read_errors(r) == -1)
		return (-1);
	return (read_deals(r));
}
