/* What is open until the customer is reached, and the list of it. */
#include <stdlib.h>

#include "base/mem.h"
#include "customer/marktext.h"
#include "event/json.h"
#include "label/tag_in.h"
#include "time/instant.h"

/* Members of the lost contact that the list tells again. */
static const char *const told[] = { "direction", "channel", "status", "cause", "number", "source",
	"medium", "campaign", "employee" };

void
tag_open(struct tagger *t, struct slice tag, bool urgent, struct event *e, const struct facts *f)
{
	struct slice value;
	size_t i;

	t->json.n = 0;
	buf_str(&t->json, "{\"kind\":");
	json_quote(&t->json, tag);
	if (urgent)
		buf_str(&t->json, ",\"urgent\":true");
	for (i = 0; i < sizeof(told) / sizeof(told[0]); i++) {
		if ((value = event_get(e, told[i])).n == 0)
			continue;
		buf_printf(&t->json, ",\"%s\":", told[i]);
		buf_slice(&t->json, value);
	}
	buf_char(&t->json, '}');
	pending_add(t->open, f->customer, f->ts, event_get(e, "id"), buf_view(&t->json));
}

/* Has an earlier item of the customer the same id?  (Two rules may open one call.) */
static bool
id_before(const struct pending_item *first, const struct pending_item *item)
{
	for (; first != item; first = first->next)
		if (slice_eq(first->id, item->id))
			return (true);
	return (false);
}

void
tag_close(struct tagger *t, struct event *e, const struct facts *f)
{
	const struct pending_item *first, *item;

	if (f->customer.n == 0 || (first = pending_first(t->open, f->customer)) == NULL)
		return;
	/* A record that comes late settles nothing that was lost after it. */
	if (first->ts > f->ts)
		return;
	t->json.n = 0;
	for (item = first; item != NULL; item = item->next) {
		if (item->id.n == 0 || id_before(first, item))
			continue;
		buf_char(&t->json, t->json.n == 0 ? '[' : ',');
		buf_slice(&t->json, item->id);
	}
	buf_str(&t->json, t->json.n == 0 ? "[]" : "]");
	event_set(e, "closes", buf_view(&t->json));
	pending_clear(t->open, f->customer);
}

/* One customer to be called for one reason. */
struct task {
	const struct pending_item *newest, *oldest;
	struct slice kind; /* raw */
	size_t attempts, order;
	bool urgent;
};

static struct slice
info(const struct pending_item *item, const char *name)
{
	struct slice key, value;
	size_t at = 0;

	while (json_each(item->info, &at, &key, &value))
		if (key.n == strlen(name) + 2 && memcmp(key.p + 1, name, key.n - 2) == 0)
			return (value);
	return ((struct slice){ 0 });
}

static int
compare(const void *a, const void *b)
{
	const struct task *x = a, *y = b;

	if (x->urgent != y->urgent)
		return (x->urgent ? -1 : 1);
	if (x->newest->ts != y->newest->ts)
		return (x->newest->ts > y->newest->ts ? -1 : 1);
	return (x->order < y->order ? -1 : 1);
}

/* The task of a customer's item that is the first of its kind. */
static bool
gather(const struct pending_item *first, const struct pending_item *item, struct task *task)
{
	const struct pending_item *i;

	*task = (struct task){ .oldest = item, .kind = info(item, "kind") };
	for (i = first; i != item; i = i->next)
		if (slice_eq(info(i, "kind"), task->kind))
			return (false);
	for (; i != NULL; i = i->next) {
		if (!slice_eq(info(i, "kind"), task->kind))
			continue;
		task->newest = i;
		task->attempts++;
		task->urgent = task->urgent || info(i, "urgent").n > 0;
	}
	return (true);
}

static void
write_task(const struct tagger *t, const struct task *task, struct buf *b)
{
	const struct pending_item *i;
	char ts[INSTANT_LEN];
	struct slice value;
	size_t j;

	instant_format(task->newest->ts, ts);
	b->n = 0;
	buf_printf(b, "{\"ts\":\"%.*s\",\"type\":\"task\",\"id\":", (int)INSTANT_LEN, ts);
	/* The same task is the same id, however often the customer tries. */
	json_quote(b, pending_customer(task->newest));
	b->n--;
	buf_printf(b, "/%.*s", (int)task->kind.n - 1, task->kind.p + 1);
	buf_printf(b, ",\"kind\":%.*s,\"customer\":", (int)task->kind.n, task->kind.p);
	json_quote(b, pending_customer(task->newest));
	if (task->urgent)
		buf_str(b, ",\"urgent\":true");
	buf_printf(b, ",\"attempts\":%zu", task->attempts);
	mark_add_time(b, "since", task->oldest->ts);
	buf_str(b, ",\"age\":");
	json_double(b, (double)(t->last - task->oldest->ts) / 1000);
	buf_str(b, ",\"calls\":[");
	for (i = task->oldest; i != NULL; i = i->next) {
		if (i->id.n == 0 || !slice_eq(info(i, "kind"), task->kind))
			continue;
		if (b->p[b->n - 1] != '[')
			buf_char(b, ',');
		buf_slice(b, i->id);
	}
	buf_char(b, ']');
	for (j = 0; j < sizeof(told) / sizeof(told[0]); j++)
		if ((value = info(task->newest, told[j])).n > 0)
			buf_printf(b, ",\"%s\":%.*s", told[j], (int)value.n, value.p);
	buf_char(b, '}');
}

void
tag_write_open(const struct tagger *t, struct output *out)
{
	const struct pending_item *item, *first;
	struct task *tasks = NULL, task;
	size_t n = 0, cap = 0, i;
	struct buf b = { 0 };

	for (item = pending_oldest(t->open); item != NULL; item = item->newer) {
		first = pending_first(t->open, pending_customer(item));
		if (!gather(first, item, &task))
			continue;
		tasks = mem_grow(tasks, &cap, n + 1, sizeof(*tasks));
		task.order = n;
		tasks[n++] = task;
	}
	if (n > 0)
		qsort(tasks, n, sizeof(*tasks), compare);
	for (i = 0; i < n; i++) {
		write_task(t, &tasks[i], &b);
		output_line(out, buf_view(&b));
	}
	free(tasks);
	buf_free(&b);
}

void
tag_state_write(const struct tagger *t, struct state *state)
{
	struct buf b = { 0 };

	if (t->last != INT64_MIN) {
		buf_str(&b, "{\"state\":\"clock\"");
		mark_add_time(&b, "last", t->last);
		buf_char(&b, '}');
		state_write(state, buf_view(&b));
	}
	pending_write(t->open, state_line, state);
	history_write(t->history, state_line, state);
	buf_free(&b);
}

static int
read_line(void *arg, struct event *e)
{
	struct tagger *t = arg;

	if (event_get(e, "lost").n > 0)
		return (pending_read(t->open, e));
	if (event_get(e, "past").n > 0)
		return (history_read(t->history, e));
	if (event_get(e, "last").n > 0)
		return (mark_read_time(e, "last", &t->last));
	return (-1);
}

int
tag_state_read(struct tagger *t, struct state *state)
{
	return (state_each(state, read_line, t, "no line of this state"));
}
