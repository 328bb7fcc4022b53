// SPDX-License-Identifier: GPL-2.0
/* "Why does it not stop?": says so in dmesg, once per process. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "process.h"

#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "life.h"
#include "limits.h"

/* Told of; who has more of them will find the same in the others. */
#define REPORTS_MAX 8

static struct task_struct *task_get(struct kt_thread *thread)
{
	struct task_struct *task = NULL;

	spin_lock(&thread->table->lock);
	if (thread->worker)
		task = get_task_struct(thread->worker->task);
	spin_unlock(&thread->table->lock);
	return task;
}

static void report(struct kt_process *process, struct kt_thread *thread,
		   struct kt_thread_info *info)
{
	struct task_struct *task = task_get(thread);

	kt_life_ask(thread, info);
	pr_warn("process %*pE: thread %*pE ignores the stop, pid %d, %s%s\n",
		(int)strlen(process->name), process->name,
		(int)strlen(info->name), info->name, info->native_id,
		*info->blocked_on ? "blocked on " : "not blocked",
		info->blocked_on);
	if (!task)
		return;
	/* The rig's search for splats skips what is between these lines. */
	pr_info("stack of pid %d\n", task->pid);
	sched_show_task(task);
	pr_info("end of stack\n");
	put_task_struct(task);
}

static void report_all(struct kt_process *process)
{
	struct kt_thread_info *info = kmalloc(sizeof(*info), GFP_KERNEL);
	struct kt_thread *thread;
	unsigned int reports = 0;
	unsigned long id = 0;

	while (info && reports < REPORTS_MAX) {
		thread = kt_thread_next(&process->table, &id);
		if (!thread)
			break;
		if (kt_thread_is_alive(thread)) {
			report(process, thread, info);
			reports++;
		}
		kt_thread_put(thread);
		cond_resched();
	}
	kfree(info);
}

static void watchdog_bark(struct work_struct *work)
{
	struct kt_process *process = container_of(to_delayed_work(work),
						  struct kt_process, watchdog);
	bool overdue;

	spin_lock(&process->table.lock);
	overdue = process->state == KTHREADING_PROCESS_STOPPING;
	process->overdue = overdue;
	spin_unlock(&process->table.lock);
	if (overdue)
		report_all(process);
	kt_process_put(process);
}

void kt_watchdog_init(struct kt_process *process)
{
	INIT_DELAYED_WORK(&process->watchdog, watchdog_bark);
}

/**
 * kt_watchdog_start_locked - a process begins to stop
 * @process: its lock is held
 */
void kt_watchdog_start_locked(struct kt_process *process)
{
	unsigned int seconds =
		min(READ_ONCE(kt_stop_seconds), UINT_MAX / HZ / 4);

	if (!seconds)
		return;
	kt_process_get(process);
	queue_delayed_work(kt_process_queue, &process->watchdog, seconds * HZ);
}

/**
 * kt_watchdog_stop_locked - a process has ended
 * @process: its lock is held
 */
void kt_watchdog_stop_locked(struct kt_process *process)
{
	process->overdue = false;
	/* The registration has a reference, so this is not the last. */
	if (cancel_delayed_work(&process->watchdog))
		kt_process_put(process);
}
