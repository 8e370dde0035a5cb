/* mapping_parts.c - what mappings are made of: expressions, zones, takes, members, makers. */
#include "format/mapping_in.h"

#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"

const char *const traffic_names[] = { "source", "medium", "campaign", "content", "keyword",
	"channel_group", "gclid", "yclid", "fbclid", "referrer", "landing", "_source", "_medium",
	"_campaign", "_keyword", NULL };

struct expr *
mapping_expr(struct mapping *m, const struct conf_node *map, const char *key, bool *failed)
{
	const struct conf_node *node = conf_member(map, key);
	struct expr *expr;

	if (node == NULL)
		return (NULL);
	if ((expr = expr_compile(m->conf, node, NULL)) == NULL)
		*failed = true;
	return (expr);
}

int
mapping_zone(struct mapping *m, const struct conf_node *map, struct zone **zone)
{
	struct slice name;
	int got = conf_text_of(m->conf, map, "zone", &name);

	if (got != 0)
		return (got == 1 ? 0 : -1);
	if ((*zone = zone_load(name.p)) == NULL)
		return (conf_error(
		    m->conf, conf_member(map, "zone"), "unknown time zone \"%s\"", name.p));
	return (0);
}

/* A path into a record: a.b[0].c[] */
static int
load_path(struct mapping *m, const struct conf_node *node, struct source *s)
{
	const char *p = s->name.p, *end = p + s->name.n;
	size_t n;

	while (p < end) {
		struct step step = { STEP_NAME, { p, 0 }, { NULL, 0 }, 0 };

		if (*p == '[') {
			step.kind = p[1] == ']' ? STEP_EACH : STEP_INDEX;
			for (p++; *p >= '0' && *p <= '9' && step.index < 1000000; p++)
				step.index = step.index * 10 + (size_t)(*p - '0');
			if (*p != ']' && p[-1] == '[' && (n = strcspn(p, "=]")) > 0 &&
			    p[n] == '=') {
				step.kind = STEP_WHERE;
				step.name = (struct slice){ p, n };
				p += n + 1;
				step.value = (struct slice){ p, strcspn(p, "]") };
				p += step.value.n;
			}
			if (*p++ != ']')
				return (conf_error(
				    m->conf, node, "a path is like a.b[0].c[].d[key=x].e"));
			s->each |= step.kind == STEP_EACH;
		} else {
			step.name.n = strcspn(p, ".[");
			p += step.name.n;
		}
		s->steps = mem_resize(s->steps, s->nsteps + 1, sizeof(*s->steps));
		s->steps[s->nsteps++] = step;
		if (*p == '.')
			p++;
	}
	if (s->nsteps == 0 || s->steps[0].kind != STEP_NAME)
		return (conf_error(m->conf, node, "a path begins with a member's name"));
	s->key = key_slice(s->steps[0].name);
	return (0);
}

static int
load_source(struct mapping *m, const struct conf_node *node, size_t *index)
{
	struct source *s;
	struct slice name;
	size_t i;

	if (conf_text(m->conf, node, &name) == -1)
		return (-1);
	for (i = 0; i < m->nsources; i++)
		if (slice_eq(m->sources[i].name, name)) {
			*index = i;
			return (0);
		}
	m->sources = mem_resize(m->sources, m->nsources + 1, sizeof(*m->sources));
	s = &m->sources[m->nsources];
	*s = (struct source){ .name = name };
	*index = m->nsources++;
	return (m->container == CONTAINER_CSV ? 0 : load_path(m, node, s));
}

static int
load_from(struct mapping *m, const struct conf_node *node, struct take *take)
{
	size_t i;

	take->kind = TAKE_FROM;
	take->nsources = node->kind == CONF_LIST ? node->n : 1;
	take->sources = mem_zero(take->nsources + 1, sizeof(*take->sources));
	if (node->kind != CONF_LIST)
		return (load_source(m, node, &take->sources[0]));
	for (i = 0; i < node->n; i++)
		if (load_source(m, conf_item(node, i), &take->sources[i]) == -1)
			return (-1);
	return (0);
}

static int
load_constant(struct mapping *m, const struct conf_node *node, struct take *take)
{
	struct buf b = { 0 };

	take->kind = TAKE_CONST;
	if (conf_json(m->conf, node, &b) == -1) {
		buf_free(&b);
		return (-1);
	}
	take->constant = buf_view(&b);
	return (0);
}

