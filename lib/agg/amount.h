/*
 * amount.h - decimals that add up over any number of records, and how they stand in partial states.
 *
 * Shape:  an amount that went over DECIMAL_MAX stays AMOUNT_OVER, whatever is added: which record
 *         came first leaves no trace.  As JSON it is a number, or null for one that is over.
 * Errors: false or -1 for JSON that amount_write() did not write.
 */
#ifndef CT_AGG_AMOUNT_H
#define CT_AGG_AMOUNT_H
#include <stdbool.h>

#include "base/bytes.h"
#include "base/decimal.h"

#define AMOUNT_OVER (DECIMAL_MAX + 1)

void amount_add(decimal *amount, decimal v);
void amount_write(decimal, struct buf *);
bool amount_read(struct slice json, decimal *);
/* The items of [] or [a,b], which many a state is made of: how many (0 or 2), or -1. */
int amount_pair(struct slice json, struct slice *a, struct slice *b);
#endif
