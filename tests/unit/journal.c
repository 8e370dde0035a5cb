/*
 * journal: ordinary use, every tear, damage, a full and a failing disk, and
 * death at the n-th write or sync for every n: what a sync confirmed is there,
 * and nothing that was not appended.  An argument is how many seeds to die by.
 */
#include "event/journal.h"

#include <err.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include "base/crc.h"
#include "power.h"

#define PATH "j.ndjson"

static int failures;

#define CHECK(what, ok)                                                    \
	do {                                                               \
		if (!(ok)) {                                               \
			printf("journal: %s (line %d)\n", what, __LINE__); \
			failures++;                                        \
		}                                                          \
	} while (0)

static void
hush(void)
{
	if (truncate("stderr", 0) == -1)
		abort();
}

/* What was said on standard error since the last time; the program's name is left out. */
static void
says(int line, const char *want)
{
	struct buf b = { 0 };
	const char *got;

	power_read("stderr", &b);
	got = buf_cstr(&b);
	if (strncmp(got, "journal: ", 9) == 0)
		got += 9;
	if (strcmp(got, want) != 0) {
		printf("journal: line %d: said \"%s\", not \"%s\"\n", line, got, want);
		failures++;
	}
	buf_free(&b);
	hush();
}

#define SAYS(want) says(__LINE__, want)

/* The i-th record; their lengths differ, and one of eleven is large. */
static void
record(struct buf *b, unsigned i)
{
	unsigned pad = i % 11 == 10 ? 30000 : i * 37 % 300;

	b->n = 0;
	buf_printf(b, "{\"ts\":\"2026-03-01T09:%02u:%02u.000Z\",\"id\":\"r%u\",\"pad\":\"",
	    i / 60 % 60, i % 60, i);
	while (pad-- > 0)
		buf_char(b, (char)('a' + (i + pad) % 26));
	buf_str(b, "\"}");
}

static int
append(struct journal *j, unsigned i)
{
	struct buf b = { 0 };
	int ret;

	record(&b, i);
	ret = journal_append(j, buf_view(&b), i);
	buf_free(&b);
	return (ret);
}

static int
append_text(struct journal *j, const char *text)
{
	return (journal_append(j, slice_of(text), 0));
}

struct seen {
	unsigned n;
	bool wrong;
	struct buf want;
};

static int
see(void *arg, struct event *e)
{
	struct seen *s = arg;

	record(&s->want, s->n++);
	/* All but the brace is as it was. */
	if (e->line.n < s->want.n || memcmp(e->line.p, s->want.p, s->want.n - 1) != 0)
		s->wrong = true;
	return (0);
}

/* How many records there are, or -1 if they are not the first ones in order. */
static int
count(struct journal *j)
{
	struct seen s = { 0 };
	int ret = journal_each(j, INT64_MIN, see, &s);

	buf_free(&s.want);
	return (ret == -1 || s.wrong ? -1 : (int)s.n);
}

/* A journal of n records in the file. */
static void
make(unsigned n)
{
	struct journal *j;
	unsigned i;

	unlink(PATH);
	if ((j = journal_open(PATH)) == NULL)
		abort();
	for (i = 0; i < n; i++)
		if (append(j, i) == -1 || journal_sync(j) == -1)
			abort();
	if (journal_close(j) == -1)
		abort();
}

/* Open, count, close: -1 if it is refused. */
static int
reopen(void)
{
	struct journal *j = journal_open(PATH);
	int n = j == NULL ? -1 : count(j);

	CHECK("closes", journal_close(j) == 0);
	return (n);
}

static void
holds(const char *path, const char *want)
{
	struct buf b = { 0 };

	power_read(path, &b);
	if (!slice_is(buf_view(&b), want)) {
		printf("journal: %s holds \"%s\", not \"%s\"\n", path, buf_cstr(&b), want);
		failures++;
	}
	buf_free(&b);
}

