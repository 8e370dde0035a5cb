/*
 * power.h - a disk that dies: the calls by which a journal reaches its files,
 * with what is on the disk kept apart from what is only in the page cache.
 *
 * The program's own write(2), fsync(2) and so on stand before those of libc.
 * power_on() counts them; at the n-th the process dies, by a kill (the files
 * stay as the cache has them) or by a power cut (of what was not synced each
 * page is there, or as it was before, or full of something else; a file whose
 * folder was not synced may be gone).  No fsync reaches a real disk.
 *
 * All in one header, for tests/unit/journal.c alone: every .c there is a program.
 */
#ifndef POWER_H
#define POWER_H
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/bytes.h"

enum power_how {
	POWER_KILL,
	POWER_ZEROS,   /* a lost page holds zeros */
	POWER_GARBAGE, /* any bytes, with LFs among them */
	POWER_STALE,   /* what a journal left there that was removed */
	POWER_HOWS
};

/* Pages smaller than real ones tear more. */
enum { POWER_PAGE = 512, POWER_FILES = 4, POWER_DIED = 77 };

struct power_file {
	ino_t ino;
	char path[PATH_MAX];
	struct buf disk; /* what a power cut leaves for certain */
	bool linked;	 /* its folder was synced */
};

static struct {
	bool on;
	enum power_how how;
	uint64_t random;
	long left;	/* calls until death; 0: none */
	bool rough;	/* writes are short and interrupted, as signals make them */
	long room;	/* bytes until the disk is full; -1: no end */
	int fail_sync;	/* the fsync to fail, from 1; 0: none */
	int fail_write; /* errno of every write, or 0 */
	int fail_cut;	/* errno of every ftruncate, or 0 */
	int syncs, rewrites;
	struct slice stale;
	struct power_file files[POWER_FILES];
	int nfiles;
} power = { .room = -1 };

/* splitmix64 */
static uint64_t
power_random(uint64_t below)
{
	uint64_t z = (power.random += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return ((z ^ (z >> 31)) % below);
}

static void
power_read(const char *path, struct buf *b)
{
	struct stat st;
	int fd = open(path, O_RDONLY);

	b->n = 0;
	if (fd == -1)
		return;
	if (fstat(fd, &st) == -1 ||
	    read(fd, buf_room(b, (size_t)st.st_size + 1), (size_t)st.st_size) != st.st_size)
		abort();
	b->n = (size_t)st.st_size;
	close(fd);
}

static void
power_put(const char *path, struct slice s)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);

	if (fd == -1 || (s.n > 0 && syscall(SYS_write, fd, s.p, s.n) != (long)s.n))
		abort();
	close(fd);
}

/* The file behind a descriptor, NULL for a folder, a pipe, the terminal. */
static struct power_file *
power_file(int fd)
{
	struct power_file *f;
	char link[64];
	struct stat st;
	ssize_t n;

	if (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode) || fd == STDERR_FILENO)
		return (NULL);
	for (f = power.files; f < power.files + power.nfiles; f++)
		if (f->ino == st.st_ino)
			return (f);
	if (power.nfiles++ == POWER_FILES)
		abort();
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	if ((n = readlink(link, f->path, sizeof(f->path) - 1)) == -1)
		abort();
	f->path[n] = '\0';
	f->ino = st.st_ino;
	return (f);
}

/* A file as it is: all of it is on the disk. */
static void
power_know(const char *path)
{
	int fd = open(path, O_RDONLY);
	struct power_file *f;

	if (fd == -1)
		return;
	f = power_file(fd);
	f->linked = true;
	power_read(f->path, &f->disk);
	close(fd);
}

static char
power_filler(size_t at)
{
	switch (power.how) {
	case POWER_GARBAGE:
		return (power_random(50) == 0 ? '\n' : (char)power_random(256));
	case POWER_STALE:
		return (power.stale.p[at % power.stale.n]);
	default:
		return ('\0');
	}
}

static void
power_page(struct buf *out, const struct power_file *f, const struct buf *now, size_t at, size_t n)
{
	/* Old blocks begin where they like. */
	size_t shift = power_random(1000), fate = power_random(3), i;

	for (i = at; i < at + n; i++)
		if (fate == 0 && i < now->n)
			buf_char(out, now->p[i]);
		else if (i < f->disk.n)
			buf_char(out, f->disk.p[i]);
		else
			buf_char(out, power_filler(i + shift));
}

