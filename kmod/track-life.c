// SPDX-License-Identifier: GPL-2.0
/*
 * Tracks come with the start of a thread or of the observation, and go with the object;
 * what life tells of a thread is what the scheduler cannot know.
 */
#include "track.h"

#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "args.h"
#include "audit.h"
#include "limits.h"
#include "target.h"

static void enter_timer_locked(struct kt_track *track, u64 at)
{
	kt_track_enter_locked(track, (struct kt_step){
					     .at = at,
					     .state = KTHREADING_THREAD_BLOCKED,
					     .cause = KTHREADING_CAUSE_TIMER,
				     });
}

static const char *target_name(const struct kt_thread *thread)
{
	struct kt_target_entry *target = kt_args_target(thread->args);

	return target ? target->name : "";
}

static struct kt_sum *sum_of(struct kt_observer *observer, const char *target)
{
	struct kt_sum *sum;
	unsigned long index;
	u32 id;

	xa_for_each(&observer->sums, index, sum)
		if (!strcmp(sum->target, target))
			return sum;
	sum = kzalloc(sizeof(*sum), GFP_NOWAIT | __GFP_NOWARN);
	if (!sum)
		return NULL;
	strscpy(sum->target, target, sizeof(sum->target));
	if (!xa_alloc(&observer->sums, &id, sum, XA_LIMIT(1, U32_MAX),
		      GFP_NOWAIT | __GFP_NOWARN))
		return sum;
	kfree(sum);
	return NULL;
}

static struct kt_track *track_alloc(struct kt_observer *observer,
				    const struct kt_thread *thread)
{
	unsigned int kinds = thread->kind ? KT_STAT_KINDS :
					    KTHREADING_STAT_LATENESS;
	struct kt_sum *sum = sum_of(observer, target_name(thread));
	struct kt_track *track;

	if (!sum || observer->nr_tracks >= KT_TRACKS_MAX)
		return NULL;
	track = kzalloc(struct_size(track, hists, kinds),
			GFP_NOWAIT | __GFP_NOWARN);
	if (!track)
		return NULL;
	track->observer = observer;
	track->sum = sum;
	track->nr_hists = kinds;
	track->step.id = thread->id;
	return track;
}

static size_t track_size(const struct kt_track *track)
{
	return struct_size(track, hists, track->nr_hists);
}

static struct kt_track *track_create_locked(struct kt_observer *observer,
					    struct kt_thread *thread)
{
	struct kt_track *track = track_alloc(observer, thread);

	lockdep_assert_held(&thread->table->lock);
	if (track && xa_insert(&observer->tracks, thread->id, track,
			       GFP_NOWAIT | __GFP_NOWARN)) {
		kfree(track);
		track = NULL;
	}
	if (!track) {
		observer->missed++;
		return NULL;
	}
	observer->nr_tracks++;
	kt_audit_add(KT_OBJECT_TRACK, track_size(track));
	return track;
}

/**
 * kt_track_find_locked - find what is known of a thread
 * @thread: the thread; the lock of its table is held
 *
 * Return: the track; NULL when there is none, or the process is not observed.
 */
struct kt_track *kt_track_find_locked(const struct kt_thread *thread)
{
	struct kt_observer *observer = thread->table->observer;

	lockdep_assert_held(&thread->table->lock);
	return observer ? xa_load(&observer->tracks, thread->id) : NULL;
}

/* In the middle of a state: when that began is not known. */
static void track_set_locked(struct kt_track *track, struct kt_thread *thread,
			     enum kthreading_thread_state state)
{
	u64 now = kt_track_now();

	if (state == KTHREADING_THREAD_BLOCKED && thread->worker)
		track->step = kt_track_blocked_step(thread, now);
	else if (state == KTHREADING_THREAD_BLOCKED)
		track->step.cause = KTHREADING_CAUSE_TIMER;
	else if (state == KTHREADING_THREAD_RUNNING && thread->worker)
		track->step.cpu = task_cpu(thread->worker->task);
	track->step.id = thread->id;
	track->step.at = now;
	track->step.state = state;
	if (state == KTHREADING_THREAD_RUNNING && !thread->worker)
		track->left = now;
	kt_track_record_locked(track);
}

/**
 * kt_track_make_locked - begin to follow a thread that is alive
 * @observer: of its process
 * @thread: the thread; the lock of its table is held
 * @state: the state that it is in. Should the scheduler have changed that meanwhile, and
 *	not have seen the track yet, the next change is the first one that is right
 */
void kt_track_make_locked(struct kt_observer *observer,
			  struct kt_thread *thread,
			  enum kthreading_thread_state state)
{
	struct kt_track *track = track_create_locked(observer, thread);
	unsigned long flags;

	if (!track)
		return;
	raw_spin_lock_irqsave(&observer->lock, flags);
	track_set_locked(track, thread, state);
	track->worker = thread->worker;
	if (track->worker)
		WRITE_ONCE(track->worker->track, track);
	raw_spin_unlock_irqrestore(&observer->lock, flags);
}

/**
 * kt_track_reset_locked - forget the times of a thread
 * @track: the track; the table's lock is held
 */
