/* regex_in.h - ECMA-262's patterns in Oniguruma's words: regex_ecma.c writes them for regex.c. */
#ifndef CT_BASE_REGEX_IN_H
#define CT_BASE_REGEX_IN_H
#include "base/bytes.h"

/* The steps that Oniguruma may go on without counting one, or 0 with why. */
size_t regex_from_ecma(struct slice pattern, struct buf *out, const char **why);
#endif
