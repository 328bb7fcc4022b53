/* SPDX-License-Identifier: GPL-2.0 */
/* What the two files of the pool share; nobody else may look. */
#ifndef _KT_POOL_H
#define _KT_POOL_H

#include <linux/atomic.h>
#include <linux/lockdep.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "worker.h"

struct shrinker;

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
struct kt_pool {
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
};

extern struct kt_pool kt_pool;

/* How many will arrive after now, and see what is pending. */
static inline unsigned int kt_pool_waking_locked(void)
{
	lockdep_assert_held(&kt_pool.lock);
	/* Pairs with the one in kt_pool_arrive(). */
	smp_mb();
	return atomic_read(&kt_pool.waking);
}

void kt_pool_idle_locked(struct kt_worker *worker);

#endif /* _KT_POOL_H */
