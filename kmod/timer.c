// SPDX-License-Identifier: GPL-2.0
/*
 * A Timer is a thread that waits before its target runs, and after that if it comes again. How it
 * waits is in timer-queue.c.
 */
#include "timer.h"

#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "life.h"
#include "timer-queue.h"
#include "why.h"

static struct kmem_cache *cache;

static struct kt_timer *to_timer(struct kt_thread *thread)
{
	return container_of(thread, struct kt_timer, thread);
}

static void timer_init(struct kt_thread *thread,
		       const struct kt_thread_spec *spec)
{
	const struct kt_timer_spec *from = spec->timer;
	struct kt_timer *timer = to_timer(thread);

	timer->interval = from->interval;
	timer->every = from->every;
	timer->slack = from->slack;
	timer->clock = from->clock;
	timer->absolute = from->absolute;
	timer->waiting = false;
	timer->cancelled = false;
	timer->begun = false;
	timer->runner = NULL;
	timer->fired = 0;
	timer->overruns = 0;
	timer->lateness_ns = 0;
}

/* On start. One that was cancelled before ends at once. */
static bool timer_arm_locked(struct kt_thread *thread)
{
	struct kt_timer *timer = to_timer(thread);
	ktime_t now = kt_clock_at(timer->clock, thread->since_ns);

	if (timer->cancelled)
		return false;
	/* What lies before the boot is as good as the boot, and does not overflow. */
	timer->due = max(timer->interval, 0LL);
	if (!timer->absolute)
		timer->due = ktime_add_safe(now, timer->due);
	kt_timer_queue_add(timer);
	return true;
}

static bool timer_disarm_locked(struct kt_thread *thread)
{
	if (!kt_timer_queue_del(to_timer(thread)))
		return false;
	thread->blocked_ns += ktime_get_ns() - thread->since_ns;
	return true;
}

/* Its target is about to run. */
static void timer_attached_locked(struct kt_thread *thread, u64 now)
{
	struct kt_timer *timer = to_timer(thread);
	s64 late = kt_clock_at(timer->clock, now) - timer->due;

	timer->fired++;
	timer->lateness_ns = max(late, 0LL);
	thread->blocked_ns += timer->due_at - thread->since_ns;
	thread->ready_ns += now - timer->due_at;
}

/* After its target. Counted from when it was due, so it does not drift. */
static bool timer_again_locked(struct kt_thread *thread)
{
	struct kt_timer *timer = to_timer(thread);
	ktime_t every = timer->every;
	ktime_t now = kt_clock_at(timer->clock, thread->since_ns);
	s64 missed;

	if (!every || timer->cancelled)
		return false;
	timer->due = ktime_add_safe(timer->due, every);
	if (timer->due <= now) {
		missed = ktime_divns(ktime_sub(now, timer->due), every) + 1;
		timer->overruns += missed;
		timer->due = ktime_add_safe(timer->due, missed * every);
	}
	kt_timer_queue_add(timer);
	return true;
}

static bool timer_is_cancelled(void *data)
{
	const struct kt_timer *timer = data;

	return READ_ONCE(timer->cancelled);
}

/* Once it has begun, a cancel is too late. */
static int timer_begin_run(struct kt_timer *timer, int waited)
{
	struct kt_table *table = timer->thread.table;
	int ret = waited;

	spin_lock(&table->lock);
	timer->runner = NULL;
	if (timer->cancelled) {
		ret = -ECANCELED;
	} else if (ret == -ETIMEDOUT) {
		timer->begun = true;
		ret = 0;
	}
	spin_unlock(&table->lock);
	return ret;
}

/* CPython: Timer.run() waits first, in the thread that calls it; a cancel ends that. */
static int timer_before_run(struct kt_thread *thread)
{
	struct kt_timer *timer = to_timer(thread);
	/* See timer_arm_locked(). */
	ktime_t wait = max(timer->interval, 0LL);

	if (timer->absolute)
		wait = ktime_sub(wait, kt_clock_now(timer->clock));
	spin_lock(&thread->table->lock);
	timer->runner = kt_current();
	spin_unlock(&thread->table->lock);
	return timer_begin_run(timer,
			       kt_block(KT_WAIT_SLEEP, timer_is_cancelled,
					timer, wait));
}

