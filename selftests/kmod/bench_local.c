// SPDX-License-Identifier: GPL-2.0
/* Reading an attribute of a local by the thread that set it. */
#include "bench.h"

#include <linux/err.h>
#include <linux/ktime.h>

#define GETS 1000

/* What the thread measures of its own. */
static u64 get_ns, loop_ns;

static int gets_time(struct kt_attr *attr)
{
	unsigned int i;
	int ret = 0;
	u64 start;
	s64 number;

	start = ktime_get_ns();
	for (i = 0; i < GETS; i++)
		ret |= kt_attr_get(attr, &number);
	get_ns = ktime_get_ns() - start;
	start = ktime_get_ns();
	for (i = 0; i < GETS; i++)
		barrier();
	loop_ns = ktime_get_ns() - start;
	return ret;
}

/**
 * bench_local_run - body of a thread: read an attribute of its own
 * @args: none
 *
 * Return: 0, or an error.
 */
int bench_local_run(const struct kt_args *args)
{
	struct kt_local *local = kt_local_lookup(bench_process, "bench");
	struct kt_attr *attr;
	int ret;

	if (IS_ERR(local))
		return PTR_ERR(local);
	attr = kt_local_attr(local, "x");
	if (IS_ERR(attr))
		ret = PTR_ERR(attr);
	else
		ret = kt_attr_set(attr, 1) ?: gets_time(attr);
	kt_local_put(local);
	return ret;
}

static int thread_measure(struct bench_run *run)
{
	struct kt_thread *thread = bench_thread(BENCH_LOCAL, NULL);
	int ret;

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	ret = kt_thread_start(thread)			 ?:
		      kt_thread_join(thread, KT_FOREVER) ?:
		      kt_thread_result(thread, NULL)	 ?:
		      bench_thread_end(thread);
	bench_sample(run, "kt_attr_get", get_ns - loop_ns, GETS);
	return ret;
}

static int ours_get(struct bench_run *run)
{
	struct kt_local *local = kt_local_create(bench_process, "bench");
	int ret;

	if (IS_ERR(local))
		return PTR_ERR(local);
	ret = thread_measure(run);
	kt_local_del(local);
	kt_local_put(local);
	return ret;
}

const struct bench_way bench_local_get[] = { { "kt_attr_get", NULL, ours_get },
					     {} };
