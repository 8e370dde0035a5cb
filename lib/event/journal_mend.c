/* The start of a journal: what is whole, what is torn and cut off, what is refused. */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/disk.h"
#include "base/mem.h"
#include "base/place.h"
#include "event/input.h"
#include "event/journal_in.h"

enum { CHUNK = 64 << 10 };

enum line_is { LINE_GOOD, LINE_TORN, LINE_STRANGE };

/* The reading of one file. */
struct mend {
	struct journal *j;
	struct input *in;
	uint64_t size; /* as it was found */
	bool ended;    /* its last byte is a LF */
	struct slice line;
	struct stamp stamp;
	enum stamp_found found;
};

static int
refuse(const struct journal *j, const char *what)
{
	warnx("%s:%llu: %s", j->path, (unsigned long long)j->count + 1, what);
	return (-1);
}

static int
said(const struct journal *j)
{
	warn("%s", j->path);
	return (-1);
}

/* false at the end, and when reading fails. */
static bool
next_line(struct mend *m)
{
	enum input_line what;
	uint64_t full, end;

	if ((what = input_line(m->in, &m->line, &full)) == INPUT_END || input_failed(m->in))
		return (false);
	m->found = what == INPUT_LINE ? stamp_read(&m->j->crc, m->line, &m->stamp) : STAMP_WRONG;
	end = input_offset(m->in) + full + 1;
	if (m->found == STAMP_GOOD && !m->ended && end >= m->size)
		m->found = STAMP_WRONG;
	return (true);
}

/* A first line that is whole text and has nothing of ours: the file is somebody else's. */
static bool
is_foreign(const struct mend *m)
{
	return (m->j->count == 0 && memchr(m->line.p, '\0', m->line.n) == NULL &&
		(m->ended || input_offset(m->in) + m->line.n + 1 < m->size));
}

static enum line_is
judge(struct mend *m)
{
	if (m->found == STAMP_GOOD)
		return (m->stamp.number == m->j->count + 1 ? LINE_GOOD : LINE_STRANGE);
	if (m->found == STAMP_WRONG)
		return (LINE_TORN);
	if (event_read(&m->j->event, m->line) == 0 || (m->line.n > 0 && is_foreign(m)))
		return (LINE_STRANGE);
	return (LINE_TORN);
}

static int
refuse_strange(const struct mend *m)
{
	if (m->found != STAMP_GOOD)
		return (refuse(m->j, "not written by a journal"));
	warnx("%s:%llu: record %llu stands here: lines are missing, doubled or moved", m->j->path,
	    (unsigned long long)m->j->count + 1, (unsigned long long)m->stamp.number);
	return (-1);
}

/* Was what stands at this offset ever on the disk for certain?  A later line would know. */
static bool
was_synced(struct mend *m, uint64_t at)
{
	while (next_line(m))
		if (m->found == STAMP_GOOD && m->stamp.synced > at)
			return (true);
	return (false);
}

/* Count the good lines from the start: where they end, or -1 if the rest is no torn tail. */
static int64_t
find_end(struct mend *m)
{
	struct journal *j = m->j;
	uint64_t at = m->size;
	enum line_is is = LINE_GOOD;

	while (next_line(m) && (is = judge(m)) == LINE_GOOD) {
		j->count++;
		j->synced = m->stamp.synced;
	}
	if (is == LINE_STRANGE)
		return (refuse_strange(m));
	if (is == LINE_TORN) {
		at = input_offset(m->in);
		if (was_synced(m, at))
			return (refuse(j, "damaged, and a later record says it was on the disk"));
	}
	return (input_failed(m->in) ? -1 : (int64_t)at);
}

/* Other bytes at the start are of no journal, even of a torn one: gzip, an image, a CSV. */
static int
look_at_ends(struct mend *m)
{
	char first, last;

	if (pread(m->j->fd, &first, 1, 0) != 1 ||
	    pread(m->j->fd, &last, 1, (off_t)m->size - 1) != 1)
		return (said(m->j));
	m->ended = last == '\n';
	return (first == '{' || first == '\0' ? 0 : refuse(m->j, "not written by a journal"));
}

/* Write what stands from..to in the file to another, at its end or (into itself) in its place. */
static int
copy(int from_fd, int to_fd, uint64_t from, uint64_t to)
{
	char *p = mem_alloc(CHUNK);
	ssize_t got = 0, put = 0;

	for (; from < to; from += (uint64_t)put) {
		got = pread(from_fd, p, to - from < CHUNK ? to - from : CHUNK, (off_t)from);
		if (got > 0)
			put = from_fd == to_fd ? pwrite(to_fd, p, (size_t)got, (off_t)from)
					       : write(to_fd, p, (size_t)got);
		if (got > 0 && put > 0)
			continue;
		if ((got == -1 || put == -1) && errno == EINTR)
			put = 0;
		else
			break;
	}
	free(p);
	return (from < to ? -1 : 0);
}

/* The bytes that will be cut off, on the disk in a file of their own. */
static int
keep_tail(const struct journal *j, const char *name, uint64_t from, uint64_t to)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	int ret = 0;

	if (fd == -1 || copy(j->fd, fd, from, to) == -1 || fsync(fd) == -1) {
		warn("%s", name);
		ret = -1;
	}
	if (fd != -1)
		close(fd);
	return (ret == 0 ? disk_sync_folder(name) : -1);
}

static int
cut(const struct journal *j, uint64_t from, uint64_t to)
{
	struct buf name = { 0 };
	int ret = -1;

	buf_printf(&name, "%s.torn-%llu", j->path, (unsigned long long)from);
	warnx("%s:%llu: torn here: the last %llu bytes, which no sync had confirmed, go to %s",
	    j->path, (unsigned long long)j->count + 1, (unsigned long long)(to - from),
	    buf_cstr(&name));
	if (keep_tail(j, buf_cstr(&name), from, to) == 0 &&
	    (ret = ftruncate(j->fd, (off_t)from)) == -1)
		said(j);
	buf_free(&name);
	return (ret);
}

/*
 * After an fsync that failed the kernel may hold pages that are not on the disk
 * and believe that they are.  Written again they go out with the next one.
 */
static int
write_doubtful(struct journal *j)
{
	if (j->synced > j->size)
		j->synced = j->size;
	return (copy(j->fd, j->fd, j->synced, j->size) == -1 ? said(j) : 0);
}

static int
read_all(struct journal *j, uint64_t size)
{
	struct mend m = { .j = j, .size = size };
	int64_t end;

	if (look_at_ends(&m) == -1)
		return (-1);
	m.in = input_new(&j->path, 1);
	end = find_end(&m);
	input_free(m.in);
	if (end == -1)
		return (-1);
	j->size = (uint64_t)end;
	return (j->size < size ? cut(j, j->size, size) : 0);
}

int
journal_mend(struct journal *j, uint64_t size)
{
	char *real;
	int ret;

	if ((size > 0 && read_all(j, size) == -1) || write_doubtful(j) == -1)
		return (-1);
	if (fsync(j->fd) == -1)
		return (said(j));
	j->synced = j->size;
	/* The path may be a link; the file is in the folder of what it leads to. */
	real = place_follow(j->path);
	ret = disk_sync_folder(real);
	free(real);
	return (ret);
}
