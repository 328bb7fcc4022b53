// SPDX-License-Identifier: GPL-2.0
/* What other modules call, about threads. */
#include <linux/kthreading.h>

#include <linux/err.h>
#include <linux/export.h>

#include "args.h"
#include "join.h"
#include "life.h"
#include "process.h"
#include "report.h"
#include "target.h"
#include "timer.h"
#include "why.h"

/**
 * kt_main_thread - CPython: main_thread()
 * @process: the process
 *
 * Context: any.
 *
 * Return: its main thread, the same one all its life, without a reference.
 */
struct kt_thread *kt_main_thread(struct kt_process *process)
{
	return process->table.main;
}
EXPORT_SYMBOL_GPL(kt_main_thread);

/**
 * kt_thread_process - the process that a thread belongs to
 * @thread: the thread
 *
 * Context: any.
 *
 * Return: the process, without a reference; it stays as long as the thread.
 */
struct kt_process *kt_thread_process(const struct kt_thread *thread)
{
	return kt_table_process(thread->table);
}
EXPORT_SYMBOL_GPL(kt_thread_process);

/**
 * kt_active_count - CPython: active_count()
 * @process: the process
 *
 * Context: any.
 *
 * Return: how many threads are alive, main included.
 */
unsigned int kt_active_count(struct kt_process *process)
{
	return READ_ONCE(process->table.alive);
}
EXPORT_SYMBOL_GPL(kt_active_count);

static struct kt_args *named_args(const struct kt_thread_spec *spec)
{
	struct kt_target_entry *entry = kt_target_find(spec->target_name);
	struct kt_args *args;

	if (!entry)
		return ERR_PTR(-EINVAL);
	args = kt_args_create(entry, spec->args, spec->nr_args, NULL);
	kt_target_put(entry);
	return args;
}

/* NULL without a target. One that is given by its address stays registered meanwhile. */
static struct kt_args *spec_args(const struct kt_thread_spec *spec)
{
	if (spec->target_name)
		return named_args(spec);
	if (!spec->target)
		return spec->nr_args ? ERR_PTR(-EINVAL) : NULL;
	if (!spec->target->entry)
		return ERR_PTR(-EINVAL);
	return kt_args_create(spec->target->entry, spec->args, spec->nr_args,
			      NULL);
}

/**
 * kt_thread_create - make a thread (CPython: Thread())
 * @process: where it belongs
 * @spec: what it is made of
 *
 * It is initial: it costs no kthread and does nothing until it is started. Its daemon
 * flag is inherited from the current thread if that belongs to @process, else from main.
 *
 * Context: may sleep.
 *
 * Return: the thread with a reference for the caller, or
 * * -EINVAL - the arguments do not fit the target, or it is not registered; or a Timer
 *   with a negative period; or an empty
 *   name, or scheduling that makes no sense
 * * -ENAMETOOLONG - name too long
 * * -ESHUTDOWN - the process is stopping
 * * -ENOSPC - too many threads
 * * -ENOMEM - no memory
 */
struct kt_thread *kt_thread_create(struct kt_process *process,
				   const struct kt_thread_spec *spec)
{
	const struct kt_thread_kind *kind = spec->timer ? &kt_timer_kind : NULL;
	struct kt_thread *self = kt_current();
	struct kt_args *args;

	might_sleep();
	if (spec->timer && kt_timer_check(spec->timer, NULL))
		return ERR_PTR(-EINVAL);
	args = spec_args(spec);
	if (IS_ERR(args))
		return ERR_CAST(args);
	if (!self || self->table != &process->table)
		self = process->table.main;
	return kt_thread_make(&process->table, kind, self, spec, args, 0, NULL);
}
EXPORT_SYMBOL_GPL(kt_thread_create);

/**
 * kt_thread_run - run a thread's target in the current thread (CPython: Thread.run())
 * @thread: not started; stays so, and keeps how its target ended
 *
 * Context: one of our threads; may sleep.
 *
 * Return:
 * * 0 - the target returned
 * * -ESRCH - the current task is none of our threads
 * * -EXDEV - the current thread belongs to another process
 * * -ENOENT - the target was used by run() or start() before
 * * the errno of its unhandled error otherwise, see kt_thread_result()
 */
