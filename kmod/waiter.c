// SPDX-License-Identifier: GPL-2.0
/*
 * A client's join must not sleep in the netlink path, which all families share, and
 * must not cost a kernel thread. So it becomes a waiter, and three parties race to
 * decide it: ends, deadline, close of the socket. The table's lock lets one of them
 * win; the losers see @decided and go.
 */
#include "waiter.h"

#include <linux/hashtable.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "audit.h"
#include "compat.h"

/* Waiters by the port of their socket; a mutex, because one port may have many. */
static DEFINE_MUTEX(ports_lock);
static DEFINE_HASHTABLE(ports, 8);

static LLIST_HEAD(expired_list);
static LLIST_HEAD(settled_list);
/* Those whose socket was full; only the work touches it. */
static LIST_HEAD(retry_list);

static struct workqueue_struct *queue;
static void waiters_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(work, waiters_work);

static void waiter_put(struct kt_waiter *waiter)
{
	unsigned int i;

	if (!refcount_dec_and_test(&waiter->refs))
		return;
	for (i = 0; i < waiter->nr; i++)
		kt_thread_put(waiter->watches[i].thread);
	kt_table_put(waiter->table);
	kt_audit_sub(KT_OBJECT_WAITER, sizeof(*waiter));
	kvfree(waiter);
}

static void decide_locked(struct kt_waiter *waiter,
			  enum kthreading_join_status status)
{
	lockdep_assert_held(&waiter->table->lock);
	if (waiter->decided)
		return;
	waiter->decided = true;
	waiter->status = status;
	llist_add(&waiter->settled, &settled_list);
	mod_delayed_work(queue, &work, 0);
}

static bool satisfied(const struct kt_waiter *waiter)
{
	return waiter->joined == waiter->nr || (waiter->any && waiter->joined);
}

static void count_locked(struct kt_waiter *waiter, struct kt_watch *watch)
{
	unsigned int index = watch - waiter->watches;

	waiter->joined++;
	waiter->first_joined = min(waiter->first_joined, index);
	if (watch->thread &&
	    watch->thread->end.outcome == KTHREADING_OUTCOME_RAISED) {
		waiter->raised++;
		waiter->first_raised = min(waiter->first_raised, index);
	}
}

static void watch_ended(struct kt_joiner *joiner)
{
	struct kt_watch *watch = container_of(joiner, struct kt_watch, joiner);
	struct kt_waiter *waiter = watch->waiter;

	if (waiter->decided)
		return;
	count_locked(waiter, watch);
	if (waiter->armed && satisfied(waiter))
		decide_locked(waiter, KTHREADING_JOINED_DONE);
}

/* The work cancels the timer before it drops its reference, so @waiter is there. */
static enum hrtimer_restart deadline_passed(struct hrtimer *timer)
{
	struct kt_waiter *waiter =
		container_of(timer, struct kt_waiter, deadline);

	refcount_inc(&waiter->refs);
	llist_add(&waiter->expired, &expired_list);
	mod_delayed_work(queue, &work, 0);
	return HRTIMER_NORESTART;
}

/**
 * kt_waiter_create - make a waiter that waits for nothing yet
 * @table: of the process; a reference is taken
 * @room: how many watches it can have
 * @portid: of the client's socket
 * @seq: of the request
 * @answer: see struct kt_waiter
 *
 * Context: may sleep. Ends with kt_waiter_arm() or kt_waiter_discard().
 *
 * Return: the waiter, or NULL without memory.
 */
struct kt_waiter *kt_waiter_create(struct kt_table *table, unsigned int room,
				   u32 portid, u32 seq,
				   int (*answer)(struct kt_waiter *waiter))
{
	struct kt_waiter *waiter;

	waiter = kvzalloc(struct_size(waiter, watches, room), GFP_KERNEL);
	if (!waiter)
		return NULL;
	kt_audit_add(KT_OBJECT_WAITER, sizeof(*waiter));
	refcount_set(&waiter->refs, 1);
	refcount_inc(&table->refs);
	waiter->table = table;
	waiter->answer = answer;
	waiter->portid = portid;
	waiter->seq = seq;
	waiter->first_joined = UINT_MAX;
	waiter->first_raised = UINT_MAX;
	hrtimer_setup(&waiter->deadline, deadline_passed, CLOCK_MONOTONIC,
		      HRTIMER_MODE_REL_SOFT);
	return waiter;
}

/**
 * kt_waiter_discard - drop a waiter that was not armed
 * @waiter: no watch of it is in a list
 *
 * Context: may sleep.
 */
void kt_waiter_discard(struct kt_waiter *waiter)
{
	waiter_put(waiter);
}

static struct kt_watch *watch_add(struct kt_waiter *waiter,
				  struct kt_thread *thread)
{
	struct kt_watch *watch = &waiter->watches[waiter->nr++];

	INIT_LIST_HEAD(&watch->joiner.node);
	watch->joiner.ended = watch_ended;
	watch->waiter = waiter;
	watch->thread = thread;
	return watch;
}

/**
 * kt_waiter_add_thread - add a thread to what is waited for
 * @waiter: not armed, with room
 * @thread: the caller's reference goes to @waiter; NULL for the process
 */
void kt_waiter_add_thread(struct kt_waiter *waiter, struct kt_thread *thread)
{
	watch_add(waiter, thread);
}

/**
 * kt_waiter_watch_locked - begin to watch for an end
 * @waiter: not armed; the table's lock is held
 * @index: of the watch
 * @joiners: list of who waits for that end
 * @over: it has come already
 */
