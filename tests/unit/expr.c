/*
 * expr.c - the differential test: native expressions against libjq.
 *
 *	expr                     generated expressions on generated records
 *	expr -e EXPR [N=JSON]... the outputs of EXPR for each record of standard input
 *	expr -b [EXPR]...        how often each is true on standard input, and the seconds that took
 *
 * The seed is printed; CT_SEED=n repeats a run, CT_PAIRS=n sets how many
 * pairs of an expression and a record there are.  libjq runs in a child, for
 * it may not come back: then the child is started anew on the next batch.
 */
#include <jv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "event/input.h"
#include "expr/expr.h"
#include "expr/expr_in.h"
#include "expr_gen.h"
#include "expr_same.h"

/* The pairs of a quick run; .ci/run asks for a million. */
enum { EXPRESSIONS = 40, RECORDS = 100, SHOWN = 10, PAIRS = 200000 };

/* Under ASan all takes longer: do a quarter. */
#ifdef __SANITIZE_ADDRESS__
enum { SHARE = 4 };
#else
enum { SHARE = 1 };
#endif

/* Shared with the child. */
struct tally {
	uint64_t batch, pairs, values, errors, bails, foreign, differences;
};

static const char *const var_texts[][2] = { { "v", "7" }, { "s", "\"abc\"" },
	{ "list", "[\"answered\",7,null]" }, { "big", "1e1000" } };

static struct expr_vars *
variables(void)
{
	struct expr_vars *vars = expr_vars_new();

	for (size_t i = 0; i < sizeof(var_texts) / sizeof(*var_texts); i++)
		expr_var_define(vars, var_texts[i][0], slice_of(var_texts[i][1]));
	return (vars);
}

static int
by_hand(int argc, char *argv[])
{
	struct expr_vars *vars = expr_vars_new();
	struct event event = { 0 };
	struct expr *x;
	struct buf out = { 0 };
	char *line = NULL, *eq;
	size_t cap = 0;
	ssize_t n;

	for (int i = 3; i < argc; i++) {
		if ((eq = strchr(argv[i], '=')) == NULL)
			return (2);
		*eq = '\0';
		expr_var_define(vars, argv[i], slice_of(eq + 1));
	}
	if ((x = expr_compile_text("EXPR", slice_of(argv[2]), vars)) == NULL) {
		expr_vars_free(vars);
		return (2);
	}
	printf("%s\n", expr_is_native(x) ? "native" : "libjq");
	fflush(stdout);
	while ((n = getline(&line, &cap, stdin)) > 0) {
		n -= line[n - 1] == '\n';
		event.file = "records";
		event.number++;
		out.n = 0;
		if (event_read(&event, (struct slice){ line, (size_t)n }) == -1)
			printf("no record: %s\n", event.why);
		else if (expr_values(x, &event, &out) == -1)
			printf("error: %s\n", expr_why(x));
		else
			printf("%s\n", buf_cstr(&out));
		fflush(stdout);
	}
	free(line);
	buf_free(&out);
	event_free(&event);
	expr_free(x);
	expr_vars_free(vars);
	return (0);
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return ((double)t.tv_sec + (double)t.tv_nsec / 1e9);
}

static int
bench(int n, char *argv[])
{
	struct expr_vars *vars = variables();
	struct expr **x = mem_zero((size_t)n + 1, sizeof(*x));
	struct input *in = input_new(NULL, 0);
	struct event event = { 0 };
	struct slice line;
	uint64_t full, *count = mem_zero((size_t)n + 1, sizeof(*count)), records = 0;
	double start;

	for (int i = 0; i < n; i++)
		if ((x[i] = expr_compile_text("EXPR", slice_of(argv[i]), vars)) == NULL)
			return (2);
	for (start = seconds(); input_line(in, &line, &full) == INPUT_LINE; records++) {
		if (event_read(&event, line) == -1)
			continue;
		for (int i = 0; i < n; i++)
			count[i] += expr_true(x[i], &event) == 1;
	}
	printf("%llu records, %d expressions, %.2f s\n", (unsigned long long)records, n,
	    seconds() - start);
	for (int i = 0; i < n; i++) {
		printf("%9llu %s\n", (unsigned long long)count[i], argv[i]);
		expr_free(x[i]);
	}
	free(x);
	free(count);
	input_free(in);
	event_free(&event);
	expr_vars_free(vars);
	return (0);
}

