// SPDX-License-Identifier: GPL-2.0
/*
 * The scheduler's tracepoints are not exported to modules, but can be found by their
 * names. They are heard only while somebody observes: else the scheduler runs as if this
 * file was not there.
 */
#include "probe.h"

#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include "track.h"
#include "why.h"
#include "worker.h"

/*
 * A worker is freed when its kthread has said that it exits, and that still goes through
 * the scheduler a few times then. It was marked before it said so.
 */
static struct kt_worker *worker_of(struct task_struct *task)
{
	return task->flags & PF_EXITING ? NULL : kt_worker_of(task);
}

static void heard_switch(void *data, bool preempt, struct task_struct *prev,
			 struct task_struct *next, unsigned int prev_state)
{
	struct kt_worker *worker = worker_of(prev);

	if (worker)
		kt_track_switch_out(worker,
				    preempt || prev_state == TASK_RUNNING);
	worker = worker_of(next);
	if (worker)
		kt_track_switch_in(worker);
}

static void heard_wakeup(void *data, struct task_struct *task)
{
	struct kt_worker *worker = worker_of(task);

	if (worker)
		kt_track_wake(worker);
}

/**
 * struct kt_probe - a tracepoint
 * @name: its name
 * @heard: what it calls
 * @point: where it is, NULL before it was looked for
 */
struct kt_probe {
	const char *name;
	void *heard;
	struct tracepoint *point;
};

static struct kt_probe probes[] = {
	{ "sched_switch", heard_switch },
	/* Not sched_waking, which may come before the switch that it ends. */
	{ "sched_wakeup", heard_wakeup },
};

/* Protects the number of those who want to hear, and makes them wait for each other. */
static DEFINE_MUTEX(probes_lock);
static unsigned int listeners;

static void find(struct tracepoint *point, void *data)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (!strcmp(point->name, probes[i].name))
			probes[i].point = point;
}

static void probes_unregister(unsigned int count)
{
	while (count--)
		tracepoint_probe_unregister(probes[count].point,
					    probes[count].heard, NULL);
}

static int probes_register(struct kt_why *why)
{
	unsigned int i;
	int ret;

	for_each_kernel_tracepoint(find, NULL);
	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		if (!probes[i].point)
			ret = kt_refuse(why, -EOPNOTSUPP, KT_ITEM_NONE,
					"this kernel has no tracepoint %s",
					probes[i].name);
		else
			ret = tracepoint_probe_register(probes[i].point,
							probes[i].heard, NULL);
		if (ret) {
			probes_unregister(i);
			return ret;
		}
	}
	static_branch_enable(&kt_observing);
	return 0;
}

/**
 * kt_probe_get - begin to follow what threads do, if nobody does yet
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return:
 * * 0 - kt_probe_put() must follow
 * * -EOPNOTSUPP - this kernel's scheduler does not tell
 * * -ENOMEM - no memory
 */
int kt_probe_get(struct kt_why *why)
{
	int ret = 0;

	mutex_lock(&probes_lock);
	if (!listeners)
		ret = probes_register(why);
	if (!ret)
		listeners++;
	mutex_unlock(&probes_lock);
	return ret;
}

/**
 * kt_probe_put - the end of what kt_probe_get() began
 *
 * Afterwards nothing that was visible to the scheduler only before is looked at any more.
 *
 * Context: may sleep.
 */
void kt_probe_put(void)
{
	mutex_lock(&probes_lock);
	if (!--listeners) {
		static_branch_disable(&kt_observing);
		probes_unregister(ARRAY_SIZE(probes));
	}
	mutex_unlock(&probes_lock);
	tracepoint_synchronize_unregister();
}
