/* ct-tag - add tags to events by the user's rules.  See ct-tag(1). */
#include "base/cli.h"
#include "event/stream.h"
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

/* The files that tell the end of the run, once all output was accepted. */
static int
finish(struct stream *stream, struct tagger *tagger, struct state *state, struct output *open)
{
	bool keep;

	if (tag_failed(tagger))
		stream_look(stream);
	keep = (state != NULL || open != NULL) && stream_finish(stream) != STATUS_FAILED;
	if (open != NULL && keep)
		tag_write_open(tagger, open);
	if (output_close(open, keep, false) == -1) {
		stream_fail(stream);
		keep = false;
	}
	if (state != NULL && keep) {
		tag_state_write(tagger, state);
		if (state_commit(state) == -1)
			stream_fail(stream);
	}
	return (stream_close(stream));
}

static int
run(const struct cli *cli, struct tagger *tagger, const char *open)
{
	struct stream *stream = NULL;
	struct output *out = NULL;
	struct state *state;
	struct event *event;
	bool none;
	int status;

	state = state_open(cli, "ct-tag", 1, &none);
	if ((state == NULL && !none) || (state != NULL && tag_state_read(tagger, state) == -1) ||
	    (open != NULL && (out = output_open(open)) == NULL) ||
	    (stream = stream_open(cli)) == NULL) {
		output_close(out, false, false);
		state_free(state);
		return (STATUS_FAILED);
	}
	while ((event = stream_next(stream)) != NULL)
		if (tag_event(tagger, event, stream_diag(stream)) == 0)
			stream_put(stream, event);
		else
			stream_reject(stream, event);
	status = finish(stream, tagger, state, out);
	state_free(state);
	return (status);
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
	if ((tagger = tag_load(rules)) == NULL)
		return (STATUS_FAILED);
	if (explain)
		tag_explain(tagger);
	if (what == TEST)
		status = tag_test(tagger);
	else if (what == LIST || what == PLAN)
		status = tag_list(tagger, what == PLAN);
	else if (old != NULL)
		status = tag_diff(tagger, old, &cli);
	else
		status = run(&cli, tagger, open);
	tag_free(tagger);
	return (status);
}
