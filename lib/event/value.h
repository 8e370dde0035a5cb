/*
 * value.h - JSON values as keys: one spelling for equal values, and jq's order.
 *
 * Shape:  the canonical spelling has no white space, escapes only where JSON
 *         demands them, numbers without superfluous zeros (1.0 and 1e0 are 1;
 *         all digits of a long one stay), the members of objects sorted by
 *         name, the last of several with one name.
 *         So two values are equal as in jq (except that jq 1.6 takes numbers
 *         over 17 digits for equal that are not) if their bytes are.
 * Owner:  the bytes go to the buf given.
 */
#ifndef CT_EVENT_VALUE_H
#define CT_EVENT_VALUE_H
#include <stdbool.h>

#include "base/bytes.h"

/* Append the canonical spelling of a raw value that the scanner has accepted. */
void value_canon(struct buf *, struct slice raw);
/* Is the value spelled so already?  False where it takes more than a glance to tell. */
bool value_is_canon(struct slice raw);
/*
 * jq's order of two canonical values: null, false, true, numbers, strings (by
 * code points), arrays, objects (first their names, then their values).
 */
int value_cmp(struct slice a, struct slice b);
#endif
