/*
 * key.h - what to group by, and which groups a record belongs to.
 *
 * Shape:  a key is a bucket of time (bucket.h), a member's name, or a jq
 *         expression, which begins with "." or "("; NAME=KEY names it.  With
 *         [] at its end each item of the array is a group of its own, and a
 *         record belongs to the group of every item, once; without any, to
 *         null's.  A member that is absent is null.
 *         A group is a JSON array of its keys' canonical values (value.h).
 * Owner:  keys_free() frees.
 * Errors: -1, said at the origin.
 */
#ifndef CT_AGG_KEY_H
#define CT_AGG_KEY_H
#include <stdbool.h>
#include <stdint.h>

#include "measure/term.h"
#include "time/zone.h"

struct keys;

/* Terms of expressions go to terms; the zone stays the caller's. */
struct keys *keys_new(struct terms *, struct zone *);
void keys_free(struct keys *);
/* Add a list of keys with commas between them. */
int keys_add(struct keys *, const struct origin *, struct slice list);
size_t keys_count(const struct keys *);
/* The name that key i is printed under, and its text as the user wrote it. */
struct slice keys_name(const struct keys *, size_t i);
struct slice keys_text(const struct keys *, size_t i);
/* Does any key need the record's time?  Can a record be in several groups? */
bool keys_timed(const struct keys *);
bool keys_many(const struct keys *);
/* Call group for each group of the record that terms_next() turned to, in which
 * one group may come more than once. */
void keys_groups(struct keys *, int64_t ts, void (*group)(void *arg, struct slice key), void *arg);
#endif
