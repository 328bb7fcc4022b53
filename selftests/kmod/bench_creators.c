// SPDX-License-Identifier: GPL-2.0
/*
 * One CPU that starts and joins threads, and two that do: what they do to each other. And the
 * same where each wakes a kthread of its own, and where each runs in circles, so that they share
 * nothing but the machine.
 */
#include "bench.h"

#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched.h>

#define OPS 1000
#define CREATORS_MAX 2
/* About as long as a start. */
#define ROUNDS 2000

/**
 * struct creator - a kthread that does something again and again, on a CPU of its own
 * @task: the kthread
 * @idle: the kthread that it wakes, if that is what it does
 * @once: what it does
 * @done: it has come to its end
 * @error: how
 */
struct creator {
	struct task_struct *task;
	struct bench_idle idle;
	int (*once)(struct creator *creator);
	struct completion done;
	int error;
};

static int start_join(struct creator *creator)
{
	return bench_start_join_once();
}

static int wake_wait(struct creator *creator)
{
	bench_idle_wake(&creator->idle);
	wait_for_completion(&creator->idle.done);
	return 0;
}

static int run_in_circles(struct creator *creator)
{
	unsigned int i;

	for (i = 0; i < ROUNDS; i++)
		barrier();
	return 0;
}

static int creator_main(void *data)
{
	struct creator *creator = data;
	unsigned int i;

	for (i = 0; i < OPS && !creator->error; i++)
		creator->error = creator->once(creator);
	complete(&creator->done);
	return 0;
}

static int creator_start(struct creator *creator, unsigned int cpu)
{
	init_completion(&creator->done);
	creator->task = kthread_create(creator_main, creator, "bench_creator");
	if (IS_ERR(creator->task))
		return PTR_ERR(creator->task);
	kthread_bind(creator->task, cpu);
	wake_up_process(creator->task);
	return 0;
}

/* On the first CPUs. */
static int creators_time(struct bench_run *run, struct creator *creators,
			 unsigned int count, const char *what)
{
	u64 start = ktime_get_ns();
	unsigned int nr, i;
	int ret = 0;

	for (nr = 0; nr < count && !ret; nr++)
		ret = creator_start(&creators[nr], nr);
	nr -= !!ret;
	for (i = 0; i < nr; i++) {
		wait_for_completion(&creators[i].done);
		ret = ret ?: creators[i].error;
	}
	bench_sample(run, what, ktime_get_ns() - start, OPS * count);
	return ret;
}

/* Where there is only one CPU, one creator is all that there is. */
static int creators_run(struct bench_run *run, unsigned int count,
			int (*once)(struct creator *creator), const char *what)
{
	struct creator creators[CREATORS_MAX] = {};
	unsigned int nr, i;
	int ret = 0;

	if (num_online_cpus() < count)
		return 0;
	for (nr = 0; nr < count && !ret; nr++) {
		creators[nr].once = once;
		ret = bench_idle_init(&creators[nr].idle);
	}
	nr -= !!ret;
	ret = ret ?: creators_time(run, creators, count, what);
	for (i = 0; i < nr; i++)
		bench_idle_exit(&creators[i].idle);
	return ret;
}

static int one_creator(struct bench_run *run)
{
	return creators_run(run, 1, start_join, "one_creator");
}

static int two_creators(struct bench_run *run)
{
	return creators_run(run, 2, start_join, "two_creators");
}

static int one_waker(struct bench_run *run)
{
	return creators_run(run, 1, wake_wait, "one_waker");
}

static int two_wakers(struct bench_run *run)
{
	return creators_run(run, 2, wake_wait, "two_wakers");
}

static int one_loop(struct bench_run *run)
{
	return creators_run(run, 1, run_in_circles, "one_loop");
}

static int two_loops(struct bench_run *run)
{
	return creators_run(run, 2, run_in_circles, "two_loops");
}

const struct bench_way bench_creators[] = {
	{ "one_creator", NULL, one_creator },
	{ "two_creators", NULL, two_creators },
	{ "one_waker", NULL, one_waker },
	{ "two_wakers", NULL, two_wakers },
	{ "one_loop", NULL, one_loop },
	{ "two_loops", NULL, two_loops },
	{}
};
