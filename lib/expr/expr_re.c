/* expr_re.c - the door to Oniguruma, opened as jq 1.6 opens it. */
#include <oniguruma.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "expr/expr_in.h"

struct regex {
	regex_t *re; /* NULL: a pattern that does not compile, remembered */
	struct words *words;
	struct slice pattern, flags;
	struct regex *next;
};

/* jq's letters; false for one it does not know. */
static bool
options_of(struct slice flags, OnigOptionType *options)
{
	*options = ONIG_OPTION_CAPTURE_GROUP;
	for (size_t i = 0; i < flags.n; i++)
		switch (flags.p[i]) {
		case 'g': /* all matches: nothing to a test */
			break;
		case 'i':
			*options |= ONIG_OPTION_IGNORECASE;
			break;
		case 'x':
			*options |= ONIG_OPTION_EXTEND;
			break;
		case 's':
			*options |= ONIG_OPTION_SINGLELINE;
			break;
		case 'p':
			*options |= ONIG_OPTION_MULTILINE | ONIG_OPTION_SINGLELINE;
			break;
		case 'l':
			*options |= ONIG_OPTION_FIND_LONGEST;
			break;
		case 'n':
			*options |= ONIG_OPTION_FIND_NOT_EMPTY;
			break;
		default:
			return (false);
		}
	return (true);
}

static int
compile(regex_t **re, struct slice pattern, struct slice flags, char *why, size_t whysize)
{
	const OnigUChar *p = (const OnigUChar *)pattern.p;
	OnigUChar text[ONIG_MAX_ERROR_MESSAGE_LEN];
	OnigOptionType options;
	OnigErrorInfo info;
	int rc;

	if (!options_of(flags, &options)) {
		snprintf(why, whysize, "\"%.*s\" are no flags: known are g i x s p l n",
		    (int)(flags.n > 40 ? 40 : flags.n), flags.p);
		return (-1);
	}
	rc =
	    onig_new(re, p, p + pattern.n, options, ONIG_ENCODING_UTF8, ONIG_SYNTAX_PERL_NG, &info);
	if (rc == ONIG_NORMAL)
		return (0);
	onig_error_code_to_str(text, rc, &info);
	snprintf(why, whysize, "%s", (const char *)text);
	return (-1);
}

struct regex *
regex_new(struct slice pattern, struct slice flags, char *why, size_t whysize)
{
	struct regex *r;
	regex_t *re = NULL;

	if (compile(&re, pattern, flags, why, whysize) == -1)
		return (NULL);
	r = mem_zero(1, sizeof(*r));
	r->re = re;
	r->words = words_new(pattern, flags);
	return (r);
}

int
regex_test(const struct regex *r, struct slice text)
{
	const OnigUChar *p = (const OnigUChar *)text.p;
	int rc;

	if (r->words != NULL && (rc = words_find(r->words, text)) != -1)
		return (rc);
	rc = onig_search(r->re, p, p + text.n, p, p + text.n, NULL, ONIG_OPTION_NONE);
	return (rc >= 0 ? 1 : rc == ONIG_MISMATCH ? 0 : -1);
}

void
regex_hang(struct regex **list, struct regex *r)
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
free_one(struct regex *r)
{
	if (r->re != NULL)
		onig_free(r->re);
	words_free(r->words);
	free((void *)(uintptr_t)r->pattern.p);
	free((void *)(uintptr_t)r->flags.p);
	free(r);
}

struct regex *
regex_cached(struct regex **list, struct slice pattern, struct slice flags)
{
	enum { KEPT = 64 };
	struct regex *r, **at;
	char why[ONIG_MAX_ERROR_MESSAGE_LEN];
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
		if (compile(&r->re, pattern, flags, why, sizeof(why)) == -1)
			r->re = NULL;
	}
	regex_hang(list, r);
	return (r->re == NULL ? NULL : r);
}

void
regex_free(struct regex *r)
{
	struct regex *next;

	for (; r != NULL; r = next) {
		next = r->next;
		free_one(r);
	}
}
