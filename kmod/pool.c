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
#include "worker.h"

#include <linux/atomic.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "compat.h"
#include "limits.h"

/**
 * struct kt_pool - the one pool
 * @lock: raw, because jobs are submitted from timer interrupts too; protects all
 *	that follows up to @ops
 * @waking: workers that are on their way to take a job; only becomes less without the lock
 * @idle: workers, the one that was busy last comes first and has a warm cache
 * @pending: jobs, first come first served
 * @doomed: workers off the idle list that the reaper has to end
 * @nr_idle: length of @idle
 * @nr_aside: workers that will look again in a while
 * @nr_workers: all of them
 * @taken: how many jobs were taken so far
 * @reaping: the reaper is due
 * @closing: the module is going
 * @ops: what to do with jobs
 * @grower: makes workers
 * @reaper: ends workers
 * @queue: where both run
 * @arrivals: where the exit waits for workers to become idle
 * @shrinker: offers the idle ones to the memory management
 */
static struct kt_pool {
	raw_spinlock_t lock;
	atomic_t waking;
	struct list_head idle;
	struct kt_jobs pending;
	struct list_head doomed;
	unsigned int nr_idle;
	unsigned int nr_aside;
	unsigned int nr_workers;
	unsigned long taken;
	bool reaping;
	bool closing;
	const struct kt_worker_ops *ops;
	struct delayed_work grower;
	struct delayed_work reaper;
	struct workqueue_struct *queue;
	wait_queue_head_t arrivals;
	struct shrinker *shrinker;
} pool = {
	/* Parameters are set before anything else. */
	.lock = __RAW_SPIN_LOCK_UNLOCKED(pool.lock),
};

bool kt_pool_stuck;

/* Whether a job would get a worker at once. */
bool kt_pool_has_idle(void)
{
	return READ_ONCE(pool.nr_idle);
}

static unsigned int idle_seconds = 30;

static unsigned long idle_jiffies(void)
{
	return min(READ_ONCE(idle_seconds), UINT_MAX / HZ / 4) * HZ;
}

/* The reaper may be due as late as it was told before. */
static int idle_seconds_set(const char *text, const struct kernel_param *param)
{
	int ret = param_set_uint(text, param);

	if (ret)
		return ret;
	raw_spin_lock_irq(&pool.lock);
	if (pool.reaping && !pool.closing)
		mod_delayed_work(pool.queue, &pool.reaper, 0);
	raw_spin_unlock_irq(&pool.lock);
	return 0;
}

static const struct kernel_param_ops idle_seconds_ops = {
	.set = idle_seconds_set,
	.get = param_get_uint,
};

module_param_cb(idle_seconds, &idle_seconds_ops, &idle_seconds, 0644);
__MODULE_PARM_TYPE(idle_seconds, "uint");
MODULE_PARM_DESC(idle_seconds, "Seconds after which an idle kthread ends (30)");

static void idle_add_locked(struct kt_worker *worker)
{
	worker->woken = false;
	worker->idle_since = jiffies;
	list_add(&worker->node, &pool.idle);
	pool.nr_idle++;
	if (!pool.reaping && !pool.closing) {
		pool.reaping = true;
		queue_delayed_work(pool.queue, &pool.reaper,
				   idle_jiffies() + 1);
	}
}

/* How many will arrive after now, and see what is pending. */
static unsigned int waking_locked(void)
{
	lockdep_assert_held(&pool.lock);
	/* Pairs with the one in kt_pool_arrive(). */
	smp_mb();
	return atomic_read(&pool.waking);
}

static struct kt_job *job_take_locked(struct kt_worker *worker)
{
	struct kt_job *job = kt_jobs_take(&pool.pending);

	if (job)
		worker->taken_at = ++pool.taken;
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

	list_for_each_entry_continue(worker, &pool.idle, node) {
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

	first = list_first_entry_or_null(&pool.idle, struct kt_worker, node);
	return !first || was_here(first) ? first : idle_near_locked(first);
}

/*
 * Get one more worker on its way for what is pending: with the first job, if that is @first in
 * the line and nobody was woken for it, else to look for one. The caller wakes it when the lock
 * is free.
 */
static struct kt_worker *idle_summon_locked(bool first)
{
	unsigned int waking = waking_locked();
	struct kt_worker *worker;