void kt_track_reset_locked(struct kt_track *track)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&track->observer->lock, flags);
	memset(track->hists, 0, track->nr_hists * sizeof(*track->hists));
	raw_spin_unlock_irqrestore(&track->observer->lock, flags);
}

/**
 * kt_track_begin_locked - record the state of a thread in a timeline that begins
 * @track: the track; the table's lock is held
 */
void kt_track_begin_locked(struct kt_track *track)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&track->observer->lock, flags);
	track->begins = kt_track_now();
	if (track->step.state != KTHREADING_THREAD_TERMINATED)
		kt_track_record_locked(track);
	raw_spin_unlock_irqrestore(&track->observer->lock, flags);
}

/**
 * kt_track_let_go_locked - do not follow a thread any more
 * @track: the track; the table's lock is held. The scheduler may still be looking at it
 */
void kt_track_let_go_locked(struct kt_track *track)
{
	unsigned long flags;

	raw_spin_lock_irqsave(&track->observer->lock, flags);
	if (track->worker)
		WRITE_ONCE(track->worker->track, NULL);
	track->worker = NULL;
	raw_spin_unlock_irqrestore(&track->observer->lock, flags);
}

/**
 * kt_track_forget_locked - give a track back
 * @track: of a thread that has no kthread; the table's lock is held
 */
void kt_track_forget_locked(struct kt_track *track)
{
	struct kt_observer *observer = track->observer;

	xa_erase(&observer->tracks, track->step.id);
	observer->nr_tracks--;
	kt_audit_sub(KT_OBJECT_TRACK, track_size(track));
	kfree_rcu(track, rcu);
}

/**
 * kt_track_start_locked - a thread was started
 * @thread: since the time in @since_ns; the table's lock is held
 */
void kt_track_start_locked(struct kt_thread *thread)
{
	struct kt_observer *observer = thread->table->observer;
	struct kt_track *track;
	unsigned long flags;

	if (!observer)
		return;
	track = track_create_locked(observer, thread);
	if (!track)
		return;
	raw_spin_lock_irqsave(&observer->lock, flags);
	if (thread->kind)
		enter_timer_locked(track, thread->since_ns);
	else
		kt_track_ready_locked(track, thread->since_ns);
	raw_spin_unlock_irqrestore(&observer->lock, flags);
}

/**
 * kt_track_attach_locked - a thread has its kthread
 * @thread: the thread; the table's lock is held
 * @worker: with that kthread, which is the current one
 */
void kt_track_attach_locked(struct kt_thread *thread, struct kt_worker *worker)
{
	struct kt_track *track = kt_track_find_locked(thread);
	unsigned long flags;

	if (!track)
		return;
	raw_spin_lock_irqsave(&track->observer->lock, flags);
	if (thread->kind && track->step.state == KTHREADING_THREAD_BLOCKED)
		kt_track_ready_locked(track, thread->kind->due_locked(thread));
	kt_track_running_locked(track);
	if (thread->kind)
		kt_track_count_locked(track, KTHREADING_STAT_LATENESS,
				      thread->kind->late_locked(thread));
	track->worker = worker;
	WRITE_ONCE(worker->track, track);
	raw_spin_unlock_irqrestore(&track->observer->lock, flags);
}

/**
 * kt_track_again_locked - a Timer waits once more
 * @thread: the thread, which has left its kthread; the table's lock is held
 */
void kt_track_again_locked(struct kt_thread *thread)
{
	struct kt_track *track = kt_track_find_locked(thread);
	unsigned long flags;

	if (!track)
		return;
	raw_spin_lock_irqsave(&track->observer->lock, flags);
	enter_timer_locked(track, track->left);
	track->left = 0;
	raw_spin_unlock_irqrestore(&track->observer->lock, flags);
}

/**
 * kt_track_end_locked - a thread has ended
 * @thread: the thread; the table's lock is held
 */
void kt_track_end_locked(struct kt_thread *thread)
{
	struct kt_track *track = kt_track_find_locked(thread);
	unsigned long flags;

	if (!track)
		return;
	raw_spin_lock_irqsave(&track->observer->lock, flags);
	kt_track_enter_locked(track,
			      (struct kt_step){
				      .at = track->left ?: kt_track_now(),
				      .state = KTHREADING_THREAD_TERMINATED,
			      });
	raw_spin_unlock_irqrestore(&track->observer->lock, flags);
}

static bool is_recorded(const struct kt_track *track)
{
	struct kt_observer *observer = track->observer;
	unsigned long flags;
	bool recorded;

	raw_spin_lock_irqsave(&observer->lock, flags);
	recorded = observer->timeline.ring;
	raw_spin_unlock_irqrestore(&observer->lock, flags);
	return recorded;
}

/**
 * kt_track_remove_locked - a thread object goes
 * @thread: the thread, which is not alive; the table's lock is held
 *
 * Its times are still in the sum of its target; a timeline also needs its name.
 */
void kt_track_remove_locked(struct kt_thread *thread)
{
	struct kt_track *track = kt_track_find_locked(thread);

	if (!track)
		return;
	if (!is_recorded(track)) {
		kt_track_forget_locked(track);
		return;
	}
	kt_thread_name_locked(thread, track->name, sizeof(track->name));
	track->removed = true;
}
