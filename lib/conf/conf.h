/*
 * conf.h - configuration: YAML with a place for every node, read strictly.
 *
 * Shape:  one document with a mapping at the top.  Anchors and aliases work
 *         (bounded: no "billion laughs"), merge keys (<<) and tags do not; a
 *         duplicate key is an error.  Scalars keep their text; what they are,
 *         the reader asks: a quoted scalar is only ever a text.
 * Units:  lines and columns count from 1; columns in characters.
 * Owner:  the conf owns its nodes and texts, until conf_free().
 * Errors: -1 or NULL, said on standard error as
 *         "ct-tag: tags.yaml:8:12: unknown key "wen"; did you mean "when"?".
 */
#ifndef CT_CONF_CONF_H
#define CT_CONF_CONF_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct conf;

enum conf_kind { CONF_SCALAR, CONF_LIST, CONF_MAP };

struct conf_node {
	enum conf_kind kind;
	bool plain;	   /* a scalar without quotes */
	int line, column;  /* where it begins */
	struct slice text; /* a scalar's text, NUL-terminated too */
	/* A list's items, or a mapping's keys and values by turns. */
	struct conf_node **nodes;
	size_t n; /* items, or pairs */
};

/* Read a file ("-" is standard input). */
struct conf *conf_load(const char *path);
/* Read a text; name stands for it in messages. */
struct conf *conf_parse(const char *name, struct slice text);
void conf_free(struct conf *);
const struct conf_node *conf_root(const struct conf *);
const char *conf_name(const struct conf *);

/* Say an error at a node (NULL: the file as a whole); always -1. */
int conf_error(const struct conf *, const struct conf_node *, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* Say an error at byte offset `at` inside a scalar's text (an expression with a syntax error):
 * the column is exact for a scalar on one line without escapes, else the node's own place is given.
 */
int conf_error_in(const struct conf *, const struct conf_node *, size_t at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* Say that the text at a node is not among the names (ends with NULL), as say.h says it; -1. */
int conf_unknown(const struct conf *, const struct conf_node *, const char *what, struct slice text,
    const char *const *names);

/* Is the node a mapping whose keys are all among keys (ends with NULL)? */
int conf_map(const struct conf *, const struct conf_node *, const char *const *keys);
int conf_list(const struct conf *, const struct conf_node *);
/* A mapping's value, or NULL. */
const struct conf_node *conf_member(const struct conf_node *map, const char *key);
/* i-th key and value of a mapping, i-th item of a list. */
const struct conf_node *conf_key(const struct conf_node *map, size_t i);
const struct conf_node *conf_value(const struct conf_node *map, size_t i);
const struct conf_node *conf_item(const struct conf_node *list, size_t i);

/*
 * Readers: 0 with the value, or -1, said.  With map and key: 1 and the value
 * untouched if the key is not there, so that
 *	if (conf_text_of(c, map, "name", &name) == -1) goto fail;
 * keeps a default.
 */
int conf_text(const struct conf *, const struct conf_node *, struct slice *);
int conf_bool(const struct conf *, const struct conf_node *, bool *);
int conf_int(const struct conf *, const struct conf_node *, int64_t min, int64_t max, int64_t *);
int conf_number(const struct conf *, const struct conf_node *, double *);
int conf_period(const struct conf *, const struct conf_node *, int64_t *ms);
/* One of the names (ends with NULL): its index. */
int conf_choice(const struct conf *, const struct conf_node *, const char *const *names, int *);
int conf_text_of(const struct conf *, const struct conf_node *map, const char *key, struct slice *);
int conf_bool_of(const struct conf *, const struct conf_node *map, const char *key, bool *);
int conf_int_of(const struct conf *, const struct conf_node *map, const char *key, int64_t min,
    int64_t max, int64_t *);
int conf_number_of(const struct conf *, const struct conf_node *map, const char *key, double *);
int conf_period_of(const struct conf *, const struct conf_node *map, const char *key, int64_t *ms);
int conf_choice_of(const struct conf *, const struct conf_node *map, const char *key,
    const char *const *names, int *);
/* Is the scalar plain and a number as JSON spells it? */
bool conf_is_number(const struct conf_node *);
/* Append the node as JSON: mappings, lists, texts; plain true, false, null and numbers as such
 * (a number keeps its spelling).  -1, said, if a plain scalar such as 1e999x is neither. */
int conf_json(const struct conf *, const struct conf_node *, struct buf *);
#endif
