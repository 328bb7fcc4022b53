// SPDX-License-Identifier: GPL-2.0
/*
 * Measures ours beside what else a kernel module could take. Each file of the debugfs
 * folder kt_bench/ is a group of ways to do the same work: opening it runs them,
 * their rounds taking turns, and reading it gives all samples, one per line:
 * group, way, value, and how many calls the value is of. Values are nanoseconds but
 * where the name of the way says otherwise.
 */
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "bench.h"

#define SAMPLES_MAX 65536

/* More than a task that slept is given to catch up with one that ran. */
#define WORK_NS (5 * NSEC_PER_MSEC)

static unsigned int rounds = 20;
module_param(rounds, uint, 0644);
MODULE_PARM_DESC(rounds,
		 "Rounds of each way, beside a first that does not count (20)");

unsigned int bench_burst = 1000;
module_param_named(burst, bench_burst, uint, 0644);
MODULE_PARM_DESC(burst, "How many are started together (1000)");

module_param_named(storm, bench_storm, uint, 0644);
MODULE_PARM_DESC(storm, "How many Timers expire almost at once (100000)");

struct kt_process *bench_process;

/**
 * struct bench_sample - what was measured once
 * @what: a way's name
 * @value: of all calls together
 * @per: how many calls
 */
struct bench_sample {
	const char *what;
	u64 value;
	unsigned int per;
};

/**
 * struct bench_run - all rounds of a group
 * @group: that
 * @done: they are over
 * @error: how
 * @cold: the round does not count: caches are filled, kthreads made
 * @nr: of @samples
 * @samples: in the order they were taken
 */
struct bench_run {
	const struct bench_group *group;
	struct completion done;
	int error;
	bool cold;
	unsigned int nr;
	struct bench_sample samples[SAMPLES_MAX];
};

/* One at a time: they would measure each other. */
static DEFINE_MUTEX(bench_lock);
static struct dentry *folder;

static const struct bench_group groups[] = {
	{ "start_join", bench_start_join }, { "burst", bench_burst_ways },
	{ "latency", bench_latency },	    { "warm", bench_warm },
	{ "timer_late", bench_timer_late }, { "timer_cost", bench_timer_cost },
	{ "local_get", bench_local_get },   { "storm", bench_storm_ways },
	{ "creators", bench_creators },
};

/**
 * bench_sample - keep what was measured
 * @run: where
 * @what: a way's name
 * @value: of all calls together
 * @per: how many calls
 */
void bench_sample(struct bench_run *run, const char *what, u64 value,
		  unsigned int per)
{
	if (run->cold || run->nr == SAMPLES_MAX)
		return;
	run->samples[run->nr++] = (struct bench_sample){ what, value, per };
}

/*
 * How a wake-up goes depends on how much the waker has run of late and the woken has not,
 * so each round begins with a waker that has done work, whatever the way before was.
 */
static void starter_works(void)
{
	u64 end = ktime_get_ns() + WORK_NS;
	unsigned int i;

	do {
		for (i = 0; i < 10000; i++)
			barrier();
	} while (ktime_get_ns() < end);
	cond_resched();
}

static int way_round(const struct bench_way *way, struct bench_run *run)
{
	unsigned int i;
	int ret = 0;
	u64 start;

	starter_works();
	if (way->round)
		return way->round(run);
	for (i = 0; i < BENCH_CALLS && !ret; i++) {
		start = ktime_get_ns();
		ret = way->once();
		bench_sample(run, way->name, ktime_get_ns() - start, 1);
	}
	return ret;
}

static int group_run(struct bench_run *run)
{
	unsigned int round, last = READ_ONCE(rounds);
	const struct bench_way *way;
	int ret;

	for (round = 0; round <= last; round++) {
		run->cold = !round;
		for (way = run->group->ways; way->name; way++) {
			ret = way_round(way, run);
			if (ret)
				return ret;
		}
	}
	return run->nr < SAMPLES_MAX ? 0 : -E2BIG;
}

static int runner_main(void *data)
{
	struct bench_run *run = data;

	run->error = group_run(run);
	complete(&run->done);
	return 0;
}

/* In a kthread, as the switch to a task of a user's session costs more. */
static int runner_run(struct bench_run *run)
{
	struct task_struct *runner;

	init_completion(&run->done);
	mutex_lock(&bench_lock);
	runner = kthread_run(runner_main, run, "bench_runner");
	if (IS_ERR(runner))
		run->error = PTR_ERR(runner);
	else
		wait_for_completion(&run->done);
	mutex_unlock(&bench_lock);
	return run->error;
}

static struct bench_run *run_make(const struct bench_group *group)
{
	struct bench_run *run = kvzalloc(sizeof(*run), GFP_KERNEL);
	int ret;

