/*
 * share.h - where the files of share/ are (ct(7), CT_DATADIR).
 *
 * Shape:  $CT_DATADIR, else share/ beside the build tree that the program
 *         runs from, else share/ct of the prefix that it runs from, else of
 *         the PREFIX it was compiled with.
 */
#ifndef CT_BASE_SHARE_H
#define CT_BASE_SHARE_H
#include "base/bytes.h"

/*
 * The path of a name the user gave: itself when it has a slash or is "-",
 * else <share>/<kind>/<name><suffix>, e.g. share_path("formats", "uis", ".yaml").
 * kind may be "" for share/ itself.  The caller frees it.  Whether the file is
 * there, opening it tells.
 */
char *share_path(const char *kind, const char *name, const char *suffix);
/* The names that share/ has of a kind, sorted, with a NULL after them; NULL, said, if the folder
 * cannot be read.  share_names_free() frees. */
char **share_names(const char *kind, const char *suffix);
void share_names_free(char **);
/* The path of a name as share_path() gives it; or NULL, said, if share/ has none of that name:
 * unknown format "uiz"; did you mean "uis"? */
char *share_find(const char *kind, const char *name, const char *suffix, const char *what);
/* The same for who says it elsewhere: with why. */
char *share_find_why(
    const char *kind, const char *name, const char *suffix, const char *what, struct buf *why);
#endif