static int
unknown_table(const struct mapping *m, const struct conf_node *node, struct slice name)
{
	const char **names = mem_zero(m->ntables + 1, sizeof(*names));
	size_t i;

	for (i = 0; i < m->ntables; i++)
		names[i] = m->tables[i]->name;
	conf_unknown(m->conf, node, "table", name, names);
	free(names);
	return (-1);
}

/* map: reasons, or reasons.status. */
static int
load_map(struct mapping *m, const struct conf_node *node, struct take *take)
{
	struct slice text;
	const char *dot;
	size_t i, n;

	if (conf_text(m->conf, node, &text) == -1)
		return (-1);
	dot = memchr(text.p, '.', text.n);
	n = dot == NULL ? text.n : (size_t)(dot - text.p);
	for (i = 0; i < m->ntables; i++)
		if (strlen(m->tables[i]->name) == n && memcmp(m->tables[i]->name, text.p, n) == 0)
			take->table = m->tables[i];
	if (take->table == NULL)
		return (unknown_table(m, node, (struct slice){ text.p, n }));
	if (dot == NULL) {
		if (take->table->ncolumns > 0)
			return (conf_error(m->conf, node, "which member of a row? \"%s.%s\"",
			    text.p, take->table->columns[0]));
		return (0);
	}
	for (i = 0; i < take->table->ncolumns; i++)
		if (strcmp(take->table->columns[i], dot + 1) == 0) {
			take->pick = i;
			return (0);
		}
	return (conf_error(
	    m->conf, node, "no row of the table \"%s\" has \"%s\"", take->table->name, dot + 1));
}

static int
load_take(struct mapping *m, const struct conf_node *node, struct take *take)
{
	static const char *const keys[] = { "from", "const", "jq", "when", "as", "time", "zone",
		"split", "cut", "join", "minus", "map", NULL };
	static const char *const kinds[] = { "text", "number", "seconds", "milliseconds", "micros",
		"time", "end", "phone", "bool", "list", "set", "count", "json", "lower", "words",
		"channel", NULL };
	const struct conf_node *from, *constant, *jq, *minus, *map;
	int as = AS_TEXT, form = MOMENT_ISO, got;
	bool failed = false;

	if (node->kind == CONF_SCALAR)
		return (load_from(m, node, take));
	if (conf_map(m->conf, node, keys) == -1)
		return (-1);
	from = conf_member(node, "from");
	constant = conf_member(node, "const");
	jq = conf_member(node, "jq");
	minus = conf_member(node, "minus");
	map = conf_member(node, "map");
	if ((from != NULL) + (constant != NULL) + (jq != NULL) != 1)
		return (
		    conf_error(m->conf, node, "one of \"from\", \"const\" and \"jq\" is needed"));
	take->kind = TAKE_JQ;
	if ((from != NULL && load_from(m, from, take) == -1) ||
	    (constant != NULL && load_constant(m, constant, take) == -1))
		return (-1);
	take->when = mapping_expr(m, node, "when", &failed);
	take->jq = mapping_expr(m, node, "jq", &failed);
	if (failed || conf_choice_of(m->conf, node, "as", kinds, &as) == -1 ||
	    (got = conf_choice_of(m->conf, node, "time", moment_forms, &form)) == -1 ||
	    mapping_zone(m, node, &take->zone) == -1 ||
	    conf_text_of(m->conf, node, "split", &take->split) == -1 ||
	    conf_text_of(m->conf, node, "cut", &take->cut) == -1)
		return (-1);
	take->as = (enum as)(got == 0 ? AS_TIME : as);
	take->form = (enum moment_form)form;
	if ((got = conf_text_of(m->conf, node, "join", &take->join)) == -1)
		return (-1);
	take->joins = got == 0;
	if (minus != NULL) {
		take->subtracts = true;
		if (take->as != AS_SECONDS)
			return (conf_error(m->conf, minus, "\"minus\" goes with as: seconds"));
		if (load_source(m, minus, &take->minus) == -1)
			return (-1);
	}
	return (map == NULL ? 0 : load_map(m, map, take));
}

static int
load_member(struct mapping *m, const struct conf_node *name, const struct conf_node *node,
    struct part *member)
{
	struct buf b = { 0 };
	size_t i;

