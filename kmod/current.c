// SPDX-License-Identifier: GPL-2.0
/* What the code of a target calls: about itself, to block, to tell. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "life.h"

#include <linux/export.h>
#include <linux/hrtimer.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "log.h"

/**
 * kt_worker_ask - the worker that runs this code, found by its task
 *
 * It is found by kt_worker_peek() from now on.
 *
 * Context: process context.
 *
 * Return: the worker, NULL in any other task.
 */
struct kt_worker *kt_worker_ask(void)
{
	struct kt_worker *worker = kt_worker_of(current);

	if (worker)
		this_cpu_write(kt_worker_seen, worker);
	return worker;
}

/**
 * kt_current - the thread that runs this code (CPython: current_thread())
 *
 * In a target that run() calls this is the thread that called run().
 *
 * Context: process context.
 *
 * Return: the thread, without a reference: it cannot go while this runs; NULL in a
 * task that is none of ours.
 */
struct kt_thread *kt_current(void)
{
	struct kt_worker *worker = kt_worker_current();

	return worker ? worker->thread : NULL;
}
EXPORT_SYMBOL_GPL(kt_current);

/**
 * kt_should_stop - tell whether the target should return
 *
 * Context: process context.
 *
 * Return: true when the process of the current thread is stopping.
 */
bool kt_should_stop(void)
{
	struct kt_thread *self = kt_current();

	return self && READ_ONCE(self->table->stopping);
}
EXPORT_SYMBOL_GPL(kt_should_stop);

/**
 * kt_wake - have a thread that blocks look again at what it waits for
 * @thread: a reference is held
 *
 * To be called after what it waits for was made true. A thread that is about to block
 * sees it by itself, one that does not block in a call of ours is left alone.
 *
 * Context: any, also interrupts.
 */
void kt_wake(struct kt_thread *thread)
{
	struct kt_worker *worker;

	/*
	 * Between what the caller has made true and the look at the wait; pairs
	 * with the one in block(): we see the wait, or it sees what is true.
	 */
	smp_mb();
	rcu_read_lock();
	/* It may move on to other threads meanwhile, but stays in memory. */
	worker = READ_ONCE(thread->worker);
	if (worker && READ_ONCE(thread->wait) != KT_WAIT_NONE)
		wake_up_process(worker->task);
	rcu_read_unlock();
}
EXPORT_SYMBOL_GPL(kt_wake);

/* Sleeps until woken; true when the deadline has passed. */
static bool sleep_until(ktime_t deadline)
{
	if (deadline == KTIME_MAX) {
		schedule();
		return false;
	}
	return !schedule_hrtimeout(&deadline, HRTIMER_MODE_ABS);
}

static int block(const struct kt_thread *self, bool (*ready)(void *data),
		 void *data, ktime_t deadline, bool late)
{
	/* A task of others may have signals, which would make this spin. */
	unsigned int state = self ? TASK_INTERRUPTIBLE : TASK_IDLE;

	for (;;) {
		/*
		 * Orders the state before the checks. Who makes a condition true wakes
		 * us afterwards, so either we see it here or the wake-up sees the state.
		 */
		set_current_state(state);
		if (self && READ_ONCE(self->table->stopping))
			return -ESHUTDOWN;
		if (ready && ready(data))
			return 0;
		if (late)
			return ready ? -ETIMEDOUT : 0;
		late = sleep_until(deadline);
	}
}

/**
 * kt_block - block until something is so
 * @wait: what the current thread shows to be blocked on
 * @ready: tells whether it is so; called in a state other than running, so it may not
 *	sleep; NULL waits for the time alone
 * @data: for @ready
 * @timeout: how long at most; KT_FOREVER for ever; not positive does not block
 *
 * Context: may sleep.
 *
 * Return:
 * * 0 - it is so
 * * -ETIMEDOUT - it was not, up to the end
 * * -ESHUTDOWN - the process is stopping
 */
int kt_block(enum kt_wait wait, bool (*ready)(void *data), void *data,
	     ktime_t timeout)
{
	struct kt_thread *self = kt_current();
	ktime_t now = ktime_get();
	int ret;

	might_sleep();
	if (self) {
		WRITE_ONCE(self->since_ns, now);
		WRITE_ONCE(self->wait, wait);
	}
	ret = block(self, ready, data, ktime_add_safe(now, timeout),
		    timeout <= 0);
	__set_current_state(TASK_RUNNING);
	if (self)
		WRITE_ONCE(self->wait, KT_WAIT_NONE);
	return ret;
}

