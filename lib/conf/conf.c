#include "conf/conf.h"

#include <err.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <yaml.h>

#include "base/diag.h"
#include "base/mem.h"
#include "base/table.h"
#include "conf/conf_in.h"

enum { MAX_FILE = 16 << 20, MAX_DEPTH = 64 };
/* How many nodes aliases may stand for all together: against "a billion laughs". */
enum { MAX_ALIASED = 100000 };

struct item {
	struct conf_node node;
	size_t weight; /* nodes in it, those behind aliases too */
	size_t cap;
	bool open;  /* still being read */
	bool exact; /* the text stands in the file as it is, on one line */
	int quote;  /* the length of what opens it */
	struct item *next;
};

struct conf {
	char *name;
	struct item *root, *items;
	struct table *anchors; /* name -> struct item * */
	size_t aliased;
	yaml_parser_t parser;
	struct slice text;
};

static const struct item *
item_of(const struct conf_node *node)
{
	return ((const struct item *)(const void *)node);
}

/*
 * Messages
 */

static void
say(const struct conf *c, int line, int column, const char *fmt, va_list ap)
{
	struct buf b = { 0 };
	char said[1024];

	buf_str(&b, c->name);
	if (line > 0)
		buf_printf(&b, ":%d:%d", line, column);
	vsnprintf(said, sizeof(said), fmt, ap);
	diag_tame(said);
	buf_printf(&b, ": %s", said);
	warnx("%s", buf_cstr(&b));
	buf_free(&b);
}

static int __attribute__((format(printf, 4, 5)))
error_at(const struct conf *c, int line, int column, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, line, column, fmt, ap);
	va_end(ap);
	return (-1);
}

int
conf_error(const struct conf *c, const struct conf_node *node, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	say(c, node == NULL ? 0 : node->line, node == NULL ? 0 : node->column, fmt, ap);
	va_end(ap);
	return (-1);
}

const char *
conf_what(const struct conf_node *node)
{
	if (node->kind == CONF_LIST)
		return ("a list");
	if (node->kind == CONF_MAP)
		return ("a mapping");
	return (node->plain && node->text.n == 0 ? "nothing" : "a text");
}

static size_t
characters(struct slice s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; i++)
		n += (s.p[i] & 0xc0) != 0x80;
	return (n);
}

int
conf_error_in(const struct conf *c, const struct conf_node *node, size_t at, const char *fmt, ...)
{
	const struct item *item = item_of(node);
	int column = node->column;
	va_list ap;

	if (item->exact && at <= node->text.n)
		column += item->quote + (int)characters((struct slice){ node->text.p, at });
	va_start(ap, fmt);
	say(c, node->line, column, fmt, ap);
	va_end(ap);
	return (-1);
}

/* The line and column of a byte of the file. */
static int __attribute__((format(printf, 3, 4)))
error_at_byte(const struct conf *c, size_t at, const char *fmt, ...)
{
	size_t i, begin = 0;
	int line = 1;
	va_list ap;

	for (i = 0; i < at && i < c->text.n; i++)
		if (c->text.p[i] == '\n') {
			line++;
			begin = i + 1;
		}
	va_start(ap, fmt);
	say(c, line, (int)characters((struct slice){ c->text.p + begin, i - begin }) + 1, fmt, ap);
	va_end(ap);
	return (-1);
}

static int
mark_line(const yaml_mark_t *m)
{
	return (m->line < INT_MAX ? (int)m->line + 1 : INT_MAX);
}

static int
mark_column(const yaml_mark_t *m)
{
	return (m->column < INT_MAX ? (int)m->column + 1 : INT_MAX);
}

/* The byte that stands at a mark, which counts characters; NUL at the end. */
static char
byte_at(const struct conf *c, const yaml_mark_t *m)
{
	size_t i, n = 0;

	for (i = 0; i < c->text.n; i++)
		if ((c->text.p[i] & 0xc0) != 0x80 && n++ == m->index)
			return (c->text.p[i]);
	return ('\0');
}

