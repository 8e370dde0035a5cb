#include "customer/facts.h"

int
facts_read(struct event *e, struct facts *f)
{
	struct slice type = event_text(e, "type");
	struct slice direction, status;

	*f = (struct facts){ 0 };
	f->call = slice_is(type, "call");
	f->request = slice_is(type, "request");
	if (!f->call && !f->request)
		return (0);
	if (event_ts(e, &f->ts) == -1)
		return (-1);
	f->customer = event_text(e, "customer");
	f->contact = f->request;
	if (f->call) {
		direction = event_text(e, "direction");
		status = event_text(e, "status");
		f->contact = direction.n == 0 || slice_is(direction, "in");
		f->answered = slice_is(status, "answered");
		f->lost = f->contact && status.n > 0 && !f->answered;
		f->reached = f->answered && (f->contact || slice_is(direction, "out"));
	}
	return (0);
}
