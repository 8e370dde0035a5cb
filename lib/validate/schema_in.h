/*
 * schema_in.h - a schema as schema_load.c has read it, for schema.c, which
 * checks by it.  Nobody else includes this.
 */
#ifndef CT_VALIDATE_SCHEMA_IN_H
#define CT_VALIDATE_SCHEMA_IN_H
#include "base/regex.h"
#include "base/table.h"
#include "conf/conf.h"

enum rule_types { /* what a value is, as bits */
	IS_NULL = 1,
	IS_BOOLEAN = 2,
	IS_INTEGER = 4,
	IS_NUMBER = 8,
	IS_STRING = 16,
	IS_ARRAY = 32,
	IS_OBJECT = 64
};

struct rule_list {
	struct rule **rules;
	size_t n;
};

struct rule_names {
	struct slice *names;
	size_t n;
};

struct rule_member {
	uint64_t head; /* the name's first 8 bytes, compared in one go */
	struct slice name;
	struct rule *rule;
};

/* Zeros after a name that is shorter. */
static inline uint64_t
rule_head(struct slice name)
{
	uint64_t head = 0;

	memcpy(&head, name.p, name.n < 8 ? name.n : 8);
	return (head);
}

enum rule_format { FORMAT_NONE, FORMAT_TIME, FORMAT_DATE };

struct limit {
	bool set;
	double value;
	struct slice text; /* as the schema spells it */
};

struct rule {
	bool never;	  /* the schema `false` */
	struct rule *ref; /* $ref */

	int types;		  /* bits; 0: any */
	struct buf *values;	  /* enum and const: raw scalars */
	size_t nvalues;		  /* 0: any */
	const char **value_names; /* the texts among them, ends with NULL */
	struct limit min, max, above, below, multiple;
	struct limit min_len, max_len, min_items, max_items, min_members, max_members;
	struct slice pattern;
	struct regex *regex;
	enum rule_format format;
	bool unique;

	bool has_members;
	struct rule_member *members; /* properties, ordered by head */
	size_t nmembers;
	struct rule *others; /* additionalProperties */
	struct rule_names required;
	struct rule *items;

	struct rule_list all, any, one;
	struct rule *no, *when, *then, *otherwise;
};

struct rules {
	struct conf *conf;
	struct rule *root;
	struct rule **made; /* all, to be freed */
	size_t nmade, cap;
	struct table *by_node; /* conf_node * -> struct rule *, for $ref */
};

/* 0, or -1, said. */
int schema_rules_load(struct rules *, const char *path);
void schema_rules_free(struct rules *);
#endif
