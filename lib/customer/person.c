#include "customer/person.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "customer/marktext.h"
#include "event/json.h"

/* A number or an id: one of a tree whose root stands for the person. */
struct node {
	struct node *parent; /* NULL: a root */
	struct mark mark;    /* a root's: where the person stands */
	uint32_t numbers, ids;
};

struct persons {
	const struct cycle *cycle;
	const struct persons_limits *limits;
	struct table *nodes; /* by kind and text; kind 'n' is a number */
	uint64_t refused;
	struct buf key;
};

struct persons *
persons_new(const struct cycle *cycle, const struct persons_limits *limits)
{
	struct persons *p = mem_zero(1, sizeof(*p));

	p->cycle = cycle;
	p->limits = limits;
	p->nodes = table_new(sizeof(struct node));
	return (p);
}

void
persons_free(struct persons *p)
{
	if (p == NULL)
		return;
	table_free(p->nodes);
	buf_free(&p->key);
	free(p);
}

uint64_t
persons_refused(const struct persons *p)
{
	return (p->refused);
}

static struct slice
key(struct persons *p, char kind, struct slice text)
{
	p->key.n = 0;
	buf_char(&p->key, kind);
	buf_slice(&p->key, text);
	return (buf_view(&p->key));
}

static struct node *
root(struct node *node)
{
	while (node->parent != NULL) {
		if (node->parent->parent != NULL)
			node->parent = node->parent->parent;
		node = node->parent;
	}
	return (node);
}

static const struct node *
const_root(const struct node *node)
{
	while (node->parent != NULL)
		node = node->parent;
	return (node);
}

static struct node *
get(struct persons *p, char kind, struct slice text)
{
	bool isnew;
	struct node *node = table_put(p->nodes, key(p, kind, text), &isnew);

	if (isnew) {
		node->numbers = kind == 'n';
		node->ids = kind != 'n';
	}
	return (node);
}

static void
join(struct node *into, struct node *from)
{
	from->parent = into;
	into->numbers += from->numbers;
	into->ids += from->ids;
}

void
persons_link(
    struct persons *p, struct slice number, const struct mark *own, char kind, struct slice id)
{
	struct node *a = table_get(p->nodes, key(p, 'n', number)), *b;
	bool known = a != NULL;

	a = get(p, 'n', number);
	if (!known && own != NULL)
		a->mark = *own;
	a = root(a);
	b = root(get(p, kind, id));
	if (a == b)
		return;
	if ((int64_t)a->numbers + b->numbers > p->limits->numbers ||
	    (int64_t)a->ids + b->ids > p->limits->ids) {
		p->refused++;
		return;
	}
	mark_merge(&a->mark, &b->mark, p->cycle);
	b->mark = a->mark;
	if (a->numbers + a->ids >= b->numbers + b->ids)
		join(a, b);
	else
		join(b, a);
}

struct mark *
persons_mark(struct persons *p, struct slice number)
{
	struct node *node = table_get(p->nodes, key(p, 'n', number));

	if (node == NULL)
		return (NULL);
	node = root(node);
	return (node->ids == 0 ? NULL : &node->mark);
}

void
persons_write(const struct persons *p, void (*line)(void *, struct slice), void *arg)
{
	const struct node *node = NULL, *top;
	struct buf b = { 0 };

	while ((node = table_next(p->nodes, node)) != NULL) {
		top = const_root(node);
		b.n = 0;
		buf_str(&b, "{\"link\":");
		json_quote(&b, table_key(node));
		if (top != node) {
			buf_str(&b, ",\"with\":");
			json_quote(&b, table_key(top));
		} else
			mark_write(&b, &node->mark);
		buf_char(&b, '}');
		line(arg, buf_view(&b));
	}
	buf_free(&b);
}

int
persons_read(struct persons *p, struct event *e)
{
	struct slice link = event_text(e, "link"), with = event_text(e, "with");
	struct node *node, *top;

	if (link.n < 2)
		return (-1);
	node = get(p, link.p[0], (struct slice){ link.p + 1, link.n - 1 });
	if (with.n == 0)
		return (mark_read(e, &node->mark));
	if (with.n < 2 || slice_eq(link, with))
		return (-1);
	top = get(p, with.p[0], (struct slice){ with.p + 1, with.n - 1 });
	/* A hand that edits a state may tie a knot: a root stays a root, a leaf has one parent. */
	if (node->parent != NULL || top->parent != NULL || node->numbers + node->ids != 1)
		return (-1);
	join(top, node);
	return (0);
}