	member->name = mem_str(name->text.p);
	member->hidden = name->text.p[0] == '_';
	buf_char(&b, ',');
	json_quote(&b, name->text);
	buf_char(&b, ':');
	member->quoted = buf_view(&b);
	b = (struct buf){ 0 };
	buf_printf(&b, ",\"%s_raw\":", name->text.p);
	member->raw = buf_view(&b);
	if (node == NULL)
		return (0);
	member->ntakes = node->kind == CONF_LIST ? node->n : 1;
	member->takes = mem_zero(member->ntakes + 1, sizeof(*member->takes));
	member->simple = true;
	for (i = 0; i < member->ntakes; i++) {
		if (load_take(m, node->kind == CONF_LIST ? conf_item(node, i) : node,
			&member->takes[i]) == -1)
			return (-1);
		if (strcmp(member->name, "ts") == 0 && member->takes[i].as == AS_TEXT)
			member->takes[i].as = AS_TIME;
		m->needs_phones |= member->takes[i].as == AS_PHONE;
		if (member->takes[i].when != NULL || member->takes[i].jq != NULL)
			member->simple = false;
	}
	return (0);
}

static size_t
find_member(const struct maker *maker, const char *name)
{
	size_t i;

	for (i = 0; i < maker->nmembers; i++)
		if (strcmp(maker->members[i].name, name) == 0)
			return (i);
	return (SIZE_MAX);
}

/* The members that the traffic source may give are there, even if the file names none. */
static int
load_traffic(struct mapping *m, const struct conf_node *map, struct maker *maker)
{
	static const char *const kinds[] = { "visit", "given", NULL };
	struct conf_node name = { .kind = CONF_SCALAR };
	int kind = 0, got, i;
	size_t at;

	if ((got = conf_choice_of(m->conf, map, "traffic", kinds, &kind)) != 0)
		return (got == 1 ? 0 : -1);
	maker->traffic = true;
	maker->direct = kind == 0;
	m->needs_channels = true;
	for (i = 0; i < NTRAFFIC; i++) {
		if ((at = find_member(maker, traffic_names[i])) == SIZE_MAX &&
		    i <= TRAFFIC_FBCLID) {
			name.text = slice_of(traffic_names[i]);
			at = maker->nmembers++;
			if (load_member(m, &name, NULL, &maker->members[at]) == -1)
				return (-1);
		}
		maker->part[i] = at;
	}
	return (0);
}

static int
load_fold(struct mapping *m, const struct conf_node *map, struct maker *maker)
{
	static const char *const keys[] = { "key", "within", "rank", "order", "rules", NULL };
	static const char *const rules[] = { "first", "last", "best", "sum", "max", "min", "count",
		"wait", NULL };
	const struct conf_node *fold = conf_member(map, "fold"), *list, *node;
	struct slice text;
	size_t i, at;
	int got, rule;

	if (fold == NULL)
		return (0);
	if (conf_map(m->conf, fold, keys) == -1)
		return (-1);
	if ((node = conf_member(fold, "key")) == NULL)
		return (conf_error(m->conf, fold, "no \"key\" that the rows of one event share"));
	maker->folds = true;
	maker->fold_within = 3600 * 1000;
	maker->fold_key = mem_zero(1, sizeof(*maker->fold_key));
	maker->fold_rank = SIZE_MAX;
	maker->rules = mem_zero(maker->nmembers + 1, sizeof(*maker->rules));
	if (load_take(m, node, maker->fold_key) == -1 ||
	    conf_period_of(m->conf, fold, "within", &maker->fold_within) == -1 ||
	    (got = conf_text_of(m->conf, fold, "rank", &text)) == -1)
		return (-1);
	if (got == 0 && (maker->fold_rank = find_member(maker, text.p)) == SIZE_MAX)
		return (conf_error(
		    m->conf, conf_member(fold, "rank"), "no member \"%s\" above", text.p));
	if ((list = conf_member(fold, "order")) != NULL) {
		if (conf_list(m->conf, list) == -1)
			return (-1);
		maker->ranks = mem_zero(list->n + 1, sizeof(*maker->ranks));
		for (i = 0; i < list->n; i++) {
			struct buf b = { 0 };

			if (conf_json(m->conf, conf_item(list, i), &b) == -1)
				return (-1);
			maker->ranks[maker->nranks++] = buf_view(&b);
		}
	}
	if ((node = conf_member(fold, "rules")) == NULL)
		return (0);
	if (node->kind != CONF_MAP)
		return (conf_error(m->conf, node, "\"rules\" is a mapping from members to rules"));
	for (i = 0; i < node->n; i++) {
		if ((at = find_member(maker, conf_key(node, i)->text.p)) == SIZE_MAX)
			return (conf_error(m->conf, conf_key(node, i), "no member \"%s\" above",
			    conf_key(node, i)->text.p));
		if (conf_choice(m->conf, conf_value(node, i), rules, &rule) == -1)
			return (-1);
		maker->rules[at] = (enum fold_rule)rule;
	}
	return (0);
}

