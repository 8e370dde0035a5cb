/*
 * regex - regular expressions.  Without arguments it tests itself; with lines "PATTERN<tab>TEXT" on
 * standard input and the argument "-" it prints for ECMA-262's dialect 1, 0, ? (given up) or what
 * is wrong, so that tests/validate.bats can compare it with python's.
 */
#include "base/regex.h"

#include <stdio.h>
#include <string.h>

static int failures;

static const char *
answer(struct regex *r, struct slice text)
{
	static const char *const said[] = { "0", "1", "?" };
	enum regex_answer a = regex_search(r, text);

	/* Twice: nothing of the first text may be left. */
	return (a == regex_search(r, text) ? said[a] : "it changes its mind");
}

static const char *
ecma(const char *pattern, struct slice text)
{
	static char why[160];
	struct regex *r = regex_ecma(slice_of(pattern), why, sizeof(why));
	const char *got = r == NULL ? why : answer(r, text);

	regex_free(r);
	return (got);
}

static const char *
jq(const char *pattern, const char *flags, const char *text)
{
	static char why[160];
	struct regex *r = regex_jq(slice_of(pattern), slice_of(flags), why, sizeof(why));
	const char *got = r == NULL ? why : answer(r, slice_of(text));

	regex_free(r);
	return (got);
}

static void
same(const char *pattern, const char *text, const char *got, const char *want)
{
	if (strcmp(got, want) != 0) {
		printf("regex: /%s/ on \"%.40s\": %s, not %s\n", pattern, text, got, want);
		failures++;
	}
}

static void
is(const char *pattern, const char *text, const char *want)
{
	same(pattern, text, ecma(pattern, slice_of(text)), want);
}

static void
test_matches(void)
{
	is("", "", "1");
	is("", "x", "1");
	is("b", "abc", "1");
	is("^b", "abc", "0");
	is("c$", "abc", "1");
	is("^$", "", "1");
	is("^$", "x", "0");
	is("^\\+[1-9][0-9]{1,14}$", "+79161234567", "1");
	is("^\\+[1-9][0-9]{1,14}$", "+7", "0");
	is("^\\+[1-9][0-9]{1,14}$", "+791612345671234", "1");
	is("^\\+[1-9][0-9]{1,14}$", "+7916123456712345", "0");
	is("^\\+[1-9][0-9]{1,14}$", "79161234567", "0");
	is("^a{3}$", "aaa", "1");
	is("^a{3}$", "aa", "0");
	is("^a{2,}$", "aaaaa", "1");
	is("^a{2,}$", "a", "0");
	is("^a{0}$", "", "1");
	is("^(ab|cd)*e?$", "abcdab", "1");
	is("^(ab|cd)*e?$", "abcdae", "0");
	is("^(?:a|b|c|)x$", "bx", "1");
	is("^(?:a|b|c|)x$", "x", "1");
	is("(?:)*?x", "x", "1");
	is("(){3}|y", "", "1");
	is("a|^b$|c", "b", "1");
	is("(a*)*$", "aaab", "1");
	is("^(a*)*$", "aaab", "0");
	is("^(a|aa)+$", "aaaaaaaaaaaaaab", "0");
	is("^a+?b??$", "aab", "1");
	is("^.$", "я", "1");
	is("^..$", "я", "0");
	is("^.$", "\n", "0");
	is("^[а-я]+$", "диван", "1");
	is("^[а-я]+$", "Диван", "0");
	is("^[^A-Z]*$", "yandex (none) ё", "1");
	is("^[^A-Z]*$", "Yandex", "0");
	is("^\\d\\D\\w\\W\\s\\S$", "1x_- x", "1");
	is("^[\\d.-]+$", "1.5-2", "1");
	is("^[\\D]$", "5", "0");
	is("^[a\\]b]+$", "a]b", "1");
	is("^[]$", "a", "0");
	is("[]", "\xc3\xa9", "0");
	is("^[^]$", "\xc3\xa9", "1");
	is("^[^]$", "a", "1");
	is("^\\u0434\\x41\\n\\.$", "дA\n.", "1");
	is("^\\/\\-$", "/-", "1");
	is("^x{1000}$", "x", "0");
	is("a^b", "ab", "0");
	is("a$b", "ab", "0");
	is("(^a|b)c", "xbc", "1");
	is("(^a|b)c", "xac", "0");
	is("(^)?(?:$)*a{2}?", "aa", "1");
	is("^(?:a{2}?|b)$", "", "0");
	is("^a{2,3}?$", "aaa", "1");
	is("\\b1\\b", "я1 ", "1");
	is("\\b1\\b", "a1", "0");
	is("a\\Bb", "ab", "1");
}

/* Where Oniguruma's own dialects have other ideas. */
static void
test_dialect(void)
{
	is("a$", "a\n", "0");
	is("^b", "a\nb", "0");
	is("^.$", "\r", "0");
	is("^.$", "\xe2\x80\xa8", "0");
	is("\\d", "٣", "0");
	is("\\w", "я", "0");
	is("^\\W$", "я", "1");
	is("^\\s{3}$", "\xef\xbb\xbf\xc2\xa0\v", "1");
	is("\\s", "\xc2\x85", "0");
	is("^[\\S]$", "\xc2\x85", "1");
	is("^[^\\S\\d]$", " ", "1");
	is("^[[&&b:]+$", "[b&:", "1");
	is("^[a-c&&b]$", "a", "1");
	is("[[:alpha:]]", "b", "a bracket without its begin");
	is("^[\\b\\x20-]+$", "\b -", "1");
	is("^\\cA\\cj\\u{1F4de}\\uD83D\\uDCDE$", "\x01\n📞📞", "1");
	is("\\uD83Dx", "x", "0");
	is("^[📞-📟]$", "📟", "1");
	is("^\\p{Lu}\\p{Letter}[\\P{Script=Greek}]\\p{sc=Cyrillic}$", "Aяbя", "1");
	is("^#( )\"$", "# \"", "1");
	is("a.*b", "a\nb", "0");
}

