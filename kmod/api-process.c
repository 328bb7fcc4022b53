// SPDX-License-Identifier: GPL-2.0
/* What other modules call, about processes. */
#include <linux/kthreading.h>

#include <linux/export.h>

#include "life.h"
#include "process.h"

/**
 * kt_process_create - make a process that belongs to a module
 * @name: 1 to KTHREADING_PROCESS_NAME_MAX bytes, copied; unique
 *
 * It keeps this module loaded until it is deleted and all references to it and to its
 * threads are dropped.
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
struct kt_process *kt_process_create(const char *name)
{
	return kt_process_make(name, KTHREADING_OWNER_MODULE, 0, NULL);
}
EXPORT_SYMBOL_GPL(kt_process_create);

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
