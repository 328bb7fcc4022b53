// SPDX-License-Identifier: GPL-2.0
/*
 * The main thread, and the end of a process. The rule for the end, all of it in
 * advance_locked(): when main has ended the process waits for its non-daemons; when
 * the last of them has ended it stops; when the last thread has ended it has ended.
 * A kill goes straight to the stop.
 */
#include "process.h"

#include <linux/sched.h>
#include <linux/slab.h>

#include "event.h"
#include "join.h"
#include "life.h"
#include "trace.h"
#include "waiter.h"
#include "why.h"

static void queue_end_locked(struct kt_process *process)
{
	kt_process_get(process);
	/* The reference of the registration is there, so this is not the last. */
	if (!queue_work(kt_process_queue, &process->end_work))
		kt_process_put(process);
}

static void enter_locked(struct kt_process *process,
			 enum kthreading_process_state state)
{
	lockdep_assert_held(&process->table.lock);
	WRITE_ONCE(process->state, state);
	process->since_ns = ktime_get_ns();
	trace_kt_process_state(process->name, state);
	kt_event(KTHREADING_EVENT_PROCESS_STATE, &process->table, NULL);
}

static void stop_locked(struct kt_process *process)
{
	enter_locked(process, KTHREADING_PROCESS_STOPPING);
	WRITE_ONCE(process->table.stopping, true);
	process->calling = !list_empty(&process->calls);
	queue_end_locked(process);
	kt_watchdog_start_locked(process);
}

/* After the end of a thread, or NULL for that of what else the end of the process waits for. */
static void advance_locked(struct kt_process *process,
			   const struct kt_thread *ended)
{
	struct kt_table *table = &process->table;

	if (process->state == KTHREADING_PROCESS_RUNNING &&
	    ended == table->main)
		enter_locked(process, KTHREADING_PROCESS_EXITING);
	if (process->state == KTHREADING_PROCESS_EXITING && !table->nondaemon)
		stop_locked(process);
	if (process->state == KTHREADING_PROCESS_STOPPING && !table->alive &&
	    !process->calling) {
		enter_locked(process, KTHREADING_PROCESS_ENDED);
		kt_watchdog_stop_locked(process);
		kt_joiners_complete_locked(&process->joiners);
		if (process->orphan)
			queue_end_locked(process);
	}
}

static void process_thread_ended(struct kt_table *table,
				 struct kt_thread *thread)
{
	advance_locked(kt_table_process(table), thread);
}

static void stop_thread(struct kt_thread *thread)
{
	spin_lock(&thread->table->lock);
	if (thread->life != KT_LIFE_ALIVE || !kt_life_disarm_locked(thread))
		kt_wake(thread);
	spin_unlock(&thread->table->lock);
}

/* Ends all that wait for their time, wakes all that block so that they see the stop. */
static void stop_all(struct kt_table *table)
{
	struct kt_thread *thread;
	unsigned long id = 0;

	for (;;) {
		thread = kt_thread_next(table, &id);
		if (!thread)
			return;
		stop_thread(thread);
		kt_thread_put(thread);
		cond_resched();
	}
}

static void call_all(struct kt_process *process)
{
	kt_calls_run(process);
	spin_lock(&process->table.lock);
	process->calling = false;
	advance_locked(process, NULL);
	spin_unlock(&process->table.lock);
}

/* Runs what the end needs, out of the lock and out of the last thread's worker. */
void kt_process_end_work(struct work_struct *work)
{
	struct kt_process *process =
		container_of(work, struct kt_process, end_work);

	if (READ_ONCE(process->calling))
		call_all(process);
	if (READ_ONCE(process->state) == KTHREADING_PROCESS_STOPPING)
		stop_all(&process->table);
	else if (process->orphan)
		kt_process_remove(process, NULL);
	kt_process_put(process);
}

static bool main_called(void *data)
{
	struct kt_process *process = data;

	return READ_ONCE(process->run) || READ_ONCE(process->exit_asked);
}

static struct kt_run *run_wait(struct kt_process *process)
{
	while (kt_block(KT_WAIT_WORK, main_called, process, KT_FOREVER) == 0) {
		struct kt_run *run;

		spin_lock(&process->table.lock);
		run = process->run;
		spin_unlock(&process->table.lock);
		/* What main was told to run before it was told to end comes first. */
		if (run || READ_ONCE(process->exit_asked))
			return run;
	}
	return NULL;
}

static void run_finish(struct kt_process *process, bool cancelled)
{
	struct kt_run *run;

	spin_lock(&process->table.lock);
	run = process->run;
	if (run) {
		if (cancelled)
			kt_life_cancel_run_locked(run->thread);
		process->run = NULL;
		kt_joiners_complete_locked(&run->joiners);
	}
	spin_unlock(&process->table.lock);
	if (!run)
		return;
	kt_thread_put(run->thread);
	kfree(run);
}

/* The body of the main thread. */
static int process_main(struct kt_table *table)
{
	struct kt_process *process = kt_table_process(table);
	struct kt_run *run;
	bool exits;

	for (run = run_wait(process); run; run = run_wait(process)) {
		kt_life_run(run->thread);
		run_finish(process, false);
	}
	spin_lock(&table->lock);
	exits = process->exit_asked;
	process->exit_asked = true;
	spin_unlock(&table->lock);
	run_finish(process, true);
	return exits ? 0 : -ESHUTDOWN;
}

