/*
 * class.h - what a call was worth, and which contact of its customer it is (ct-classify).
 *
 * Shape:  the rule file is described in ct-rules(5).  The first rule that
 *         holds names the class; the flags (target, unique, repeat,
 *         first_target, contact, recovers) are independent of it.  Calls and
 *         requests should come in time order.
 * Owner:  the classifier owns all but events; what it sets on one is copied.
 * Errors: load errors are said and give NULL.  class_event() gives -1 with
 *         event->why for a call or request without a time.  A condition that
 *         fails at run time counts as "no", and is said through diag.
 */
#ifndef CT_LABEL_CLASS_H
#define CT_LABEL_CLASS_H
#include <stdbool.h>
#include <stdint.h>

#include "base/diag.h"
#include "event/event.h"
#include "event/filter.h"

struct classifier;

/* ct-classify as a filter; its self is a classifier. */
extern const struct filter class_filter;

/* Load a rule file; or those of a name in share/classes. */
struct classifier *class_load(const char *path);
struct classifier *class_load_as(const char *name);
void class_free(struct classifier *);
/* Classify one event in place.  diag may be NULL. */
int class_event(struct classifier *, struct event *, struct diag *);
/* Write class_why, too: the rule that decided, and how near the next class was. */
void class_explain(struct classifier *);
/* Has a condition failed at run time, has a record come late? */
bool class_failed(const struct classifier *);
/* Forget all that was learnt from events. */
void class_reset(struct classifier *);
/* How many links between numbers and visitors were not followed (person.h). */
uint64_t class_refused(const struct classifier *);
/* Take up an old state, before the first event; -1, said.  Write the new one, after the last. */
int class_state_read(struct classifier *, struct state *);
void class_state_write(const struct classifier *, struct state *);
/* Print the rules as a table; with plan, by what each condition is run; the exit status. */
int class_list(const struct classifier *, bool plan);
/* Compare with the rules in another file over the stream's input; the exit status. */
int class_diff(struct classifier *, const char *path, const struct stream_settings *);
/* Run the tests in the rule file; the exit status. */
int class_test(struct classifier *);
#endif