static void
test_shape(void)
{
	struct journal *j = journal_open(PATH);
	int64_t since = 0;

	CHECK("nothing waits", journal_pending(j, &since) == 0);
	CHECK("a sync of nothing", journal_sync(j) == 0);
	CHECK("appends", journal_append(j, SLICE("{\"a\":1}"), 7) == 0);
	CHECK("appends an empty one", journal_append(j, SLICE(" { } "), 8) == 0);
	holds(PATH, "");
	CHECK("two wait since 7", journal_pending(j, &since) == 2 && since == 7);
	CHECK("syncs", journal_sync(j) == 0 && journal_pending(j, &since) == 0);
	CHECK("appends a third", journal_append(j, SLICE("{\"b\":[\"[\"]}\r"), 9) == 0);
	CHECK("closes", journal_close(j) == 0);
	/* The sums are what python's zlib.crc32() says. */
	holds(PATH, "{\"a\":1,\"ct_log\":[1,0,\"0ea9dfbc\"]}\n"
		    "{ \"ct_log\":[2,0,\"81a542ed\"]}\n"
		    "{\"b\":[\"[\"],\"ct_log\":[3,63,\"d9a08ae8\"]}\n");
	SAYS("");
	unlink(PATH);
}

static void
test_refused_records(void)
{
	static const struct {
		const char *text, *why;
	} bad[] = {
		{ "", "not a JSON object" },
		{ "[]", "not a JSON object" },
		{ "{\"a\":1}\n", "a line feed in the record" },
		{ "{\n}", "a line feed in the record" },
		{ "{\"a\":1,\"ct_log\":null}", "the record has a ct_log" },
		{ "{\"ct\\u005flog\":1}", "the record has a ct_log" },
	};
	struct journal *j = journal_open(PATH);
	char *large = calloc(1, SCAN_LINE + 1);

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (append_text(j, bad[i].text) != -1 || strcmp(journal_why(j), bad[i].why) != 0) {
			printf("journal: \"%s\": %s\n", bad[i].text, journal_why(j));
			failures++;
		}
	memset(large, ' ', SCAN_LINE);
	memcpy(large, "{}", 2);
	CHECK("too long", append_text(j, large) == -1);
	CHECK("says so", strcmp(journal_why(j), "the record is too long") == 0);
	free(large);
	CHECK("has not failed", !journal_failed(j) && journal_close(j) == 0);
	holds(PATH, "");
	SAYS("");
	unlink(PATH);
}

static int
stop(void *arg, struct event *e)
{
	(void)arg;
	(void)e;
	return (-1);
}

static int
number_of(void *arg, struct event *e)
{
	struct buf *b = arg;

	buf_printf(b, "%s:%llu ", e->file, (unsigned long long)e->number);
	return (0);
}

static void
test_each(void)
{
	struct buf b = { 0 };
	struct journal *j;
	int64_t from = 0;

	make(3);
	j = journal_open(PATH);
	CHECK("adds one without a ts", append_text(j, "{\"b\":2}") == 0);
	CHECK("adds one", append(j, 4) == 0);
	instant_parse(SLICE("2026-03-01T09:00:02.000Z"), &from);
	CHECK("from a time", journal_each(j, from, number_of, &b) == 0);
	CHECK("the places", slice_is(buf_view(&b), PATH ":3 " PATH ":4 " PATH ":5 "));
	CHECK("a -1 stops it", journal_each(j, INT64_MIN, stop, NULL) == -1);
	buf_free(&b);
	CHECK("closes", journal_close(j) == 0);
	SAYS("");
}

static void
test_one_writer(void)
{
	struct journal *j = journal_open(PATH);

	CHECK("a second writer", journal_open(PATH) == NULL);
	SAYS(PATH ": in use by another run\n");
	CHECK("closes", journal_close(j) == 0);
	CHECK("then it may", journal_close(journal_open(PATH)) == 0);
	CHECK("a folder", journal_open(".") == NULL);
	SAYS(".: Is a directory\n");
	CHECK("a device", journal_open("/dev/null") == NULL);
	SAYS("/dev/null: not a regular file\n");
	CHECK("no folder", journal_open("none/x") == NULL);
	SAYS("none/x: No such file or directory\n");
	unlink(PATH);
}

