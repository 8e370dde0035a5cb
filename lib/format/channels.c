#include "format/channels.h"

#include <fnmatch.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/share.h"
#include "base/table.h"
#include "format/text.h"

enum kind { KIND_SEARCH, KIND_SOCIAL, KIND_VIDEO, KIND_SHOPPING, KIND_MAIL, NKINDS };
static const char *const kinds[] = { "search", "social", "video", "shopping", "mail", NULL };

struct site {
	struct slice source;
	enum kind kind;
};

struct click_id {
	struct slice param, source, medium;
	int part; /* the member it fills, or -1 */
};

struct patterns {
	struct slice *p;
	size_t n;
};

struct group {
	struct slice name;
	int kind; /* of the site, or -1 */
	struct patterns source, medium, campaign;
};

struct channels {
	struct conf *conf;
	struct table *sites; /* host, host.*, or word -> struct site */
	struct table *ignore;
	struct click_id *click_ids;
	size_t nclick_ids;
	struct group *groups;
	size_t ngroups;
	struct table *known; /* source, medium, campaign -> group */
};

enum { KNOWN_MAX = 1 << 14 };

static int
load_sites(struct channels *c, const struct conf_node *map, enum kind kind)
{
	const struct conf_node *names;
	struct site *site;
	size_t i, j;

	for (i = 0; map != NULL && i < map->n; i++) {
		names = conf_value(map, i);
		site = table_put(c->sites, conf_key(map, i)->text, NULL);
		*site = (struct site){ conf_key(map, i)->text, kind };
		if (conf_list(c->conf, names) == -1)
			return (-1);
		for (j = 0; j < names->n; j++) {
			site = table_put(c->sites, conf_item(names, j)->text, NULL);
			*site = (struct site){ conf_key(map, i)->text, kind };
		}
	}
	return (0);
}

static int
load_click_ids(struct channels *c, const struct conf_node *list)
{
	static const char *const keys[] = { "param", "source", "medium", NULL };
	const struct conf_node *item;
	struct click_id *id;
	size_t i;
	int part;

	if (list == NULL)
		return (0);
	if (conf_list(c->conf, list) == -1)
		return (-1);
	c->click_ids = mem_zero(list->n + 1, sizeof(*c->click_ids));
	for (i = 0; i < list->n; i++) {
		item = conf_item(list, i);
		id = &c->click_ids[c->nclick_ids++];
		if (conf_map(c->conf, item, keys) == -1)
			return (-1);
		if (conf_text_of(c->conf, item, "param", &id->param) != 0 ||
		    conf_text_of(c->conf, item, "source", &id->source) != 0 ||
		    conf_text_of(c->conf, item, "medium", &id->medium) != 0)
			return (conf_error(
			    c->conf, item, "a click id has \"param\", \"source\" and \"medium\""));
		id->part = -1;
		for (part = TRAFFIC_GCLID; part <= TRAFFIC_FBCLID; part++)
			if (slice_is(id->param, traffic_names[part]))
				id->part = part;
	}
	return (0);
}

static int
load_patterns(
    struct channels *c, const struct conf_node *map, const char *key, struct patterns *out)
{
	const struct conf_node *list = conf_member(map, key);
	size_t i;

	if (list == NULL)
		return (0);
	if (conf_list(c->conf, list) == -1)
		return (-1);
	out->p = mem_zero(list->n + 1, sizeof(*out->p));
	for (i = 0; i < list->n; i++)
		if (conf_text(c->conf, conf_item(list, i), &out->p[out->n++]) == -1)
			return (-1);
	return (0);
}

