// SPDX-License-Identifier: GPL-2.0
/* A worker: waits for a job, runs it, takes the next one. How it gets them is in pool.c. */
#include "worker.h"

#include <linux/err.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

DEFINE_PER_CPU(struct kt_worker *, kt_worker_seen);
DEFINE_PER_CPU(struct kt_worker *, kt_worker_busy);

/* NULL when the worker is to end; then nobody else knows it any more. */
static struct kt_job *worker_wait(struct kt_worker *worker)
{
	struct kt_job *job;

	for (;;) {
		/* Pairs with the release of who took it off the idle list. */
		while (smp_load_acquire(&worker->woken)) {
			job = kt_pool_arrive(worker);
			if (job)
				return job;
		}
		set_current_state(TASK_IDLE);
		/* Once more, as from here on a wake-up is not missed. */
		if (!READ_ONCE(worker->woken)) {
			if (kthread_should_stop())
				break;
			schedule();
		}
		__set_current_state(TASK_RUNNING);
	}
	__set_current_state(TASK_RUNNING);
	return NULL;
}

/* It does not ask for itself any more, and takes no job. */
static void worker_forget(struct kt_worker *worker)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		cmpxchg(per_cpu_ptr(&kt_worker_seen, cpu), worker, NULL);
		cmpxchg(per_cpu_ptr(&kt_worker_busy, cpu), worker, NULL);
	}
}

/* The body of each worker, by which the others know it. */
int kt_worker_main(void *data)
{
	struct kt_worker *worker = data;
	struct kt_job *job, *done;

	job = worker_wait(worker);
	while (job) {
		worker->ops->run(job, worker);
		/* Where kthreads are not preempted, others wait for all that is pending. */
		cond_resched();
		done = job;
		job = kt_pool_take(worker);
		worker->ops->done(done, worker, !job);
		if (!job)
			job = worker_wait(worker);
	}
	worker_forget(worker);
	return 0;
}

/**
 * kt_worker_create - make a worker
 * @ops: what it does with jobs
 *
 * Context: may sleep.
 *
 * Return: the worker, whose kthread has not begun; NULL if there can be none.
 */
struct kt_worker *kt_worker_create(const struct kt_worker_ops *ops)
{
	struct kt_worker *worker = kzalloc(sizeof(*worker), GFP_KERNEL);

	if (!worker)
		return NULL;
	worker->ops = ops;
	worker->task = kthread_create(kt_worker_main, worker, KT_IDLE_NAME);
	if (IS_ERR(worker->task)) {
		kfree(worker);
		return NULL;
	}
	return worker;
}
