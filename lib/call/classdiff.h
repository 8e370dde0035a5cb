/*
 * classdiff.h - ct-classify --diff: two rule files side by side over one input.
 *
 * Errors: the exit status: 1 if a call's class differs.
 */
#ifndef CT_CLASSDIFF_H
#define CT_CLASSDIFF_H
#include "base/cli.h"
#include "call/class.h"

int class_diff(const struct cli *, struct classifier *now, const char *old_path);
#endif
