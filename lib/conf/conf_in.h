/*
 * conf_in.h - what those share who speak about the texts of a configuration.
 *
 * Shape:  conf.c reads YAML into nodes; conf_read.c answers questions about them.
 */
#ifndef CT_CONF_CONF_IN_H
#define CT_CONF_CONF_IN_H
#include "conf/conf.h"

/* "a list", "a mapping", "nothing" or "a text", for "not ...". */
const char *conf_what(const struct conf_node *);
/* As much of a text as fits into a message, not cut inside a character. */
size_t conf_shown(struct slice);
/* Two arguments for %.*s. */
#define SHOWN(text) (int)conf_shown(text), (text).p
#endif
