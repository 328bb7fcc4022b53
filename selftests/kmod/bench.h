/* SPDX-License-Identifier: GPL-2.0 */
/* What the parts of the benchmark module share. */
#ifndef _KT_BENCH_H
#define _KT_BENCH_H

#include <linux/completion.h>
#include <linux/kthreading.h>
#include <linux/netlink.h>
#include <linux/types.h>
#include <net/net_namespace.h>

struct bench_run;
struct task_struct;

/**
 * struct bench_way - one way to do the work of a group
 * @name: as the samples bear it
 * @once: does the work one time; it is timed, many times per round
 * @round: instead of @once, a whole round that takes its own samples
 */
struct bench_way {
	const char *name;
	int (*once)(void);
	int (*round)(struct bench_run *run);
};

/**
 * struct bench_group - ways to do the same work, whose rounds take turns
 * @name: that of the file
 * @ways: ends with an empty one
 */
struct bench_group {
	const char *name;
	const struct bench_way *ways;
};

/**
 * struct bench_idle - a kthread that waits to be woken, as raw as can be
 * @task: the kthread
 * @body: what it does each time
 * @go: it shall
 * @done: it has
 */
struct bench_idle {
	struct task_struct *task;
	void (*body)(void);
	bool go;
	struct completion done;
};

/**
 * struct bench_fresh - a kthread that is made for one call
 * @task: the kthread, with a reference
 * @body: what it does
 * @done: it has
 */
struct bench_fresh {
	struct task_struct *task;
	void (*body)(void);
	struct completion done;
};

/**
 * struct bench_live_cost - what Timers that wait cost
 * @count: how many
 * @arm_ns: to make and start them all
 * @cancel_ns: to cancel them all
 * @bytes: of memory that they take
 * @memory_ns: to get as much memory for as many
 * @bare_ns: that, to sort them by their times from now on, and to ask for each whether anybody
 *	wants to hear that it is made and that it is started
 */
struct bench_live_cost {
	unsigned int count;
	u64 arm_ns;
	u64 cancel_ns;
	u64 bytes;
	u64 memory_ns;
	u64 bare_ns;
};

/* Calls per round of what is timed one by one. */
#define BENCH_CALLS 20

/* How many are started together. */
extern unsigned int bench_burst;
/* How many Timers expire almost at once. */
extern unsigned int bench_storm;
/* The process of all threads of the benchmark. */
extern struct kt_process *bench_process;
/* When bench_stamp() was entered the last time. */
extern u64 bench_stamped;
/* It waits; its body may be changed while it does. */
extern struct bench_idle bench_idle;
extern struct kt_target bench_targets[];

/* Indices of bench_targets. */
enum bench_target {
	BENCH_EMPTY,
	BENCH_STAMP,
	BENCH_LOCAL,
	BENCH_STORM,
	BENCH_TARGETS,
};

extern const struct bench_way bench_start_join[], bench_burst_ways[];
extern const struct bench_way bench_latency[], bench_warm[];
extern const struct bench_way bench_timer_late[], bench_timer_cost[];
extern const struct bench_way bench_local_get[], bench_storm_ways[];
extern const struct bench_way bench_creators[];

void bench_sample(struct bench_run *run, const char *what, u64 value,
		  unsigned int per);

/* As each event asks for who listens; to this group of generic netlink nobody can. */
static inline bool bench_listened(void)
{
	return netlink_has_listeners(init_net.genl_sock, 1);
}

void bench_empty(void);
void bench_stamp(void);
void bench_idle_wake(struct bench_idle *idle);
int bench_idle_init(struct bench_idle *idle);
void bench_idle_exit(struct bench_idle *idle);
int bench_fresh_start(struct bench_fresh *fresh);
void bench_fresh_join(struct bench_fresh *fresh);

struct kt_thread *bench_thread(enum bench_target target,
			       const struct kt_timer_spec *timer);
int bench_thread_end(struct kt_thread *thread);
struct kt_thread *bench_timer_start(enum bench_target target,
				    const struct kt_timer_spec *spec);
int bench_start_join_once(void);
int bench_local_run(const struct kt_args *args);
int bench_storm_run(const struct kt_args *args);

int bench_live_set(unsigned int count);
const struct bench_live_cost *bench_live_cost(void);

int bench_genl_init(void);
void bench_genl_exit(void);

#endif /* _KT_BENCH_H */
