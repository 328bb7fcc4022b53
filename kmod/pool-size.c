// SPDX-License-Identifier: GPL-2.0
/*
 * How many workers there are: the grower makes one where all others may block, and the reaper
 * ends those that were idle for long, or when memory is short.
 */
#include "pool.h"

#include <linux/cpumask.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "compat.h"
#include "limits.h"

bool kt_pool_stuck;

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
	raw_spin_lock_irq(&kt_pool.lock);
	if (kt_pool.reaping && !kt_pool.closing)
		mod_delayed_work(kt_pool.queue, &kt_pool.reaper, 0);
	raw_spin_unlock_irq(&kt_pool.lock);
	return 0;
}

static const struct kernel_param_ops idle_seconds_ops = {
	.set = idle_seconds_set,
	.get = param_get_uint,
};

module_param_cb(idle_seconds, &idle_seconds_ops, &idle_seconds, 0644);
__MODULE_PARM_TYPE(idle_seconds, "uint");
MODULE_PARM_DESC(idle_seconds, "Seconds after which an idle kthread ends (30)");

/**
 * kt_pool_idle_locked - have a worker wait for its next job
 * @worker: has none; the pool's lock is held
 */
void kt_pool_idle_locked(struct kt_worker *worker)
{
	worker->idle_since = jiffies;
	list_add(&worker->node, &kt_pool.idle);
	kt_pool.nr_idle++;
	if (!kt_pool.reaping && !kt_pool.closing) {
		kt_pool.reaping = true;
		queue_delayed_work(kt_pool.queue, &kt_pool.reaper,
				   idle_jiffies() + 1);
	}
}

static bool grow_wanted(void)
{
	bool wanted;

	raw_spin_lock_irq(&kt_pool.lock);
	wanted = !kt_jobs_empty(&kt_pool.pending) &&
		 list_empty(&kt_pool.idle) && !kt_pool.nr_aside &&
		 kt_pool_waking_locked() < num_online_cpus();
	raw_spin_unlock_irq(&kt_pool.lock);
	return wanted;
}

/* A new worker is on its way from the beginning. */
static void worker_enlist(struct kt_worker *worker)
{
	raw_spin_lock_irq(&kt_pool.lock);
	kt_pool.nr_workers++;
	atomic_inc(&kt_pool.waking);
	worker->woken = true;
	WRITE_ONCE(kt_pool_stuck, false);
	raw_spin_unlock_irq(&kt_pool.lock);
	wake_up_process(worker->task);
}

static void pool_grow(struct work_struct *work)
{
	struct kt_worker *worker;

	while (grow_wanted()) {
		worker = kt_worker_create(kt_pool.ops);
		if (!worker) {
			WRITE_ONCE(kt_pool_stuck, true);
			queue_delayed_work(kt_pool.queue, &kt_pool.grower,
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

	raw_spin_lock_irq(&kt_pool.lock);
	worker = list_first_entry_or_null(&kt_pool.doomed, struct kt_worker,
					  node);
	if (worker) {
		list_del(&worker->node);
		kt_pool.nr_workers--;
	}
	raw_spin_unlock_irq(&kt_pool.lock);
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

	list_for_each_entry_safe_reverse(worker, next, &kt_pool.idle, node) {
		if (doomed == count ||
		    time_before(jiffies, worker->idle_since + max_age))
			break;
		list_move(&worker->node, &kt_pool.doomed);
		kt_pool.nr_idle--;
		doomed++;
	}
	return doomed;
}

static void pool_reap(struct work_struct *work)
{
	unsigned long age = idle_jiffies();

	raw_spin_lock_irq(&kt_pool.lock);
	idle_doom_locked(UINT_MAX, age);
	kt_pool.reaping = kt_pool.nr_idle && !kt_pool.closing;
	if (kt_pool.reaping)
		queue_delayed_work(kt_pool.queue, &kt_pool.reaper, age / 4 + 1);
	raw_spin_unlock_irq(&kt_pool.lock);
	doomed_end();
}

static unsigned long pool_shrink_count(struct shrinker *shrinker,
				       struct shrink_control *control)
{
	return READ_ONCE(kt_pool.nr_idle) ?: SHRINK_EMPTY;
}

/* The caller may hold locks that an ending kthread needs: leave that to the reaper. */
static unsigned long pool_shrink_scan(struct shrinker *shrinker,
				      struct shrink_control *control)
{
	unsigned int doomed;

	raw_spin_lock_irq(&kt_pool.lock);
	doomed = idle_doom_locked(control->nr_to_scan, 0);
	if (doomed) {
		kt_pool.reaping = true;
		mod_delayed_work(kt_pool.queue, &kt_pool.reaper, 0);
	}
	raw_spin_unlock_irq(&kt_pool.lock);
	return doomed ?: SHRINK_STOP;
}

static int pool_shrinker_init(void)
{
	int ret;

	kt_pool.shrinker = shrinker_alloc(0, "kthreading");
	if (!kt_pool.shrinker)
		return -ENOMEM;
	kt_pool.shrinker->count_objects = pool_shrink_count;
	kt_pool.shrinker->scan_objects = pool_shrink_scan;
	ret = kt_shrinker_register(kt_pool.shrinker, "kthreading");
	if (ret)
		shrinker_free(kt_pool.shrinker);
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

	INIT_LIST_HEAD(&kt_pool.idle);
	INIT_LIST_HEAD(&kt_pool.doomed);
	INIT_DELAYED_WORK(&kt_pool.grower, pool_grow);
	INIT_DELAYED_WORK(&kt_pool.reaper, pool_reap);
	init_waitqueue_head(&kt_pool.arrivals);
	kt_pool.ops = ops;
	/* Memory pressure is when idle workers must end: work needs no memory then. */
	kt_pool.queue =
		alloc_workqueue("kt_pool", WQ_UNBOUND | WQ_MEM_RECLAIM, 0);
	if (!kt_pool.queue)
		return -ENOMEM;
	ret = pool_shrinker_init();
	if (ret)
		destroy_workqueue(kt_pool.queue);
	return ret;
}

static unsigned int workers_doom_idle(void)
{
	unsigned int left;

	raw_spin_lock_irq(&kt_pool.lock);
	idle_doom_locked(UINT_MAX, 0);
	left = kt_pool.nr_workers;
	raw_spin_unlock_irq(&kt_pool.lock);
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
	shrinker_free(kt_pool.shrinker);
	raw_spin_lock_irq(&kt_pool.lock);
	kt_pool.closing = true;
	raw_spin_unlock_irq(&kt_pool.lock);
	cancel_delayed_work_sync(&kt_pool.grower);
	cancel_delayed_work_sync(&kt_pool.reaper);
	while (workers_doom_idle()) {
		doomed_end();
		if (READ_ONCE(kt_pool.nr_workers))
			wait_event(kt_pool.arrivals, kt_pool_has_idle());
	}
	destroy_workqueue(kt_pool.queue);
}
