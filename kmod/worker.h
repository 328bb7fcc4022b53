/* SPDX-License-Identifier: GPL-2.0 */
/* Kthreads that run jobs one after another, and the pool of those. */
#ifndef _KT_WORKER_H
#define _KT_WORKER_H

#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/types.h>
#include <uapi/linux/kthreading.h>

#include "jobs.h"

struct kt_thread;
struct kt_worker_ops;
struct kt_track;

/* What ps shows of a worker that runs nothing. */
#define KT_IDLE_NAME "kt_idle"

/* Room for "Thread-4294967295 (target)" and for any name. */
#define KT_NAME_LEN (KTHREADING_THREAD_NAME_MAX + 1)

/**
 * struct kt_usage - what the scheduler has counted for a kthread
 * @at: when it was asked, monotonic
 * @running_ns: time on a CPU
 * @delay_ns: time spent runnable without a CPU
 * @voluntary: switches because it blocked
 * @involuntary: switches because it was preempted
 */
struct kt_usage {
	u64 at;
	u64 running_ns;
	u64 delay_ns;
	unsigned long voluntary;
	unsigned long involuntary;
};

/**
 * struct kt_end - how a target ended
 * @outcome: how
 * @has_value: it returned a value
 * @error: errno, positive
 * @value: the value
 * @text: of the error; owned
 */
struct kt_end {
	u8 outcome;
	bool has_value;
	u16 error;
	s64 value;
	char *text;
};

/**
 * struct kt_frame - a call of a target
 * @thread: whose target it is; by run() another one than that of the kthread
 * @end: how it ended, so far
 * @outer: the call that made it, if any
 */
struct kt_frame {
	struct kt_thread *thread;
	struct kt_end end;
	struct kt_frame *outer;
};

/**
 * struct kt_worker - a kthread
 * @node: in the list of idle or doomed workers; protected by the pool's lock
 * @task: the kthread
 * @woken: taken off the idle list, under the pool's lock, to run @job or to look for one; from
 *	then on both are the kthread's own
 * @job: see @woken
 * @aside: it will look again for a job in a while; protected by the pool's lock, as the next two:
 * @sent_at: how many jobs were taken when it was sent to look for one, or looked last
 * @taken_at: how many were taken with the last of its own
 * @idle_since: jiffies
 * @ops: what it does with jobs; never changes
 * @thread: what it runs; the floor above owns this and the rest, and only the
 *	kthread itself may look without that floor's lock
 * @name: of @thread; not on the stack, which many kernels clear first
 * @call: of the target of @thread
 * @frame: the innermost call of a target: @call, or by run() one on the stack
 * @track: what @thread does, while that is observed; see track.h
 * @base: usage when @thread was attached
 * @used: since then, up to the end of its target
 * @rcu: for its end: who wants to wake its thread may be looking
 */
struct kt_worker {
	struct list_head node;
	struct task_struct *task;
	bool woken;
	struct kt_job *job;
	bool aside;
	unsigned long sent_at;
	unsigned long taken_at;
	unsigned long idle_since;
	const struct kt_worker_ops *ops;
	struct kt_thread *thread;
	char name[KT_NAME_LEN];
	struct kt_frame call;
	struct kt_frame *frame;
	struct kt_track *track;
	struct kt_usage base;
	struct kt_usage used;
	struct rcu_head rcu;
};

/**
 * struct kt_worker_ops - what a worker does with a job
 * @run: runs it
 * @done: tells the world that it is over. The worker is in the pool again by then, so
 *	that who waits for the end and starts the next thread finds it there: idle, if it
 *	has not taken another job
 */
struct kt_worker_ops {
	void (*run)(struct kt_job *job, struct kt_worker *worker);
	void (*done)(struct kt_job *job, struct kt_worker *worker, bool idle);
};

/* pool.c and pool-size.c */
/* No worker could be made the last time. */
extern bool kt_pool_stuck;
bool kt_pool_has_idle(void);
int kt_pool_init(const struct kt_worker_ops *ops);
void kt_pool_exit(void);
void kt_pool_submit(struct kt_job *job);
void kt_pool_submit_all(struct kt_jobs *jobs);
void kt_pool_submit_all_irqs_off(struct kt_jobs *jobs);
struct kt_job *kt_pool_arrive(struct kt_worker *worker);
struct kt_job *kt_pool_take(struct kt_worker *worker);

/**
 * kt_pool_can_grow - tell whether a job would get a worker soon
 *
 * Context: any.
 *
 * Return: false when none is idle and none could be made the last time.
 */
static inline bool kt_pool_can_grow(void)
{
	return !READ_ONCE(kt_pool_stuck) || kt_pool_has_idle();
}

/* worker.c */
struct kt_worker *kt_worker_create(const struct kt_worker_ops *ops);
int kt_worker_main(void *data);

/**
 * kt_worker_rename - set the name that ps shows
 * @worker: it must not end meanwhile
 * @name: without control characters, filled up with zeroes
 *
 * Who reads it meanwhile may see parts of both, but always an end. No other task renames a
 * worker, so as in newer kernels, where nobody locks to read a name, there is no lock.
 *
 * Context: any.
 */
static inline void kt_worker_rename(struct kt_worker *worker, const char *name)
{
	memcpy(worker->task->comm, name, TASK_COMM_LEN - 1);
}

/**
 * kt_worker_rest - give a worker the name of one that runs nothing
 * @worker: see kt_worker_rename()
 *
 * Context: any.
 */
static inline void kt_worker_rest(struct kt_worker *worker)
{
	static const char name[TASK_COMM_LEN] = KT_IDLE_NAME;

	kt_worker_rename(worker, name);
}

/**
 * kt_worker_of - the worker that a task is the kthread of
 * @task: it must not end meanwhile
 *
 * Context: any.
 *
 * Return: the worker, which stays in memory under RCU; NULL for any other task.
 */
static inline struct kt_worker *kt_worker_of(struct task_struct *task)
{
	if (!(task->flags & PF_KTHREAD) || kthread_func(task) != kt_worker_main)
		return NULL;
	return kthread_data(task);
}

/*
 * The worker that has asked last for itself on this CPU. It takes itself out of all CPUs'
 * when it ends, and stays in memory for a grace period, so that one that is found here may be
 * looked at while preemption is off.
 */
DECLARE_PER_CPU(struct kt_worker *, kt_worker_seen);

/* The same of the worker that took a job last on this CPU. */
DECLARE_PER_CPU(struct kt_worker *, kt_worker_busy);

struct kt_worker *kt_worker_ask(void);

/**
 * kt_worker_peek - the worker that runs this code, if it is known here
 *
 * Context: process context, with preemption off.
 *
 * Return: the worker; NULL if it is another one than last time, and in any other task.
 */
static __always_inline struct kt_worker *kt_worker_peek(void)
{
	struct kt_worker *worker = this_cpu_read(kt_worker_seen);

	return worker && worker->task == current ? worker : NULL;
}

/**
 * kt_worker_current - the worker that runs this code
 *
 * Context: process context.
 *
 * Return: the worker, NULL in any other task.
 */
static inline struct kt_worker *kt_worker_current(void)
{
	struct kt_worker *worker;

	rcu_read_lock_sched();
	worker = kt_worker_peek();
	rcu_read_unlock_sched();
	return worker ?: kt_worker_ask();
}

#endif /* _KT_WORKER_H */
