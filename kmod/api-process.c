// SPDX-License-Identifier: GPL-2.0
/* What other modules call, about processes. */
#include <linux/kthreading.h>

#include <linux/export.h>
#include <linux/sched.h>

#include "life.h"
#include "process.h"

/**
 * __kt_process_create - make a process that belongs to a module
 * @name: 1 to KTHREADING_PROCESS_NAME_MAX bytes, copied; unique
 * @module: THIS_MODULE
 *
 * Threads of this process do not keep @module loaded, as those of other processes that
 * run its targets do: kt_process_destroy() in its exit function waits for them. If it
 * forgets that, it is done for it before its code goes.
 *
 * Context: may sleep.
 *
 * Return: the process with a reference for the caller, its main thread alive, or
 * * -EINVAL - empty name
 * * -ENAMETOOLONG - name too long
 * * -EEXIST - there is a process of this name
 * * -ENOSPC - too many processes
 * * -EAGAIN - no room for the main thread
 * * -ENOMEM - no memory
 */
struct kt_process *__kt_process_create(const char *name, struct module *module)
{
	return kt_process_make(name, KTHREADING_OWNER_MODULE, 0, module, NULL);
}
EXPORT_SYMBOL_GPL(__kt_process_create);

/**
 * kt_process_destroy - end a process, wait for that, and take it away
 * @process: in any state; the caller's reference is dropped
 *
 * All its threads are stopped, and those that do not return are waited for.
 *
 * Context: may sleep; not one of its threads.
 */
void kt_process_destroy(struct kt_process *process)
{
	struct kt_thread *self = kt_current();

	might_sleep();
	if (WARN_ON_ONCE(self && self->table == &process->table))
		return;
	kt_process_stop(process, true, NULL);
	/* A thread of ours that calls this may be stopped, and must wait still. */
	while (kt_process_sleep(process, KT_FOREVER))
		schedule_timeout_uninterruptible(1);
	kt_process_remove(process, NULL);
	kt_process_put(process);
}
EXPORT_SYMBOL_GPL(kt_process_destroy);

/**
 * kt_process_exit - let the main thread of a process end
 * @process: the process
 *
 * It waits for its non-daemons, those that they start included, then stops its daemons
 * and has ended. This call does not wait for that: see kt_process_wait().
 *
 * Context: any but interrupts.
 *
 * Return:
 * * 0
 * * -EALREADY - its end was begun before
 */
int kt_process_exit(struct kt_process *process)
{
	return kt_process_stop(process, false, NULL);
}
EXPORT_SYMBOL_GPL(kt_process_exit);

/**
 * kt_process_kill - stop all threads of a process
 * @process: the process
 *
 * What blocks in a call of ours returns -ESHUTDOWN, what has not begun never does. Does
 * not wait: see kt_process_wait().
 *
 * Context: any but interrupts.
 *
 * Return:
 * * 0
 * * -EALREADY - it is stopping already
 */
int kt_process_kill(struct kt_process *process)
{
	return kt_process_stop(process, true, NULL);
}
EXPORT_SYMBOL_GPL(kt_process_kill);

/**
 * kt_process_wait - wait for the end of a process
 * @process: the process
 * @timeout: nanoseconds; KT_FOREVER for ever; not positive does not wait
 *
 * Context: may sleep.
 *
 * Return:
 * * 0 - it has ended
 * * -ETIMEDOUT - it has not, in that time
 * * -EDEADLK - the current thread belongs to it
 * * -ESHUTDOWN - the process of the current thread is stopping
 */
int kt_process_wait(struct kt_process *process, ktime_t timeout)
{
	struct kt_thread *self = kt_current();

	if (self && self->table == &process->table)
		return -EDEADLK;
	return kt_process_sleep(process, timeout);
}
EXPORT_SYMBOL_GPL(kt_process_wait);

/**
 * kt_process_del - take a process away that has ended
 * @process: the caller keeps its reference
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EBUSY - it has not ended
 * * -ENOENT - it was taken away already
 */
int kt_process_del(struct kt_process *process)
{
	return kt_process_remove(process, NULL);
}
EXPORT_SYMBOL_GPL(kt_process_del);
