// SPDX-License-Identifier: GPL-2.0
/* Changes of a thread, in any state: name, daemon flag, scheduling. */
#include "thread.h"

#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "life.h"
#include "sched.h"
#include "why.h"

static void rename_locked(struct kt_thread *thread, const char **name)
{
	swap(thread->name, *name);
	if (thread->worker)
		kt_thread_lend_name_locked(thread, thread->worker);
}

/* All of the change or nothing: what can fail comes first. */
static int change_locked(struct kt_thread *thread,
			 const struct kt_thread_change *change,
			 const char **name, struct kt_sched **sched,
			 struct kt_why *why)
{
	lockdep_assert_held(&thread->table->lock);
	if (change->daemon != KT_DAEMON_INHERIT) {
		if (thread->life != KT_LIFE_INITIAL)
			return kt_refuse(
				why, -EBUSY, KT_ITEM_DAEMON,
				"cannot set daemon status of active thread");
		WRITE_ONCE(thread->daemon, change->daemon == KT_DAEMON_ON);
	}
	if (*name)
		rename_locked(thread, name);
	if (*sched)
		swap(thread->sched, *sched);
	return 0;
}

/* The scheduler refused it. The daemon flag is as it was, for the thread is alive. */
static void change_undo(struct kt_thread *thread, struct task_struct *task,
			const struct kt_thread_change *change,
			const char **name, struct kt_sched **sched)
{
	spin_lock(&thread->table->lock);
	if (change->name)
		rename_locked(thread, name);
	swap(thread->sched, *sched);
	spin_unlock(&thread->table->lock);
	if (thread->sched)
		kt_sched_apply(task, thread->sched);
	else
		kt_sched_reset(task);
}

/* @name and @sched are what the change needed memory for, and become the old ones. */
static int change_apply(struct kt_thread *thread,
			const struct kt_thread_change *change,
			const char **name, struct kt_sched **sched,
			struct kt_why *why)
{
	struct task_struct *task = NULL;
	int ret;

	lockdep_assert_held(&kt_sched_mutex);
	spin_lock(&thread->table->lock);
	ret = change_locked(thread, change, name, sched, why);
	if (thread->worker)
		task = thread->worker->task;
	spin_unlock(&thread->table->lock);
	if (ret || !change->sched || !task)
		return ret;
	/* @task cannot go: to detach it takes the mutex that we have. */
	ret = kt_sched_apply(task, thread->sched);
	if (!ret)
		return 0;
	change_undo(thread, task, change, name, sched);
	return kt_refuse(why, ret, KT_ITEM_SCHED, "cannot set the scheduling");
}

/**
 * kt_thread_change - change a thread
 * @thread: in any state
 * @change: what to change; all of it or nothing
 * @why: filled on refusal
 *
 * A live rename shows in ps, as far as its bytes go; scheduling that is changed
 * while the thread runs is that of its kthread at once.
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EINVAL - empty name, or scheduling that makes no sense
 * * -ENAMETOOLONG - name too long
 * * -EBUSY - the daemon flag is set, and the thread was started (CPython:
 *   test_daemonize_active_thread)
 * * -ENOMEM - no memory
 * * any other errno of the scheduler
 */
int kt_thread_change(struct kt_thread *thread,
		     const struct kt_thread_change *change, struct kt_why *why)
{
	struct kt_sched *sched = NULL;
	const char *name = NULL;
	int ret = 0;

	might_sleep();
	if (change->name) {
		ret = kt_thread_name_check(change->name, why);
		if (ret)
			return ret;
		name = kstrdup(change->name, GFP_KERNEL);
		if (!name)
			return -ENOMEM;
	}
	mutex_lock(&kt_sched_mutex);
	if (change->sched) {
		sched = kt_sched_merge(thread->sched, change->sched, why);
		ret = PTR_ERR_OR_ZERO(sched);
	}
	if (!ret) {
		ret = change_apply(thread, change, &name, &sched, why);
		kfree(sched);
	}
	mutex_unlock(&kt_sched_mutex);
	kfree(name);
	return ret;
}
