/* Rule files: any bytes are rules or are refused; what is accepted can be shown and run, and twice
 * is once where no rule takes tags off. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "hush.h"
#include "label/class.h"
#include "label/tag.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool
has(const uint8_t *data, size_t size, const char *word)
{
	return (memmem(data, size, word, strlen(word)) != NULL);
}

/* jq can loop for ever, and `extends` opens other files: not what is tested here. */
static bool
is_tame(const uint8_t *data, size_t size)
{
	static const char *const wild[] = { "extends", "while", "until", "repeat", "range",
		"recurse", "limit", "def", "ind", "split", "sub", "scan", "match", "..", "input",
		"implode", "comb", "\\", "*" };
	size_t i;

	for (i = 0; i < sizeof(wild) / sizeof(wild[0]); i++)
		if (has(data, size, wild[i]))
			return (false);
	return (true);
}

static const char *const lines[] = {
	"{\"ts\":\"2026-03-01T09:00:00.000Z\",\"type\":\"call\",\"id\":\"a\",\"direction\":\"in\","
	"\"customer\":\"+1\",\"status\":\"missed\",\"tags\":[\"z\",\"a\\u0062\"],\"talk\":3.50}",
	"{\"ts\":\"2026-03-01T10:00:00.000Z\",\"type\":\"call\",\"id\":\"b\",\"direction\":\"out\","
	"\"customer\":\"+1\",\"status\":\"answered\",\"talk\":31,\"visitor_id\":\"v\"}",
	"{\"ts\":\"2026-03-01T11:00:00.000Z\",\"type\":\"request\",\"id\":\"c\",\"customer\":\"+"
	"2\","
	"\"visitor_id\":\"v\",\"auto_tags\":[\"q\"],\"tags\":[\"q\"],\"tag_why\":1}",
	"{\"type\":\"session\",\"tags\":[],\"auto_tags\":[]}",
};

enum { NLINES = sizeof(lines) / sizeof(lines[0]) };

/* Tag all lines; with first, the lines that an earlier run gave instead. */
static void
tag_all(struct tagger *t, struct buf *out, const struct buf *first)
{
	struct event e = { 0 };
	size_t i;

	tag_reset(t);
	for (i = 0; i < NLINES; i++) {
		out[i].n = 0;
		event_read(&e, first == NULL ? slice_of(lines[i]) : buf_view(&first[i]));
		if (tag_event(t, &e, NULL) == 0)
			event_write(&e, &out[i]);
	}
	event_free(&e);
}

static void
fuzz_tag(const char *path, bool removes)
{
	struct buf once[NLINES] = { 0 }, twice[NLINES] = { 0 };
	struct tagger *t = tag_load(path);
	size_t i;

	if (t == NULL)
		return;
	tag_list(t, true);
	tag_explain(t);
	tag_all(t, once, NULL);
	tag_all(t, twice, once);
	for (i = 0; i < NLINES; i++) {
		if (!removes && !slice_eq(buf_view(&once[i]), buf_view(&twice[i])))
			abort();
		buf_free(&once[i]);
		buf_free(&twice[i]);
	}
	tag_test(t);
	tag_free(t);
}

static void
fuzz_class(const char *path)
{
	struct buf once = { 0 }, twice = { 0 };
	struct classifier *c = class_load(path);
	struct event e = { 0 };
	size_t i;

	if (c == NULL)
		return;
	class_list(c, true);
	class_explain(c);
	for (i = 0; i < NLINES; i++) {
		once.n = twice.n = 0;
		class_reset(c);
		event_read(&e, slice_of(lines[i]));
		class_event(c, &e, NULL);
		event_write(&e, &once);
		class_reset(c);
		event_read(&e, buf_view(&once));
		class_event(c, &e, NULL);
		event_write(&e, &twice);
		if (!slice_eq(buf_view(&once), buf_view(&twice)))
			abort();
	}
	event_free(&e);
	buf_free(&once);
	buf_free(&twice);
	class_test(c);
	class_free(c);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	int fd;

	hush();
	if (!is_tame(data, size) || (fd = memfd_create("rules", MFD_CLOEXEC)) == -1)
		return (0);
	if (write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	fuzz_tag(path, has(data, size, "remove"));
	fuzz_class(path);
	close(fd);
	return (0);
}
