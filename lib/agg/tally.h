/*
 * tally.h - decimals that add up over any number of records, and how they stand in partial states.
 *
 * Shape:  a tally that went over DECIMAL_MAX stays TALLY_OVER, whatever is added: which record
 *         came first leaves no trace.  As JSON it is a number, or null for one that is over.
 * Errors: false or -1 for JSON that tally_write() did not write.
 */
#ifndef CT_AGG_TALLY_H
#define CT_AGG_TALLY_H
#include <stdbool.h>

#include "base/bytes.h"
#include "base/decimal.h"

#define TALLY_OVER (DECIMAL_MAX + 1)

void tally_add(decimal *tally, decimal v);
void tally_write(decimal, struct buf *);
bool tally_read(struct slice json, decimal *);
/* The items of [] or [a,b], which many a state is made of: how many (0 or 2), or -1. */
int tally_pair(struct slice json, struct slice *a, struct slice *b);
#endif
