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
#include "timer-queue.h"

#include <linux/cpumask.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>

#include "admit.h"
#include "compat.h"

/* How late interrupts usually are, at most; that is what others may have become due in. */
#define NEAR_NS (100 * NSEC_PER_USEC)

/* Handed over in the interrupt; above that a second wake-up is the smaller evil. */
#define BUDGET_INTERRUPT 16

/**
 * struct kt_timer_queue - Timers that wait, of one CPU and clock
 * @lock: innermost; taken in interrupts
 * @waiting: by the time up to which they may be late
 * @hrtimer: set for the first one while there is one
 * @drain: hands over what was too much for the interrupt
 * @clock: never changes
 */
struct kt_timer_queue {
	raw_spinlock_t lock;
	struct rb_root_cached waiting;
	struct hrtimer hrtimer;
	struct kthread_work drain;
	enum kthreading_clock clock;
};

static const clockid_t clocks[KT_NR_CLOCKS] = {
	[KTHREADING_CLOCK_MONOTONIC] = CLOCK_MONOTONIC,
	[KTHREADING_CLOCK_BOOTTIME] = CLOCK_BOOTTIME,
};

static struct kt_timer_queue __percpu *queues[KT_NR_CLOCKS];
static struct kthread_worker *drainer;

/* A time of just now. */
static u64 clock_to_monotonic(enum kthreading_clock clock, ktime_t time)
{
	return clock == KTHREADING_CLOCK_MONOTONIC ? ktime_to_ns(time) :
						     ktime_get_ns();
}

/* Up to when it may be late: not kept, for the sake of its size. None of both is negative. */
static u64 latest(const struct kt_timer *timer)
{
	return timer->due + timer->slack;
}

static bool is_before(struct rb_node *a, const struct rb_node *b)
{
	return latest(rb_entry(a, struct kt_timer, node)) <
	       latest(rb_entry(b, struct kt_timer, node));
}

static struct kt_timer *queue_first_locked(struct kt_timer_queue *queue)
{
	struct rb_node *first = rb_first_cached(&queue->waiting);

	return first ? rb_entry(first, struct kt_timer, node) : NULL;
}

/* A removed first node leaves the hrtimer early; then it finds nothing due. */
static void queue_program_locked(struct kt_timer_queue *queue)
{
	struct kt_timer *first = queue_first_locked(queue);

	lockdep_assert_held(&queue->lock);
	if (first)
		hrtimer_start(&queue->hrtimer,
			      min_t(u64, latest(first), KTIME_MAX),
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
	*now = kt_clock_now(timer->clock);
	return timer->due <= *now;
}

static struct kt_timer *queue_take_due_locked(struct kt_timer_queue *queue,
					      ktime_t *now)
{
	struct kt_timer *timer = queue_first_locked(queue);

	if (!timer || !is_due(timer, now))
		return NULL;
	rb_erase_cached(&timer->node, &queue->waiting);
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
		       kt_clock_now(queue->clock) :
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
	now = interrupt ? expired_at_locked(queue) : kt_clock_now(queue->clock);
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

/**
 * kt_timer_queue_add - have a Timer wait
 * @timer: does not wait; @due, @slack and @clock are set
 *
 * Context: any but interrupts, under the lock of its table.
 */
void kt_timer_queue_add(struct kt_timer *timer)
{
	struct kt_timer_queue *queue;
	unsigned long flags;

	timer->cpu = raw_smp_processor_id();
	queue = queue_of(timer);
	raw_spin_lock_irqsave(&queue->lock, flags);
	timer->waiting = true;
	if (rb_add_cached(&timer->node, &queue->waiting, is_before))
		queue_program_locked(queue);
	raw_spin_unlock_irqrestore(&queue->lock, flags);
}

/**
 * kt_timer_queue_del - have a Timer wait no more
 * @timer: has waited, or still does
 *
 * Context: any but interrupts, under the lock of its table.
 *
 * Return: true when it was waiting: it will never be due. Else it was handed over.
 */
bool kt_timer_queue_del(struct kt_timer *timer)
{
	struct kt_timer_queue *queue = queue_of(timer);
	unsigned long flags;
	bool waited;

	raw_spin_lock_irqsave(&queue->lock, flags);
	waited = timer->waiting;
	if (waited) {
		rb_erase_cached(&timer->node, &queue->waiting);
		timer->waiting = false;
	}
	raw_spin_unlock_irqrestore(&queue->lock, flags);
	return waited;
}

static void queue_init(struct kt_timer_queue *queue,
		       enum kthreading_clock clock)
{
	queue->clock = clock;
	raw_spin_lock_init(&queue->lock);
	queue->waiting = RB_ROOT_CACHED;
	hrtimer_setup(&queue->hrtimer, queue_expired, clocks[clock],
		      HRTIMER_MODE_ABS_HARD);
	kthread_init_work(&queue->drain, queue_drain);
}

static void queues_free(void)
{
	unsigned int i;

	for (i = 0; i < KT_NR_CLOCKS; i++)
		free_percpu(queues[i]);
}

static int queues_alloc(void)
{
	unsigned int i;
	int cpu;

	for (i = 0; i < KT_NR_CLOCKS; i++) {
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

int kt_timer_queue_init(void)
{
	int ret = queues_alloc();

	if (ret)
		return ret;
	drainer = kthread_run_worker(0, "kt_timer");
	if (IS_ERR(drainer)) {
		queues_free();
		return PTR_ERR(drainer);
	}
	sched_set_fifo_low(drainer->task);
	return 0;
}

/* No Timer is left, but an hrtimer may be set for one that was cancelled. */
void kt_timer_queue_exit(void)
{
	unsigned int i;
	int cpu;

	for (i = 0; i < KT_NR_CLOCKS; i++)
		for_each_possible_cpu(cpu)
			hrtimer_cancel(&per_cpu_ptr(queues[i], cpu)->hrtimer);
	kthread_destroy_worker(drainer);
	queues_free();
}
