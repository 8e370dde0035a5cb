/* export.c - see export.h */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "event/json.h"
#include "event/output.h"
#include "sim/export.h"
#include "sim/write.h"

/* Which file is which; their names. */
enum { UIS, ASTERISK, METRICA, NUMBERS, DEALS, FILES };
static const char *const names[FILES] = { "uis.json", "asterisk.csv", "metrica.tsv",
	"numbers.ndjson", "deals.ndjson" };

/* The vendors' own ids begin here, so that they are as long as real ones. */
#define UIS_FIRST     3900000000ULL
#define METRICA_FIRST 1000000000000000000ULL
#define UIS_ROWS      10000 /* the most that one response holds */

struct export
{
	const struct scenario *s;
	uint64_t seed;
	struct output *files[FILES];
	struct writer *deals;
	struct buf line;
	uint64_t rows; /* in this response */
};

static void
add_local(struct export *e, int64_t ms)
{
	struct civil c = zone_civil(e->s->zone, ms);

	buf_printf(&e->line, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour,
	    c.minute, c.second);
}

/* The text of a raw JSON string, in one column. */
static void
add_plain(struct buf *b, struct slice raw)
{
	struct buf scratch = { 0 };
	struct slice text = raw.n > 0 ? json_text(raw, &scratch) : raw;

	for (size_t i = 0; i < text.n; i++)
		buf_char(b, (unsigned char)text.p[i] < ' ' ? ' ' : text.p[i]);
	buf_free(&scratch);
}

static void
add_phone(struct buf *b, uint64_t seed, const struct call *c)
{
	record_phone(seed, c->phone, buf_room(b, PHONE_DIGITS));
	b->n += PHONE_DIGITS;
}

/* "+7495..." as 7495... */
static void
add_number(struct buf *b, struct slice raw)
{
	buf_add(b, raw.p + 2, raw.n - 3);
}

static bool
is_static(const struct scenario *s, struct slice number)
{
	for (int i = 0; i < s->nfixed; i++)
		if (s->fixed[i].number.p == number.p)
			return (true);
	return (false);
}

static const char *
finish_reason(const struct call *c)
{
	switch (c->status) {
	case STATUS_ANSWERED:
		return (c->hangup == HANGUP_CUSTOMER ? "subscriber_disconnects"
						     : "operator_disconnects");
	case STATUS_MISSED:
		if (c->out)
			return ("subscriber_not_responsible");
		return (c->cause == CAUSE_OUT_OF_HOURS ? "group_inactive_by_schedule"
						       : "no_success_operator_call");
	case STATUS_ABANDONED:
		return ("disconnect_before_call_processing");
	case STATUS_BUSY:
		return ("operator_busy");
	case STATUS_VOICEMAIL:
		return (c->cause == CAUSE_OUT_OF_HOURS ? "group_inactive_by_schedule"
						       : "scenario_disconnects");
	case STATUS_FAILED_CALL:
		break;
	}
	return (c->cause == CAUSE_NO_LINES  ? "max_in_call_reached"
		: c->cause == CAUSE_BLOCKED ? "numa_in_spam_list"
					    : "locked_phone");
}

static void
add_uis_tag(struct export *e, const struct call *c, const struct employee *who)
{
	struct buf *b = &e->line;

	buf_printf(b, "{\"tag_id\":%d,\"tag_name\":", 70 + c->topic);
	buf_slice(b, e->s->topics[c->topic].tag);
	buf_str(b, ",\"tag_type\":\"manual\",\"tag_change_time\":\"");
	add_local(e, c->at + 1000 * (int64_t)(c->wait + c->talk));
	buf_printf(b,
	    "\",\"tag_user_id\":null,\"tag_user_login\":null,\"tag_employee_id\":%d,"
	    "\"tag_employee_full_name\":",
	    who == NULL ? 0 : who->extension);
	buf_slice(b, who == NULL || who->name.n == 0 ? SLICE("null") : who->name);
	buf_char(b, '}');
}