/* The whole file, cut to every length: the tail is kept beside it. */
static void
test_every_tear(void)
{
	struct buf whole = { 0 }, kept = { 0 }, want = { 0 };
	char torn[64];
	size_t n, end, records;

	make(4);
	power_read(PATH, &whole);
	for (n = 0; n <= whole.n; n++) {
		end = records = 0;
		for (size_t i = 0; i < n; i++)
			if (whole.p[i] == '\n') {
				end = i + 1;
				records++;
			}
		power_put(PATH, (struct slice){ whole.p, n });
		CHECK("a tear", reopen() == (int)records);
		want.n = 0;
		snprintf(torn, sizeof(torn), PATH ".torn-%zu", end);
		if (end < n)
			buf_printf(&want,
			    PATH ":%zu: torn here: the last %zu bytes, which no sync had "
				 "confirmed, go to %s\n",
			    records + 1, n - end, torn);
		SAYS(buf_cstr(&want));
		power_read(torn, &kept);
		CHECK("what is kept",
		    slice_eq(buf_view(&kept), (struct slice){ whole.p + end, n - end }));
		unlink(torn);
		power_read(PATH, &kept);
		CHECK("what stays", slice_eq(buf_view(&kept), (struct slice){ whole.p, end }));
		CHECK("goes on", reopen() == (int)records);
		SAYS("");
	}
	buf_free(&whole);
	buf_free(&kept);
	buf_free(&want);
}

/* Three records and a tail. */
static void
with_tail(struct slice tail, int want, const char *said)
{
	struct buf b = { 0 }, kept = { 0 };
	char torn[64], message[256];
	size_t n;

	make(3);
	power_read(PATH, &b);
	n = b.n;
	buf_slice(&b, tail);
	power_put(PATH, buf_view(&b));
	CHECK("a tail", reopen() == want);
	snprintf(torn, sizeof(torn), PATH ".torn-%zu", n);
	snprintf(message, sizeof(message),
	    PATH ":4: torn here: the last %zu bytes, which no sync had confirmed, go to %s\n",
	    tail.n, torn);
	SAYS(said == NULL ? message : said);
	power_read(said == NULL ? torn : PATH, &kept);
	CHECK("nothing is lost", slice_eq(buf_view(&kept), said == NULL ? tail : buf_view(&b)));
	unlink(torn);
	buf_free(&b);
	buf_free(&kept);
}

static void
test_tails(void)
{
	static const char zeros[5000];

	with_tail((struct slice){ zeros, 1 }, 3, NULL);
	with_tail((struct slice){ zeros, sizeof(zeros) }, 3, NULL);
	with_tail(SLICE("\n"), 3, NULL);
	with_tail(SLICE("\0\0\n\0\n"), 3, NULL);
	with_tail(SLICE("\r\n\xff\xfe}\n{\"a\":\n\n"), 3, NULL);
	/* Halves of two records that make a whole object, and a sum of neither. */
	with_tail(SLICE("{\"a\":1,\"ct_log\":[4,0,\"01234567\"]}\n"), 3, NULL);
	with_tail(SLICE("{\"a\":1,\"ct_log\":[4,"), 3, NULL);
	with_tail(SLICE("{\"a\":1,\"ct_log\":[4,0,\"01234567\"]}"), 3, NULL);
	with_tail(SLICE("{\"a\":1}\n"), -1, PATH ":4: not written by a journal\n");
	with_tail(SLICE("{\"a\":1}"), -1, PATH ":4: not written by a journal\n");
	/* A record of another place. */
	with_tail(SLICE("{\"a\":1,\"ct_log\":[1,0,\"0ea9dfbc\"]}\n"), -1,
	    PATH ":4: record 1 stands here: lines are missing, doubled or moved\n");
}

/* Any one byte of what was synced before the last record, wrong in any way: refused, with the
 * file as it was. */
