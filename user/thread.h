/* SPDX-License-Identifier: GPL-2.0 */
/* What the commands about threads and those about Timers have in common. */

#ifndef KT_THREAD_H
#define KT_THREAD_H

#include "parse.h"

/* What can be told of a thread that is made; the first part is for Timers only. */
extern const struct option timer_add_table[];
extern const struct option *const thread_add_table;
/* Which thread, or all of them; and who does it. */
extern const struct option thread_del_table[];
extern const struct option thread_act_table[];

/**
 * struct thread_view - a way to show threads
 * @columns: their text; the first tells the process, those of one go without it
 * @wants: whether a thread is to be shown; NULL if all are
 * @refusal: what is said of the only one, if it is not
 */
struct thread_view {
	const struct show_field *columns;
	bool (*wants)(const struct kt_attrs *thread);
	const char *refusal;
};

/**
 * thread_begin() - parse, find the default process, open
 * @cli: the command line
 * @table: what is understood
 * @o: filled in; options_free() is for the caller in any case
 *
 * Return: a status.
 */
int thread_begin(struct cli *cli, const struct option *table,
		 struct options *o);

/**
 * thread_begin_ref() - as thread_begin(), for a command that is about a thread
 * @cli: the command line
 * @table: what is understood
 * @o: filled in, with one thread or all
 *
 * Return: a status.
 */
int thread_begin_ref(struct cli *cli, const struct option *table,
		     struct options *o);

/**
 * thread_request() - a request about one thread, or about all where that is said
 * @cli: the command line
 * @cmd: KTHREADING_CMD_*
 * @o: what it says
 *
 * Return: the request.
 */
struct kt_req *thread_request(struct cli *cli, enum kthreading_cmd cmd,
			      const struct options *o);

/**
 * thread_add() - make what the options tell
 * @cli: the command line
 * @o: the options
 *
 * Return: a status.
 */
int thread_add(struct cli *cli, const struct options *o);

/**
 * thread_show() - the whole of a command that shows threads
 * @cli: the command line
 * @view: the way to show them
 *
 * Return: a status.
 */
int thread_show(struct cli *cli, const struct thread_view *view);

#endif
