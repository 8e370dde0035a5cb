/* ct-agg - numbers by group.  See ct-agg(1). */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "agg/agg.h"
#include "agg/metric.h"
#include "agg/report.h"
#include "base/cli.h"
#include "event/door.h"

enum { REPORT = CLI_LONG, LIST, SORT, LIMIT, TOTALS, PARTIAL, MERGE, CREDIT };

static const struct cli_option options[] = {
	{ 'b', "by", "KEYS", "group by these: members, buckets of time, jq paths; with commas" },
	{ CREDIT, "credit", NULL, "share each record out over its touches" },
	{ LIMIT, "limit", "N", "print only the first N groups" },
	{ LIST, "list", NULL, "name the reports there are, and end" },
	{ MERGE, "merge", NULL, "join what --partial wrote, and print the result" },
	{ PARTIAL, "partial", NULL, "write states that --merge can join" },
	{ REPORT, "report", "NAME", "compute the report of that name (or of that FILE with a /)" },
	{ SORT, "sort", "NAMES", "sort by these keys and metrics, -NAME for descending" },
	{ TOTALS, "totals", NULL, "end with a line for all records" },
	{ 'w', "where", "COND", "only records that meet this jq condition" },
	{ 0 },
};
static const char examples[] =
    "  ct-agg --by source 'calls=count(.type == \"call\")' 'wait=mean(.wait)' calls.ndjson\n"
    "  ct-agg --report sources --totals calls.ndjson | ct-table\n";

struct wishes {
	const char *by, *where, *report, *sort;
	uint64_t limit;
	bool limited, list, totals, partial, merge, credit;
};

static void
read_options(struct cli *cli, struct wishes *w)
{
	int ch;

	while ((ch = cli_next(cli)) != -1)
		switch (ch) {
		case 'b':
			w->by = cli->arg;
			break;
		case 'w':
			w->where = cli->arg;
			break;
		case REPORT:
			w->report = cli->arg;
			break;
		case LIST:
			w->list = true;
			break;
		case SORT:
			w->sort = cli->arg;
			break;
		case LIMIT:
			w->limit = cli_number(cli, 0, UINT64_MAX);
			w->limited = true;
			break;
		case TOTALS:
			w->totals = true;
			break;
		case PARTIAL:
			w->partial = true;
			break;
		case MERGE:
			w->merge = true;
			break;
		case CREDIT:
			w->credit = true;
			break;
		}
}

/* Operands that look like metrics are no files: sort them out, in order. */
static int
take_metrics(struct cli *cli, struct agg *agg, bool merge)
{
	struct origin o = { 0 };
	int i, files = 0;

	for (i = 0; i < cli->nfiles; i++) {
		if (!metric_looks(slice_of(cli->files[i]))) {
			cli->files[files++] = cli->files[i];
			continue;
		}
		if (merge)
			cli_wrong(cli,
			    "--merge takes its metrics from the states (a file \"%s\" would be "
			    "./%s)",
			    cli->files[i], cli->files[i]);
		o.name = cli->files[i];
		if (agg_metric(agg, &o, slice_of(cli->files[i])) == -1)
			return (-1);
	}
	cli->nfiles = files;
	return (0);
}

/* Say to agg what the command line says. */
static int
set_up(struct cli *cli, struct wishes *w, struct agg *agg, struct conf *report)
{
	struct report_skip skip = { w->by != NULL, w->sort != NULL, w->limited };
	struct origin by = { .name = "--by" }, where = { .name = "--where" };

	if (report != NULL && report_apply(report, skip, agg, &w->totals) == -1)
		return (-1);
	if (w->by != NULL && agg_by(agg, &by, slice_of(w->by)) == -1)
		return (-1);
	if (w->where != NULL && agg_where(agg, &where, slice_of(w->where)) == -1)
		return (-1);
	if (take_metrics(cli, agg, w->merge) == -1)
		return (-1);
	if (w->sort != NULL)
		agg_sort(agg, slice_of(w->sort));
	if (w->limited)
		agg_limit(agg, w->limit);
	return (agg_ready(agg));
}

static void
count(struct agg *agg, struct stream *stream, bool merge)
{
	struct event *event;

	while ((event = stream_next(stream)) != NULL)
		if ((merge ? agg_take(agg, event) : agg_record(agg, event, stream_diag(stream))) ==
		    -1)
			stream_reject(stream, event);
	if (merge && agg_incomplete(agg) != NULL) {
		warnx("%s", agg_incomplete(agg));
		stream_look(stream);
	}
	if (agg_refused(agg) > 0)
		stream_look(stream);
}

static int
list(void)
{
	struct buf names = { 0 };
	int r = report_list(&names);

	if (fwrite(names.p, 1, names.n, stdout) != names.n || fflush(stdout) == EOF) {
		warn("standard output");
		r = -1;
	}
	buf_free(&names);
	return (r == -1 ? STATUS_FAILED : STATUS_OK);
}

int
main(int argc, char *argv[])
{
	struct cli cli = CLI_INIT(argc, argv, options,
	    "count, add up and average events by group: one line of NDJSON a group", examples,
	    CLI_FILTER | CLI_ZONE);
	struct wishes w = { 0 };
	struct conf *report = NULL;
	struct stream *stream = NULL;
	struct agg *agg = NULL;
	int status;

	cli.operands = "[NAME=METRIC]... [FILE]...";
	read_options(&cli, &w);
	if (w.list)
		return (list());
	if (w.merge && (w.by != NULL || w.where != NULL || w.report != NULL || w.credit))
		cli_wrong(&cli, "--merge takes keys, conditions and metrics from the states");

	if (w.report != NULL && (report = report_load(w.report)) == NULL)
		goto done;
	if ((agg = agg_new(cli.zone, (w.credit ? AGG_CREDIT : 0) | (w.merge ? AGG_MERGE : 0))) ==
		NULL ||
	    set_up(&cli, &w, agg, report) == -1 || (stream = door_open(&cli)) == NULL)
		goto done;

	count(agg, stream, w.merge);
	if (w.partial)
		agg_print_partial(agg, stream);
	else if (agg_print(agg, stream, w.totals) == -1)
		stream_fail(stream);
done:
	status = stream_close(stream);
	agg_free(agg);
	conf_free(report);
	return (status);
}
