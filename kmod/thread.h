/* SPDX-License-Identifier: GPL-2.0 */
/* Thread objects, and the table of those of one process. */
#ifndef _KT_THREAD_H
#define _KT_THREAD_H

#include <linux/kthreading.h>
#include <linux/list.h>
#include <linux/refcount.h>
#include <linux/sched.h>
#include <linux/spinlock.h>

#include "index.h"
#include "limits.h"
#include "worker.h"

struct kt_log;
struct kt_observer;
struct module;
struct kt_slots;
struct kt_table;
struct kt_why;

/* The main thread's id; 0 is none. */
#define KT_MAIN_ID 1

/**
 * enum kt_wait - what a thread is blocked on in a call of ours
 * @KT_WAIT_NONE: nothing of ours
 * @KT_WAIT_SLEEP: the time
 * @KT_WAIT_JOIN: the end of thread @joining
 * @KT_WAIT_WORK: a main thread: something to run, or the end
 * @KT_WAIT_PROCESS: the end of another process
 * @KT_WAIT_CONDITION: what its target waits for
 */
enum kt_wait {
	KT_WAIT_NONE,
	KT_WAIT_SLEEP,
	KT_WAIT_JOIN,
	KT_WAIT_WORK,
	KT_WAIT_PROCESS,
	KT_WAIT_CONDITION,
};

/**
 * enum kt_life - how far a thread has come; ready, running and blocked are told
 * from its kthread when somebody asks
 * @KT_LIFE_INITIAL: made
 * @KT_LIFE_ALIVE: started
 * @KT_LIFE_TERMINATED: over
 */
enum kt_life {
	KT_LIFE_INITIAL,
	KT_LIFE_ALIVE,
	KT_LIFE_TERMINATED,
};

/**
 * struct kt_joiner - somebody who waits for an end
 * @node: in a list of joiners; empty when not waiting; protected by the table's
 *	lock
 * @ended: called once, under the table's lock, when @node is off the list
 */
struct kt_joiner {
	struct list_head node;
	void (*ended)(struct kt_joiner *joiner);
};

/**
 * struct kt_thread_kind - what is different for threads that are more than threads
 *
 * All but @init are called under the table's lock.
 *
 * @cache: where they come from
 * @init: one was made of @spec; what is beyond the thread is not cleared
 * @arm_locked: it was started at @since_ns, and is to wait; false when it is to end at
 *	once
 * @disarm_locked: true when it waited, and now will never run
 * @attached_locked: it has a kthread, since @now, and accounts its times up to then
 * @again_locked: its target has returned at @since_ns; true when it waits once more
 * @before_run: run() is about to call the target; -ECANCELED when it is not to; may sleep,
 *	and is called without the lock
 * @due_locked: monotonic ns since when it does not wait any more, 0 if it does
 * @late_locked: ns that it was late when it last got its kthread
 */
struct kt_thread_kind {
	struct kmem_cache **cache;
	void (*init)(struct kt_thread *thread,
		     const struct kt_thread_spec *spec);
	bool (*arm_locked)(struct kt_thread *thread);
	bool (*disarm_locked)(struct kt_thread *thread);
	void (*attached_locked)(struct kt_thread *thread, u64 now);
	bool (*again_locked)(struct kt_thread *thread);
	u64 (*due_locked)(const struct kt_thread *thread);
	u64 (*late_locked)(const struct kt_thread *thread);
	int (*before_run)(struct kt_thread *thread);
};

/**
 * struct kt_thread - a thread object
 *
 * Protected by the table's lock unless told otherwise. References: one of the
 * table until the object is deleted, which it cannot be while it is alive; one of each
 * joiner over netlink, one of each caller of kt_thread_get(). Of the main thread they are
 * references of @table, which frees it.
 *
 * @refs: see above
 * @id: never changes
 * @table: of its process; a reference is owned; never changes
 * @kind: NULL for a plain thread; never changes
 * @ident: 0 before start; kept after the end; may be read unlocked
 * @name: owned; NULL for the default name, which is computed
 * @args: target and arguments; owned; NULL for none, and after a run() dropped them
 * @sched: owned; NULL for the default. Also read under @kt_sched_mutex
 * @target: pinned from start to end
 * @worker: what it runs on; its kthread does not end while this is set. May be read
 *	under RCU, and stays in memory then
 * @joining: the thread that it is joining; that one has not terminated
 * @slots: what it has in locals; own atomics
 * @joiners: of struct kt_joiner
 * @job: in the worker's queue
 * @seq: number in the default name, 0 for main
 * @life: may be read unlocked: once it is terminated it stays so, and who reads that with an
 *	acquire sees all that the thread has done
 * @daemon: never changes after start; may be read unlocked
 * @wait: written by its kthread alone
 * @consumed: the target was used by run() or start()
 * @removed: off the table, and can be nothing any more
 * @since_ns: monotonic, since when it waits: in a call of ours, written by its kthread,
 *	or alive without a kthread
 * @ready_ns: but for the kthread that it has now, as all that follow
 * @running_ns: see @ready_ns
 * @blocked_ns: see @ready_ns
 * @voluntary: switches
 * @involuntary: switches
 * @end: result
 */
