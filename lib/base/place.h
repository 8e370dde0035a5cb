/*
 * place.h - where a file is, whatever it is called.
 *
 * Shape:  a file that is there is known by its device and inode, so ./x, a link
 *         and a hard link are one place; one that is yet to be made by its
 *         folder's and its own name.  Only what has contents to lose has a
 *         place: a terminal, /dev/null or a pipe takes the lines of any number
 *         of writers.
 * Owner:  a place is a value.
 * Errors: none said: what cannot be found has no place, opening it tells why.
 */
#ifndef CT_BASE_PLACE_H
#define CT_BASE_PLACE_H
#include <limits.h>
#include <stdbool.h>
#include <sys/types.h>

struct place {
	dev_t dev;
	ino_t ino;
	char name[NAME_MAX + 1]; /* of a file that is not there yet; else "" */
};

/* False: it has none. */
bool place_of(const char *path, struct place *);
bool place_of_descriptor(int fd, struct place *);
/* Which of our own descriptors the path is a name of (/dev/stdout, /dev/fd/9), -1: of none. */
int place_descriptor(const char *path);
bool place_same(const struct place *, const struct place *);
/* The path to which the links at the end of this one lead; the caller frees it.  The last may lead
 * to nothing, as does one of a ring. */
char *place_follow(const char *path);
#endif
