/*
 * ratio.h - exact quotients, so that only the last result is rounded.
 *
 * Shape:  n / d in lowest terms, d > 0, in plain units (3.5 is 7/2).
 * Errors: false where there is no result (division by zero) or none that
 *         fits.  Where numerator or denominator would not fit in 128 bits, the
 *         operands are rounded to decimals first (9 digits).
 */
#ifndef CT_MEASURE_RATIO_H
#define CT_MEASURE_RATIO_H
#include <stdbool.h>

#include "base/decimal.h"

struct ratio {
	__int128 n, d;
};

/* n / d of any whole numbers (so of two decimals as well). */
bool ratio_of(__int128 n, __int128 d, struct ratio *);
bool ratio_add(struct ratio, struct ratio, struct ratio *);
bool ratio_sub(struct ratio, struct ratio, struct ratio *);
bool ratio_mul(struct ratio, struct ratio, struct ratio *);
bool ratio_div(struct ratio, struct ratio, struct ratio *);
/* Rounded half-even to so many digits. */
bool ratio_decimal(struct ratio, int digits, decimal *);
#endif