static void
test_damage(void)
{
	struct buf whole = { 0 }, now = { 0 };
	size_t last, i;
	char was, want[128];
	int line = 1;

	make(4);
	power_read(PATH, &whole);
	last = (size_t)((char *)memrchr(whole.p, '\n', whole.n - 1) - whole.p);
	for (i = 0; i < last; i++) {
		was = whole.p[i];
		whole.p[i] = (char)(was ^ (1 << i % 7));
		power_put(PATH, buf_view(&whole));
		CHECK("damage", reopen() == -1);
		snprintf(want, sizeof(want), PATH ":%d: ", line);
		power_read("stderr", &now);
		CHECK("the line", strncmp(buf_cstr(&now) + 9, want, strlen(want)) == 0);
		hush();
		power_read(PATH, &now);
		CHECK("is left alone", slice_eq(buf_view(&now), buf_view(&whole)));
		whole.p[i] = was;
		line += was == '\n';
	}
	/* A page that is lost: so many records are, but not those that know. */
	memset(whole.p + 10, 0, last - 10);
	power_put(PATH, buf_view(&whole));
	hush();
	CHECK("a lost page", reopen() == -1);
	SAYS(PATH ":1: damaged, and a later record says it was on the disk\n");
	buf_free(&whole);
	buf_free(&now);
}

/* A line taken away, and two that changed places. */
static void
test_moved(void)
{
	struct buf b = { 0 }, c = { 0 };
	char *second, *third;

	make(3);
	power_read(PATH, &b);
	second = (char *)memchr(b.p, '\n', b.n) + 1;
	third = (char *)memchr(second, '\n', b.n) + 1;
	buf_add(&c, b.p, (size_t)(second - b.p));
	buf_add(&c, third, (size_t)(b.p + b.n - third));
	power_put(PATH, buf_view(&c));
	CHECK("a missing line", reopen() == -1);
	SAYS(PATH ":2: record 3 stands here: lines are missing, doubled or moved\n");
	buf_add(&c, second, (size_t)(third - second));
	power_put(PATH, buf_view(&c));
	CHECK("a moved line", reopen() == -1);
	SAYS(PATH ":2: record 3 stands here: lines are missing, doubled or moved\n");
	buf_free(&b);
	buf_free(&c);
}

/* Files of other people are not cut. */
static void
test_foreign(void)
{
	static const struct slice foreign[] = { SLICE("{\"ts\":1}\n{\"ts\":2}\n"),
		SLICE("{\"ts\":1}"), SLICE("{\n\t\"a\": 1\n}\n"), SLICE("a,b\n1,2\n"),
		SLICE("\x1f\x8b\x08\0\0"), SLICE("\n"), SLICE("\xef\xbb\xbf{}\n") };
	struct buf b = { 0 };

	for (size_t i = 0; i < sizeof(foreign) / sizeof(foreign[0]); i++) {
		power_put(PATH, foreign[i]);
		CHECK("a foreign file", reopen() == -1);
		SAYS(PATH ":1: not written by a journal\n");
		power_read(PATH, &b);
		CHECK("is left alone", slice_eq(buf_view(&b), foreign[i]));
	}
	buf_free(&b);
	unlink(PATH);
}

/* No room for a part of what waits: the file ends in a whole line, and all goes out later. */
static void
test_full(void)
{
	struct buf b = { 0 };
	unsigned i, whole;
	struct journal *j;
	uint64_t left = 1;
	int64_t since;
	long room;

	for (room = 0; left > 0; room++) {
		unlink(PATH);
		power_on(POWER_KILL, 1, 0);
		j = journal_open(PATH);
		power.room = room;
		for (i = 0; i < 4; i++)
			CHECK("is taken", append(j, i) == 0);
		if (journal_sync(j) == -1) {
			CHECK("no room yet", journal_sync(j) == -1);
			CHECK("why", strcmp(journal_why(j), "no room on the disk") == 0);
			SAYS(PATH ": No space left on device\n");
		}
		power_read(PATH, &b);
		CHECK("no half record", b.n == 0 || b.p[b.n - 1] == '\n');
		for (whole = 0, i = 0; i < b.n; i++)
			whole += b.p[i] == '\n';
		left = journal_pending(j, &since);
		CHECK("all wait or none", left == (whole == 4 ? 0 : 4) && !journal_failed(j));
		power.room = -1;
		CHECK("goes on", append(j, 4) == 0 && journal_sync(j) == 0 && count(j) == 5);
		CHECK("closes", journal_close(j) == 0);
		power_off();
		CHECK("all are there", reopen() == 5);
		SAYS("");
	}
	CHECK("there came to be room", room > 400);
	buf_free(&b);
}

