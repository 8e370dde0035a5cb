/*
 * json.h - small pieces of JSON: quoting, unquoting, walking inside a value.
 *
 * Shape:  a raw value is JSON text that scan.h has accepted, so nothing here
 *         can fail on it; white space inside is allowed.
 * Owner:  slices point into the text given or into the buf given.
 */
#ifndef CT_EVENT_JSON_H
#define CT_EVENT_JSON_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

enum json_type {
	JSON_NULL,
	JSON_FALSE,
	JSON_TRUE,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT
};

/* The type of a raw value, from its first byte. */
enum json_type json_type(struct slice raw);
/* Append text as a JSON string: quotes, and escapes only where JSON demands them.
 * Bytes that are not UTF-8 become U+FFFD; returns how many such places there were. */
size_t json_quote(struct buf *, struct slice text);
/*
 * The text of a raw string without quotes and escapes: a slice of raw itself
 * where it has no escapes, else unescaped at the end of buf (which must not
 * grow or be reset while the slice is used).  A lone surrogate becomes U+FFFD,
 * as in jq.  Anything but a string is given back as it is.
 */
struct slice json_text(struct slice raw, struct buf *);
/* Unescape what stands between a string's quotes; out has room for n bytes.  Returns the length. */
size_t json_unescape(const char *p, size_t n, char *out);
/* A raw number as a double (JSON's numbers over its range become infinite, as strtod's do). */
double json_number(struct slice raw);
/*
 * Walk an array or object: *at starts at 0; false at the end.  name (raw,
 * with its quotes; may be NULL) is set for objects.
 */
bool json_each(struct slice raw, size_t *at, struct slice *name, struct slice *value);
/* Append a number as the shortest text that reads back the same (1e3 as 1000; -0 as -0).
 * Not finite: appends null. */
void json_double(struct buf *, double);
/* Append raw without the white space outside strings, and with names and values as they are. */
void json_compact(struct buf *, struct slice raw);
#endif
