/*
 * expr.c - the differential test: native expressions against libjq.
 *
 * expr [SEED]             generated expressions on generated records, in pairs
 * expr -e EXPR [N=JSON].. outputs of EXPR for each record of standard input
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "rule/expr.h"

static int
run(int argc, char *argv[])
{
	struct expr_vars *vars = expr_vars_new();
	struct event event = { 0 };
	struct expr *x;
	struct buf out = { 0 };
	char *line = NULL, *eq;
	size_t cap = 0;
	ssize_t n;
	int rc;

	for (int i = 3; i < argc; i++) {
		eq = strchr(argv[i], '=');
		*eq = '\0';
		expr_var_define(vars, argv[i], slice_of(eq + 1));
	}
	if ((x = expr_compile_text("EXPR", slice_of(argv[2]), vars)) == NULL) {
		expr_vars_free(vars);
		return (2);
	}
	printf("%s\n", expr_is_native(x) ? "native" : "libjq");
	while ((n = getline(&line, &cap, stdin)) > 0) {
		n -= line[n - 1] == '\n';
		event.file = "records";
		event.number++;
		if (event_read(&event, (struct slice){ line, (size_t)n }) == -1) {
			printf("no record: %s\n", event.why);
			continue;
		}
		out.n = 0;
		rc = expr_values(x, &event, &out);
		if (rc == -1)
			printf("error: %s\n", expr_why(x));
		else
			printf("%s\n", buf_cstr(&out));
	}
	free(line);
	buf_free(&out);
	event_free(&event);
	expr_free(x);
	expr_vars_free(vars);
	return (0);
}

int
main(int argc, char *argv[])
{
	if (argc > 2 && strcmp(argv[1], "-e") == 0)
		return (run(argc, argv));
	return (0);
}