struct batch {
	struct buf text[EXPRESSIONS];
	struct expr *native[EXPRESSIONS];
	size_t n;
	struct expr *jq; /* all of them in one program */
	struct expr_vars *vars;
};

/*
 * libjq takes 20 ms for a program, whatever its size, so all expressions of a
 * batch are one: an array for each, of [output]..., and "error" if it ended so.
 */
static struct expr *
combine(struct batch *b)
{
	struct buf all = { 0 };
	struct expr *x;

	buf_char(&all, '[');
	for (size_t i = 0; i < b->n; i++) {
		buf_str(&all, i > 0 ? ",\n[try ((" : "[try ((");
		buf_slice(&all, buf_view(&b->text[i]));
		buf_str(&all, "\n\n) | [.]) catch \"error\"]");
	}
	buf_char(&all, ']');
	setenv("CT_EXPR", "jq", 1);
	x = expr_compile_text("batch", buf_view(&all), b->vars);
	unsetenv("CT_EXPR");
	buf_free(&all);
	return (x);
}

static void
batch_make(struct batch *b, struct gen *g, struct tally *t)
{
	b->vars = variables();
	b->n = 0;
	while (b->n < EXPRESSIONS) {
		b->text[b->n].n = 0;
		gen_expr(g, &b->text[b->n]);
		b->native[b->n] = expr_compile_text("native", buf_view(&b->text[b->n]), b->vars);
		if (b->native[b->n] == NULL || !expr_is_native(b->native[b->n])) {
			t->foreign++;
			printf("not native: %s\n", buf_cstr(&b->text[b->n]));
			expr_free(b->native[b->n]);
			continue;
		}
		b->n++;
	}
	b->jq = combine(b);
}

static void
batch_free(struct batch *b)
{
	for (size_t i = 0; i < b->n; i++)
		expr_free(b->native[i]);
	expr_free(b->jq);
	expr_vars_free(b->vars);
}

/* libjq does not take the batch: which expressions are to blame? */
static void
blame(struct batch *b, struct tally *t)
{
	struct expr *x;

	setenv("CT_EXPR", "jq", 1);
	for (size_t i = 0; i < b->n; i++) {
		x = expr_compile_text("libjq", buf_view(&b->text[i]), b->vars);
		if (x == NULL)
			printf("libjq does not take: %s\n", buf_cstr(&b->text[i]));
		expr_free(x);
	}
	unsetenv("CT_EXPR");
	t->differences++;
}

/* What libjq gave for one expression: [[output],...,"error"?]. */
static bool
agrees(jv theirs, int rc, struct slice ours, bool truth, struct tally *t)
{
	int n = jv_array_length(jv_copy(theirs)), given;
	struct buf text = { 0 };
	bool error = false, is, any = false;
	jv mine, v;

	if (n > 0) {
		v = jv_array_get(jv_copy(theirs), n - 1);
		error = jv_get_kind(v) == JV_KIND_STRING;
		jv_free(v);
	}
	t->errors += error;
	n -= error;
	t->values += (uint64_t)n;
	buf_char(&text, '[');
	buf_slice(&text, ours);
	buf_char(&text, ']');
	mine = value_of(buf_view(&text));
	buf_free(&text);
	given = jv_array_length(jv_copy(mine));
	is = given == n && (rc == FAIL) == error;
	for (int i = 0; is && i < n; i++) {
		v = jv_array_get(jv_array_get(jv_copy(theirs), i), 0);
		any |= jv_get_kind(v) != JV_KIND_NULL && jv_get_kind(v) != JV_KIND_FALSE;
		is = same(jv_array_get(jv_copy(mine), i), v);
	}
	/* NaN is printed as null, but is true. */
	if (is && truth != any)
		is = memmem(ours.p, ours.n, "null", 4) != NULL;
	jv_free(mine);
	jv_free(theirs);
	return (is);
}

