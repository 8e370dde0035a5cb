/* ct-model - credit channels for the conversions at the ends of paths.  See ct-model(1). */
#include <err.h>
#include <math.h>
#include <stdlib.h>

#include "base/cli.h"
#include "event/door.h"
#include "event/json.h"
#include "model/journey.h"
#include "model/model.h"

enum { CONVERSION = CLI_LONG, ORDER, TOTALS, VALUE, VISITS };
enum { ORDER_MAX = 100 };

static const struct cli_option options[] = {
	{ 'b', "by", "NAMES", "the members of a touch that make a channel (source,medium)" },
	{ CONVERSION, "conversion", "COND",
	    "paths of records that meet it end in a conversion (all)" },
	{ ORDER, "order", "N", "the Markov chain remembers the last N channels (1)" },
	{ TOTALS, "totals", NULL, "end with a line for all paths" },
	{ VALUE, "value", "EXPR", "what a conversion is worth (1)" },
	{ VISITS, "visits", NULL, "visits that no touch follows are paths without a conversion" },
	{ 'w', "where", "COND", "only records that meet this jq condition" },
	{ 0 },
};
static const char examples[] =
    "  ct-model --conversion .target --visits march.ndjson | ct-table\n"
    "  ct-model --order 2 --value .amount -w '.type == \"deal\"' march.ndjson\n";

static void
read_options(struct cli *cli, struct journey_wishes *w, size_t *order, bool *totals)
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
		case CONVERSION:
			w->conversion = cli->arg;
			break;
		case ORDER:
			*order = (size_t)cli_number(cli, 1, ORDER_MAX);
			break;
		case TOTALS:
			*totals = true;
			break;
		case VALUE:
			w->value = cli->arg;
			break;
		case VISITS:
			w->visits = true;
			break;
		}
}

/* A part of 1 as a decimal of 6 digits. */
static decimal
share(double v)
{
	return ((decimal)llrint(v * 1e6) * DECIMAL_MICRO);
}

static void
print_row(struct stream *stream, const struct journeys *j, const struct model_row *row)
{
	struct slice value = SLICE("null");
	const struct slice *names;
	const char *rule;
	struct buf b = { 0 };
	size_t n = journeys_names(j, &names), i, at = 0;

	for (i = 0; i < n; i++) {
		buf_char(&b, i == 0 ? '{' : ',');
		json_quote(&b, names[i]);
		buf_char(&b, ':');
		if (row->key.n > 0)
			json_each(row->key, &at, NULL, &value);
		buf_slice(&b, value);
	}
	buf_printf(&b, ",\"paths\":%llu,\"conversions\":%llu", (unsigned long long)row->paths,
	    (unsigned long long)row->conversions);
	for (i = 0; (rule = model_rule_name(i)) != NULL; i++) {
		buf_printf(&b, ",\"%s\":", rule);
		decimal_write(&b, row->credit[i]);
	}
	buf_str(&b, ",\"removal\":");
	if (row->key.n > 0)
		decimal_write(&b, share(row->removal));
	else
		buf_str(&b, "null,\"total\":true");
	buf_char(&b, '}');
	stream_write(stream, buf_view(&b));
	buf_free(&b);
}

static void
print(struct stream *stream, const struct journeys *j, struct model *model, bool totals)
{
	struct model_row *rows;
	size_t n, i;

	if (model_rows(model, &rows, &n) == -1) {
		stream_fail(stream);
		return;
	}
	for (i = 0; i < n + totals; i++)
		print_row(stream, j, &rows[i]);
	free(rows);
}

int
main(int argc, char *argv[])
{
	struct cli cli = CLI_INIT(argc, argv, options,
	    "credit channels for conversions: Markov removal effects, Shapley values", examples,
	    CLI_FILTER);
	struct journey_wishes wishes = { .by = "source,medium" };
	struct journeys *journeys = NULL;
	struct stream *stream = NULL;
	struct model *model = NULL;
	struct event *event;
	size_t order = 1;
	bool totals = false;
	int status;

	read_options(&cli, &wishes, &order, &totals);
	model = model_new(order);
	if ((journeys = journeys_new(&wishes, model)) == NULL || (stream = door_open(&cli)) == NULL)
		goto done;

	while ((event = stream_next(stream)) != NULL)
		if (journeys_event(journeys, event, stream_diag(stream)) == -1)
			stream_reject(stream, event);
	journeys_end(journeys);
	if (journeys_paths(journeys) == 0) {
		warnx("no record has touches: run ct-attribute with --model before");
		stream_look(stream);
	}
	if (journeys_refused(journeys) > 0)
		stream_look(stream);
	print(stream, journeys, model, totals);
done:
	status = stream_close(stream);
	journeys_free(journeys);
	model_free(model);
	return (status);
}
