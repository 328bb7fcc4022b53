/* SPDX-License-Identifier: GPL-2.0 */
/* Observations: begun, asked and ended. What they see is in track.c. */
#ifndef _KT_OBSERVE_H
#define _KT_OBSERVE_H

#include "track.h"

struct kt_why;

/**
 * struct kt_observe_info - how an observation stands
 * @measuring: times are counted
 * @recording: a timeline is recorded
 * @frozen: a time has stopped all that; @offence is valid
 * @missed: threads that are not observed
 * @stop_on: which time stops it
 * @stop_ns: longer than this; 0 for never
 * @offence: what has stopped it
 * @records: how many steps there are
 * @dropped: how many made room for later ones
 * @until: the end of the timeline, monotonic ns
 */
struct kt_observe_info {
	bool measuring;
	bool recording;
	bool frozen;
	u32 missed;
	enum kthreading_stat_kind stop_on;
	u64 stop_ns;
	struct kt_offence offence;
	u32 records;
	u64 dropped;
	u64 until;
};

/**
 * struct kt_stat - the times of one thread, or of all with one target
 * @id: of the thread; 0 for a sum
 * @name: of the thread
 * @target: its name, empty without one
 * @kind: what was measured
 * @hist: the times
 */
struct kt_stat {
	u32 id;
	char name[KT_NAME_LEN];
	char target[KTHREADING_TARGET_NAME_MAX + 1];
	enum kthreading_stat_kind kind;
	struct kt_hist hist;
};

int kt_observe_measure(struct kt_table *table, bool on, struct kt_why *why);
int kt_observe_record(struct kt_table *table, bool on, struct kt_why *why);
int kt_observe_stop_on(struct kt_table *table, enum kthreading_stat_kind kind,
		       u64 ns, struct kt_why *why);
int kt_observe_reset(struct kt_table *table, struct kt_why *why);
void kt_observe_end(struct kt_table *table);

void kt_observe_ask(struct kt_table *table, struct kt_observe_info *info);
void kt_observe_name(struct kt_table *table, u32 id, char *name, size_t size);

/* observe-read.c: one after the other, for dumps */
struct kt_observer *kt_observe_lock(struct kt_table *table);
void kt_observe_unlock(void);
bool kt_observe_stat(struct kt_observer *observer, bool by_target,
		     unsigned long *position, struct kt_stat *stat);
bool kt_observe_thread(struct kt_observer *observer, unsigned long *id,
		       struct kt_stat *stat);
unsigned int kt_observe_steps(struct kt_observer *observer, u64 *number,
			      struct kt_step *steps, unsigned int count);

#endif /* _KT_OBSERVE_H */
