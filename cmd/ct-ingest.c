/* ct-ingest - turn what systems export into events.  See ct-ingest(1). */
#include <string.h>

#include "base/cli.h"
#include "event/door.h"
#include "format/ingest.h"
#include "format/phone.h"
#include "time/period.h"

enum { OPT_LIST = CLI_LONG, OPT_REGION, OPT_ENCODING, OPT_DEDUP, OPT_WINDOW };

static const struct cli_option options[] = { { 'f', "format", "FORMAT",
						 "a name of --list, or a file (./my.yaml)" },
	{ OPT_LIST, "list", NULL, "list the formats" },
	{ OPT_REGION, "region", "CC", "read national telephone numbers of this country" },
	{ OPT_ENCODING, "encoding", "NAME", "CSV in utf-8 or windows-1251" },
	{ OPT_DEDUP, "dedup", NULL, "drop events whose type and id were seen before" },
	{ OPT_WINDOW, "dedup-window", "PERIOD", "remember them for PERIOD of event time (31d)" },
	{ 0 } };
static const char purpose[] = "Turn exports of telephone systems and web analytics into events.";
static const char examples[] =
    "  ct-ingest -f uis -z Europe/Moscow calls.json | LC_ALL=C sort >calls.ndjson\n"
    "  ct-ingest -f metrica -z Europe/Moscow visits.tsv.gz >sessions.ndjson\n";

static const char *const encodings[] = { "utf-8", "windows-1251", NULL };

int
main(int argc, char *argv[])
{
	struct cli cli = CLI_INIT(argc, argv, options, purpose, examples,
	    (CLI_FILTER & ~(unsigned)CLI_TRUSTED) | CLI_ZONE);
	struct ingest_options how = { .dedup_window = INT64_C(31) * 86400 * 1000 };
	struct stream *stream;
	int ch;

	while ((ch = cli_next(&cli)) != -1)
		switch (ch) {
		case 'f':
			how.format = cli.arg;
			break;
		case OPT_LIST:
			return (ingest_list() == -1 ? STATUS_FAILED : STATUS_OK);
		case OPT_REGION:
			if (strlen(cli.arg) != 2 || !phone_region(cli.arg))
				cli_expected(&cli, "a country such as RU, UA or US");
			how.region = cli.arg;
			break;
		case OPT_ENCODING:
			how.encoding = encodings[cli_choice(&cli, "encoding", encodings)];
			break;
		case OPT_WINDOW:
			if (!period_parse(
				(struct slice){ cli.arg, strlen(cli.arg) }, &how.dedup_window))
				cli_expected(&cli, "a length of time such as 12h, 31d or forever");
			/* FALLTHROUGH */
		case OPT_DEDUP:
			how.dedup = true;
			break;
		}
	how.zone = cli.zone;
	how.quiet = cli.quiet;
	if ((stream = door_open(&cli)) != NULL && ingest(stream, &how) == -1)
		stream_fail(stream);
	return (stream_close(stream));
}
