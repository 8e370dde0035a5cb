#include "base/share.h"

#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/say.h"

static bool
is_there(struct buf *b, const char *dir, const char *sub)
{
	b->n = 0;
	buf_printf(b, "%s%s", dir, sub);
	return (access(buf_cstr(b), R_OK) == 0);
}

/*
 * From where the program runs: share/ of the tree it was built in (build/ or
 * build/FLAVOUR/ are in it), or share/ct of the prefix that it lies under,
 * whatever PREFIX was when it was compiled: an installed tree can be moved.
 */
static char *
share_of_program(void)
{
	char exe[PATH_MAX];
	struct buf b = { 0 };
	char *slash;
	ssize_t n;
	int up;

	if ((n = readlink("/proc/self/exe", exe, sizeof(exe) - 1)) <= 0)
		return (NULL);
	exe[n] = '\0';
	for (up = 0; up < 4 && (slash = strrchr(exe, '/')) != NULL; up++) {
		*slash = '\0';
		if ((is_there(&b, exe, "/lib/event/event.h") && is_there(&b, exe, "/share")) ||
		    (is_there(&b, exe, "/share/ct/formats") && is_there(&b, exe, "/share/ct")))
			return (b.p);
	}
	buf_free(&b);
	return (NULL);
}

static char *
share_root(void)
{
	const char *env = getenv("CT_DATADIR");
	char *root;

	if (env != NULL && env[0] != '\0')
		return (mem_str(env));
	if ((root = share_of_program()) != NULL)
		return (root);
	return (mem_str(CT_PREFIX "/share/ct"));
}

char *
share_path(const char *kind, const char *name, const char *suffix)
{
	struct buf b = { 0 };
	char *root;

	if (strchr(name, '/') != NULL || strcmp(name, "-") == 0)
		return (mem_str(name));
	root = share_root();
	buf_printf(&b, "%s/%s%s%s%s", root, kind, kind[0] == '\0' ? "" : "/", name, suffix);
	free(root);
	buf_cstr(&b);
	return (b.p);
}

/* NULL if the folder cannot be read. */
static char **
list(const char *folder, const char *suffix)
{
	size_t len, cut = strlen(suffix), n = 0;
	struct dirent **found;
	char **names;
	int i, count;

	if ((count = scandir(folder, &found, NULL, alphasort)) == -1)
		return (NULL);
	names = mem_zero((size_t)count + 1, sizeof(*names));
	for (i = 0; i < count; i++) {
		len = strlen(found[i]->d_name);
		if (len > cut && strcmp(found[i]->d_name + len - cut, suffix) == 0)
			names[n++] = mem_dup(found[i]->d_name, len - cut);
		free(found[i]);
	}
	free(found);
	return (names);
}

char **
share_names(const char *kind, const char *suffix)
{
	char *folder = share_path(kind, "", ""), **names;

	if ((names = list(folder, suffix)) == NULL)
		warn("%s", folder);
	free(folder);
	return (names);
}

void
share_names_free(char **names)
{
	size_t i;

	for (i = 0; names != NULL && names[i] != NULL; i++)
		free(names[i]);
	free(names);
}

char *
share_find_why(
    const char *kind, const char *name, const char *suffix, const char *what, struct buf *why)
{
	char *path = share_path(kind, name, suffix), *folder, **names;

	if (strchr(name, '/') != NULL || strcmp(name, "-") == 0 || access(path, F_OK) == 0)
		return (path);
	folder = share_path(kind, "", "");
	if ((names = list(folder, suffix)) != NULL && names[0] != NULL)
		say_unknown(why, what, slice_of(name), (const char *const *)names);
	else
		buf_printf(why, "%s: %s", path, strerror(ENOENT));
	free(path);
	free(folder);
	share_names_free(names);
	return (NULL);
}

char *
share_find(const char *kind, const char *name, const char *suffix, const char *what)
{
	struct buf why = { 0 };
	char *path = share_find_why(kind, name, suffix, what, &why);

	if (path == NULL)
		warnx("%s", buf_cstr(&why));
	buf_free(&why);
	return (path);
}