/* The error is reported; what else there is to do says the hook. */
static void process_raised(struct kt_table *table)
{
	struct kt_process *process = kt_table_process(table);

	if (READ_ONCE(process->hook) == KTHREADING_HOOK_STOP)
		kt_process_stop(process, true, NULL);
}

/**
 * kt_process_set_hook - say what an unhandled error does
 * @process: the process
 * @hook: CPython: threading.excepthook
 *
 * Context: any.
 */
void kt_process_set_hook(struct kt_process *process, enum kthreading_hook hook)
{
	WRITE_ONCE(process->hook, hook);
}

const struct kt_table_ops kt_process_table_ops = {
	.main = process_main,
	.ended = process_thread_ended,
	.raised = process_raised,
	.release = kt_process_release,
};

/**
 * kt_process_run - have the main thread run another thread's target
 * @process: the process
 * @acting: the thread that is to run it
 * @thread: whose target
 * @waiter: watches for the end of the run afterwards, with one watch
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EBUSY - @acting is busy: it is not main, or main runs something or is ending
 * * -ENOENT - the target was used by run() or start() before
 * * -ENOMEM - no memory
 */
int kt_process_run(struct kt_process *process, struct kt_thread *acting,
		   struct kt_thread *thread, struct kt_waiter *waiter,
		   struct kt_why *why)
{
	struct kt_table *table = &process->table;
	struct kt_run *run = kzalloc(sizeof(*run), GFP_KERNEL);
	int ret;

	if (!run)
		return -ENOMEM;
	INIT_LIST_HEAD(&run->joiners);
	run->thread = kt_thread_get(thread);
	spin_lock(&table->lock);
	if (acting != table->main || process->run || process->exit_asked ||
	    table->stopping)
		ret = kt_refuse(why, -EBUSY, KT_ITEM_AS,
				"the acting thread is busy");
	else
		ret = kt_life_claim_run_locked(thread, why);
	if (!ret) {
		WRITE_ONCE(process->run, run);
		kt_waiter_watch_locked(waiter, 0, &run->joiners, false);
		kt_wake(table->main);
	}
	spin_unlock(&table->lock);
	if (ret) {
		kt_thread_put(thread);
		kfree(run);
	}
	return ret;
}

/**
 * kt_process_stop - begin the end of a process
 * @process: the process
 * @kill: stop all threads at once; else let main end, and wait for the non-daemons
 * @why: filled on refusal
 *
 * Context: any but interrupts.
 *
 * Return:
 * * 0
 * * -EALREADY - that was begun before
 */
int kt_process_stop(struct kt_process *process, bool kill, struct kt_why *why)
{
	struct kt_table *table = &process->table;
	int ret = 0;

	spin_lock(&table->lock);
	if (table->stopping || (!kill && process->exit_asked)) {
		ret = kt_refuse(why, -EALREADY, KT_ITEM_PROCESS,
				process->state == KTHREADING_PROCESS_ENDED ?
					"process %s has ended" :
					"process %s is ending already",
				process->name);
	} else if (kill) {
		stop_locked(process);
	} else {
		WRITE_ONCE(process->exit_asked, true);
		kt_wake(table->main);
	}
	spin_unlock(&table->lock);
	return ret;
}

/**
 * kt_process_orphan - the socket that a process is bound to has closed
 * @process: the process
 *
 * A process that is removed by itself takes that from here on; one that has ended
 * already, too.
 *
 * Context: any but interrupts.
 */
void kt_process_orphan(struct kt_process *process)
{
	spin_lock(&process->table.lock);
	process->orphan = true;
	if (process->state == KTHREADING_PROCESS_ENDED)
		queue_end_locked(process);
	spin_unlock(&process->table.lock);
	kt_process_stop(process, process->owner == KTHREADING_OWNER_STOP, NULL);
}

/**
 * kt_process_watch - have a waiter wait for a process's end
 * @process: the process
 * @waiter: with one watch
 *
 * Context: any but interrupts.
 */
void kt_process_watch(struct kt_process *process, struct kt_waiter *waiter)
{
	spin_lock(&process->table.lock);
	kt_waiter_watch_locked(waiter, 0, &process->joiners,
			       process->state == KTHREADING_PROCESS_ENDED);
	spin_unlock(&process->table.lock);
}

/**
 * kt_process_sleep - wait for a process's end
 * @process: the process
 * @timeout: nanoseconds; KT_FOREVER for ever
 *
 * Context: may sleep; not a thread of @process.
 *
 * Return: as kt_block().
 */
int kt_process_sleep(struct kt_process *process, ktime_t timeout)
{
	struct kt_sleeper sleeper;
	int ret = 0;

	kt_sleeper_init(&sleeper);
	spin_lock(&process->table.lock);
	sleeper.over = process->state == KTHREADING_PROCESS_ENDED;
	if (!sleeper.over)
		list_add_tail(&sleeper.joiner.node, &process->joiners);
	spin_unlock(&process->table.lock);
	if (sleeper.over)
		return 0;
	ret = kt_block(KT_WAIT_PROCESS, kt_sleeper_over, &sleeper, timeout);
	spin_lock(&process->table.lock);
	list_del_init(&sleeper.joiner.node);
	spin_unlock(&process->table.lock);
	return ret;
}
