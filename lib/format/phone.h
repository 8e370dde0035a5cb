/*
 * phone.h - telephone numbers: as people write them in, E.164 out.
 *
 * Shape:  "8 (926) 123-45-67" with region RU gives +79261234567.  Region is
 *         ISO 3166-1 alpha-2, or "" where national forms cannot be read.
 *         Extensions, SIP names, words and 7,92612E+10 are no numbers.
 * Owner:  phone_e164()'s slice lives until the next call; results are kept in
 *         a bounded cache, for reading one takes microseconds.
 * Source: ITU-T E.164; the rules of libphonenumber's metadata.
 */
#ifndef CT_FORMAT_PHONE_H
#define CT_FORMAT_PHONE_H
#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

struct phonebook;

struct phonebook *phonebook_new(void);
void phonebook_free(struct phonebook *);
/* The number in E.164, n = 0 if the text is no valid number. */
struct slice phone_e164(struct phonebook *, struct slice text, const char *region);
/* Does the text say that the caller hid the number ("anonymous", "unknown", ...)? */
bool phone_withheld(struct slice text);
/* Is the region one that numbers can be read for? */
bool phone_region(const char *region);

#ifdef __cplusplus
extern "C" {
#endif
/* phone.cc: libphonenumber itself.  out has room for 32 bytes; 0 if text is no valid number. */
size_t phone_parse(const char *text, size_t n, const char *region, char *out);
int phone_knows_region(const char *region);
#ifdef __cplusplus
}
#endif
#endif
