// SPDX-License-Identifier: GPL-2.0
/*
 * A start must cost a wake-up, not a fork, and a burst of starts not even a wake-up
 * each: a job goes to the pending list, and only as many workers are on their way as
 * there are CPUs. A worker that arrives takes the first job, and wakes the
 * next one if jobs are left.
 *
 * Jobs may wait for each other, so a pending job must never wait for a busy worker:
 * when none is idle and none is on its way, the grower makes one. What may be
 * started at a time is limited (admit.c), so it always may.
 *
 * Short jobs do not want that: each worker that arrives would take the CPU from the one
 * before, which gets on well, and another would be on its way for each turn that the scheduler
 * gives. So who arrives and sees that stays aside, and looks again in a while.
 */
#include "pool.h"

#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "limits.h"

struct kt_pool kt_pool = {
	/* Parameters are set before anything else. */
	.lock = __RAW_SPIN_LOCK_UNLOCKED(kt_pool.lock),
};

/* Whether a job would get a worker at once. */
bool kt_pool_has_idle(void)
{
	return READ_ONCE(kt_pool.nr_idle);
}

static struct kt_job *job_take_locked(struct kt_worker *worker)
{
	struct kt_job *job = kt_jobs_take(&kt_pool.pending);

	if (job)
		worker->taken_at = ++kt_pool.taken;
	return job;
}

static bool was_here(const struct kt_worker *worker)
{
	return task_cpu(worker->task) == smp_processor_id();
}

/*
 * One that ran here last is woken without a word to another CPU, and two CPUs that start threads do
 * not take each other's kthreads. If none is found soon, @first will do.
 */
static noinline struct kt_worker *idle_near_locked(struct kt_worker *first)
{
	struct kt_worker *worker = first;
	unsigned int looks = KT_NEAR_LOOKS;

	list_for_each_entry_continue(worker, &kt_pool.idle, node) {
		if (was_here(worker))
			return worker;
		if (!--looks)
			break;
	}
	return first;
}

static struct kt_worker *idle_choose_locked(void)
{
	struct kt_worker *first;

	first = list_first_entry_or_null(&kt_pool.idle, struct kt_worker, node);
	return !first || was_here(first) ? first : idle_near_locked(first);
}

/*
 * Get one more worker on its way for what is pending: with the first job, if that is @first in
 * the line and nobody was woken for it, else to look for one. The caller wakes it when the lock
 * is free.
 */
static struct kt_worker *idle_summon_locked(bool first)
{
	unsigned int waking = kt_pool_waking_locked();
	struct kt_worker *worker;

	if (waking >= num_online_cpus() || (kt_pool.nr_aside && !first))
		return NULL;
	worker = idle_choose_locked();
	if (worker) {
		/* Half of what list_del() would check was just read, and it is a call. */
		__list_del(worker->node.prev, worker->node.next);
		kt_pool.nr_idle--;
		atomic_inc(&kt_pool.waking);
		worker->job = first ? job_take_locked(worker) : NULL;
		if (!first)
			worker->sent_at = kt_pool.taken;
		/* It may be awake already: all that it has to see comes before. */
		smp_store_release(&worker->woken, true);
	} else if (!waking) {
		queue_delayed_work(kt_pool.queue, &kt_pool.grower, 0);
	}
	return worker;
}

/* If that helps: one on its way will find what is pending and call this again. */
static struct kt_worker *worker_summon_locked(void)
{
	return kt_jobs_empty(&kt_pool.pending) ? NULL :
						 idle_summon_locked(false);
}

static void worker_wake(struct kt_worker *worker)
{
	if (worker)
		wake_up_process(worker->task);
}

/**
 * kt_pool_submit_all_irqs_off - have jobs run
 * @jobs: see kt_pool_submit_all(), but there are some
 *
 * Context: any, with interrupts off.
 */
void kt_pool_submit_all_irqs_off(struct kt_jobs *jobs)
{
	struct kt_worker *worker;
	bool first;

	lockdep_assert_irqs_disabled();
	raw_spin_lock(&kt_pool.lock);
	first = kt_jobs_empty(&kt_pool.pending);
	kt_jobs_move(jobs, &kt_pool.pending);
	worker = idle_summon_locked(first);
	raw_spin_unlock(&kt_pool.lock);
	worker_wake(worker);
}

