/*
 * journal.h - a file that records are added to and that outlives a crash.
 *
 *	if ((j = journal_open("calls.ndjson")) == NULL ||
 *	    journal_each(j, INT64_MIN, take, arg) == -1)
 *		return (-1);
 *	...
 *	journal_append(j, record, now);			many of them
 *	if (journal_sync(j) == 0)
 *		...					now say 200
 *	...
 *	journal_close(j);
 *
 * Shape:  NDJSON that all filters, jq and grep can read while it grows.  Each
 *         record is a JSON object and gets a last member,
 *         "ct_log":[NUMBER,SYNCED,"SUM"]: its number in the file from 1, how
 *         many bytes of the file were on the disk for certain when it was
 *         added, and the CRC-32 (crc.h) of the line's bytes before SUM.
 * Units:  now is any clock of the caller's that does not run backwards, in ms.
 * Owner:  one writer at a time: the file is locked (flock(2)) from open to
 *         close.  Readers need no lock; what they see after the last LF is not
 *         whole yet.  path is copied; its folder must be there, and readable,
 *         to be synced.
 * Errors: -1 or NULL.  What the file or the disk did is said on standard
 *         error, once; journal_why() has a constant text in any case.  Nothing
 *         here ends the program (but for mem.h).
 *
 * What is promised
 *   kill -9     what was written is there: all before the last journal_sync(),
 *               and of what came after it all but the last 64 KiB and a record.
 *   power cut   all before the last journal_sync() that gave 0 is there, if
 *               the disk keeps its word; of what came after, some first
 *               records may be.
 *   both        the next journal_open() gives whole records only, none that
 *               was not appended, in order and without a gap.
 *
 * What journal_open() does with what it finds (it reads the whole file)
 *   torn        From a line on that is not whole (no LF, zeros, garbage, a sum
 *               that is wrong) and that no later line knows to have been on
 *               the disk: cut off there, never in silence.  The bytes are kept
 *               in FILE.torn-OFFSET, and how many and from which line is said.
 *   damaged     Such a line before one that knows it had been on the disk:
 *               somebody changed it, or the disk lost it.  Refused, FILE:LINE.
 *   strange     A whole object without ct_log, a record with the wrong number
 *               (lines are missing, doubled or moved), a file of something
 *               else.  Refused, FILE:LINE.
 *   Damage to the very last records synced, after which none was written, is
 *   taken for a tear: only the next record could have told.
 *
 * A full disk is no end: journal_sync() (or an append that finds 64 KiB
 * waiting) gives -1, half a record is taken back from the file, the records
 * that were taken stay in memory in their order and go out when there is room.
 * Any other failure of write(2), and any of fsync(2), is for good: after it
 * nobody knows what is on the disk, a second fsync may lie, and so all calls
 * give -1.  The next journal_open() writes anew what was in doubt.
 */
#ifndef CT_EVENT_JOURNAL_H
#define CT_EVENT_JOURNAL_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "event/event.h"
#include "time/zone.h"

struct journal;

/* Open or make the file, lock it, mend its tail, put it and its folder on the disk. */
struct journal *journal_open(const char *path);
/* Give the records of the file, in order, to take; those with a ts before from are passed over.
 * -1 if take gives -1 or the file cannot be read. */
int journal_each(struct journal *, int64_t from, int (*take)(void *, struct event *), void *arg);
/* Take a record, to be written later.  -1 if it is no JSON object, holds a LF or a ct_log, or is
 * too long, and if 64 KiB are waiting that cannot be written. */
int journal_append(struct journal *, struct slice record, int64_t now);
/* Put all that was appended on the disk: only when this gave 0 is it there. */
int journal_sync(struct journal *);
/* How many records wait for a sync; the now of the oldest in *since (if there is one). */
uint64_t journal_pending(const struct journal *, int64_t *since);
/* Has it failed for good? */
bool journal_failed(const struct journal *);
/* Why the last call gave -1: a constant text. */
const char *journal_why(const struct journal *);
/* Sync and free; -1 if something that was appended did not get to the disk.  NULL gives 0. */
int journal_close(struct journal *);

/* Files changed by date: append the name at an instant, by the zone's clock, to the buf.  The
 * pattern may hold %Y %m %d and %%; false on any other %. */
bool journal_name(struct buf *, const char *pattern, struct zone *, int64_t ms);
/* Go on in the file of that name, unless it is this one: sync, open, close the old one.  -1 leaves
 * *journal as it was. */
int journal_turn(struct journal **, const char *path);
#endif
