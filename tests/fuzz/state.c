/* State files: any lines are a state or are refused; what is accepted carries a run, and what that
 * run leaves is taken up by the next and left as it was.  The first byte says whose state it is. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "attribute/attribute.h"
#include "hush.h"
#include "label/class.h"
#include "label/tag.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* What comes after the seeds, of the same people; two lines have the same ts.  The last is so late
 * that all is forgotten: only half the runs see it. */
static const char *const lines[] = {
	"{\"ts\":\"2026-03-02T06:00:00.000Z\",\"type\":\"session\",\"id\":\"s9\",\"visitor_id\":"
	"\"v1\",\"source\":\"a\",\"number\":\"+74951230001\"}",
	"{\"ts\":\"2026-03-02T06:00:00.000Z\",\"type\":\"number\",\"id\":\"n9\",\"number\":"
	"\"+74951230002\",\"session_id\":\"s9\"}",
	"{\"ts\":\"2026-03-02T06:01:00.000Z\",\"type\":\"call\",\"id\":\"c8\",\"customer\":"
	"\"+79000000001\",\"number\":\"+74951230001\",\"status\":\"missed\"}",
	"{\"ts\":\"2026-03-02T06:02:00.000Z\",\"type\":\"call\",\"id\":\"c9\",\"customer\":"
	"\"+79000000002\",\"number\":\"+74951230002\",\"status\":\"answered\",\"talk\":60,"
	"\"visitor_id\":\"v2\"}",
	"{\"ts\":\"2026-07-02T06:00:00.000Z\",\"type\":\"request\",\"id\":\"r9\",\"customer\":"
	"\"+79000000001\"}",
};

enum { NLINES = sizeof(lines) / sizeof(lines[0]) };

/* One run: take up the state in old, see the lines if it is to, leave its state in new. */
struct run {
	struct state *state;
	struct stream *stream;
	bool see;
};

static int
run_attribute(const struct run *r, uint8_t how)
{
	struct numbers *numbers = numbers_none();
	struct chance *chance = chance_new(NULL, NULL);
	struct attribute_set set = { .numbers = numbers,
		.chance = chance,
		.prefer = { METHOD_SESSION, METHOD_GIVEN, METHOD_DYNAMIC, METHOD_STATIC,
		    METHOD_HISTORY },
		.nprefer = METHOD_NONE,
		.credit = how % 2 == 0 ? NULL : credit_find("linear") };
	struct attribute *a = attribute_new(&set);
	struct event *e;
	int status = attribute_load(a, r->state);

	if (status == 0) {
		attribute_start(a, r->stream);
		while (r->see && (e = stream_next(r->stream)) != NULL)
			attribute_event(a, e);
		stream_finish(r->stream);
		attribute_save(a, r->state);
	}
	attribute_free(a);
	chance_free(chance);
	numbers_free(numbers);
	return (status);
}

/* With all that a rule may ask of a customer's past. */
static const char rules[] = "tests/fuzz/state.tags.yaml";

static int
run_tag(const struct run *r)
{
	static struct tagger *t;
	struct event *e;
	int status;

	if (t == NULL && (t = tag_load(rules)) == NULL)
		abort();
	tag_reset(t);
	if ((status = tag_state_read(t, r->state)) == 0) {
		while (r->see && (e = stream_next(r->stream)) != NULL)
			tag_event(t, e, NULL);
		tag_state_write(t, r->state);
	}
	return (status);
}

static int
run_class(const struct run *r)
{
	static struct classifier *c;
	struct event *e;
	int status;

	if (c == NULL && (c = class_load_as("default")) == NULL)
		abort();
	class_reset(c);
	if ((status = class_state_read(c, r->state)) == 0) {
		while (r->see && (e = stream_next(r->stream)) != NULL)
			class_event(c, e, NULL);
		class_state_write(c, r->state);
	}
	return (status);
}

static const struct filter *const filters[] = { &attribute_filter, &attribute_filter, &tag_filter,
	&class_filter };

/* 0, or -1 if the state was refused; new is not there then. */
static int
run(uint8_t how, char *old, char *new, char *input)
{
	struct stream_settings settings = {
		.files = input == NULL ? &old : &input, .nfiles = 1, .quiet = true
	};
	struct state_settings states = { .path = new, .from = old };
	struct run r = { .see = input != NULL };
	int status = -1;

	if ((r.stream = stream_open(&settings)) == NULL)
		abort();
	if ((r.state = state_open(&states, filters[how]->name, filters[how]->version)) != NULL)
		status = how < 2 ? run_attribute(&r, how) : how == 2 ? run_tag(&r) : run_class(&r);
	if (status == 0 && state_commit(r.state) == -1)
		abort();
	state_free(r.state);
	stream_close(r.stream);
	return (status);
}

static void
write_file(const char *path, const char *head, const void *p, size_t n, const char *foot)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fputs(head, f) == EOF || fwrite(p, 1, n, f) != n ||
	    fputs(foot, f) == EOF || fclose(f) != 0)
		abort();
}

static bool
same(const char *a, const char *b)
{
	FILE *fa = fopen(a, "r"), *fb = fopen(b, "r");
	int ca, cb;

	if (fa == NULL || fb == NULL)
		abort();
	do {
		ca = getc(fa);
		cb = getc(fb);
	} while (ca == cb && ca != EOF);
	fclose(fa);
	fclose(fb);
	return (ca == cb);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char dir[] = "/dev/shm/ct-fuzz-XXXXXX", old[64], left[64], again[64], input[2][64];
	char head[64], foot[64];
	uint8_t how;
	size_t i;

	hush();
	if (old[0] == '\0') {
		struct buf b = { 0 };
		size_t most = 0;

		if (mkdtemp(dir) == NULL)
			abort();
		snprintf(old, sizeof(old), "%s/old", dir);
		snprintf(left, sizeof(left), "%s/left", dir);
		snprintf(again, sizeof(again), "%s/again", dir);
		for (i = 0; i < NLINES; i++) {
			most = b.n;
			buf_printf(&b, "%s\n", lines[i]);
		}
		for (i = 0; i < 2; i++) {
			snprintf(input[i], sizeof(input[i]), "%s/input%zu", dir, i);
			write_file(input[i], "", b.p, i == 0 ? most : b.n, "");
		}
		buf_free(&b);
	}
	if (size == 0)
		return (0);
	how = data[0] % 4;
	snprintf(head, sizeof(head), "{\"ct_state\":\"%s\",\"version\":%d}\n", filters[how]->name,
	    filters[how]->version);
	snprintf(foot, sizeof(foot), "\n{\"ct_state_end\":\"%s\"}\n", filters[how]->name);
	write_file(old, head, data + 1, size - 1, foot);
	if (run(how, old, left, input[data[0] / 4 % 2]) == 0 &&
	    (run(how, left, again, NULL) == -1 || !same(left, again)))
		abort();
	return (0);
}
