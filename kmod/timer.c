// SPDX-License-Identifier: GPL-2.0
/*
 * A Timer that waits is a node in a queue of its CPU and clock; each queue has one
 * hrtimer, for its first node. When that expires the due ones are handed to workers
 * straight from the interrupt. So that many of them do not keep a CPU in its interrupt
 * handler, only a few are: the rest is done by the drainer, a batch per hold of the lock. It is a
 * real-time kthread, as any other would share its CPU with the workers that it wakes,
 * and what is due last would wait for the targets of all before.
 *
 * Due or cancelled is decided by who takes the node off the queue, under its lock.
 * The loser does nothing, and nobody waits for anybody: so two Timers that cancel each
 * other cannot hang, and neither can who cancels under a lock that the target takes.
 */
#include "timer.h"

#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>

#include "admit.h"
#include "compat.h"
#include "life.h"
#include "why.h"

/* How late interrupts usually are, at most; that is what others may have become due in. */
#define NEAR_NS (100 * NSEC_PER_USEC)

/* Handed over in the interrupt; above that a second wake-up is the smaller evil. */
#define BUDGET_INTERRUPT 16

/**
 * struct kt_timer_queue - Timers that wait, of one CPU and clock
 * @lock: innermost; taken in interrupts
 * @head: by the time up to which they may be late
 * @hrtimer: set for the first one while there is one
 * @drain: hands over what was too much for the interrupt
 * @clock: never changes
 */
struct kt_timer_queue {
	raw_spinlock_t lock;
	struct timerqueue_head head;
	struct hrtimer hrtimer;
	struct kthread_work drain;
	enum kthreading_clock clock;
};

static const clockid_t clocks[] = {
	[KTHREADING_CLOCK_MONOTONIC] = CLOCK_MONOTONIC,
	[KTHREADING_CLOCK_BOOTTIME] = CLOCK_BOOTTIME,
};

static struct kt_timer_queue __percpu *queues[ARRAY_SIZE(clocks)];
static struct kthread_worker *drainer;
static struct kmem_cache *cache;

static struct kt_timer *to_timer(struct kt_thread *thread)
{
	return container_of(thread, struct kt_timer, thread);
}

static ktime_t clock_now(enum kthreading_clock clock)
{
	return clock == KTHREADING_CLOCK_BOOTTIME ? ktime_get_boottime() :
						    ktime_get();
}

/* The same, given the monotonic time of just now: reading it takes long. */
static ktime_t clock_at(enum kthreading_clock clock, u64 at)
{
	return clock == KTHREADING_CLOCK_MONOTONIC ? ns_to_ktime(at) :
						     clock_now(clock);
}

/* A time of just now. */
static u64 clock_to_monotonic(enum kthreading_clock clock, ktime_t time)
{
	return clock == KTHREADING_CLOCK_MONOTONIC ? ktime_to_ns(time) :
						     ktime_get_ns();
}

/* A removed first node leaves the hrtimer early; then it finds nothing due. */
static void queue_program_locked(struct kt_timer_queue *queue)
{
	struct timerqueue_node *first = timerqueue_getnext(&queue->head);

	lockdep_assert_held(&queue->lock);
	if (first)
		hrtimer_start(&queue->hrtimer, first->expires,
			      HRTIMER_MODE_ABS_HARD);
}

/*
 * Is it due at *@now? That is no later than now; reading the clock takes long, so it is only done
 * for one that may be due since.
 */
static bool is_due(const struct kt_timer *timer, ktime_t *now)
{
	if (timer->due <= *now)
		return true;
	if (timer->due > *now + NEAR_NS)
		return false;
	*now = clock_now(timer->clock);
	return timer->due <= *now;
}

static struct kt_timer *queue_take_due_locked(struct kt_timer_queue *queue,
					      ktime_t *now)
{
	struct timerqueue_node *first = timerqueue_getnext(&queue->head);
	struct kt_timer *timer;

	if (!first)
		return NULL;
	timer = container_of(first, struct kt_timer, node);
	if (!is_due(timer, now))
		return NULL;
	timerqueue_del(&queue->head, first);
	/* One of the past is due since it was started. */
	timer->due_at = max_t(u64, clock_to_monotonic(queue->clock, *now),
			      timer->thread.since_ns);
	/* Pairs with timer_due_locked(). */
	smp_store_release(&timer->waiting, false);
	return timer;
}

/* Since it expired another CPU may have set the hrtimer for the future. */
static ktime_t expired_at_locked(struct kt_timer_queue *queue)
{
	return hrtimer_is_queued(&queue->hrtimer) ?
		       clock_now(queue->clock) :
		       hrtimer_get_expires(&queue->hrtimer);
}

/* False when some are due still. */
static bool queue_hand_over(struct kt_timer_queue *queue, bool interrupt)
{
	unsigned int budget = interrupt ? BUDGET_INTERRUPT : KT_BATCH;
	unsigned int count = 0;
	struct kt_timer *timer;
	struct kt_jobs due = {};
	ktime_t now;

	lockdep_assert_irqs_disabled();
	raw_spin_lock(&queue->lock);
	now = interrupt ? expired_at_locked(queue) : clock_now(queue->clock);
	do {
		timer = queue_take_due_locked(queue, &now);
		if (timer)
			kt_jobs_add(&due, &timer->thread.job);
	} while (timer && ++count < budget);
	if (!timer)
		queue_program_locked(queue);
	raw_spin_unlock(&queue->lock);
	/* Nobody else touches these any more: it is too late to cancel them. */
	if (count)
		kt_admit_late(&due, count);
	return !timer;
}

