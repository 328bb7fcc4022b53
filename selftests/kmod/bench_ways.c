// SPDX-License-Identifier: GPL-2.0
/* The ways to have something run: ours, an idle kthread, a fresh one. */
#include "bench.h"

#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/sched/task.h>

u64 bench_stamped;
struct bench_idle bench_idle;

/* The bodies of the rivals. */
void bench_empty(void)
{
}

void bench_stamp(void)
{
	WRITE_ONCE(bench_stamped, ktime_get_ns());
}

static int empty_run(const struct kt_args *args)
{
	return 0;
}

static int stamp_run(const struct kt_args *args)
{
	bench_stamp();
	return 0;
}

#define TARGET(_name, _summary)                               \
	{                                                     \
		.name = "bench_" #_name, .summary = _summary, \
		.run = _name##_run, .owner = THIS_MODULE,     \
	}

struct kt_target bench_targets[] = {
	[BENCH_EMPTY] = TARGET(empty, "do nothing"),
	[BENCH_STAMP] = TARGET(stamp, "take the time"),
	[BENCH_LOCAL] = {
		.name = "bench_local",
		.summary = "read an attribute of a local many times",
		.run = bench_local_run,
		.owner = THIS_MODULE,
	},
	[BENCH_STORM] = {
		.name = "bench_storm",
		.summary = "be counted",
		.run = bench_storm_run,
		.owner = THIS_MODULE,
	},
};

/**
 * bench_thread - make a thread
 * @target: of bench_targets
 * @timer: NULL for a plain thread
 *
 * Return: it, with a reference, or an error.
 */
struct kt_thread *bench_thread(enum bench_target target,
			       const struct kt_timer_spec *timer)
{
	const struct kt_thread_spec spec = {
		.target = &bench_targets[target],
		.timer = timer,
	};

	return kt_thread_create(bench_process, &spec);
}

/**
 * bench_thread_end - delete a thread that has ended, and drop it
 * @thread: that
 *
 * Return: 0, or an error.
 */
int bench_thread_end(struct kt_thread *thread)
{
	int ret = kt_thread_del(thread);

	kt_thread_put(thread);
	return ret;
}

/**
 * bench_timer_start - make a Timer and start it
 * @target: of bench_targets
 * @spec: what makes it one
 *
 * Return: it, with a reference, or an error.
 */
struct kt_thread *bench_timer_start(enum bench_target target,
				    const struct kt_timer_spec *spec)
{
	struct kt_thread *timer = bench_thread(target, spec);
	int ret;

	if (IS_ERR(timer))
		return timer;
	ret = kt_thread_start(timer);
	if (!ret)
		return timer;
	bench_thread_end(timer);
	return ERR_PTR(ret);
}

static int idle_main(void *data)
{
	struct bench_idle *idle = data;

	for (;;) {
		set_current_state(TASK_IDLE);
		if (READ_ONCE(idle->go)) {
			__set_current_state(TASK_RUNNING);
			WRITE_ONCE(idle->go, false);
			idle->body();
			complete(&idle->done);
			continue;
		}
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/**
 * bench_idle_wake - let an idle kthread do its body once
 * @idle: it waits
 *
 * Context: any.
 */
void bench_idle_wake(struct bench_idle *idle)
{
	WRITE_ONCE(idle->go, true);
	wake_up_process(idle->task);
}

/**
 * bench_idle_init - make an idle kthread
 * @idle: filled
 *
 * Return: 0, or an error.
 */
int bench_idle_init(struct bench_idle *idle)
{
	idle->body = bench_empty;
	idle->go = false;
	init_completion(&idle->done);
	idle->task = kthread_run(idle_main, idle, "bench_idle");
	return PTR_ERR_OR_ZERO(idle->task);
}

/**
 * bench_idle_exit - end one
 * @idle: it waits
 */
void bench_idle_exit(struct bench_idle *idle)
{
	kthread_stop(idle->task);
}

static int fresh_main(void *data)
{
	struct bench_fresh *fresh = data;

	fresh->body();
	complete(&fresh->done);
	return 0;
}

/**
 * bench_fresh_start - make a kthread that does a body
 * @fresh: its body is set
 *
 * Return: 0, or an error.
 */
int bench_fresh_start(struct bench_fresh *fresh)
{
	init_completion(&fresh->done);
	fresh->task = kthread_create(fresh_main, fresh, "bench_fresh");
	if (IS_ERR(fresh->task))
		return PTR_ERR(fresh->task);
	/* It may end before it is joined. */
	get_task_struct(fresh->task);
	wake_up_process(fresh->task);
	return 0;
}

/**
 * bench_fresh_join - wait for the end of such a kthread
 * @fresh: it was started
 *
 * One that is stopped before it runs does not run at all, so it is heard of first.
 */
void bench_fresh_join(struct bench_fresh *fresh)
{
	wait_for_completion(&fresh->done);
	kthread_stop(fresh->task);
	put_task_struct(fresh->task);
}
