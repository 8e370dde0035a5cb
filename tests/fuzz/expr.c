/*
 * expr.c - fuzz expressions: the first line is one, the rest is a record.
 *
 * Whatever the parser takes runs natively and in libjq; a crash or a
 * difference is a failure.  What it leaves to libjq is not run: libjq is not
 * what is tested, and need not come back.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../unit/expr_same.h"
#include "expr/expr.h"
#include "expr/expr_in.h"

static const char *const records[] = { "{\"type\":\"call\",\"talk\":30,\"tags\":[\"a\",1,null],"
				       "\"a\":{\"b\":{\"c\":\"x\"}},\"s\":\"\"}",
	"{}" };

/* Does the native parser take it, without a word said? */
static bool
is_native(struct slice text)
{
	struct tokens t = { 0 };
	struct arena load = { 0 };
	struct parse p = { .tokens = &t, .arena = &load };
	bool is;

	is = tokens_read(&t, text) == 0 && expr_parse(&p) != NULL && p.why == NULL;
	re_free(p.regexes);
	tokens_free(&t);
	arena_free(&load);
	return (is);
}

static void
run(struct expr *native, struct expr *libjq, struct slice record)
{
	struct event e = { 0 };
	struct buf ours = { 0 }, theirs = { 0 };
	int rc, truth;

	if (event_read(&e, record) == 0) {
		buf_char(&ours, '[');
		rc = expr_native_values(native, &e, &ours);
		buf_char(&ours, ']');
		if (rc != BAIL) {
			if ((expr_values(libjq, &e, &theirs) == -1) != (rc == FAIL) ||
			    (rc == GO &&
				!same(value_of(buf_view(&ours)), value_of(buf_view(&theirs))))) {
				printf("record %.*s\nnative %d %s\nlibjq  %s %s\n", (int)record.n,
				    record.p, rc, buf_cstr(&ours), buf_cstr(&theirs),
				    expr_why(libjq));
				abort();
			}
			truth = expr_true(native, &e);
			if (truth != expr_true(libjq, &e)) {
				printf("record %.*s\ntrue natively: %d\n", (int)record.n, record.p,
				    truth);
				abort();
			}
		}
	}
	buf_free(&ours);
	buf_free(&theirs);
	event_free(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *lf = size == 0 ? NULL : memchr(data, '\n', size);
	struct slice text = { (const char *)data, lf == NULL ? size : (size_t)(lf - data) };
	struct slice rest = { text.p + text.n, size - text.n };
	struct expr *native, *libjq;
	struct buf quoted = { 0 };
	bool utf8 = json_quote(&quoted, text) == 0 && memchr(quoted.p, '\0', quoted.n) == NULL;

	buf_free(&quoted);
	/* libjq dies of 1e30 % -1, and does not come back from index(""). */
	if (size > 2000 || !utf8 || text.n == 0 || memchr(text.p, '%', text.n) != NULL ||
	    memmem(text.p, text.n, "index", 5) != NULL || memchr(text.p, '\0', text.n) != NULL ||
	    !is_native(text))
		return (0);
	native = expr_compile_text("native", text, NULL);
	setenv("CT_EXPR", "jq", 1);
	libjq = expr_compile_text("libjq", text, NULL);
	unsetenv("CT_EXPR");
	if (native == NULL || libjq == NULL)
		abort();
	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++)
		run(native, libjq, slice_of(records[i]));
	if (rest.n > 1)
		run(native, libjq, (struct slice){ rest.p + 1, rest.n - 1 });
	expr_free(native);
	expr_free(libjq);
	return (0);
}
