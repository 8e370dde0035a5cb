/* ct-eval - attributed calls against the truth.  See ct-eval(1). */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cli.h"
#include "base/mem.h"
#include "event/door.h"
#include "truth/eval.h"

enum { MIN = CLI_LONG, MAX = CLI_LONG + 100 };

/* --min-X and --max-X for a measure X: what is better is known of each. */
static const struct limit {
	int ch;
	const char *measure;
} limits[] = {
	{ MIN, "accuracy" },
	{ MIN + 1, "precision" },
	{ MIN + 2, "recall" },
	{ MIN + 3, "source_accuracy" },
	{ MAX, "ece" },
	{ MAX + 1, "brier" },
	{ MAX + 2, "behind_best" },
};
enum { NLIMITS = sizeof(limits) / sizeof(limits[0]) };

static const struct cli_option options[] = {
	{ 'R', "report", "NAME", "summary, reliability, sources or confusion (default summary)" },
	{ 'b', "by", "A,B", "a line for each value of these members (sources: what makes one)" },
	{ 'n', "bins", "N", "steps of confidence from 0 to 1 (default 10)" },
	{ MIN, "min-accuracy", "X", "exit 1 if fewer calls are judged rightly" },
	{ MIN + 1, "min-precision", "X", "exit 1 if fewer of the claimed calls are right" },
	{ MIN + 2, "min-recall", "X", "exit 1 if fewer of the known calls are found" },
	{ MIN + 3, "min-source-accuracy", "X", "exit 1 if fewer calls have the right source" },
	{ MAX, "max-ece", "X", "exit 1 if confidence is off by more (calibration error)" },
	{ MAX + 1, "max-brier", "X", "exit 1 if the Brier score is above" },
	{ MAX + 2, "max-behind-best", "X", "exit 1 if the best guess is right more often by more" },
	{ 0 },
};
static const char examples[] =
    "  ct-sim shop | ct-attribute -r numbers.yaml | ct-eval | ct-table\n"
    "  ct-eval --report sources --min-accuracy 0.9 attributed.ndjson | ct-table\n";

struct wish {
	enum eval_report report;
	char **by;
	size_t nby, cap;
	int bins;
	bool limited[NLIMITS];
	decimal limits[NLIMITS];
	const char *said[NLIMITS]; /* as the user wrote them */
};

/* "a,b": names of members. */
static void
read_by(const struct cli *cli, struct wish *w)
{
	const char *letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
	const char *p = cli->arg;
	char *name;
	size_t n, i;

	for (;; p += n + 1) {
		n = strspn(p, letters);
		if (n == 0 || n > 64 || (p[n] != ',' && p[n] != '\0'))
			cli_expected(cli, "names of members such as source,medium");
		w->by = mem_grow(w->by, &w->cap, w->nby + 1, sizeof(*w->by));
		w->by[w->nby] = name = mem_dup(p, n);
		for (i = 0; i < w->nby && strcmp(w->by[i], name) != 0; i++)
			;
		if (i < w->nby || eval_writes(name))
			cli_wrong(
			    cli, "--by: there is a member \"%s\" in the report already", name);
		w->nby++;
		if (p[n] == '\0')
			return;
	}
}

static void
read_limit(const struct cli *cli, struct wish *w, int ch)
{
	size_t i;

	for (i = 0; limits[i].ch != ch; i++)
		;
	if (decimal_read(slice_of(cli->arg), &w->limits[i]) != DECIMAL_OK ||
	    w->limits[i] < -DECIMAL_ONE || w->limits[i] > DECIMAL_ONE)
		cli_expected(cli, "a share from 0 to 1");
	w->limited[i] = true;
	w->said[i] = cli->arg;
}

/* Say which limits do not hold; false if any. */
static bool
check_limits(const struct eval *e, const struct wish *w)
{
	struct buf b = { 0 };
	bool holds = true, least;
	decimal value;
	size_t i;

	for (i = 0; i < NLIMITS; i++) {
		if (!w->limited[i])
			continue;
		least = limits[i].ch < MAX;
		b.n = 0;
		if (eval_measure(e, limits[i].measure, &value) != 1) {
			warnx("%s is not known, %s %s was asked for", limits[i].measure,
			    least ? "at least" : "at most", w->said[i]);
			holds = false;
		} else if (least ? value < w->limits[i] : value > w->limits[i]) {
			decimal_write(&b, value);
			warnx("%s is %s, %s %s was asked for", limits[i].measure, buf_cstr(&b),
			    least ? "at least" : "at most", w->said[i]);
			holds = false;
		}
	}
	buf_free(&b);
	return (holds);
}

static void
put(void *stream, struct slice line)
{
	stream_write(stream, line);
}

static void
finish(const struct eval *e, const struct wish *w, struct stream *stream)
{
	eval_write(e, put, stream);
	if (eval_calls(e) == 0) {
		warnx("no incoming call in the input");
		stream_look(stream);
	} else if (eval_known(e) == 0) {
		warnx("no call has a \"truth_session_id\": is the truth in the input?");
		stream_look(stream);
	}
	if (!check_limits(e, w))
		stream_look(stream);
}

int
main(int argc, char *argv[])
{
	static const char *const source[] = { "source", "medium" };
	struct cli cli = CLI_INIT(
	    argc, argv, options, "judge attributed calls by the known truth", examples, CLI_FILTER);
	struct wish w = { .report = EVAL_SUMMARY, .bins = 10 };
	struct eval *eval = NULL;
	struct stream *stream = NULL;
	struct event *event;
	int ch;

	while ((ch = cli_next(&cli)) != -1)
		switch (ch) {
		case 'R':
			w.report = (enum eval_report)cli_choice(&cli, "report", eval_reports);
			break;
		case 'b':
			read_by(&cli, &w);
			break;
		case 'n':
			w.bins = (int)cli_number(&cli, 1, EVAL_BINS_MAX);
			break;
		default:
			read_limit(&cli, &w, ch);
			break;
		}
	if (w.nby == 0 && (w.report == EVAL_SOURCES || w.report == EVAL_CONFUSION))
		eval = eval_new(w.report, source, 2, w.bins);
	else
		eval = eval_new(w.report, (const char *const *)w.by, w.nby, w.bins);

	if ((stream = door_open(&cli)) == NULL)
		goto done;
	while ((event = stream_next(stream)) != NULL)
		if (eval_event(eval, event) == -1)
			stream_reject(stream, event);
	finish(eval, &w, stream);
done:
	eval_free(eval);
	while (w.nby > 0)
		free(w.by[--w.nby]);
	free(w.by);
	return (stream_close(stream));
}
