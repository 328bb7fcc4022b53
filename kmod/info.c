// SPDX-License-Identifier: GPL-2.0
/* What can be told of a thread at one moment. */
#include "life.h"

#include <linux/sched.h>

#include "usage.h"

static enum kthreading_thread_state task_state(struct task_struct *task)
{
	if (!task_is_running(task))
		return KTHREADING_THREAD_BLOCKED;
	return kt_task_on_cpu(task) ? KTHREADING_THREAD_RUNNING :
				      KTHREADING_THREAD_READY;
}

/**
 * kt_life_state_locked - tell the state
 * @thread: the thread; its table's lock is held
 *
 * Return: the state, which the scheduler may have changed already.
 */
enum kthreading_thread_state
kt_life_state_locked(const struct kt_thread *thread)
{
	if (thread->life == KT_LIFE_INITIAL)
		return KTHREADING_THREAD_INITIAL;
	if (thread->life == KT_LIFE_TERMINATED)
		return KTHREADING_THREAD_TERMINATED;
	if (thread->worker)
		return task_state(thread->worker->task);
	/* Detached already, it is ending on its kthread. */
	if (thread->end.outcome)
		return KTHREADING_THREAD_RUNNING;

	return thread->kind && !thread->kind->due_locked(thread) ?
		       KTHREADING_THREAD_BLOCKED :
		       KTHREADING_THREAD_READY;
}

/* Alive without a kthread. */
static void ask_apart_locked(const struct kt_thread *thread,
			     struct kt_thread_info *info)
{
	u64 due = thread->kind ? thread->kind->due_locked(thread) :
				 thread->since_ns;

	if (info->state == KTHREADING_THREAD_BLOCKED) {
		info->blocked_ns += ktime_get_ns() - thread->since_ns;
	} else if (info->state == KTHREADING_THREAD_READY && due) {
		info->blocked_ns += due - thread->since_ns;
		info->ready_ns += ktime_get_ns() - due;
	}
}

static void ask_times_locked(const struct kt_thread *thread,
			     struct kt_thread_info *info)
{
	struct kt_usage used;

	info->ready_ns = thread->ready_ns;
	info->running_ns = thread->running_ns;
	info->blocked_ns = thread->blocked_ns;
	info->voluntary = thread->voluntary;
	info->involuntary = thread->involuntary;
	if (thread->worker) {
		kt_usage_since(thread->worker->task, &thread->worker->base,
			       &used);
		info->ready_ns += used.delay_ns;
		info->running_ns += used.running_ns;
		info->blocked_ns += used.at - used.running_ns - used.delay_ns;
		info->voluntary += used.voluntary;
		info->involuntary += used.involuntary;
	} else if (thread->life == KT_LIFE_ALIVE) {
		ask_apart_locked(thread, info);
	}
}

static void ask_wait_locked(struct kt_thread *thread,
			    struct kt_thread_info *info)
{
	static const char *const words[] = {
		[KT_WAIT_NONE] = "kernel",
		[KT_WAIT_SLEEP] = "sleep",
		[KT_WAIT_JOIN] = "join ",
		[KT_WAIT_WORK] = "work",
		[KT_WAIT_PROCESS] = "process",
		[KT_WAIT_CONDITION] = "condition",
	};
	enum kt_wait wait = READ_ONCE(thread->wait);
	size_t len;

	if (!thread->worker) {
		strscpy(info->blocked_on, "timer", sizeof(info->blocked_on));
		info->since_ns = ktime_get_ns() - thread->since_ns;
		return;
	}
	len = strscpy(info->blocked_on, words[wait], sizeof(info->blocked_on));
	if (wait == KT_WAIT_JOIN && thread->joining)
		kt_thread_name_locked(thread->joining, info->blocked_on + len,
				      sizeof(info->blocked_on) - len);
	if (wait != KT_WAIT_NONE)
		info->since_ns = ktime_get_ns() - READ_ONCE(thread->since_ns);
}

/**
 * kt_life_ask - tell all about a thread
 * @thread: the thread
 * @info: filled
 *
 * Context: any but interrupts.
 */
void kt_life_ask(struct kt_thread *thread, struct kt_thread_info *info)
{
	spin_lock(&thread->table->lock);
	kt_thread_name_locked(thread, info->name, sizeof(info->name));
	info->ident = thread->ident;
	info->native_id = thread->worker ? thread->worker->task->pid : 0;
	info->cpu = thread->worker ? task_cpu(thread->worker->task) : 0;
	info->daemon = thread->daemon;
	info->state = kt_life_state_locked(thread);
	info->blocked_on[0] = '\0';
	info->since_ns = 0;
	ask_times_locked(thread, info);
	if (info->state == KTHREADING_THREAD_BLOCKED)
		ask_wait_locked(thread, info);
	info->end = thread->end;
	info->error_text[0] = '\0';
	if (thread->end.text)
		strscpy(info->error_text, thread->end.text,
			sizeof(info->error_text));
	info->has_sched = thread->sched;
	if (thread->sched)
		info->sched = *thread->sched;
	spin_unlock(&thread->table->lock);
}
