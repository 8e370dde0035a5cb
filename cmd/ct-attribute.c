/* ct-attribute - find the visit, ad and keyword behind each call.  See ct-attribute(1). */
#include <stddef.h>
#include <stdint.h>

#include "base/cli.h"
#include "call/attribute.h"
#include "rule/period.h"

enum { PREFER = CLI_LONG, SLACK, EXPLAIN };

#define SLACK_MOST (366 * INT64_C(86400000))

static const struct cli_option options[] = { { 'r', "rules", "FILE",
						 "pools, static numbers and the model (YAML)" },
	{ EXPLAIN, "explain", NULL, "add attribution_why: the candidates and their weights" },
	{ PREFER, "prefer", "LIST",
	    "methods and their order: session,given,dynamic,static,history" },
	{ SLACK, "slack", "PERIOD", "how far ts may go back, such as 30s (default 0)" }, { 0 } };
static const char examples[] =
    "  LC_ALL=C sort -m sessions.ndjson numbers.ndjson calls.ndjson | ct-attribute -r "
    "numbers.yaml\n"
    "  ct-attribute -r numbers.yaml --explain march.ndjson | jq -c 'select(.attribution_why)'\n";

int
main(int argc, char *argv[])
{
	struct cli cli = CLI_INIT(argc, argv, options,
	    "find the visit, ad and keyword behind each call", examples, CLI_FILTER | CLI_ZONE);
	struct attribute_set set = { .nprefer = METHOD_NONE,
		.prefer = {
		    METHOD_SESSION, METHOD_GIVEN, METHOD_DYNAMIC, METHOD_STATIC, METHOD_HISTORY } };
	struct attribute *attribute = NULL;
	struct numbers *numbers = NULL;
	const struct conf_node *model;
	const struct conf *conf;
	struct stream *stream = NULL;
	struct event *event;
	const char *rules = NULL;
	struct slice wrong;
	int ch, status;

	while ((ch = cli_next(&cli)) != -1)
		switch (ch) {
		case 'r':
			rules = cli.arg;
			break;
		case EXPLAIN:
			set.explain = true;
			break;
		case PREFER:
			if (!decide_prefer(slice_of(cli.arg), set.prefer, &set.nprefer, &wrong))
				cli_wrong(&cli,
				    "--prefer: \"%.*s\" is no method, or there twice: "
				    "session,given,dynamic,static,history",
				    (int)wrong.n, wrong.p);
			break;
		case SLACK:
			if (!period_parse(slice_of(cli.arg), &set.slack) || set.slack > SLACK_MOST)
				cli_wrong(
				    &cli, "--slack: \"%s\" is no period from 0 to 366d", cli.arg);
			break;
		}

	numbers = rules == NULL ? numbers_none() : numbers_load(rules, cli.zone);
	if (numbers == NULL)
		goto done;
	model = numbers_model(numbers, &conf);
	if ((set.chance = chance_new(conf, model)) == NULL || (stream = stream_open(&cli)) == NULL)
		goto done;
	set.numbers = numbers;
	attribute = attribute_new(&set, stream);
	while ((event = stream_next(stream)) != NULL)
		attribute_event(attribute, event);
done:
	status = stream_close(stream);
	attribute_free(attribute);
	chance_free(set.chance);
	numbers_free(numbers);
	return (status);
}
