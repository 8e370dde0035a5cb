#include "customer/marktext.h"

#include "time/instant.h"

void
mark_add_time(struct buf *b, const char *name, int64_t ms)
{
	char text[INSTANT_LEN];

	instant_format(ms, text);
	buf_printf(b, ",\"%s\":\"%.*s\"", name, (int)INSTANT_LEN, text);
}

int
mark_read_time(struct event *e, const char *name, int64_t *ms)
{
	struct slice text = event_text(e, name);

	*ms = INT64_MIN;
	if (text.n == 0)
		return (0);
	return (instant_parse(text, ms) ? 0 : -1);
}

int
mark_read_count(struct event *e, const char *name, uint32_t *n)
{
	double value = 0;

	if (event_get(e, name).n > 0 && !event_number(e, name, &value))
		return (-1);
	if (!(value >= 0 && value <= 1e9))
		return (-1);
	*n = (uint32_t)value;
	return (0);
}

void
mark_write(struct buf *b, const struct mark *m)
{
	struct mark_parts parts = mark_split(m);

	if (parts.contact != INT64_MIN)
		mark_add_time(b, "contact", parts.contact);
	if (parts.target != INT64_MIN)
		mark_add_time(b, "target", parts.target);
	if (parts.count > 0)
		buf_printf(b, ",\"contacts\":%u", parts.count);
}

int
mark_read(struct event *e, struct mark *m)
{
	struct mark_parts parts;

	if (mark_read_time(e, "contact", &parts.contact) == -1 ||
	    mark_read_time(e, "target", &parts.target) == -1 ||
	    mark_read_count(e, "contacts", &parts.count) == -1)
		return (-1);
	*m = mark_join(&parts);
	return (0);
}
