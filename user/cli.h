/* SPDX-License-Identifier: GPL-2.0 */
/* The command line: words, commands, and how failures are told. */

#ifndef KT_CLI_H
#define KT_CLI_H

#include "nl.h"
#include "show.h"

#include <string.h>

#define KTHREADCTL_RELEASE "0.1"

struct list;

/**
 * enum cli_status - exit statuses
 * @CLI_OK: done
 * @CLI_USAGE: the command line makes no sense
 * @CLI_REFUSED: the kernel said no
 * @CLI_RAISED: a target ended by an unhandled error
 * @CLI_TIMEOUT: a wait timed out
 * @CLI_INTERRUPTED: SIGINT or SIGTERM came
 */
enum cli_status {
	CLI_OK = 0,
	CLI_USAGE = 1,
	CLI_REFUSED = 2,
	CLI_RAISED = 3,
	CLI_TIMEOUT = 124,
	CLI_INTERRUPTED = 130,
};

/**
 * struct cli - one run of the program
 * @sock: NULL until a command needs it; a batch has one for all its lines
 * @words: what is left of the command
 * @count: how many those are
 * @file: of the batch, or NULL
 * @line: in @file
 * @list: where a command to make a thread puts it, to be made later with others; failures
 *	are not told then, as all else is done in a second try without it
 */
struct cli {
	struct kt_sock *sock;
	char **words;
	int count;
	const char *file;
	unsigned int line;
	struct list *list;
};

/**
 * struct command - one that can follow an object
 * @name: its word; any prefix does, the first in the table wins
 * @usage: its words, for help
 * @run: does it, and returns a status
 */
struct command {
	const char *name;
	const char *usage;
	int (*run)(struct cli *cli);
};

/**
 * cli_next() - take a word
 * @cli: the command line
 *
 * Return: the word, NULL if there is none left.
 */
const char *cli_next(struct cli *cli);

/**
 * cli_is_help() - is "help" the only word that is left
 * @cli: the command line
 *
 * Return: whether it is.
 */
bool cli_is_help(const struct cli *cli);

/**
 * cli_rest() - what is left of a word of which some characters were typed
 * @word: as it was typed
 * @full: the whole one
 *
 * Here, as each line of a batch has several, and few of them are what they are compared with.
 *
 * Return: the rest, empty if all was typed; NULL if it is another word, or an empty one.
 */
static inline const char *cli_rest(const char *word, const char *full)
{
	if (!*word)
		return NULL;
	for (; *word; word++, full++) {
		if (*word != *full)
			return NULL;
	}
	return full;
}

/**
 * cli_matches() - is a word a prefix of another
 * @word: as it was typed
 * @full: the whole one
 *
 * Return: whether it is; an empty word is none.
 */
static inline bool cli_matches(const char *word, const char *full)
{
	return cli_rest(word, full);
}

/**
 * cli_is() - is a word the whole of another
 * @word: as it was typed
 * @full: the other
 *
 * Return: whether it is.
 */
static inline bool cli_is(const char *word, const char *full)
{
	const char *rest = cli_rest(word, full);

	return rest && !*rest;
}

/**
 * cli_command() - run the command that the next word names
 * @cli: the command line
 * @object: whose commands these are
 * @commands: ended by one that is all zero; the first runs if there is no word
 *
 * Return: a status.
 */
int cli_command(struct cli *cli, const char *object,
		const struct command *commands);

/**
 * cli_failure() - tell a failure, in one line
 * @cli: the command line
 * @status: the one to return
 * @format: of our own; what comes from outside goes through %s
 *
 * Return: @status.
 */
__printf(3, 4) int cli_failure(struct cli *cli, int status, const char *format,
			       ...);

/**
 * cli_usage() - tell that the command line makes no sense
 * @cli: the command line
 * @sentence: what is wrong with it
 * @word: the word that it is about, or NULL
 *
 * Return: CLI_USAGE.
 */
int cli_usage(struct cli *cli, const char *sentence, const char *word);

/**
 * cli_refused() - tell what a function of nl.h returned
 * @cli: the command line
 * @err: -errno
 *
 * Return: CLI_OK if @err is not negative, else CLI_REFUSED.
 */
int cli_refused(struct cli *cli, int err);

/**
 * cli_dumped() - as cli_refused(), for a dump
 * @cli: the command line
 * @err: what kt_dump() returned
 *
 * Return: as cli_refused().
 */
int cli_dumped(struct cli *cli, int err);

/**
 * cli_raised() - tell that a target ended by an unhandled error
 * @cli: the command line
 * @name: of the thread
 * @error: errno
 * @error_text: its text, or NULL
 * @others: how many more ended so
 *
 * Return: CLI_RAISED.
 */
int cli_raised(struct cli *cli, const char *name, __u32 error,
	       const char *error_text, __u32 others);

/**
 * cli_not_returned() - tell that a thread was stopped or cancelled
 * @cli: the command line
 * @outcome: KTHREADING_OUTCOME_*
 *
 * Return: CLI_OK if it returned, else CLI_REFUSED.
 */
int cli_not_returned(struct cli *cli, __u32 outcome);

/**
 * cli_open() - have a socket
 * @cli: the command line
 *
 * Return: CLI_OK, or CLI_REFUSED after telling why.
 */
int cli_open(struct cli *cli);

/**
 * cli_open_error() - tell why kt_sock_open() failed
 * @cli: the command line
 * @err: what it returned
 *
 * Return: CLI_REFUSED.
 */
int cli_open_error(struct cli *cli, int err);

/**
 * cli_show() - send a request, and show its reply
 * @cli: the command line
 * @req: the request, gone afterwards
 * @fields: of the object in the reply
 * @line: its text
 *
 * Return: a status.
 */
int cli_show(struct cli *cli, struct kt_req *req,
	     const struct show_field *fields, show_text_fn line);

/**
 * cli_help() - tell how an object without commands is used
 * @usage: its words
 *
 * Return: CLI_OK.
 */
int cli_help(const char *usage);

/* The objects; each takes the words after its own. */
int cmd_process(struct cli *cli);
int cmd_thread(struct cli *cli);
int cmd_timer(struct cli *cli);
int cmd_target(struct cli *cli);
int cmd_log(struct cli *cli);
int cmd_local(struct cli *cli);
int cmd_monitor(struct cli *cli);
int cmd_stat(struct cli *cli);
int cmd_timeline(struct cli *cli);
int cmd_run(struct cli *cli);
int cmd_bench(struct cli *cli);
int cmd_version(struct cli *cli);

/**
 * cli_object() - run the command that the words tell
 * @cli: the command line, at the object
 *
 * Return: a status.
 */
int cli_object(struct cli *cli);

/**
 * cli_batch() - run the commands in a file
 * @cli: the command line
 * @file: its name, "-" for stdin
 * @force: go on after a failure
 *
 * Return: the status of the first failure, CLI_OK if there is none.
 */
int cli_batch(struct cli *cli, const char *file, bool force);

/* Those two commands that a batch collects; each takes the words after its own. */
int cmd_thread_add(struct cli *cli);
int cmd_timer_add(struct cli *cli);

#endif
