/*
 * input.h - files, standard input and gzip, read as one run of lines or bytes.
 *
 * Shape:  the files in the order given, "-" or none for standard input.  Gzip
 *         (RFC 1952) is known by its magic bytes; several members in one file
 *         are one text.  A UTF-8 BOM at the start of a file is skipped.
 *         A last line without LF is a line.  A CR before the LF is dropped.
 * Units:  lines count from 1 in each file.
 * Owner:  a line is the input's and dies at the next call.
 * Errors: a file that cannot be opened or read, or a broken gzip: said on
 *         standard error at once, input_failed() is true from then on, and
 *         reading goes no further.
 */
#ifndef CT_EVENT_INPUT_H
#define CT_EVENT_INPUT_H
#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"

struct input;

/* Nothing is opened yet; files stay the caller's. */
struct input *input_new(char *const *files, int nfiles);
void input_free(struct input *);
/* Called before a read that would wait for more (a pipe, a terminal), so that output can be
 * flushed. */
void input_on_wait(struct input *, void (*fn)(void *), void *arg);

enum input_line {
	INPUT_END,  /* no more lines, or the input failed */
	INPUT_LINE, /* one line, without LF and without a CR before it */
	INPUT_LONG, /* a line over the limit: its first 64 KiB are given, the rest is skipped */
	INPUT_CUT   /* a piece of a line after which a read error or a broken gzip came */
};

/* The next line of the current file, else of the next one; *full is its whole length. */
enum input_line input_line(struct input *, struct slice *line, uint64_t *full);
/*
 * For readers that are not line by line (a JSON document, a header to detect):
 * the bytes at hand of the current file, at least want of them unless the file
 * ends first (want is at most 16 MiB); none at the end of the file.
 */
struct slice input_peek(struct input *, size_t want);
/* What input_peek() gives now begins a record: its place is input_offset() until the next mark. */
void input_mark(struct input *);
/* Take n of the bytes that input_peek() gave. */
void input_skip(struct input *, size_t n);
/* Go to the next file: false after the last one or when the input failed.  To be called before the
 * first input_peek(); input_line() does it by itself. */
bool input_next_file(struct input *);

/* The current file's name for messages ("standard input" for "-"). */
const char *input_name(const struct input *);
/* The number of the line that input_line() gave last. */
uint64_t input_number(const struct input *);
/* Where in the current file (uncompressed) that line began, in bytes. */
uint64_t input_offset(const struct input *);
bool input_failed(const struct input *);
/* Is the current file a regular one (no pipe, no terminal)? */
bool input_is_regular(const struct input *);
/* Bytes taken from files so far (compressed ones), and the size of all of them or 0 if unknown. */
uint64_t input_bytes(const struct input *, uint64_t *of);
#endif
