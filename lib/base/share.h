/*
 * share.h - where the files of share/ are (ct(7), CT_DATADIR).
 *
 * Shape:  $CT_DATADIR, else share/ beside the build tree that the program
 *         runs from, else share/ct of the prefix that it runs from, else of
 *         the PREFIX it was compiled with.
 */
#ifndef CT_BASE_SHARE_H
#define CT_BASE_SHARE_H

/*
 * The path of a name the user gave: itself when it has a slash or is "-",
 * else <share>/<kind>/<name><suffix>, e.g. share_path("formats", "uis", ".yaml").
 * kind may be "" for share/ itself.  The caller frees it.  Whether the file is
 * there, opening it tells.
 */
char *share_path(const char *kind, const char *name, const char *suffix);
#endif
