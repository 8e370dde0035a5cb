/*
 * scan: what is JSON and what is not, by tables; and the vector and the plain
 * body give the same answer to thousands of texts that were broken at random.
 */
#include "event/scan.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
	const char *text;
	const char *why; /* NULL: good */
	size_t where;
} table[] = {
	{ "{}", NULL, 0 },
	{ " \t{ \"a\" : [ 1 , {\"b\":null} , \"\\u00e9\" ] }\r", NULL, 0 },
	{ "{\"a\":-0,\"b\":1e5,\"c\":0.5E-3,\"d\":true,\"e\":false}", NULL, 0 },
	{ "{\"a\":\"\\ud800\"}", NULL, 0 }, /* a lone surrogate, escaped: legal */
	{ "{\"\xd0\xb8\":\"\xf0\x9f\x93\x9e\"}", NULL, 0 },
	{ "", "not a JSON object", 0 },
	{ "oops", "not a JSON object", 0 },
	{ "[1]", "not a JSON object", 0 },
	{ "{", "expected a name in quotes", 1 },
	{ "{\"a\"}", "expected ':'", 4 },
	{ "{\"a\":}", "expected a value", 5 },
	{ "{\"a\":1,}", "expected a name in quotes", 7 },
	{ "{\"a\":1 \"b\":2}", "expected ',' or '}'", 7 },
	{ "{\"a\":1", "the line ends inside the object", 6 },
	{ "{\"a\":[1", "the line ends inside a value", 7 },
	{ "{\"a\":[1}", "expected ',' or ']'", 7 },
	{ "{\"a\":[1,]}", "expected a value", 8 },
	{ "{\"a\":{\"b\":1]}", "expected ',' or '}'", 11 },
	{ "{\"a\":01}", "invalid number", 5 },
	{ "{\"a\":+1}", "expected a value", 5 },
	{ "{\"a\":1.}", "invalid number", 5 },
	{ "{\"a\":.5}", "expected a value", 5 },
	{ "{\"a\":1e}", "invalid number", 5 },
	{ "{\"a\":-}", "invalid number", 5 },
	{ "{\"a\":NaN}", "expected a value", 5 },
	{ "{\"a\":tru}", "expected a value", 5 },
	{ "{\"a\":\"x}", "text without its closing quote", 8 },
	{ "{\"a\":\"\\x\"}", "invalid escape", 6 },
	{ "{\"a\":\"\\u12g4\"}", "invalid \\u escape", 6 },
	{ "{\"a\":\"x\ty\"}", "control character in a text", 7 },
	{ "{\"a\":\"\xc0\x80\"}", "invalid UTF-8", 6 },		/* overlong */
	{ "{\"a\":\"\xed\xa0\x80\"}", "invalid UTF-8", 6 },	/* a surrogate */
	{ "{\"a\":\"\xf4\x90\x80\x80\"}", "invalid UTF-8", 6 }, /* over U+10FFFF */
	{ "{\"a\":\"\xd0\"}", "invalid UTF-8", 6 },
	{ "{\"a\":\"\x80\"}", "invalid UTF-8", 6 },
	{ "{\"a\":1}x", "text after the object", 7 },
	{ "{\"a\":1}{}", "text after the object", 7 },
	{ "{'a':1}", "expected a name in quotes", 1 },
};

static int
check(const char *text, size_t n, const char *why, size_t where)
{
	struct scan s = { 0 };
	int i, ret, bad = 0;

	for (i = 0; i < 2; i++) {
		ret = i == 0 ? scan_line(&s, text, n) : scan_line_portable(&s, text, n);
		if (ret != (why == NULL ? 0 : -1) ||
		    (why != NULL && (strcmp(s.why, why) != 0 || s.where != where))) {
			printf("scan: %.*s: gives %s at %zu\n", (int)(n < 200 ? n : 200), text,
			    ret == 0 ? "good" : s.why, ret == 0 ? 0 : s.where);
			bad = 1;
		}
	}
	scan_free(&s);
	return (bad);
}

/* levels of arrays inside the object's own level */
static int
check_depth(size_t levels, const char *why)
{
	char text[4096];
	size_t n = 0, i;
	int bad;

	n += (size_t)sprintf(text, "{\"a\":");
	for (i = 0; i < levels; i++)
		text[n++] = '[';
	for (i = 0; i < levels; i++)
		text[n++] = ']';
	text[n++] = '}';
	bad = check(text, n, why, 5 + 511);
	return (bad);
}

