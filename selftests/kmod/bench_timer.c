// SPDX-License-Identifier: GPL-2.0
/* Timers: how late their target is, and what they cost while they wait. */
#include "bench.h"

#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/slab.h>

#include "../../kmod/compat.h"

#define LATE_TIMERS 10
#define COST_TIMERS 100
#define HOUR (3600LL * NSEC_PER_SEC)

static enum hrtimer_restart wake_idle(struct hrtimer *hrtimer)
{
	bench_idle_wake(&bench_idle);
	return HRTIMER_NORESTART;
}

static int raw_late_once(struct bench_run *run)
{
	ktime_t due = ktime_add_ns(ktime_get(), NSEC_PER_MSEC);
	static struct hrtimer hrtimer;

	hrtimer_setup(&hrtimer, wake_idle, CLOCK_MONOTONIC,
		      HRTIMER_MODE_ABS_HARD);
	hrtimer_start(&hrtimer, due, HRTIMER_MODE_ABS_HARD);
	wait_for_completion(&bench_idle.done);
	hrtimer_cancel(&hrtimer);
	bench_sample(run, "hrtimer", bench_stamped - due, 1);
	return 0;
}

static int raw_late(struct bench_run *run)
{
	unsigned int i;

	bench_idle.body = bench_stamp;
	for (i = 0; i < LATE_TIMERS; i++)
		raw_late_once(run);
	bench_idle.body = bench_empty;
	return 0;
}

static int ours_late_once(struct bench_run *run)
{
	const struct kt_timer_spec spec = {
		.interval = ktime_add_ns(ktime_get(), NSEC_PER_MSEC),
		.absolute = true,
	};
	struct kt_thread *timer = bench_thread(BENCH_STAMP, &spec);
	int ret;

	if (IS_ERR(timer))
		return PTR_ERR(timer);
	ret = kt_thread_start(timer)			?:
		      kt_thread_join(timer, KT_FOREVER) ?:
							  bench_thread_end(timer);
	bench_sample(run, "kt_timer", bench_stamped - spec.interval, 1);
	return ret;
}

static int ours_late(struct bench_run *run)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < LATE_TIMERS && !ret; i++)
		ret = ours_late_once(run);
	return ret;
}

const struct bench_way bench_timer_late[] = { { "kt_timer", NULL, ours_late },
					      { "hrtimer", NULL, raw_late },
					      {} };

/* Its object is made, and the Timer armed. */
static int timers_arm(struct kt_thread **timers)
{
	struct kt_timer_spec spec = {};
	unsigned int i;
	int ret;

	for (i = 0; i < COST_TIMERS; i++) {
		spec.interval = HOUR + i * NSEC_PER_MSEC;
		timers[i] = bench_thread(BENCH_EMPTY, &spec);
		if (IS_ERR(timers[i]))
			return PTR_ERR(timers[i]);
		ret = kt_thread_start(timers[i]);
		if (ret)
			return ret;
	}
	return 0;
}

static int timers_end(struct kt_thread **timers)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < COST_TIMERS && !ret; i++)
		ret = bench_thread_end(timers[i]);
	return ret;
}

static int ours_cost(struct bench_run *run)
{
	struct kt_thread *timers[COST_TIMERS];
	u64 start, armed, cancelled;
	unsigned int i;
	int ret;

	start = ktime_get_ns();
	ret = timers_arm(timers);
	armed = ktime_get_ns();
	if (ret)
		return ret;
	for (i = 0; i < COST_TIMERS; i++)
		kt_timer_cancel(timers[i]);
	cancelled = ktime_get_ns();
	bench_sample(run, "kt_timer_arm", armed - start, COST_TIMERS);
	bench_sample(run, "kt_timer_cancel", cancelled - armed, COST_TIMERS);
	return timers_end(timers);
}

static enum hrtimer_restart expire(struct hrtimer *hrtimer)
{
	return HRTIMER_NORESTART;
}

static int raw_cost(struct bench_run *run)
{
	struct hrtimer *hrtimers[COST_TIMERS];
	u64 start, armed, cancelled;
	unsigned int i;

	start = ktime_get_ns();
	for (i = 0; i < COST_TIMERS; i++) {
		hrtimers[i] =
			kmalloc(sizeof(**hrtimers), GFP_KERNEL | __GFP_NOFAIL);
		hrtimer_setup(hrtimers[i], expire, CLOCK_MONOTONIC,
			      HRTIMER_MODE_REL_HARD);
		hrtimer_start(hrtimers[i], HOUR + i * NSEC_PER_MSEC,
			      HRTIMER_MODE_REL_HARD);
	}
	armed = ktime_get_ns();
	for (i = 0; i < COST_TIMERS; i++)
		hrtimer_cancel(hrtimers[i]);
	cancelled = ktime_get_ns();
	for (i = 0; i < COST_TIMERS; i++)
		kfree(hrtimers[i]);
	bench_sample(run, "hrtimer_arm", armed - start, COST_TIMERS);
	bench_sample(run, "hrtimer_cancel", cancelled - armed, COST_TIMERS);
	return 0;
}

const struct bench_way bench_timer_cost[] = { { "kt_timer", NULL, ours_cost },
					      { "hrtimer", NULL, raw_cost },
					      {} };
