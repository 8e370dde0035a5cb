/*
 * expr.h - jq expressions over events: the one door to libjq.
 *
 * Shape:  an expression in jq's language.  What it sees is the event as it is
 *         now (event_unset() members are not there, event_set() ones are).
 *         The usual forms are run natively on the line's slices; all else by
 *         libjq, which starts only when an expression needs it.  Both mean
 *         the same to the letter; where they differ, libjq is right.
 * Owner:  expr_free() frees; a value given out dies at the next call on the
 *         same expr or at the event's next line.
 * Errors: load errors are said through conf (file:line:column) and give NULL.
 *         A run-time error (jq's "error") is -1 with expr_why().
 */
#ifndef CT_EXPR_EXPR_H
#define CT_EXPR_EXPR_H
#include <stdbool.h>

#include "base/bytes.h"
#include "conf/conf.h"
#include "event/event.h"

/* The $variables that expressions may name: constants, or set anew for each event. */
struct expr_vars;

struct expr_vars *expr_vars_new(void);
void expr_vars_free(struct expr_vars *);
/* Define $name (without the $) with a raw JSON value, copied; its number, for expr_var_set(). */
int expr_var_define(struct expr_vars *, const char *name, struct slice json);
/* Change it (copied); expressions compiled before see the new value. */
void expr_var_set(struct expr_vars *, int var, struct slice json);
/*
 * Define all of a rule file's `set:` mapping: numbers, texts, lists; a plain
 * period with a unit (30d) becomes seconds.  What an earlier `set` defined (of
 * a file that this one extends) is set anew; what expr_var_define() did is
 * taken.  -1, said.  set may be NULL.
 */
int expr_vars_load(struct expr_vars *, const struct conf *, const struct conf_node *set);

struct expr;

/* Compile a scalar of a configuration file; vars (may be NULL) must outlive it. */
struct expr *expr_compile(const struct conf *, const struct conf_node *, struct expr_vars *);
/* Compile a text from the command line; name stands for it in messages ("--where"). */
struct expr *expr_compile_text(const char *name, struct slice text, struct expr_vars *);
void expr_free(struct expr *);

/*
 * As a condition: 1 if any of its outputs is neither false nor null, 0 if none
 * is, -1 if it failed before one was (which callers take for "no" and count).
 */
int expr_true(struct expr *, struct event *);
/*
 * As a value: its first output as raw JSON; n = 0 if it has none.  A path
 * gives the bytes as they stand in the line (3.50 stays 3.50).  -1 if it failed.
 */
int expr_value(struct expr *, struct event *, struct slice *json);
/* All outputs, one call each, for "split"-like uses: appended to out as one JSON array.  -1 if it
 * failed. */
int expr_values(struct expr *, struct event *, struct buf *out);
/* Why the last run failed; constant until the next. */
const char *expr_why(const struct expr *);
/* Is it run without libjq? */
bool expr_is_native(const struct expr *);
/* Does the expression read this top-level member (true when it cannot be told)? */
bool expr_reads(const struct expr *, const char *member);
/* Does the expression name this variable? */
bool expr_uses(const struct expr *, int var);
#endif
