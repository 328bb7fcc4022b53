// SPDX-License-Identifier: GPL-2.0

#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blanks part words, quotes of either kind keep them together. NULL if one is left open. */
static char *take_word(char **at)
{
	char *in = *at, *out = *at, *word = *at;
	char quote = '\0';

	for (; *in && (quote || !strchr(" \t\n", *in)); in++) {
		if (*in == quote)
			quote = '\0';
		else if (!quote && (*in == '"' || *in == '\''))
			quote = *in;
		else
			*out++ = *in;
	}
	if (quote)
		return NULL;
	*at = *in ? in + 1 : in;
	*out = '\0';
	return word;
}

/* A # with a blank behind it begins a comment; "#5" is a thread. */
static bool is_comment(const char *at, bool first)
{
	return *at == '#' && (first || !at[1] || strchr(" \t\n", at[1]));
}

/* Fills words, which has room for one more than the line has characters. */
static bool split(char *line, char **words, int *count)
{
	*count = 0;
	for (;;) {
		line += strspn(line, " \t\n");
		if (!*line || is_comment(line, !*count))
			return true;
		words[*count] = take_word(&line);
		if (!words[(*count)++])
			return false;
	}
}

static int run_line(struct cli *cli, char *line)
{
	char **words = calloc(strlen(line) + 1, sizeof(*words));
	int status = CLI_OK;

	if (!words)
		abort();
	cli->words = words;
	if (!split(line, words, &cli->count))
		status = cli_usage(cli, "a quote is not closed", NULL);
	else if (cli->count)
		status = cli_object(cli);
	free(words);
	fflush(stdout);
	return status;
}

static int run_lines(struct cli *cli, FILE *file, bool force)
{
	int status = CLI_OK, first = CLI_OK;
	char *line = NULL;
	size_t size = 0;

	while ((!first || force) && getline(&line, &size, file) >= 0) {
		cli->line++;
		status = run_line(cli, line);
		if (!first)
			first = status;
		if (status == CLI_INTERRUPTED)
			break;
	}
	free(line);
	return first;
}

int cli_batch(struct cli *cli, const char *name, bool force)
{
	FILE *file = strcmp(name, "-") ? fopen(name, "re") : stdin;
	int status;

	if (!file)
		return cli_failure(cli, CLI_USAGE, "cannot read %s: %s", name,
				   strerror(errno));
	cli->file = name;
	status = run_lines(cli, file, force);
	if (ferror(file) && !status)
		status = cli_failure(cli, CLI_USAGE, "cannot read %s", name);
	cli->file = NULL;
	if (file != stdin)
		fclose(file);
	return status;
}
