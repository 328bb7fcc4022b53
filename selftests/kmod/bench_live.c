// SPDX-License-Identifier: GPL-2.0
/*
 * Timers that wait while something else is measured, up to a million: what each
 * costs, and what the others cost beside them.
 */
#include "bench.h"

#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmstat.h>

#define HOUR (3600LL * NSEC_PER_SEC)

/* Who writes the file holds the lock of all runs. */
static struct kt_thread **live;
static unsigned int nr_live;
static struct bench_live_cost cost;

static struct kt_thread *timer_wait(unsigned int i)
{
	/* Neither in the order of their times, nor all in the reverse one. */
	const struct kt_timer_spec spec = {
		.interval = HOUR + (i * 7919LL % 100003) * NSEC_PER_MSEC,
	};

	return bench_timer_start(BENCH_EMPTY, &spec);
}

/* All that a Timer needs is of a slab; what else is free in the VM comes and goes. */
static unsigned long slab_pages(void)
{
	return global_node_page_state_pages(NR_SLAB_UNRECLAIMABLE_B);
}

static int live_fill(unsigned int count)
{
	u64 start = ktime_get_ns();
	unsigned long before = slab_pages();
	struct kt_thread *timer;

	while (nr_live < count) {
		timer = timer_wait(nr_live);
		if (IS_ERR(timer))
			return PTR_ERR(timer);
		live[nr_live++] = timer;
		cond_resched();
	}
	cost.arm_ns = ktime_get_ns() - start;
	cost.bytes = (slab_pages() - before) * PAGE_SIZE;
	cost.count = count;
	return 0;
}

static void live_empty(void)
{
	u64 start = ktime_get_ns();
	unsigned int i;

	for (i = 0; i < nr_live; i++)
		kt_timer_cancel(live[i]);
	cost.cancel_ns = ktime_get_ns() - start;
	for (i = 0; i < nr_live; i++)
		bench_thread_end(live[i]);
	nr_live = 0;
	kvfree(live);
	live = NULL;
}

/**
 * bench_live_set - change how many Timers wait
 * @count: so many
 *
 * Return: 0, or an error.
 */
int bench_live_set(unsigned int count)
{
	live_empty();
	if (!count)
		return 0;
	live = kvcalloc(count, sizeof(*live), GFP_KERNEL);
	return live ? live_fill(count) : -ENOMEM;
}

/**
 * bench_live_cost - what those cost that were there last
 *
 * Return: that.
 */
const struct bench_live_cost *bench_live_cost(void)
{
	return &cost;
}
