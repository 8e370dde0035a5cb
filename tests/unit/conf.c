/* conf - configurations: what is read, and every message to the byte. */
#include "conf/conf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "time/period.h"

static int failures;

/*
 * What is said on standard error between hush() and said().
 */

static FILE *heard;
static int ears;

static void
hush(void)
{
	fflush(stderr);
	heard = tmpfile();
	ears = dup(STDERR_FILENO);
	dup2(fileno(heard), STDERR_FILENO);
}

static const char *
said(void)
{
	static char text[4096];
	size_t n;

	fflush(stderr);
	dup2(ears, STDERR_FILENO);
	close(ears);
	rewind(heard);
	n = fread(text, 1, sizeof(text) - 1, heard);
	text[n] = '\0';
	fclose(heard);
	return (text);
}

static void
same(const char *what, const char *got, const char *want)
{
	if (strcmp(got, want) == 0)
		return;
	printf("conf: %s\n  got:  %s\n  want: %s\n", what, got, want);
	failures++;
}

/* The text read, as JSON, or what was said about it. */
static void
reads(const char *text, const char *want)
{
	struct buf b = { 0 };
	struct conf *c;
	const char *err;

	hush();
	c = conf_parse("t.yaml", slice_of(text));
	if (c != NULL && conf_json(c, conf_root(c), &b) == -1)
		b.n = 0;
	conf_free(c);
	err = said();
	same(text, b.n > 0 ? buf_cstr(&b) : err, want);
	if (b.n > 0)
		same(text, err, "");
	buf_free(&b);
}

static void
test_read(void)
{
	reads("a: 1\n", "{\"a\":1}");
	reads("\xef\xbb\xbf"
	      "a: 1\n",
	    "{\"a\":1}");
	reads("a: 1\r\nb: 2\r\n", "{\"a\":1,\"b\":2}");
	reads("{}", "{}");
	reads("---\na: b\n...\n", "{\"a\":\"b\"}");
	reads("# c\ntags:\n  - {tag: vip, when: '.talk > 1'} # x\n  - tag: b\n",
	    "{\"tags\":[{\"tag\":\"vip\",\"when\":\".talk > 1\"},{\"tag\":\"b\"}]}");
	reads("a: &x {b: 1}\nc: *x\nd: [*x, *x]\n",
	    "{\"a\":{\"b\":1},\"c\":{\"b\":1},\"d\":[{\"b\":1},{\"b\":1}]}");
	reads("a: |\n  one\n  two\nb: >-\n  one\n  two\n",
	    "{\"a\":\"one\\ntwo\\n\",\"b\":\"one two\"}");
	reads("привет: \"ка\\tк\"\n", "{\"привет\":\"ка\\tк\"}");

	/* What is a number, and what is not. */
	reads("[1]: 2\n", "conf: t.yaml:1:1: a key must be a text, not a list\n");
	reads("a: [0, -0, 12, 1.50, 1e3, 1E-2, -1.5e+10, 90071992547409931]",
	    "{\"a\":[0,-0,12,1.50,1e3,1E-2,-1.5e+10,90071992547409931]}");
	reads("a: ['1', \"true\", 'null', '']", "{\"a\":[\"1\",\"true\",\"null\",\"\"]}");
	reads("a: [true, false, null, ~]\nb:\n", "{\"a\":[true,false,null,null],\"b\":null}");
	reads("a: [yes, no, on, call, -x, e5, --, .talk]",
	    "{\"a\":[\"yes\",\"no\",\"on\",\"call\",\"-x\",\"e5\",\"--\",\".talk\"]}");
	reads("a: [2026-03-01, 2026-03-01T09:15:27.000Z]",
	    "{\"a\":[\"2026-03-01\",\"2026-03-01T09:15:27.000Z\"]}");
	reads("a: 1e999x", "conf: t.yaml:1:4: \"1e999x\" is no number as JSON spells it; "
			   "a text like this needs quotes\n");
	reads("a:\n  b: +79161234567",
	    "conf: t.yaml:2:6: \"+79161234567\" is no number as JSON spells it; "
	    "a text like this needs quotes\n");
	for (const char **p = (const char *[]){ "007", "0x1F", "1_000", ".5", "5.", "-.5", "1e",
		 "1.e5", "12:30", "1,5", NULL };
	     *p != NULL; p++) {
		char text[64], want[128];

		snprintf(text, sizeof(text), "a: %s", *p);
		snprintf(want, sizeof(want),
		    "conf: t.yaml:1:4: \"%s\" is no number as JSON spells it; "
		    "a text like this needs quotes\n",
		    *p);
		reads(text, want);
	}
	reads("a: True", "conf: t.yaml:1:4: write \"true\" for True, or quotes for a text\n");
	reads("a: [1, NULL]", "conf: t.yaml:1:8: write \"null\" for NULL, or quotes for a text\n");
}