/* libyaml's words where they help, else what a writer of rules most likely did. */
static void
say_syntax(const struct conf *c)
{
	const yaml_parser_t *p = &c->parser;
	int line = mark_line(&p->problem_mark), column = mark_column(&p->problem_mark);
	const char *problem = p->problem == NULL ? "not YAML" : p->problem;
	char at;

	if (p->error == YAML_MEMORY_ERROR)
		conf_error(c, NULL, "out of memory");
	else if (p->error == YAML_READER_ERROR)
		error_at_byte(c, p->problem_offset, "%s", problem);
	else if (strcmp(problem, "mapping values are not allowed in this context") == 0)
		error_at(c, line, column,
		    "a second \":\" in one value; a text that contains \": \" needs quotes");
	else if (strcmp(problem, "found character that cannot start any token") == 0) {
		at = byte_at(c, &p->problem_mark);
		if (at == '\t')
			error_at(c, line, column, "a tab cannot indent; use spaces");
		else
			error_at(
			    c, line, column, "a text cannot begin with %c; put it in quotes", at);
	} else if (strncmp(problem, "did not find expected ',' or ", 29) == 0)
		error_at(c, line, column, "%s; does a text before it need quotes?", problem);
	else if (p->context != NULL && mark_line(&p->context_mark) != line)
		error_at(c, line, column, "%s (%s that begins in line %d)", problem, p->context,
		    mark_line(&p->context_mark));
	else
		error_at(c, line, column, "%s", problem);
}

/*
 * Reading
 */

static bool
next(struct conf *c, yaml_event_t *event)
{
	if (yaml_parser_parse(&c->parser, event))
		return (true);
	say_syntax(c);
	return (false);
}

static struct item *
new_item(struct conf *c, enum conf_kind kind, const yaml_event_t *event)
{
	struct item *item = mem_zero(1, sizeof(*item));

	item->node.kind = kind;
	item->node.line = mark_line(&event->start_mark);
	item->node.column = mark_column(&event->start_mark);
	item->weight = 1;
	item->open = true;
	item->next = c->items;
	c->items = item;
	return (item);
}

static struct item *
read_scalar(struct conf *c, const yaml_event_t *event)
{
	struct item *item = new_item(c, CONF_SCALAR, event);
	const char *p = (const char *)event->data.scalar.value;
	size_t n = event->data.scalar.length, shown;

	item->node.text = (struct slice){ mem_dup(p, n), n };
	item->node.plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	item->quote = !item->node.plain;
	shown = characters(item->node.text) + 2 * (size_t)item->quote;
	item->exact = event->start_mark.line == event->end_mark.line &&
		      event->end_mark.index - event->start_mark.index == shown;
	return (item);
}

static int
add(struct conf *c, struct item *to, struct item *item)
{
	/* An item that is there already comes in by an alias. */
	if (!item->open) {
		c->aliased += item->weight;
		if (c->aliased > MAX_ALIASED)
			return (conf_error(
			    c, &to->node, "aliases stand for more than %d nodes", MAX_ALIASED));
	}
	item->open = false;
	to->weight += item->weight;
	to->node.nodes =
	    mem_grow(to->node.nodes, &to->cap, to->node.n + 1, sizeof(*to->node.nodes));
	to->node.nodes[to->node.n++] = &item->node;
	return (0);
}

static int
check_key(struct conf *c, struct table *keys, const struct item *key)
{
	const struct conf_node *k = &key->node;
	bool isnew;
	int *line;

	if (k->kind != CONF_SCALAR)
		return (conf_error(c, k, "a key must be a text, not %s", conf_what(k)));
	if (k->plain && slice_is(k->text, "<<"))
		return (conf_error(c, k, "merge keys (\"<<\") are not known here"));
	line = table_put(keys, k->text, &isnew);
	if (!isnew)
		return (conf_error(c, k, "key \"%.*s\" is there twice, first in line %d",
		    SLICE_SHOWN(k->text), *line));
	*line = k->line;
	return (0);
}

