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
#include <linux/timerqueue.h>
#include <linux/vmstat.h>

#define HOUR (3600LL * NSEC_PER_SEC)

/**
 * struct bare - what no Timer can do without
 * @node: its place among all, by its time
 * @next: the one that was made before
 * @rest: as many of these are in a page as of Timers
 */
struct bare {
	struct timerqueue_node node;
	struct bare *next;
	u8 rest[280 - sizeof(struct timerqueue_node) - sizeof(struct bare *)];
};

/* Who writes the file holds the lock of all runs. */
static struct kt_thread **live;
static unsigned int nr_live;
static struct bench_live_cost cost;

/* Neither in the order of their times, nor all in the reverse one. */
static ktime_t time_of(unsigned int i)
{
	return HOUR + (i * 7919LL % 100003) * NSEC_PER_MSEC;
}

static struct kt_thread *timer_wait(unsigned int i)
{
	const struct kt_timer_spec spec = { .interval = time_of(i) };

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

/* With a constructor the kernel does not clear each when it is allocated. */
static void bare_construct(void *object)
{
}

/* As many as there is memory for. */
static struct bare *bare_make(struct kmem_cache *cache, unsigned int count)
{
	struct bare *bare, *made = NULL;
	unsigned int i;

	for (i = 0; i < count; i++) {
		bare = kmem_cache_alloc(cache, GFP_KERNEL);
		if (!bare)
			break;
		bare->next = made;
		made = bare;
		cond_resched();
	}
	return made;
}

static void bare_add(struct timerqueue_head *head, struct bare *bare)
{
	unsigned int i;

	for (i = 0; bare; bare = bare->next, i++) {
		bench_listened();
		timerqueue_init(&bare->node);
		bare->node.expires = ktime_add(ktime_get(), time_of(i));
		bench_listened();
		timerqueue_add(head, &bare->node);
		cond_resched();
	}
}

static void bare_free(struct kmem_cache *cache, struct bare *bare)
{
	struct bare *next;

	for (; bare; bare = next) {
		next = bare->next;
		kmem_cache_free(cache, bare);
		cond_resched();
	}
}

/* The floor under what Timers cost: see struct bench_live_cost. */
static void bare_measure(unsigned int count)
{
	struct kmem_cache *cache =
		kmem_cache_create("bare", sizeof(struct bare),
				  __alignof__(struct bare), 0, bare_construct);
	struct timerqueue_head head;
	struct bare *made;
	u64 start;

	if (!cache)
		return;
	timerqueue_init_head(&head);
	start = ktime_get_ns();
	made = bare_make(cache, count);
	cost.memory_ns = ktime_get_ns() - start;
	bare_add(&head, made);
	cost.bare_ns = ktime_get_ns() - start;
	bare_free(cache, made);
	kmem_cache_destroy(cache);
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
	bare_measure(nr_live);
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