	if (waking >= num_online_cpus() || (pool.nr_aside && !first))
		return NULL;
	worker = idle_choose_locked();
	if (worker) {
		/* Half of what list_del() would check was just read, and it is a call. */
		__list_del(worker->node.prev, worker->node.next);
		pool.nr_idle--;
		atomic_inc(&pool.waking);
		if (first)
			worker->job = job_take_locked(worker);
		else
			worker->sent_at = pool.taken;
		/* It may be awake already: all that it has to see comes before. */
		smp_store_release(&worker->woken, true);
	} else if (!waking) {
		queue_delayed_work(pool.queue, &pool.grower, 0);
	}
	return worker;
}

/* If that helps: one on its way will find what is pending and call this again. */
static struct kt_worker *worker_summon_locked(void)
{
	return kt_jobs_empty(&pool.pending) ? NULL : idle_summon_locked(false);
}

static void worker_wake(struct kt_worker *worker)
{
	if (worker)
		wake_up_process(worker->task);
}

/**
 * kt_pool_submit_all_irqs_off - have jobs run
 * @jobs: see kt_pool_submit_all()
 *
 * Context: any, with interrupts off.
 */
void kt_pool_submit_all_irqs_off(struct kt_jobs *jobs)
{
	struct kt_worker *worker;
	bool first;

	lockdep_assert_irqs_disabled();
	if (kt_jobs_empty(jobs))
		return;
	raw_spin_lock(&pool.lock);
	first = kt_jobs_empty(&pool.pending);
	kt_jobs_move(jobs, &pool.pending);
	worker = idle_summon_locked(first);
	raw_spin_unlock(&pool.lock);
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

	raw_spin_lock_irqsave(&pool.lock, flags);
	first = kt_jobs_empty(&pool.pending);
	kt_jobs_add(&pool.pending, job);
	worker = idle_summon_locked(first);
	raw_spin_unlock_irqrestore(&pool.lock, flags);
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

	raw_spin_lock_irq(&pool.lock);
	job = job_take_locked(worker);
	if (job)
		this_cpu_write(kt_worker_busy, worker);
	else
		idle_add_locked(worker);
	next = worker_summon_locked();
	raw_spin_unlock_irq(&pool.lock);
	worker_wake(next);
	if (unlikely(READ_ONCE(pool.closing)))
		wake_up(&pool.arrivals);
	return job;
}

static void pending_kick(void)
{
	struct kt_worker *worker;
	unsigned long flags;

	raw_spin_lock_irqsave(&pool.lock, flags);
	worker = worker_summon_locked();
	raw_spin_unlock_irqrestore(&pool.lock, flags);
	worker_wake(worker);
}

/* Not on its way any more: from here on it sees for itself what is pending. */
static void arrived(struct kt_worker *worker)
{
	worker->woken = false;
	atomic_dec(&pool.waking);
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

	raw_spin_lock_irq(&pool.lock);
	aside = !kt_jobs_empty(&pool.pending) && other_gets_on_locked(worker);
	pool.nr_aside += aside - worker->aside;
	worker->aside = aside;
	worker->sent_at = pool.taken;
	raw_spin_unlock_irq(&pool.lock);
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
	worker->job = NULL;
	this_cpu_write(kt_worker_busy, worker);
	/*
	 * Pairs with waking_locked(): who adds a job looks after that how many are on their
	 * way, and we look for jobs after this, so one of both sees the other.
	 */
	smp_mb__after_atomic();
	if (!kt_jobs_empty(&pool.pending))
		pending_kick();
	return job;
}

static bool grow_wanted(void)
{
	bool wanted;

	raw_spin_lock_irq(&pool.lock);
	wanted = !kt_jobs_empty(&pool.pending) && list_empty(&pool.idle) &&
		 !pool.nr_aside && waking_locked() < num_online_cpus();
	raw_spin_unlock_irq(&pool.lock);
	return wanted;
}

/* A new worker is on its way from the beginning. */
static void worker_enlist(struct kt_worker *worker)
{
	raw_spin_lock_irq(&pool.lock);
	pool.nr_workers++;
	atomic_inc(&pool.waking);
	worker->woken = true;
	WRITE_ONCE(kt_pool_stuck, false);
	raw_spin_unlock_irq(&pool.lock);
	wake_up_process(worker->task);
}

static void pool_grow(struct work_struct *work)
{
	struct kt_worker *worker;

	while (grow_wanted()) {
		worker = kt_worker_create(pool.ops);
		if (!worker) {
			WRITE_ONCE(kt_pool_stuck, true);
			queue_delayed_work(pool.queue, &pool.grower,
					   msecs_to_jiffies(KT_GROW_RETRY_MS));
			return;
		}
		worker_enlist(worker);
	}
	WRITE_ONCE(kt_pool_stuck, false);
}

static struct kt_worker *doomed_take(void)
{
	struct kt_worker *worker;