/**
 * kt_wait - wait for a condition of the module's own
 * @ready: tells whether it is so. Called in a state other than running, so it may not
 *	sleep; it may take spin locks
 * @data: for @ready
 * @timeout: nanoseconds; KT_FOREVER for ever; not positive does not wait
 *
 * Who makes the condition true calls kt_wake() afterwards. A wake-up cannot be lost: the
 * order of state, look and sleep is that of this call, not of its callers.
 *
 * Context: one of our threads; may sleep.
 *
 * Return:
 * * 0 - it is so
 * * -ETIMEDOUT - it was not, in that time
 * * -ESHUTDOWN - the process of the current thread is stopping
 * * -ESRCH - the current task is none of our threads, so nobody could wake it
 */
int kt_wait(bool (*ready)(void *data), void *data, ktime_t timeout)
{
	if (!kt_current())
		return -ESRCH;
	return kt_block(KT_WAIT_CONDITION, ready, data, timeout);
}
EXPORT_SYMBOL_GPL(kt_wait);

/**
 * kt_sleep - sleep
 * @duration: nanoseconds
 *
 * Context: may sleep.
 *
 * Return:
 * * 0 - after the time
 * * -ESHUTDOWN - the process of the current thread is stopping
 */
int kt_sleep(ktime_t duration)
{
	return kt_block(KT_WAIT_SLEEP, NULL, NULL, duration);
}
EXPORT_SYMBOL_GPL(kt_sleep);

/**
 * kt_result - give the value that the current target returns
 * @value: kept as the result of the thread, if the target then returns 0
 *
 * Context: one of our threads; does nothing elsewhere.
 */
void kt_result(s64 value)
{
	struct kt_worker *worker = kt_worker_current();

	if (!worker || !worker->frame)
		return;
	worker->frame->end.has_value = true;
	worker->frame->end.value = value;
}
EXPORT_SYMBOL_GPL(kt_result);

/**
 * kt_raise - say what the error is that the target is about to return
 * @error: negative errno
 * @fmt: the text; cut after KTHREADING_RECORD_LEN_MAX bytes; it is kept when the
 *	target returns a negative errno
 *
 * Context: one of our threads, may sleep; elsewhere it only gives @error back.
 *
 * Return: @error, to be returned by the target.
 */
int kt_raise(int error, const char *fmt, ...)
{
	struct kt_worker *worker = kt_worker_current();
	char *text;
	va_list args;

	if (!worker || !worker->frame)
		return error;
	va_start(args, fmt);
	text = kvasprintf(GFP_KERNEL, fmt, args);
	va_end(args);
	if (text && strlen(text) > KTHREADING_RECORD_LEN_MAX)
		text[KTHREADING_RECORD_LEN_MAX] = '\0';
	kfree(worker->frame->end.text);
	worker->frame->end.text = text;
	return error;
}
EXPORT_SYMBOL_GPL(kt_raise);

__printf(2, 0) static void tell(bool piece, const char *fmt, va_list args)
{
	struct kt_thread *self = kt_current();
	struct kt_author author = {};
	char text[KTHREADING_RECORD_LEN_MAX + 1];

	vscnprintf(text, sizeof(text), fmt, args);
	if (!self) {
		pr_info("%s\n", text);
		return;
	}
	author.process = self->table->name;
	author.ident = self->ident;
	kt_thread_name(self, author.thread, sizeof(author.thread));
	if (piece)
		kt_log_print(self->table->log, &author, text);
	else
		kt_log_write(self->table->log, &author, false, text);
}

/**
 * kt_log - write a record to the log of the current process
 * @fmt: cut after KTHREADING_RECORD_LEN_MAX bytes
 *
 * Records of several threads never mix. In a task that is none of ours it goes
 * to dmesg alone.
 *
 * Context: may sleep.
 */
void kt_log(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	tell(false, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL_GPL(kt_log);

/**
 * kt_print - write a piece of a line to the log of the current process
 * @fmt: each newline in it ends a record
 *
 * All threads of the process share the line: what they print mixes.
 *
 * Context: may sleep.
 */
void kt_print(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	tell(true, fmt, args);
	va_end(args);
}
EXPORT_SYMBOL_GPL(kt_print);
