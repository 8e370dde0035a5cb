/* conf_in.h - what conf_read.c asks of conf.c beside conf.h; conf.c asks nothing of it. */
#ifndef CT_CONF_CONF_IN_H
#define CT_CONF_CONF_IN_H
#include "conf/conf.h"

/* "a list", "a mapping", "nothing" or "a text", for "not ...". */
const char *conf_what(const struct conf_node *);
#endif
