/*
 * decimal.h - exact decimal numbers for sums of money and seconds.
 *
 * Units:  a decimal counts billionths: 3.5 is 3500000000.  A number that is
 *         read has at most 20 digits before the point and 9 after it; a sum
 *         may grow to DECIMAL_MAX (10^28), which 10^8 of the largest numbers
 *         do not reach.
 * Errors: false where a result is out of range; nothing wraps around.
 */
#ifndef CT_BASE_DECIMAL_H
#define CT_BASE_DECIMAL_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

typedef __int128 decimal;

#define DECIMAL_ONE    ((decimal)1000000000)
#define DECIMAL_MICRO  ((decimal)1000) /* 0.000001, the digits that a quotient keeps */
#define DECIMAL_DIGITS 9
/* 10^28, in billionths. */
#define DECIMAL_MAX (DECIMAL_ONE * DECIMAL_ONE * DECIMAL_ONE * DECIMAL_ONE * 10)

enum decimal_read {
	DECIMAL_OK,
	DECIMAL_NO_NUMBER, /* not a number as JSON spells them */
	DECIMAL_OUTSIDE	   /* over 20 digits before the point or, unless rounded, 9 after it */
};

/* Read a JSON number, exactly: 1e3 and 0.1500000000000 are fine, 1e-10 is outside. */
enum decimal_read decimal_read(struct slice text, decimal *);
/* The same, rounded half-even to 9 digits: for what a calculation in binary gave. */
enum decimal_read decimal_read_rounded(struct slice text, decimal *);
/* Append it as a JSON number, without zeros at the end: 3.5, -0.000001, 7. */
void decimal_write(struct buf *, decimal);

/* a += b; false and unchanged if the sum is over DECIMAL_MAX. */
bool decimal_add(decimal *a, decimal b);
/* a * b, rounded half-even to 9 digits; false if it is over DECIMAL_MAX. */
bool decimal_mul(decimal a, decimal b, decimal *out);
/*
 * a / b of any two whole numbers (so of two decimals as well), rounded
 * half-even to `digits` (0..9) digits after the point; false if b is 0 or the
 * result is over DECIMAL_MAX.
 */
bool decimal_div(__int128 a, __int128 b, int digits, decimal *out);
#endif
