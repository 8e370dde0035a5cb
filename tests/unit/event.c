/*
 * event: set, replace and unset keep every other byte.  Each line of the table
 * is a record, what is done to it ("+name=json" sets, "-name" unsets), and what
 * comes out.
 */
#include "event/event.h"

#include <stdio.h>
#include <stdlib.h>

#include "event/json.h"

static const struct {
	const char *line, *does, *want;
} table[] = {
	{ "{}", "+a=1", "{\"a\":1}" },
	{ "{ }", "+a=1", "{ \"a\":1}" },
	{ "{\"a\":1}", "", "{\"a\":1}" },
	{ "{\"a\":3.50, \"b\":90071992547409931}", "+c=\"x\"",
	    "{\"a\":3.50, \"b\":90071992547409931,\"c\":\"x\"}" },
	{ "{\"a\":1,\"b\":2,\"c\":3}", "+b=[4]", "{\"a\":1,\"b\":[4],\"c\":3}" },
	{ "{\"a\":1,\"b\":2,\"c\":3}", "-b", "{\"a\":1,\"c\":3}" },
	{ "{\"a\":1, \"b\":2 , \"c\":3 }", "-b", "{\"a\":1 , \"c\":3 }" },
	{ "{\"a\":1, \"b\":2, \"c\":3}", "-a", "{\"b\":2, \"c\":3}" },
	{ "{\"a\":1, \"b\":2, \"c\":3}", "-a -b", "{\"c\":3}" },
	{ "{\"a\":1, \"b\":2, \"c\":3}", "-c", "{\"a\":1, \"b\":2}" },
	{ "{\"a\":1, \"b\":2, \"c\":3}", "-b -c", "{\"a\":1}" },
	{ "{\"a\":1, \"b\":2, \"c\":3}", "-a -c", "{\"b\":2}" },
	{ "{\"a\":1, \"b\":2}", "-a -b", "{}" },
	{ "{\"a\":1, \"b\":2}", "-a -b +c=3", "{\"c\":3}" },
	{ "{\"a\":1, \"b\":2}", "-a +a=1", "{\"a\":1, \"b\":2}" },
	{ "{\"a\":1, \"b\":2}", "-a +a=7 -b +b=8", "{\"a\":7, \"b\":8}" },
	{ "{\"a\":1, \"b\":2, \"c\":3}", "-a +b=8 -c", "{\"b\":8}" },
	{ "{\"a\":1,\"b\":2,\"a\":3}", "+a=4", "{\"b\":2,\"a\":4}" },
	{ "{\"a\":1,\"b\":2,\"a\":3}", "-a", "{\"b\":2}" },
	{ "{\"\\u0061\":1,\"b\":2}", "+a=5", "{\"\\u0061\":5,\"b\":2}" },
	{ "{\"a\":1}", "+x=1 -x", "{\"a\":1}" },
	{ "{\"a\":1}", "+x=1 -x +x=2 +y=3", "{\"a\":1,\"x\":2,\"y\":3}" },
	{ "{\"long_name_one\":1,\"long_name_two\":2}", "+long_name_two=3",
	    "{\"long_name_one\":1,\"long_name_two\":3}" },
};

static void
apply(struct event *e, const char *does)
{
	char *copy = strdup(does), *word, *save = NULL, *equals;

	for (word = strtok_r(copy, " ", &save); word; word = strtok_r(NULL, " ", &save))
		if (*word == '-')
			event_unset(e, word + 1);
		else {
			equals = strchr(word, '=');
			*equals = '\0';
			event_set(e, word + 1, slice_of(equals + 1));
		}
	free(copy);
}

static int
check(const char *line, const char *does, const char *want)
{
	struct event e = { 0 }, copy = { 0 };
	struct buf out = { 0 };
	int round, bad = 0;

	/* What comes out, treated again in the same way, must stay: twice is once. */
	for (round = 0; round < 2; round++) {
		if (event_read(&e, round == 0 ? slice_of(line) : buf_view(&copy.own)) == -1)
			abort();
		apply(&e, does);
		event_copy(&copy, &e);
		out.n = 0;
		event_write(&copy, &out);
		if (strcmp(buf_cstr(&out), want) != 0) {
			printf("event: %s %s\n  gives %s\n  want  %s\n", line, does, buf_cstr(&out),
			    want);
			bad = 1;
		}
		copy.own.n = 0;
		buf_slice(&copy.own, buf_view(&out));
		buf_cstr(&copy.own);
	}
	event_free(&e);
	event_free(&copy);
	buf_free(&out);
	return (bad);
}

static int
check_reading(void)
{
	struct event e = { 0 };
	double v = 0;
	int bad = 0;

	if (event_read(&e,
		slice_of(
		    "{\"a\":\"\\u041f\\ud83d\\udcde\\n\\ud800x\",\"n\":-12.5,\"e\":1e3,\"z\":null,"
		    "\"q\":\"\",\"t\":true,\"id\":12345678901234567890}")) == -1)
		abort();
	bad |= !slice_is(event_text(&e, "a"), "\xd0\x9f\xf0\x9f\x93\x9e\n\xef\xbf\xbdx");
	bad |= !event_number(&e, "n", &v) || v != -12.5;
	bad |= !event_number(&e, "e", &v) || v != 1000;
	bad |= event_number(&e, "a", &v);
	bad |= event_get(&e, "z").n != 0 || event_get(&e, "q").n != 0 || event_get(&e, "no").n != 0;
	bad |= !event_true(&e, "t") || event_true(&e, "n");
	bad |= !slice_is(event_text(&e, "id"), "12345678901234567890");
	if (bad)
		printf("event: a member is read wrongly\n");
	event_free(&e);
	return (bad);
}

static int
check_double(double v, const char *want)
{
	struct buf b = { 0 };
	int bad;

	json_double(&b, v);
	bad = strcmp(buf_cstr(&b), want) != 0;
	if (bad)
		printf("json: %.17g gives %s, not %s\n", v, b.p, want);
	buf_free(&b);
	return (bad);
}

int
main(void)
{
	size_t i;
	int bad = 0;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		bad |= check(table[i].line, table[i].does, table[i].want);
	bad |= check_reading();
	bad |= check_double(0.1, "0.1") | check_double(1000, "1000") | check_double(100, "100");
	bad |= check_double(0.85, "0.85") | check_double(1.0 / 3, "0.3333333333333333");
	bad |= check_double(123456789012.0, "123456789012") | check_double(-0.5, "-0.5");
	bad |= check_double(1e300, "1e+300") | check_double(5e-324, "5e-324");
	bad |= check_double(9007199254740993.0, "9007199254740992");
	return (bad);
}
