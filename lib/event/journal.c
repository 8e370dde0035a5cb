#include "event/journal.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/disk.h"
#include "base/mem.h"
#include "event/input.h"
#include "event/journal_in.h"

enum { BUFFER = 64 << 10 };

static void
free_journal(struct journal *j)
{
	if (j->fd != -1)
		close(j->fd);
	event_free(&j->event);
	buf_free(&j->buf);
	free(j->path);
	free(j);
}

/* Only a regular file can be cut and locked. */
static int
open_file(struct journal *j)
{
	struct stat st;
	int flags;

	if ((j->fd = open(j->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666)) == -1 ||
	    fstat(j->fd, &st) == -1) {
		warn("%s", j->path);
		return (-1);
	}
	if (!S_ISREG(st.st_mode)) {
		warnx("%s: not a regular file", j->path);
		return (-1);
	}
	/* Its size counts only from here on: the one who held the lock may have added to it. */
	if (disk_lock(j->fd, j->path) == -1)
		return (-1);
	if (fstat(j->fd, &st) == -1) {
		warn("%s", j->path);
		return (-1);
	}
	if (journal_mend(j, (uint64_t)st.st_size) == -1)
		return (-1);
	/* Not before: with O_APPEND Linux lets pwrite(2) write nowhere but at the end. */
	if ((flags = fcntl(j->fd, F_GETFL)) == -1 ||
	    fcntl(j->fd, F_SETFL, flags | O_APPEND) == -1) {
		warn("%s", j->path);
		return (-1);
	}
	return (0);
}

struct journal *
journal_open(const char *path)
{
	struct journal *j = mem_zero(1, sizeof(*j));

	j->path = mem_str(path);
	j->why = "";
	crc_init(&j->crc);
	if (open_file(j) == -1) {
		free_journal(j);
		return (NULL);
	}
	return (j);
}

static int
give_up(struct journal *j, const char *why)
{
	j->why = why;
	return (-1);
}

static int
fail(struct journal *j)
{
	warn("%s", j->path);
	j->failed = true;
	return (give_up(j, "the journal has failed"));
}

/* The first done bytes of buf are in the file: keep there what is whole, take back the rest. */
static int
take_back(struct journal *j, size_t done)
{
	const char *lf = done == 0 ? NULL : memrchr(j->buf.p, '\n', done);
	size_t whole = lf == NULL ? 0 : (size_t)(lf + 1 - j->buf.p);
	int error = errno;

	if (whole < done && ftruncate(j->fd, (off_t)(j->size + whole)) == -1)
		return (fail(j));
	j->size += whole;
	j->buf.n -= whole;
	memmove(j->buf.p, j->buf.p + whole, j->buf.n);
	errno = error;
	if (error != ENOSPC && error != EDQUOT)
		return (fail(j));
	if (!j->full)
		warn("%s", j->path);
	j->full = true;
	return (give_up(j, "no room on the disk"));
}

static int
write_out(struct journal *j)
{
	size_t done = 0;
	ssize_t n;

	while (done < j->buf.n) {
		if ((n = write(j->fd, j->buf.p + done, j->buf.n - done)) == -1) {
			if (errno == EINTR)
				continue;
			return (take_back(j, done));
		}
		done += (size_t)n;
	}
	j->size += done;
	j->buf.n = 0;
	j->full = false;
	return (0);
}

/* It is an object on one line that has no ct_log of its own. */
static int
check_record(struct journal *j, struct slice record)
{
	const struct key log = key_of("ct_log");

	if (j->failed)
		return (give_up(j, "the journal has failed"));
	if (record.n > SCAN_LINE - STAMP_MAX)
		return (give_up(j, "the record is too long"));
	if (record.n > 0 && memchr(record.p, '\n', record.n) != NULL)
		return (give_up(j, "a line feed in the record"));
	if (event_read(&j->event, record) == -1)
		return (give_up(j, j->event.why));
	if (event_find(&j->event, &log).n > 0)
		return (give_up(j, "the record has a ct_log"));
	return (0);
}

