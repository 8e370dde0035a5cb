/* ct-classify - target, missed, unique, repeat: classify calls by rules.  See ct-classify(1). */
#include <err.h>

#include "base/cli.h"
#include "event/door.h"
#include "label/class.h"

enum { AS = CLI_LONG, DIFF, EXPLAIN, LIST, PLAN, TEST };

static const struct cli_option options[] = {
	{ 'r', "rules", "FILE", "classify by the rules in FILE (YAML)" },
	{ AS, "as", "NAME", "classify as a service does: share/classes/NAME.yaml" },
	{ DIFF, "diff", "OLD", "write only what differs from the rules in OLD" },
	{ EXPLAIN, "explain", NULL, "add class_why: the rule, and how near the next class was" },
	{ PLAN, "explain-plan", NULL, "print by what each condition is run" },
	{ LIST, "list", NULL, "print the rules as a table" },
	{ TEST, "test", NULL, "run the tests in the rule file" },
	{ 0, NULL, NULL, NULL },
};
static const char examples[] = "  ct-classify calls.ndjson >classified.ndjson\n"
			       "  ct-classify -r classes.yaml --test\n";

static int
run(const struct cli *cli, struct classifier *classifier)
{
	struct stream_settings stream = door_stream(cli);
	struct state_settings state = door_state(cli);
	int status = filter_run(&class_filter, classifier, &stream, &state, NULL);

	if (class_refused(classifier) > 0 && !cli->quiet)
		warnx("%llu links not followed: too many numbers or visitors for one person",
		    (unsigned long long)class_refused(classifier));
	return (status);
}

static int
diff(const struct cli *cli, struct classifier *classifier, const char *old)
{
	struct stream_settings stream = door_stream(cli);

	return (class_diff(classifier, old, &stream));
}

int
main(int argc, char *argv[])
{
	struct cli cli = CLI_INIT(argc, argv, options,
	    "Classifies calls by rules: class, target, unique, repeat.", examples,
	    CLI_FILTER | CLI_STATE);
	struct classifier *classifier;
	const char *rules = NULL, *as = NULL, *old = NULL;
	int ch, status, what = 0;
	bool explain = false;

	while ((ch = cli_next(&cli)) != -1)
		switch (ch) {
		case 'r':
			rules = cli.arg;
			break;
		case AS:
			as = cli.arg;
			break;
		case DIFF:
			old = cli.arg;
			break;
		case EXPLAIN:
			explain = true;
			break;
		default:
			what = ch;
			break;
		}
	if (rules != NULL && as != NULL)
		cli_wrong(&cli, "--rules and --as exclude each other");
	if (old != NULL && (cli.state != NULL || cli.state_from != NULL))
		cli_wrong(&cli, "--diff keeps no state");
	cli_uses(&cli, "--rules", rules);
	cli_uses(&cli, "--diff", old);
	if (rules != NULL)
		classifier = class_load(rules);
	else
		classifier = class_load_as(as != NULL ? as : "default");
	if (classifier == NULL)
		return (STATUS_FAILED);
	if (explain)
		class_explain(classifier);
	if (what == TEST)
		status = class_test(classifier);
	else if (what == LIST || what == PLAN)
		status = class_list(classifier, what == PLAN);
	else if (old != NULL)
		status = diff(&cli, classifier, old);
	else
		status = run(&cli, classifier);
	class_free(classifier);
	return (status);
}