static int
check_nul(void)
{
	static const char in_text[] = "{\"a\":\"x\0y\"}", outside[] = "{\"a\":\0}";

	return (check(in_text, sizeof(in_text) - 1, "NUL byte", 7) |
		check(outside, sizeof(outside) - 1, "NUL byte", 5));
}

static int
check_long(void)
{
	size_t n = SCAN_LINE + 1;
	char *text = malloc(n);
	int bad;

	memset(text, 'x', n);
	memcpy(text, "{\"a\":\"", 6);
	memcpy(text + n - 2, "\"}", 2);
	bad = check(text, n, "line over 16 MiB", 0);
	memcpy(text + n - 3, "\"}", 2);
	bad |= check(text, n - 1, NULL, 0);
	free(text);
	return (bad);
}

static bool
same(const struct scan *a, int reta, const struct scan *b, int retb)
{
	size_t i;

	if (reta != retb)
		return (false);
	if (reta == -1)
		return (strcmp(a->why, b->why) == 0 && a->where == b->where);
	if (a->n != b->n || a->close != b->close || a->escaped != b->escaped ||
	    a->backslash != b->backslash)
		return (false);
	for (i = 0; i < a->n; i++)
		if (a->members[i].head != b->members[i].head ||
		    a->members[i].key != b->members[i].key ||
		    a->members[i].keyn != b->members[i].keyn ||
		    a->members[i].val != b->members[i].val ||
		    a->members[i].valn != b->members[i].valn ||
		    a->members[i].escaped != b->members[i].escaped)
			return (false);
	return (true);
}

/* Lines as they come: one with escapes and one without, which is scanned the quick way. */
static const char *const samples[] = {
	"{\"ts\":\"2026-03-01T09:15:27.000Z\",\"type\":\"call\",\"id\":\"c17\",\"comment\":"
	"\"\xd0\x9a\xd0\xbb\xd0\xb8\xd0\xb5\xd0\xbd\xd1\x82 \\\"\xe2\x84\x96 5\\\" "
	"\xf0\x9f\x93\x9e\",\"wait\":3.50,\"n\":-1e-7,\"ivr\":[\"1\",{\"k\":[null,true]}]}",
	"{\"ts\":\"2026-03-01T09:15:27.000Z\",\"type\":\"session\",\"id\":\"s17\",\"campaign\":"
	"\"\xd0\xb4\xd0\xb8\xd0\xb2\xd0\xb0\xd0\xbd\xd1\x8b_"
	"\xd0\xbc\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0 "
	"\xf0\x9f\x93\x9e\xe2\x84\x96\",\"wait\":3.50,\"tags\":[\"a\",\"b\"],\"of\":{\"k\":[null,"
	"true, 1]},"
	"\"visitor_identity\":\"\",\"\":false,\"number\":\"+74951230001\"}",
};

/* A few bytes of them changed: mostly near-misses. */
static int
check_both(const char *sample, uint32_t seed)
{
	static const char bytes[] =
	    "\"\\{}[]:,0eE-+.tfnu \t\r\x80\xbf\xc2\xd0\xe0\xed\xf0\xf4\xff\x1f";
	struct scan a = { 0 }, b = { 0 };
	uint32_t random = seed, round;
	size_t all = strlen(sample), n, k;
	char *text = malloc(all);
	int reta, retb, bad = 0;

	for (round = 0; round < 200000 && !bad; round++) {
		memcpy(text, sample, all);
		n = all;
		for (k = 0; k <= round % 3; k++) {
			random = random * 1664525 + 1013904223;
			text[(random >> 8) % n] = bytes[(random >> 3) % (sizeof(bytes) - 1)];
		}
		if (round % 7 == 0)
			n = (random >> 5) % n;
		reta = scan_line(&a, text, n);
		if (reta == 0 && (scan_line_trusted(&b, text, n) == -1 || b.n != a.n)) {
			printf("scan: seed %u: not to be trusted: %.*s\n", seed, (int)n, text);
			bad = 1;
		}
		retb = scan_line_portable(&b, text, n);
		if (!same(&a, reta, &b, retb)) {
			printf(
			    "scan: seed %u: vector and plain differ on %.*s\n", seed, (int)n, text);
			bad = 1;
		}
	}
	free(text);
	scan_free(&a);
	scan_free(&b);
	return (bad);
}

int
main(void)
{
	size_t i;
	int bad = 0;

	for (i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		bad |= check(table[i].text, strlen(table[i].text), table[i].why, table[i].where);
	bad |= check_depth(511, NULL);
	bad |= check_depth(512, "nested over 512 levels deep");
	bad |= check_nul();
	bad |= check_long();
	for (i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		bad |= check_both(samples[i], 20261121);
	return (bad);
}