static void
add_uis_people(struct export *e, const struct call *c, const struct employee *who)
{
	struct buf *b = &e->line;
	bool talked = c->status == STATUS_ANSWERED && who != NULL && who->name.n > 0;

	buf_str(b, ",\"last_answered_employee_id\":");
	if (!talked) {
		buf_str(b, "null,\"last_answered_employee_full_name\":null");
	} else {
		buf_printf(b, "%d,\"last_answered_employee_full_name\":", who->extension);
		buf_slice(b, who->name);
	}
	buf_str(b, ",\"tags\":[");
	if (c->tagged && c->topic != -1 && e->s->topics[c->topic].tag.n > 0)
		add_uis_tag(e, c, who);
	buf_str(b, "]}");
}

static void
uis_call(struct export *e, const struct call *c, const struct employee *who)
{
	struct buf *b = &e->line;
	unsigned long long id = UIS_FIRST + c->id;
	bool voicemail = c->status == STATUS_VOICEMAIL;

	if (e->rows == UIS_ROWS) {
		output_line(e->files[UIS], SLICE("],\"metadata\":{\"total_items\":10000}}}"));
		e->rows = 0;
	}
	buf_str(b, e->rows++ == 0 ? "{\"jsonrpc\":\"2.0\",\"id\":\"ct-sim\",\"result\":{\"data\":["
				  : ",\n");
	buf_printf(b, "{\"id\":%llu,\"start_time\":\"", id);
	add_local(e, c->at);
	buf_str(b, "\",\"finish_time\":\"");
	add_local(e, c->at + 1000 * (int64_t)(c->wait + c->talk));
	buf_printf(b,
	    "\",\"finish_reason\":\"%s\",\"direction\":\"%s\",\"source\":\"%s\",\"is_lost\":%s,"
	    "\"contact_phone_number\":",
	    finish_reason(c), c->out ? "out" : "in",
	    c->out			 ? "va"
	    : is_static(e->s, c->number) ? "call_tracking"
					 : "dynamic_call_tracking",
	    c->status == STATUS_ANSWERED ? "false" : "true");
	if (c->anonymous)
		buf_str(b, "null");
	else {
		buf_char(b, '"');
		add_phone(b, e->seed, c);
		buf_char(b, '"');
	}
	buf_str(b, ",\"virtual_phone_number\":\"");
	add_number(b, c->number);
	buf_printf(b,
	    "\",\"wait_duration\":%d,\"total_wait_duration\":%d,\"talk_duration\":%d,"
	    "\"clean_talk_duration\":%d,\"total_duration\":%d,\"voice_mail_records\":[",
	    c->wait, c->wait, c->talk, c->talk, c->wait + c->talk);
	if (voicemail)
		buf_printf(b, "\"vm%llu\"", id);
	buf_char(b, ']');
	add_uis_people(e, c, who);
	output_write(e->files[UIS], b->p, b->n);
	b->n = 0;
}

static const char *
disposition(const struct call *c)
{
	switch (c->status) {
	case STATUS_ANSWERED:
	case STATUS_VOICEMAIL:
		return ("ANSWERED");
	case STATUS_MISSED:
		return ("NO ANSWER");
	case STATUS_ABANDONED:
		return ("CANCEL");
	case STATUS_BUSY:
		return ("BUSY");
	case STATUS_FAILED_CALL:
		break;
	}
	return (c->cause == CAUSE_NO_LINES ? "CONGESTION" : "FAILED");
}

