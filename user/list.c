// SPDX-License-Identifier: GPL-2.0

#include "list.h"

#include "put.h"
#include "views.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void line_set(struct line *line, unsigned int number, const char *text,
	      size_t len)
{
	if (len >= line->size) {
		line->size = 2 * (len + 1);
		free(line->text);
		line->text = malloc(line->size);
		if (!line->text)
			abort();
	}
	memcpy(line->text, text, len + 1);
	line->len = len;
	line->number = number;
}

static void list_begin(struct list *list, struct cli *cli, const char *process)
{
	list->req = kt_req_new(cli->sock, KTHREADING_CMD_THREAD_ADD);
	list->process = strdup(process);
	if (!list->process)
		abort();
	kt_put_str(list->req, KTHREADING_A_THREAD_PROCESS, process);
}

bool list_put(struct list *list, struct cli *cli, const struct options *o)
{
	if (o->count.given || o->as.type ||
	    list->count == KTHREADING_ENTRIES_MAX)
		return false;
	if (!list->req)
		list_begin(list, cli, o->process);
	else if (strcmp(o->process, list->process))
		return false;
	kt_nest_begin(list->req, KTHREADING_A_THREAD_ENTRY);
	put_entry(list->req, o);
	kt_nest_end(list->req);
	list->count++;
	return true;
}

static int tell_made(const struct kt_attrs *attrs, void *arg)
{
	const struct nlattr *attr = NULL;
	struct text lines = { 0 };

	(void)arg;
	while ((attr = kt_attr_next(attrs, attr, KTHREADING_A_THREAD_MADE))) {
		struct kt_attrs ref = kt_attr_inside(attr);

		show_begin(&lines);
		text_add_ref(&lines, &ref);
		text_add_char(&lines, '\n');
	}
	fputs(text_str(&lines), stdout);
	text_free(&lines);
	return 0;
}

int list_send(struct list *list, struct cli *cli)
{
	int err = kt_call(list->req, tell_made, NULL);

	list->req = NULL;
	return err && kt_sock_error(cli->sock)->err == err ? 1 : err;
}

void list_clear(struct list *list)
{
	kt_req_free(list->req);
	list->req = NULL;
	free(list->process);
	list->process = NULL;
	list->count = 0;
}

void list_free(struct list *list)
{
	unsigned int i;

	list_clear(list);
	for (i = 0; i < KTHREADING_ENTRIES_MAX; i++)
		free(list->lines[i].text);
}
