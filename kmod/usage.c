// SPDX-License-Identifier: GPL-2.0
#include "usage.h"

#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/timekeeping.h>

/**
 * kt_task_on_cpu - tell whether a task has a CPU right now
 * @task: the task
 *
 * Return: true if it has; without SMP, if it could have.
 */
bool kt_task_on_cpu(struct task_struct *task)
{
#ifdef CONFIG_SMP
	return READ_ONCE(task->on_cpu);
#else
	return task_is_running(task);
#endif
}

static u64 age_ns(u64 then)
{
	s64 age = local_clock() - then;

	return max(age, 0LL);
}

/*
 * The scheduler adds to sum_exec_runtime at ticks and switches only. What a
 * running task has used since is the age of exec_start, on the same clock.
 */
static u64 running_ns(struct task_struct *task)
{
	u64 sum = READ_ONCE(task->se.sum_exec_runtime);

	if (!kt_task_on_cpu(task))
		return sum;
	return sum + age_ns(READ_ONCE(task->se.exec_start));
}

/* The same for the time in the queue, which is added when it is over. */
static u64 delay_ns(struct task_struct *task)
{
#ifdef CONFIG_SCHED_INFO
	u64 queued = READ_ONCE(task->sched_info.last_queued);

	return READ_ONCE(task->sched_info.run_delay) +
	       (queued ? age_ns(queued) : 0);
#else
	return 0;
#endif
}

/**
 * kt_usage_read - tell what the scheduler has counted
 * @task: the task
 * @usage: filled
 *
 * Context: any.
 */
void kt_usage_read(struct task_struct *task, struct kt_usage *usage)
{
	/* So that the parts of the current task's fit together. */
	preempt_disable();
	usage->at = ktime_get_ns();
	usage->running_ns = running_ns(task);
	usage->delay_ns = delay_ns(task);
	usage->voluntary = task->nvcsw;
	usage->involuntary = task->nivcsw;
	preempt_enable();
}

static bool was_switched(struct task_struct *task, const struct kt_usage *base)
{
	return READ_ONCE(task->nvcsw) != base->voluntary ||
	       READ_ONCE(task->nivcsw) != base->involuntary;
}

/**
 * kt_usage_since - tell what was used since
 * @task: the task
 * @base: what kt_usage_read() told then, when @task had a CPU
 * @usage: filled with differences; @at becomes the wall time in between, and the
 *	other two times fit into it
 */
void kt_usage_since(struct task_struct *task, const struct kt_usage *base,
		    struct kt_usage *usage)
{
	u64 at = ktime_get_ns();

	/* Who never left the CPU was running all the time: most that are short. */
	if (!was_switched(task, base)) {
		*usage = (struct kt_usage){ .at = at - base->at };
		usage->running_ns = usage->at;
		return;
	}
	kt_usage_read(task, usage);
	usage->at -= base->at;
	usage->voluntary -= base->voluntary;
	usage->involuntary -= base->involuntary;
	usage->running_ns =
		min(usage->running_ns - base->running_ns, usage->at);
	usage->delay_ns = min(usage->delay_ns - base->delay_ns,
			      usage->at - usage->running_ns);
}
