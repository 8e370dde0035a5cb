/*
 * tag_in.h - the inside of a tagger, shared by the files that make it up: tag.c, which calls
 * tag_rule.c (reads the rules) and tag_open.c (what is open until the customer is reached).
 *
 * Owner:  tag_free() frees all of it.
 */
#ifndef CT_LABEL_TAG_IN_H
#define CT_LABEL_TAG_IN_H
#include "customer/facts.h"
#include "customer/history.h"
#include "customer/pending.h"
#include "label/rules.h"
#include "label/tag.h"

struct tag_rule {
	const struct conf *conf;
	const struct conf_node *node;
	struct slice tag;  /* what it adds; .n = 0 if nothing */
	struct expr *from; /* or: each text that this gives is a tag */
	struct slice *remove;
	size_t nremove;
	struct expr *when; /* NULL: always */
	uint64_t on;	   /* the types it runs on, a bit each */
	bool reads_tags;
	bool until_contact;  /* what it tags stays open until the customer is reached */
	struct expr *urgent; /* whose open ones come first; or NULL */
	char *failed;	     /* what is said when a condition fails, for diag */
	struct buf values;   /* what `from` gave, and its texts */
	struct buf texts;
};

/* One tag while the rules run. */
struct label {
	struct slice text;
	bool came;   /* it came with the event */
	bool before; /* and not from an earlier run's rules */
	bool on;     /* it is there now */
};

enum { OWN_TAGS, OWN_AUTO, OWN_CLOSES, OWN_WHY, OWN_N };

struct tagger {
	struct rules rules;
	struct tag_rule *list;
	size_t n;
	struct slice types[64]; /* named by `on`, a bit each */
	size_t ntypes;
	uint64_t any;	       /* the bits of all rules */
	struct key own[OWN_N]; /* our members */
	struct label *labels;  /* of the event at hand */
	size_t nlabels, labelscap;
	struct buf text; /* its tags, unescaped */
	struct buf json;
	struct buf why; /* tag_why as it grows */
	bool explain;
	bool follows; /* some rule has until_contact */
	struct cycle cycle;
	struct history *history;

	/* What was learnt from events. */
	struct pending *open;
	int64_t last; /* the latest ts seen */
	bool failed, late;
};

/* Fill in the rules of a tagger whose files are loaded; -1, said. */
int tag_rules(struct tagger *);

/* The list of what is still open (tag_open.c): a rule has given a contact this tag; the customer is
 * reached.
 */
void tag_open(struct tagger *, struct slice tag, bool urgent, struct event *, const struct facts *);
void tag_close(struct tagger *, struct event *, const struct facts *);
#endif