void kt_waiter_watch_locked(struct kt_waiter *waiter, unsigned int index,
			    struct list_head *joiners, bool over)
{
	struct kt_watch *watch = &waiter->watches[index];

	lockdep_assert_held(&waiter->table->lock);
	if (over)
		count_locked(waiter, watch);
	else
		list_add_tail(&watch->joiner.node, joiners);
}

/**
 * kt_waiter_watch_threads - begin to watch for the ends of all its threads
 * @waiter: not armed
 *
 * Context: may sleep.
 */
void kt_waiter_watch_threads(struct kt_waiter *waiter)
{
	struct kt_thread *thread;
	unsigned int i;

	for (i = 0; i < waiter->nr; i++) {
		thread = waiter->watches[i].thread;
		spin_lock(&waiter->table->lock);
		kt_waiter_watch_locked(waiter, i, &thread->joiners,
				       thread->life == KT_LIFE_TERMINATED);
		spin_unlock(&waiter->table->lock);
		cond_resched();
	}
}

static void port_add(struct kt_waiter *waiter)
{
	mutex_lock(&ports_lock);
	hash_add(ports, &waiter->by_port, waiter->portid);
	mutex_unlock(&ports_lock);
}

static void port_del(struct kt_waiter *waiter)
{
	mutex_lock(&ports_lock);
	hash_del(&waiter->by_port);
	mutex_unlock(&ports_lock);
}

/**
 * kt_waiter_arm - let a waiter be decided
 * @waiter: watches what it waits for; the caller must not use it any more
 * @timeout: nanoseconds; KT_FOREVER for no deadline; not positive: now
 *
 * The socket cannot close before its request has been handled.
 *
 * Context: may sleep.
 */
void kt_waiter_arm(struct kt_waiter *waiter, ktime_t timeout)
{
	struct kt_table *table = waiter->table;

	port_add(waiter);
	spin_lock(&table->lock);
	waiter->armed = true;
	if (satisfied(waiter))
		decide_locked(waiter, KTHREADING_JOINED_DONE);
	else if (timeout <= 0)
		decide_locked(waiter, KTHREADING_JOINED_TIMEOUT);
	else if (timeout != KT_FOREVER)
		hrtimer_start(&waiter->deadline, timeout,
			      HRTIMER_MODE_REL_SOFT);
	spin_unlock(&table->lock);
}

/**
 * kt_waiter_port_closed - take away the waiters of a socket
 * @portid: of the socket, which is gone
 *
 * Context: may sleep.
 */
void kt_waiter_port_closed(u32 portid)
{
	struct kt_waiter *waiter;
	struct hlist_node *next;

	mutex_lock(&ports_lock);
	hash_for_each_possible_safe(ports, waiter, next, by_port, portid) {
		if (waiter->portid != portid)
			continue;
		hash_del(&waiter->by_port);
		WRITE_ONCE(waiter->gone, true);
		spin_lock(&waiter->table->lock);
		decide_locked(waiter, KTHREADING_JOINED_TIMEOUT);
		spin_unlock(&waiter->table->lock);
		cond_resched();
	}
	mutex_unlock(&ports_lock);
}

static void expired_decide(void)
{
	struct llist_node *list = llist_del_all(&expired_list);
	struct kt_waiter *waiter, *next;

	llist_for_each_entry_safe(waiter, next, list, expired) {
		spin_lock(&waiter->table->lock);
		decide_locked(waiter, KTHREADING_JOINED_TIMEOUT);
		spin_unlock(&waiter->table->lock);
		waiter_put(waiter);
		cond_resched();
	}
}

/* Afterwards only the work knows the waiter, and perhaps the list of the expired. */
static void take_apart(struct kt_waiter *waiter)
{
	unsigned int i;

	hrtimer_cancel(&waiter->deadline);
	for (i = 0; i < waiter->nr; i++) {
		spin_lock(&waiter->table->lock);
		list_del_init(&waiter->watches[i].joiner.node);
		spin_unlock(&waiter->table->lock);
		cond_resched();
	}
}

static void answer(struct kt_waiter *waiter)
{
	if (!READ_ONCE(waiter->gone) && waiter->answer(waiter) == -EAGAIN) {
		list_add_tail(&waiter->retry, &retry_list);
		return;
	}
	port_del(waiter);
	waiter_put(waiter);
}

static void settled_answer(void)
{
	struct llist_node *list =
		llist_reverse_order(llist_del_all(&settled_list));
	struct kt_waiter *waiter, *next;

	llist_for_each_entry_safe(waiter, next, list, settled) {
		take_apart(waiter);
		answer(waiter);
		cond_resched();
	}
}

static void retry_answer(void)
{
	struct kt_waiter *waiter, *next;
	LIST_HEAD(list);

	list_splice_init(&retry_list, &list);
	list_for_each_entry_safe(waiter, next, &list, retry)
		answer(waiter);
}

static void waiters_work(struct work_struct *unused)
{
	expired_decide();
	retry_answer();
	settled_answer();
	if (!list_empty(&retry_list))
		queue_delayed_work(queue, &work,
				   msecs_to_jiffies(KT_ANSWER_RETRY_MS));
}

int kt_waiter_init(void)
{
	queue = alloc_workqueue("kt_waiter", WQ_UNBOUND, 1);
	return queue ? 0 : -ENOMEM;
}

/**
 * kt_waiter_exit - the mirror of kt_waiter_init()
 *
 * Each waiter has a reference of its process and that one of the module: there is
 * none left, but the work may be about to return from dropping the last one.
 */
void kt_waiter_exit(void)
{
	cancel_delayed_work_sync(&work);
	destroy_workqueue(queue);
}
