#include "base/regex.h"

#include <oniguruma.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/regex_in.h"

/* For jq's dialect the library's own limit in a match stays, as jq leaves it; a search that begins
 * again at each character of a long text is bounded too. */
enum { JQ_RETRIES = 100000000 };
/* For ECMA's: less than a second, and some 50 MB. */
enum { ECMA_STEPS = 50000000, ECMA_STACK = 1000000 };

struct regex {
	regex_t *re;
	OnigMatchParam *limits;
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

static struct regex *
compile(
    struct slice pattern, OnigSyntaxType *syntax, OnigOptionType options, char *why, size_t whysize)
{
	const OnigUChar *p = (const OnigUChar *)(pattern.n == 0 ? "" : pattern.p);
	OnigUChar text[ONIG_MAX_ERROR_MESSAGE_LEN];
	OnigErrorInfo info;
	struct regex *r;
	regex_t *re;
	int rc;

	rc = onig_new(&re, p, p + pattern.n, options, ONIG_ENCODING_UTF8, syntax, &info);
	if (rc != ONIG_NORMAL) {
		onig_error_code_to_str(text, rc, &info);
		snprintf(why, whysize, "%s", (const char *)text);
		return (NULL);
	}
	r = mem_zero(1, sizeof(*r));
	r->re = re;
	if ((r->limits = onig_new_match_param()) != NULL)
		return (r);
	snprintf(why, whysize, "out of memory");
	regex_free(r);
	return (NULL);
}

struct regex *
regex_jq(struct slice pattern, struct slice flags, char *why, size_t whysize)
{
	OnigOptionType options;
	struct regex *r;

	if (!options_of(flags, &options)) {
		snprintf(why, whysize, "\"%.*s\" are no flags: known are g i x s p l n",
		    (int)(flags.n > 40 ? 40 : flags.n), flags.p);
		return (NULL);
	}
	if ((r = compile(pattern, ONIG_SYNTAX_PERL_NG, options, why, whysize)) != NULL)
		onig_set_retry_limit_in_search_of_match_param(r->limits, JQ_RETRIES);
	return (r);
}

struct regex *
regex_ecma(struct slice pattern, char *why, size_t whysize)
{
	OnigOptionType options = ONIG_OPTION_DIGIT_IS_ASCII | ONIG_OPTION_WORD_IS_ASCII;
	struct regex *r = NULL;
	struct buf translated = { 0 };
	const char *broken;
	size_t weight;

	if ((weight = regex_from_ecma(pattern, &translated, &broken)) == 0)
		snprintf(why, whysize, "%s", broken);
	else
		r = compile(buf_view(&translated), ONIG_SYNTAX_ONIGURUMA, options, why, whysize);
	buf_free(&translated);
	if (r == NULL)
		return (NULL);
	onig_set_retry_limit_in_match_of_match_param(r->limits, ECMA_STEPS / weight);
	onig_set_retry_limit_in_search_of_match_param(r->limits, ECMA_STEPS / weight);
	onig_set_match_stack_limit_size_of_match_param(r->limits, ECMA_STACK);
	return (r);
}

void
regex_free(struct regex *r)
{
	if (r == NULL)
		return;
	onig_free(r->re);
	if (r->limits != NULL)
		onig_free_match_param(r->limits);
	free(r);
}

enum regex_answer
regex_search(const struct regex *r, struct slice text)
{
	const OnigUChar *p = (const OnigUChar *)(text.n == 0 ? "" : text.p);
	int rc;

	rc = onig_search_with_param(
	    r->re, p, p + text.n, p, p + text.n, NULL, ONIG_OPTION_NONE, r->limits);
	return (rc >= 0 ? REGEX_YES : rc == ONIG_MISMATCH ? REGEX_NO : REGEX_GIVEN_UP);
}
