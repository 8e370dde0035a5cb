/* Exports of any kind, whole: whatever the bytes are, they become events or rejects. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "format/ingest.h"
#include "hush.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const formats[] = { "events", "uis", "asterisk", "metrica",
		"metrica-hits", NULL };
	char path[32], *files[] = { path };
	struct stream_settings settings = { .files = files, .nfiles = 1, .quiet = true };
	struct ingest_options how = { .zone = "Europe/Kyiv",
		.region = "UA",
		.dedup = true,
		.dedup_window = INT64_C(86400000),
		.quiet = true };
	struct stream *stream;
	int fd;

	hush();
	setenv("CT_DATADIR", "share", 0);
	if (size < 2 || (fd = memfd_create("export", 0)) == -1)
		return (0);
	how.format = formats[data[0] % 6];
	if (write(fd, data + 1, size - 1) != (ssize_t)size - 1)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if ((stream = stream_open(&settings)) != NULL && ingest(stream, &how) == -1)
		stream_fail(stream);
	stream_close(stream);
	close(fd);
	return (0);
}
