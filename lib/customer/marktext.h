/*
 * marktext.h - marks as members of a state file's lines.
 *
 * Shape:  ,"contact":TS,"target":TS,"contacts":N; a time that is none is left out.
 * Errors: -1 if a member is no such thing.
 */
#ifndef CT_CUSTOMER_MARKTEXT_H
#define CT_CUSTOMER_MARKTEXT_H
#include "customer/contact.h"
#include "event/event.h"

/* Append the members of a mark. */
void mark_write(struct buf *, const struct mark *);
int mark_read(struct event *, struct mark *);
/* A member that is a time: INT64_MIN if it is not there. */
int mark_read_time(struct event *, const char *name, int64_t *ms);
/* A member that is a count: 0 if it is not there. */
int mark_read_count(struct event *, const char *name, uint32_t *n);
/* Append ,"name":"time". */
void mark_add_time(struct buf *, const char *name, int64_t ms);
#endif
