#include "event/door.h"

struct stream_settings
door_stream(const struct cli *cli)
{
	cli_reads(cli);
	return ((struct stream_settings){ .files = cli->files,
	    .nfiles = cli->nfiles,
	    .output = cli->output,
	    .rejects = cli->rejects,
	    .quiet = cli->quiet,
	    .trusted = cli->trusted,
	    .progress = cli->progress });
}

struct state_settings
door_state(const struct cli *cli)
{
	return ((struct state_settings){ .path = cli->state, .from = cli->state_from });
}

struct stream *
door_open(const struct cli *cli)
{
	struct stream_settings settings = door_stream(cli);

	return (stream_open(&settings));
}
