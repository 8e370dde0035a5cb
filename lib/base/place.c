#include "base/place.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"

enum { LINKS = 40 }; /* as many as the kernel follows */

/* Where the last part of a path begins. */
static size_t
last_part(const char *path)
{
	const char *slash = strrchr(path, '/');

	return (slash == NULL ? 0 : (size_t)(slash - path) + 1);
}

/* The path that a link holds counts from the link's own folder. */
static char *
beside(const char *path, const char *target)
{
	size_t folder = target[0] == '/' ? 0 : last_part(path), n = strlen(target);
	char *s = mem_alloc(folder + n + 1);

	memcpy(s, path, folder);
	memcpy(s + folder, target, n + 1);
	return (s);
}

char *
place_follow(const char *path)
{
	char *at = mem_str(path), *next, target[PATH_MAX];
	ssize_t n;
	int i;

	for (i = 0; i < LINKS && (n = readlink(at, target, sizeof(target) - 1)) != -1; i++) {
		target[n] = '\0';
		next = beside(at, target);
		free(at);
		at = next;
	}
	return (at);
}

static bool
of_stat(const struct stat *st, struct place *p)
{
	*p = (struct place){ .dev = st->st_dev, .ino = st->st_ino };
	return (S_ISREG(st->st_mode));
}

/* A file that is yet to be made. */
static bool
of_folder(const char *path, struct place *p)
{
	char *real = place_follow(path), *folder;
	size_t at = last_part(real), n = strlen(real + at);
	struct stat st;
	bool found;

	folder = at == 0 ? mem_str(".") : mem_dup(real, at);
	found = n > 0 && n <= NAME_MAX && stat(folder, &st) == 0;
	if (found) {
		of_stat(&st, p);
		memcpy(p->name, real + at, n + 1);
	}
	free(folder);
	free(real);
	return (found);
}

bool
place_of(const char *path, struct place *p)
{
	struct stat st;

	if (stat(path, &st) == 0)
		return (of_stat(&st, p));
	return (errno == ENOENT && of_folder(path, p));
}

bool
place_of_descriptor(int fd, struct place *p)
{
	struct stat st;

	return (fstat(fd, &st) == 0 && of_stat(&st, p));
}

int
place_descriptor(const char *path)
{
	int fd = -1, n = 0;

	if (strcmp(path, "/dev/stdout") == 0)
		return (STDOUT_FILENO);
	if (strcmp(path, "/dev/stderr") == 0)
		return (STDERR_FILENO);
	if ((sscanf(path, "/dev/fd/%9d%n", &fd, &n) == 1 ||
		sscanf(path, "/proc/self/fd/%9d%n", &fd, &n) == 1) &&
	    path[n] == '\0')
		return (fd);
	return (-1);
}

bool
place_same(const struct place *a, const struct place *b)
{
	return (a->dev == b->dev && a->ino == b->ino && strcmp(a->name, b->name) == 0);
}
