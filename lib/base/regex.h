/*
 * regex.h - regular expressions, the one door to Oniguruma: does a text match?
 *
 * Shape:  two dialects.  regex_jq() reads a pattern as jq 1.6 does, with its
 *         flags.  regex_ecma() reads one as ECMA-262 does in Unicode mode: . is
 *         no line end, \d \w \b know only ASCII, ^ and $ are the ends of the
 *         text.  Of ECMA-262 it knows what JSON Schema recommends, and \b \B
 *         \cX \uHHHH \u{H} \p{Name}; not look-around, back references and
 *         named groups.  Neither anchors anything of itself.
 * Owner:  regex_free() frees.
 * Errors: NULL, with why.
 *
 * A search has a limit of steps, and of memory: REGEX_GIVEN_UP is neither yes
 * nor no, and is to be said.  In ECMA's dialect the limit bounds the time of
 * every search, whatever pattern and text are (regex_ecma.c).
 *
 * libonig has functions of the names of POSIX (regcomp, regexec), and programs
 * that load it call those instead of libc's.  So <regex.h> is used nowhere here.
 */
#ifndef CT_BASE_REGEX_H
#define CT_BASE_REGEX_H
#include "base/bytes.h"

struct regex;

enum regex_answer { REGEX_NO, REGEX_YES, REGEX_GIVEN_UP };

/* flags: letters of jq's. */
struct regex *regex_jq(struct slice pattern, struct slice flags, char *why, size_t whysize);
struct regex *regex_ecma(struct slice pattern, char *why, size_t whysize);
void regex_free(struct regex *);
/* text is valid UTF-8. */
enum regex_answer regex_search(const struct regex *, struct slice text);
#endif
