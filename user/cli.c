// SPDX-License-Identifier: GPL-2.0

#include "cli.h"

#include "names.h"
#include "views.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *cli_next(struct cli *cli)
{
	if (!cli->count)
		return NULL;
	cli->count--;
	return *cli->words++;
}

bool cli_is_help(const struct cli *cli)
{
	return cli->count == 1 && !strcmp(cli->words[0], "help");
}

/* One write, so that lines of several programs do not mix. */
static void print_failure(struct cli *cli, const char *sentence, bool name)
{
	struct text t = { 0 };

	if (cli->list)
		return;
	if (name || cli->file)
		text_add(&t, "kthreadctl: ");
	if (cli->file) {
		text_add_safe(&t, cli->file);
		text_addf(&t, ":%u: ", cli->line);
	}
	text_add_safe(&t, sentence);
	text_add(&t, "\n");
	fflush(stdout);
	fputs(text_str(&t), stderr);
	text_free(&t);
}

int cli_failure(struct cli *cli, int status, const char *format, ...)
{
	char *sentence;
	va_list args;

	va_start(args, format);
	if (vasprintf(&sentence, format, args) < 0)
		abort();
	va_end(args);
	print_failure(cli, sentence, true);
	free(sentence);
	return status;
}

int cli_usage(struct cli *cli, const char *sentence, const char *word)
{
	if (word)
		return cli_failure(cli, CLI_USAGE, "%s: \"%s\"", sentence,
				   word);
	return cli_failure(cli, CLI_USAGE, "%s", sentence);
}

/* The module always has a sentence: an ENOENT without one is of a family that has gone. */
static const char *plain_sentence(int err)
{
	switch (err) {
	case -EPERM:
		return "CAP_SYS_ADMIN is needed for this";
	case -ENOENT:
		return "kthreading is not loaded (modprobe kthreading)";
	default:
		return strerror(-err);
	}
}

int cli_refused(struct cli *cli, int err)
{
	const struct kt_error *error = kt_sock_error(cli->sock);
	struct text about = { 0 };

	if (err >= 0)
		return CLI_OK;
	text_add_errno(&about, -err);
	if (error->err == err && (error->depth || error->missing)) {
		text_add(&about, ": ");
		text_add_attribute(&about, error);
	}
	cli_failure(cli, CLI_REFUSED, "%s (%s)",
		    error->err == err && *error->text ? error->text :
							plain_sentence(err),
		    text_str(&about));
	text_free(&about);
	return CLI_REFUSED;
}

int cli_dumped(struct cli *cli, int err)
{
	if (err > 0)
		cli_failure(cli, CLI_OK,
			    "the list kept changing while it was read");
	return cli_refused(cli, err);
}

int cli_raised(struct cli *cli, const char *name, __u32 error,
	       const char *error_text, __u32 others)
{
	struct text t = { 0 };

	text_add_raised(&t, name, error, error_text);
	if (others)
		text_addf(&t, " (and %u more)", others);
	print_failure(cli, text_str(&t), false);
	text_free(&t);
	return CLI_RAISED;
}

int cli_not_returned(struct cli *cli, __u32 outcome)
{
	const char *how = show_name(name_outcome, outcome);

	if (outcome == KTHREADING_OUTCOME_RETURNED)
		return CLI_OK;
	return cli_failure(cli, CLI_REFUSED, "the thread was %s", how);
}

int cli_open_error(struct cli *cli, int err)
{
	static const char hint[] =
		"kthreading is not loaded (modprobe kthreading)";

	return cli_failure(cli, CLI_REFUSED, "%s",
			   err == -ENOENT ? hint : strerror(-err));
}

int cli_open(struct cli *cli)
{
	int err = cli->sock ? 0 : kt_sock_open(&cli->sock);

	return err ? cli_open_error(cli, err) : CLI_OK;
}

static void help_commands(const char *object, const struct command *commands)
{
	const struct command *c;
	const char *lead = "usage:";

	for (c = commands; c->name; c++) {
		printf("%-6s kthreadctl %s %s%s%s\n", lead, object, c->name,
		       *c->usage ? " " : "", c->usage);
		lead = "";
	}
}

static const struct command *find_command(const struct command *commands,
					  const char *word)
{
	const struct command *c;

	for (c = commands; c->name && !cli_matches(word, c->name); c++)
		;
	return c->name ? c : NULL;
}

int cli_command(struct cli *cli, const char *object,
		const struct command *commands)
{
	static const char no_command[] =
		"%s has no command \"%s\": see \"kthreadctl %s help\"";
	const char *word = cli_next(cli);
	const struct command *c =
		find_command(commands, word ? word : commands->name);

	if (word && !strcmp(word, "help")) {
		help_commands(object, commands);
		return CLI_OK;
	}
	if (!c)
		return cli_failure(cli, CLI_USAGE, no_command, object, word,
				   object);
	if (cli_is_help(cli)) {
		struct command one[2] = { *c };

		help_commands(object, one);
		return CLI_OK;
	}
	return c->run(cli);
}

int cli_help(const char *usage)
{
	printf("usage: kthreadctl %s\n", usage);
	return CLI_OK;
}

struct shown {
	const struct show_field *fields;
	show_text_fn line;
};

static int show_reply(const struct kt_attrs *attrs, void *arg)
{
	const struct shown *shown = arg;

	show_entry(shown->fields, attrs, shown->line);
	return 0;
}

int cli_show(struct cli *cli, struct kt_req *req,
	     const struct show_field *fields, show_text_fn line)
{
	struct shown shown = { fields, line };

	return cli_refused(cli, kt_call(req, show_reply, &shown));
}