static void
asterisk_call(struct export *e, const struct call *c, const struct employee *who)
{
	struct buf *b = &e->line;
	int talk = c->status == STATUS_VOICEMAIL ? c->wait : c->talk;
	int wait = c->status == STATUS_VOICEMAIL ? 0 : c->wait, extension = 0;
	struct buf caller = { 0 };

	if (who != NULL)
		extension = who->extension;
	if (c->anonymous)
		buf_str(&caller, "anonymous");
	else
		add_phone(&caller, e->seed, c);
	if (c->out)
		buf_printf(b,
		    "\"\",\"%d\",\"%s\",\"from-internal\",\"\"\"\"\" <%d>\","
		    "\"PJSIP/%d-%08llx\",\"PJSIP/trunk-%08llx\",\"Dial\",\"PJSIP/%s@trunk\",",
		    extension, buf_cstr(&caller), extension, extension,
		    (unsigned long long)c->id * 2, (unsigned long long)c->id * 2 + 1,
		    buf_cstr(&caller));
	else {
		buf_printf(b, "\"\",\"%s\",\"", buf_cstr(&caller));
		add_number(b, c->number);
		buf_printf(b, "\",\"from-trunk\",\"%s\",\"PJSIP/trunk-%08llx\",\"",
		    buf_cstr(&caller), (unsigned long long)c->id * 2);
		if (c->status == STATUS_ANSWERED && who != NULL)
			buf_printf(
			    b, "PJSIP/%d-%08llx", extension, (unsigned long long)c->id * 2 + 1);
		buf_str(b, c->status == STATUS_VOICEMAIL ? "\",\"VoiceMail\",\"600@default,u\","
							 : "\",\"Queue\",\"sales,tT,,,60\",");
	}
	buf_char(b, '"');
	add_local(e, c->at);
	buf_char(b, '"');
	buf_char(b, ',');
	if (talk > 0) {
		buf_char(b, '"');
		add_local(e, c->at + 1000 * (int64_t)wait);
		buf_char(b, '"');
	}
	buf_str(b, ",\"");
	add_local(e, c->at + 1000 * (int64_t)(wait + talk));
	buf_printf(b, "\",%d,%d,\"%s\",\"DOCUMENTATION\",\"%lld.%llu\",\"\"\n", wait + talk, talk,
	    disposition(c), (long long)c->at / 1000, (unsigned long long)c->id);
	output_write(e->files[ASTERISK], b->p, b->n);
	b->n = 0;
	buf_free(&caller);
}

static void
export_call(void *arg, const struct call *c)
{
	struct export *e = arg;
	const struct employee *who =
	    c->employee == -1 ? NULL : &e->s->company.employees[c->employee];

	uis_call(e, c, who);
	asterisk_call(e, c, who);
}

/* Metrica's words for where a visit comes from; the UTM columns are filled for tagged links only.
 */
static const char *
traffic(struct slice medium, bool *tagged)
{
	static const char *const words[][2] = { { "\"organic\"", "organic" },
		{ "\"referral\"", "referral" }, { "\"(none)\"", "direct" },
		{ "\"social\"", "social" }, { "\"email\"", "email" },
		{ "\"messenger\"", "messenger" } };

	*tagged = false;
	for (size_t i = 0; i < 3; i++)
		if (slice_is(medium, words[i][0]))
			return (words[i][1]);
	*tagged = true;
	for (size_t i = 3; i < sizeof(words) / sizeof(words[0]); i++)
		if (slice_is(medium, words[i][0]))
			return (words[i][1]);
	return ("ad");
}

static void
add_column(struct buf *b, struct slice raw)
{
	buf_char(b, '\t');
	add_plain(b, raw);
}