struct kt_thread {
	refcount_t refs;
	u32 id;
	struct kt_table *table;
	const struct kt_thread_kind *kind;
	u64 ident;
	const char *name;
	struct kt_args *args;
	struct kt_sched *sched;
	struct kt_target *target;
	struct kt_worker *worker;
	struct kt_thread *joining;
	struct kt_slots *slots;
	struct list_head joiners;
	struct kt_job job;
	u32 seq;
	u8 life;
	bool daemon;
	u8 wait;
	u8 consumed : 1;
	u8 removed : 1;
	u64 since_ns;
	u64 ready_ns;
	u64 running_ns;
	u64 blocked_ns;
	u32 voluntary;
	u32 involuntary;
	struct kt_end end;
};

/* Each byte is cleared twice on most machines: with its page, and when it is allocated. */
static_assert(sizeof(struct kt_thread) <= 184);

/**
 * struct kt_table_ops - what the floor above does for a table
 * @main: the body of the main thread; returns as any target does
 * @ended: a thread is about to be terminated, and is not alive for the table any more; called
 *	under the lock
 * @raised: a thread has an unhandled error, and it was reported; called without the
 *	lock, before the thread ends
 * @release: the last reference is gone
 */
struct kt_table_ops {
	int (*main)(struct kt_table *table);
	void (*ended)(struct kt_table *table, struct kt_thread *thread);
	void (*raised)(struct kt_table *table);
	void (*release)(struct kt_table *table);
};

/**
 * struct kt_table - the threads of one process
 * @refs: one of the process's registration, one of each thread object, all those of
 *	the main thread
 * @lock: innermost of this module but for the pool's; protects all that follows
 *	and most of struct kt_thread
 * @ops: never changes
 * @name: of the process; never changes
 * @ident_base: high half of all idents; never changes
 * @module: whose process it is, and which outlives it; NULL if it is no module's;
 *	never changes
 * @log: of the process
 * @index: the threads by their ids; holds a reference of each
 * @generation: counts changes of what @index holds
 * @main: the main thread, in @index until that is cleared; there until the last of
 *	@refs is dropped; never changes
 * @next_id: next id
 * @next_seq: next number for a default name
 * @next_ident: next low half that was never used
 * @spare: low halves to use again, the last one first
 * @nr_spare: how many
 * @nr_threads: objects
 * @alive: living threads
 * @nondaemon: living threads that are not daemons
 * @raised: threads that ended by an unhandled error
 * @stopping: nothing can be made or started, and what blocks returns -ESHUTDOWN; may
 *	be read unlocked
 * @observer: NULL while nobody observes the process; see track.h
 * @spare_object: memory for the next plain thread, or NULL; taken and given back atomically
 */
struct kt_table {
	refcount_t refs;
	spinlock_t lock;
	const struct kt_table_ops *ops;
	const char *name;
	u64 ident_base;
	const struct module *module;
	struct kt_log *log;
	struct kt_index index;
	unsigned int generation;
	struct kt_thread *main;
	u32 next_id;
	u32 next_seq;
	u32 next_ident;
	u32 spare[KT_IDENT_SPARES];
	unsigned int nr_spare;
	u32 nr_threads;
	u32 alive;
	u32 nondaemon;
	u32 raised;
	bool stopping;
	struct kt_observer *observer;
	struct kt_thread *spare_object;
};

/**
 * struct kt_thread_change - what to change of a thread
 * @name: NULL for no change
 * @daemon: %KT_DAEMON_INHERIT for no change
 * @sched: fields to change, NULL for none
 */
struct kt_thread_change {
	const char *name;
	enum kt_daemon daemon;
	const struct kt_sched *sched;
};

static inline void kt_table_put(struct kt_table *table)
{
	if (refcount_dec_and_test(&table->refs))
		table->ops->release(table);
}

/* table.c */
void kt_table_init(struct kt_table *table, const struct kt_table_ops *ops);
void kt_table_insert_locked(struct kt_table *table, struct kt_thread *thread);
void kt_table_erase_locked(struct kt_table *table, struct kt_thread *thread);
unsigned int kt_threads_generation(void);
void kt_joiners_complete_locked(struct list_head *joiners);
struct kt_thread *kt_thread_find(struct kt_table *table, u32 id);
struct kt_thread *kt_thread_find_ident(struct kt_table *table, u64 ident);
struct kt_thread *kt_thread_find_name(struct kt_table *table, const char *name,
				      struct kt_why *why);
struct kt_thread *kt_thread_next(struct kt_table *table, unsigned long *id);
unsigned int kt_thread_some(struct kt_table *table, unsigned long id,
			    struct kt_thread **threads, unsigned int room);

/* thread.c */
void kt_table_clear(struct kt_table *table);
void kt_table_free_main(struct kt_table *table);
int kt_thread_init(void);
struct kmem_cache *kt_thread_cache(const char *name, size_t size);
void kt_thread_exit(void);
struct kt_thread *kt_thread_make(struct kt_table *table,
				 const struct kt_thread_kind *kind,
				 const struct kt_thread *acting,
				 const struct kt_thread_spec *spec,
				 struct kt_args *args, unsigned int index,
				 struct kt_why *why);
int kt_thread_remove(struct kt_thread *thread, struct kt_why *why);

/* name.c */
size_t kt_thread_name_locked(const struct kt_thread *thread, char *buf,
			     size_t size);
void kt_thread_lend_name_locked(const struct kt_thread *thread,
				struct kt_worker *worker);
int kt_thread_name_check(const char *name, struct kt_why *why);
int kt_thread_name_create(struct kt_thread *thread, const char *name,
			  unsigned int index, struct kt_why *why);

/* change.c */
int kt_thread_change(struct kt_thread *thread,
		     const struct kt_thread_change *change, struct kt_why *why);

#endif /* _KT_THREAD_H */
