// SPDX-License-Identifier: GPL-2.0

#include "cli.h"
#include "lines.h"
#include "list.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum kind { PLAIN, BLANK, QUOTE, END };

static enum kind kind_of(char c)
{
	static const unsigned char kinds[256] = {
		['\0'] = END,	[' '] = BLANK, ['\t'] = BLANK,
		['\n'] = BLANK, ['"'] = QUOTE, ['\''] = QUOTE,
	};

	return kinds[(unsigned char)c];
}

/* Takes out quotes from the first one on. Sets the end of the word, or NULL if one is left open. */
static char *unquote(char *in, char **end)
{
	char *out = in, quote = '\0';

	for (; *in && (quote || kind_of(*in) != BLANK); in++) {
		if (*in == quote)
			quote = '\0';
		else if (!quote && kind_of(*in) == QUOTE)
			quote = *in;
		else
			*out++ = *in;
	}
	*end = quote ? NULL : out;
	return in;
}

/* Blanks part words. Most are nothing but plain characters, and stay where they are. */
static char *take_word(char **at)
{
	char *word = *at, *in = word, *end;

	while (kind_of(*in) == PLAIN)
		in++;
	end = in;
	if (kind_of(*in) == QUOTE)
		in = unquote(in, &end);
	if (!end)
		return NULL;
	*at = *in ? in + 1 : in;
	*end = '\0';
	return word;
}

/* A # with a blank behind it begins a comment; "#5" is a thread. */
static bool is_comment(const char *at, bool first)
{
	return *at == '#' && (first || !at[1] || kind_of(at[1]) == BLANK);
}

/* Fills words, which has room for one more than the line has characters. */
static bool split(char *line, char **words, int *count)
{
	*count = 0;
	for (;;) {
		while (kind_of(*line) == BLANK)
			line++;
		if (!*line || is_comment(line, !*count))
			return true;
		words[*count] = take_word(&line);
		if (!words[(*count)++])
			return false;
	}
}

/**
 * struct batch - a file of commands that is run
 * @cli: the command line
 * @lines: of the file
 * @force: go on after a failure
 * @number: of lines that were read
 * @first: status of the first failure
 * @over: nothing more is to be run
 * @list: what was read and not yet sent
 * @line: what was read last, as it is written
 * @words: of a line, with room for @size
 * @size: see @words
 */
struct batch {
	struct cli *cli;
	struct lines lines;
	bool force;
	unsigned int number;
	int first;
	bool over;
	struct list list;
	struct line line;
	char **words;
	size_t size;
};

static void batch_status(struct batch *batch, int status)
{
	if (!batch->first)
		batch->first = status;
	if (status == CLI_INTERRUPTED || (status && !batch->force))
		batch->over = true;
}

/* False if it is no line. @text is taken to pieces, and has so many characters. */
static bool batch_split(struct batch *batch, char *text, size_t len)
{
	if (len >= batch->size) {
		batch->size = 2 * (len + 1);
		free(batch->words);
		batch->words = calloc(batch->size, sizeof(*batch->words));
		if (!batch->words)
			abort();
	}
	batch->cli->words = batch->words;
	return split(text, batch->words, &batch->cli->count);
}

static void run_line(struct batch *batch, struct line *line)
{
	struct cli *cli = batch->cli;
	int status = CLI_OK;

	cli->line = line->number;
	if (!batch_split(batch, line->text, line->len))
		status = cli_usage(cli, "a quote is not closed", NULL);
	else if (cli->count)
		status = cli_object(cli);
	fflush(stdout);
	batch_status(batch, status);
}

/*
 * Send what is on the list. The kernel makes all or none of it: after a refusal each line
 * is run by itself, so that those before the one that fails are done, it is named, and
 * those behind it are not touched.
 */
static void settle(struct batch *batch)
{
	struct list *list = &batch->list;
	struct cli *cli = batch->cli;
	unsigned int i;
	int ret;

	if (!list->count)
		return;
	cli->line = list->lines[0].number;
	ret = list_send(list, cli);
	if (ret < 0)
		batch_status(batch, cli_refused(cli, ret));
	for (i = 0; ret > 0 && i < list->count && !batch->over; i++)
		run_line(batch, &list->lines[i]);
	list_clear(list);
	fflush(stdout);
}

typedef int (*command_fn)(struct cli *cli);

/* The command to make a thread or a Timer, if it is one, or NULL. */
static command_fn add_command(const struct cli *cli)
{
	char **words = cli->words;

	if (cli->count < 2 || !cli_matches(words[1], "add") ||
	    (cli->count == 3 && cli_is(words[2], "help")))
		return NULL;
	if (cli_matches(words[0], "thread"))
		return cmd_thread_add;
	return cli_matches(words[0], "timer") ? cmd_timer_add : NULL;
}

/* Commands to make threads put them on the list, or do nothing at all. @text is of @batch->line. */
static bool enlist(struct batch *batch, char *text)
{
	struct list *list = &batch->list;
	struct cli *cli = batch->cli;
	unsigned int count = list->count;
	command_fn add = NULL;
	struct line line;

	if (batch_split(batch, text, batch->line.len))
		add = add_command(cli);
	if (!add)
		return false;
	cli->words += 2;
	cli->count -= 2;
	cli->list = list;
	add(cli);
	cli->list = NULL;
	if (list->count == count)
		return false;
	line = list->lines[count];
	list->lines[count] = batch->line;
	batch->line = line;
	return true;
}

/* A reply in JSON tells all of a thread, one to a list but its name. */
static void batch_line(struct batch *batch, char *text, size_t len)
{
	line_set(&batch->line, ++batch->number, text, len);
	if (!show_options.json && enlist(batch, text))
		return;
	if (batch->list.count) {
		settle(batch);
		memcpy(text, batch->line.text, len + 1);
		if (batch->over || enlist(batch, text))
			return;
	}
	run_line(batch, &batch->line);
}

/* Who writes the file may wait for answers to what was written so far. */
static void run_lines(struct batch *batch)
{
	char *line;
	size_t len;

	while (!batch->over) {
		if (batch->list.count && !lines_ready(&batch->lines)) {
			settle(batch);
			continue;
		}
		line = lines_next(&batch->lines, &len);
		if (!line)
			break;
		batch_line(batch, line, len);
	}
	if (!batch->over)
		settle(batch);
	list_free(&batch->list);
	free(batch->line.text);
	free(batch->words);
}

int cli_batch(struct cli *cli, const char *name, bool force)
{
	struct batch batch = { .cli = cli, .force = force };
	bool is_stdin = !strcmp(name, "-");

	if (!is_stdin)
		batch.lines.fd = open(name, O_RDONLY | O_CLOEXEC);
	if (batch.lines.fd < 0)
		return cli_failure(cli, CLI_USAGE, "cannot read %s: %s", name,
				   strerror(errno));
	cli->file = name;
	run_lines(&batch);
	if (batch.lines.failed && !batch.first)
		batch.first =
			cli_failure(cli, CLI_USAGE, "cannot read %s", name);
	cli->file = NULL;
	lines_free(&batch.lines);
	if (!is_stdin)
		close(batch.lines.fd);
	return batch.first;
}
