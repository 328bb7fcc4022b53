/* SPDX-License-Identifier: GPL-2.0 */
/* The lines of a batch that make threads, sent together by one request. */

#ifndef KT_LIST_H
#define KT_LIST_H

#include "cli.h"
#include "parse.h"

/**
 * struct line - a line of a file; all zero before
 * @number: counts from 1
 * @text: as it is written, and a zero behind it; owned
 * @len: of @text
 * @size: of the memory of @text, which serves for other lines as well
 */
struct line {
	unsigned int number;
	char *text;
	size_t len;
	size_t size;
};

/**
 * line_set() - keep a line
 * @line: where
 * @number: of the line
 * @text: of the line, and a zero behind it
 * @len: of @text
 */
void line_set(struct line *line, unsigned int number, const char *text,
	      size_t len);

/**
 * struct list - threads that are to be made; all zero before
 * @req: makes them
 * @process: in which process
 * @count: how many
 * @lines: of each, its line
 */
struct list {
	struct kt_req *req;
	char *process;
	unsigned int count;
	struct line lines[KTHREADING_ENTRIES_MAX];
};

/**
 * list_put() - add a thread to those that are to be made
 * @list: the list
 * @cli: the command line
 * @o: what the thread is made of
 *
 * Return: whether it is on the list now; it cannot be there when it is told by more than
 * an entry of a request, belongs to another process, or when the list is full.
 */
bool list_put(struct list *list, struct cli *cli, const struct options *o);

/**
 * list_send() - make them, all or none
 * @list: the list; its lines stay
 * @cli: the command line
 *
 * Return:
 * * 0 - they are made, and told, each by a line
 * * 1 - the kernel refused, and none is made
 * * -errno - it is not known what was done
 */
int list_send(struct list *list, struct cli *cli);

/**
 * list_clear() - forget them
 * @list: the list
 */
void list_clear(struct list *list);

/**
 * list_free() - the end
 * @list: the list
 */
void list_free(struct list *list);

#endif
