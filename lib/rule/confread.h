/*
 * confread.h - what those share who speak about the texts of a configuration.
 *
 * Shape:  conf.c reads YAML into nodes; confread.c answers questions about them.
 */
#ifndef CT_CONFREAD_H
#define CT_CONFREAD_H
#include "rule/conf.h"

/* "a list", "a mapping", "nothing" or "a text", for "not ...". */
const char *conf_what(const struct conf_node *);
/* As much of a text as fits into a message, not cut inside a character. */
size_t conf_shown(struct slice);
/* Two arguments for %.*s. */
#define SHOWN(text) (int)conf_shown(text), (text).p
#endif