static u64 timer_due_locked(const struct kt_thread *thread)
{
	const struct kt_timer *timer =
		container_of(thread, struct kt_timer, thread);

	/* Pairs with the release of who took it off the queue. */
	return smp_load_acquire(&timer->waiting) ? 0 : timer->due_at;
}

static u64 timer_late_locked(const struct kt_thread *thread)
{
	return container_of(thread, struct kt_timer, thread)->lateness_ns;
}

const struct kt_thread_kind kt_timer_kind = {
	.cache = &cache,
	.init = timer_init,
	.arm_locked = timer_arm_locked,
	.disarm_locked = timer_disarm_locked,
	.attached_locked = timer_attached_locked,
	.again_locked = timer_again_locked,
	.due_locked = timer_due_locked,
	.late_locked = timer_late_locked,
	.before_run = timer_before_run,
};

/**
 * kt_timer_check - check what a Timer is to be made of
 * @spec: that
 * @why: filled on refusal
 *
 * Return:
 * * 0
 * * -EINVAL - there is no such clock, or a negative period
 */
int kt_timer_check(const struct kt_timer_spec *spec, struct kt_why *why)
{
	if (spec->clock >= KT_NR_CLOCKS)
		return kt_refuse(why, -EINVAL, KT_ITEM_TIMER,
				 "there is no such clock");
	if (spec->every < 0)
		return kt_refuse(why, -EINVAL, KT_ITEM_TIMER,
				 "a period cannot be negative");
	if (spec->slack > KTIME_MAX)
		return kt_refuse(why, -EINVAL, KT_ITEM_TIMER,
				 "slack is out of range");
	return 0;
}

/**
 * kt_timer_stop - cancel a Timer
 * @thread: the Timer
 * @why: filled on refusal
 *
 * Waits for nothing: a target that runs goes on, but is not run again.
 *
 * Context: any but interrupts.
 *
 * Return:
 * * 1 - its target will not run; if it was started the thread has ended
 * * 0 - too late: it is due, or has ended
 * * -EINVAL - it is no Timer
 */
int kt_timer_stop(struct kt_thread *thread, struct kt_why *why)
{
	struct kt_table *table = thread->table;
	struct kt_timer *timer = to_timer(thread);
	bool early, ended = false;

	if (thread->kind != &kt_timer_kind)
		return kt_refuse(why, -EINVAL, KT_ITEM_REF,
				 "the thread is no Timer");
	spin_lock(&table->lock);
	early = thread->life == KT_LIFE_INITIAL && !timer->cancelled &&
		!timer->begun;
	WRITE_ONCE(timer->cancelled, true);
	if (timer->runner)
		kt_wake(timer->runner);
	if (thread->life == KT_LIFE_ALIVE)
		ended = kt_life_disarm_locked(thread);
	spin_unlock(&table->lock);
	return early || ended;
}

/**
 * kt_timer_ask - tell about a Timer
 * @thread: any thread
 * @info: filled
 *
 * Context: any but interrupts.
 *
 * Return: false when it is no Timer.
 */
bool kt_timer_ask(struct kt_thread *thread, struct kt_timer_info *info)
{
	struct kt_timer *timer = to_timer(thread);

	if (thread->kind != &kt_timer_kind)
		return false;
	spin_lock(&thread->table->lock);
	info->spec.interval = timer->interval;
	info->spec.every = timer->every;
	info->spec.slack = timer->slack;
	info->spec.clock = timer->clock;
	info->spec.absolute = timer->absolute;
	info->waiting = READ_ONCE(timer->waiting);
	info->remaining_ns = timer->due - kt_clock_now(timer->clock);
	info->fired = timer->fired;
	info->overruns = timer->overruns;
	info->lateness_ns = timer->lateness_ns;
	spin_unlock(&thread->table->lock);
	return true;
}

int kt_timer_init(void)
{
	int ret = kt_timer_queue_init();

	if (ret)
		return ret;
	cache = kt_thread_cache("kt_timer", sizeof(struct kt_timer));
	if (cache)
		return 0;
	kt_timer_queue_exit();
	return -ENOMEM;
}

/* No Timer is left. */
void kt_timer_exit(void)
{
	kt_timer_queue_exit();
	kmem_cache_destroy(cache);
}
