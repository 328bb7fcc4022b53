/* SPDX-License-Identifier: GPL-2.0 */
/* What happens to processes and threads, for whoever wants to know. */
#ifndef _KT_EVENT_H
#define _KT_EVENT_H

#include <uapi/linux/kthreading.h>

struct kt_table;
struct kt_thread;

/*
 * Told of each event, by the floor that knows clients. Set before there is a process
 * and cleared after the last one. Called with the table's lock held, so the events of a
 * process arrive in their order. @thread is NULL for events of processes.
 */
extern void (*kt_event_notify)(enum kthreading_event event,
			       const struct kt_table *table,
			       const struct kt_thread *thread);

static inline void kt_event(enum kthreading_event event,
			    const struct kt_table *table,
			    const struct kt_thread *thread)
{
	if (kt_event_notify)
		kt_event_notify(event, table, thread);
}

#endif /* _KT_EVENT_H */
