// SPDX-License-Identifier: GPL-2.0
/* kthreadctl: options, and a table of objects. */

#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const struct object {
	const char *name;
	const char *summary;
	int (*run)(struct cli *cli);
} objects[] = {
	{ "process", "containers of threads", cmd_process },
	{ "thread", "threads of a process", cmd_thread },
	{ "timer", "threads that start later", cmd_timer },
	{ "target", "what threads can run", cmd_target },
	{ "log", "what threads wrote", cmd_log },
	{ "local", "attributes that each thread has for itself", cmd_local },
	{ "monitor", "what happens, as it happens", cmd_monitor },
	{ "stat", "how long what threads do takes", cmd_stat },
	{ "timeline", "what threads did when", cmd_timeline },
	{ "run", "one thread from start to end", cmd_run },
	{ "bench", "how fast all this is here", cmd_bench },
	{ "version", "of the tool, the module and the kernel", cmd_version },
	{ 0 },
};

static int top_help(void)
{
	const struct object *object;

	printf("usage: kthreadctl [ OPTION... ] OBJECT { COMMAND | help }\n"
	       "       kthreadctl [ OPTION... ] -b FILE\n"
	       "\n"
	       "Objects, which may be abbreviated as commands may:\n");
	for (object = objects; object->name; object++)
		printf("    %-11s%s\n", object->name, object->summary);
	printf("Options:\n"
	       "    -j, -json        JSON instead of text\n"
	       "    -p, -pretty      JSON with line breaks\n"
	       "    -d, -details     all there is to know, line by line\n"
	       "    -t, -timestamp   begin each line of text with the time\n"
	       "    -b, -batch FILE  run the commands in FILE, - for stdin\n"
	       "    -f, -force       in a batch, go on after a failure\n"
	       "    -V, -Version     tell the version of the tool\n"
	       "    -h, -help        this text\n"
	       "First steps: kthreadctl target show; kthreadctl run add 5 4\n");
	return CLI_OK;
}

int cli_object(struct cli *cli)
{
	const char *word = cli_next(cli);
	const struct object *object;

	if (!word)
		return cli_usage(cli, "say what to do: see \"kthreadctl help\"",
				 NULL);
	if (!strcmp(word, "help"))
		return top_help();
	for (object = objects; object->name; object++) {
		if (cli_matches(word, object->name))
			return object->run(cli);
	}
	return cli_usage(cli, "no such object, see \"kthreadctl help\"", word);
}

struct start {
	const char *batch;
	bool force;
	bool help;
	bool version;
};

/* An option is a prefix of one of these words, after one dash or two. */
static int take_option(struct cli *cli, const char *word, struct start *start)
{
	const char *name = word + 1 + (word[1] == '-');

	if (cli_matches(name, "json")) {
		show_options.json = true;
	} else if (cli_matches(name, "pretty")) {
		show_options.json = true;
		show_options.pretty = true;
	} else if (cli_matches(name, "details")) {
		show_options.details = true;
	} else if (cli_matches(name, "timestamp")) {
		show_options.timed = true;
	} else if (cli_matches(name, "force")) {
		start->force = true;
	} else if (cli_matches(name, "help")) {
		start->help = true;
	} else if (cli_matches(name, "Version") || !strcmp(name, "version")) {
		start->version = true;
	} else if (cli_matches(name, "batch")) {
		start->batch = cli_next(cli);
		if (!start->batch)
			return cli_usage(cli, "a file's name is missing after",
					 word);
	} else {
		return cli_usage(cli, "there is no such option", word);
	}
	return CLI_OK;
}

static int start(struct cli *cli)
{
	struct start start = { 0 };

	while (cli->count && cli->words[0][0] == '-') {
		if (take_option(cli, cli_next(cli), &start))
			return CLI_USAGE;
	}
	if (start.help)
		return top_help();
	if (start.version) {
		printf("kthreadctl %s\n", KTHREADCTL_RELEASE);
		return CLI_OK;
	}
	if (show_options.json && show_options.timed)
		return cli_usage(cli, "-t is for text, it does not go with -j",
				 NULL);
	if (!start.batch)
		return cli_object(cli);
	if (cli->count)
		return cli_usage(cli, "this makes no sense beside -b",
				 cli->words[0]);
	return cli_batch(cli, start.batch, start.force);
}

int main(int argc, char **argv)
{
	struct cli cli = { .words = argv + 1, .count = argc ? argc - 1 : 0 };
	int status = start(&cli);

	kt_sock_close(cli.sock);
	if (fflush(stdout) && !status)
		status = cli_failure(&cli, CLI_USAGE, "cannot write: %s",
				     strerror(errno));
	return status;
}