/* Memory does not grow while the disk is full. */
static void
test_full_for_long(void)
{
	struct journal *j;
	unsigned taken = 0, refused = 0;

	unlink(PATH);
	power_on(POWER_KILL, 1, 0);
	j = journal_open(PATH);
	power.room = 100000;
	while (taken < 10000 && refused < 3)
		if (append(j, taken) == 0)
			taken++;
		else
			refused++;
	CHECK("an append is refused", taken > 10 && taken < 10000);
	CHECK("why", strcmp(journal_why(j), "no room on the disk") == 0);
	SAYS(PATH ": No space left on device\n");
	power.room = -1;
	CHECK("room again", append(j, taken) == 0 && journal_close(j) == 0);
	power_off();
	CHECK("what was taken is there", reopen() == (int)taken + 1);
	SAYS("");
}

/* After an fsync that failed none is believed; the next start writes the doubtful bytes anew. */
static void
test_sync_fails(void)
{
	struct journal *j;

	unlink(PATH);
	power_on(POWER_KILL, 1, 0);
	j = journal_open(PATH);
	CHECK("one is synced", append(j, 0) == 0 && journal_sync(j) == 0);
	power.fail_sync = power.syncs + 1;
	CHECK("a sync fails", append(j, 1) == 0 && journal_sync(j) == -1);
	SAYS(PATH ": Input/output error\n");
	CHECK("for good", journal_sync(j) == -1 && append(j, 2) == -1 && journal_failed(j));
	CHECK("no second fsync", power.syncs == power.fail_sync);
	CHECK("why", strcmp(journal_why(j), "the journal has failed") == 0);
	CHECK("closes with -1", journal_close(j) == -1);
	SAYS("");
	power.rewrites = 0;
	CHECK("opens", reopen() == 2);
	CHECK("writes anew", power.rewrites == 1);
	power_off();
	SAYS("");
}

static void
test_write_fails(void)
{
	struct journal *j;

	make(1);
	power_on(POWER_KILL, 1, 0);
	j = journal_open(PATH);
	power.fail_write = EIO;
	CHECK("a write fails", append(j, 1) == 0 && journal_sync(j) == -1 && journal_failed(j));
	SAYS(PATH ": Input/output error\n");
	CHECK("closes with -1", journal_close(j) == -1);
	/* Half a record that cannot be taken back. */
	power.fail_write = 0;
	j = journal_open(PATH);
	power.room = 20;
	power.fail_cut = EIO;
	CHECK("a cut fails", append(j, 1) == 0 && journal_sync(j) == -1 && journal_failed(j));
	SAYS(PATH ": Input/output error\n");
	CHECK("closes with -1", journal_close(j) == -1);
	power_off();
	CHECK("is torn, and cut", reopen() == 1);
	hush();
}

/* A name for an instant: the day is the zone's. */
static void
named(const char *zone, const char *ts, const char *pattern, const char *want)
{
	struct zone *z = zone_load(zone);
	struct buf b = { 0 };
	int64_t ms = 0;
	bool ok;

	instant_parse(slice_of(ts), &ms);
	ok = journal_name(&b, pattern, z, ms);
	if (ok != (want != NULL) || (ok && !slice_is(buf_view(&b), want))) {
		printf("journal: %s of %s in %s: %s\n", pattern, ts, zone, buf_cstr(&b));
		failures++;
	}
	buf_free(&b);
	zone_free(z);
}

