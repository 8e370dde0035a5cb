/*
 * customers.h - a mark for each customer, in little room.
 *
 * Shape:  a customer is a telephone number in E.164, kept as a number;
 *         any other text is kept as it is.
 * Memory: 50 to 75 bytes a number, all in all.
 * Owner:  customers_free() frees; a mark is good until the next put.
 */
#ifndef CT_CUSTOMER_CUSTOMERS_H
#define CT_CUSTOMER_CUSTOMERS_H
#include "base/bytes.h"
#include "customer/contact.h"

struct customers;

struct customers *customers_new(void);
void customers_free(struct customers *);
/* The mark of a customer, or NULL. */
struct mark *customers_get(const struct customers *, struct slice);
/* The mark of a customer, made (zero) if it is not there; *isnew, if not NULL, says which. */
struct mark *customers_put(struct customers *, struct slice, bool *isnew);
/* Give each customer, numbers in their order before other texts. */
void customers_each(
    const struct customers *, void (*fn)(void *, struct slice, const struct mark *), void *arg);
#endif