static struct item *read_node(struct conf *, yaml_event_t *, int depth);

/* Read into a list or a mapping until its end. */
static int
read_members(struct conf *c, struct item *to, yaml_event_type_t end, int depth)
{
	struct table *keys = end == YAML_MAPPING_END_EVENT ? table_new(sizeof(int)) : NULL;
	struct item *item;
	yaml_event_t event;
	int status = -1;

	if (depth > MAX_DEPTH) {
		conf_error(c, &to->node, "nested deeper than %d", MAX_DEPTH);
		goto done;
	}
	for (;;) {
		if (!next(c, &event))
			goto done;
		if (event.type == end) {
			yaml_event_delete(&event);
			break;
		}
		if ((item = read_node(c, &event, depth)) == NULL)
			goto done;
		if (keys != NULL && to->node.n % 2 == 0 && check_key(c, keys, item) == -1)
			goto done;
		if (add(c, to, item) == -1)
			goto done;
	}
	if (keys != NULL)
		to->node.n /= 2;
	status = 0;
done:
	table_free(keys);
	return (status);
}

static struct item *
read_alias(struct conf *c, const yaml_event_t *event)
{
	const char *name = (const char *)event->data.alias.anchor;
	int line = mark_line(&event->start_mark), column = mark_column(&event->start_mark);
	struct item **found = table_get(c->anchors, slice_of(name));

	if (found == NULL)
		error_at(c, line, column, "alias *%s without an anchor &%s before it", name, name);
	else if ((*found)->open)
		error_at(c, line, column, "alias *%s inside what it stands for", name);
	else
		return (*found);
	return (NULL);
}

