#include "event/input.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/mem.h"
#include "event/scan.h"

enum {
	CHUNK = 256 << 10,    /* a read of this size measured best */
	LONG_SHOWN = 64 << 10 /* how much of a line over the limit is kept for its reject */
};

struct input {
	char *const *files;
	int nfiles, next; /* the next file to open */
	int fd;		  /* -1: none is open */
	const char *name;
	bool regular, failed, eof;
	uint64_t number;  /* lines of the current file so far */
	uint64_t before;  /* bytes of the current file before buf */
	uint64_t line_at; /* where in the file the last line began */
	uint64_t bytes;	  /* read from all files, as they lie on the disk */

	char *buf;
	size_t pos, end, cap; /* bytes not yet given: buf[pos..end) */
	size_t looked;	      /* of them, so many are known to have no LF */

	bool gzip;
	z_stream z;
	bool member_done; /* a gzip member has ended, and none has begun since */
	char *zbuf;	  /* the compressed bytes */

	void (*on_wait)(void *);
	void *on_wait_arg;
};

struct input *
input_new(char *const *files, int nfiles)
{
	struct input *in = mem_zero(1, sizeof(*in));

	in->files = files;
	in->nfiles = nfiles;
	in->fd = -1;
	in->name = "standard input";
	return (in);
}

static void
close_file(struct input *in)
{
	if (in->gzip)
		inflateEnd(&in->z);
	in->gzip = false;
	if (in->fd > 0)
		close(in->fd);
	in->fd = -1;
}

void
input_free(struct input *in)
{
	if (in == NULL)
		return;
	close_file(in);
	free(in->buf);
	free(in->zbuf);
	free(in);
}

void
input_on_wait(struct input *in, void (*fn)(void *), void *arg)
{
	in->on_wait = fn;
	in->on_wait_arg = arg;
}

/* Nothing more can come of this input. */
static void
fail(struct input *in)
{
	in->failed = true;
	in->eof = true;
}

/* read(2), but whoever waits for our output sees it before we wait for more input. */
static size_t
read_some(struct input *in, char *p, size_t n)
{
	struct pollfd pfd = { .fd = in->fd, .events = POLLIN };
	ssize_t got;

	if (!in->regular && in->on_wait != NULL && poll(&pfd, 1, 0) == 0)
		in->on_wait(in->on_wait_arg);
	while ((got = read(in->fd, p, n)) == -1 && errno == EINTR)
		;
	if (got == -1) {
		warn("%s", in->name);
		fail(in);
		return (0);
	}
	in->bytes += (uint64_t)got;
	return ((size_t)got);
}

static void
gzip_error(struct input *in, const char *what)
{
	warnx("%s: %s", in->name, what);
	fail(in);
}

/* Uncompressed bytes into p; 0 at the end of the file or on failure. */
static size_t
inflate_some(struct input *in, char *p, size_t n)
{
	size_t got;
	int ret;

	in->z.next_out = (unsigned char *)p;
	in->z.avail_out = (unsigned)n;
	while (in->z.avail_out == n) {
		if (in->z.avail_in == 0) {
			if ((got = read_some(in, in->zbuf, CHUNK)) == 0) {
				if (!in->failed && !in->member_done)
					gzip_error(in, "the gzip data end too early");
				return (0);
			}
			in->z.next_in = (unsigned char *)in->zbuf;
			in->z.avail_in = (unsigned)got;
		}
		if (in->member_done) {
			/* Padding with zeros is common on tapes and in gzip(1)'s own tolerance. */
			if (*in->z.next_in == 0) {
				in->z.next_in++;
				in->z.avail_in--;
				continue;
			}
			inflateReset(&in->z);
			in->member_done = false;
		}
		ret = inflate(&in->z, Z_NO_FLUSH);
		if (ret == Z_STREAM_END)
			in->member_done = true;
		else if (ret != Z_OK && ret != Z_BUF_ERROR) {
			gzip_error(in, "broken gzip data");
			break;
		}
	}
	return (n - in->z.avail_out);
}

static void
start_gzip(struct input *in)
{
	if (in->zbuf == NULL)
		in->zbuf =
		    mem_alloc(2 * CHUNK); /* what came before the magic was seen may be over one */
	memcpy(in->zbuf, in->buf, in->end);
	memset(&in->z, 0, sizeof(in->z));
	in->z.next_in = (unsigned char *)in->zbuf;
	in->z.avail_in = (unsigned)in->end;
	in->end = 0;
	in->member_done = false;
	in->gzip = inflateInit2(&in->z, 15 + 16) == Z_OK; /* 16: gzip only */
	if (!in->gzip) {
		gzip_error(in, "no memory to read gzip data");
		in->eof = true;
	}
}

/* More bytes behind those at hand; false at the end of the file. */
static bool
fill(struct input *in)
{
	size_t got;

	if (in->eof)
		return (false);
	if (in->pos > 0) {
		memmove(in->buf, in->buf + in->pos, in->end - in->pos);
		in->before += in->pos;
		in->end -= in->pos;
		in->pos = 0;
	}
	if (in->cap - in->end < CHUNK)
		in->buf = mem_grow(in->buf, &in->cap, in->end + CHUNK, 1);
	got = in->gzip ? inflate_some(in, in->buf + in->end, CHUNK)
		       : read_some(in, in->buf + in->end, CHUNK);
	in->end += got;
	if (got == 0)
		in->eof = true;
	return (got > 0);
}

