/*
 * check.h - is a run of events what ct-events(5) says? (ct-validate)
 *
 * Shape:  line after line, with its place; each thing that is wrong is a
 *         finding, told at once.
 * Units:  lines and columns (bytes) count from 1; 0 for the line as a whole.
 * Owner:  check_free() frees.  Memory: 24 to 64 bytes for each id, where ids
 *         are checked; nothing else grows.
 * Errors: none; findings are not errors.
 */
#ifndef CT_VALIDATE_CHECK_H
#define CT_VALIDATE_CHECK_H
#include <stdint.h>

#include "event/event.h"
#include "numbers/numbers.h"
#include "validate/schema.h"

enum check_kind {
	CHECK_JSON,   /* the line is an object, no member is there twice */
	CHECK_ORDER,  /* ts, type and id come first */
	CHECK_TS,     /* ts is there, and canonical */
	CHECK_TIME,   /* ts does not go back */
	CHECK_ID,     /* no two events of a type have one id */
	CHECK_UNTIL,  /* until and end are not before ts */
	CHECK_NUMBER, /* our number of a call is declared */
	CHECK_SCHEMA,
	CHECK_KINDS
};
/* Their names, in that order; ends with NULL. */
extern const char *const check_names[];

struct finding {
	enum check_kind kind;
	const char *file;
	uint64_t line;
	size_t column;
	const char *path; /* of the member (".talk"), or "" */
	const char *text;
};

struct check;

/* skip: bits 1 << kind that are not asked.  schema and numbers may be NULL and stay the caller's.
 */
struct check *check_new(unsigned skip, struct schema *, const struct numbers *,
    void (*tell)(void *, const struct finding *), void *arg);
void check_free(struct check *);
/* Check an event that was read; its file, number and line say where. */
void check_event(struct check *, struct event *);
/* Tell that a line is no event. */
void check_line(struct check *, const char *file, uint64_t line, size_t column, const char *why);
#endif
