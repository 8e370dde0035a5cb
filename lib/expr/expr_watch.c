/* expr_watch.c - an evaluation in libjq that does not end, or ends the program. */
#include <errno.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "event/output.h"
#include "expr/expr_in.h"

enum { SECONDS = 5, SIGNALS = 4, STACK = 64 << 10 };

struct watch {
	char *place;
	const struct event *event;
	double seconds; /* 0: no limit */
	timer_t timer;
	bool timed;
	struct sigaction old[SIGNALS];
	struct watch *outer;
};

/*
 * The evaluation that is running.  At file scope because neither a signal
 * handler nor libjq's handler for want of memory can be told where it is.
 */
static struct watch *volatile running;

/* SIGVTALRM is the timer's; the others are how a libjq that fails ends the program. */
static const int signals[SIGNALS] = { SIGVTALRM, SIGABRT, SIGFPE, SIGSEGV };

static size_t
put(char *out, size_t n, size_t size, const char *s)
{
	while (*s != '\0' && n < size)
		out[n++] = *s++;
	return (n);
}

static size_t
put_number(char *out, size_t n, size_t size, uint64_t v)
{
	char digits[24];
	size_t i = sizeof(digits) - 1;

	digits[i] = '\0';
	do
		digits[--i] = (char)('0' + v % 10);
	while ((v /= 10) > 0);
	return (put(out, n, size, digits + i));
}

/* In a signal handler: only what is safe there. */
static _Noreturn void
die(const struct watch *w, const char *reason)
{
	char text[1024];
	size_t n = 0, size = sizeof(text) - 1;

	n = put(text, n, size, program_invocation_short_name);
	n = put(text, n, size, ": ");
	n = put(text, n, size, w->place);
	n = put(text, n, size, ": ");
	n = put(text, n, size, reason);
	if (w->event != NULL) {
		n = put(text, n, size, ", at ");
		n = put(text, n, size, w->event->file == NULL ? "line" : w->event->file);
		n = put(text, n, size, w->event->file == NULL ? " " : ":");
		n = put_number(text, n, size, w->event->number);
	}
	text[n++] = '\n';
	if (write(STDERR_FILENO, text, n) == -1) {
		; /* nobody is left to be told */
	}
	output_remove_temporaries();
	_exit(2);
}

static void
on_signal(int sig)
{
	struct watch *w = running;

	if (w == NULL)
		return;
	if (sig == SIGVTALRM)
		die(w,
		    "the expression came to no end (CT_EXPR_TIMEOUT sets the seconds it may take)");
	die(w, "libjq failed on the expression");
}

void
watch_nomem(void *arg)
{
	struct watch *w = running;

	(void)arg;
	if (w != NULL)
		die(w, "the expression ran out of memory");
}

static int
limit(double *seconds)
{
	const char *text = getenv("CT_EXPR_TIMEOUT");
	char *end;

	*seconds = SECONDS;
	if (text == NULL || *text == '\0')
		return (0);
	*seconds = strtod(text, &end);
	return (*end != '\0' || !(*seconds >= 0 && *seconds < 1e9) ? -1 : 0);
}

struct watch *
watch_new(const char *place, const char **why)
{
	struct watch *w = mem_zero(1, sizeof(*w));
	struct sigevent event = { .sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGVTALRM };

	if (limit(&w->seconds) == -1) {
		*why = "CT_EXPR_TIMEOUT is no number of seconds";
		free(w);
		return (NULL);
	}
	w->place = mem_str(place);
	w->timed = w->seconds > 0 && timer_create(CLOCK_PROCESS_CPUTIME_ID, &event, &w->timer) == 0;
	return (w);
}

void
watch_free(struct watch *w)
{
	if (w == NULL)
		return;
	if (w->timed)
		timer_delete(w->timer);
	free(w->place);
	free(w);
}

static void
set_timer(struct watch *w, double seconds)
{
	struct itimerspec t = { .it_value = {
				    (time_t)seconds, (long)((seconds - floor(seconds)) * 1e9) } };

	if (w->timed)
		timer_settime(w->timer, 0, &t, NULL);
}

void
watch_start(struct watch *w, const struct event *event)
{
	struct sigaction sa = { .sa_handler = on_signal };

	w->event = event;
	w->outer = running;
	running = w;
	sigemptyset(&sa.sa_mask);
	for (int i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &sa, &w->old[i]);
	set_timer(w, w->seconds);
}

void
watch_stop(struct watch *w)
{
	if (running != w)
		return;
	set_timer(w, 0);
	for (int i = 0; i < SIGNALS; i++)
		sigaction(signals[i], &w->old[i], NULL);
	running = w->outer;
}
