/* SPDX-License-Identifier: GPL-2.0 */
/* What the threads of an observed process do, moment by moment. */
#ifndef _KT_TRACK_H
#define _KT_TRACK_H

#include <linux/irq_work.h>
#include <linux/jump_label.h>
#include <linux/workqueue.h>

#include "hist.h"
#include "thread.h"
#include "timeline.h"

/* Of enum kthreading_stat_kind; plain threads are never late. */
#define KT_STAT_KINDS (KTHREADING_STAT_LATENESS + 1)

/**
 * struct kt_sum - the times of all threads with one target
 * @target: its name, empty for threads without one; never changes
 * @hists: by enum kthreading_stat_kind; protected by the observer's lock
 */
struct kt_sum {
	char target[KTHREADING_TARGET_NAME_MAX + 1];
	struct kt_hist hists[KT_STAT_KINDS];
};

/**
 * struct kt_track - what one thread does
 *
 * Made when the thread is started, or the observation. Protected by the observer's lock
 * unless told otherwise.
 *
 * @observer: of its process; never changes
 * @sum: of its target; never changes
 * @worker: that it runs on, or NULL. Also protected by the table's lock
 * @step: the state that it is in, since when and why
 * @begins: the next record is not earlier than this, when the recording began
 * @left: when it left its kthread, 0 while it has one or never had
 * @whole: it was seen to enter the state, so the time in it is known
 * @removed: the thread object is gone. Protected by the table's lock, as @name
 * @name: valid if @removed; else ask the thread
 * @rcu: for its end
 * @nr_hists: how many there are
 * @hists: by enum kthreading_stat_kind
 */
struct kt_track {
	struct kt_observer *observer;
	struct kt_sum *sum;
	struct kt_worker *worker;
	struct kt_step step;
	u64 begins;
	u64 left;
	bool whole;
	bool removed;
	char name[KT_NAME_LEN];
	struct rcu_head rcu;
	unsigned int nr_hists;
	struct kt_hist hists[] __counted_by(nr_hists);
};

/**
 * struct kt_offence - the time that has stopped an observation
 * @id: of the thread
 * @ns: the time
 * @at: the moment, monotonic ns
 */
struct kt_offence {
	u32 id;
	u64 ns;
	u64 at;
};

/**
 * struct kt_observer - the observation of one process
 *
 * @lock: taken in the scheduler, with its locks held: nothing is woken, allocated or
 *	printed under it. Protects all that follows unless told otherwise
 * @table: of the process; never changes
 * @tracks: by id of the thread; entries come and go under the table's lock
 * @sums: by a number of their own; as @tracks
 * @nr_tracks: protected by the table's lock
 * @missed: threads without a track; protected by the table's lock
 * @generation: changes when all begins anew
 * @measuring: times are counted
 * @frozen: nothing is counted or recorded, but the states are followed
 * @stop_on: which time stops it
 * @stop_ns: longer than this; 0 for never
 * @offence: valid while @frozen
 * @timeline: what is recorded
 * @stopped: leads out of the scheduler to @tell
 * @tell: tells listeners that it was stopped
 */
struct kt_observer {
	raw_spinlock_t lock;
	struct kt_table *table;
	struct xarray tracks;
	struct xarray sums;
	unsigned int nr_tracks;
	u32 missed;
	unsigned int generation;
	bool measuring;
	bool frozen;
	enum kthreading_stat_kind stop_on;
	u64 stop_ns;
	struct kt_offence offence;
	struct kt_timeline timeline;
	struct irq_work stopped;
	struct work_struct tell;
};

/* True while there is an observer at all. */
DECLARE_STATIC_KEY_FALSE(kt_observing);

/* track.c: under the observer's lock */
u64 kt_track_now(void);
void kt_track_record_locked(struct kt_track *track);
void kt_track_count_locked(struct kt_track *track,
			   enum kthreading_stat_kind kind, u64 ns);
void kt_track_enter_locked(struct kt_track *track, struct kt_step step);
void kt_track_running_locked(struct kt_track *track);
void kt_track_ready_locked(struct kt_track *track, u64 at);
struct kt_step kt_track_blocked_step(const struct kt_thread *thread, u64 at);

/* track.c: for the tracepoints of the scheduler */
void kt_track_switch_out(struct kt_worker *worker, bool runnable);
void kt_track_switch_in(struct kt_worker *worker);
void kt_track_wake(struct kt_worker *worker);

/* track.c: under the table's lock */
void kt_track_detach_locked(struct kt_worker *worker);
void kt_track_over(struct kt_worker *worker);

/* track-life.c: under the table's lock */
struct kt_track *kt_track_find_locked(const struct kt_thread *thread);
void kt_track_make_locked(struct kt_observer *observer,
			  struct kt_thread *thread,
			  enum kthreading_thread_state state);
void kt_track_reset_locked(struct kt_track *track);
void kt_track_begin_locked(struct kt_track *track);
void kt_track_forget_locked(struct kt_track *track);
void kt_track_let_go_locked(struct kt_track *track);

void kt_track_start_locked(struct kt_thread *thread);
void kt_track_attach_locked(struct kt_thread *thread, struct kt_worker *worker);
void kt_track_again_locked(struct kt_thread *thread);
void kt_track_end_locked(struct kt_thread *thread);
void kt_track_remove_locked(struct kt_thread *thread);

/*
 * The life of a thread, as life.c and thread.c tell it, under the table's lock but for
 * kt_observe_over(). While nobody observes anything each is one instruction that does nothing.
 */
static inline void kt_observe_start_locked(struct kt_thread *thread)
{
	if (static_branch_unlikely(&kt_observing))
		kt_track_start_locked(thread);
}

static inline void kt_observe_attach_locked(struct kt_thread *thread,
					    struct kt_worker *worker)
{
	if (static_branch_unlikely(&kt_observing))
		kt_track_attach_locked(thread, worker);
}

static inline void kt_observe_over(struct kt_worker *worker)
{
	if (static_branch_unlikely(&kt_observing))
		kt_track_over(worker);
}

static inline void kt_observe_detach_locked(struct kt_worker *worker)
{
	if (static_branch_unlikely(&kt_observing))
		kt_track_detach_locked(worker);
}

static inline void kt_observe_again_locked(struct kt_thread *thread)
{
	if (static_branch_unlikely(&kt_observing))
		kt_track_again_locked(thread);
}

static inline void kt_observe_end_locked(struct kt_thread *thread)
{
	if (static_branch_unlikely(&kt_observing))
		kt_track_end_locked(thread);
}

static inline void kt_observe_remove_locked(struct kt_thread *thread)
{
	if (static_branch_unlikely(&kt_observing))
		kt_track_remove_locked(thread);
}

#endif /* _KT_TRACK_H */
