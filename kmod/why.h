/* SPDX-License-Identifier: GPL-2.0 */
/* Why a call was refused: the sentence, and what it is about. */
#ifndef _KT_WHY_H
#define _KT_WHY_H

#include <linux/types.h>

#define KT_WHY_MAX 200

/**
 * enum kt_item - the part of a request that a refusal is about
 * @KT_ITEM_NONE: no part, the state of things
 * @KT_ITEM_PROCESS: the process's name
 * @KT_ITEM_OWNER: its owner policy
 * @KT_ITEM_AS: the acting thread
 * @KT_ITEM_REF: the thread it is about
 * @KT_ITEM_ALL: all threads
 * @KT_ITEM_COUNT: the number of threads
 * @KT_ITEM_NAME: a name to be given
 * @KT_ITEM_DAEMON: the daemon flag
 * @KT_ITEM_TARGET: the target
 * @KT_ITEM_ARG: an argument of the target
 * @KT_ITEM_SCHED: the scheduling
 * @KT_ITEM_TIMER: what makes it a Timer
 * @KT_ITEM_VALUE: an attribute of a local
 * @KT_ITEM_INITIAL: initial attributes
 * @KT_ITEM_SEQ: the number of a record
 * @KT_ITEM_STOP: what stops an observation
 * @KT_ITEMS: how many there are
 */
enum kt_item {
	KT_ITEM_NONE,
	KT_ITEM_PROCESS,
	KT_ITEM_OWNER,
	KT_ITEM_AS,
	KT_ITEM_REF,
	KT_ITEM_ALL,
	KT_ITEM_COUNT,
	KT_ITEM_NAME,
	KT_ITEM_DAEMON,
	KT_ITEM_TARGET,
	KT_ITEM_ARG,
	KT_ITEM_SCHED,
	KT_ITEM_TIMER,
	KT_ITEM_VALUE,
	KT_ITEM_INITIAL,
	KT_ITEM_SEQ,
	KT_ITEM_STOP,
	KT_ITEMS,
};

/**
 * struct kt_why - filled when a call fails, on the caller's stack
 * @item: what it is about
 * @index: which argument, for %KT_ITEM_ARG
 * @text: the sentence; empty when the errno says it all
 */
struct kt_why {
	enum kt_item item;
	unsigned int index;
	char text[KT_WHY_MAX];
};

__printf(4, 5) int kt_refuse(struct kt_why *why, int error, enum kt_item item,
			     const char *fmt, ...);

#endif /* _KT_WHY_H */
