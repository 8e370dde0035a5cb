/*
 * tagdiff.h - ct-tag --diff: two rule files side by side over one input.
 *
 * Errors: the exit status: 1 if the tags of a record differ.
 */
#ifndef CT_TAGDIFF_H
#define CT_TAGDIFF_H
#include "base/cli.h"
#include "call/tag.h"

int tag_diff(const struct cli *, struct tagger *now, const char *old_path);
#endif