/**
 * kt_pool_submit_all - have jobs run
 * @jobs: empty afterwards. They stay the caller's until they are done; they have places
 *
 * Context: any.
 */
void kt_pool_submit_all(struct kt_jobs *jobs)
{
	unsigned long flags;

	if (kt_jobs_empty(jobs))
		return;
	local_irq_save(flags);
	kt_pool_submit_all_irqs_off(jobs);
	local_irq_restore(flags);
}

/**
 * kt_pool_submit - have a job run
 * @job: see kt_pool_submit_all()
 *
 * Context: any.
 */
void kt_pool_submit(struct kt_job *job)
{
	struct kt_worker *worker;
	unsigned long flags;
	bool first;

	raw_spin_lock_irqsave(&kt_pool.lock, flags);
	first = kt_jobs_empty(&kt_pool.pending);
	kt_jobs_add(&kt_pool.pending, job);
	worker = idle_summon_locked(first);
	raw_spin_unlock_irqrestore(&kt_pool.lock, flags);
	worker_wake(worker);
}

/**
 * kt_pool_take - take the next job
 * @worker: has none, and is not idle
 *
 * Context: process context.
 *
 * Return: one that is pending, or NULL and the worker is idle.
 */
struct kt_job *kt_pool_take(struct kt_worker *worker)
{
	struct kt_worker *next;
	struct kt_job *job;

	raw_spin_lock_irq(&kt_pool.lock);
	job = job_take_locked(worker);
	if (job)
		this_cpu_write(kt_worker_busy, worker);
	else
		kt_pool_idle_locked(worker);
	next = worker_summon_locked();
	raw_spin_unlock_irq(&kt_pool.lock);
	worker_wake(next);
	if (unlikely(READ_ONCE(kt_pool.closing)))
		wake_up(&kt_pool.arrivals);
	return job;
}

static void pending_kick(void)
{
	struct kt_worker *worker;
	unsigned long flags;

	raw_spin_lock_irqsave(&kt_pool.lock, flags);
	worker = worker_summon_locked();
	raw_spin_unlock_irqrestore(&kt_pool.lock, flags);
	worker_wake(worker);
}

/* Not on its way any more: from here on it sees for itself what is pending. */
static void arrived(struct kt_worker *worker)
{
	worker->woken = false;
	atomic_dec(&kt_pool.waking);
}

/*
 * Another has taken jobs while this one was on its way or aside, and would go on if it had the CPU
 * that this one has. It stays in memory: it takes itself out of kt_worker_busy when it ends.
 */
static bool other_gets_on_locked(const struct kt_worker *worker)
{
	const struct kt_worker *other = this_cpu_read(kt_worker_busy);

	return other && other != worker && other->taken_at > worker->sent_at &&
	       task_is_running(other->task) &&
	       task_cpu(other->task) == smp_processor_id();
}

/* True when it is to stay aside and ask again. */
static bool stay_aside(struct kt_worker *worker)
{
	bool aside;

	raw_spin_lock_irq(&kt_pool.lock);
	aside = !kt_jobs_empty(&kt_pool.pending) &&
		other_gets_on_locked(worker);
	kt_pool.nr_aside += aside - worker->aside;
	worker->aside = aside;
	worker->sent_at = kt_pool.taken;
	raw_spin_unlock_irq(&kt_pool.lock);
	return aside;
}

/**
 * kt_pool_arrive - arrive, with a job or to look for one
 * @worker: was woken
 *
 * Context: process context.
 *
 * Return: as kt_pool_take().
 */
struct kt_job *kt_pool_arrive(struct kt_worker *worker)
{
	struct kt_job *job = worker->job;

	arrived(worker);
	if (!job) {
		while (stay_aside(worker))
			usleep_range_state(KT_ASIDE_US, KT_ASIDE_US, TASK_IDLE);
		return kt_pool_take(worker);
	}
	this_cpu_write(kt_worker_busy, worker);
	/*
	 * Pairs with kt_pool_waking_locked(): who adds a job looks after that how many are on their
	 * way, and we look for jobs after this, so one of both sees the other.
	 */
	smp_mb__after_atomic();
	if (!kt_jobs_empty(&kt_pool.pending))
		pending_kick();
	return job;
}
