/*
 * class_in.h - the inside of a classifier, shared by the files that make it up.
 *
 * Owner:  class_free() frees all of it.
 */
#ifndef CT_LABEL_CLASS_IN_H
#define CT_LABEL_CLASS_IN_H
#include "customer/contact.h"
#include "customer/customers.h"
#include "customer/facts.h"
#include "customer/history.h"
#include "customer/pending.h"
#include "customer/person.h"
#include "label/class.h"
#include "label/nearness.h"
#include "label/rules.h"

struct class_rule {
	const struct conf *conf;
	const struct conf_node *node;
	struct slice name;
	struct expr *when;
	bool target;	   /* its class is "target" */
	char *failed;	   /* what is said when its condition fails, for diag */
	struct near *near; /* for --explain, else NULL */
};

enum {
	OWN_CLASS,
	OWN_TARGET,
	OWN_UNIQUE,
	OWN_REPEAT,
	OWN_UNIQUE_PERSON,
	OWN_REPEAT_PERSON,
	OWN_FIRST_TARGET,
	OWN_CONTACT,
	OWN_RECOVERS,
	OWN_RECOVERS_AFTER,
	OWN_WHY,
	OWN_N
};

struct classifier {
	struct rules rules;
	struct class_rule *list;
	size_t n;
	struct class_rule target; /* the file's own `target`; when is NULL without one */
	struct cycle cycle;
	double min_talk;
	int64_t recovers_within;
	bool by_person, by_visitor; /* what links numbers to a person */
	double min_confidence;
	struct persons_limits limits;
	struct history *history;
	struct key own[OWN_N]; /* our members */

	/* What was learnt from events. */
	struct customers *customers;
	struct pending *lost;
	struct persons *persons;
	int64_t last; /* the latest ts seen */
	bool failed, late;

	bool explain;
	struct buf json, why;
};

/* Fill in a classifier whose files are loaded; -1, said. */
int class_rules(struct classifier *);
/* Prepare c->why, the value of class_why, before our members are set.  NULL: no rule decided. */
void class_why(struct classifier *, struct event *, const struct class_rule *);
#endif
