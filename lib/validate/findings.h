/*
 * findings.h - what check.h finds, written for a person, a program or GitHub.
 *
 * Shape:  FINDINGS_TEXT    calls.ndjson:17:45: .talk: expected a number, not a text [schema]
 *         FINDINGS_JSON    {"file":...,"line":...,"column":...,"check":...,"path":...,"error":...}
 *         FINDINGS_GITHUB  ::error file=calls.ndjson,line=17,col=45,title=ct-validate schema::...
 * Owner:  the stream stays the caller's.
 */
#ifndef CT_VALIDATE_FINDINGS_H
#define CT_VALIDATE_FINDINGS_H
#include "event/stream.h"
#include "validate/check.h"

enum findings_format { FINDINGS_TEXT, FINDINGS_JSON, FINDINGS_GITHUB };

struct findings;

/* limit: how many of a kind are written, 0 for all; quiet: none. */
struct findings *findings_new(struct stream *, enum findings_format, uint64_t limit, bool quiet);
void findings_free(struct findings *);
/* To be given to check_new(), with the findings as its arg. */
void findings_tell(void *findings, const struct finding *);
/* Say on standard error how many there were in so many lines; their number. */
uint64_t findings_sum(const struct findings *, uint64_t lines);
#endif
