/* ct-validate - is this export what it says?  See ct-validate(1). */
#include <limits.h>
#include <stdlib.h>

#include "base/cli.h"
#include "base/share.h"
#include "event/door.h"
#include "validate/check.h"
#include "validate/findings.h"

enum { SCHEMA = CLI_LONG, SKIP, LIMIT };

static const struct cli_option options[] = {
	{ 'f', "format", "FORMAT", "text, json or github (default text)" },
	{ 'n', "numbers", "FILE", "our numbers of calls must be declared in FILE (numbers.yaml)" },
	{ SCHEMA, "schema", "FILE", "check lines by this JSON Schema (default: events)" },
	{ SKIP, "skip", "A,B", "leave out checks: json order ts time id until number schema" },
	{ LIMIT, "limit", "N", "write N findings of a check (default 10; json: all); 0: all" },
	{ 0 },
};
static const char examples[] =
    "  ct-ingest -f uis calls.json | LC_ALL=C sort | ct-validate\n"
    "  ct-validate --format github --numbers numbers.yaml march.ndjson\n";

static const char *const formats[] = { "text", "json", "github", NULL };

struct wish {
	enum findings_format format;
	const char *numbers, *schema;
	unsigned skip;
	long limit; /* -1: what the format wants */
};

static unsigned
read_skip(const struct cli *cli)
{
	const char *p = cli->arg, *end;
	unsigned skip = 0;
	int i;

	for (;; p = end + 1) {
		end = p + strcspn(p, ",");
		for (i = 0; check_names[i] != NULL; i++)
			if (slice_is((struct slice){ p, (size_t)(end - p) }, check_names[i]))
				break;
		if (check_names[i] == NULL)
			cli_unknown(
			    cli, "check", (struct slice){ p, (size_t)(end - p) }, check_names);
		skip |= 1U << i;
		if (*end == '\0')
			return (skip);
	}
}

static struct wish
read_options(struct cli *cli)
{
	struct wish w = { FINDINGS_TEXT, NULL, "events", 0, -1 };
	int ch;

	while ((ch = cli_next(cli)) != -1)
		switch (ch) {
		case 'f':
			w.format = (enum findings_format)cli_choice(cli, "format", formats);
			break;
		case 'n':
			w.numbers = cli->arg;
			break;
		case SCHEMA:
			w.schema = cli->arg;
			break;
		case SKIP:
			w.skip |= read_skip(cli);
			break;
		case LIMIT:
			w.limit = (long)cli_number(cli, 0, LONG_MAX);
			break;
		}
	if (w.limit == -1)
		w.limit = w.format == FINDINGS_JSON ? 0 : 10;
	return (w);
}

/* A line that is no event is a finding here, not a reject: so not by stream_next(). */
static uint64_t
check_lines(struct check *check, struct stream *stream)
{
	struct input *in = stream_input(stream);
	struct event event = { 0 };
	struct slice line;
	enum input_line what;
	uint64_t full, lines = 0;

	while ((what = input_line(in, &line, &full)) != INPUT_END) {
		if (what == INPUT_LINE && slice_is_blank(line))
			continue;
		lines++;
		stream_count(stream, 1);
		event.file = input_name(in);
		event.number = input_number(in);
		if (what == INPUT_LONG)
			check_line(check, event.file, event.number, 0, "line over 16 MiB");
		else if (what == INPUT_CUT)
			check_line(check, event.file, event.number, 0,
			    "the input breaks off in this line");
		else if (event_read(&event, line) == -1)
			check_line(check, event.file, event.number, event.column, event.why);
		else
			check_event(check, &event);
	}
	event_free(&event);
	return (lines);
}

int
main(int argc, char *argv[])
{
	struct cli cli = CLI_INIT(argc, argv, options, "check events: form, order, ids, schema",
	    examples, CLI_QUIET | CLI_OUTPUT | CLI_ZONE | CLI_PROGRESS);
	struct wish w = read_options(&cli);
	struct stream *stream = NULL;
	struct findings *findings = NULL;
	struct check *check = NULL;
	struct schema *schema = NULL;
	struct numbers *numbers = NULL;
	char *path = NULL;
	uint64_t lines;

	if ((w.skip & 1U << CHECK_SCHEMA) == 0 &&
	    ((path = share_find("schema", w.schema, ".json", "schema")) == NULL ||
		(schema = schema_load(path)) == NULL))
		goto done;
	if (w.numbers != NULL && (numbers = numbers_load(w.numbers, cli.zone)) == NULL)
		goto done;
	if ((stream = door_open(&cli)) == NULL)
		goto done;
	findings = findings_new(stream, w.format, (uint64_t)w.limit, cli.quiet);
	check = check_new(w.skip, schema, numbers, findings_tell, findings);
	lines = check_lines(check, stream);
	if (findings_sum(findings, lines) > 0)
		stream_look(stream);
done:
	check_free(check);
	findings_free(findings);
	schema_free(schema);
	numbers_free(numbers);
	free(path);
	return (stream_close(stream));
}
