/*
 * pattern - regular expressions.  Without arguments it tests itself; with lines "PATTERN<tab>TEXT"
 * on standard input and the argument "-" it prints 1, 0 or what is wrong, so that tests/schema.bats
 * can compare it with python's.
 */
#include "validate/pattern.h"

#include <stdio.h>
#include <string.h>

static int failures;

static const char *
answer(const char *pattern, const char *text)
{
	const char *why;
	struct pattern *p = pattern_new(slice_of(pattern), &why);
	bool yes;

	if (p == NULL)
		return (why);
	yes = pattern_matches(p, slice_of(text));
	/* Twice: nothing of the first text may be left. */
	if (yes != pattern_matches(p, slice_of(text)))
		return ("it changes its mind");
	pattern_free(p);
	return (yes ? "1" : "0");
}

static void
is(const char *pattern, const char *text, const char *want)
{
	const char *got = answer(pattern, text);

	if (strcmp(got, want) != 0) {
		printf("pattern: /%s/ on \"%s\": %s, not %s\n", pattern, text, got, want);
		failures++;
	}
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
	is("^(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "0");
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
	is("^[^]$", "a", "1");
	is("^\\u0434\\x41\\n\\.$", "дA\n.", "1");
	is("^\\/\\-$", "/-", "1");
	is("^x{1000}$", "x", "0");
	is("a^b", "ab", "0");
	is("a$b", "ab", "0");
	is("(^a|b)c", "xbc", "1");
	is("(^a|b)c", "xac", "0");
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
	is("a{1001}", "", "more than 1000 repetitions");
	is("((a{1000}){1000}){1000}", "", "too long");
	is("[z-a]", "", "a range that goes backwards");
	is("(?=a)", "", "\"(?\"; only (?: is known");
	is("\\bx", "", "a backslash before a letter or digit that is not known");
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
			puts(answer(line, tab + 1));
		}
		return (0);
	}
	test_matches();
	test_refusals();
	return (failures > 0);
}
