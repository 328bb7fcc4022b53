// SPDX-License-Identifier: GPL-2.0
/* What observations have seen, piece by piece. */
#include "observe.h"

#include <linux/string.h>
#include <linux/timekeeping.h>

static void ask_locked(const struct kt_observer *observer,
		       struct kt_observe_info *info)
{
	info->measuring = observer->measuring;
	info->recording = observer->timeline.ring;
	info->frozen = observer->frozen;
	info->missed = READ_ONCE(observer->missed);
	info->stop_on = observer->stop_on;
	info->stop_ns = observer->stop_ns;
	info->offence = observer->offence;
	info->dropped = kt_timeline_dropped(&observer->timeline);
	info->records = observer->timeline.next - 1 - info->dropped;
	info->until = observer->frozen ? observer->offence.at :
					 ktime_get_mono_fast_ns();
}

/**
 * kt_observe_ask - tell how an observation stands
 * @table: of the process
 * @info: filled, all zero when it is not observed
 *
 * Context: may sleep.
 */
void kt_observe_ask(struct kt_table *table, struct kt_observe_info *info)
{
	struct kt_observer *observer = kt_observe_lock(table);

	memset(info, 0, sizeof(*info));
	if (observer) {
		raw_spin_lock_irq(&observer->lock);
		ask_locked(observer, info);
		raw_spin_unlock_irq(&observer->lock);
	}
	kt_observe_unlock();
}

/* The table's lock is held: so the thread is there as long as it is found. */
static void name_locked(struct kt_table *table, u32 id, char *name, size_t size)
{
	struct kt_observer *observer = table->observer;
	struct kt_thread *thread = kt_index_find(&table->index, id);
	const struct kt_track *track;

	name[0] = '\0';
	if (thread) {
		kt_thread_name_locked(thread, name, size);
		return;
	}
	track = observer ? xa_load(&observer->tracks, id) : NULL;
	if (track && track->removed)
		strscpy(name, track->name, size);
}

/**
 * kt_observe_name - tell the name of a thread that may be gone
 * @table: of its process
 * @id: of the thread
 * @name: filled, empty when nobody knows it
 * @size: of @name
 *
 * Context: any but interrupts.
 */
void kt_observe_name(struct kt_table *table, u32 id, char *name, size_t size)
{
	spin_lock(&table->lock);
	name_locked(table, id, name, size);
	spin_unlock(&table->lock);
}

static void hist_copy(struct kt_observer *observer, const struct kt_hist *hist,
		      struct kt_hist *to)
{
	raw_spin_lock_irq(&observer->lock);
	*to = *hist;
	raw_spin_unlock_irq(&observer->lock);
}

static bool track_stat(struct kt_observer *observer, unsigned long id,
		       unsigned int kind, struct kt_stat *stat)
{
	struct kt_table *table = observer->table;
	struct kt_track *track;

	stat->hist.count = 0;
	spin_lock(&table->lock);
	track = xa_load(&observer->tracks, id);
	if (track && kind < track->nr_hists) {
		hist_copy(observer, &track->hists[kind], &stat->hist);
		strscpy(stat->target, track->sum->target, sizeof(stat->target));
		name_locked(table, id, stat->name, sizeof(stat->name));
	}
	spin_unlock(&table->lock);
	stat->id = id;
	return stat->hist.count;
}

static bool sum_stat(struct kt_observer *observer, unsigned long index,
		     unsigned int kind, struct kt_stat *stat)
{
	struct kt_sum *sum = xa_load(&observer->sums, index);

	stat->id = 0;
	if (!sum)
		return false;
	strscpy(stat->target, sum->target, sizeof(stat->target));
	hist_copy(observer, &sum->hists[kind], &stat->hist);
	return stat->hist.count;
}

/**
 * kt_observe_stat - walk the times that were measured
 * @observer: locked by kt_observe_lock()
 * @by_target: the sums by target, else one by one
 * @position: 0 for the first; set to the one after that which is told
 * @stat: filled
 *
 * Context: may sleep.
 *
 * Return: false after the last.
 */
bool kt_observe_stat(struct kt_observer *observer, bool by_target,
		     unsigned long *position, struct kt_stat *stat)
{
	struct xarray *all = by_target ? &observer->sums : &observer->tracks;
	unsigned long id = *position / KT_STAT_KINDS;
	unsigned int kind = *position % KT_STAT_KINDS;

	while (xa_find(all, &id, ULONG_MAX, XA_PRESENT)) {
		if (*position / KT_STAT_KINDS != id)
			kind = 0;
		*position = id * KT_STAT_KINDS + kind + 1;
		stat->kind = kind;
		if (by_target ? sum_stat(observer, id, kind, stat) :
				track_stat(observer, id, kind, stat))
			return true;
		id = *position / KT_STAT_KINDS;
		kind = *position % KT_STAT_KINDS;
	}
	return false;
}

/**
 * kt_observe_thread - walk the threads that are observed
 * @observer: locked by kt_observe_lock()
 * @id: the last one told, 0 before the first; set to the one that is told
 * @stat: @id, @name and @target are filled
 *
 * Context: may sleep.
 *
 * Return: false after the last.
 */
bool kt_observe_thread(struct kt_observer *observer, unsigned long *id,
		       struct kt_stat *stat)
{
	struct kt_table *table = observer->table;
	struct kt_track *track;

	spin_lock(&table->lock);
	track = xa_find_after(&observer->tracks, id, ULONG_MAX, XA_PRESENT);
	if (track) {
		stat->id = *id;
		strscpy(stat->target, track->sum->target, sizeof(stat->target));
		name_locked(table, *id, stat->name, sizeof(stat->name));
	}
	spin_unlock(&table->lock);
	return track;
}

/**
 * kt_observe_steps - walk the steps of the timeline, oldest first
 * @observer: locked by kt_observe_lock()
 * @number: the first one wanted; set to that of the first one that is there
 * @steps: where to copy them
 * @count: room there
 *
 * Context: may sleep.
 *
 * Return: how many, 0 after the last.
 */
unsigned int kt_observe_steps(struct kt_observer *observer, u64 *number,
			      struct kt_step *steps, unsigned int count)
{
	unsigned int copied;

	raw_spin_lock_irq(&observer->lock);
	copied = kt_timeline_copy(&observer->timeline, number, steps, count);
	raw_spin_unlock_irq(&observer->lock);
	return copied;
}
