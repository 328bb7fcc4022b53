/* SPDX-License-Identifier: GPL-2.0 */
/* Timelines: a bounded ring of the states that threads have entered. */
#ifndef _KT_TIMELINE_H
#define _KT_TIMELINE_H

#include <linux/types.h>

/**
 * struct kt_step - a thread enters a state
 * @at: when, monotonic ns
 * @id: the thread
 * @other: the thread that it joins, for KTHREADING_CAUSE_JOIN
 * @cpu: where it runs, for KTHREADING_THREAD_RUNNING
 * @state: enum kthreading_thread_state
 * @cause: enum kthreading_cause, for KTHREADING_THREAD_BLOCKED
 */
struct kt_step {
	u64 at;
	u32 id;
	u32 other;
	u16 cpu;
	u8 state;
	u8 cause;
};

/**
 * struct kt_timeline - the steps of one process
 *
 * The caller keeps others away.
 *
 * @ring: @size steps, number N at N % @size; owned; NULL while nothing is recorded
 * @size: how many are kept
 * @next: number that the next step gets, from 1
 */
struct kt_timeline {
	struct kt_step *ring;
	unsigned int size;
	u64 next;
};

void kt_timeline_add(struct kt_timeline *timeline, const struct kt_step *step);
unsigned int kt_timeline_copy(const struct kt_timeline *timeline, u64 *number,
			      struct kt_step *steps, unsigned int count);
u64 kt_timeline_dropped(const struct kt_timeline *timeline);

#endif /* _KT_TIMELINE_H */
