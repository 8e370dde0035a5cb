/*
 * mapping_in.h - the inside of mapping.h, for its two files: mapping.c (the file as a whole) stands
 * on mapping_parts.c (the expressions, zones, members and makers in it).
 *
 * Errors: 0, or -1, said with file, line and column.
 */
#ifndef CT_FORMAT_MAPPING_IN_H
#define CT_FORMAT_MAPPING_IN_H
#include "format/mapping.h"

/* A condition or value under key of map, or NULL if it is not there; *failed when it is wrong. */
struct expr *mapping_expr(
    struct mapping *, const struct conf_node *map, const char *key, bool *failed);
/* The zone under "zone" of map; untouched if there is none. */
int mapping_zone(struct mapping *, const struct conf_node *map, struct zone **);
/* What stands under "with": values that conditions may read. */
int mapping_with(struct mapping *, const struct conf_node *);
/* An item of "events", into a zero maker. */
int mapping_maker(struct mapping *, const struct conf_node *, struct maker *);
/* They free what hangs on it, not the thing itself. */
void mapping_part_free(struct part *);
void mapping_maker_free(struct maker *);
#endif
