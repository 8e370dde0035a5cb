/*
 * progress.h - a line on standard error that says how far a long run is (ct(7), --progress).
 *
 * Shape:  shown with --progress, or where standard error is a terminal, the
 *         input a regular file, the run over a second long and nobody asked for quiet.
 */
#ifndef CT_EVENT_PROGRESS_H
#define CT_EVENT_PROGRESS_H
#include <stdint.h>

#include "event/input.h"

struct progress;

/* asked: by --progress. */
struct progress *progress_new(const struct input *, bool asked, bool quiet);
/* To be called for each record: looks at the clock only now and then. */
void progress_step(struct progress *, uint64_t records);
/* Clears the line; with --progress says the total. */
void progress_free(struct progress *, uint64_t records);
#endif
