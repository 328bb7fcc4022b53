// SPDX-License-Identifier: GPL-2.0
/*
 * A process is observed while somebody wants its times or its timeline. What is seen
 * belongs to its observer, which goes with all of it.
 */
#include "observe.h"

#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "audit.h"
#include "event.h"
#include "life.h"
#include "limits.h"
#include "probe.h"
#include "why.h"

#define TIMELINE_SIZE_MAX 4194304U

/* Held while an observation begins, changes or ends, and while one is read. */
static DEFINE_MUTEX(observe_mutex);

/* Out of the scheduler, where it was stopped. */
static void stopped(struct irq_work *work)
{
	struct kt_observer *observer =
		container_of(work, struct kt_observer, stopped);

	schedule_work(&observer->tell);
}

/* Without a reference of the thread, which could be the last one of the process. */
static void tell(struct work_struct *work)
{
	struct kt_observer *observer =
		container_of(work, struct kt_observer, tell);
	struct kt_table *table = observer->table;
	struct kt_thread *thread;

	spin_lock(&table->lock);
	thread = kt_index_find(&table->index, READ_ONCE(observer->offence.id));
	kt_event(KTHREADING_EVENT_STAT_STOP, table, thread);
	spin_unlock(&table->lock);
}

static struct kt_observer *observer_alloc(struct kt_table *table)
{
	struct kt_observer *observer = kzalloc(sizeof(*observer), GFP_KERNEL);

	if (!observer)
		return NULL;
	raw_spin_lock_init(&observer->lock);
	observer->table = table;
	xa_init(&observer->tracks);
	xa_init_flags(&observer->sums, XA_FLAGS_ALLOC1);
	init_irq_work(&observer->stopped, stopped);
	INIT_WORK(&observer->tell, tell);
	observer->timeline.next = 1;
	return observer;
}

static void thread_follow(struct kt_observer *observer,
			  struct kt_thread *thread)
{
	spin_lock(&thread->table->lock);
	if (thread->life == KT_LIFE_ALIVE && !kt_track_find_locked(thread))
		kt_track_make_locked(observer, thread,
				     kt_life_state_locked(thread));
	spin_unlock(&thread->table->lock);
}

/* Those that are started from now on come by themselves. */
static void observer_publish(struct kt_observer *observer)
{
	struct kt_table *table = observer->table;
	struct kt_thread *thread;
	unsigned long id = 0;

	spin_lock(&table->lock);
	table->observer = observer;
	spin_unlock(&table->lock);
	for (;;) {
		thread = kt_thread_next(table, &id);
		if (!thread)
			return;
		thread_follow(observer, thread);
		kt_thread_put(thread);
		cond_resched();
	}
}

static struct kt_observer *observer_make(struct kt_table *table,
					 struct kt_why *why)
{
	struct kt_observer *observer = observer_alloc(table);
	int ret;

	if (!observer)
		return ERR_PTR(-ENOMEM);
	ret = kt_probe_get(why);
	if (ret) {
		kfree(observer);
		return ERR_PTR(ret);
	}
	observer_publish(observer);
	return observer;
}

static struct kt_observer *observer_of(struct kt_table *table,
				       struct kt_why *why)
{
	lockdep_assert_held(&observe_mutex);
	return table->observer ?: observer_make(table, why);
}

static void observer_free(struct kt_observer *observer)
{
	struct kt_track *track;
	struct kt_sum *sum;
	unsigned long id;

	xa_for_each(&observer->tracks, id, track)
		kt_track_forget_locked(track);
	xa_for_each(&observer->sums, id, sum)
		kfree(sum);
	xa_destroy(&observer->tracks);
	xa_destroy(&observer->sums);
	kvfree(observer->timeline.ring);
	kfree(observer);
}

static void observer_end(struct kt_table *table)
{
	struct kt_observer *observer = table->observer;
	struct kt_track *track;
	unsigned long id;

	spin_lock(&table->lock);
	table->observer = NULL;
	spin_unlock(&table->lock);
	xa_for_each(&observer->tracks, id, track) {
		spin_lock(&table->lock);
		kt_track_let_go_locked(track);
		spin_unlock(&table->lock);
		cond_resched();
	}
	/* Nobody comes to it any more; who is there already is waited for. */
	kt_probe_put();
	irq_work_sync(&observer->stopped);
	cancel_work_sync(&observer->tell);
	observer_free(observer);
}

static void sums_forget(struct kt_observer *observer)
{
	struct kt_sum *sum;
	unsigned long id;

	xa_for_each(&observer->sums, id, sum) {
		raw_spin_lock_irq(&observer->lock);
		memset(sum->hists, 0, sizeof(sum->hists));
		raw_spin_unlock_irq(&observer->lock);
	}
}

static void times_forget(struct kt_observer *observer)
{
	struct kt_table *table = observer->table;
	struct kt_track *track;
	unsigned long id;

	sums_forget(observer);
	xa_for_each(&observer->tracks, id, track) {
		spin_lock(&table->lock);
		kt_track_reset_locked(track);
		spin_unlock(&table->lock);
		cond_resched();
	}
}

/*
 * What was recorded while it was frozen is not there, so the timeline begins anew, too:
 * each thread with the state that it is in.
 */
static void observer_restart(struct kt_observer *observer)
{
	struct kt_table *table = observer->table;
	struct kt_track *track;
	unsigned long id;

	times_forget(observer);
	raw_spin_lock_irq(&observer->lock);
	observer->timeline.next = 1;
	observer->frozen = false;
	raw_spin_unlock_irq(&observer->lock);
	observer->generation++;
	xa_for_each(&observer->tracks, id, track) {
		spin_lock(&table->lock);
		if (track->removed)
			kt_track_forget_locked(track);
		else
			kt_track_begin_locked(track);
		spin_unlock(&table->lock);
		cond_resched();
	}
}

