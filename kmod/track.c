// SPDX-License-Identifier: GPL-2.0
/*
 * A thread is followed from state to state: its life says when it starts, gets and leaves
 * a kthread, waits again and ends; in between the scheduler says when that kthread gets
 * and loses a CPU and is woken. Each state begins where the one before ends, so there are
 * no holes. The time is read under the observer's lock, so what is recorded of a thread
 * never goes back in time.
 */
#include "track.h"

#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/timekeeping.h>

#include "compat.h"
#include "trace.h"
#include "usage.h"

DEFINE_STATIC_KEY_FALSE(kt_observing);

static_assert((int)KT_WAIT_NONE == KTHREADING_CAUSE_KERNEL);
static_assert((int)KT_WAIT_SLEEP == KTHREADING_CAUSE_SLEEP);
static_assert((int)KT_WAIT_JOIN == KTHREADING_CAUSE_JOIN);
static_assert((int)KT_WAIT_WORK == KTHREADING_CAUSE_WORK);
static_assert((int)KT_WAIT_PROCESS == KTHREADING_CAUSE_PROCESS);
static_assert((int)KT_WAIT_CONDITION == KTHREADING_CAUSE_CONDITION);

/**
 * kt_track_now - the present moment
 *
 * Context: any, even in the middle of an update of the time, when the scheduler may be
 * called.
 *
 * Return: monotonic ns.
 */
u64 kt_track_now(void)
{
	return ktime_get_mono_fast_ns();
}

/**
 * kt_track_record_locked - put the state of a thread into the timeline, if there is one
 * @track: the track
 */
void kt_track_record_locked(struct kt_track *track)
{
	struct kt_observer *observer = track->observer;
	struct kt_step step = track->step;

	if (!observer->timeline.ring || observer->frozen)
		return;
	step.at = max(step.at, track->begins);
	kt_timeline_add(&observer->timeline, &step);
}

/* Whoever listens is told later: here nobody can be woken. */
static void freeze_locked(struct kt_track *track,
			  enum kthreading_stat_kind kind, u64 ns)
{
	struct kt_observer *observer = track->observer;

	observer->frozen = true;
	observer->offence.id = track->step.id;
	observer->offence.ns = ns;
	observer->offence.at = max(track->step.at, track->begins);
	trace_kt_stat_stop(observer->table->name, track->step.id, kind, ns);
	tracing_off();
	irq_work_queue(&observer->stopped);
}

/**
 * kt_track_count_locked - count a time
 * @track: of the thread
 * @kind: what was measured
 * @ns: the time; one that is too long stops it all
 */
void kt_track_count_locked(struct kt_track *track,
			   enum kthreading_stat_kind kind, u64 ns)
{
	struct kt_observer *observer = track->observer;

	if (observer->frozen)
		return;
	if (observer->measuring) {
		kt_hist_add(&track->hists[kind], ns);
		kt_hist_add(&track->sum->hists[kind], ns);
	}
	if (observer->stop_ns && kind == observer->stop_on &&
	    ns > observer->stop_ns)
		freeze_locked(track, kind, ns);
}

/**
 * kt_track_enter_locked - a thread enters a state
 * @track: of the thread
 * @step: the state; its @id is not looked at, and it is not earlier than the one before
 */
void kt_track_enter_locked(struct kt_track *track, struct kt_step step)
{
	struct kt_step old = track->step;
	bool whole = track->whole;

	lockdep_assert_held(&track->observer->lock);
	step.id = old.id;
	step.at = max(step.at, old.at);
	track->step = step;
	track->whole = true;
	/* First, so that what stops the recording is the last that is in it. */
	kt_track_record_locked(track);
	if (!whole)
		return;
	if (old.state == KTHREADING_THREAD_RUNNING)
		kt_track_count_locked(track, KTHREADING_STAT_RUNNING,
				      step.at - old.at);
	else if (old.state == KTHREADING_THREAD_READY &&
		 step.state == KTHREADING_THREAD_RUNNING)
		kt_track_count_locked(track, KTHREADING_STAT_LATENCY,
				      step.at - old.at);
}

/* On the CPU that it runs on. */
void kt_track_running_locked(struct kt_track *track)
{
	kt_track_enter_locked(track, (struct kt_step){
					     .at = kt_track_now(),
					     .state = KTHREADING_THREAD_RUNNING,
					     .cpu = raw_smp_processor_id(),
				     });
}

