#include "customer/pending.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/table.h"
#include "customer/marktext.h"
#include "event/json.h"

struct list {
	struct pending_item *first, *last;
};

struct pending {
	struct table *customers; /* struct list each, none of them empty */
	struct pending_item *oldest, *newest;
};

struct pending *
pending_new(void)
{
	struct pending *p = mem_zero(1, sizeof(*p));

	p->customers = table_new(sizeof(struct list));
	return (p);
}

void
pending_free(struct pending *p)
{
	struct pending_item *item, *newer;

	if (p == NULL)
		return;
	for (item = p->oldest; item != NULL; item = newer) {
		newer = item->newer;
		free(item);
	}
	table_free(p->customers);
	free(p);
}

void
pending_add(
    struct pending *p, struct slice customer, int64_t ts, struct slice id, struct slice info)
{
	struct list *list = table_put(p->customers, customer, NULL);
	struct pending_item *item = mem_alloc(sizeof(*item) + id.n + info.n);
	char *text = (char *)(item + 1);

	*item = (struct pending_item){ .ts = ts, .older = p->newest, .list = list };
	item->id = (struct slice){ text, id.n };
	item->info = (struct slice){ text + id.n, info.n };
	if (id.n > 0)
		memcpy(text, id.p, id.n);
	if (info.n > 0)
		memcpy(text + id.n, info.p, info.n);

	if (list->last != NULL)
		list->last->next = item;
	else
		list->first = item;
	list->last = item;
	if (p->newest != NULL)
		p->newest->newer = item;
	else
		p->oldest = item;
	p->newest = item;
}

const struct pending_item *
pending_first(const struct pending *p, struct slice customer)
{
	const struct list *list = table_get(p->customers, customer);

	return (list == NULL ? NULL : list->first);
}

const struct pending_item *
pending_oldest(const struct pending *p)
{
	return (p->oldest);
}

struct slice
pending_customer(const struct pending_item *item)
{
	return (table_key(item->list));
}

/* Take an item out of the line of all items. */
static void
forget(struct pending *p, struct pending_item *item)
{
	if (item->older != NULL)
		item->older->newer = item->newer;
	else
		p->oldest = item->newer;
	if (item->newer != NULL)
		item->newer->older = item->older;
	else
		p->newest = item->older;
	free(item);
}

void
pending_clear(struct pending *p, struct slice customer)
{
	struct list *list = table_get(p->customers, customer);
	struct pending_item *item, *next;

	if (list == NULL)
		return;
	for (item = list->first; item != NULL; item = next) {
		next = item->next;
		forget(p, item);
	}
	table_del(p->customers, customer);
}

void
pending_expire(struct pending *p, int64_t ts)
{
	struct pending_item *item;
	struct list *list;

	while ((item = p->oldest) != NULL && item->ts < ts) {
		/* The oldest of all is the first of its customer. */
		list = item->list;
		list->first = item->next;
		forget(p, item);
		if (list->first == NULL)
			table_del(p->customers, table_key(list));
	}
}

void
pending_write(const struct pending *p, void (*line)(void *, struct slice), void *arg)
{
	const struct pending_item *item;
	struct buf b = { 0 };

	for (item = p->oldest; item != NULL; item = item->newer) {
		b.n = 0;
		buf_str(&b, "{\"lost\":");
		json_quote(&b, pending_customer(item));
		mark_add_time(&b, "ts", item->ts);
		if (item->id.n > 0)
			buf_printf(&b, ",\"id\":%.*s", (int)item->id.n, item->id.p);
		if (item->info.n > 0)
			buf_printf(&b, ",\"info\":%.*s", (int)item->info.n, item->info.p);
		buf_char(&b, '}');
		line(arg, buf_view(&b));
	}
	buf_free(&b);
}

int
pending_read(struct pending *p, struct event *e)
{
	struct slice customer = event_text(e, "lost");
	struct slice info = event_get(e, "info");
	int64_t ts;

	if (customer.n == 0 || mark_read_time(e, "ts", &ts) == -1 || ts == INT64_MIN ||
	    (info.n > 0 && json_type(info) != JSON_OBJECT))
		return (-1);
	pending_add(p, customer, ts, event_get(e, "id"), info);
	return (0);
}
