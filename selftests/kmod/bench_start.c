// SPDX-License-Identifier: GPL-2.0
/* Starts and joins: one by one, many together, and how soon the body is entered. */
#include "bench.h"

#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#define WARM_STARTS 1000

static int thread_start_join(struct kt_thread *thread)
{
	return kt_thread_start(thread) ?: kt_thread_join(thread, KT_FOREVER);
}

/* With its object, from nothing to nothing. */
int bench_start_join_once(void)
{
	struct kt_thread *thread = bench_thread(BENCH_EMPTY, NULL);

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	return thread_start_join(thread) ?: bench_thread_end(thread);
}

static int fresh_once(void)
{
	struct bench_fresh fresh = { .body = bench_empty };
	int ret = bench_fresh_start(&fresh);

	if (!ret)
		bench_fresh_join(&fresh);
	return ret;
}

static int idle_once(void)
{
	bench_idle_wake(&bench_idle);
	wait_for_completion(&bench_idle.done);
	return 0;
}

static void work_run(struct work_struct *work)
{
	bench_empty();
}

static int work_once(void)
{
	static DECLARE_WORK(work, work_run);

	queue_work(system_unbound_wq, &work);
	flush_work(&work);
	return 0;
}

/* What of ours is the start and the join, the object being there. */
static int started_round(struct bench_run *run)
{
	struct kt_thread *thread;
	unsigned int i;
	u64 start;
	int ret;

	for (i = 0; i < BENCH_CALLS; i++) {
		thread = bench_thread(BENCH_EMPTY, NULL);
		if (IS_ERR(thread))
			return PTR_ERR(thread);
		start = ktime_get_ns();
		ret = thread_start_join(thread);
		bench_sample(run, "kt_start_join", ktime_get_ns() - start, 1);
		ret = ret ?: bench_thread_end(thread);
		if (ret)
			return ret;
	}
	return 0;
}

const struct bench_way bench_start_join[] = {
	{ "kt_thread", bench_start_join_once },
	{ "kt_start_join", NULL, started_round },
	{ "kthread_run", fresh_once },
	{ "idle_kthread", idle_once },
	{ "queue_work", work_once },
	{}
};

static int threads_make(struct kt_thread **threads)
{
	unsigned int i;

	for (i = 0; i < bench_burst; i++) {
		threads[i] = bench_thread(BENCH_EMPTY, NULL);
		if (IS_ERR(threads[i]))
			return PTR_ERR(threads[i]);
	}
	return 0;
}

static int threads_start_join(struct kt_thread **threads)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < bench_burst && !ret; i++)
		ret = kt_thread_start(threads[i]);
	for (i = 0; i < bench_burst && !ret; i++)
		ret = kt_thread_join(threads[i], KT_FOREVER);
	return ret;
}

static int threads_end(struct kt_thread **threads)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < bench_burst && !ret; i++)
		ret = bench_thread_end(threads[i]);
	return ret;
}

/* Together, with and without their objects. */
static int ours_burst(struct bench_run *run)
{
	struct kt_thread **threads;
	u64 made, started, joined, ended;
	int ret;

	threads = kvcalloc(bench_burst, sizeof(*threads), GFP_KERNEL);
	if (!threads)
		return -ENOMEM;
	made = ktime_get_ns();
	ret = threads_make(threads);
	started = ktime_get_ns();
	ret = ret ?: threads_start_join(threads);
	joined = ktime_get_ns();
	ret = ret ?: threads_end(threads);
	ended = ktime_get_ns();
	kvfree(threads);
	bench_sample(run, "kt_start_join", joined - started, bench_burst);
	bench_sample(run, "kt_thread", ended - made, bench_burst);
	return ret;
}

static int fresh_burst_run(struct bench_fresh *fresh)
{
	unsigned int i, nr;
	int ret = 0;

	for (nr = 0; nr < bench_burst && !ret; nr++) {
		fresh[nr].body = bench_empty;
		ret = bench_fresh_start(&fresh[nr]);
	}
	for (i = 0; i < nr - !!ret; i++)
		bench_fresh_join(&fresh[i]);
	return ret;
}

static int fresh_burst(struct bench_run *run)
{
	struct bench_fresh *fresh;
	u64 start;
	int ret;

	fresh = kvcalloc(bench_burst, sizeof(*fresh), GFP_KERNEL);
	if (!fresh)
		return -ENOMEM;
	start = ktime_get_ns();
	ret = fresh_burst_run(fresh);
	bench_sample(run, "kthread_run", ktime_get_ns() - start, bench_burst);
	kvfree(fresh);
	return ret;
}

