#include "base/cli.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/near.h"
#include "base/say.h"

static const struct {
	unsigned bit;
	struct cli_option option;
} shared_options[] = {
	{ CLI_QUIET, { 'q', "quiet", NULL, "no messages about single records" } },
	{ CLI_OUTPUT, { 'o', "output", "FILE", "write to FILE, renamed into place when whole" } },
	{ CLI_REJECTS, { 'x', "rejects", "FILE", "write rejected lines to FILE as NDJSON" } },
	{ CLI_ZONE, { 'z', "timezone", "ZONE", "IANA time zone (default UTC)" } },
	{ CLI_STATE, { 's', "state", "FILE", "carry state from run to run in FILE" } },
	{ CLI_STATE, { CLI_LONG - 1, "state-from", "OLD",
			 "read the state from OLD, which stays as it is" } },
	{ CLI_TRUSTED,
	    { CLI_LONG - 2, "trusted", NULL, "input comes from a ct filter: check less" } },
	{ CLI_PROGRESS, { CLI_LONG - 3, "progress", NULL, "show progress on standard error" } },
	{ 0, { 'h', "help", NULL, "show this help" } },
	{ 0, { 'V', "version", NULL, "show the version" } },
};
#define NSHARED (sizeof(shared_options) / sizeof(shared_options[0]))

static bool
has(const struct cli *cli, size_t i)
{
	return ((shared_options[i].bit & ~cli->shared) == 0);
}

const char *
cli_name(const struct cli *cli)
{
	const char *slash = strrchr(cli->argv[0], '/');

	return (slash == NULL ? cli->argv[0] : slash + 1);
}

void
cli_wrong(const struct cli *cli, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", cli_name(cli));
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	fprintf(stderr, "usage: %s [OPTION]... %s (see %s --help)\n", cli_name(cli), cli->operands,
	    cli_name(cli));
	exit(STATUS_FAILED);
}

static void
help_line(const struct cli_option *o)
{
	char left[64];

	if (o->ch > 0 && o->ch < 128)
		snprintf(left, sizeof(left), "-%c, --%s%s%s", o->ch, o->name, o->arg ? " " : "",
		    o->arg ? o->arg : "");
	else
		snprintf(left, sizeof(left), "    --%s%s%s", o->name, o->arg ? " " : "",
		    o->arg ? o->arg : "");
	printf("  %-25s %s\n", left, o->help);
}

/* The help went to a full disk: then it was not given. */
static _Noreturn void
finish_printing(void)
{
	if (fflush(stdout) == EOF || ferror(stdout))
		err(STATUS_FAILED, "standard output");
	exit(STATUS_OK);
}

static _Noreturn void
help(const struct cli *cli)
{
	const struct cli_option *o;
	size_t i;

	printf("usage: %s [OPTION]... %s\n%s\n\n", cli_name(cli), cli->operands, cli->purpose);
	for (o = cli->options; o != NULL && o->name != NULL; o++)
		help_line(o);
	for (i = 0; i < NSHARED; i++)
		if (has(cli, i))
			help_line(&shared_options[i].option);
	printf("\nExamples:\n%s", cli->examples);
	finish_printing();
}

static _Noreturn void
version(const struct cli *cli)
{
	printf("%s (ct) %s\n", cli_name(cli), CT_VERSION);
	finish_printing();
}

static const struct cli_option *
find_letter(const struct cli *cli, int ch)
{
	const struct cli_option *o;
	size_t i;

	for (o = cli->options; o != NULL && o->name != NULL; o++)
		if (o->ch == ch)
			return (o);
	for (i = 0; i < NSHARED; i++)
		if (has(cli, i) && shared_options[i].option.ch == ch)
			return (&shared_options[i].option);
	return (NULL);
}

static bool
is_name(const struct cli_option *o, const char *name, size_t n)
{
	return (strlen(o->name) == n && memcmp(o->name, name, n) == 0);
}

static const struct cli_option *
find_name(const struct cli *cli, const char *name, size_t n)
{
	const struct cli_option *o;
	size_t i;

	for (o = cli->options; o != NULL && o->name != NULL; o++)
		if (is_name(o, name, n))
			return (o);
	for (i = 0; i < NSHARED; i++)
		if (has(cli, i) && is_name(&shared_options[i].option, name, n))
			return (&shared_options[i].option);
	return (NULL);
}

