/* SPDX-License-Identifier: GPL-2.0 */
/* SIGINT and SIGTERM as something to poll for: they end a wait, not the program. */

#ifndef KT_SIGNALS_H
#define KT_SIGNALS_H

#include <signal.h>

/**
 * struct signals - the signals, taken
 * @fd: readable when one came
 * @mask: what was blocked before
 */
struct signals {
	int fd;
	sigset_t mask;
};

/**
 * signals_take() - from now on they only make the file descriptor readable
 * @s: filled in
 */
void signals_take(struct signals *s);

/**
 * signals_give_back() - from now on they do what they did before
 * @s: the signals
 * @status: of the command
 *
 * Return: @status, but CLI_INTERRUPTED if one came that nobody read.
 */
int signals_give_back(struct signals *s, int status);

#endif
