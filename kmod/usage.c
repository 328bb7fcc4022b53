// SPDX-License-Identifier: GPL-2.0
#include "usage.h"

#include <linux/minmax.h>

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

static u64 running_ns(struct task_struct *task)
{
	return kt_task_on_cpu(task) ? kt_running_ns(task) :
				      READ_ONCE(task->se.sum_exec_runtime);
}

/* With the wait that is not over, which run_delay does not have yet. */
static u64 delay_ns(struct task_struct *task)
{
	u64 delay = kt_delay_ns(task);
#ifdef CONFIG_SCHED_INFO
	u64 queued = READ_ONCE(task->sched_info.last_queued);

	if (queued)
		delay += kt_sched_age_ns(queued);
#endif
	return delay;
}

/* What kt_usage_since() does for a task that others have run in between of. */
void kt_usage_since_switched(struct task_struct *task,
			     const struct kt_usage *base,
			     struct kt_usage *usage)
{
	/* So that the parts of the current task's fit together. */
	preempt_disable();
	usage->at = ktime_get_ns() - base->at;
	usage->running_ns = running_ns(task) - base->running_ns;
	usage->delay_ns = delay_ns(task) - base->delay_ns;
	usage->voluntary = task->nvcsw - base->voluntary;
	usage->involuntary = task->nivcsw - base->involuntary;
	preempt_enable();
	usage->running_ns = min(usage->running_ns, usage->at);
	usage->delay_ns = min(usage->delay_ns, usage->at - usage->running_ns);
}