/* The language of jq, by the same door. */
static void
test_jq(void)
{
	same("^b", "a\nb", jq("^b", "", "a\nb"), "0");
	same("ДИВАН", "диван", jq("ДИВАН", "i", "диван"), "1");
	same("a b", "ab", jq("a b", "xg", "ab"), "1");
	same("(?<!a)b", "ab", jq("(?<!a)b", "", "ab"), "0");
	same("a++b", "aab", jq("a++b", "", "aab"), "1");
	same("", "", jq("", "y", ""), "\"y\" are no flags: known are g i x s p l n");
	same("(", "", jq("(", "", ""), "end pattern with unmatched parenthesis");
}

/* Texts that take the steps of their length's square, or more, if they are let. */
static void
test_limit(void)
{
	static const char *const hard[] = { "(a+)+$", "(a|aa)+$", "(a*)*c?$", "a+[cd]z", "[ab]+cz",
		"a*a*a*$", "[ab]{9000}[cd]", "(?:(?:a?){99}){99}$", "([ab]*c|a)*$",
		"(?:[ab]{1,9}){999}c" };
	static char text[65536];
	size_t i;

	memset(text, 'a', sizeof(text));
	memcpy(text + sizeof(text) - 3, "bz!", 3);
	for (i = 0; i < sizeof(hard) / sizeof(hard[0]); i++)
		same(hard[i], text, ecma(hard[i], (struct slice){ text, sizeof(text) }), "?");
	/* And those that do not. */
	same("^[^A-Z]*$", text, ecma("^[^A-Z]*$", (struct slice){ text, sizeof(text) }), "1");
	same("^(a|b)*$", text, ecma("^(a|b)*$", (struct slice){ text, sizeof(text) }), "0");
	same("[cd]!$", text, ecma("[cd]!$", (struct slice){ text, sizeof(text) }), "0");
	same("\\d{11}", text, ecma("\\d{11}", (struct slice){ text, sizeof(text) }), "0");
}

static void
test_refusals(void)
{
	is("(", "", "a group without its end");
	is(")", "", "a group without its begin");
	is("a)b", "", "a group without its begin");
	is("[a", "", "a bracket without its end");
	is("]", "", "a bracket without its begin");
	is("*a", "", "a repetition of nothing");
	is("a**", "", "a repetition of nothing");
	is("a{", "", "{ without a number");
	is("a{2,1}", "", "{m,n} is meant so: m, then n, which is no less");
	is("a{20001}", "", "more than 20000 characters, repetitions counted");
	is("((a{1000}){1000}){1000}", "", "more than 20000 characters, repetitions counted");
	is("a{99999999999999999999999}", "", "more than 20000 characters, repetitions counted");
	is("a?{0,200000}", "", "a repetition of nothing");
	is("a{0,200000}", "", "too big number for repeat range");
	is("a++", "", "a repetition of nothing");
	is("^*", "", "a repetition of nothing");
	is("a|?", "", "a repetition of nothing");
	is("\\b+", "", "a repetition of nothing");
	is("a}", "", "a bracket without its begin");
	is("[\\d-z]", "", "a range to or from more than a character");
	is("[a-\\w]", "", "a range to or from more than a character");
	is("[a\\", "", "a backslash at the end");
	is("(?<a>b)", "", "\"(?\"; only (?: is known");
	is("(?<!a)b", "", "\"(?\"; only (?: is known");
	is("(?i)a", "", "\"(?\"; only (?: is known");
	is("\\u{110000}", "", "\\u{} wants a character up to 10ffff");
	is("\\u{}", "", "\\u{} wants a character up to 10ffff");
	is("\\p{Foo}", "", "invalid character property name {Foo}");
	is("\\p{^Lu}", "", "\\p wants a name, such as \\p{Letter}");
	is("\\pL", "", "\\p wants a name, such as \\p{Letter}");
	is("\\k<a>", "", "a backslash before a letter or digit that is not known");
	is("\\Aa\\z", "", "a backslash before a letter or digit that is not known");
	is("[z-a]", "", "a range that goes backwards");
	is("(?=a)", "", "\"(?\"; only (?: is known");
	is("(a)\\1", "", "a backslash before a letter or digit that is not known");
	is("\\xg1", "", "\\x and \\u want 2 and 4 hexadecimal digits");
}

int
main(int argc, char *argv[])
{
	char line[4096], *tab;

	if (argc == 2 && strcmp(argv[1], "-") == 0) {
		while (fgets(line, sizeof(line), stdin) != NULL) {
			line[strcspn(line, "\n")] = '\0';
			if ((tab = strchr(line, '\t')) == NULL)
				return (2);
			*tab = '\0';
			puts(ecma(line, slice_of(tab + 1)));
		}
		return (0);
	}
	test_matches();
	test_refusals();
	test_dialect();
	test_jq();
	test_limit();
	return (failures > 0);
}