int kt_thread_run(struct kt_thread *thread)
{
	struct kt_thread *self = kt_current();
	int ret;

	might_sleep();
	if (!self)
		return -ESRCH;
	if (self->table != thread->table)
		return -EXDEV;
	spin_lock(&thread->table->lock);
	ret = kt_life_claim_run_locked(thread, NULL);
	spin_unlock(&thread->table->lock);
	if (ret)
		return ret;
	return kt_life_run(thread);
}
EXPORT_SYMBOL_GPL(kt_thread_run);

/**
 * kt_thread_start - start a thread (CPython: Thread.start())
 * @thread: initial
 *
 * Context: any but interrupts.
 *
 * Return:
 * * 0 - it is alive and has an ident
 * * -EALREADY - it was started before (CPython: test_start_thread_again)
 * * -ESHUTDOWN - its process is stopping
 * * -ENOENT - it was deleted
 * * -EAGAIN - as many threads as possible are started; it is still initial
 */
int kt_thread_start(struct kt_thread *thread)
{
	return kt_life_start(thread, NULL);
}
EXPORT_SYMBOL_GPL(kt_thread_start);

/**
 * kt_thread_join - wait for a thread's end (CPython: Thread.join())
 * @thread: the caller has a reference
 * @timeout: nanoseconds; KT_FOREVER for ever; not positive does not wait
 *
 * How the thread ended is told by kt_thread_result(); an error of its own is no error
 * of the join.
 *
 * Context: may sleep.
 *
 * Return:
 * * 0 - it has ended
 * * -ETIMEDOUT - it has not, in that time
 * * -EINVAL - it was not started (CPython: test_joining_inactive_thread)
 * * -EDEADLK - it is the current thread (CPython: test_joining_current_thread), or
 *   waits for it, directly or over others
 * * -EXDEV - it belongs to another process than the current thread
 * * -ESHUTDOWN - the process of the current thread is stopping
 */
int kt_thread_join(struct kt_thread *thread, ktime_t timeout)
{
	return kt_join(thread, timeout, NULL);
}
EXPORT_SYMBOL_GPL(kt_thread_join);

/**
 * kt_thread_join_explain - kt_thread_join() that says why
 * @thread: the caller has a reference
 * @timeout: nanoseconds; KT_FOREVER for ever; not positive does not wait
 * @buf: filled with a sentence when the join is refused, which names a cycle; else empty
 * @size: of @buf
 *
 * Context: may sleep.
 *
 * Return: as kt_thread_join().
 */
int kt_thread_join_explain(struct kt_thread *thread, ktime_t timeout, char *buf,
			   size_t size)
{
	struct kt_why why = {};
	int ret = kt_join(thread, timeout, &why);

	strscpy(buf, why.text, size);
	return ret;
}
EXPORT_SYMBOL_GPL(kt_thread_join_explain);

/**
 * kt_thread_lookup - find a thread
 * @process: where it belongs
 * @ref: "#ID", or a name that only one thread bears
 *
 * Context: may sleep.
 *
 * Return: the thread with a reference for the caller, or
 * * -ENOENT - there is none
 * * -ENOTUNIQ - several threads bear the name
 */
struct kt_thread *kt_thread_lookup(struct kt_process *process, const char *ref)
{
	struct kt_thread *thread;
	u32 id;

	if (*ref != '#' || kstrtou32(ref + 1, 10, &id))
		return kt_thread_find_name(&process->table, ref, NULL);
	thread = kt_thread_find(&process->table, id);
	return thread ?: ERR_PTR(-ENOENT);
}
EXPORT_SYMBOL_GPL(kt_thread_lookup);

/**
 * kt_thread_id - the handle of a thread
 * @thread: the thread
 *
 * Context: any.
 *
 * Return: its id, never used again in its process.
 */
u32 kt_thread_id(const struct kt_thread *thread)
{
	return thread->id;
}
EXPORT_SYMBOL_GPL(kt_thread_id);

/**
 * kt_timer_cancel - cancel a Timer (CPython: Timer.cancel())
 * @thread: the Timer
 *
 * Waits for nothing, so it may be called under a lock that the target takes, and by the
 * target itself. A target that runs goes on, but is not run again.
 *
 * Context: any but interrupts.
 *
 * Return:
 * * 1 - its target will not run; if it was started the thread has ended
 * * 0 - too late: it is due, or has ended
 * * -EINVAL - it is no Timer
 */
int kt_timer_cancel(struct kt_thread *thread)
{
	return kt_timer_stop(thread, NULL);
}
EXPORT_SYMBOL_GPL(kt_timer_cancel);

