/* SPDX-License-Identifier: GPL-2.0 */
/* What stands behind a command: keywords with values, and words without. */

#ifndef KT_PARSE_H
#define KT_PARSE_H

#include "cli.h"

/**
 * struct number - a number that may have been given
 * @given: it was
 * @value: it
 */
struct number {
	bool given;
	__s64 value;
};

/**
 * struct ref - names a thread
 * @type: KTHREADING_A_REF_*, 0 if none was given
 * @name: for KTHREADING_A_REF_NAME
 * @number: for the others
 */
struct ref {
	int type;
	const char *name;
	__u64 number;
};

/**
 * struct options - everything that a command can be told
 * @process: name of a process
 * @name: of what is made, or a new name
 * @target: what to run
 * @cpus: list of CPUs
 * @args: of the target
 * @n_args: how many
 * @refs: threads that the command is about
 * @n_refs: how many
 * @words: names and values, in the order of the command
 * @n_words: how many
 * @as: the acting thread
 * @text: value of an attribute, as it is
 * @bytes: value of an attribute, as hexadecimal digits
 * @owner: KTHREADING_OWNER_*
 * @hook: KTHREADING_HOOK_*
 * @count: how many to make
 * @daemon: 0 or 1
 * @policy: KTHREADING_POLICY_*
 * @priority: for fifo and rr
 * @nice: for other and batch
 * @node: memory node
 * @timeout: in nanoseconds
 * @interval: from a Timer's start to its expiry, in nanoseconds
 * @at: time of the clock at which it expires, instead
 * @every: time between its expiries, if there are several
 * @slack: how much later it may expire
 * @clock: KTHREADING_CLOCK_*
 * @latency: longest time from being able to run to running, in nanoseconds
 * @running: longest time on a CPU at a stretch
 * @lateness: latest begin of a Timer's target
 * @by: what is summed up, threads or targets
 * @file: where to write
 * @off: none of it any more
 * @rounds: how often to measure
 * @all: all threads instead of @refs
 * @any: the first of them will do
 * @nowait: do not wait for the end
 * @start: start what is made
 */
struct options {
	const char *process;
	const char *name;
	const char *target;
	const char *cpus;
	const char **args;
	unsigned int n_args;
	struct ref *refs;
	unsigned int n_refs;
	const char **words;
	unsigned int n_words;
	struct ref as;
	const char *text;
	const char *bytes;
	struct number owner;
	struct number hook;
	struct number count;
	struct number daemon;
	struct number policy;
	struct number priority;
	struct number nice;
	struct number node;
	struct number timeout;
	struct number interval;
	struct number at;
	struct number every;
	struct number slack;
	struct number clock;
	struct number latency;
	struct number running;
	struct number lateness;
	struct number by;
	const char *file;
	bool off;
	struct number rounds;
	bool all;
	bool any;
	bool nowait;
	bool start;
};

/**
 * enum take - what a keyword takes from the command line
 * @TAKE_NOTHING: it is a flag
 * @TAKE_WORD: a string
 * @TAKE_NUMBER: an integer of 32 bits, unsigned
 * @TAKE_SIGNED: an integer of 32 bits, signed
 * @TAKE_SWITCH: on or off
 * @TAKE_CHOICE: one of the option's choices
 * @TAKE_SPAN: a time span
 * @TAKE_REF: a thread
 * @TAKE_REFS: a thread, once more for each time
 * @TAKE_WORDS: a string, once more for each time
 * @TAKE_ARG: an argument, once more for each time
 * @TAKE_ARGS: arguments with commas between them
 * @TAKE_CALL: a target and all words after it, its arguments
 */
enum take {
	TAKE_NOTHING,
	TAKE_WORD,
	TAKE_NUMBER,
	TAKE_SIGNED,
	TAKE_SWITCH,
	TAKE_CHOICE,
	TAKE_SPAN,
	TAKE_REF,
	TAKE_REFS,
	TAKE_WORDS,
	TAKE_ARG,
	TAKE_ARGS,
	TAKE_CALL,
};

/**
 * struct option - one thing that a command understands
 * @keyword: the word before the value; "" for a value that stands alone
 * @take: what the value is
 * @at: where in struct options it goes
 * @choices: for TAKE_CHOICE
 */
struct option {
	const char *keyword;
	enum take take;
	size_t at;
	const char *const *choices;
};

#define OPTION(word, take, member, ...)                                     \
	{                                                                   \
		word, take, offsetof(struct options, member), ##__VA_ARGS__ \
	}

/**
 * parse_options() - understand the words that are left
 * @cli: the command line
 * @table: what is understood, ended by one that is all zero; prefixes of keywords do,
 *   but not where a value may stand alone
 * @o: filled in; options_free() is for the caller in any case
 *
 * Return: CLI_OK, or CLI_USAGE after telling why.
 */
int parse_options(struct cli *cli, const struct option *table,
		  struct options *o);

/**
 * options_free() - give back what parse_options() made
 * @o: the options
 */
void options_free(struct options *o);

/**
 * options_process() - the process that the command is about
 * @cli: the command line
 * @o: the options; process is set to $KTHREADCTL_PROCESS if none was given
 *
 * Return: CLI_OK, or CLI_USAGE after telling that there is none.
 */
int options_process(struct cli *cli, struct options *o);

/**
 * default_process() - $KTHREADCTL_PROCESS
 *
 * Return: the name, or NULL.
 */
const char *default_process(void);

/**
 * options_add_ref() - one thread more that the command is about
 * @o: the options
 * @ref: the thread
 */
void options_add_ref(struct options *o, const struct ref *ref);

/**
 * parse_s64() - is a word a whole number
 * @word: the word
 * @value: the number
 *
 * Return: whether it is one of 64 bits.
 */
bool parse_s64(const char *word, __s64 *value);

#endif
