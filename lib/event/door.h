/*
 * door.h - from a command line to the settings of streams and states.
 *
 * Shape:  streams and states are opened with settings, so that a service, which
 *         has no command line, opens them by the same call.  Here is the one
 *         place that knows which option is which setting.  It is not in
 *         base/cli.h, since base/ knows nothing of streams (includes go down),
 *         and not in cmd/, since all commands share it.
 * Owner:  the strings stay argv's.
 */
#ifndef CT_EVENT_DOOR_H
#define CT_EVENT_DOOR_H
#include "base/cli.h"
#include "event/state.h"
#include "event/stream.h"

/* Ends the program if what is read is what is written (cli_reads()). */
struct stream_settings door_stream(const struct cli *);
struct state_settings door_state(const struct cli *);
/* Open the stream that the command line tells of; NULL on failure, said. */
struct stream *door_open(const struct cli *);
#endif