/* Take a shared option; false if o is the command's own. */
static bool
take_shared(struct cli *cli, const struct cli_option *o)
{
	if (o < &shared_options[0].option || o > &shared_options[NSHARED - 1].option)
		return (false);
	switch (o->ch) {
	case 'h':
		help(cli);
	case 'V':
		version(cli);
	case 'q':
		cli->quiet = true;
		break;
	case 'o':
		cli->output = cli->arg;
		break;
	case 'x':
		cli->rejects = cli->arg;
		break;
	case 'z':
		cli->zone = cli->arg;
		break;
	case 's':
		cli->state = cli->arg;
		break;
	case CLI_LONG - 1:
		cli->state_from = cli->arg;
		break;
	case CLI_LONG - 2:
		cli->trusted = true;
		break;
	case CLI_LONG - 3:
		cli->progress = true;
		break;
	}
	return (true);
}

/* The nearest option's name, or NULL. */
static const char *
near_option(const struct cli *cli, struct slice name)
{
	const char *names[64];
	const struct cli_option *o;
	size_t i, n = 0;

	for (o = cli->options; o != NULL && o->name != NULL && n < 40; o++)
		names[n++] = o->name;
	for (i = 0; i < NSHARED; i++)
		if (has(cli, i))
			names[n++] = shared_options[i].option.name;
	names[n] = NULL;
	return (near_name(name, names));
}

static _Noreturn void
unknown_option(const struct cli *cli, struct slice name)
{
	const char *near = near_option(cli, name);

	if (near != NULL)
		cli_wrong(
		    cli, "unknown option --%.*s; did you mean --%s?", (int)name.n, name.p, near);
	cli_wrong(cli, "unknown option --%.*s", (int)name.n, name.p);
}

static const struct cli_option *
long_option(struct cli *cli, const char *word)
{
	const char *equals = strchr(word, '=');
	size_t n = equals == NULL ? strlen(word) : (size_t)(equals - word);
	const struct cli_option *o = find_name(cli, word, n);

	if (o == NULL)
		unknown_option(cli, (struct slice){ word, n });
	if (o->arg == NULL && equals != NULL)
		cli_wrong(cli, "option --%s takes no argument", o->name);
	if (o->arg != NULL) {
		if (equals == NULL && cli->at >= cli->argc)
			cli_wrong(cli, "option --%s needs an argument: %s", o->name, o->arg);
		cli->arg = equals != NULL ? equals + 1 : cli->argv[cli->at++];
	}
	return (o);
}

/* The letter at cli->within of the word before cli->at. */
static const struct cli_option *
letter_option(struct cli *cli)
{
	const char *word = cli->argv[cli->at - 1];
	char ch = word[cli->within++];
	const struct cli_option *o = find_letter(cli, (unsigned char)ch);

	if (o == NULL)
		cli_wrong(cli, "unknown option -%c", ch);
	if (o->arg != NULL) {
		if (word[cli->within] != '\0')
			cli->arg = word + cli->within;
		else if (cli->at < cli->argc)
			cli->arg = cli->argv[cli->at++];
		else
			cli_wrong(cli, "option -%c needs an argument: %s", ch, o->arg);
		cli->within = 0;
	} else if (word[cli->within] == '\0')
		cli->within = 0;
	return (o);
}

/*
 * A standard descriptor that whoever started us had closed would be given to
 * the first file we open, and messages would be written into data.  Held by
 * one that cannot be used, it fails like a closed one.
 */
static void
hold_descriptors(void)
{
	int fd;

	for (fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) == -1 && errno == EBADF)
			(void)open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY);
}

/* One more output, whose place is known. */
static void
add_output(struct cli *cli, struct cli_output o, const char *file)
{
	const struct cli_output *other;

	for (other = cli->outputs; other < cli->outputs + cli->noutputs; other++)
		if (place_same(&other->place, &o.place))
			cli_wrong(cli, "%s and %s are one file: %s", other->option, o.option, file);
	if (cli->noutputs == CLI_OUTPUTS)
		errx(STATUS_FAILED, "%s: over %d outputs", o.option, (int)CLI_OUTPUTS);
	cli->outputs[cli->noutputs++] = o;
}

void
cli_writes(struct cli *cli, const char *option, const char *file)
{
	struct cli_output o = { .option = option };
	struct place messages;

	if (!place_of(file, &o.place))
		return;
	/* Messages would go on into a file that has been replaced; /dev/stderr is added to. */
	if (place_descriptor(file) == -1 && place_of_descriptor(STDERR_FILENO, &messages) &&
	    place_same(&o.place, &messages))
		cli_wrong(cli, "%s and standard error are one file: %s", option, file);
	add_output(cli, o, file);
}

