#include "base/disk.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/mem.h"

int
disk_lock(int fd, const char *path)
{
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return (0);
	if (errno == EWOULDBLOCK)
		warnx("%s: in use by another run", path);
	else
		warn("%s", path);
	return (-1);
}

static int
open_folder(const char *path)
{
	char *folder = mem_str(path), *slash = strrchr(folder, '/');
	int fd;

	if (slash != NULL)
		slash[slash == folder] = '\0';
	fd = open(slash == NULL ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	free(folder);
	return (fd);
}

int
disk_sync_folder(const char *path)
{
	int fd = open_folder(path);
	int ret = 0;

	/* EINVAL: this file system has no fsync of folders, and needs none. */
	if (fd == -1 || (fsync(fd) == -1 && errno != EINVAL)) {
		warn("%s: its folder", path);
		ret = -1;
	}
	if (fd != -1)
		close(fd);
	return (ret);
}
