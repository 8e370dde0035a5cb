/*
 * diag.h - messages about data: at most ten of a kind, then only a count.
 *
 * Shape:  "ct-tag: calls.ndjson:17:4: not a JSON object"; line and column
 *         count from 1 (columns in bytes), 0 leaves them out.
 * Owner:  kind is copied when it is new (give few of them); all else is
 *         printed at once and not kept.
 * Errors: none.
 */
#ifndef CT_BASE_DIAG_H
#define CT_BASE_DIAG_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct diag;

/* quiet: count, but print nothing. */
struct diag *diag_new(bool quiet);
/* Prints "N more like: TEXT" for each kind that went over ten. */
void diag_free(struct diag *);
/*
 * Count one of a kind and say it, if it is among the first ten:
 * "PROGRAM: FILE:LINE:COLUMN: TEXT".  file may be NULL.  The text is printf's;
 * kind is what is counted and may be the same as fmt.
 */
void diag_say(struct diag *, const char *kind, const char *file, uint64_t line, size_t column,
    const char *fmt, ...) __attribute__((format(printf, 6, 7)));
/* Keep a message on one line, and free of escape codes for somebody's terminal. */
void diag_tame(char *text);
/* How many of that kind there were. */
uint64_t diag_count(const struct diag *, const char *kind);
#endif
