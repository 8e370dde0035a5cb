/*
 * write.h - what happens, as canonical events (ct-events(5)) in the order of ts.
 *
 * Owner:  writer_free() writes what was held back and frees; the output stays
 *         the caller's.
 */
#ifndef CT_SIM_WRITE_H
#define CT_SIM_WRITE_H
#include "event/output.h"
#include "sim/record.h"

struct writer;

/* truth: write the truth_ members too. */
struct writer *writer_new(struct output *, const struct scenario *, uint64_t seed, bool truth);
void writer_free(struct writer *);
struct sink writer_sink(struct writer *);

/* One record as a line, appended; for those who write a part of it elsewhere.  id: the showing
 * names its visit. */
void write_showing(struct buf *, uint64_t seed, const struct showing *, bool id);
#endif