	if (!run)
		return ERR_PTR(-ENOMEM);
	run->group = group;
	ret = runner_run(run);
	if (ret) {
		kvfree(run);
		return ERR_PTR(ret);
	}
	return run;
}

static void *samples_start(struct seq_file *file, loff_t *pos)
{
	struct bench_run *run = file->private;

	return *pos < run->nr ? &run->samples[*pos] : NULL;
}

static void *samples_next(struct seq_file *file, void *sample, loff_t *pos)
{
	++*pos;
	return samples_start(file, pos);
}

static void samples_stop(struct seq_file *file, void *sample)
{
}

static int samples_show(struct seq_file *file, void *item)
{
	const struct bench_run *run = file->private;
	const struct bench_sample *sample = item;

	seq_printf(file, "%s %s %llu %u\n", run->group->name, sample->what,
		   sample->value, sample->per);
	return 0;
}

static const struct seq_operations samples_ops = {
	.start = samples_start,
	.next = samples_next,
	.stop = samples_stop,
	.show = samples_show,
};

static int group_open(struct inode *inode, struct file *file)
{
	struct bench_run *run = run_make(inode->i_private);
	int ret;

	if (IS_ERR(run))
		return PTR_ERR(run);
	ret = seq_open(file, &samples_ops);
	if (ret)
		kvfree(run);
	else
		((struct seq_file *)file->private_data)->private = run;
	return ret;
}

static int group_release(struct inode *inode, struct file *file)
{
	kvfree(((struct seq_file *)file->private_data)->private);
	return seq_release(inode, file);
}

static const struct file_operations group_ops = {
	.owner = THIS_MODULE,
	.open = group_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = group_release,
};

static int live_show(struct seq_file *file, void *unused)
{
	const struct bench_live_cost *cost = bench_live_cost();

	mutex_lock(&bench_lock);
	seq_printf(file, "live kt_timer_arm %llu %u\n", cost->arm_ns,
		   cost->count);
	seq_printf(file, "live kt_timer_cancel %llu %u\n", cost->cancel_ns,
		   cost->count);
	seq_printf(file, "live kt_timer_bytes %llu %u\n", cost->bytes,
		   cost->count);
	seq_printf(file, "live bare_memory %llu %u\n", cost->memory_ns,
		   cost->count);
	seq_printf(file, "live bare_arm %llu %u\n", cost->bare_ns, cost->count);
	mutex_unlock(&bench_lock);
	return 0;
}

static int live_open(struct inode *inode, struct file *file)
{
	return single_open(file, live_show, NULL);
}

static ssize_t live_write(struct file *file, const char __user *text,
			  size_t size, loff_t *pos)
{
	unsigned int count;
	int ret = kstrtouint_from_user(text, size, 0, &count);

	if (ret)
		return ret;
	mutex_lock(&bench_lock);
	ret = bench_live_set(count);
	mutex_unlock(&bench_lock);
	return ret ?: size;
}

static const struct file_operations live_ops = {
	.owner = THIS_MODULE,
	.open = live_open,
	.read = seq_read,
	.write = live_write,
	.llseek = seq_lseek,
	.release = single_release,
};

static void files_make(void)
{
	unsigned int i;

	folder = debugfs_create_dir("kt_bench", NULL);
	for (i = 0; i < ARRAY_SIZE(groups); i++)
		debugfs_create_file(groups[i].name, 0400, folder,
				    (void *)&groups[i], &group_ops);
	debugfs_create_file("live", 0600, folder, NULL, &live_ops);
}

static int process_make(void)
{
	int ret = kt_targets_register(bench_targets, BENCH_TARGETS);

	if (ret)
		return ret;
	bench_process = kt_process_create("kt_bench");
	if (!IS_ERR(bench_process))
		return 0;
	kt_targets_unregister(bench_targets, BENCH_TARGETS);
	return PTR_ERR(bench_process);
}

static int __init bench_init(void)
{
	int ret = bench_idle_init(&bench_idle);

	if (ret)
		return ret;
	ret = bench_genl_init();
	if (ret)
		goto stop_idle;
	ret = process_make();
	if (ret)
		goto stop_genl;
	files_make();
	return 0;

stop_genl:
	bench_genl_exit();
stop_idle:
	bench_idle_exit(&bench_idle);
	return ret;
}

static void __exit bench_exit(void)
{
	debugfs_remove(folder);
	bench_live_set(0);
	kt_process_destroy(bench_process);
	kt_targets_unregister(bench_targets, BENCH_TARGETS);
	bench_genl_exit();
	bench_idle_exit(&bench_idle);
}

module_init(bench_init);
module_exit(bench_exit);

MODULE_DESCRIPTION("Benchmark of kthreading beside its rivals");
MODULE_AUTHOR("The kthreading authors");
MODULE_LICENSE("GPL");