int
mapping_maker(struct mapping *m, const struct conf_node *map, struct maker *maker)
{
	static const char *const keys[] = { "type", "when", "members", "traffic", "fold", NULL };
	const struct conf_node id = { .kind = CONF_SCALAR, .text = SLICE("id") };
	const struct conf_node *members;
	struct buf b = { 0 };
	bool failed = false;
	size_t i;

	if (conf_map(m->conf, map, keys) == -1)
		return (-1);
	if (conf_text_of(m->conf, map, "type", &maker->type) != 0)
		return (conf_error(m->conf, map, "no \"type\" of event"));
	buf_str(&b, "\",\"type\":");
	json_quote(&b, maker->type);
	buf_str(&b, ",\"id\":");
	maker->begin = buf_view(&b);
	maker->when = mapping_expr(m, map, "when", &failed);
	if (failed)
		return (-1);
	if ((members = conf_member(map, "members")) == NULL || members->kind != CONF_MAP)
		return (conf_error(m->conf, map, "no \"members\": a mapping from names to places"));
	maker->members = mem_zero(members->n + NTRAFFIC + 1, sizeof(*maker->members));
	for (i = 0; i < members->n; i++) {
		maker->nmembers++;
		if (load_member(
			m, conf_key(members, i), conf_value(members, i), &maker->members[i]) == -1)
			return (-1);
	}
	if ((maker->id = find_member(maker, "id")) == SIZE_MAX) {
		maker->id = maker->nmembers++;
		if (load_member(m, &id, NULL, &maker->members[maker->id]) == -1)
			return (-1);
	}
	if (load_traffic(m, map, maker) == -1 || load_fold(m, map, maker) == -1)
		return (-1);
	maker->ts = find_member(maker, "ts");
	if (maker->ts == SIZE_MAX)
		return (conf_error(m->conf, members, "no member \"ts\": when the event was"));
	return (0);
}

int
mapping_with(struct mapping *m, const struct conf_node *map)
{
	size_t i;

	if (map->kind != CONF_MAP)
		return (conf_error(m->conf, map, "\"with\" is a mapping from names to places"));
	m->with = mem_zero(map->n + 1, sizeof(*m->with));
	for (i = 0; i < map->n; i++) {
		m->nwith++;
		if (load_member(m, conf_key(map, i), conf_value(map, i), &m->with[i]) == -1)
			return (-1);
	}
	return (0);
}

static void
take_free(struct take *take)
{
	expr_free(take->when);
	expr_free(take->jq);
	zone_free(take->zone);
	free(take->sources);
	free((void *)(uintptr_t)take->constant.p);
}

void
mapping_part_free(struct part *part)
{
	size_t i;

	for (i = 0; i < part->ntakes; i++)
		take_free(&part->takes[i]);
	free(part->takes);
	free(part->name);
	free((void *)(uintptr_t)part->quoted.p);
	free((void *)(uintptr_t)part->raw.p);
}

void
mapping_maker_free(struct maker *maker)
{
	size_t i;

	for (i = 0; i < maker->nmembers; i++)
		mapping_part_free(&maker->members[i]);
	for (i = 0; i < maker->nranks; i++)
		free((void *)(uintptr_t)maker->ranks[i].p);
	if (maker->fold_key != NULL)
		take_free(maker->fold_key);
	free(maker->fold_key);
	free(maker->ranks);
	free(maker->rules);
	free(maker->members);
	free((void *)(uintptr_t)maker->begin.p);
	expr_free(maker->when);
}