/**
 * struct work_item - a work item, and what is counted of it if that is wanted
 * @work: the item
 * @since: when it was queued
 * @ready: ns from then until it ran
 * @running: ns that it ran
 * @used: what its kthread had used of its CPU by then
 */
struct work_item {
	struct work_struct work;
	u64 since;
	u64 ready;
	u64 running;
	u64 used;
};

/* What a thread's accounts and events want, and nothing else of what it has. */
static void accounted_run(struct work_struct *work)
{
	struct work_item *item = container_of(work, struct work_item, work);
	u64 begun = ktime_get_ns();

	item->ready = begun - item->since;
	item->used = current->se.sum_exec_runtime + local_clock() -
		     current->se.exec_start;
	bench_empty();
	item->running = ktime_get_ns() - begun;
	bench_listened();
}

static void item_queue(struct work_item *item)
{
	if (item->work.func == accounted_run) {
		item->since = ktime_get_ns();
		bench_listened();
	}
	queue_work(system_unbound_wq, &item->work);
}

static void items_run(struct work_item *items)
{
	unsigned int i;

	for (i = 0; i < bench_burst; i++)
		item_queue(&items[i]);
	for (i = 0; i < bench_burst; i++)
		flush_work(&items[i].work);
}

static int items_burst(struct bench_run *run, work_func_t func,
		       const char *what)
{
	struct work_item *items;
	unsigned int i;
	u64 start;

	items = kvcalloc(bench_burst, sizeof(*items), GFP_KERNEL);
	if (!items)
		return -ENOMEM;
	for (i = 0; i < bench_burst; i++)
		INIT_WORK(&items[i].work, func);
	start = ktime_get_ns();
	items_run(items);
	bench_sample(run, what, ktime_get_ns() - start, bench_burst);
	kvfree(items);
	return 0;
}

static int work_burst(struct bench_run *run)
{
	return items_burst(run, work_run, "queue_work");
}

static int accounted_burst(struct bench_run *run)
{
	return items_burst(run, accounted_run, "accounted_work");
}

const struct bench_way bench_burst_ways[] = {
	{ "kt_thread", NULL, ours_burst },
	{ "kthread_run", NULL, fresh_burst },
	{ "queue_work", NULL, work_burst },
	{ "accounted_work", NULL, accounted_burst },
	{}
};

static int ours_latency(struct bench_run *run)
{
	struct kt_thread *thread;
	unsigned int i;
	u64 start;
	int ret;

	for (i = 0; i < BENCH_CALLS; i++) {
		thread = bench_thread(BENCH_STAMP, NULL);
		if (IS_ERR(thread))
			return PTR_ERR(thread);
		start = ktime_get_ns();
		ret = thread_start_join(thread) ?: bench_thread_end(thread);
		if (ret)
			return ret;
		bench_sample(run, "kt_thread", bench_stamped - start, 1);
	}
	return 0;
}

static int fresh_latency(struct bench_run *run)
{
	struct bench_fresh fresh = { .body = bench_stamp };
	unsigned int i;
	u64 start;
	int ret;

	for (i = 0; i < BENCH_CALLS; i++) {
		start = ktime_get_ns();
		ret = bench_fresh_start(&fresh);
		if (ret)
			return ret;
		bench_fresh_join(&fresh);
		bench_sample(run, "kthread_run", bench_stamped - start, 1);
	}
	return 0;
}

static int idle_latency(struct bench_run *run)
{
	unsigned int i;
	u64 start;

	bench_idle.body = bench_stamp;
	for (i = 0; i < BENCH_CALLS; i++) {
		start = ktime_get_ns();
		idle_once();
		bench_sample(run, "idle_kthread", bench_stamped - start, 1);
	}
	bench_idle.body = bench_empty;
	return 0;
}

const struct bench_way bench_latency[] = {
	{ "kt_thread", NULL, ours_latency },
	{ "kthread_run", NULL, fresh_latency },
	{ "idle_kthread", NULL, idle_latency },
	{}
};

/* All kthreads of the pool are called so, as no thread gives them another name. */
static unsigned int count_workers(void)
{
	struct task_struct *task;
	unsigned int nr = 0;

	rcu_read_lock();
	for_each_process(task)
		nr += task->flags & PF_KTHREAD &&
		      !strcmp(task->comm, "kt_idle");
	rcu_read_unlock();
	return nr;
}

static int ours_warm(struct bench_run *run)
{
	unsigned int i, before = count_workers();
	int ret = 0;

	for (i = 0; i < WARM_STARTS && !ret; i++)
		ret = bench_start_join_once();
	bench_sample(run, "kthreads_made", count_workers() - before, 1);
	return ret;
}

const struct bench_way bench_warm[] = { { "kthreads_made", NULL, ours_warm },
					{} };
