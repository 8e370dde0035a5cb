/* What a classifier learnt, as the lines of a state file. */
#include "customer/marktext.h"
#include "event/json.h"
#include "label/class_in.h"
#include "time/period.h"

struct lines {
	struct state *state;
	struct buf b;
};

static void
write_customer(void *arg, struct slice customer, const struct mark *mark)
{
	struct lines *out = arg;

	out->b.n = 0;
	buf_str(&out->b, "{\"customer\":");
	json_quote(&out->b, customer);
	mark_write(&out->b, mark);
	buf_char(&out->b, '}');
	state_write(out->state, buf_view(&out->b));
}

void
class_state_write(const struct classifier *c, struct state *state)
{
	struct lines out = { .state = state };

	if (c->last != INT64_MIN) {
		buf_str(&out.b, "{\"state\":\"clock\"");
		mark_add_time(&out.b, "last", c->last);
		buf_char(&out.b, '}');
		state_write(state, buf_view(&out.b));
	}
	customers_each(c->customers, write_customer, &out);
	persons_write(c->persons, state_line, state);
	pending_write(c->lost, state_line, state);
	history_write(c->history, state_line, state);
	buf_free(&out.b);
}

static int
read_line(void *arg, struct event *e)
{
	struct classifier *c = arg;
	struct slice customer = event_text(e, "customer");
	bool isnew = false;
	struct mark *mark;

	if (customer.n > 0) {
		mark = customers_put(c->customers, customer, &isnew);
		return (isnew ? mark_read(e, mark) : -1);
	}
	if (event_get(e, "link").n > 0)
		return (persons_read(c->persons, e));
	if (event_get(e, "lost").n > 0)
		return (pending_read(c->lost, e));
	if (event_get(e, "past").n > 0)
		return (history_read(c->history, e));
	if (event_get(e, "last").n > 0)
		return (mark_read_time(e, "last", &c->last));
	return (-1);
}

int
class_state_read(struct classifier *c, struct state *state)
{
	return (state_each(state, read_line, c, "no line of this state"));
}
