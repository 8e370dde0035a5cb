/* ct-sim - a telephone exchange, a site and their customers, with the truth known.  See ct-sim(1).
 */
#include <err.h>
#include <stdlib.h>

#include "base/cli.h"
#include "base/share.h"
#include "sim/export.h"
#include "sim/world.h"
#include "sim/write.h"

enum { OPT_SEED = CLI_LONG, OPT_FROM, OPT_DAYS, OPT_EXPORT, OPT_BAYES, OPT_BLIND };

static const struct cli_option options[] = {
	{ OPT_SEED, "seed", "N", "the luck of this run (default 1)" },
	{ OPT_FROM, "from", "DATE", "begin on this day, not on the scenario's" },
	{ OPT_DAYS, "days", "N", "simulate N days" },
	{ OPT_EXPORT, "export", "DIR", "write the same into DIR as vendors export it, too" },
	{ OPT_BAYES, "bayes", NULL, "add the best guess there can be (bayes_session_id)" },
	{ OPT_BLIND, "blind", NULL, "leave out what only a simulation knows (truth...)" },
	{ 0 },
};
static const char examples[] =
    "  ct-sim --seed 7 --days 3 shop | jq -c 'select(.type == \"call\")' | head -n 3\n"
    "  ct-sim --export exports ./shop.yaml >truth.ndjson\n";

struct wish {
	uint64_t seed;
	int days;
	struct slice from;
	const char *export;
	bool bayes, blind;
};

static void
read_options(struct cli *cli, struct wish *wish)
{
	int ch;

	while ((ch = cli_next(cli)) != -1)
		switch (ch) {
		case OPT_SEED:
			wish->seed = cli_number(cli, 0, UINT64_MAX);
			break;
		case OPT_FROM:
			wish->from = slice_of(cli->arg);
			break;
		case OPT_DAYS:
			wish->days = (int)cli_number(cli, 1, 36600);
			break;
		case OPT_EXPORT:
			wish->export = cli->arg;
			break;
		case OPT_BAYES:
			wish->bayes = true;
			break;
		case OPT_BLIND:
			wish->blind = true;
			break;
		}
	if (cli->nfiles != 1)
		cli_wrong(cli, "one scenario, please: a name from share/scenarios, or a file");
}

/* No export may be what -o or another one writes. */
static void
check_exports(struct cli *cli, const char *folder)
{
	struct buf path = { 0 };
	int i;

	for (i = 0; export_path(folder, i, &path); i++)
		cli_writes(cli, "--export", buf_cstr(&path));
	buf_free(&path);
}

static int
run(const struct cli *cli, const struct scenario *s, const struct wish *wish)
{
	struct output *out = output_open(cli->output);
	struct export *exports = NULL;
	struct writer *writer;
	struct sink first, second;
	bool failed;

	if (out == NULL)
		return (STATUS_FAILED);
	if (wish->export != NULL && (exports = export_open(wish->export, s, wish->seed)) == NULL) {
		output_close(out, false, false);
		return (STATUS_FAILED);
	}
	writer = writer_new(out, s, wish->seed, !wish->blind);
	first = writer_sink(writer);
	if (exports != NULL) {
		second = export_sink(exports);
		first.next = &second;
	}
	world_run(s, wish->seed, wish->bayes, &first);
	writer_free(writer);
	output_flush(out);
	failed = output_failed(out);
	if (export_close(exports, !failed) == -1)
		failed = true;
	if (output_close(out, !failed, false) == -1)
		failed = true;
	return (failed ? STATUS_FAILED : STATUS_OK);
}

int
main(int argc, char *argv[])
{
	struct cli cli = CLI_INIT(argc, argv, options,
	    "simulate visits and calls, with the truth known", examples, CLI_OUTPUT);
	struct wish wish = { .seed = 1 };
	struct scenario *s;
	char *path;
	int status;

	cli.operands = "SCENARIO";
	read_options(&cli, &wish);
	if (wish.export != NULL)
		check_exports(&cli, wish.export);
	path = share_find("scenarios", cli.files[0], ".yaml", "scenario");
	s = path == NULL ? NULL : scenario_load(path);
	free(path);
	if (s == NULL)
		return (STATUS_FAILED);
	if ((wish.from.p != NULL || wish.days > 0) &&
	    scenario_days(s, wish.from, wish.days) == -1) {
		warnx("--from takes a date such as 2026-03-01, not \"%s\"", wish.from.p);
		status = STATUS_FAILED;
	} else
		status = run(&cli, s, &wish);
	scenario_free(s);
	return (status);
}