int
journal_append(struct journal *j, struct slice record, int64_t now)
{
	struct stamp stamp = { j->count + 1, j->synced };
	const char *brace;

	if (check_record(j, record) == -1 || (j->buf.n >= BUFFER && write_out(j) == -1))
		return (-1);
	/* From the brace on, by which a journal is known when it is opened again. */
	brace = memchr(record.p, '{', record.n);
	record = (struct slice){ brace, (size_t)(record.p + j->event.scan.close - brace) };
	stamp_line(&j->crc, &j->buf, record, j->event.scan.n > 0, &stamp);
	j->count++;
	if (j->pending++ == 0)
		j->since = now;
	return (0);
}

int
journal_sync(struct journal *j)
{
	if (j->failed)
		return (give_up(j, "the journal has failed"));
	if (j->pending == 0)
		return (0);
	if (write_out(j) == -1)
		return (-1);
	if (fdatasync(j->fd) == -1)
		return (fail(j));
	j->synced = j->size;
	j->pending = 0;
	return (0);
}

uint64_t
journal_pending(const struct journal *j, int64_t *since)
{
	if (j->pending > 0)
		*since = j->since;
	return (j->pending);
}

bool
journal_failed(const struct journal *j)
{
	return (j->failed);
}

const char *
journal_why(const struct journal *j)
{
	return (j->why);
}

int
journal_close(struct journal *j)
{
	int ret;

	if (j == NULL)
		return (0);
	ret = journal_sync(j);
	free_journal(j);
	return (ret);
}

/* The next record that is not before from; false at the end or when it cannot be read. */
static bool
next_record(struct input *in, struct event *e, int64_t from)
{
	struct slice line;
	uint64_t full;
	int64_t ms;

	while (input_line(in, &line, &full) == INPUT_LINE) {
		e->file = input_name(in);
		e->number = input_number(in);
		if (event_read(e, line) == -1)
			return (false);
		if (event_ts(e, &ms) == -1 || ms >= from)
			return (true);
	}
	return (false);
}

int
journal_each(struct journal *j, int64_t from, int (*take)(void *, struct event *), void *arg)
{
	struct input *in;
	struct event e = { 0 };
	int ret = 0;

	if (j->failed || write_out(j) == -1)
		return (-1);
	in = input_new(&j->path, 1);
	while (ret == 0 && next_record(in, &e, from))
		ret = take(arg, &e);
	if (ret == 0 && (input_failed(in) || input_number(in) != j->count)) {
		warnx(
		    "%s:%llu: cannot be read back", j->path, (unsigned long long)input_number(in));
		ret = -1;
	}
	input_free(in);
	event_free(&e);
	return (ret);
}

bool
journal_name(struct buf *b, const char *pattern, struct zone *zone, int64_t ms)
{
	struct civil c = zone_civil(zone, ms);

	for (; *pattern != '\0'; pattern++) {
		if (*pattern != '%') {
			buf_char(b, *pattern);
			continue;
		}
		switch (*++pattern) {
		case 'Y':
			buf_printf(b, "%04d", c.year);
			break;
		case 'm':
			buf_printf(b, "%02d", c.month);
			break;
		case 'd':
			buf_printf(b, "%02d", c.day);
			break;
		case '%':
			buf_char(b, '%');
			break;
		default:
			return (false);
		}
	}
	return (true);
}

int
journal_turn(struct journal **j, const char *path)
{
	struct journal *next;

	if (strcmp((*j)->path, path) == 0)
		return (0);
	if (journal_sync(*j) == -1)
		return (-1);
	if ((next = journal_open(path)) == NULL)
		return (give_up(*j, "the next file cannot be opened"));
	free_journal(*j);
	*j = next;
	return (0);
}
