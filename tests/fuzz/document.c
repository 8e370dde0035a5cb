/* JSON documents: every record that is given is an object, and nothing is given for ever. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "format/document.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct slice places[] = { { "result.data", 11 }, { "[]", 2 }, { ".", 1 },
		{ "calls", 5 } };
	char path[32], *files[] = { path };
	struct document_row row;
	enum document_found found;
	struct event event = { 0 };
	struct document *d;
	struct input *in;
	size_t rows = 0;
	int fd;

	if (size < 2 || (fd = memfd_create("document", 0)) == -1)
		return (0);
	if (write(fd, data + 1, size - 1) != (ssize_t)size - 1)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	in = input_new(files, 1);
	if (input_next_file(in)) {
		d = document_new(in, places + data[0] % 3, data[0] % 2 + 1);
		while ((found = document_next(d, &event, &row)) != DOCUMENT_END) {
			if (rows++ > 2 * size || row.line < 1)
				abort();
			if (found == DOCUMENT_RECORD && (row.raw.n < 2 || row.raw.p[0] != '{'))
				abort();
			if (found == DOCUMENT_BAD && row.why == NULL)
				abort();
		}
		document_free(d);
	}
	input_free(in);
	event_free(&event);
	close(fd);
	return (0);
}