static int
load_groups(struct channels *c, const struct conf_node *list)
{
	static const char *const keys[] = { "group", "site", "source", "medium", "campaign", NULL };
	const struct conf_node *item;
	struct group *g;
	size_t i;

	if (list == NULL)
		return (0);
	if (conf_list(c->conf, list) == -1)
		return (-1);
	c->groups = mem_zero(list->n + 1, sizeof(*c->groups));
	for (i = 0; i < list->n; i++) {
		item = conf_item(list, i);
		g = &c->groups[c->ngroups++];
		g->kind = -1;
		if (conf_map(c->conf, item, keys) == -1 ||
		    conf_text_of(c->conf, item, "group", &g->name) == -1 ||
		    conf_choice_of(c->conf, item, "site", kinds, &g->kind) == -1 ||
		    load_patterns(c, item, "source", &g->source) == -1 ||
		    load_patterns(c, item, "medium", &g->medium) == -1 ||
		    load_patterns(c, item, "campaign", &g->campaign) == -1)
			return (-1);
	}
	return (0);
}

struct channels *
channels_load(void)
{
	static const char *const keys[] = { "click_ids", "search", "social", "video", "shopping",
		"mail", "ignore", "groups", NULL };
	struct channels *c = mem_zero(1, sizeof(*c));
	const struct conf_node *root, *ignore;
	char *path = share_path("", "channels", ".yaml");
	size_t i;
	int kind;

	c->sites = table_new(sizeof(struct site));
	c->ignore = table_new(1);
	c->known = table_new(sizeof(struct slice));
	c->conf = conf_load(path);
	free(path);
	if (c->conf == NULL)
		goto fail;
	root = conf_root(c->conf);
	if (conf_map(c->conf, root, keys) == -1 ||
	    load_click_ids(c, conf_member(root, "click_ids")) == -1 ||
	    load_groups(c, conf_member(root, "groups")) == -1)
		goto fail;
	for (kind = 0; kind < NKINDS; kind++)
		if (load_sites(c, conf_member(root, kinds[kind]), (enum kind)kind) == -1)
			goto fail;
	if ((ignore = conf_member(root, "ignore")) != NULL && conf_list(c->conf, ignore) == -1)
		goto fail;
	for (i = 0; ignore != NULL && i < ignore->n; i++)
		table_put(c->ignore, conf_item(ignore, i)->text, NULL);
	return (c);
fail:
	channels_free(c);
	return (NULL);
}

void
channels_free(struct channels *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->ngroups; i++) {
		free(c->groups[i].source.p);
		free(c->groups[i].medium.p);
		free(c->groups[i].campaign.p);
	}
	free(c->groups);
	free(c->click_ids);
	table_free(c->sites);
	table_free(c->ignore);
	table_free(c->known);
	conf_free(c->conf);
	free(c);
}

/* The host of a URL, without port, user and "www."; an app's "android-app://com.x" too. */
static struct slice
host_of(struct slice url)
{
	const char *p = url.p, *end, *mark;
	struct slice host;
	size_t i;

	if (url.n == 0)
		return (url);
	end = p + url.n;
	if ((mark = memmem(p, (size_t)(end - p), "://", 3)) != NULL)
		p = mark + 3;
	else if (url.n > 2 && memcmp(p, "//", 2) == 0)
		p += 2;
	host = (struct slice){ p, (size_t)(end - p) };
	for (i = 0; i < host.n; i++)
		if (strchr("/?#:", host.p[i]) != NULL)
			host.n = i;
		else if (host.p[i] == '@') {
			host.p += i + 1;
			host.n -= i + 1;
			i = (size_t)-1;
		}
	if (host.n > 4 && strncasecmp(host.p, "www.", 4) == 0)
		host.p += 4, host.n -= 4;
	return (host);
}

/* The site of a host: itself or one it is part of; "google.*" stands for any last labels. */
static const struct site *
site_of_host(struct channels *c, struct slice host)
{
	char any[80];
	const struct site *site;
	const char *dot;

	for (;;) {
		if ((site = table_get(c->sites, host)) != NULL)
			return (site);
		if ((dot = memchr(host.p, '.', host.n)) == NULL)
			return (NULL);
		if ((size_t)(dot - host.p) < sizeof(any) - 2) {
			size_t n = (size_t)(dot - host.p);

			memcpy(any, host.p, n);
			memcpy(any + n, ".*", 2);
			if ((site = table_get(c->sites, (struct slice){ any, n + 2 })) != NULL)
				return (site);
		}
		host.n -= (size_t)(dot + 1 - host.p);
		host.p = dot + 1;
	}
}