static void
export_visit(void *arg, const struct visit *v)
{
	static const char *const clicks[] = { "", "yclid", "gclid", "fbclid" };
	struct export *e = arg;
	struct buf *b = &e->line;
	const struct campaign *c = v->campaign;
	const struct slice none = { 0 };
	bool tagged;
	const char *from = traffic(c->source.medium, &tagged);

	buf_printf(b, "%llu\t12345678\t", METRICA_FIRST + (unsigned long long)v->id);
	add_local(e, v->start);
	buf_printf(b, "\t%llu\t%d\t",
	    (unsigned long long)record_client(e->seed, v->visitor, v->first_seen),
	    v->start == v->first_seen);
	buf_slice(b, e->s->site);
	buf_slice(b, c->landing);
	if (c->click != CLICK_NONE)
		buf_printf(b, "?%s=%llu", clicks[c->click], (unsigned long long)v->click);
	buf_char(b, '\t');
	buf_slice(b, c->referrer);
	buf_printf(
	    b, "\t%d\t%lld\t%s", v->pages, (long long)(v->end / 1000 - v->start / 1000), from);
	add_column(b, slice_is(slice_of(from), "organic") ? c->source.source : none);
	add_column(b, tagged ? c->source.source : none);
	add_column(b, tagged ? c->source.medium : none);
	add_column(b, tagged ? c->source.campaign : none);
	add_column(b, tagged ? c->source.content : none);
	add_column(b, tagged ? v->keyword : none);
	buf_printf(b, "\t%d", v->mobile ? 2 : 1);
	output_line(e->files[METRICA], buf_view(b));
	b->n = 0;
}

static void
export_showing(void *arg, const struct showing *n)
{
	struct export *e = arg;

	write_showing(&e->line, e->seed, n, false);
	buf_char(&e->line, '}');
	output_line(e->files[NUMBERS], buf_view(&e->line));
	e->line.n = 0;
}

static void
export_deal(void *arg, const struct deal *d)
{
	struct export *e = arg;
	struct sink events = writer_sink(e->deals);

	events.deal(events.arg, d);
}

bool
export_path(const char *folder, int i, struct buf *path)
{
	if (i >= FILES)
		return (false);
	path->n = 0;
	buf_printf(path, "%s/%s", folder, names[i]);
	return (true);
}

struct export *
export_open(const char *folder, const struct scenario *s, uint64_t seed)
{
	struct export *e;
	struct buf path = { 0 };

	if (mkdir(folder, 0777) == -1 && errno != EEXIST) {
		warn("%s", folder);
		return (NULL);
	}
	e = mem_zero(1, sizeof(*e));
	e->s = s;
	e->seed = seed;
	for (int i = 0; export_path(folder, i, &path); i++) {
		if ((e->files[i] = output_open(buf_cstr(&path))) == NULL) {
			buf_free(&path);
			export_close(e, false);
			return (NULL);
		}
	}
	buf_free(&path);
	e->deals = writer_new(e->files[DEALS], s, seed, false);
	output_line(e->files[METRICA],
	    SLICE("ym:s:visitID\tym:s:counterID\tym:s:dateTime\tym:s:clientID\tym:s:isNewUser\t"
		  "ym:s:startURL\tym:s:referer\tym:s:pageViews\tym:s:visitDuration\t"
		  "ym:s:lastTrafficSource\tym:s:lastSearchEngineRoot\tym:s:UTMSource\t"
		  "ym:s:UTMMedium\tym:s:UTMCampaign\tym:s:UTMContent\tym:s:UTMTerm\t"
		  "ym:s:deviceCategory"));
	return (e);
}

struct sink
export_sink(struct export *e)
{
	return ((struct sink){ export_visit, export_showing, export_call, export_deal, e, NULL });
}

int
export_close(struct export *e, bool keep)
{
	int status = 0;

	if (e == NULL)
		return (0);
	if (keep) {
		buf_printf(&e->line, "%s],\"metadata\":{\"total_items\":%llu}}}",
		    e->rows > 0 ? ""
				: "{\"jsonrpc\":\"2.0\",\"id\":\"ct-sim\",\"result\":{\"data\":[",
		    (unsigned long long)e->rows);
		output_line(e->files[UIS], buf_view(&e->line));
	}
	writer_free(e->deals);
	for (int i = 0; i < FILES; i++)
		if (output_close(e->files[i], keep, false) == -1)
			status = -1;
	buf_free(&e->line);
	free(e);
	return (status);
}
