// SPDX-License-Identifier: GPL-2.0
/*
 * Threads may wait for each other, so one that is started must get a worker even if
 * all others block. That holds when no more are started than there can be workers: a
 * start takes a place, and is refused without one. A Timer takes its place only when
 * it is due, as millions may wait; it cannot be refused then, and queues for the next
 * place that becomes free.
 */
#include "admit.h"

#include <linux/atomic.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/sched/task.h>
#include <linux/spinlock.h>

#include "limits.h"
#include "worker.h"

static atomic_t admitted;
static DEFINE_RAW_SPINLOCK(late_lock);
/* Jobs without a place; written under the lock. */
static struct kt_jobs late;

/*
 * How many kthreads we may have: the parameter, and half of what the kernel computes
 * as its own limit from the memory, because at that limit nobody can fork.
 */
static unsigned int places(void)
{
	u64 half =
		div_u64((u64)totalram_pages() << PAGE_SHIFT, THREAD_SIZE * 16);

	return min_t(u64, READ_ONCE(kt_max_workers), half);
}

static bool admit(unsigned int count)
{
	unsigned int max = places();
	int was = atomic_read(&admitted);

	do {
		if (count > max || was > max - count)
			return false;
	} while (!atomic_try_cmpxchg(&admitted, &was, was + count));
	return true;
}

/**
 * kt_admit - take places for threads that are to be started
 * @count: how many
 *
 * Context: any.
 *
 * Return: false at the limit, or while no worker can be made.
 */
bool kt_admit(unsigned int count)
{
	return kt_pool_can_grow() && admit(count);
}

/* True when there may be more. */
static bool late_take(struct kt_jobs *jobs)
{
	unsigned int budget = KT_BATCH;
	unsigned long flags;

	raw_spin_lock_irqsave(&late_lock, flags);
	while (budget && !kt_jobs_empty(&late) && admit(1)) {
		kt_jobs_add(jobs, kt_jobs_take(&late));
		budget--;
	}
	raw_spin_unlock_irqrestore(&late_lock, flags);
	return !budget;
}

static void late_submit(void)
{
	struct kt_jobs jobs = {};
	bool more;

	do {
		more = late_take(&jobs);
		kt_pool_submit_all(&jobs);
	} while (more);
}

/**
 * kt_admit_late - have jobs run as soon as there are places for them
 * @jobs: there are some; empty afterwards. Each takes its place
 * @count: its length
 *
 * Context: any, with interrupts off.
 */
void kt_admit_late(struct kt_jobs *jobs, unsigned int count)
{
	lockdep_assert_irqs_disabled();
	/* The usual: nobody waits, and there is room for all. */
	if (kt_jobs_empty(&late) && admit(count)) {
		kt_pool_submit_all_irqs_off(jobs);
		return;
	}
	raw_spin_lock(&late_lock);
	kt_jobs_move(jobs, &late);
	raw_spin_unlock(&late_lock);
	/* We see the place that becomes free, or who frees it sees the jobs. */
	smp_mb();
	late_submit();
}

/**
 * kt_admit_release - give places back
 * @count: how many
 *
 * Context: any.
 */
void kt_admit_release(unsigned int count)
{
	atomic_sub(count, &admitted);
	/* Pairs with the one in kt_admit_late(). */
	smp_mb();
	if (!kt_jobs_empty(&late))
		late_submit();
}
