/*
 * cli.h - the one reader of argv, and what all commands share (ct(7)).
 *
 * Shape:  a command gives its own options; the shared ones it takes part in
 *         are named by the CLI_* bits and need no code in the command.
 * Errors: a wrong option or a missing argument ends the program with
 *         STATUS_FAILED and a message; --help and --version end it with
 *         STATUS_OK.  This file and mem.c are the only ones in lib/ that exit,
 *         but for expr_watch.c, which cannot come back out of libjq.
 * Owner:  every string is argv's.
 */
#ifndef CT_BASE_CLI_H
#define CT_BASE_CLI_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/place.h"
#include "base/status.h"

/* Which of the shared options a command has, besides -h and -V. */
enum {
	CLI_QUIET = 1,	   /* -q --quiet */
	CLI_OUTPUT = 2,	   /* -o --output FILE */
	CLI_REJECTS = 4,   /* -x --rejects FILE */
	CLI_ZONE = 8,	   /* -z --timezone ZONE */
	CLI_STATE = 16,	   /* -s --state FILE, --state-from OLD */
	CLI_TRUSTED = 32,  /* --trusted */
	CLI_PROGRESS = 64, /* --progress */
	CLI_FILTER = CLI_QUIET | CLI_OUTPUT | CLI_REJECTS | CLI_TRUSTED | CLI_PROGRESS
};

/* An option without a letter gets a number from here on as its ch. */
#define CLI_LONG 256

struct cli_option {
	int ch;		  /* its letter, or CLI_LONG + n */
	const char *name; /* its long name, without the dashes */
	const char *arg;  /* the name of its argument in --help, or NULL if it has none */
	const char *help; /* one line, no full stop */
};

/* A file that the command writes, and the option that names it. */
struct cli_output {
	const char *option; /* "standard output" for that */
	struct place place;
};
enum { CLI_OUTPUTS = 16 };

struct cli {
	int argc;
	char **argv;
	const struct cli_option *options; /* ends with an all-zero one; NULL for none */
	const char *purpose;		  /* one line: what the command does */
	const char *operands;		  /* "[FILE]..." */
	const char *examples;		  /* two lines that can be pasted */
	unsigned shared;		  /* CLI_* bits */

	const char *arg;		 /* the argument of the option cli_next() gave */
	const struct cli_option *option; /* and that option */

	/* The shared options, filled in by cli_next(). */
	bool quiet, trusted, progress;
	const char *output;  /* NULL: standard output */
	const char *rejects; /* NULL: count them and tell */
	const char *zone;    /* "UTC" unless told */
	const char *state, *state_from;

	/* The operands, filled in when cli_next() has given -1. */
	char **files;
	int nfiles;

	int at, within; /* cli_next()'s place: the word, and the letter in it */
	struct cli_output outputs[CLI_OUTPUTS];
	int noutputs;
};

/* A command's name is argv[0]'s last part. */
#define CLI_INIT(nwords, words, own, what, samples, bits)                                        \
	{                                                                                        \
		.argc = (nwords), .argv = (words), .options = (own), .purpose = (what),          \
		.operands = "[FILE]...", .examples = (samples), .shared = (bits), .zone = "UTC", \
		.at = 1                                                                          \
	}

/*
 * The next of the command's own options: its ch, with its argument in
 * cli->arg; -1 at the end.  Operands may stand between options; "--" ends
 * them.  Long options are never abbreviated; "--name=value" and "--name value"
 * are the same.
 */
int cli_next(struct cli *);
/*
 * The command will write this file, too, which its own option names ("--open");
 * to be called after the last cli_next(), for each.  Outputs that are one file,
 * by whatever names, are wrong use: one would take the other's place.  For
 * standard output, -o, -x and -s this is seen to.
 */
void cli_writes(struct cli *, const char *option, const char *file);
/*
 * The operands, or standard input, are going to be read (door.h calls it): to
 * write one of them is wrong use, too.  But -o may replace an input, which is
 * done when all of it is read, and -s the state it was read from.
 */
void cli_reads(const struct cli *);
/* The command reads this file, too, by its own option ("--rules"): no output may be it.  Before
 * anything is opened, after the last cli_writes(); NULL: it does not. */
void cli_uses(const struct cli *, const char *option, const char *file);
/* Say what is wrong with the command line (printf's words) and end with STATUS_FAILED. */
_Noreturn void cli_wrong(const struct cli *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The argument of the option just given as a whole number from min to max, or wrong use. */
uint64_t cli_number(const struct cli *, uint64_t min, uint64_t max);
/* Its index among the names (ends with NULL), or wrong use: "--format: unknown format ...". */
int cli_choice(const struct cli *, const char *what, const char *const *names);
/* Wrong use: it should be something else.  "--days: expected a whole number, not "x"" */
_Noreturn void cli_expected(const struct cli *, const char *what);
/* Wrong use: a name in it is not among those. */
_Noreturn void cli_unknown(
    const struct cli *, const char *what, struct slice name, const char *const *names);
/* The command's name, for messages. */
const char *cli_name(const struct cli *);
#endif