/* What is read must not be written, except by the option that may replace it. */
static void
check_input(const struct cli *cli, const char *what, const char *file, const char *except)
{
	bool standard = strcmp(file, "-") == 0;
	const struct cli_output *o;
	struct place in;

	if (!(standard ? place_of_descriptor(STDIN_FILENO, &in) : place_of(file, &in)))
		return;
	for (o = cli->outputs; o < cli->outputs + cli->noutputs; o++) {
		if (strcmp(o->option, except) == 0 || !place_same(&o->place, &in))
			continue;
		if (standard)
			cli_wrong(cli, "%s and standard input are one file", o->option);
		cli_wrong(cli, "%s and %s are one file: %s", o->option, what, file);
	}
}

void
cli_uses(const struct cli *cli, const char *option, const char *file)
{
	if (file != NULL)
		check_input(cli, option, file, "");
}

void
cli_reads(const struct cli *cli)
{
	int i;

	if (cli->state_from != NULL)
		check_input(cli, "--state-from", cli->state_from, "-s");
	if (cli->nfiles == 0)
		check_input(cli, "the input", "-", "-o");
	for (i = 0; i < cli->nfiles; i++)
		check_input(cli, "the input", cli->files[i], "-o");
}

static void
add_shared_outputs(struct cli *cli)
{
	struct cli_output o = { .option = "standard output" };

	if (cli->output != NULL)
		/* What the shell has open is not replaced at the end, but added to at once. */
		cli_writes(
		    cli, place_descriptor(cli->output) == -1 ? "-o" : cli->output, cli->output);
	else if (place_of_descriptor(STDOUT_FILENO, &o.place))
		add_output(cli, o, o.option);
	if (cli->rejects != NULL)
		cli_writes(cli, "-x", cli->rejects);
	if (cli->state != NULL)
		cli_writes(cli, "-s", cli->state);
}

/* The next option or -1, without what is done at the end. */
static int
next_option(struct cli *cli)
{
	const struct cli_option *o;
	char *word;

	/* Operands are collected at the front of argv, where words already read leave room. */
	if (cli->files == NULL) {
		hold_descriptors();
		cli->files = cli->argv + 1;
	}
	for (;;) {
		cli->arg = NULL;
		if (cli->within > 0)
			o = letter_option(cli);
		else if (cli->at >= cli->argc)
			return (-1);
		else {
			word = cli->argv[cli->at++];
			if (word[0] != '-' || word[1] == '\0') {
				cli->files[cli->nfiles++] = word;
				continue;
			}
			if (strcmp(word, "--") == 0) {
				while (cli->at < cli->argc)
					cli->files[cli->nfiles++] = cli->argv[cli->at++];
				return (-1);
			}
			if (word[1] == '-')
				o = long_option(cli, word + 2);
			else {
				cli->within = 1;
				o = letter_option(cli);
			}
		}
		cli->option = o;
		if (!take_shared(cli, o))
			return (o->ch);
	}
}

int
cli_next(struct cli *cli)
{
	int ch = next_option(cli);

	if (ch == -1)
		add_shared_outputs(cli);
	return (ch);
}

/*
 * Arguments of options
 */

void
cli_expected(const struct cli *cli, const char *what)
{
	cli_wrong(cli, "--%s: expected %s, not \"%s\"", cli->option->name, what, cli->arg);
}

void
cli_unknown(const struct cli *cli, const char *what, struct slice name, const char *const *names)
{
	struct buf b = { 0 };

	say_unknown(&b, what, name, names);
	cli_wrong(cli, "--%s: %s", cli->option->name, buf_cstr(&b));
}

uint64_t
cli_number(const struct cli *cli, uint64_t min, uint64_t max)
{
	struct buf b = { 0 };
	unsigned long long n;
	char *end;

	errno = 0;
	n = strtoull(cli->arg, &end, 10);
	if (cli->arg[0] >= '0' && cli->arg[0] <= '9' && *end == '\0' && errno == 0 && n >= min &&
	    n <= max)
		return (n);
	say_whole(&b, (int64_t)min, max);
	cli_expected(cli, buf_cstr(&b));
}

int
cli_choice(const struct cli *cli, const char *what, const char *const *names)
{
	int i;

	for (i = 0; names[i] != NULL; i++)
		if (strcmp(names[i], cli->arg) == 0)
			return (i);
	cli_unknown(cli, what, slice_of(cli->arg), names);
}
