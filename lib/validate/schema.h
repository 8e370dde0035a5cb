/*
 * schema.h - JSON Schema: does a JSON value have the form that a file describes?
 *
 * Shape:  a schema is JSON (or YAML) in the words of draft 2020-12, as far as
 *         they are listed in ct-validate(1).  A word that is not known is an
 *         error: what a schema says is checked, or it does not load.  "format"
 *         is checked for date-time and date; for "pattern" see base/regex.h.
 * Owner:  schema_free() frees.  A fault's texts die with the call.
 * Errors: NULL, said with file:line:column.
 * Source: JSON Schema, draft 2020-12 (Core and Validation).
 */
#ifndef CT_VALIDATE_SCHEMA_H
#define CT_VALIDATE_SCHEMA_H
#include <stdbool.h>

#include "base/bytes.h"

struct schema;

struct schema_fault {
	struct slice value; /* of the text that was checked */
	const char *path;   /* where: ".tags[2]", "" for the whole */
	const char *what;   /* what is wrong with it */
};

struct schema *schema_load(const char *path);
void schema_free(struct schema *);
/* Check a raw value, and tell each fault; false if there was any.  Where a pattern takes too long
 * to decide, that is told as a fault, wherever it stands in the schema. */
bool schema_check(struct schema *, struct slice raw,
    void (*tell)(void *, const struct schema_fault *), void *arg);
#endif
