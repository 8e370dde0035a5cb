/* expr_re.c - the regular expressions of test(), as jq reads them. */
#include <stdlib.h>

#include "base/mem.h"
#include "base/regex.h"
#include "expr/expr_in.h"

struct re {
	struct regex *regex; /* NULL: a pattern that does not compile, remembered */
	struct words *words;
	struct slice pattern, flags;
	struct re *next;
};

struct re *
re_new(struct slice pattern, struct slice flags, char *why, size_t whysize)
{
	struct regex *regex = regex_jq(pattern, flags, why, whysize);
	struct re *r;

	if (regex == NULL)
		return (NULL);
	r = mem_zero(1, sizeof(*r));
	r->regex = regex;
	r->words = words_new(pattern, flags);
	return (r);
}

int
re_test(const struct re *r, struct slice text)
{
	enum regex_answer answer;
	int rc;

	if (r->words != NULL && (rc = words_find(r->words, text)) != -1)
		return (rc);
	answer = regex_search(r->regex, text);
	return (answer == REGEX_GIVEN_UP ? -1 : answer == REGEX_YES);
}

void
re_hang(struct re **list, struct re *r)
{
	r->next = *list;
	*list = r;
}

static struct slice
keep(struct slice s)
{
	return ((struct slice){ mem_dup(s.p, s.n), s.n });
}

static void
free_one(struct re *r)
{
	regex_free(r->regex);
	words_free(r->words);
	free((void *)(uintptr_t)r->pattern.p);
	free((void *)(uintptr_t)r->flags.p);
	free(r);
}

struct re *
re_cached(struct re **list, struct slice pattern, struct slice flags)
{
	enum { KEPT = 64 };
	struct re *r, **at;
	char why[160];
	int n = 0;

	for (at = list; (r = *at) != NULL; at = &r->next) {
		if (slice_eq(r->pattern, pattern) && slice_eq(r->flags, flags))
			break;
		if (++n == KEPT && r->next == NULL) {
			*at = NULL;
			free_one(r);
			r = NULL;
			break;
		}
	}
	if (r != NULL)
		*at = r->next;
	else {
		r = mem_zero(1, sizeof(*r));
		r->pattern = keep(pattern);
		r->flags = keep(flags);
		r->regex = regex_jq(pattern, flags, why, sizeof(why));
	}
	re_hang(list, r);
	return (r->regex == NULL ? NULL : r);
}

void
re_free(struct re *r)
{
	struct re *next;

	for (; r != NULL; r = next) {
		next = r->next;
		free_one(r);
	}
}
