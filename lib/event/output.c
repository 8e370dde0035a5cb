#include "event/output.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/disk.h"
#include "base/mem.h"
#include "base/place.h"

enum { BUFFER = 64 << 10, TEMPORARIES = 16 };

struct output {
	int fd;
	char *path; /* where it belongs; NULL for standard output and what is no regular file */
	char *temporary;
	const char *name; /* for messages */
	bool failed;
	char *buf;
	size_t n, cap;
};

/*
 * State at file scope (the other is the seed of hash.h): a signal handler can reach
 * nothing else.  It holds the files to be removed when a signal ends the run.
 */
static char *volatile temporaries[TEMPORARIES];

void
output_remove_temporaries(void)
{
	int i;

	for (i = 0; i < TEMPORARIES; i++)
		if (temporaries[i] != NULL)
			unlink(temporaries[i]);
}

static void
on_signal(int sig)
{
	output_remove_temporaries();
	/* SA_RESETHAND has put the default back: die by the same signal, as the shell expects. */
	raise(sig);
}

static void
watch_signals(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
	struct sigaction sa = { .sa_handler = on_signal,
		.sa_flags = (int)SA_RESETHAND | SA_NODEFER };
	struct sigaction old;
	size_t i;

	sigemptyset(&sa.sa_mask);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		/* nohup(1) stays in force; SIGPIPE must not, or a filter would outlive its reader.
		 */
		if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler == SIG_IGN &&
		    signals[i] != SIGPIPE)
			continue;
		sigaction(signals[i], &sa, NULL);
	}
}

static void
remember(char *temporary)
{
	int i;

	for (i = 0; i < TEMPORARIES; i++)
		if (temporaries[i] == NULL) {
			temporaries[i] = temporary;
			return;
		}
}

static void
forget(const char *temporary)
{
	int i;

	for (i = 0; i < TEMPORARIES; i++)
		if (temporaries[i] == temporary)
			temporaries[i] = NULL;
}

/* A file that exists keeps its mode; a new one gets what creat(2) would give it. */
static void
set_mode(int fd, const struct stat *old)
{
	mode_t mask;

	if (old != NULL)
		(void)fchmod(fd, old->st_mode & 07777);
	else {
		mask = umask(0);
		umask(mask);
		(void)fchmod(fd, 0666 & ~mask);
	}
}

static int
open_temporary(struct output *o, const char *path, const struct stat *old)
{
	char real[PATH_MAX];
	size_t n;

	/* A link stays a link: what it points to is replaced, or made. */
	if (old == NULL)
		o->path = place_follow(path);
	else
		o->path = mem_str(realpath(path, real) != NULL ? real : path);
	n = strlen(o->path);
	o->temporary = mem_alloc(n + sizeof(".XXXXXX"));
	memcpy(o->temporary, o->path, n);
	memcpy(o->temporary + n, ".XXXXXX", sizeof(".XXXXXX"));
	if ((o->fd = mkostemp(o->temporary, O_CLOEXEC)) == -1) {
		warn("%s", path);
		return (-1);
	}
	remember(o->temporary);
	set_mode(o->fd, old);
	return (0);
}

static void
free_output(struct output *o)
{
	free(o->path);
	free(o->temporary);
	free(o->buf);
	free(o);
}

struct output *
output_open(const char *path)
{
	struct output *o = mem_zero(1, sizeof(*o));
	struct stat st;
	bool exists;
	int fd;

	o->fd = STDOUT_FILENO;
	o->name = path == NULL ? "standard output" : path;
	watch_signals();
	if (path != NULL) {
		exists = stat(path, &st) == 0;
		if (exists && S_ISREG(st.st_mode) && (fd = place_descriptor(path)) != -1) {
			/* A file behind it is not ours to replace: who opened it adds to it. */
			if ((o->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3)) == -1) {
				warn("%s", path);
				goto fail;
			}
		} else if (exists && !S_ISREG(st.st_mode)) {
			/* A device or a pipe has no place to be renamed into. */
			if ((o->fd = open(path, O_WRONLY | O_CLOEXEC)) == -1) {
				warn("%s", path);
				goto fail;
			}
		} else if (open_temporary(o, path, exists ? &st : NULL) == -1)
			goto fail;
	}
	o->cap = BUFFER;
	o->buf = mem_alloc(o->cap);
	return (o);

fail:
	free_output(o);
	return (NULL);
}

static void
write_out(struct output *o, const char *p, size_t n)
{
	ssize_t done;

	while (n > 0 && !o->failed) {
		if ((done = write(o->fd, p, n)) == -1) {
			if (errno == EINTR)
				continue;
			warn("%s", o->name);
			o->failed = true;
			return;
		}
		p += done;
		n -= (size_t)done;
	}
}

void
output_flush(struct output *o)
{
	write_out(o, o->buf, o->n);
	o->n = 0;
}

char *
output_room(struct output *o, size_t n)
{
	if (o->cap - o->n < n) {
		output_flush(o);
		o->buf = mem_grow(o->buf, &o->cap, n, 1);
	}
	return (o->buf + o->n);
}

void
output_commit(struct output *o, size_t n)
{
	o->n += n;
}

void
output_write(struct output *o, const void *p, size_t n)
{
	if (n == 0)
		return;
	if (n >= BUFFER) {
		output_flush(o);
		write_out(o, p, n);
		return;
	}
	memcpy(output_room(o, n), p, n);
	o->n += n;
}

void
output_line(struct output *o, struct slice line)
{
	char *p;

	if (line.n >= BUFFER) {
		output_write(o, line.p, line.n);
		output_write(o, "\n", 1);
		return;
	}
	p = output_room(o, line.n + 1);
	memcpy(p, line.p, line.n);
	p[line.n] = '\n';
	o->n += line.n + 1;
}

bool
output_failed(const struct output *o)
{
	return (o->failed);
}

static void
put_in_place(struct output *o, bool durable)
{
	if (durable && fsync(o->fd) == -1) {
		warn("%s", o->name);
		o->failed = true;
	}
	/* NFS and quotas tell at close(2) what they did not tell before. */
	if (close(o->fd) == -1 && !o->failed) {
		warn("%s", o->name);
		o->failed = true;
	}
	if (!o->failed && rename(o->temporary, o->path) == -1) {
		warn("%s", o->name);
		o->failed = true;
	}
	if (o->failed)
		unlink(o->temporary);
	/* A rename is lasting only when the folder is on the disk too. */
	else if (durable && disk_sync_folder(o->path) == -1)
		o->failed = true;
}

int
output_close(struct output *o, bool keep, bool durable)
{
	int ret;

	if (o == NULL)
		return (0);
	if (o->temporary == NULL) {
		output_flush(o);
		/* EINVAL: a pipe or a terminal keeps nothing. */
		if (durable && !o->failed && fsync(o->fd) == -1 && errno != EINVAL &&
		    errno != EROFS) {
			warn("%s", o->name);
			o->failed = true;
		}
		if (close(o->fd) == -1 && !o->failed) {
			warn("%s", o->name);
			o->failed = true;
		}
	} else if (keep) {
		output_flush(o);
		put_in_place(o, durable);
	} else {
		close(o->fd);
		unlink(o->temporary);
	}
	if (o->temporary != NULL)
		forget(o->temporary);
	ret = o->failed ? -1 : 0;
	free_output(o);
	return (ret);
}
