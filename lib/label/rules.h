/*
 * rules.h - what the rule files of ct-tag and ct-classify have in common.
 *
 * Shape:  a YAML file with a list of rules under one key, constants under
 *         `set`, examples under `tests`.  `extends: NAME` starts from another
 *         file: its constants may be set anew; its rules of a name that this
 *         file has too, or leaves out by `without: [NAME]`, are gone.
 * Owner:  the rules own the files' texts: names and nodes live until
 *         rules_free().
 * Errors: -1, said on standard error with file:line:column.
 */
#ifndef CT_LABEL_RULES_H
#define CT_LABEL_RULES_H
#include "conf/conf.h"
#include "customer/contact.h"
#include "event/event.h"
#include "expr/expr.h"

/* How a kind of rule file is built. */
struct rules_kind {
	const char *share;	 /* the folder under share/ */
	const char *list;	 /* the key of the list of rules */
	const char *name;	 /* the key that names a rule */
	bool added_first;	 /* rules that the extended file does not know go before its own */
	const char *const *keys; /* the keys of the top, ends with NULL */
	const char *const *expect; /* the members that tests may expect, ends with NULL */
};

/* A rule as it stands in its file. */
struct rules_item {
	const struct conf *conf;
	const struct conf_node *node;
	struct slice name; /* .n = 0 if it has none */
};

struct rules {
	const struct rules_kind *kind;
	struct conf *files[8]; /* the file, what it extends, what that extends ... */
	size_t nfiles;
	struct expr_vars *vars;
	struct rules_item *items; /* the rules in their final order */
	size_t nitems;
};

/*
 * Load a file and what it extends (NAME: one of share/; NAME.yaml: a file
 * beside it).  vars, with what the filter itself defines, becomes the rules'
 * and takes in each `set`.
 */
int rules_load(struct rules *, const struct rules_kind *, const char *path, struct expr_vars *vars);
void rules_free(struct rules *);
/*
 * The path of the rules of a name in share/ (kind->share); the caller frees it.  NULL if there are
 * none of that name, said with those that are there, at the node that names it (or NULL, NULL).
 */
char *rules_path(
    const char *share, const char *name, const struct conf *, const struct conf_node *);
/* Read a period of a mapping; a bare number, of which nobody knows whether days or seconds are
 * meant, is an error.  0, with ms as it was if the key is not there; or -1, said. */
int rules_period_of(const struct conf *, const struct conf_node *map, const char *key, int64_t *ms);
/* The place of a node for --explain: FILE:LINE without the folders, appended as a JSON string. */
void rules_place(const struct conf *, const struct conf_node *, struct buf *json);
/* The value of a key of the top in the nearest file that has it, with its file; NULL if none has.
 */
const struct conf_node *rules_member(
    const struct rules *, const char *key, const struct conf **conf);

/*
 * Read unique: {cycle: 30d, from: last} of one file; what it does not say stays.  min_talk is for
 * the filter that knows it, else NULL.
 */
int rules_cycle(const struct conf *, struct cycle *, double *min_talk);

/* One line of --list and --explain-plan. */
struct rules_line {
	const struct conf *conf;
	const struct conf_node *node;
	struct slice name, detail; /* what it gives; where it runs, or empty */
	const struct conf_node *when;
	const struct expr *expr; /* of when; NULL: always */
};

/* Print rules as a table on standard output: their order, place, name and condition; with plan
 * also whether the condition runs without libjq. */
int rules_print(const struct rules_line *, size_t n, bool plan);

/* What a test is run by: forget everything; take one record (-1 with event->why if it is rejected).
 */
struct rules_subject {
	void (*reset)(void *);
	int (*run)(void *, struct event *);
	void *arg;
};

/* Run the tests of the file itself; say the failures and, at the end, how it went; the exit status.
 */
int rules_test(const struct rules *, const struct rules_subject *);
#endif
