#include "base/share.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"

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
