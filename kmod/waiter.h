/* SPDX-License-Identifier: GPL-2.0 */
/* Waits of clients: nobody sleeps, the end is one message. */
#ifndef _KT_WAITER_H
#define _KT_WAITER_H

#include <linux/hrtimer.h>
#include <linux/kthreading.h>
#include <linux/llist.h>
#include <linux/refcount.h>

#include "thread.h"

struct kt_waiter;

/**
 * struct kt_watch - one end that a waiter waits for
 * @joiner: in the list of who waits for that end
 * @waiter: whose it is
 * @thread: whose end; owns a reference; NULL for the end of the process
 */
struct kt_watch {
	struct kt_joiner joiner;
	struct kt_waiter *waiter;
	struct kt_thread *thread;
};

/**
 * struct kt_waiter - a request of a client that is answered later, exactly once
 *
 * Made by the request's handler. It is decided once, under the table's lock: by the
 * ends that it waits for, by its deadline, or by its socket's end. Then the work of
 * waiter.c takes it apart, answers, and frees it.
 *
 * @refs: one of the handler and then of the work, one of a passed deadline
 * @table: of the process; owns a reference
 * @answer: builds and sends the answer; may sleep. -EAGAIN when the socket is full:
 *	it is called again later. Any other value ends it
 * @portid: of the client's socket
 * @seq: of the request
 * @by_port: in the table of ports; protected by its mutex
 * @any: one end is enough
 * @armed: may be decided by ends; protected by the table's lock, as the rest:
 * @decided: the answer is settled
 * @gone: the socket is closed, so there is nobody to answer; may be read unlocked
 * @status: answer
 * @joined: how many have ended
 * @raised: how many of them by an unhandled error
 * @first_joined: index of the first of @watches that has ended
 * @first_raised: index of the first that ended by an unhandled error
 * @deadline: started when there is one
 * @expired: in the list of waiters whose deadline has passed
 * @settled: in the list of decided waiters
 * @retry: in the work's list of waiters whose socket was full
 * @nr: length of @watches
 * @watches: what it waits for
 */
struct kt_waiter {
	refcount_t refs;
	struct kt_table *table;
	int (*answer)(struct kt_waiter *waiter);
	u32 portid;
	u32 seq;
	struct hlist_node by_port;
	bool any;
	bool armed;
	bool decided;
	bool gone;
	enum kthreading_join_status status;
	unsigned int joined;
	unsigned int raised;
	unsigned int first_joined;
	unsigned int first_raised;
	struct hrtimer deadline;
	struct llist_node expired;
	struct llist_node settled;
	struct list_head retry;
	unsigned int nr;
	struct kt_watch watches[];
};

int kt_waiter_init(void);
void kt_waiter_exit(void);
struct kt_waiter *kt_waiter_create(struct kt_table *table, unsigned int room,
				   u32 portid, u32 seq,
				   int (*answer)(struct kt_waiter *waiter));
void kt_waiter_add_thread(struct kt_waiter *waiter, struct kt_thread *thread);
void kt_waiter_watch_locked(struct kt_waiter *waiter, unsigned int index,
			    struct list_head *joiners, bool over);
void kt_waiter_watch_threads(struct kt_waiter *waiter);
void kt_waiter_arm(struct kt_waiter *waiter, ktime_t timeout);
void kt_waiter_discard(struct kt_waiter *waiter);
void kt_waiter_port_closed(u32 portid);

#endif /* _KT_WAITER_H */
