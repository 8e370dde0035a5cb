/*
 * pattern.h - regular expressions as JSON Schema has them: does a text match?
 *
 * Shape:  ECMAScript's, over characters: . [a-z] [^x] \d \w \s (\D \W \S) \n
 *         \t \r \f \v \xHH \uHHHH, groups, |, * + ? {m,n} (lazy ones match
 *         the same), ^ and $.  Not known: \b, back references, look-around.
 *         Nothing is anchored of itself.
 * Owner:  pattern_free() frees.
 * Errors: NULL, with why (a constant text).
 *
 * Time is the text's length times the pattern's, whatever the two are: rules
 * of strangers cannot make it hang.  (libc's functions would not do: a library
 * that libjq brings along has functions of the same names.)
 */
#ifndef CT_VALIDATE_PATTERN_H
#define CT_VALIDATE_PATTERN_H
#include "base/bytes.h"

struct pattern;

struct pattern *pattern_new(struct slice text, const char **why);
void pattern_free(struct pattern *);
/* text is valid UTF-8. */
bool pattern_matches(struct pattern *, struct slice text);
#endif