/**
 * kt_thread_set_name - set the name
 * @thread: the thread, in any state
 * @name: copied
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EINVAL - empty name
 * * -ENAMETOOLONG - name too long
 * * -ENOMEM - no memory
 */
int kt_thread_set_name(struct kt_thread *thread, const char *name)
{
	struct kt_thread_change change = { .name = name };

	return kt_thread_change(thread, &change, NULL);
}
EXPORT_SYMBOL_GPL(kt_thread_set_name);

/**
 * kt_thread_set_daemon - set the daemon flag
 * @thread: the thread
 * @daemon: the flag
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EBUSY - the thread was started
 */
int kt_thread_set_daemon(struct kt_thread *thread, bool daemon)
{
	struct kt_thread_change change = {
		.daemon = daemon ? KT_DAEMON_ON : KT_DAEMON_OFF,
	};

	return kt_thread_change(thread, &change, NULL);
}
EXPORT_SYMBOL_GPL(kt_thread_set_daemon);

/**
 * kt_thread_set_sched - change the scheduling
 * @thread: the thread, in any state
 * @sched: the fields to change
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EINVAL - the fields make no sense, or none of the CPUs is online
 * * -ENOMEM - no memory
 * * any other errno of the scheduler
 */
int kt_thread_set_sched(struct kt_thread *thread, const struct kt_sched *sched)
{
	struct kt_thread_change change = { .sched = sched };

	return kt_thread_change(thread, &change, NULL);
}
EXPORT_SYMBOL_GPL(kt_thread_set_sched);

/**
 * kt_thread_del - delete a thread that is not alive
 * @thread: the caller keeps its reference
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EBUSY - it is alive, or is the main thread
 * * -ENOENT - it was deleted already
 */
int kt_thread_del(struct kt_thread *thread)
{
	return kt_thread_remove(thread, NULL);
}
EXPORT_SYMBOL_GPL(kt_thread_del);

/**
 * kt_thread_ident - CPython: Thread.ident
 * @thread: the thread
 *
 * Context: any.
 *
 * Return: the ident, 0 before start.
 */
u64 kt_thread_ident(const struct kt_thread *thread)
{
	return READ_ONCE(thread->ident);
}
EXPORT_SYMBOL_GPL(kt_thread_ident);

/**
 * kt_thread_is_alive - CPython: Thread.is_alive()
 * @thread: the thread
 *
 * Context: any.
 *
 * Return: true from before its start returns until its end is over.
 */
bool kt_thread_is_alive(const struct kt_thread *thread)
{
	return READ_ONCE(thread->life) == KT_LIFE_ALIVE;
}
EXPORT_SYMBOL_GPL(kt_thread_is_alive);

/**
 * kt_thread_is_daemon - CPython: Thread.daemon
 * @thread: the thread
 *
 * Context: any.
 *
 * Return: the flag.
 */
bool kt_thread_is_daemon(const struct kt_thread *thread)
{
	return READ_ONCE(thread->daemon);
}
EXPORT_SYMBOL_GPL(kt_thread_is_daemon);

/**
 * kt_thread_native_id - CPython: Thread.native_id
 * @thread: the thread
 *
 * Context: any but interrupts.
 *
 * Return: pid of its kthread, 0 while none is attached.
 */
pid_t kt_thread_native_id(struct kt_thread *thread)
{
	pid_t pid;

	spin_lock(&thread->table->lock);
	pid = thread->worker ? thread->worker->task->pid : 0;
	spin_unlock(&thread->table->lock);
	return pid;
}
EXPORT_SYMBOL_GPL(kt_thread_native_id);

/**
 * kt_thread_result - tell how a thread's target ended
 * @thread: the thread
 * @value: set to what it returned, 0 if it returned no value; may be NULL
 *
 * Context: any but interrupts.
 *
 * Return:
 * * 0 - it returned
 * * -EINPROGRESS - it has not ended
 * * -ECANCELED - the process stopped before it began
 * * -ESHUTDOWN - it was stopped
 * * the errno of the unhandled error
 */
int kt_thread_result(struct kt_thread *thread, s64 *value)
{
	struct kt_end end;

	spin_lock(&thread->table->lock);
	end = thread->end;
	spin_unlock(&thread->table->lock);
	if (value)
		*value = end.has_value ? end.value : 0;
	return kt_end_result(&end);
}
EXPORT_SYMBOL_GPL(kt_thread_result);
