// SPDX-License-Identifier: GPL-2.0
/* Threads are started: one, or many together. What that makes of them is in life.c. */
#include "life.h"

#include <linux/kernel.h>
#include <linux/sched.h>

#include "admit.h"
#include "limits.h"
#include "why.h"

/**
 * kt_life_start - start a thread
 * @thread: the thread
 * @why: filled on refusal
 *
 * Context: any but interrupts.
 *
 * Return:
 * * 0 - it is alive and has an ident
 * * -EALREADY - it was started before (CPython: test_start_thread_again)
 * * -ESHUTDOWN - its process is stopping
 * * -ENOENT - it was deleted
 * * -EAGAIN - as many threads as possible are started; it is still initial
 */
int kt_life_start(struct kt_thread *thread, struct kt_why *why)
{
	int ret = kt_life_begin(thread, false, why);

	if (!ret && !thread->kind)
		kt_pool_submit(&thread->job);
	return ret;
}

/* Up to the end of a batch; those that are alive then are in @jobs, if that is their way. */
static int start_some(struct kt_thread **threads, unsigned int count,
		      unsigned int *i, struct kt_jobs *jobs, struct kt_why *why)
{
	int ret;

	do {
		ret = kt_life_begin(threads[*i], true, why);
		if (ret)
			return ret;
		if (!threads[*i]->kind)
			kt_jobs_add(jobs, &threads[*i]->job);
	} while (++*i < count && *i % KT_BATCH);
	return 0;
}

/**
 * kt_life_start_many - start threads together
 * @threads: none of them was started; all of one kind
 * @count: how many
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return:
 * * 0 - all are alive
 * * -EAGAIN - there is no room for all of them; none was started
 * * -ESHUTDOWN - the process is stopping, and so are those that were started
 */
int kt_life_start_many(struct kt_thread **threads, unsigned int count,
		       struct kt_why *why)
{
	bool plain = !threads[0]->kind;
	unsigned int i = 0;
	struct kt_jobs jobs = {};
	int ret = 0;

	if (plain && !kt_admit(count))
		return kt_refuse(why, -EAGAIN, KT_ITEM_COUNT,
				 "can't start %u new threads", count);
	while (!ret && i < count) {
		ret = start_some(threads, count, &i, &jobs, why);
		/* One wake-up, and one switch to a worker, for all of them. */
		if (plain)
			kt_pool_submit_all(&jobs);
		cond_resched();
	}
	if (ret && plain)
		kt_admit_release(count - i);
	return ret;
}
