/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for threads, Timers among them. */

#ifndef KT_JOIN_H
#define KT_JOIN_H

#include "parse.h"

/**
 * join_begin() - parse, and see that it is told what to join
 * @cli: the command line
 * @o: filled in; options_free() is for the caller in any case
 *
 * Return: a status.
 */
int join_begin(struct cli *cli, struct options *o);

/**
 * join_threads() - join, and tell how it ended
 * @cli: the command line
 * @o: the options; all that are alive if they name no thread
 *
 * Return: a status.
 */
int join_threads(struct cli *cli, const struct options *o);

/**
 * join_none() - tell what join_threads() would tell of no thread at all
 *
 * Return: CLI_OK.
 */
int join_none(void);

#endif
