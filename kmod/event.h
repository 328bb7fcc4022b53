/* SPDX-License-Identifier: GPL-2.0 */
/* What happens to processes and threads, for whoever wants to know. */
#ifndef _KT_EVENT_H
#define _KT_EVENT_H

#include <linux/netlink.h>
#include <uapi/linux/kthreading.h>

struct kt_table;
struct kt_thread;

/**
 * struct kt_event_group - who is told
 * @sock: the kernel's socket that has the group
 * @group: its number there
 * @notify: tells it. Called with the table's lock held, so the events of a process arrive in
 *	their order; the thread is NULL for events of processes
 *
 * The floor that knows clients sets it before there is a process, and never changes it.
 */
struct kt_event_group {
	struct sock *sock;
	unsigned int group;
	void (*notify)(enum kthreading_event event,
		       const struct kt_table *table,
		       const struct kt_thread *thread);
};

extern struct kt_event_group kt_event_group;

/* Mostly nobody listens, and each start, end and change asks. */
static inline void kt_event(enum kthreading_event event,
			    const struct kt_table *table,
			    const struct kt_thread *thread)
{
	if (netlink_has_listeners(kt_event_group.sock, kt_event_group.group))
		kt_event_group.notify(event, table, thread);
}

#endif /* _KT_EVENT_H */