static enum hrtimer_restart queue_expired(struct hrtimer *hrtimer)
{
	struct kt_timer_queue *queue =
		container_of(hrtimer, struct kt_timer_queue, hrtimer);

	if (!queue_hand_over(queue, true))
		kthread_queue_work(drainer, &queue->drain);
	return HRTIMER_NORESTART;
}

static void queue_drain(struct kthread_work *work)
{
	struct kt_timer_queue *queue =
		container_of(work, struct kt_timer_queue, drain);
	bool over;

	do {
		local_irq_disable();
		over = queue_hand_over(queue, false);
		local_irq_enable();
		cond_resched();
	} while (!over);
}

static struct kt_timer_queue *queue_of(const struct kt_timer *timer)
{
	return per_cpu_ptr(queues[timer->clock], timer->cpu);
}

static void queue_add(struct kt_timer *timer)
{
	struct kt_timer_queue *queue;
	unsigned long flags;

	timer->cpu = raw_smp_processor_id();
	queue = queue_of(timer);
	timerqueue_init(&timer->node);
	timer->node.expires = ktime_add_safe(timer->due, timer->slack);
	raw_spin_lock_irqsave(&queue->lock, flags);
	timer->waiting = true;
	if (timerqueue_add(&queue->head, &timer->node))
		queue_program_locked(queue);
	raw_spin_unlock_irqrestore(&queue->lock, flags);
}

/* True when it was waiting: it will never be due. */
static bool queue_del(struct kt_timer *timer)
{
	struct kt_timer_queue *queue = queue_of(timer);
	unsigned long flags;
	bool waited;

	raw_spin_lock_irqsave(&queue->lock, flags);
	waited = timer->waiting;
	if (waited) {
		timerqueue_del(&queue->head, &timer->node);
		timer->waiting = false;
	}
	raw_spin_unlock_irqrestore(&queue->lock, flags);
	return waited;
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
	ktime_t now = clock_at(timer->clock, thread->since_ns);

	if (timer->cancelled)
		return false;
	/* What lies before the boot is as good as the boot, and does not overflow. */
	timer->due = max(timer->interval, 0LL);
	if (!timer->absolute)
		timer->due = ktime_add_safe(now, timer->due);
	queue_add(timer);
	return true;
}

static bool timer_disarm_locked(struct kt_thread *thread)
{
	if (!queue_del(to_timer(thread)))
		return false;
	thread->blocked_ns += ktime_get_ns() - thread->since_ns;
	return true;
}

/* Its target is about to run. */
static void timer_attached_locked(struct kt_thread *thread, u64 now)
{
	struct kt_timer *timer = to_timer(thread);
	s64 late = clock_at(timer->clock, now) - timer->due;

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
	ktime_t now = clock_at(timer->clock, thread->since_ns);
	s64 missed;

	if (!every || timer->cancelled)
		return false;
	timer->due = ktime_add_safe(timer->due, every);
	if (timer->due <= now) {
		missed = ktime_divns(ktime_sub(now, timer->due), every) + 1;
		timer->overruns += missed;
		timer->due = ktime_add_safe(timer->due, missed * every);
	}
	queue_add(timer);
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
		wait = ktime_sub(wait, clock_now(timer->clock));
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
	if (spec->clock >= ARRAY_SIZE(clocks))
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
	info->remaining_ns = timer->due - clock_now(timer->clock);
	info->fired = timer->fired;
	info->overruns = timer->overruns;
	info->lateness_ns = timer->lateness_ns;
	spin_unlock(&thread->table->lock);
	return true;
}

static void queue_init(struct kt_timer_queue *queue,
		       enum kthreading_clock clock)
{
	queue->clock = clock;
	raw_spin_lock_init(&queue->lock);
	timerqueue_init_head(&queue->head);
	hrtimer_setup(&queue->hrtimer, queue_expired, clocks[clock],
		      HRTIMER_MODE_ABS_HARD);
	kthread_init_work(&queue->drain, queue_drain);
}

static void queues_free(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(clocks); i++)
		free_percpu(queues[i]);
}

static int queues_alloc(void)
{
	unsigned int i;
	int cpu;

	for (i = 0; i < ARRAY_SIZE(clocks); i++) {
		queues[i] = alloc_percpu(struct kt_timer_queue);
		if (!queues[i]) {
			queues_free();
			return -ENOMEM;
		}
		for_each_possible_cpu(cpu)
			queue_init(per_cpu_ptr(queues[i], cpu), i);
	}
	return 0;
}

int kt_timer_init(void)
{
	int ret = queues_alloc();

	if (ret)
		return ret;
	drainer = kthread_run_worker(0, "kt_timer");
	if (IS_ERR(drainer)) {
		ret = PTR_ERR(drainer);
		goto free;
	}
	sched_set_fifo_low(drainer->task);
	ret = -ENOMEM;
	cache = KMEM_CACHE(kt_timer, 0);
	if (!cache)
		goto destroy;
	return 0;
destroy:
	kthread_destroy_worker(drainer);
free:
	queues_free();
	return ret;
}

/* No Timer is left, but an hrtimer may be set for one that was cancelled. */
void kt_timer_exit(void)
{
	unsigned int i;
	int cpu;

	for (i = 0; i < ARRAY_SIZE(clocks); i++)
		for_each_possible_cpu(cpu)
			hrtimer_cancel(&per_cpu_ptr(queues[i], cpu)->hrtimer);
	kthread_destroy_worker(drainer);
	queues_free();
	kmem_cache_destroy(cache);
}
