/*
 * mapping.h - a mapping file, compiled: how the rows of an export become events.
 *
 * Shape:  ct-formats(5) describes the file.  All names, tables, zones and
 *         expressions are resolved here, once; a row looks nothing up in YAML.
 * Owner:  mapping_free() frees all of it.
 * Errors: NULL, said with file, line and column.
 */
#ifndef CT_FORMAT_MAPPING_H
#define CT_FORMAT_MAPPING_H
#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/table.h"
#include "conf/conf.h"
#include "expr/expr.h"
#include "format/csv.h"
#include "format/moment.h"
#include "time/zone.h"

enum container {
	CONTAINER_CSV,
	CONTAINER_JSON,
	CONTAINER_NDJSON,
	CONTAINER_EVENTS,
	CONTAINER_FORM
};

/* One step of a path into a JSON record. */
struct step {
	enum { STEP_NAME, STEP_INDEX, STEP_EACH, STEP_WHERE } kind;
	struct slice name;
	struct slice value; /* STEP_WHERE: elements whose member name is this text */
	size_t index;
};

/* A place in a row: a column's name (where * stands for anything), or a path. */
struct source {
	struct slice name; /* as written, NUL-terminated */
	struct key key;	   /* of the path's first name */
	struct step *steps;
	size_t nsteps;
	bool each; /* some step is [] */
};

enum as {
	AS_TEXT,
	AS_NUMBER,
	AS_SECONDS,
	AS_MILLISECONDS,
	AS_MICROS,
	AS_TIME,
	AS_END,
	AS_PHONE,
	AS_BOOL,
	AS_LIST,
	AS_SET,
	AS_COUNT,
	AS_JSON,
	AS_LOWER,
	AS_WORDS,
	AS_CHANNEL
};

/* A row of a table: a raw JSON value for each of the table's columns. */
struct lookup {
	struct slice value; /* of a plain table */
	struct slice *picks;
};

struct lookup_table {
	char *name;
	struct table *rows; /* text -> struct lookup */
	char **columns;	    /* names of what each row may hold; none for a plain table */
	size_t ncolumns;
	char **globs; /* keys with a *, in the file's order */
	size_t nglobs;
};

/* One way to a member's value; the first that gives one is taken. */
struct take {
	struct expr *when;
	enum { TAKE_FROM, TAKE_CONST, TAKE_JQ } kind;
	size_t *sources, nsources; /* indices of mapping->sources: the first that is there */
	struct slice constant;	   /* raw JSON */
	struct expr *jq;
	struct slice split; /* n = 0: do not */
	struct slice cut;   /* the text ends before this */
	enum as as;
	enum moment_form form;
	struct zone *zone; /* its own, or NULL */
	bool subtracts;
	size_t minus; /* a source */
	struct lookup_table *table;
	size_t pick;
	struct slice join; /* put between several sources' values: all of them then */
	bool joins;
};

struct part {
	char *name;
	struct slice quoted; /* ,"name": */
	struct slice raw;    /* ,"name_raw": for telephone numbers */
	bool hidden;	     /* _name: known to the traffic source, not written */
	bool simple;	     /* no take has an expression */
	struct take *takes;
	size_t ntakes;
};

/* What the traffic source is derived from and to: indices of members. */
enum traffic_member {
	TRAFFIC_SOURCE,
	TRAFFIC_MEDIUM,
	TRAFFIC_CAMPAIGN,
	TRAFFIC_CONTENT,
	TRAFFIC_KEYWORD,
	TRAFFIC_GROUP,
	TRAFFIC_GCLID,
	TRAFFIC_YCLID,
	TRAFFIC_FBCLID,
	TRAFFIC_REFERRER,
	TRAFFIC_LANDING,
	TRAFFIC_HINT_SOURCE,
	TRAFFIC_HINT_MEDIUM,
	TRAFFIC_HINT_CAMPAIGN,
	TRAFFIC_HINT_KEYWORD,
	NTRAFFIC
};
extern const char *const traffic_names[];

enum fold_rule {
	FOLD_FIRST,
	FOLD_LAST,
	FOLD_BEST,
	FOLD_SUM,
	FOLD_MAX,
	FOLD_MIN,
	FOLD_COUNT,
	FOLD_WAIT
};

/* One kind of event that a row may give. */
struct maker {
	struct slice begin; /* ","type":"call","id":" */
	struct slice type;
	struct expr *when;
	struct part *members;
	size_t nmembers;
	size_t ts, id; /* members */
	bool traffic, direct;
	size_t part[NTRAFFIC];

	/* Rows of one event are folded into it. */
	bool folds;
	struct take *fold_key;
	int64_t fold_within; /* ms */
	size_t fold_rank;    /* the member whose values are ranked */
	struct slice *ranks; /* raw JSON values, the best first */
	size_t nranks;
	enum fold_rule *rules; /* of each member */
};

struct layout {
	struct slice *columns;
	size_t n;
	size_t test; /* the column that must look like digits.digits, or SIZE_MAX */
};

struct hint {
	struct expr *when;
	struct slice text;
};

enum header { HEADER_YES, HEADER_NO, HEADER_MAYBE };

struct mapping {
	struct conf *conf;
	char *name; /* uis: what ids of its own begin with */
	struct slice title;
	enum container container;
	struct slice *records;
	size_t nrecords;
	struct csv_shape csv;
	enum header header;
	struct layout *layouts;
	size_t nlayouts;
	struct zone *zone; /* of times without one; NULL: --timezone's */
	char decimal;	   /* '.' or ','; 0: as each number shows */
	char region[4];
	int64_t skip_first;
	bool skip_single; /* rows of one cell */
	struct expr *skip;
	struct table *absent; /* texts that mean nothing */
	struct source *sources;
	size_t nsources;
	struct lookup_table **tables;
	size_t ntables;
	struct part *with; /* values that conditions may read, made once a row */
	size_t nwith;
	struct maker *makers;
	size_t nmakers;
	struct hint *hints;
	size_t nhints;
	bool needs_channels, needs_phones;
};

/* What a file says of itself, for --list and detection. */
struct mapping_card {
	struct conf *conf;
	struct slice title;
	const struct conf_node *detect;
};

struct mapping *mapping_load(const char *path);
void mapping_free(struct mapping *);
/* Does some expression read this column? */
bool mapping_reads(const struct mapping *, const char *column);
#endif
