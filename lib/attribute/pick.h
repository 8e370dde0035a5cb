/*
 * pick.h - many members of an event in one walk over its line.
 *
 * Shape:  the names are known beforehand; their first 8 bytes must differ.
 * Owner:  raw values point into the event's line.
 */
#ifndef CT_ATTRIBUTE_PICK_H
#define CT_ATTRIBUTE_PICK_H
#include "event/event.h"

enum { PICK_SLOTS = 64, PICK_MOST = 20 };

struct pick {
	struct key keys[PICK_MOST];
	int n;
	uint64_t factor;	   /* spreads the keys' heads over the slots without a clash */
	uint8_t slots[PICK_SLOTS]; /* key + 1 */
};

/* names ends with NULL. */
void pick_init(struct pick *, const char *const *names);
/* The raw value of each name, in their order; absent, null and "" have n = 0. */
void pick_get(const struct pick *, const struct event *, struct slice *raw);
/* The text of a raw value of that name; as event_text() gives it. */
struct slice pick_text(const struct pick *, struct event *, int name, struct slice raw);
#endif
