// SPDX-License-Identifier: GPL-2.0
/* One CPU that starts and joins threads, and two that do: what they do to each other. */
#include "bench.h"

#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched.h>

#define OPS 1000
#define CREATORS_MAX 2

/**
 * struct creator - a kthread that starts and joins, on a CPU of its own
 * @task: the kthread
 * @done: it has come to its end
 * @error: how
 */
struct creator {
	struct task_struct *task;
	struct completion done;
	int error;
};

static int creator_main(void *data)
{
	struct creator *creator = data;
	unsigned int i;

	for (i = 0; i < OPS && !creator->error; i++)
		creator->error = bench_start_join_once();
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

/* On the first CPUs; where there is only one, one creator is all that there is. */
static int creators_run(struct bench_run *run, unsigned int count,
			const char *what)
{
	struct creator creators[CREATORS_MAX] = {};
	unsigned int nr, i;
	int ret = 0;
	u64 start;

	if (num_online_cpus() < count)
		return 0;
	start = ktime_get_ns();
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

static int one_creator(struct bench_run *run)
{
	return creators_run(run, 1, "one_creator");
}

static int two_creators(struct bench_run *run)
{
	return creators_run(run, 2, "two_creators");
}

const struct bench_way bench_creators[] = {
	{ "one_creator", NULL, one_creator },
	{ "two_creators", NULL, two_creators },
	{}
};