/* Read what begins with the event, and delete that. */
static struct item *
read_node(struct conf *c, yaml_event_t *event, int depth)
{
	struct item *item = NULL;
	const yaml_char_t *anchor = NULL, *tag = NULL;
	int status = 0;

	switch (event->type) {
	case YAML_ALIAS_EVENT:
		item = read_alias(c, event);
		break;
	case YAML_SCALAR_EVENT:
		anchor = event->data.scalar.anchor;
		tag = event->data.scalar.tag;
		item = read_scalar(c, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		anchor = event->data.sequence_start.anchor;
		tag = event->data.sequence_start.tag;
		item = new_item(c, CONF_LIST, event);
		break;
	default: /* nothing else can begin a node */
		anchor = event->data.mapping_start.anchor;
		tag = event->data.mapping_start.tag;
		item = new_item(c, CONF_MAP, event);
		break;
	}
	if (tag != NULL)
		status =
		    conf_error(c, &item->node, "tags (%s) are not known here", (const char *)tag);
	else if (anchor != NULL)
		*(struct item **)table_put(c->anchors, slice_of((const char *)anchor), NULL) = item;
	if (status == 0 && event->type == YAML_SEQUENCE_START_EVENT)
		status = read_members(c, item, YAML_SEQUENCE_END_EVENT, depth + 1);
	else if (status == 0 && event->type == YAML_MAPPING_START_EVENT)
		status = read_members(c, item, YAML_MAPPING_END_EVENT, depth + 1);
	yaml_event_delete(event);
	return (status == -1 ? NULL : item);
}

/* A stream, its one document, its one mapping. */
static int
read_document(struct conf *c)
{
	yaml_event_t event;
	int status = -1;

	if (!next(c, &event)) /* the stream */
		return (-1);
	yaml_event_delete(&event);
	if (!next(c, &event))
		return (-1);
	if (event.type == YAML_STREAM_END_EVENT) {
		yaml_event_delete(&event);
		return (conf_error(
		    c, NULL, "nothing in it; expected a mapping such as \"key: value\""));
	}
	yaml_event_delete(&event);

	if (!next(c, &event) || (c->root = read_node(c, &event, 0)) == NULL)
		return (-1);
	c->root->open = false;
	if (c->root->node.kind != CONF_MAP)
		return (conf_error(c, &c->root->node,
		    "expected a mapping such as \"key: value\" at the top, not %s",
		    conf_what(&c->root->node)));

	if (!next(c, &event)) /* the document's end */
		return (-1);
	yaml_event_delete(&event);
	if (!next(c, &event))
		return (-1);
	if (event.type == YAML_STREAM_END_EVENT)
		status = 0;
	else
		error_at(c, mark_line(&event.start_mark), mark_column(&event.start_mark),
		    "a second document; a file has one");
	yaml_event_delete(&event);
	return (status);
}

/* The offset of the first byte that is no UTF-8, or the length. */
static size_t
valid_utf8(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	size_t i = 0, n, k;

	while (i < s.n) {
		n = p[i] < 0x80 ? 1 : p[i] < 0xc2 ? 0 : p[i] < 0xe0 ? 2 : p[i] < 0xf0 ? 3 : 4;
		if (n == 0 || p[i] > 0xf4 || n > s.n - i)
			return (i);
		for (k = 1; k < n; k++)
			if ((p[i + k] & 0xc0) != 0x80)
				return (i);
		/* Too long, a surrogate, beyond Unicode. */
		if ((p[i] == 0xe0 && p[i + 1] < 0xa0) || (p[i] == 0xed && p[i + 1] > 0x9f) ||
		    (p[i] == 0xf0 && p[i + 1] < 0x90) || (p[i] == 0xf4 && p[i + 1] > 0x8f))
			return (i);
		i += n;
	}
	return (s.n);
}

struct conf *
conf_parse(const char *name, struct slice text)
{
	struct conf *c = mem_zero(1, sizeof(*c));
	size_t valid;
	int status;

	if (text.n >= 3 && memcmp(text.p, "\xef\xbb\xbf", 3) == 0)
		text = (struct slice){ text.p + 3, text.n - 3 };
	c->name = mem_str(name);
	c->text = text;
	c->anchors = table_new(sizeof(struct item *));
	if ((valid = valid_utf8(text)) < text.n) {
		error_at_byte(c, valid, "not UTF-8 (byte 0x%02x)", (unsigned char)text.p[valid]);
		conf_free(c);
		return (NULL);
	}
	if (!yaml_parser_initialize(&c->parser)) {
		conf_error(c, NULL, "out of memory");
		conf_free(c);
		return (NULL);
	}
	yaml_parser_set_encoding(&c->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
	    &c->parser, (const unsigned char *)(text.n == 0 ? "" : text.p), text.n);
	status = read_document(c);
	yaml_parser_delete(&c->parser);
	c->text = (struct slice){ NULL, 0 };
	if (status == 0)
		return (c);
	conf_free(c);
	return (NULL);
}

struct conf *
conf_load(const char *path)
{
	struct conf *c = NULL;
	struct buf b = { 0 };
	bool isstdin = strcmp(path, "-") == 0;
	ssize_t n = 0;
	int fd = isstdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);

	if (fd != -1)
		while (b.n <= MAX_FILE && (n = read(fd, buf_room(&b, 65536), 65536)) > 0)
			b.n += (size_t)n;
	if (fd == -1 || n == -1)
		warn("%s", isstdin ? "standard input" : path);
	else if (b.n > MAX_FILE)
		warnx("%s: more than %d MiB; that is no configuration", path, MAX_FILE >> 20);
	else
		c = conf_parse(isstdin ? "standard input" : path, buf_view(&b));
	if (fd != -1 && !isstdin)
		close(fd);
	buf_free(&b);
	return (c);
}

void
conf_free(struct conf *c)
{
	struct item *item, *following;

	if (c == NULL)
		return;
	for (item = c->items; item != NULL; item = following) {
		following = item->next;
		free((char *)(uintptr_t)item->node.text.p);
		free(item->node.nodes);
		free(item);
	}
	table_free(c->anchors);
	free(c->name);
	free(c);
}

const struct conf_node *
conf_root(const struct conf *c)
{
	return (&c->root->node);
}

const char *
conf_name(const struct conf *c)
{
	return (c->name);
}
