/* SPDX-License-Identifier: GPL-2.0 */
/* The lines of a batch that make threads, sent together by one request. */

#ifndef KT_LIST_H
#define KT_LIST_H

#include "cli.h"
#include "parse.h"

/**
 * struct list - threads that are to be made; all zero when there are none
 * @req: makes them
 * @process: in which process
 * @count: how many
 * @line: of each, the number of its line
 * @text: of each, its line; owned
 */
struct list {
	struct kt_req *req;
	char *process;
	unsigned int count;
	unsigned int line[KTHREADING_ENTRIES_MAX];
	char *text[KTHREADING_ENTRIES_MAX];
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

#endif