/* Since a moment that may be over. */
void kt_track_ready_locked(struct kt_track *track, u64 at)
{
	kt_track_enter_locked(track, (struct kt_step){
					     .at = at,
					     .state = KTHREADING_THREAD_READY,
				     });
}

/**
 * kt_track_blocked_step - the state of a thread that blocks on its kthread
 * @thread: the current one, or the table's lock is held: the thread that it joins stays
 *	there until it says itself that it does not join any more
 * @at: when
 *
 * Return: the state.
 */
struct kt_step kt_track_blocked_step(const struct kt_thread *thread, u64 at)
{
	struct kt_step step = {
		.at = at,
		.state = KTHREADING_THREAD_BLOCKED,
		.cause = READ_ONCE(thread->wait),
	};
	const struct kt_thread *joining = READ_ONCE(thread->joining);

	if (step.cause == KTHREADING_CAUSE_JOIN && joining)
		step.other = joining->id;
	return step;
}

/*
 * Does something with the track of the thread that a worker runs. Who wakes a worker that
 * is on its way to another thread may find the track that it has just left: nothing is to
 * be told of that.
 */
static __always_inline void
track_tell(struct kt_worker *worker,
	   void (*tell_locked)(struct kt_track *track))
{
	struct kt_track *track = READ_ONCE(worker->track);
	unsigned long flags;

	if (!track)
		return;
	raw_spin_lock_irqsave(&track->observer->lock, flags);
	if (track->worker == worker)
		tell_locked(track);
	raw_spin_unlock_irqrestore(&track->observer->lock, flags);
}

static void preempted_locked(struct kt_track *track)
{
	kt_track_ready_locked(track, kt_track_now());
}

static void blocks_locked(struct kt_track *track)
{
	kt_track_enter_locked(track,
			      kt_track_blocked_step(track->worker->thread,
						    kt_track_now()));
}

static void woken_locked(struct kt_track *track)
{
	if (track->step.state == KTHREADING_THREAD_BLOCKED)
		kt_track_ready_locked(track, kt_track_now());
}

/*
 * Its times are counted once more, as it may have lost its CPU since its target was over: what
 * the scheduler has told of that is in its track, which would end before.
 */
static void leaves_locked(struct kt_track *track)
{
	struct kt_worker *worker = track->worker;

	kt_usage_since(worker->task, &worker->base, &worker->used);
	track->left = worker->base.at + worker->used.at;
	WRITE_ONCE(track->worker->track, NULL);
	track->worker = NULL;
}

/**
 * kt_track_switch_out - a worker loses its CPU
 * @worker: the worker, whose kthread is the current one
 * @runnable: it was preempted, else it blocks
 *
 * Context: in the scheduler; the worker's track stays in memory.
 */
void kt_track_switch_out(struct kt_worker *worker, bool runnable)
{
	if (runnable)
		track_tell(worker, preempted_locked);
	else
		track_tell(worker, blocks_locked);
}

/**
 * kt_track_switch_in - a worker gets a CPU
 * @worker: the worker
 *
 * Context: as kt_track_switch_out(), on that CPU.
 */
void kt_track_switch_in(struct kt_worker *worker)
{
	track_tell(worker, kt_track_running_locked);
}

/**
 * kt_track_wake - a worker is put into the queue of a CPU
 * @worker: the worker; it may be running, and then this means nothing
 *
 * Context: as kt_track_switch_out().
 */
void kt_track_wake(struct kt_worker *worker)
{
	track_tell(worker, woken_locked);
}

/**
 * kt_track_detach_locked - a thread leaves its kthread
 * @worker: with the kthread, which is the current one; the table's lock is held
 *
 * That is the end of what the thread does, though what comes next is not known yet.
 */
void kt_track_detach_locked(struct kt_worker *worker)
{
	track_tell(worker, leaves_locked);
}

/**
 * kt_track_over - the target of a worker's thread is over
 * @worker: the worker, whose kthread is the current one
 *
 * It is detached a little later: what the kthread does in between is not the thread's.
 *
 * Context: process context, without the table's lock.
 */
void kt_track_over(struct kt_worker *worker)
{
	struct kt_table *table = worker->thread->table;

	spin_lock(&table->lock);
	kt_track_detach_locked(worker);
	spin_unlock(&table->lock);
}
