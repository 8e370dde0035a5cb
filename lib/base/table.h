/*
 * table.h - a hash table from bytes to a value of fixed size.
 *
 * Shape:  keys are any bytes (NUL too) of up to 4 GiB; a value is valsize
 *         bytes, zero when new, aligned like malloc(3), and stays where it is
 *         until its key is deleted.
 * Order:  table_next() goes in the order of insertion, so that what a filter
 *         prints never depends on the hash's seed (which is random, against
 *         keys made to collide).
 * Owner:  the table owns keys and values; what a value points to is yours.
 */
#ifndef CT_BASE_TABLE_H
#define CT_BASE_TABLE_H
#include <stdint.h>

#include "base/bytes.h"

struct table;

struct table *table_new(size_t valsize);
/* Frees the keys and values, not what values point to. */
void table_free(struct table *);
size_t table_count(const struct table *);
/* The key will be asked for soon: fetch its place from memory. */
void table_fetch(const struct table *, struct slice key);
/* The value of key, or NULL. */
void *table_get(const struct table *, struct slice key);
/* The value of key, made (zero) if it is not there; *isnew, if not NULL, says which. */
void *table_put(struct table *, struct slice key, bool *isnew);
/* Forget key; false if it was not there. */
bool table_del(struct table *, struct slice key);
/* The key of a value that table_get, table_put or table_next gave. */
struct slice table_key(const void *value);
/* The first value (of NULL) or the one after it, NULL after the last.  Deleting the
 * value just given is allowed only after the next one was asked for. */
void *table_next(const struct table *, const void *value);
#endif
