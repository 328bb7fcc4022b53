/* SPDX-License-Identifier: GPL-2.0 */
/* Timers: threads whose target runs when their time has come. */
#ifndef _KT_TIMER_H
#define _KT_TIMER_H

#include <linux/rbtree.h>

#include "thread.h"

struct kt_why;

/**
 * struct kt_timer - a Timer
 *
 * Protected by the table's lock, but for @node and @waiting.
 *
 * @thread: what it is besides
 * @node: in its queue, by the time up to which it may be late; protected by the lock
 *	of the queue; valid while @waiting
 * @due_at: monotonic ns since when it does not wait any more: the hrtimer of its queue was set
 *	for that, or the clock was read then; valid until it waits again
 * @due: when its target is to run, on its clock
 * @interval: see struct kt_timer_spec, as the three that follow; never change
 * @every: see @interval
 * @slack: see @interval
 * @clock: see @interval
 * @absolute: see @interval
 * @waiting: in its queue; set under the table's lock, cleared under the lock of the
 *	queue: who clears it decides between due and cancelled
 * @cancelled: it was told to end
 * @begun: run() has waited for its time, and calls the target
 * @cpu: of its queue; set before @waiting
 * @runner: the thread in whose run() it waits for its time, or NULL
 * @fired: how often it was due
 * @overruns: times that it was due while its target still ran
 * @lateness_ns: of the begin of its target, the last time
 */
struct kt_timer {
	struct kt_thread thread;
	union {
		struct rb_node node;
		u64 due_at;
	};
	ktime_t due;
	ktime_t interval;
	ktime_t every;
	u64 slack;
	u8 clock;
	bool absolute;
	bool waiting;
	bool cancelled;
	bool begun;
	u16 cpu;
	struct kt_thread *runner;
	u64 fired;
	u64 overruns;
	u64 lateness_ns;
};

/* See kt_thread_cache(): 14 are in a page. */
static_assert(sizeof(struct kt_timer) <= 280);

/**
 * struct kt_timer_info - what can be told of a Timer besides its thread
 * @spec: what it was made of
 * @waiting: it waits
 * @remaining_ns: until it is due, if it waits
 * @fired: how often it was due
 * @overruns: times that it was due while its target still ran
 * @lateness_ns: of the begin of its target, the last time
 */
struct kt_timer_info {
	struct kt_timer_spec spec;
	bool waiting;
	s64 remaining_ns;
	u64 fired;
	u64 overruns;
	u64 lateness_ns;
};

extern const struct kt_thread_kind kt_timer_kind;

int kt_timer_init(void);
void kt_timer_exit(void);
int kt_timer_check(const struct kt_timer_spec *spec, struct kt_why *why);
int kt_timer_stop(struct kt_thread *thread, struct kt_why *why);
bool kt_timer_ask(struct kt_thread *thread, struct kt_timer_info *info);

#endif /* _KT_TIMER_H */
