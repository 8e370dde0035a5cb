/* numbers.yaml: any bytes are declarations or are refused; what is accepted answers for any number.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "numbers/numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
ask(struct numbers *n, struct slice number)
{
	const struct conf *conf;
	bool declared;

	(void)numbers_set(n);
	(void)numbers_count(n);
	(void)numbers_model(n, &conf);
	(void)numbers_fixed(n, number, 0);
	/* A number that a pool claims is declared: both ways to ask agree. */
	if (numbers_pool(n, number, &declared) == NULL ||
	    (declared && !numbers_declared(n, number)))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct numbers *n;
	char path[64];
	int fd;

	if ((fd = memfd_create("fuzz", MFD_CLOEXEC)) == -1 ||
	    write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if ((n = numbers_load(path, "Europe/Kyiv")) != NULL) {
		ask(n, SLICE("+74951230001"));
		ask(n, SLICE("+7"));
		ask(n, SLICE(""));
		ask(n, (struct slice){ (const char *)data, size < 20 ? size : 20 });
	}
	numbers_free(n);
	close(fd);
	return (0);
}
