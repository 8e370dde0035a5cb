/*
 * tag.h - add tags to events by the user's rules (ct-tag).
 *
 * Shape:  the rule file is described in ct-rules(5).  An event's tags start
 *         as its `tags` without its `auto_tags`; the rules go over them in
 *         their order, each sees what the ones before it did.
 * Owner:  the tagger owns all but events; what it sets on an event is copied.
 * Errors: load errors are said and give NULL.  tag_event() gives -1 with
 *         event->why for an event that cannot be tagged.  A condition that
 *         fails at run time counts as "no", and is said through diag.
 */
#ifndef CT_LABEL_TAG_H
#define CT_LABEL_TAG_H
#include <stdbool.h>

#include "base/diag.h"
#include "event/event.h"
#include "event/filter.h"

struct tagger;

/* ct-tag as a filter; its self is a tagger. */
extern const struct filter tag_filter;

/* Load a rule file; NULL: share/tags/default.yaml. */
struct tagger *tag_load(const char *path);
void tag_free(struct tagger *);
/* Tag one event in place.  diag may be NULL. */
int tag_event(struct tagger *, struct event *, struct diag *);
/* Write tag_why, too: which rule did what. */
void tag_explain(struct tagger *);
/* Has a condition failed at run time, has a record come late? */
bool tag_failed(const struct tagger *);
/* Forget all that was learnt from events. */
void tag_reset(struct tagger *);
/* Write the list of customers who are still to be called: a line each, the urgent first, then the
 * newest. */
void tag_write_open(const struct tagger *, struct output *);
/* Take up an old state, before the first event; -1, said.  Write the new one, after the last. */
int tag_state_read(struct tagger *, struct state *);
void tag_state_write(const struct tagger *, struct state *);
/* Print the rules as a table; with plan, by what each condition is run; the exit status. */
int tag_list(const struct tagger *, bool plan);
/* Compare with the rules in another file over the stream's input; the exit status. */
int tag_diff(struct tagger *, const char *path, const struct stream_settings *);
/* Run the tests in the rule file; the exit status. */
int tag_test(struct tagger *);
#endif
