/*
 * output.h - buffered output that is whole or is not there.
 *
 * Shape:  a named file is written beside itself and renamed into place by
 *         output_close(); SIGINT and SIGTERM leave no half-written file.
 * Errors: a failed write is said once on standard error and makes
 *         output_close() give -1; on a closed pipe the program dies by
 *         SIGPIPE as any filter does, even where the parent ignores it.
 */
#ifndef CT_EVENT_OUTPUT_H
#define CT_EVENT_OUTPUT_H
#include <stdbool.h>

#include "base/bytes.h"

struct output;

/* NULL is standard output.  NULL on failure, said. */
struct output *output_open(const char *path);
void output_write(struct output *, const void *p, size_t n);
/* A slice and a LF. */
void output_line(struct output *, struct slice);
void output_flush(struct output *);
/* A write has failed. */
bool output_failed(const struct output *);
/* Room in the output's buffer for n bytes, to be filled and then counted with output_commit(). */
char *output_room(struct output *, size_t n);
void output_commit(struct output *, size_t n);
/* Flush, check, rename into place when keep; else (or after a failure) remove what was written.
 * durable: fsync before the rename.  -1 on failure, said.  NULL gives 0. */
int output_close(struct output *, bool keep, bool durable);
/* Remove all half-written files at once, without memory or locks: for signal handlers and the last
 * word before _exit(2). */
void output_remove_temporaries(void);
#endif
