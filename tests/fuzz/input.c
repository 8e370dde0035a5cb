/* Any bytes as a file: no crash; what is not gzip comes out as the same bytes, line by line. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "event/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* The lines put together again, but for the CRs and the last LF that input.h takes away. */
static void
compare(struct slice data, const struct buf *lines)
{
	struct buf want = { 0 };
	const char *p = data.p, *end = data.p + data.n, *lf;
	size_t n;

	if (data.n >= 3 && memcmp(p, "\xef\xbb\xbf", 3) == 0)
		p += 3;
	for (; p < end; p = lf + 1) {
		if ((lf = memchr(p, '\n', (size_t)(end - p))) == NULL)
			lf = end;
		n = (size_t)(lf - p);
		if (n > 0 && p[n - 1] == '\r')
			n--;
		buf_add(&want, p, n);
		buf_char(&want, '\n');
	}
	if (!slice_eq(buf_view(&want), buf_view(lines)))
		abort();
	buf_free(&want);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size }, line;
	struct buf lines = { 0 };
	struct input *in;
	char path[64], *files[1] = { path };
	uint64_t full;
	int fd;

	if ((fd = memfd_create("fuzz", MFD_CLOEXEC)) == -1 ||
	    write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	in = input_new(files, 1);
	while (input_line(in, &line, &full) != INPUT_END && lines.n < 1 << 24) {
		buf_slice(&lines, line);
		buf_char(&lines, '\n');
	}
	if (size < 2 || memcmp(data, "\x1f\x8b", 2) != 0)
		compare(text, &lines);
	input_free(in);
	close(fd);
	buf_free(&lines);
	return (0);
}
