/*
 * source.h - traffic sources: five UTM values, each kept once however many visits share it.
 *
 * Shape:  the values are raw JSON, as they stood in the record; an absent
 *         one, null and "" are the same: empty.
 * Owner:  a source is counted: source_take() for each pointer kept,
 *         source_drop() when it goes; the last one frees it.
 */
#ifndef CT_NUMBERS_SOURCE_H
#define CT_NUMBERS_SOURCE_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "event/event.h"

enum {
	SOURCE_SOURCE,
	SOURCE_MEDIUM,
	SOURCE_CAMPAIGN,
	SOURCE_CONTENT,
	SOURCE_KEYWORD,
	SOURCE_PARTS
};

struct sources;

struct source {
	struct sources *all;
	uint32_t refs;
	bool known;    /* some value is there */
	bool direct;   /* no value, or (direct) */
	int32_t group; /* chance.h's: whose calls are counted together; -1 not asked yet */
};

extern const char *const source_names[SOURCE_PARTS];

struct sources *sources_new(void);
/* After all were dropped. */
void sources_free(struct sources *);
/* The source with these raw values, taken. */
struct source *source_of(struct sources *, const struct slice raw[SOURCE_PARTS]);
/* The source that an event carries, taken. */
struct source *source_of_event(struct sources *, const struct event *);
struct source *source_take(struct source *);
/* NULL does nothing. */
void source_drop(struct source *);
/* One value, raw; n = 0 if it is not there. */
struct slice source_part(const struct source *, int part);
/* Make the event carry exactly this source; NULL is none. */
void source_set(struct event *, const struct source *);
/* Append its members as ,"source":"x",... */
void source_write(const struct source *, struct buf *);
/* The number of different sources alive. */
size_t sources_count(const struct sources *);
#endif