/* The value of a parameter in a URL's query, as it stands there. */
static struct slice
query(struct slice url, struct slice param)
{
	const char *p, *end, *hash, *stop;

	if (url.n == 0 || (p = memchr(url.p, '?', url.n)) == NULL)
		return ((struct slice){ NULL, 0 });
	end = url.p + url.n;
	if ((hash = memchr(p, '#', (size_t)(end - p))) != NULL)
		end = hash;
	for (p++; p < end; p = stop + 1) {
		if ((stop = memchr(p, '&', (size_t)(end - p))) == NULL)
			stop = end;
		if ((size_t)(stop - p) > param.n && p[param.n] == '=' &&
		    memcmp(p, param.p, param.n) == 0)
			return (
			    (struct slice){ p + param.n + 1, (size_t)(stop - p) - param.n - 1 });
	}
	return ((struct slice){ NULL, 0 });
}

/* A made text; the buf has room for all of them, so that slices stay good. */
static struct slice
made(struct traffic *t, size_t from)
{
	return ((struct slice){ t->buf.p + from, t->buf.n - from });
}

static void
lower_part(struct traffic *t, int part)
{
	size_t from = t->buf.n, i;
	struct slice s = t->part[part];

	for (i = 0; i < s.n; i++)
		if ((s.p[i] >= 'A' && s.p[i] <= 'Z') || (unsigned char)s.p[i] >= 0x80)
			break;
	if (i == s.n)
		return;
	text_lower(&t->buf, s);
	t->part[part] = made(t, from);
}

static void
from_landing(struct channels *c, struct traffic *t, const struct click_id **click)
{
	static const char *const utm[] = { "utm_source", "utm_medium", "utm_campaign",
		"utm_content", "utm_term" };
	struct slice landing = t->part[TRAFFIC_LANDING], value;
	bool given = t->part[TRAFFIC_SOURCE].n > 0 || t->part[TRAFFIC_MEDIUM].n > 0;
	size_t from, i;

	for (i = 0; i < 5 && !given; i++)
		if ((value = query(landing, slice_of(utm[i]))).n > 0 && t->part[i].n == 0) {
			from = t->buf.n;
			text_unescape_url(&t->buf, value, true);
			t->part[i] = text_trim(made(t, from));
		}
	for (i = 0; i < c->nclick_ids; i++) {
		const struct click_id *id = &c->click_ids[i];

		value = query(landing, id->param);
		if (id->part >= 0) {
			if (t->part[id->part].n == 0 && value.n > 0) {
				from = t->buf.n;
				text_unescape_url(&t->buf, value, true);
				t->part[id->part] = made(t, from);
			}
			value = t->part[id->part];
		}
		if (value.n > 0 && *click == NULL)
			*click = id;
	}
}

static void
from_referrer(struct channels *c, struct traffic *t)
{
	struct slice host = host_of(t->part[TRAFFIC_REFERRER]);
	struct slice own = host_of(t->part[TRAFFIC_LANDING]);
	const struct site *site;
	size_t from = t->buf.n;

	if (host.n == 0 || memchr(host.p, '.', host.n) == NULL)
		return;
	text_lower(&t->buf, host);
	host = made(t, from);
	if (own.n == host.n && strncasecmp(own.p, host.p, own.n) == 0)
		return; /* from page to page of the site */
	if (table_get(c->ignore, host) != NULL)
		return;
	site = site_of_host(c, host);
	t->part[TRAFFIC_SOURCE] = site != NULL ? site->source : host;
	if (t->part[TRAFFIC_MEDIUM].n > 0)
		return;
	t->part[TRAFFIC_MEDIUM] = site != NULL && site->kind == KIND_SEARCH ? SLICE("organic")
				  : site != NULL && site->kind == KIND_MAIL ? SLICE("email")
									    : SLICE("referral");
}

static bool
matches(const struct patterns *patterns, const char *text)
{
	size_t i;

	if (patterns->n == 0)
		return (true);
	for (i = 0; i < patterns->n; i++)
		if (fnmatch(patterns->p[i].p, text, 0) == 0)
			return (true);
	return (false);
}

