/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for ends: by a kernel thread that sleeps, and by clients that do not. */
#ifndef _KT_JOIN_H
#define _KT_JOIN_H

#include <linux/kthreading.h>

#include "thread.h"

struct kt_why;

/**
 * struct kt_sleeper - a task that waits for an end, on its stack
 * @joiner: in a list of joiners
 * @task: the task
 * @over: the end has come
 */
struct kt_sleeper {
	struct kt_joiner joiner;
	struct task_struct *task;
	bool over;
};

void kt_sleeper_init(struct kt_sleeper *sleeper);
bool kt_sleeper_over(void *sleeper);
int kt_join_check(struct kt_thread *thread, struct kt_thread *joiner,
		  struct kt_why *why);
int kt_join(struct kt_thread *thread, ktime_t timeout, struct kt_why *why);

#endif /* _KT_JOIN_H */
