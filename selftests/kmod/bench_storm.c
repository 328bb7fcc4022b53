// SPDX-License-Identifier: GPL-2.0
/*
 * Many Timers that expire almost at once, on one CPU: for how long its interrupts stall,
 * when the last is off its queue, when the last target has run, and for how long
 * a task of no priority has to wait meanwhile.
 *
 * A Timer that a cancel finds too late is off its queue; as they leave it in the order of
 * their times, one after the last tells about all. A cancel that is not too late
 * uses its Timer up, so there are many of those.
 */
#include "bench.h"

#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>

#include "../../kmod/compat.h"

#define STORM_NS (10 * NSEC_PER_MSEC)
#define TICK_NS (20 * NSEC_PER_USEC)
#define LOOK_NS (200 * NSEC_PER_USEC)
#define CANARIES 500
/* Far enough for all to be armed before. */
#define AHEAD_NS (5LL * NSEC_PER_SEC)

unsigned int bench_storm = 100000;

static struct kt_thread **timers;
static struct hrtimer *hrtimers;

/**
 * struct storm - what is seen of one
 * @begin: when the first is due
 * @tick: late when interrupts stall
 * @stall: longest lateness of @tick
 * @gap: longest time that the task of no priority did not run
 * @last: when the last target ran
 * @ran: how many did
 * @over: everybody has seen enough
 */
static struct storm {
	ktime_t begin;
	struct hrtimer tick;
	s64 stall;
	s64 gap;
	ktime_t last;
	atomic_t ran;
	bool over;
} storm;

static enum hrtimer_restart tick(struct hrtimer *hrtimer)
{
	ktime_t now = ktime_get();

	storm.stall = max(storm.stall, now - hrtimer_get_expires(hrtimer));
	if (READ_ONCE(storm.over))
		return HRTIMER_NORESTART;
	hrtimer_forward(hrtimer, now, TICK_NS);
	return HRTIMER_RESTART;
}

static void doze_until(ktime_t time)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout_range(&time, 0, HRTIMER_MODE_ABS);
}

/* The task of no priority. */
static int bystander(void *data)
{
	ktime_t before = storm.begin, now;

	while (!READ_ONCE(storm.over)) {
		doze_until(
			max(storm.begin, ktime_add_ns(ktime_get(), LOOK_NS)));
		now = ktime_get();
		storm.gap = max(storm.gap, now - before);
		before = now;
	}
	return 0;
}

static void body(void)
{
	storm.last = ktime_get();
	atomic_inc(&storm.ran);
}

/**
 * bench_storm_run - body of the Timers
 * @args: none
 *
 * Return: 0.
 */
int bench_storm_run(const struct kt_args *args)
{
	body();
	return 0;
}

static enum hrtimer_restart raw_expired(struct hrtimer *hrtimer)
{
	body();
	return HRTIMER_NORESTART;
}

static ktime_t due_of(unsigned int i)
{
	return storm.begin + div_u64(STORM_NS * i, bench_storm);
}

static struct task_struct *storm_begin(void)
{
	struct task_struct *task;

	task = kthread_create(bystander, NULL, "bench_bystander");
	if (IS_ERR(task))
		return task;
	get_task_struct(task);
	kthread_bind(task, raw_smp_processor_id());
	wake_up_process(task);
	hrtimer_setup(&storm.tick, tick, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS_PINNED_HARD);
	hrtimer_start(&storm.tick, storm.begin, HRTIMER_MODE_ABS_PINNED_HARD);
	return task;
}

static void storm_end(struct task_struct *task)
{
	WRITE_ONCE(storm.over, true);
	kthread_stop(task);
	put_task_struct(task);
	hrtimer_cancel(&storm.tick);
}

static struct kt_thread *timer_arm(enum bench_target target, ktime_t due)
{
	const struct kt_timer_spec spec = {
		.interval = due,
		.absolute = true,
	};

	return bench_timer_start(target, &spec);
}

/* The canaries come after all others. */
static int ours_arm(void)
{
	struct kt_thread *timer;
	unsigned int i, all = bench_storm + CANARIES;

	timers = kvcalloc(all, sizeof(*timers), GFP_KERNEL);
	if (!timers)
		return -ENOMEM;
	for (i = 0; i < all; i++) {
		timer = timer_arm(i < bench_storm ? BENCH_STORM : BENCH_EMPTY,
				  due_of(min(i, bench_storm)));
		if (IS_ERR(timer))
			return PTR_ERR(timer);
		timers[i] = timer;
		cond_resched();
	}
	return 0;
}