static void
test_names(void)
{
	named("UTC", "2026-03-01T23:59:59.999Z", "log/%Y-%m-%d.ndjson", "log/2026-03-01.ndjson");
	named("UTC", "2026-03-02T00:00:00.000Z", "log/%Y-%m-%d.ndjson", "log/2026-03-02.ndjson");
	/* Kyiv is two hours ahead before the 29th of March 2026, 03:00, and three after it. */
	named("Europe/Kyiv", "2026-03-28T21:59:59.999Z", "%d", "28");
	named("Europe/Kyiv", "2026-03-28T22:00:00.000Z", "%d", "29");
	named("Europe/Kyiv", "2026-03-29T20:59:59.999Z", "%d", "29");
	named("Europe/Kyiv", "2026-03-29T21:00:00.000Z", "%d", "30");
	named("Europe/Kyiv", "2026-10-24T20:59:59.999Z", "%d", "24");
	named("Europe/Kyiv", "2026-10-24T21:00:00.000Z", "%d", "25");
	named("Europe/Kyiv", "2026-10-25T21:59:59.999Z", "%d", "25");
	named("Europe/Kyiv", "2026-10-25T22:00:00.000Z", "%d", "26");
	named("America/New_York", "2026-01-01T04:59:59.999Z", "%Y%m%d%%", "20251231%");
	named("UTC", "2026-03-01T00:00:00.000Z", "plain", "plain");
	named("UTC", "2026-03-01T00:00:00.000Z", "%H", NULL);
	named("UTC", "2026-03-01T00:00:00.000Z", "50%", NULL);
}

static void
test_turn(void)
{
	struct journal *j = journal_open("1.ndjson");

	CHECK("the same", append_text(j, "{\"a\":1}") == 0 && journal_turn(&j, "1.ndjson") == 0);
	holds("1.ndjson", "");
	CHECK("turns", journal_turn(&j, "2.ndjson") == 0 && append_text(j, "{\"a\":1}") == 0);
	holds("1.ndjson", "{\"a\":1,\"ct_log\":[1,0,\"0ea9dfbc\"]}\n");
	CHECK("cannot", journal_turn(&j, "none/3.ndjson") == -1);
	SAYS("none/3.ndjson: No such file or directory\n");
	CHECK("the old one is free", journal_close(journal_open("1.ndjson")) == 0);
	CHECK("goes on in the second", append_text(j, "{}") == 0 && journal_close(j) == 0);
	holds("2.ndjson",
	    "{\"a\":1,\"ct_log\":[1,0,\"0ea9dfbc\"]}\n{\"ct_log\":[2,34,\"228dd403\"]}\n");
	SAYS("");
}

/* How far the child came, told to those who outlive it. */
struct told {
	unsigned appended, synced;
};

/* Append and sync in bites of any size. */
static void
work(struct told *told, uint64_t seed)
{
	struct journal *j = journal_open(PATH);
	unsigned most = seed % 3 == 0 ? 33 : 14;

	while (j != NULL && told->appended < most) {
		told->appended++;
		if (append(j, told->appended - 1) == -1)
			_exit(1);
		if (power_random(3) > 0)
			continue;
		if (journal_sync(j) == -1)
			_exit(1);
		told->synced = told->appended;
	}
	_exit(j == NULL || journal_close(j) == -1);
}

/* In a child that dies at the n-th call; did it? */
static bool
dies(enum power_how how, uint64_t seed, long n, struct slice stale, struct told *told)
{
	pid_t pid;
	int status;

	fflush(stdout);
	if ((pid = fork()) == -1)
		err(1, "fork");
	if (pid == 0) {
		power_on(how, seed, n);
		power.rough = true;
		power.stale = stale;
		power_know(PATH);
		if (told != NULL)
			work(told, seed);
		else
			_exit(journal_close(journal_open(PATH)) == -1);
	}
	if (waitpid(pid, &status, 0) == -1 || !WIFEXITED(status))
		errx(1, "seed %llu, call %ld: the child broke", (unsigned long long)seed, n);
	if (WEXITSTATUS(status) != POWER_DIED && WEXITSTATUS(status) != 0)
		errx(1, "seed %llu, call %ld: the child failed", (unsigned long long)seed, n);
	return (WEXITSTATUS(status) == POWER_DIED);
}

static void
remove_torn(void)
{
	if (system("rm -f " PATH "*") != 0)
		abort();
}

/* What a start that died has cut off is kept beside the file. */
static bool
is_kept(const struct buf *before)
{
	struct buf now = { 0 }, torn = { 0 };
	char name[64];
	size_t cut;
	bool ok;

	power_read(PATH, &now);
	cut = before->n - now.n;
	snprintf(name, sizeof(name), PATH ".torn-%zu", now.n);
	if (cut > 0)
		power_read(name, &torn);
	ok = now.n <= before->n && torn.n >= cut &&
	     (cut == 0 || memcmp(torn.p + torn.n - cut, before->p + now.n, cut) == 0);
	buf_free(&now);
	buf_free(&torn);
	return (ok);
}

