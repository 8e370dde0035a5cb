/* Messages and what is printed go nowhere; the fuzzer keeps the standard error that it began with.
 * FUZZ_LOUD lets them be heard. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline void
hush(void)
{
	static FILE *nowhere;
	int fd;

	if (nowhere != NULL || getenv("FUZZ_LOUD") != NULL ||
	    (nowhere = fopen("/dev/null", "w")) == NULL)
		return;
	stderr = nowhere;
	if ((fd = open("/dev/null", O_WRONLY)) != -1) {
		dup2(fd, STDOUT_FILENO);
		close(fd);
	}
}
