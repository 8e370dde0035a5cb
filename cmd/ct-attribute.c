/* ct-attribute - find the visit, ad and keyword behind each call.  See ct-attribute(1). */
#include <err.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "attribute/attribute.h"
#include "base/cli.h"
#include "event/door.h"
#include "time/period.h"

enum { PREFER = CLI_LONG, SLACK, EXPLAIN, FIT, FITTED, MODEL, FRACTIONAL };

#define SLACK_MOST (366 * INT64_C(86400000))

static struct cli_option options[] = { { 'r', "rules", "FILE",
					   "pools, static numbers and the model (YAML)" },
	{ EXPLAIN, "explain", NULL, "add attribution_why: the candidates and their weights" },
	{ FIT, "fit", "FILE", "write no events, but the model that the input shows, to FILE" },
	{ FITTED, "fitted", "FILE", "take the model from FILE, as --fit wrote it" },
	{ FRACTIONAL, "fractional", NULL,
	    "add touches: the credit by the candidates' probabilities" },
	{ MODEL, "model", "NAME", NULL }, /* describe_models() says more */
	{ PREFER, "prefer", "LIST",
	    "methods and their order: session,given,dynamic,static,history" },
	{ SLACK, "slack", "PERIOD", "how far ts may go back, such as 30s (default 0)" }, { 0 } };
static const char examples[] =
    "  LC_ALL=C sort -m sessions.ndjson numbers.ndjson calls.ndjson | ct-attribute -r "
    "numbers.yaml\n"
    "  ct-attribute -r numbers.yaml --explain march.ndjson | jq -c 'select(.attribution_why)'\n";

struct settings {
	struct attribute_set set;
	const char *rules, *fit, *fitted;
};

/* A line of --help for each model of credit. */
static void
describe_models(void)
{
	static struct buf help;
	const struct credit_model *const *m;
	struct cli_option *o = options;

	buf_str(&help, "add touches: the visitor's visits, each with its share of the credit:");
	for (m = credit_models; *m != NULL; m++)
		buf_printf(&help, "\n%30s%-17s%s", "", (*m)->name, (*m)->help);
	while (o->ch != MODEL)
		o++;
	o->help = buf_cstr(&help);
}

static const struct credit_model *
find_model(const struct cli *cli)
{
	const struct credit_model *found = credit_find(cli->arg);
	const struct credit_model *const *m;
	const char *names[32];
	size_t n = 0;

	if (found != NULL)
		return (found);
	for (m = credit_models; *m != NULL && n < 31; m++)
		names[n++] = (*m)->name;
	names[n] = NULL;
	cli_unknown(cli, "model", slice_of(cli->arg), names);
}

static _Noreturn void
wrong_method(const struct cli *cli, struct slice name)
{
	const char *names[METHOD_NONE + 1] = { NULL };
	int i;

	for (i = 0; i < METHOD_NONE; i++) {
		names[i] = method_names[i];
		if (slice_is(name, names[i]))
			cli_wrong(cli, "--prefer: \"%s\" is there twice", names[i]);
	}
	cli_unknown(cli, "method", name, names);
}

static void
read_options(struct cli *cli, struct settings *s)
{
	struct slice wrong;
	int ch;

	while ((ch = cli_next(cli)) != -1)
		switch (ch) {
		case 'r':
			s->rules = cli->arg;
			break;
		case EXPLAIN:
			s->set.explain = true;
			break;
		case FIT:
			s->fit = cli->arg;
			s->set.fit = true;
			break;
		case FITTED:
			s->fitted = cli->arg;
			break;
		case FRACTIONAL:
			s->set.fractional = true;
			break;
		case MODEL:
			s->set.credit = find_model(cli);
			break;
		case PREFER:
			if (!decide_prefer(
				slice_of(cli->arg), s->set.prefer, &s->set.nprefer, &wrong))
				wrong_method(cli, wrong);
			break;
		case SLACK:
			if (!period_parse(slice_of(cli->arg), &s->set.slack) ||
			    s->set.slack > SLACK_MOST)
				cli_expected(cli, "a length of time from 0 to 366d");
			break;
		}
	if (s->set.credit != NULL && s->set.fractional)
		cli_wrong(cli, "--model and --fractional both write touches: give one of them");
	if (s->fit != NULL && (cli->state != NULL || cli->state_from != NULL))
		cli_wrong(cli, "--fit keeps no state");
	if (s->fit != NULL && cli->output != NULL)
		cli_wrong(cli, "--fit writes no events, so there is no --output");
	cli_uses(cli, "--rules", s->rules);
	cli_uses(cli, "--fitted", s->fitted);
	if (s->fit == NULL)
		return;
	/* Standard output is kept for the model. */
	cli->output = "/dev/null";
	if (strcmp(s->fit, "/dev/stdout") == 0)
		s->fit = "-";
	if (strcmp(s->fit, "-") != 0)
		cli_writes(cli, "--fit", s->fit);
}

