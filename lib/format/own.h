/*
 * own.h - lines that are events already: checked, and put into canonical order.
 *
 * Shape:  ts canonical, then type, then id (a string), then the other members
 *         byte for byte as they stood; ids that are numbers become strings;
 *         null and "" are left out.  A line that is so already stays as it is.
 * Errors: -1 with event->why: no ts or type, or they are not what they must be.
 */
#ifndef CT_FORMAT_OWN_H
#define CT_FORMAT_OWN_H
#include "event/event.h"

/* *line is the event's line or, in out, the one it becomes. */
int own_event(struct event *, struct buf *out, struct slice *line, int64_t *ts);
#endif