static ktime_t ours_popped(void)
{
	unsigned int i;

	doze_until(due_of(bench_storm));
	for (i = 0; i < CANARIES; i++) {
		if (!kt_timer_cancel(timers[bench_storm + i]))
			break;
		doze_until(ktime_add_ns(ktime_get(), LOOK_NS));
	}
	return ktime_get();
}

static void ours_disarm(void)
{
	unsigned int i;

	for (i = 0; timers && i < bench_storm + CANARIES && timers[i]; i++) {
		kt_timer_cancel(timers[i]);
		kt_thread_join(timers[i], KT_FOREVER);
		bench_thread_end(timers[i]);
		cond_resched();
	}
	kvfree(timers);
}

static int raw_arm(void)
{
	unsigned int i;

	hrtimers = kvcalloc(bench_storm, sizeof(*hrtimers), GFP_KERNEL);
	if (!hrtimers)
		return -ENOMEM;
	for (i = 0; i < bench_storm; i++) {
		hrtimer_setup(&hrtimers[i], raw_expired, CLOCK_MONOTONIC,
			      HRTIMER_MODE_ABS_PINNED_HARD);
		hrtimer_start(&hrtimers[i], due_of(i),
			      HRTIMER_MODE_ABS_PINNED_HARD);
	}
	return 0;
}

static void raw_disarm(void)
{
	unsigned int i;

	for (i = 0; hrtimers && i < bench_storm; i++)
		hrtimer_cancel(&hrtimers[i]);
	kvfree(hrtimers);
}

/* What expires is off its queue as it runs. */
static ktime_t raw_popped(void)
{
	doze_until(due_of(bench_storm));
	while (atomic_read(&storm.ran) < bench_storm)
		doze_until(ktime_add_ns(ktime_get(), LOOK_NS));
	return storm.last;
}

/**
 * struct storm_way - who makes a storm
 * @arm: have as many as there shall be expire
 * @popped: wait until all are off their queues; tells when they were
 * @disarm: the end, also of what could not be armed as a whole
 * @stall: name of the longest stall
 * @late: of how long after the last was due all were popped
 * @drained: of how long after it the last target ran
 * @gap: of the longest time that the task of no priority did not run
 */
struct storm_way {
	int (*arm)(void);
	ktime_t (*popped)(void);
	void (*disarm)(void);
	const char *stall, *late, *drained, *gap;
};

/* Until each target has run: one that does not is a hang, which the rig finds. */
static void storm_watch(struct bench_run *run, const struct storm_way *way)
{
	ktime_t end = due_of(bench_storm);
	ktime_t popped;

	/* Who looks must not be one of those that wait. */
	sched_set_fifo(current);
	popped = way->popped();
	sched_set_normal(current, 0);
	while (atomic_read(&storm.ran) < bench_storm)
		doze_until(ktime_add_ns(ktime_get(), LOOK_NS));
	bench_sample(run, way->stall, storm.stall, 1);
	bench_sample(run, way->late, max(popped - end, 0LL), 1);
	bench_sample(run, way->drained, max(storm.last - end, 0LL), 1);
	bench_sample(run, way->gap, storm.gap, 1);
}

static int storm_round(struct bench_run *run, const struct storm_way *way)
{
	struct task_struct *task;
	int ret;

	storm = (struct storm){ .begin = ktime_get() + AHEAD_NS };
	ret = way->arm();
	task = ret ? ERR_PTR(ret) : storm_begin();
	if (!IS_ERR(task)) {
		storm_watch(run, way);
		storm_end(task);
	}
	way->disarm();
	return PTR_ERR_OR_ZERO(task);
}

static int ours_storm(struct bench_run *run)
{
	static const struct storm_way ours = {
		.arm = ours_arm,
		.popped = ours_popped,
		.disarm = ours_disarm,
		.stall = "kt_timer_stall",
		.late = "kt_timer_popped",
		.drained = "kt_timer_drained",
		.gap = "kt_timer_gap",
	};

	return storm_round(run, &ours);
}

static int raw_storm(struct bench_run *run)
{
	static const struct storm_way raw = {
		.arm = raw_arm,
		.popped = raw_popped,
		.disarm = raw_disarm,
		.stall = "hrtimer_stall",
		.late = "hrtimer_popped",
		.drained = "hrtimer_drained",
		.gap = "hrtimer_gap",
	};

	return storm_round(run, &raw);
}

const struct bench_way bench_storm_ways[] = { { "kt_timer", NULL, ours_storm },
					      { "hrtimer", NULL, raw_storm },
					      {} };