/* What is found of a file when the power is back. */
static void
power_leave(const struct power_file *f)
{
	struct buf now = { 0 }, out = { 0 };
	size_t end, at, n;

	if (!f->linked && power_random(2) == 0) {
		unlink(f->path);
		return;
	}
	power_read(f->path, &now);
	end = now.n > f->disk.n ? f->disk.n + power_random(now.n - f->disk.n + 1)
	      : power_random(2) ? now.n
				: f->disk.n;
	for (at = 0; at < end; at += n) {
		n = end - at < POWER_PAGE ? end - at : POWER_PAGE;
		power_page(&out, f, &now, at, n);
	}
	power_put(f->path, buf_view(&out));
	buf_free(&now);
	buf_free(&out);
}

static void
power_die(void)
{
	int i;

	for (i = 0; i < power.nfiles && power.how != POWER_KILL; i++)
		power_leave(&power.files[i]);
	_exit(POWER_DIED);
}

/* One call more.  Is it the last? */
static bool
power_ends(void)
{
	return (power.left > 0 && --power.left == 0);
}

/* How much of a write is done, or -1. */
static ssize_t
power_share(size_t n)
{
	if (power.fail_write != 0) {
		errno = power.fail_write;
		return (-1);
	}
	if (power.rough && power_random(4) == 0) {
		errno = EINTR;
		return (-1);
	}
	if (power.room == 0) {
		errno = ENOSPC;
		return (-1);
	}
	if (power.rough && power_random(2) == 0)
		n = 1 + power_random(n);
	return (power.room >= 0 && (long)n > power.room ? power.room : (ssize_t)n);
}

static ssize_t
power_write(int fd, const void *p, size_t n, off_t at)
{
	bool ends;
	ssize_t share = (ssize_t)n;

	if (power.on && power_file(fd) != NULL) {
		ends = power_ends();
		if ((share = power_share(n)) == -1 && !ends)
			return (-1);
		if (ends)
			share = (ssize_t)power_random(n + 1);
		share = at == -1 ? syscall(SYS_write, fd, p, share)
				 : syscall(SYS_pwrite64, fd, p, share, at);
		if (ends)
			power_die();
		if (power.room > 0)
			power.room -= share;
		power.rewrites += at != -1;
		return (share);
	}
	return (at == -1 ? syscall(SYS_write, fd, p, n) : syscall(SYS_pwrite64, fd, p, n, at));
}

ssize_t
write(int fd, const void *p, size_t n)
{
	return (power_write(fd, p, n, -1));
}

ssize_t
pwrite(int fd, const void *p, size_t n, off_t at)
{
	return (power_write(fd, p, n, at));
}

int
ftruncate(int fd, off_t n)
{
	if (power.on && power_file(fd) != NULL && power_ends()) {
		if (power_random(2) == 0)
			syscall(SYS_ftruncate, fd, n);
		power_die();
	}
	if (power.fail_cut != 0) {
		errno = power.fail_cut;
		return (-1);
	}
	return ((int)syscall(SYS_ftruncate, fd, n));
}

int
fsync(int fd)
{
	struct power_file *f;
	int i;

	if (!power.on)
		return (0);
	if (power_ends())
		power_die();
	f = power_file(fd);
	if (f == NULL) /* the folder */
		for (i = 0; i < power.nfiles; i++)
			power.files[i].linked = true;
	else if (++power.syncs == power.fail_sync) {
		errno = EIO;
		return (-1);
	} else
		power_read(f->path, &f->disk);
	return (0);
}

int
fdatasync(int fd)
{
	return (fsync(fd));
}

static void
power_off(void)
{
	int i;

	for (i = 0; i < power.nfiles; i++)
		buf_free(&power.files[i].disk);
	memset(&power, 0, sizeof(power));
	power.room = -1;
}

/* From now on; what is known of the files is forgotten. */
static void
power_on(enum power_how how, uint64_t seed, long left)
{
	power_off();
	power.on = true;
	power.how = how;
	power.random = seed;
	power.left = left;
}
#endif
