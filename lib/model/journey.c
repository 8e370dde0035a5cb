/* journey.c - paths of channels out of events.  See journey.h. */
#include "model/journey.h"

#include <err.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "event/json.h"
#include "event/value.h"

struct path {
	uint32_t *channels;
	size_t n, cap;
};

struct journeys {
	struct model *model;
	char *by;
	struct slice *names;
	size_t nnames, namecap;
	struct terms *terms;
	struct term *where, *conversion, *value;
	struct table *open; /* visitor to struct path; NULL: visits do not matter */
	struct path path;   /* of the record at hand */
	struct buf key, text;
	uint64_t paths;
};

/* Does the output have a member of that name without being told? */
static bool
is_taken(struct slice name)
{
	static const char *const ours[] = { "paths", "conversions", "removal", "total" };
	const char *rule;
	size_t i;

	for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (slice_is(name, ours[i]))
			return (true);
	for (i = 0; (rule = model_rule_name(i)) != NULL; i++)
		if (slice_is(name, rule))
			return (true);
	return (false);
}

static int
read_names(struct journeys *j, const char *by)
{
	char *p, *end;
	size_t i;

	j->by = mem_str(by);
	for (p = j->by;; p = end + 1) {
		end = p + strcspn(p, ",");
		j->names = mem_grow(j->names, &j->namecap, j->nnames + 1, sizeof(*j->names));
		j->names[j->nnames] = (struct slice){ p, (size_t)(end - p) };
		if (end == p || memchr(p, ' ', (size_t)(end - p)) != NULL) {
			warnx("--by: \"%s\" is no list of members such as source,medium", by);
			return (-1);
		}
		for (i = 0; i < j->nnames && !slice_eq(j->names[i], j->names[j->nnames]); i++)
			;
		if (i < j->nnames || is_taken(j->names[i])) {
			warnx("--by: there is a key \"%.*s\" already", (int)(end - p), p);
			return (-1);
		}
		j->nnames++;
		if (*end == '\0')
			return (0);
	}
}

/* A term of the command line; false if it does not compile. */
static bool
read_term(struct journeys *j, const char *option, const char *text, struct term **out)
{
	struct origin o = { .name = option };

	if (text == NULL)
		return (true);
	return ((*out = terms_add(j->terms, &o, slice_of(option), slice_of(text))) != NULL);
}

struct journeys *
journeys_new(const struct journey_wishes *w, struct model *model)
{
	struct journeys *j = mem_zero(1, sizeof(*j));

	j->model = model;
	j->terms = terms_new(true);
	if (w->visits)
		j->open = table_new(sizeof(struct path));
	if (read_names(j, w->by) == -1 || !read_term(j, "--where", w->where, &j->where) ||
	    !read_term(j, "--conversion", w->conversion, &j->conversion) ||
	    !read_term(j, "--value", w->value, &j->value)) {
		journeys_free(j);
		return (NULL);
	}
	return (j);
}

void
journeys_free(struct journeys *j)
{
	struct path *p = NULL;

	if (j == NULL)
		return;
	while (j->open != NULL && (p = table_next(j->open, p)) != NULL)
		free(p->channels);
	table_free(j->open);
	terms_free(j->terms);
	free(j->path.channels);
	buf_free(&j->key);
	buf_free(&j->text);
	free(j->names);
	free(j->by);
	free(j);
}

size_t
journeys_names(const struct journeys *j, const struct slice **names)
{
	*names = j->names;
	return (j->nnames);
}

uint64_t
journeys_paths(const struct journeys *j)
{
	return (j->paths);
}

uint64_t
journeys_refused(const struct journeys *j)
{
	return (terms_refused(j->terms));
}

/* The last member of that name, .n = 0 if there is none. */
static struct slice
member(struct slice object, struct slice want)
{
	struct slice name, value, found = { 0 };
	size_t at = 0;

	while (json_each(object, &at, &name, &value))
		if (name.n == want.n + 2 && memcmp(name.p + 1, want.p, want.n) == 0)
			found = value;
	return (found);
}

/* Put the channel that a touch or a session names at the path's end. */
static void
add_channel(struct journeys *j, struct path *p, struct slice object)
{
	struct slice value;
	size_t i;

	j->key.n = 0;
	for (i = 0; i < j->nnames; i++) {
		buf_char(&j->key, i == 0 ? '[' : ',');
		value = member(object, j->names[i]);
		value_canon(&j->key, value.n == 0 ? SLICE("null") : value);
	}
	buf_char(&j->key, ']');
	p->channels = mem_grow(p->channels, &p->cap, p->n + 1, sizeof(*p->channels));
	p->channels[p->n++] = model_channel(j->model, buf_view(&j->key));
}

/* A visitor's path, made if it is not there; who is not known is told apart by id. */
static struct slice
visitor(struct event *e)
{
	struct slice v = event_get(e, "visitor_id");

	return (v.n > 0 ? v : event_get(e, "id"));
}

static int
take_touches(struct journeys *j, struct event *e, struct slice touches)
{
	decimal value = DECIMAL_ONE;
	struct slice item;
	struct path *open;
	size_t at = 0;
	bool converted;

	while (json_each(touches, &at, NULL, &item))
		if (json_type(item) != JSON_OBJECT) {
			e->why = "a touch that is no object";
			return (-1);
		}
	converted = j->conversion == NULL || term_true(j->conversion);
	if (converted && j->value != NULL && !term_number(j->value, &value))
		value = 0;
	if (value < 0) {
		e->why = "a conversion worth less than 0";
		return (-1);
	}
	j->path.n = 0;
	for (at = 0; json_each(touches, &at, NULL, &item);)
		add_channel(j, &j->path, item);
	model_path(j->model, j->path.channels, j->path.n, converted, value);
	j->paths++;
	/* The visits up to here have had their end. */
	if (j->open != NULL && visitor(e).n > 0 &&
	    (open = table_get(j->open, visitor(e))) != NULL) {
		free(open->channels);
		table_del(j->open, visitor(e));
	}
	return (0);
}

/* Is it a list with something in it? */
static bool
has_items(struct slice raw)
{
	struct slice item;
	size_t at = 0;

	return (raw.n > 0 && json_type(raw) == JSON_ARRAY && json_each(raw, &at, NULL, &item));
}

int
journeys_event(struct journeys *j, struct event *e, struct diag *diag)
{
	struct slice touches = event_get(e, "touches");

	terms_next(j->terms, e, diag);
	if (j->where != NULL && !term_true(j->where))
		return (0);
	if (has_items(touches))
		return (take_touches(j, e, touches));
	if (j->open != NULL && slice_is(event_get(e, "type"), "\"session\"") && visitor(e).n > 0)
		add_channel(j, table_put(j->open, visitor(e), NULL), e->line);
	return (0);
}

void
journeys_end(struct journeys *j)
{
	struct path *p = NULL;

	while (j->open != NULL && (p = table_next(j->open, p)) != NULL)
		model_path(j->model, p->channels, p->n, false, 0);
}