	raw_spin_lock_irq(&pool.lock);
	worker = list_first_entry_or_null(&pool.doomed, struct kt_worker, node);
	if (worker) {
		list_del(&worker->node);
		pool.nr_workers--;
	}
	raw_spin_unlock_irq(&pool.lock);
	return worker;
}

static void doomed_end(void)
{
	struct kt_worker *worker;

	for (worker = doomed_take(); worker; worker = doomed_take()) {
		kthread_stop(worker->task);
		kfree_rcu(worker, rcu);
	}
}

/* The longest idle are at the end of the list. */
static unsigned int idle_doom_locked(unsigned int count, unsigned long max_age)
{
	struct kt_worker *worker, *next;
	unsigned int doomed = 0;

	list_for_each_entry_safe_reverse(worker, next, &pool.idle, node) {
		if (doomed == count ||
		    time_before(jiffies, worker->idle_since + max_age))
			break;
		list_move(&worker->node, &pool.doomed);
		pool.nr_idle--;
		doomed++;
	}
	return doomed;
}

static void pool_reap(struct work_struct *work)
{
	unsigned long age = idle_jiffies();

	raw_spin_lock_irq(&pool.lock);
	idle_doom_locked(UINT_MAX, age);
	pool.reaping = pool.nr_idle && !pool.closing;
	if (pool.reaping)
		queue_delayed_work(pool.queue, &pool.reaper, age / 4 + 1);
	raw_spin_unlock_irq(&pool.lock);
	doomed_end();
}

static unsigned long pool_shrink_count(struct shrinker *shrinker,
				       struct shrink_control *control)
{
	return READ_ONCE(pool.nr_idle) ?: SHRINK_EMPTY;
}

/* The caller may hold locks that an ending kthread needs: leave that to the reaper. */
static unsigned long pool_shrink_scan(struct shrinker *shrinker,
				      struct shrink_control *control)
{
	unsigned int doomed;

	raw_spin_lock_irq(&pool.lock);
	doomed = idle_doom_locked(control->nr_to_scan, 0);
	if (doomed) {
		pool.reaping = true;
		mod_delayed_work(pool.queue, &pool.reaper, 0);
	}
	raw_spin_unlock_irq(&pool.lock);
	return doomed ?: SHRINK_STOP;
}

static int pool_shrinker_init(void)
{
	int ret;

	pool.shrinker = shrinker_alloc(0, "kthreading");
	if (!pool.shrinker)
		return -ENOMEM;
	pool.shrinker->count_objects = pool_shrink_count;
	pool.shrinker->scan_objects = pool_shrink_scan;
	ret = kt_shrinker_register(pool.shrinker, "kthreading");
	if (ret)
		shrinker_free(pool.shrinker);
	return ret;
}

/**
 * kt_pool_init - make an empty pool
 * @ops: what to do with jobs
 *
 * Return:
 * * 0
 * * -ENOMEM - no memory
 */
int kt_pool_init(const struct kt_worker_ops *ops)
{
	int ret;

	INIT_LIST_HEAD(&pool.idle);
	INIT_LIST_HEAD(&pool.doomed);
	INIT_DELAYED_WORK(&pool.grower, pool_grow);
	INIT_DELAYED_WORK(&pool.reaper, pool_reap);
	init_waitqueue_head(&pool.arrivals);
	pool.ops = ops;
	/* Memory pressure is when idle workers must end: work needs no memory then. */
	pool.queue = alloc_workqueue("kt_pool", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!pool.queue)
		return -ENOMEM;
	ret = pool_shrinker_init();
	if (ret)
		destroy_workqueue(pool.queue);
	return ret;
}

static unsigned int workers_doom_idle(void)
{
	unsigned int left;

	raw_spin_lock_irq(&pool.lock);
	idle_doom_locked(UINT_MAX, 0);
	left = pool.nr_workers;
	raw_spin_unlock_irq(&pool.lock);
	return left;
}

/**
 * kt_pool_exit - end all workers
 *
 * There are no jobs left and none can come, but a worker may still be telling the
 * world that its last job is done: kthread_stop() waits for it to return from
 * there, so no code of the module is left running.
 */
void kt_pool_exit(void)
{
	shrinker_free(pool.shrinker);
	raw_spin_lock_irq(&pool.lock);
	pool.closing = true;
	raw_spin_unlock_irq(&pool.lock);
	cancel_delayed_work_sync(&pool.grower);
	cancel_delayed_work_sync(&pool.reaper);
	while (workers_doom_idle()) {
		doomed_end();
		if (READ_ONCE(pool.nr_workers))
			wait_event(pool.arrivals, kt_pool_has_idle());
	}
	destroy_workqueue(pool.queue);
}
