/*
 * Any bytes as a journal: refused and left as they were, or opened; what is
 * opened takes records, and the next start finds it whole.  Where the first
 * byte is odd the bytes are what happens to a good journal, three to a change:
 * where, and what is there now; then only its first records are ever found.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "event/journal.h"
#include "hush.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

enum { RECORDS = 6 };

struct seen {
	unsigned n;
	bool known; /* only good records are to be found */
};

static struct slice
record(unsigned i, char text[64])
{
	return ((struct slice){ text, (size_t)snprintf(text, 64, "{\"id\":%u,\"pad\":\"%.*s\"", i,
					  (int)(i * 7 % 20), "abcdefghijklmnopqrst") });
}

static int
see(void *arg, struct event *e)
{
	struct seen *s = arg;
	char text[64];
	struct slice want = record(s->n++, text);

	if (s->known && (e->line.n < want.n || memcmp(e->line.p, want.p, want.n) != 0))
		abort();
	return (0);
}

static unsigned
count(struct journal *j, bool known)
{
	struct seen s = { 0, known };

	if (journal_each(j, INT64_MIN, see, &s) == -1)
		abort();
	return (s.n);
}

static void
add(struct journal *j, unsigned from, unsigned n)
{
	char text[64];
	struct slice s;

	while (n-- > 0) {
		s = record(from++, text);
		text[s.n++] = '}';
		if (journal_append(j, s, 0) == -1 || (n % 2 == 0 && journal_sync(j) == -1))
			abort();
	}
}

static void
write_file(const char *path, struct slice s)
{
	FILE *f = fopen(path, "w");

	if (f == NULL || fwrite(s.p, 1, s.n, f) != s.n || fclose(f) != 0)
		abort();
}

static void
read_file(const char *path, struct buf *b)
{
	FILE *f = fopen(path, "r");

	if (f == NULL)
		abort();
	b->n = 0;
	b->n = fread(buf_room(b, 1 << 20), 1, 1 << 20, f);
	fclose(f);
}

/* A good journal, and what happened to it. */
static void
spoil(const char *path, struct slice changes)
{
	struct buf b = { 0 };
	struct journal *j;

	unlink(path);
	if ((j = journal_open(path)) == NULL)
		abort();
	add(j, 0, RECORDS);
	if (journal_close(j) == -1)
		abort();
	read_file(path, &b);
	for (size_t i = 0; i + 3 <= changes.n; i += 3)
		b.p[((size_t)(unsigned char)changes.p[i] << 8 | (unsigned char)changes.p[i + 1]) %
		    b.n] = changes.p[i + 2];
	/* What is left over says how much is lost at the end. */
	if (changes.n % 3 > 0)
		b.n -= (unsigned char)changes.p[changes.n - 1];
	write_file(path, buf_view(&b));
	buf_free(&b);
}

static void
remove_torn(const char *path, size_t at)
{
	char torn[PATH_MAX];

	snprintf(torn, sizeof(torn), "%s.torn-%zu", path, at);
	unlink(torn);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char dir[] = "/dev/shm/ct-fuzz-XXXXXX", path[64];
	struct slice bytes = { (const char *)data + 1, size - 1 };
	struct buf before = { 0 }, after = { 0 };
	struct journal *j;
	unsigned n;
	bool known;

	hush();
	if (path[0] == '\0') {
		if (mkdtemp(dir) == NULL)
			abort();
		snprintf(path, sizeof(path), "%s/j", dir);
	}
	if (size == 0)
		return (0);
	if ((known = data[0] % 2 == 1))
		spoil(path, bytes);
	else
		write_file(path, bytes);
	read_file(path, &before);
	j = journal_open(path);
	read_file(path, &after);
	remove_torn(path, after.n);
	if (after.n > before.n || memcmp(after.p, before.p, after.n) != 0 ||
	    (j == NULL && after.n != before.n))
		abort();
	if (j != NULL) {
		n = count(j, known);
		add(j, n, 3);
		if (count(j, known) != n + 3 || journal_close(j) == -1)
			abort();
		/* Whole, to the last byte. */
		read_file(path, &before);
		if ((j = journal_open(path)) == NULL || count(j, known) != n + 3 ||
		    journal_close(j) == -1)
			abort();
		read_file(path, &after);
		if (!slice_eq(buf_view(&before), buf_view(&after)))
			abort();
	}
	buf_free(&before);
	buf_free(&after);
	return (0);
}