/* Are the synced ones there, and after them only such as were appended? */
static bool
is_right(enum power_how how, const struct told *told)
{
	struct journal *j = journal_open(PATH);
	struct buf b = { 0 };
	int n = -1;
	bool ok;

	if (j == NULL) {
		/* Old blocks may look like somebody's hand: a refusal loses nothing. */
		power_read(PATH, &b);
		for (unsigned i = 0; i < b.n; i++)
			n += b.p[i] == '\n';
		buf_free(&b);
		return (how >= POWER_GARBAGE && n + 1 >= (int)told->synced);
	}
	n = count(j);
	ok = n >= (int)told->synced && n <= (int)told->appended && append(j, (unsigned)n) == 0;
	return (journal_close(j) == 0 && ok && reopen() == n + 1);
}

/* The loop of a seed: die at the first call, the second … until the work gets done. */
static unsigned
test_seed(enum power_how how, uint64_t seed, struct slice stale, struct told *told)
{
	struct buf before = { 0 };
	bool died = true;
	long n;

	for (n = 1; died; n++) {
		remove_torn();
		*told = (struct told){ 0, 0 };
		died = dies(how, seed, n, stale, told);
		/* The start after it dies too. */
		power_read(PATH, &before);
		if (died &&
		    dies(how, seed + (uint64_t)n, (long)(power_random(6) + 1), stale, NULL) &&
		    !is_kept(&before)) {
			printf("journal: seed %llu, call %ld: a tail is lost\n",
			    (unsigned long long)seed, n);
			failures++;
		}
		if (!is_right(how, told)) {
			printf("journal: seed %llu, call %ld, how %d: %u appended, %u synced\n",
			    (unsigned long long)seed, n, how, told->appended, told->synced);
			failures++;
		}
	}
	buf_free(&before);
	return ((unsigned)n);
}

static void
test_death(uint64_t seeds)
{
	struct told *told =
	    mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct buf stale = { 0 };
	unsigned deaths = 0;
	uint64_t seed;

	if (told == MAP_FAILED)
		abort();
	make(60);
	power_read(PATH, &stale);
	for (seed = 0; seed < seeds; seed++)
		for (int how = 0; how < POWER_HOWS; how++)
			deaths += test_seed((enum power_how)how, seed * POWER_HOWS + (uint64_t)how,
			    buf_view(&stale), told);
	CHECK("died often", deaths > 100 * seeds);
	remove_torn();
	hush();
	munmap(told, sizeof(*told));
	buf_free(&stale);
}

static void
test_crc(void)
{
	struct crc c;

	crc_init(&c);
	/* The check value of the catalogues, and lengths about the step of eight. */
	CHECK("123456789", crc_sum(&c, SLICE("123456789")) == 0xcbf43926U);
	CHECK("nothing", crc_sum(&c, SLICE("")) == 0);
	CHECK("a", crc_sum(&c, SLICE("a")) == 0xe8b7be43U);
	CHECK("two steps", crc_sum(&c, SLICE("0123456789abcdef")) == 0x68c4f033U);
}

int
main(int argc, char **argv)
{
	char dir[] = "/dev/shm/ct-journal-XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1 || freopen("stderr", "a", stderr) == NULL)
		err(1, "%s", dir);
	setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
	test_crc();
	test_shape();
	test_refused_records();
	test_each();
	test_one_writer();
	test_every_tear();
	test_tails();
	test_damage();
	test_moved();
	test_foreign();
	test_full();
	test_full_for_long();
	test_sync_fails();
	test_write_fails();
	test_names();
	test_turn();
	test_death(argc > 1 ? strtoull(argv[1], NULL, 10) : 2);
	remove_torn();
	unlink("1.ndjson");
	unlink("2.ndjson");
	unlink("stderr");
	CHECK("no other file is left", rmdir(dir) == 0);
	return (failures > 0);
}