/* The timeline goes on, if it was not stopped. */
static void measure_set(struct kt_observer *observer, bool on)
{
	raw_spin_lock_irq(&observer->lock);
	observer->measuring = on;
	observer->stop_ns = 0;
	raw_spin_unlock_irq(&observer->lock);
	if (!on)
		times_forget(observer);
}

/**
 * kt_observe_measure - measure the times of a process's threads, or stop that
 * @table: of the process
 * @on: which of the two; what was measured is forgotten in the second case
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EOPNOTSUPP - this kernel's scheduler does not tell
 * * -ENOMEM - no memory
 */
int kt_observe_measure(struct kt_table *table, bool on, struct kt_why *why)
{
	struct kt_observer *observer;
	int ret = 0;

	mutex_lock(&observe_mutex);
	observer = on ? observer_of(table, why) : table->observer;
	if (IS_ERR(observer))
		ret = PTR_ERR(observer);
	else if (observer && !on && !observer->timeline.ring)
		observer_end(table);
	else if (observer && observer->measuring != on)
		measure_set(observer, on);
	mutex_unlock(&observe_mutex);
	return ret;
}

static int ring_make(struct kt_observer *observer)
{
	unsigned int size =
		clamp(READ_ONCE(kt_timeline_records), 1U, TIMELINE_SIZE_MAX);
	struct kt_step *ring = kvcalloc(size, sizeof(*ring), GFP_KERNEL);

	if (!ring)
		return -ENOMEM;
	raw_spin_lock_irq(&observer->lock);
	swap(observer->timeline.ring, ring);
	observer->timeline.size = size;
	raw_spin_unlock_irq(&observer->lock);
	kvfree(ring);
	observer_restart(observer);
	return 0;
}

static void ring_drop(struct kt_observer *observer)
{
	struct kt_step *ring = NULL;

	raw_spin_lock_irq(&observer->lock);
	swap(observer->timeline.ring, ring);
	observer->timeline.next = 1;
	raw_spin_unlock_irq(&observer->lock);
	observer->generation++;
	kvfree(ring);
}

/**
 * kt_observe_record - record a timeline of a process, or stop that
 * @table: of the process
 * @on: begin a new one; else forget what was recorded
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: as kt_observe_measure().
 */
int kt_observe_record(struct kt_table *table, bool on, struct kt_why *why)
{
	struct kt_observer *observer;
	int ret = 0;

	mutex_lock(&observe_mutex);
	observer = on ? observer_of(table, why) : table->observer;
	if (IS_ERR(observer))
		ret = PTR_ERR(observer);
	else if (on)
		ret = ring_make(observer);
	else if (observer)
		ring_drop(observer);
	if (!IS_ERR_OR_NULL(observer) && !observer->timeline.ring &&
	    !observer->measuring)
		observer_end(table);
	mutex_unlock(&observe_mutex);
	return ret;
}

/**
 * kt_observe_stop_on - say which time stops the observation, and all tracing
 * @table: of the process, which is measured from now on
 * @kind: which time
 * @ns: longer than this; 0 for never
 * @why: filled on refusal
 *
 * What was stopped before begins anew.
 *
 * Context: may sleep.
 *
 * Return: as kt_observe_measure().
 */
int kt_observe_stop_on(struct kt_table *table, enum kthreading_stat_kind kind,
		       u64 ns, struct kt_why *why)
{
	struct kt_observer *observer;
	bool frozen;

	mutex_lock(&observe_mutex);
	observer = observer_of(table, why);
	if (!IS_ERR(observer)) {
		raw_spin_lock_irq(&observer->lock);
		frozen = observer->frozen;
		observer->measuring = true;
		observer->stop_on = kind;
		observer->stop_ns = ns;
		raw_spin_unlock_irq(&observer->lock);
		if (frozen)
			observer_restart(observer);
	}
	mutex_unlock(&observe_mutex);
	return PTR_ERR_OR_ZERO(observer);
}

/**
 * kt_observe_reset - forget what was seen, and go on from here
 * @table: of the process
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -ENODATA - the process is not observed
 */
int kt_observe_reset(struct kt_table *table, struct kt_why *why)
{
	int ret = 0;

	mutex_lock(&observe_mutex);
	if (table->observer)
		observer_restart(table->observer);
	else
		ret = kt_refuse(why, -ENODATA, KT_ITEM_PROCESS,
				"process %s is not observed", table->name);
	mutex_unlock(&observe_mutex);
	return ret;
}

/**
 * kt_observe_end - end the observation of a process, if there is one
 * @table: of the process, of which there is no other reference
 *
 * Context: may sleep.
 */
void kt_observe_end(struct kt_table *table)
{
	if (!table->observer)
		return;
	mutex_lock(&observe_mutex);
	observer_end(table);
	mutex_unlock(&observe_mutex);
}

/**
 * kt_observe_lock - look at an observation
 * @table: of the process
 *
 * Context: may sleep.
 *
 * Return: the observer, or NULL; kt_observe_unlock() must follow in either case.
 */
struct kt_observer *kt_observe_lock(struct kt_table *table)
{
	mutex_lock(&observe_mutex);
	return table->observer;
}

/**
 * kt_observe_unlock - the end of what kt_observe_lock() began
 */
void kt_observe_unlock(void)
{
	mutex_unlock(&observe_mutex);
}