static void
test_refuse(void)
{
	struct buf b = { 0 };
	int i;

	reads("", "conf: t.yaml: nothing in it; expected a mapping such as \"key: value\"\n");
	reads("# only this\n",
	    "conf: t.yaml: nothing in it; expected a mapping such as \"key: value\"\n");
	reads("- a\n", "conf: t.yaml:1:1: expected a mapping such as \"key: value\" at the top, "
		       "not a list\n");
	reads("\n  word\n", "conf: t.yaml:2:3: expected a mapping such as \"key: value\" at the "
			    "top, not a text\n");
	reads("---\n", "conf: t.yaml:2:1: expected a mapping such as \"key: value\" at the top, "
		       "not nothing\n");
	reads("a: 1\n---\nb: 2\n", "conf: t.yaml:2:1: a second document; a file has one\n");
	reads(
	    "a: 1\nb: 2\na: 3\n", "conf: t.yaml:3:1: key \"a\" is there twice, first in line 1\n");
	reads("x: {b: 1, 'b': 2}\n",
	    "conf: t.yaml:1:11: key \"b\" is there twice, first in line 1\n");
	reads("a: &x {b: 1}\nc:\n  <<: *x\n",
	    "conf: t.yaml:3:3: merge keys (\"<<\") are not known here\n");
	reads(
	    "a: !!str 1\n", "conf: t.yaml:1:4: tags (tag:yaml.org,2002:str) are not known here\n");
	reads("a: !x [1]\n", "conf: t.yaml:1:4: tags (!x) are not known here\n");
	reads("a: *x\n", "conf: t.yaml:1:4: alias *x without an anchor &x before it\n");
	reads("a: &x [*x]\n", "conf: t.yaml:1:8: alias *x inside what it stands for\n");

	/* Syntax. */
	reads("a: b: c\n", "conf: t.yaml:1:5: a second \":\" in one value; a text that contains "
			   "\": \" needs quotes\n");
	reads("a:\n\tb: 1\n", "conf: t.yaml:2:1: a tab cannot indent; use spaces\n");
	reads("a: @x\n", "conf: t.yaml:1:4: a text cannot begin with @; put it in quotes\n");
	reads("a: {b: 'x' y}\n", "conf: t.yaml:1:12: did not find expected ',' or '}'; does a text "
				 "before it need quotes?\n");
	reads("a: [1, 2\nb: 3\n", "conf: t.yaml:2:2: did not find expected ',' or ']'; does a text "
				  "before it need quotes?\n");
	reads("a: 'x\n", "conf: t.yaml:2:1: found unexpected end of stream (while scanning a "
			 "quoted scalar that begins in line 1)\n");
	reads("a: 1\n  b\n- c\n", "conf: t.yaml:3:1: did not find expected key (while parsing a "
				  "block mapping that begins in line 1)\n");
	reads("a: \"\\q\"\n", "conf: t.yaml:1:5: found unknown escape character\n");

	/* Bytes. */
	reads("a: 1\nbя: \xd0z\n", "conf: t.yaml:2:5: not UTF-8 (byte 0xd0)\n");
	reads("a: \xed\xa0\x80", "conf: t.yaml:1:4: not UTF-8 (byte 0xed)\n");
	reads("a: \xc0\x80", "conf: t.yaml:1:4: not UTF-8 (byte 0xc0)\n");
	reads("a: \xf4\x90\x80\x80", "conf: t.yaml:1:4: not UTF-8 (byte 0xf4)\n");
	reads("a: 1\nb: \x01\n", "conf: t.yaml:2:4: control characters are not allowed\n");
	reads("a: 1\n\"\\e[2J\": 1\n\"\\e[2J\": 1\n",
	    "conf: t.yaml:3:1: key \"?[2J\" is there twice, first in line 2\n");

	/* Too deep, and too much by aliases. */
	buf_str(&b, "a: ");
	for (i = 0; i < 100000; i++)
		buf_char(&b, '[');
	reads(buf_cstr(&b), "conf: t.yaml:1:67: nested deeper than 64\n");
	b.n = 0;
	buf_str(&b, "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
	for (i = 1; i < 10; i++)
		buf_printf(&b, "a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n", i, i,
		    i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	reads(buf_cstr(&b), "conf: t.yaml:6:5: aliases stand for more than 100000 nodes\n");
	buf_free(&b);
}

/*
 * Readers: the first value of the text, asked in one way.
 */

enum ask { TEXT, BOOL, INT, PORT, COUNT, NUMBER, PERIOD, CHOICE, MAP, LIST };

static void
print_answer(const struct conf *c, const struct conf_node *node, enum ask ask, char *out, size_t n)
{
	static const char *const choices[] = { "first", "last", "linear", NULL };
	static const char *const keys[] = { "tag", "when", "until_contact", NULL };
	struct slice text;
	bool yes;
	int64_t i;
	double d;
	int at;

	*out = '\0';
	if (ask == TEXT && conf_text(c, node, &text) == 0)
		snprintf(out, n, "%.*s", (int)text.n, text.p);
	else if (ask == BOOL && conf_bool(c, node, &yes) == 0)
		snprintf(out, n, "%d", yes);
	else if ((ask == INT && conf_int(c, node, INT64_MIN, INT64_MAX, &i) == 0) ||
		 (ask == PORT && conf_int(c, node, 1, 65535, &i) == 0) ||
		 (ask == COUNT && conf_int(c, node, 0, INT64_MAX, &i) == 0) ||
		 (ask == PERIOD && conf_period(c, node, &i) == 0))
		snprintf(out, n, "%" PRId64, i);
	else if (ask == NUMBER && conf_number(c, node, &d) == 0)
		snprintf(out, n, "%g", d);
	else if (ask == CHOICE && conf_choice(c, node, choices, &at) == 0)
		snprintf(out, n, "%d", at);
	else if ((ask == MAP && conf_map(c, node, keys) == 0) ||
		 (ask == LIST && conf_list(c, node) == 0))
		snprintf(out, n, "yes");
}

static void
asks(enum ask ask, const char *value, const char *want)
{
	char text[512], out[512], what[600];
	struct conf *c;
	const char *err;

	snprintf(text, sizeof(text), "k: %s\n", value);
	snprintf(what, sizeof(what), "%s as %d", value, (int)ask);
	hush();
	if ((c = conf_parse("t.yaml", slice_of(text))) != NULL)
		print_answer(c, conf_member(conf_root(c), "k"), ask, out, sizeof(out));
	conf_free(c);
	err = said();
	if (*err != '\0')
		snprintf(
		    out, sizeof(out), "%s", strncmp(err, "conf: t.yaml:", 13) ? err : err + 13);
	same(what, out, want);
}

static void
test_ask(void)
{
	asks(TEXT, "abc", "abc");
	asks(TEXT, "'12'", "12");
	asks(TEXT, "12", "12");
	asks(TEXT, "true", "true");
	asks(TEXT, "''", "");
	asks(TEXT, "", "1:3: expected a text, not nothing\n");
	asks(TEXT, "[1]", "1:4: expected a text, not a list\n");
	asks(TEXT, "{a: 1}", "1:4: expected a text, not a mapping\n");

	asks(BOOL, "true", "1");
	asks(BOOL, "false", "0");
	asks(BOOL, "yes", "1:4: expected true or false, not \"yes\"\n");
	asks(BOOL, "'true'", "1:4: expected true or false, not \"true\"\n");
	asks(BOOL, "[]", "1:4: expected true or false, not a list\n");

	asks(INT, "12", "12");
	asks(INT, "-9223372036854775808", "-9223372036854775808");
	asks(INT, "9223372036854775808",
	    "1:4: expected a whole number, not \"9223372036854775808\"\n");
	asks(INT, "1.5", "1:4: expected a whole number, not \"1.5\"\n");
	asks(INT, "'1'", "1:4: expected a whole number, not \"1\"\n");
	asks(INT, "08", "1:4: expected a whole number, not \"08\"\n");
	asks(PORT, "65535", "65535");
	asks(PORT, "0", "1:4: expected a whole number from 1 to 65535, not \"0\"\n");
	asks(PORT, "many", "1:4: expected a whole number from 1 to 65535, not \"many\"\n");
	asks(COUNT, "-1", "1:4: expected a whole number of 0 or more, not \"-1\"\n");

	asks(NUMBER, "1.5", "1.5");
	asks(NUMBER, "-2e3", "-2000");
	asks(NUMBER, "1e999", "1:4: expected a smaller number, not \"1e999\"\n");
	asks(NUMBER, "abc", "1:4: expected a number, not \"abc\"\n");
	asks(NUMBER, "'1'", "1:4: expected a number, not \"1\"\n");

	asks(PERIOD, "30d", "2592000000");
	asks(PERIOD, "'1h30m'", "5400000");
	asks(PERIOD, "90", "90000");
	asks(PERIOD, "forever", "9223372036854775807");
	asks(PERIOD, "30 days",
	    "1:4: expected a length of time such as 45s, 1h30m, 30d or forever, not \"30 days\"\n");

	asks(CHOICE, "last", "1");
	asks(CHOICE, "lsat", "1:4: unknown value \"lsat\"; did you mean \"last\"?\n");
	asks(CHOICE, "zebra", "1:4: unknown value \"zebra\"; known here: first, last, linear\n");
	asks(CHOICE, "[last]", "1:4: expected one of first, last, linear, not a list\n");

	asks(MAP, "{tag: a, when: b}", "yes");
	asks(MAP, "{tag: a, wen: b}", "1:13: unknown key \"wen\"; did you mean \"when\"?\n");
	asks(MAP, "{untilcontact: true}",
	    "1:5: unknown key \"untilcontact\"; did you mean \"until_contact\"?\n");
	asks(MAP, "{colour: red}",
	    "1:5: unknown key \"colour\"; known here: tag, when, until_contact\n");
	asks(MAP, "x", "1:4: expected a mapping, not \"x\"\n");
	asks(LIST, "[]", "yes");
	asks(LIST, "{}", "1:4: expected a list, not a mapping\n");
}

static void
test_of(void)
{
	static const char *const names[] = { "a", NULL };
	struct conf *c = conf_parse("t.yaml", SLICE("t: x\nb: true\ni: 7\nn: 1.5\np: 2m\nc: a\n"));
	const struct conf_node *root = conf_root(c);
	struct slice t = SLICE("kept");
	bool b = false;
	int64_t i = 1, p = 1;
	double n = 1;
	int at = 5;

	if (conf_text_of(c, root, "x", &t) != 1 || !slice_is(t, "kept") ||
	    conf_bool_of(c, root, "x", &b) != 1 || conf_int_of(c, root, "x", 0, 9, &i) != 1 ||
	    conf_number_of(c, root, "x", &n) != 1 || conf_period_of(c, root, "x", &p) != 1 ||
	    conf_choice_of(c, root, "x", names, &at) != 1 || b || i != 1 || n > 1 || p != 1 ||
	    at != 5) {
		printf("conf: an absent key is not left alone\n");
		failures++;
	}
	if (conf_text_of(c, root, "t", &t) != 0 || !slice_is(t, "x") || t.p[1] != '\0' ||
	    conf_bool_of(c, root, "b", &b) != 0 || conf_int_of(c, root, "i", 0, 9, &i) != 0 ||
	    conf_number_of(c, root, "n", &n) != 0 || conf_period_of(c, root, "p", &p) != 0 ||
	    conf_choice_of(c, root, "c", names, &at) != 0 || !b || i != 7 || n < 1.5 ||
	    p != 120000 || at != 0) {
		printf("conf: a key that is there is not read\n");
		failures++;
	}
	same("name", conf_name(c), "t.yaml");
	hush();
	conf_error(c, NULL, "no rules");
	same("the file as a whole", said(), "conf: t.yaml: no rules\n");
	conf_free(c);
	conf_free(NULL);
}

/* The place inside an expression. */
static void
points(const char *value, size_t at, const char *want)
{
	char text[256];
	struct conf *c;

	snprintf(text, sizeof(text), "k:\n  - %s\n", value);
	c = conf_parse("t.yaml", slice_of(text));
	hush();
	conf_error_in(c, conf_item(conf_member(conf_root(c), "k"), 0), at, "here");
	same(value, said(), want);
	conf_free(c);
}

static void
test_places(void)
{
	points(".talk > x", 8, "conf: t.yaml:2:13: here\n");
	points("'.talk > x'", 8, "conf: t.yaml:2:14: here\n");
	points("\".talk > x\"", 8, "conf: t.yaml:2:14: here\n");
	points("'.а == x'", 7, "conf: t.yaml:2:12: here\n"); /* а is two bytes, one character */
	points("'.a'", 2, "conf: t.yaml:2:8: here\n");	     /* its end */
	/* Where text and file differ, the node's own place. */
	points("'it''s x'", 5, "conf: t.yaml:2:5: here\n");
	points("\"a\\tb\"", 2, "conf: t.yaml:2:5: here\n");
	points("|\n    one\n    two", 5, "conf: t.yaml:2:5: here\n");
	points(".a", 99, "conf: t.yaml:2:5: here\n");
}

static void
test_load(void)
{
	hush();
	if (conf_load("no/such.yaml") != NULL)
		failures++;
	same("a file that is not there", said(), "conf: no/such.yaml: No such file or directory\n");
	hush();
	if (conf_load("/") != NULL)
		failures++;
	same("a folder", said(), "conf: /: Is a directory\n");
}

int
main(void)
{
	test_read();
	test_refuse();
	test_ask();
	test_of();
	test_places();
	test_load();
	return (failures > 0);
}