static void
compare(struct batch *b, struct event *e, struct tally *t)
{
	static struct buf all, ours;
	jv results;
	int rc;

	all.n = 0;
	if (expr_values(b->jq, e, &all) == -1) {
		printf("the batch failed: %s\nrecord: %.*s\n", expr_why(b->jq), (int)e->line.n,
		    e->line.p);
		t->differences++;
		return;
	}
	results = jv_array_get(jv_parse_sized(all.p, (int)all.n), 0);
	for (size_t i = 0; i < b->n; i++) {
		jv theirs = jv_array_get(jv_copy(results), (int)i);

		ours.n = 0;
		t->pairs++;
		if ((rc = expr_native_values(b->native[i], e, &ours)) == BAIL) {
			t->bails++;
			jv_free(theirs);
			continue;
		}
		if (agrees(
			jv_copy(theirs), rc, buf_view(&ours), expr_true(b->native[i], e) == 1, t)) {
			jv_free(theirs);
			continue;
		}
		if (t->differences++ < SHOWN) {
			theirs = jv_dump_string(theirs, 0);
			printf("differs: %s\n record: %.*s\n native: %s%.*s\n libjq:  %s\n",
			    buf_cstr(&b->text[i]), (int)e->line.n, e->line.p,
			    rc == FAIL ? "(error) " : "", (int)ours.n, ours.n > 0 ? ours.p : "",
			    jv_string_value(theirs));
		}
		jv_free(theirs);
	}
	jv_free(results);
}

static void
run_batch(uint64_t seed, struct tally *t)
{
	struct gen g = gen_new(seed + t->batch * 1000003);
	struct batch b = { 0 };
	struct event e = { 0 };
	struct buf line = { 0 };

	batch_make(&b, &g, t);
	if (b.jq == NULL)
		blame(&b, t);
	for (int i = 0; b.jq != NULL && i < RECORDS; i++) {
		line.n = 0;
		gen_record(&g, &line);
		if (event_read(&e, buf_view(&line)) == -1) {
			printf("no record: %s: %s\n", e.why, buf_cstr(&line));
			t->differences++;
			continue;
		}
		compare(&b, &e, t);
	}
	batch_free(&b);
	for (size_t i = 0; i < EXPRESSIONS; i++)
		buf_free(&b.text[i]);
	event_free(&e);
	buf_free(&line);
}

static uint64_t
number(const char *name, uint64_t otherwise)
{
	const char *s = getenv(name);

	return (s == NULL || *s == '\0' ? otherwise : strtoull(s, NULL, 10));
}

int
main(int argc, char *argv[])
{
	uint64_t seed = number("CT_SEED", (uint64_t)time(NULL)), pairs = number("CT_PAIRS", PAIRS);
	uint64_t batches = pairs / SHARE / (EXPRESSIONS * RECORDS), lost = 0;
	struct tally *t;
	int status = 0;
	pid_t child;

	if (argc > 2 && strcmp(argv[1], "-e") == 0)
		return (by_hand(argc, argv));
	if (argc > 1 && strcmp(argv[1], "-b") == 0)
		return (bench(argc - 2, argv + 2));
	t = mmap(NULL, sizeof(*t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	/* A child that libjq ends does not flush. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	setenv("CT_EXPR_TIMEOUT", "2", 1);
	unsetenv("CT_EXPR");
	while (t->batch < batches && t->differences < SHOWN) {
		fflush(NULL);
		if ((child = fork()) == 0) {
			for (; t->batch < batches && t->differences < SHOWN; t->batch++)
				run_batch(seed, t);
			fflush(NULL);
			_exit(0);
		}
		if (child == -1 || waitpid(child, &status, 0) == -1)
			return (1);
		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			break;
		printf("the child ended in batch %llu (status %d)\n", (unsigned long long)t->batch,
		    status);
		/* Exit 2 is libjq's, anything else is ours. */
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 2 || ++lost > 20)
			t->differences++;
		t->batch++;
	}
	printf("expr: seed %llu: %llu pairs, %llu outputs, %llu errors, %llu left to libjq at run "
	       "time, "
	       "%llu batches lost by libjq, %llu differences\n",
	    (unsigned long long)seed, (unsigned long long)t->pairs, (unsigned long long)t->values,
	    (unsigned long long)t->errors, (unsigned long long)t->bails, (unsigned long long)lost,
	    (unsigned long long)t->differences);
	return (t->differences > 0);
}
