/*
 * measure LABEL BYTES RECORDS COMMAND [ARG]... [ "|" COMMAND... ]...
 * measure --start LABEL COMMAND [ARG]...
 *
 * Run a pipeline, its output thrown away, and print one line: MB/s by the clock
 * and by seconds of CPU, records/s, seconds by the clock, seconds of CPU of all
 * its processes, and the peak memory of the largest.  The best of up to three
 * runs, as other work on the machine only ever adds (to the clock most, which
 * is why CPU stands beside).  With --start: the least and the median of 100 runs
 * on empty input, in milliseconds.
 *
 * A helper in C and not a script, because Linux counts the memory of whoever
 * starts a process as the process's own peak.
 */
#include <sys/resource.h>
#include <sys/wait.h>

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MAX_STAGES = 16, STARTS = 100, RUNS = 3 };
#define ENOUGH 10.0 /* seconds, after which it is not run again */

struct run {
	double wall, cpu;
	long peak; /* KiB */
	int status;
};

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((double)t.tv_sec + 1e-9 * (double)t.tv_nsec);
}

static double
seconds(struct timeval t)
{
	return ((double)t.tv_sec + 1e-6 * (double)t.tv_usec);
}

static pid_t
start(char **argv, int in, int out, int unused)
{
	pid_t pid = vfork();

	if (pid == -1)
		err(2, "vfork");
	if (pid == 0) {
		dup2(in, STDIN_FILENO);
		dup2(out, STDOUT_FILENO);
		if (in != STDIN_FILENO)
			close(in);
		close(out);
		if (unused != -1)
			close(unused);
		execvp(argv[0], argv);
		_exit(127);
	}
	return (pid);
}

static struct run
run(char **argv)
{
	struct run r = { 0, 0, 0, 0 };
	struct rusage usage;
	double begin = now();
	int in, out, ends[2], status, n = 0, i;
	char **next;

	if ((in = open("/dev/null", O_RDONLY)) == -1)
		err(2, "/dev/null");
	for (; argv != NULL; argv = next) {
		for (i = 0; argv[i] != NULL && strcmp(argv[i], "|") != 0; i++)
			;
		next = argv[i] == NULL ? NULL : argv + i + 1;
		argv[i] = NULL;
		ends[0] = -1;
		if (next == NULL)
			out = open("/dev/null", O_WRONLY);
		else if (pipe(ends) == -1)
			err(2, "pipe");
		else
			out = ends[1];
		start(argv, in, out, ends[0]);
		n++;
		close(in);
		close(out);
		in = ends[0];
	}
	for (; n > 0 && wait4(-1, &status, 0, &usage) != -1; n--) {
		r.cpu += seconds(usage.ru_utime) + seconds(usage.ru_stime);
		if (usage.ru_maxrss > r.peak)
			r.peak = usage.ru_maxrss;
		/* 1 is a finding, no failure. */
		if (!WIFEXITED(status) || WEXITSTATUS(status) > 1)
			r.status = status;
	}
	r.wall = now() - begin;
	return (r);
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return ((x > y) - (x < y));
}

static int
measure_start(const char *label, char **argv)
{
	double walls[STARTS];
	struct run r = { 0, 0, 0, 0 };
	int i;

	for (i = 0; i < STARTS; i++) {
		r = run(argv);
		walls[i] = r.wall * 1000;
	}
	qsort(walls, STARTS, sizeof(walls[0]), by_size);
	if (r.status != 0) {
		printf("%-34s failed\n", label);
		return (1);
	}
	printf("%-34s %8.2f %8.2f ms\n", label, walls[0], walls[STARTS / 2]);
	return (0);
}

/* The stages are changed while they are read: each run needs its own. */
static char **
copy(char **argv, int n)
{
	char **c = calloc((size_t)n + 1, sizeof(*c));

	if (c == NULL)
		err(2, "calloc");
	memcpy(c, argv, (size_t)n * sizeof(*c));
	return (c);
}

int
main(int argc, char *argv[])
{
	struct run best = { 0, 0, 0, 0 }, r;
	double bytes, records, sum = 0;
	char **stages;
	int i;

	if (argc > 3 && strcmp(argv[1], "--start") == 0)
		return (measure_start(argv[2], argv + 3));
	if (argc < 5)
		errx(2, "usage: measure LABEL BYTES RECORDS COMMAND...");
	bytes = strtod(argv[2], NULL);
	records = strtod(argv[3], NULL);
	for (i = 0; i < RUNS && sum < ENOUGH; i++) {
		stages = copy(argv + 4, argc - 4);
		r = run(stages);
		free(stages);
		sum += r.wall;
		if (i == 0 || r.wall < best.wall)
			best = r;
		if (r.status != 0) {
			printf("%-34s failed\n", argv[1]);
			return (1);
		}
	}
	printf("%-34s %8.0f %8.0f %11.0f %8.2f %8.2f %9.1f\n", argv[1], bytes / best.wall / 1e6,
	    bytes / best.cpu / 1e6, records / best.wall, best.wall, best.cpu,
	    (double)best.peak / 1024);
	return (0);
}