/* The model of the rules, or of the file that stands for it. */
static struct chance *
load_model(const struct numbers *numbers, const struct settings *s)
{
	struct numbers *fitted = NULL;
	struct chance *chance;
	const struct conf_node *model;
	const struct conf *conf;

	if (s->fitted != NULL && (numbers = fitted = numbers_load(s->fitted, "UTC")) == NULL)
		return (NULL);
	model = numbers_model(numbers, &conf);
	if (fitted != NULL && model == NULL) {
		warnx("%s: no \"model\" in it; --fit writes one", s->fitted);
		numbers_free(fitted);
		return (NULL);
	}
	chance = chance_new(conf, model);
	numbers_free(fitted);
	if (chance != NULL && s->fit != NULL)
		chance_collect(chance);
	return (chance);
}

/* What --fit writes, and how many calls it is learnt from. */
struct fit {
	struct chance *chance;
	uint64_t calls;
};

/* Draw the conclusions and write them down. */
static void
write_model(void *arg, struct output *out)
{
	struct fit *fit = arg;
	struct buf text = { 0 };
	int rounds = chance_fit(fit->chance, &fit->calls);

	buf_printf(&text, "# Written by ct-attribute --fit from %llu calls in %d rounds.\n",
	    (unsigned long long)fit->calls, rounds);
	chance_write(fit->chance, &text);
	output_write(out, text.p, text.n);
	buf_free(&text);
}

static int
run(const struct cli *cli, const struct settings *s)
{
	struct stream_settings stream = door_stream(cli);
	struct state_settings state = door_state(cli);
	struct fit fit = { .chance = s->set.chance };
	struct filter_file model = { s->fit, write_model, &fit };
	struct attribute *attribute = attribute_new(&s->set);
	int status;

	if (s->fit != NULL && strcmp(s->fit, "-") == 0)
		model.path = NULL;
	status = filter_run(
	    &attribute_filter, attribute, &stream, &state, s->fit == NULL ? NULL : &model);
	attribute_free(attribute);
	if (s->fit != NULL && status != STATUS_FAILED && fit.calls == 0) {
		warnx("--fit: no call to learn from: the model is what was believed before");
		status = STATUS_LOOK;
	}
	return (status);
}

int
main(int argc, char *argv[])
{
	struct cli cli =
	    CLI_INIT(argc, argv, options, "find the visit, ad and keyword behind each call",
		examples, CLI_FILTER | CLI_ZONE | CLI_STATE);
	struct settings s = { .set = { .nprefer = METHOD_NONE,
				  .prefer = { METHOD_SESSION, METHOD_GIVEN, METHOD_DYNAMIC,
				      METHOD_STATIC, METHOD_HISTORY } } };
	struct numbers *numbers;
	int status = STATUS_FAILED;

	describe_models();
	read_options(&cli, &s);
	numbers = s.rules == NULL ? numbers_none() : numbers_load(s.rules, cli.zone);
	s.set.numbers = numbers;
	if (numbers != NULL && (s.set.chance = load_model(numbers, &s)) != NULL)
		status = run(&cli, &s);
	chance_free(s.set.chance);
	numbers_free(numbers);
	return (status);
}
