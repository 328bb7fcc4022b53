/* SPDX-License-Identifier: GPL-2.0 */
/* Timers that wait, by CPU and clock. */
#ifndef _KT_TIMER_QUEUE_H
#define _KT_TIMER_QUEUE_H

#include <linux/ktime.h>
#include <linux/timekeeping.h>

#include "timer.h"

#define KT_NR_CLOCKS (KTHREADING_CLOCK_BOOTTIME + 1)

int kt_timer_queue_init(void);
void kt_timer_queue_exit(void);
void kt_timer_queue_add(struct kt_timer *timer);
bool kt_timer_queue_del(struct kt_timer *timer);

/**
 * kt_clock_now - read a clock of Timers
 * @clock: which
 *
 * Context: any.
 *
 * Return: its time.
 */
static inline ktime_t kt_clock_now(enum kthreading_clock clock)
{
	return clock == KTHREADING_CLOCK_BOOTTIME ? ktime_get_boottime() :
						    ktime_get();
}

/**
 * kt_clock_at - read a clock of Timers, by the monotonic time if that does: reading takes long
 * @clock: which
 * @at: monotonic ns of just now
 *
 * Context: any.
 *
 * Return: its time.
 */
static inline ktime_t kt_clock_at(enum kthreading_clock clock, u64 at)
{
	return clock == KTHREADING_CLOCK_MONOTONIC ? ns_to_ktime(at) :
						     kt_clock_now(clock);
}

#endif /* _KT_TIMER_QUEUE_H */
