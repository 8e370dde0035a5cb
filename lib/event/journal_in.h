/* journal_in.h - what the files of the journal share. */
#ifndef CT_EVENT_JOURNAL_IN_H
#define CT_EVENT_JOURNAL_IN_H
#include "base/crc.h"
#include "event/journal.h"

struct journal {
	char *path;
	int fd;
	struct crc crc;
	uint64_t count;	 /* records, with those in buf */
	uint64_t size;	 /* of the file, which ends in a whole line */
	uint64_t synced; /* so many of its bytes are on the disk */
	struct buf buf;	 /* lines that are not in the file yet */
	uint64_t pending;
	int64_t since;
	struct event event; /* the record at hand */
	const char *why;
	bool failed; /* for good */
	bool full;   /* it was said that the disk is */
};

/* The member ct_log. */
struct stamp {
	uint64_t number, synced;
};

/* The most that it adds to a record. */
enum { STAMP_MAX = sizeof(",\"ct_log\":[,,\"\"]}\n") + 20 + 20 + 8 };

enum stamp_found {
	STAMP_NONE,
	STAMP_WRONG, /* there is one, and its sum is not that of the line */
	STAMP_GOOD
};

/* Append the line of a record: object is its bytes to the last member, without the brace; comma if
 * it has one. */
void stamp_line(
    const struct crc *, struct buf *, struct slice object, bool comma, const struct stamp *);
/* Read the stamp of a line without its LF. */
enum stamp_found stamp_read(const struct crc *, struct slice line, struct stamp *);

/* Find what is whole in the file, of size bytes, and cut off a torn tail: sets count, size and
 * synced.  -1 if it is refused or fails, said. */
int journal_mend(struct journal *, uint64_t size);
#endif
