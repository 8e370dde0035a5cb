/* ct-tag - add tags to events by the user's rules.  See ct-tag(1). */
#include "base/cli.h"
#include "event/door.h"
#include "label/tag.h"

enum { DIFF = CLI_LONG, EXPLAIN, LIST, OPEN, PLAN, TEST };

static const struct cli_option options[] = {
	{ 'r', "rules", "FILE", "tag by the rules in FILE (default: share/tags/default.yaml)" },
	{ DIFF, "diff", "OLD", "write only what differs from the rules in OLD" },
	{ EXPLAIN, "explain", NULL, "add tag_why: which rule set which tag" },
	{ PLAN, "explain-plan", NULL, "print by what each condition is run" },
	{ LIST, "list", NULL, "print the rules as a table" },
	{ OPEN, "open", "FILE", "write to FILE which customers are still to be called" },
	{ TEST, "test", NULL, "run the tests in the rule file" },
	{ 0, NULL, NULL, NULL },
};
static const char examples[] = "  ct-tag -r tags.yaml calls.ndjson >tagged.ndjson\n"
			       "  ct-tag --open to-call.ndjson calls.ndjson >tagged.ndjson\n";

static void
write_open(void *tagger, struct output *out)
{
	tag_write_open(tagger, out);
}

static int
run(const struct cli *cli, struct tagger *tagger, const char *open)
{
	struct stream_settings stream = door_stream(cli);
	struct state_settings state = door_state(cli);
	struct filter_file list = { open, write_open, tagger };

	return (filter_run(&tag_filter, tagger, &stream, &state, open == NULL ? NULL : &list));
}

static int
diff(const struct cli *cli, struct tagger *tagger, const char *old)
{
	struct stream_settings stream = door_stream(cli);

	return (tag_diff(tagger, old, &stream));
}

int
main(int argc, char *argv[])
{
	struct cli cli = CLI_INIT(
	    argc, argv, options, "Adds tags to events by rules.", examples, CLI_FILTER | CLI_STATE);
	struct tagger *tagger;
	const char *rules = NULL, *open = NULL, *old = NULL;
	int ch, status, what = 0;
	bool explain = false;

	while ((ch = cli_next(&cli)) != -1)
		switch (ch) {
		case 'r':
			rules = cli.arg;
			break;
		case DIFF:
			old = cli.arg;
			break;
		case EXPLAIN:
			explain = true;
			break;
		case OPEN:
			open = cli.arg;
			break;
		default:
			what = ch;
			break;
		}
	if (old != NULL && (open != NULL || cli.state != NULL || cli.state_from != NULL))
		cli_wrong(&cli, "--diff keeps no state and no list of what is open");
	if (open != NULL)
		cli_writes(&cli, "--open", open);
	cli_uses(&cli, "--rules", rules);
	cli_uses(&cli, "--diff", old);
	if ((tagger = tag_load(rules)) == NULL)
		return (STATUS_FAILED);
	if (explain)
		tag_explain(tagger);
	if (what == TEST)
		status = tag_test(tagger);
	else if (what == LIST || what == PLAN)
		status = tag_list(tagger, what == PLAN);
	else if (old != NULL)
		status = diff(&cli, tagger, old);
	else
		status = run(&cli, tagger, open);
	tag_free(tagger);
	return (status);
}
