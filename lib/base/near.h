/*
 * near.h - "did you mean": how far apart two names are.
 *
 * Shape:  steps are a letter put in, left out or changed, or two neighbours
 *         swapped (optimal string alignment); ASCII case costs nothing.
 * Units:  steps over bytes; names of more than NEAR_MAX bytes are far from all.
 */
#ifndef CT_BASE_NEAR_H
#define CT_BASE_NEAR_H
#include "base/bytes.h"

enum { NEAR_MAX = 64 };

/* The steps from a to b if they are near (at most a third of the longer one's length), else
 * SIZE_MAX. */
size_t near_steps(struct slice a, struct slice b);
/* Which of n names is the nearest, the first of equals; n if none is near. */
size_t near_of(struct slice text, const struct slice *names, size_t n);
/* The same of names with a NULL after them: NULL if none is near. */
const char *near_name(struct slice text, const char *const *names);
#endif