static struct slice
find_group(struct channels *c, struct traffic *t)
{
	struct slice key, *known;
	const struct site *site;
	const char *source, *medium, *campaign;
	size_t from = t->buf.n, i;
	bool isnew;

	/* One key, each text ending with a NUL: what fnmatch(3) wants too. */
	buf_slice(&t->buf, t->part[TRAFFIC_SOURCE]);
	buf_char(&t->buf, '\0');
	if (t->part[TRAFFIC_MEDIUM].n > 0)
		buf_slice(&t->buf, t->part[TRAFFIC_MEDIUM]);
	else
		buf_str(&t->buf, "(not set)");
	buf_char(&t->buf, '\0');
	text_lower(&t->buf, t->part[TRAFFIC_CAMPAIGN]);
	buf_char(&t->buf, '\0');
	key = made(t, from);
	if (table_count(c->known) >= KNOWN_MAX) {
		table_free(c->known);
		c->known = table_new(sizeof(struct slice));
	}
	known = table_put(c->known, key, &isnew);
	if (!isnew)
		return (*known);
	source = key.p;
	medium = source + strlen(source) + 1;
	campaign = medium + strlen(medium) + 1;
	if ((site = table_get(c->sites, slice_of(source))) == NULL)
		site = site_of_host(c, slice_of(source));
	*known = SLICE("Unassigned");
	for (i = 0; i < c->ngroups; i++) {
		const struct group *g = &c->groups[i];

		if ((g->kind >= 0 && (site == NULL || (int)site->kind != g->kind)) ||
		    !matches(&g->source, source) || !matches(&g->medium, medium) ||
		    !matches(&g->campaign, campaign))
			continue;
		*known = g->name;
		break;
	}
	return (*known);
}

void
channels_derive(struct channels *c, struct traffic *t, bool direct)
{
	static const int hints[4][2] = { { TRAFFIC_HINT_SOURCE, TRAFFIC_SOURCE },
		{ TRAFFIC_HINT_MEDIUM, TRAFFIC_MEDIUM },
		{ TRAFFIC_HINT_CAMPAIGN, TRAFFIC_CAMPAIGN },
		{ TRAFFIC_HINT_KEYWORD, TRAFFIC_KEYWORD } };
	const struct click_id *click = NULL;
	size_t room = 1024, i;
	bool utm;

	for (i = 0; i < NTRAFFIC; i++)
		room += 3 * t->part[i].n;
	t->buf.n = 0;
	buf_room(&t->buf, room + 3 * t->part[TRAFFIC_LANDING].n);

	from_landing(c, t, &click);
	utm = t->part[TRAFFIC_SOURCE].n > 0 || t->part[TRAFFIC_MEDIUM].n > 0;
	if (click != NULL) {
		if (t->part[TRAFFIC_SOURCE].n == 0)
			t->part[TRAFFIC_SOURCE] = click->source;
		if (t->part[TRAFFIC_MEDIUM].n == 0)
			t->part[TRAFFIC_MEDIUM] = click->medium;
	}
	/* What the export says itself of an untagged visit; of a tagged one only the medium. */
	for (i = 0; i < 4; i++)
		if (t->part[hints[i][1]].n == 0 && (!utm || i > 0))
			t->part[hints[i][1]] = t->part[hints[i][0]];
	if (t->part[TRAFFIC_SOURCE].n == 0 && !utm)
		from_referrer(c, t);
	if (direct && t->part[TRAFFIC_SOURCE].n == 0 && t->part[TRAFFIC_MEDIUM].n == 0) {
		t->part[TRAFFIC_SOURCE] = SLICE("(direct)");
		t->part[TRAFFIC_MEDIUM] = SLICE("(none)");
	}
	lower_part(t, TRAFFIC_SOURCE);
	lower_part(t, TRAFFIC_MEDIUM);
	if (t->part[TRAFFIC_SOURCE].n > 0 || t->part[TRAFFIC_MEDIUM].n > 0)
		t->part[TRAFFIC_GROUP] = find_group(c, t);
}
