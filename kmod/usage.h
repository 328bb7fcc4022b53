/* SPDX-License-Identifier: GPL-2.0 */
/* Time and switches of a kthread, as the scheduler accounts them. */
#ifndef _KT_USAGE_H
#define _KT_USAGE_H

#include <linux/ktime.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>

#include "worker.h"

/* The scheduler's clocks may differ from CPU to CPU, and then it is not before @since. */
static inline u64 kt_sched_age_ns(u64 since)
{
	s64 age = local_clock() - since;

	return max(age, 0LL);
}

/*
 * The scheduler adds to sum_exec_runtime at ticks and switches only. What a
 * running task has used since is the age of exec_start, on the same clock.
 */
static inline u64 kt_running_ns(const struct task_struct *task)
{
	return READ_ONCE(task->se.sum_exec_runtime) +
	       kt_sched_age_ns(READ_ONCE(task->se.exec_start));
}

/* How long it has waited for a CPU, but for a wait that is not over. */
static inline u64 kt_delay_ns(const struct task_struct *task)
{
#ifdef CONFIG_SCHED_INFO
	return READ_ONCE(task->sched_info.run_delay);
#else
	return 0;
#endif
}

/**
 * kt_usage_begin - tell what the scheduler has counted of the current task
 * @usage: filled
 *
 * Context: any.
 */
static inline void kt_usage_begin(struct kt_usage *usage)
{
	/* So that the parts fit together. */
	preempt_disable();
	usage->at = ktime_get_ns();
	usage->running_ns = kt_running_ns(current);
	usage->delay_ns = kt_delay_ns(current);
	usage->voluntary = current->nvcsw;
	usage->involuntary = current->nivcsw;
	preempt_enable();
}

bool kt_task_on_cpu(struct task_struct *task);
void kt_usage_since_switched(struct task_struct *task,
			     const struct kt_usage *base,
			     struct kt_usage *usage);

/**
 * kt_usage_since - tell what was used since
 * @task: the task
 * @base: what kt_usage_begin() told @task then
 * @usage: filled with differences; @at becomes the wall time in between, and the
 *	other two times fit into it
 *
 * Context: any.
 */
static inline void kt_usage_since(struct task_struct *task,
				  const struct kt_usage *base,
				  struct kt_usage *usage)
{
	u64 wall = ktime_get_ns() - base->at;

	/* Who never left the CPU was running all the time: most that are short. */
	if (READ_ONCE(task->nvcsw) == base->voluntary &&
	    READ_ONCE(task->nivcsw) == base->involuntary)
		*usage = (struct kt_usage){ .at = wall, .running_ns = wall };
	else
		kt_usage_since_switched(task, base, usage);
}

#endif /* _KT_USAGE_H */
