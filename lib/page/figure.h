/*
 * figure.h - numbers as people read them: 1,234.50  25.9%  2:05  1:02:05.
 *
 * Shape:  a number is JSON's text of it and is rounded as text, half to even;
 *         it never goes through a double.
 * Units:  a share is 0..1 and shown in percent with one decimal; a duration is
 *         seconds, shown as m:ss, from an hour on as h:mm:ss; money has two
 *         decimals; a count and a number have as many as their column needs, two
 *         at most.
 * Errors: -1 if the text is too long to be a figure (over FIGURE_DIGITS digits
 *         with its zeros) or no number: the caller shows it as it stands.
 */
#ifndef CT_PAGE_FIGURE_H
#define CT_PAGE_FIGURE_H
#include <stdbool.h>

#include "base/bytes.h"

enum { FIGURE_DIGITS = 320 };

enum figure_kind {
	FIGURE_PLAIN, /* nothing is known of it: as it stands */
	FIGURE_TEXT,  /* a number that only names something (an id, a year) */
	FIGURE_COUNT,
	FIGURE_MONEY,
	FIGURE_DURATION,
	FIGURE_SHARE,
	FIGURE_NUMBER
};

/* The names of the kinds above, in their order from FIGURE_TEXT on; ends with NULL. */
extern const char *const figure_names[];

/* How a language writes numbers. */
struct figure_marks {
	struct slice decimal;	/* between the whole and the fraction */
	struct slice thousands; /* between groups of three digits */
	struct slice percent;	/* after a percentage, with the space before it */
};

/* How many decimals the number needs to be shown as kind. */
int figure_decimals(struct slice number, enum figure_kind kind);
/* Append the number as kind, with so many decimals where the kind leaves it open. */
int figure_show(struct buf *, struct slice number, enum figure_kind kind, int decimals,
    const struct figure_marks *);
#endif
