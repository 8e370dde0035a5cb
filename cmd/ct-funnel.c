/* ct-funnel - how far customers get, and where they fall off.  See ct-funnel(1). */
#include <stddef.h>

#include "base/cli.h"
#include "event/door.h"
#include "funnel/funnel.h"

enum { EXPLAIN = CLI_LONG, TOTALS };

static const struct cli_option options[] = {
	{ 'r', "rules", "FILE", "the funnel's key, window and stages (YAML)" },
	{ TOTALS, "totals", NULL, "append the lines of all groups together" },
	{ EXPLAIN, "explain", NULL, "print each customer and how far he got instead" },
	{ 0 },
};
static const char examples[] =
    "  ct-funnel -r funnel.yaml march.ndjson | ct-table\n"
    "  ct-funnel -r funnel.yaml --explain march.ndjson | jq -r 'select(.stage==\"call\")'\n";

int
main(int argc, char *argv[])
{
	struct cli cli = CLI_INIT(argc, argv, options,
	    "Count how many customers pass each stage of a funnel, from events (NDJSON).", examples,
	    CLI_FILTER | CLI_ZONE);
	struct funnel_rules *rules = NULL;
	struct stream *stream = NULL;
	struct funnel *funnel = NULL;
	const char *file = NULL;
	bool explain = false, totals = false;
	struct event *event;
	int ch;

	while ((ch = cli_next(&cli)) != -1)
		switch (ch) {
		case 'r':
			file = cli.arg;
			break;
		case EXPLAIN:
			explain = true;
			break;
		case TOTALS:
			totals = true;
			break;
		}
	if (file == NULL)
		cli_wrong(&cli, "no rules: give --rules FILE");
	if (explain && totals)
		cli_wrong(&cli, "--explain prints customers, which have no --totals");

	if ((rules = funnel_rules_load(file, cli.zone)) == NULL ||
	    (stream = door_open(&cli)) == NULL)
		goto done;
	funnel = funnel_new(rules, stream, explain);
	while ((event = stream_next(stream)) != NULL)
		if (funnel_add(funnel, event) == -1)
			stream_reject(stream, event);
	/* Counts of half an input would be wrong ones. */
	if (!input_failed(stream_input(stream)))
		funnel_write(funnel, totals);
done:
	funnel_free(funnel);
	funnel_rules_free(rules);
	return (stream_close(stream));
}
