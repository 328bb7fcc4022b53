/* SPDX-License-Identifier: GPL-2.0 */
/* The life of a thread: from its start over its kthread to its end. */
#ifndef _KT_LIFE_H
#define _KT_LIFE_H

#include <linux/mutex.h>

#include "thread.h"
#include "worker.h"

/**
 * struct kt_thread_info - what can be told of a thread at one moment
 * @name: its name
 * @ident: 0 for none
 * @native_id: pid of the kthread, 0 for none
 * @cpu: of the kthread, valid with @native_id
 * @daemon: flag
 * @state: state
 * @blocked_on: what it waits for, empty when it does not
 * @since_ns: how long it has been blocked on that, 0 when not known
 * @ready_ns: time spent able to run but not running
 * @running_ns: time spent running
 * @blocked_ns: time spent neither ready nor running
 * @voluntary: switches because it blocked
 * @involuntary: switches because it was preempted
 * @end: how it ended; the text is cut and in @error_text
 * @error_text: of the error
 * @has_sched: @sched is valid
 * @sched: scheduling
 */
struct kt_thread_info {
	char name[KT_NAME_LEN];
	u64 ident;
	pid_t native_id;
	unsigned int cpu;
	bool daemon;
	enum kthreading_thread_state state;
	char blocked_on[KT_NAME_LEN + 8];
	u64 since_ns;
	u64 ready_ns;
	u64 running_ns;
	u64 blocked_ns;
	u64 voluntary;
	u64 involuntary;
	struct kt_end end;
	char error_text[KTHREADING_RECORD_LEN_MAX + 1];
	bool has_sched;
	struct kt_sched sched;
};

/* Held while the scheduling of a kthread is changed for a thread, or back. */
extern struct mutex kt_sched_mutex;

extern const struct kt_worker_ops kt_life_ops;

int kt_life_begin(struct kt_thread *thread, bool admitted, struct kt_why *why);
int kt_life_claim_run_locked(struct kt_thread *thread, struct kt_why *why);
void kt_life_cancel_run_locked(struct kt_thread *thread);
int kt_life_run(struct kt_thread *thread);
enum kthreading_thread_state
kt_life_state_locked(const struct kt_thread *thread);
void kt_life_ask(struct kt_thread *thread, struct kt_thread_info *info);
bool kt_life_disarm_locked(struct kt_thread *thread);
int kt_block(enum kt_wait wait, bool (*ready)(void *data), void *data,
	     ktime_t timeout);

/* start.c */
int kt_life_start(struct kt_thread *thread, struct kt_why *why);
int kt_life_start_many(struct kt_thread **threads, unsigned int count,
		       struct kt_why *why);

#endif /* _KT_LIFE_H */
