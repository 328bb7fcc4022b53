/* SPDX-License-Identifier: GPL-2.0 */
/* Processes: a main thread, the others, a log, and the rule for the end. */
#ifndef _KT_PROCESS_H
#define _KT_PROCESS_H

#include <linux/kthreading.h>
#include <linux/list.h>
#include <linux/workqueue.h>

#include "local.h"
#include "log.h"
#include "thread.h"

struct kt_waiter;
struct kt_why;

/**
 * struct kt_run - what a main thread was told to run
 * @thread: whose target; claimed; owns a reference
 * @joiners: who waits for it to be done
 */
struct kt_run {
	struct kt_thread *thread;
	struct list_head joiners;
};

/**
 * struct kt_process - a process
 *
 * Its reference count is that of its table. A reference of the module is held from
 * creation to release.
 *
 * @table: threads; its lock protects all that follows unless told otherwise
 * @name: never changes
 * @node: in the table of processes by their names, whose lock protects it
 * @id: never used again; never changes
 * @owner: never changes
 * @portid: socket that it is bound to, for the owner policies stop and join; never
 *	changes
 * @state: may be read unlocked
 * @since_ns: monotonic, when it entered the state
 * @removed: off the table of processes
 * @exit_asked: the main thread is to end
 * @orphan: the socket that it was bound to is gone: it is removed when it has ended
 * @hook: what an unhandled error does; may be read and written unlocked
 * @overdue: a thread has ignored the stop for too long
 * @run: what main has to run, and runs; NULL for nothing
 * @joiners: of struct kt_joiner, who wait for its end
 * @end_work: what the end needs that cannot be done under the lock; owns a reference
 *	while it is queued
 * @calls: what to call at the end, the last one registered first
 * @calling: they are to be called, and the process does not end before
 * @watchdog: reports who does not stop; owns a reference while it is queued
 * @locals: own lock
 * @log: own lock
 */
struct kt_process {
	struct kt_table table;
	char name[KTHREADING_PROCESS_NAME_MAX + 1];
	struct hlist_node node;
	u32 id;
	enum kthreading_owner owner;
	u32 portid;
	enum kthreading_process_state state;
	u64 since_ns;
	bool removed;
	bool exit_asked;
	bool orphan;
	bool overdue;
	enum kthreading_hook hook;
	struct kt_run *run;
	struct list_head joiners;
	struct work_struct end_work;
	struct list_head calls;
	bool calling;
	struct delayed_work watchdog;
	struct kt_locals locals;
	struct kt_log log;
};

/**
 * struct kt_process_info - what can be told of a process at one moment
 * @state: state
 * @since_ns: how long it has been in that state
 * @threads: objects
 * @alive: living threads
 * @nondaemon: living threads that are not daemons
 * @raised: threads that ended by an unhandled error
 * @generation: changes with what threads there are
 * @hook: what an unhandled error does
 * @overdue: @holdup has ignored the stop for too long
 * @holdup: id of a thread that the end waits for, 0 for none
 * @log_records: records in the log
 * @log_dropped: records that were lost
 */
struct kt_process_info {
	enum kthreading_process_state state;
	u64 since_ns;
	u32 threads;
	u32 alive;
	u32 nondaemon;
	u32 raised;
	unsigned int generation;
	enum kthreading_hook hook;
	bool overdue;
	u32 holdup;
	u32 log_records;
	u64 log_dropped;
};

/* process.c */
/* Where processes have work done; ends before the module does. */
extern struct workqueue_struct *kt_process_queue;
int kt_process_init(void);
void kt_process_cleanup(void);
struct kt_process *kt_process_make(const char *name,
				   enum kthreading_owner owner, u32 portid,
				   struct module *module, struct kt_why *why);
struct kt_process *kt_process_find(const char *name, struct kt_why *why);
struct kt_process *kt_process_next(unsigned long *id);
unsigned int kt_process_generation(void);
int kt_process_remove(struct kt_process *process, struct kt_why *why);
void kt_process_ask(struct kt_process *process, struct kt_process_info *info);
void kt_process_port_closed(u32 portid);
void kt_process_release(struct kt_table *table);

/* end.c */
extern const struct kt_table_ops kt_process_table_ops;
void kt_process_end_work(struct work_struct *work);
void kt_process_set_hook(struct kt_process *process, enum kthreading_hook hook);

/* atexit.c */
void kt_calls_run(struct kt_process *process);
void kt_calls_drop(struct kt_process *process);

/* watchdog.c */
void kt_watchdog_init(struct kt_process *process);
void kt_watchdog_start_locked(struct kt_process *process);
void kt_watchdog_stop_locked(struct kt_process *process);

int kt_process_stop(struct kt_process *process, bool kill, struct kt_why *why);
void kt_process_orphan(struct kt_process *process);
void kt_process_watch(struct kt_process *process, struct kt_waiter *waiter);
int kt_process_sleep(struct kt_process *process, ktime_t timeout);
int kt_process_run(struct kt_process *process, struct kt_thread *acting,
		   struct kt_thread *thread, struct kt_waiter *waiter,
		   struct kt_why *why);

static inline struct kt_process *kt_table_process(struct kt_table *table)
{
	return container_of(table, struct kt_process, table);
}

#endif /* _KT_PROCESS_H */
