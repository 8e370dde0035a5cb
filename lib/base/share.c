#include "base/share.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "base/mem.h"

/* share/ of the tree that the program was built in: the folder above build/ or build/FLAVOUR/. */
static char *
build_tree(void)
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
		b.n = 0;
		/* A prefix that ct is installed under has a share/, too, but no sources. */
		buf_printf(&b, "%s/lib/event/event.h", exe);
		if (access(buf_cstr(&b), R_OK) == 0) {
			b.n = 0;
			buf_printf(&b, "%s/share", exe);
			buf_cstr(&b);
			return (b.p);
		}
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
	if ((root = build_tree()) != NULL)
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
