/* SPDX-License-Identifier: GPL-2.0 */
/* Scheduling of the kthread that a thread runs on. */
#ifndef _KT_SCHED_H
#define _KT_SCHED_H

#include <linux/kthreading.h>

struct kt_why;
struct task_struct;

int kt_sched_check(const struct kt_sched *sched, struct kt_why *why);
struct kt_sched *kt_sched_merge(const struct kt_sched *old,
				const struct kt_sched *given,
				struct kt_why *why);
int kt_sched_apply(struct task_struct *task, const struct kt_sched *sched);
void kt_sched_reset(struct task_struct *task);

#endif /* _KT_SCHED_H */