/* The file is open: is it gzip, has it a BOM? */
static void
begin_file(struct input *in)
{
	struct stat st;

	in->regular = fstat(in->fd, &st) == 0 && S_ISREG(st.st_mode);
	in->eof = false;
	in->number = in->before = in->line_at = 0;
	in->pos = in->end = in->looked = 0;
	while (in->end < 2 && fill(in))
		;
	if (in->end >= 2 && memcmp(in->buf, "\x1f\x8b", 2) == 0) {
		start_gzip(in);
		fill(in);
	}
	while (
	    in->end > 0 && in->end < 3 && memcmp(in->buf, "\xef\xbb\xbf", in->end) == 0 && fill(in))
		;
	if (in->end >= 3 && memcmp(in->buf, "\xef\xbb\xbf", 3) == 0)
		in->pos = 3;
}

bool
input_next_file(struct input *in)
{
	const char *path;

	if (in->failed)
		return (false);
	close_file(in);
	if (in->nfiles == 0 && in->next == 0)
		path = "-";
	else if (in->next < in->nfiles)
		path = in->files[in->next];
	else
		return (false);
	in->next++;
	if (strcmp(path, "-") == 0) {
		in->name = "standard input";
		in->fd = STDIN_FILENO;
	} else {
		in->name = path;
		if ((in->fd = open(path, O_RDONLY | O_CLOEXEC)) == -1) {
			warn("%s", path);
			fail(in);
			return (false);
		}
	}
	begin_file(in);
	return (true);
}

/* The rest of a line that is too long is read and let go. */
static enum input_line
long_line(struct input *in, struct slice *line, uint64_t *full)
{
	char *keep = mem_dup(in->buf + in->pos, LONG_SHOWN);
	char *lf = NULL;

	*full = 0;
	do {
		lf = memchr(in->buf + in->pos, '\n', in->end - in->pos);
		*full += lf != NULL ? (size_t)(lf - in->buf) - in->pos : in->end - in->pos;
		in->pos = lf != NULL ? (size_t)(lf + 1 - in->buf) : in->end;
	} while (lf == NULL && fill(in));
	in->looked = 0;
	in->number++;
	/* The line's beginning goes back to where a slice of it can live: before pos or in new
	 * room. */
	in->buf = mem_grow(in->buf, &in->cap, in->end + LONG_SHOWN, 1);
	memcpy(in->buf + in->end, keep, LONG_SHOWN);
	free(keep);
	*line = (struct slice){ in->buf + in->end, LONG_SHOWN };
	return (INPUT_LONG);
}

static void
give(struct input *in, size_t n, struct slice *line, uint64_t *full)
{
	*line = (struct slice){ in->buf + in->pos, n };
	if (n > 0 && line->p[n - 1] == '\r')
		line->n--;
	*full = line->n;
	in->number++;
	in->line_at = in->before + in->pos;
	in->looked = 0;
}

enum input_line
input_line(struct input *in, struct slice *line, uint64_t *full)
{
	size_t have;
	char *lf;

	for (;;) {
		have = in->end - in->pos;
		lf = have > in->looked
			 ? memchr(in->buf + in->pos + in->looked, '\n', have - in->looked)
			 : NULL;
		if (lf != NULL) {
			have = (size_t)(lf - in->buf) - in->pos;
			/* One CR more is allowed: it is not part of the line. */
			if (have > SCAN_LINE + 1) {
				in->line_at = in->before + in->pos;
				return (long_line(in, line, full));
			}
			give(in, have, line, full);
			in->pos += have + 1;
			return (INPUT_LINE);
		}
		if (have > SCAN_LINE + 1) {
			in->line_at = in->before + in->pos;
			return (long_line(in, line, full));
		}
		in->looked = have;
		if (in->fd != -1 && fill(in))
			continue;
		if (have > 0) {
			give(in, have, line, full);
			in->pos = in->end;
			return (in->failed ? INPUT_CUT : INPUT_LINE);
		}
		if (!input_next_file(in))
			return (INPUT_END);
	}
}

struct slice
input_peek(struct input *in, size_t want)
{
	while (in->end - in->pos < want && in->fd != -1 && fill(in))
		;
	return ((struct slice){ in->buf + in->pos, in->end - in->pos });
}

void
input_mark(struct input *in)
{
	in->line_at = in->before + in->pos;
}

void
input_skip(struct input *in, size_t n)
{
	in->pos += n;
	in->looked = 0;
}

const char *
input_name(const struct input *in)
{
	return (in->name);
}

uint64_t
input_number(const struct input *in)
{
	return (in->number);
}

uint64_t
input_offset(const struct input *in)
{
	return (in->line_at);
}

bool
input_failed(const struct input *in)
{
	return (in->failed);
}

bool
input_is_regular(const struct input *in)
{
	return (in->regular);
}

uint64_t
input_bytes(const struct input *in, uint64_t *of)
{
	struct stat st;
	int i;

	*of = 0;
	for (i = 0; i < in->nfiles; i++) {
		if (stat(in->files[i], &st) == -1 || !S_ISREG(st.st_mode)) {
			*of = 0;
			break;
		}
		*of += (uint64_t)st.st_size;
	}
	return (in->bytes);
}
