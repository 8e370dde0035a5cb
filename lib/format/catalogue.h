/*
 * catalogue.h - the formats there are, and which one a file is in.
 *
 * Owner:  names and titles live as long as the catalogue.
 * Errors: NULL, said.
 */
#ifndef CT_FORMAT_CATALOGUE_H
#define CT_FORMAT_CATALOGUE_H
#include "base/bytes.h"

struct catalogue;

struct catalogue_entry {
	const char *name;
	struct slice title;
};

/* Reads share/formats. */
struct catalogue *catalogue_load(void);
void catalogue_free(struct catalogue *);
/* The i-th format by name, or NULL. */
const struct catalogue_entry *catalogue_entry(const struct catalogue *, size_t i);
/* The format of a file that begins so; NULL if none fits or two fit alike: said with the file's
 * name if last, for else there is more of the beginning to come. */
const char *catalogue_detect(
    const struct catalogue *, const char *file, struct slice head, bool last);
#endif
