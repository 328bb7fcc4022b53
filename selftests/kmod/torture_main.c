// SPDX-License-Identifier: GPL-2.0
/*
 * Torture of kthreading, on its public header alone: tasks of our own and the threads
 * themselves make, start, join, run, cancel, rename, delete and end each other at
 * random, and hold all that comes of it against the rules in torture.h. At the end one
 * line tells: "--- End of test: SUCCESS", or FAILURE.
 *
 * CPU hotplug, suspend and other load are the business of who loads it:
 * torture_test.sh.
 */
#define pr_fmt(fmt) "kthreading_torture: " fmt

#include "torture.h"

#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/slab.h>

static unsigned int duration = 30;
module_param(duration, uint, 0444);
MODULE_PARM_DESC(duration, "Seconds; 0 until the module is removed (30)");

static unsigned int tasks;
module_param(tasks, uint, 0444);
MODULE_PARM_DESC(tasks, "Torturing tasks; 0 for 2 per CPU (0)");

module_param_named(arenas, torture_nr_arenas, uint, 0444);
MODULE_PARM_DESC(arenas, "Tortured processes at a time (3)");

static ulong seed;
module_param(seed, ulong, 0444);
MODULE_PARM_DESC(seed, "Of what is random; 0 for a random one (0)");

static unsigned int failures;
module_param(failures, uint, 0444);
MODULE_PARM_DESC(failures, "End after so many violations; 0 for no limit (0)");

unsigned int torture_busted;
module_param_named(busted, torture_busted, uint, 0444);
MODULE_PARM_DESC(busted, "Break the rule of this number; 0 for none (0)");

static bool over;
static struct task_struct **task;
static unsigned int nr_tasks;
static struct task_struct *director;

static int ended;
module_param(ended, int, 0444);
MODULE_PARM_DESC(ended, "Read-only: 1 when the verdict was given");

/**
 * torture_over - tell whether it is time to end
 *
 * Return: true if it is.
 */
bool torture_over(void)
{
	return READ_ONCE(over);
}

static void actor_init(struct torture_actor *actor, unsigned int index)
{
	prandom_seed_state(&actor->rnd, seed + index);
}

/* Looks after one process after another. */
static int undertaker(void *data)
{
	unsigned int index = (unsigned long)data;
	struct torture_actor actor = {};

	actor_init(&actor, index);
	while (!torture_over())
		torture_arena_live(&actor, torture_arena(index));
	while (!kthread_should_stop())
		schedule_timeout_idle(1);
	return 0;
}

static int torturer(void *data)
{
	struct torture_actor actor = {};

	actor_init(&actor, (unsigned long)data);
	while (!torture_over()) {
		if (torture_random(&actor, 500))
			torture_op(&actor);
		else
			torture_script(&actor);
		cond_resched();
	}
	while (!kthread_should_stop())
		schedule_timeout_idle(1);
	return 0;
}

static void direct(void)
{
	unsigned long end = jiffies + duration * HZ;

	while (!kthread_should_stop() &&
	       (!duration || time_before(jiffies, end)) &&
	       (!failures || torture_violations() < failures))
		schedule_timeout_idle(HZ / 10 + 1);
}

static void tasks_stop(void)
{
	WRITE_ONCE(over, true);
	while (nr_tasks)
		kthread_stop(task[--nr_tasks]);
}

/* Ends when it is time, or when the module is removed before. */
static int director_main(void *data)
{
	direct();
	tasks_stop();
	torture_verdict();
	WRITE_ONCE(ended, 1);
	while (!kthread_should_stop())
		schedule_timeout_idle(1);
	return 0;
}

static int tasks_start(void)
{
	unsigned int total = torture_nr_arenas + tasks;
	struct task_struct *new;
	unsigned long i;

	task = kcalloc(total, sizeof(*task), GFP_KERNEL);
	if (!task)
		return -ENOMEM;
	for (i = 0; i < total; i++) {
		new = kthread_run(i < torture_nr_arenas ? undertaker : torturer,
				  (void *)i, "torture/%lu", i);
		if (IS_ERR(new))
			return PTR_ERR(new);
		task[nr_tasks++] = new;
	}
	return 0;
}

static const struct kt_param body_params[] = {
	{ "arena", KTHREADING_PARAM_INT },
	{ "subject", KTHREADING_PARAM_INT },
};

static const struct kt_param gate_params[] = {
	{ "script", KTHREADING_PARAM_INT },
};

struct kt_target torture_targets[] = {
	{
		.name = "torture",
		.summary = "do anything to the other threads",
		.params = body_params,
		.nr_params = ARRAY_SIZE(body_params),
		.run = torture_body,
		.owner = THIS_MODULE,
	},
	{
		.name = "torture_gate",
		.summary = "wait for a script of the torture",
		.params = gate_params,
		.nr_params = ARRAY_SIZE(gate_params),
		.run = torture_gate,
		.owner = THIS_MODULE,
	},
};

static void parameters_set(void)
{
	tasks = tasks ?: 2 * num_online_cpus();
	torture_nr_arenas = clamp(torture_nr_arenas, 1U, 64U);
	seed = seed ?: get_random_u32();
	pr_alert(
		"--- Start of test: duration=%u tasks=%u arenas=%u seed=%lu busted=%u\n",
		duration, tasks, torture_nr_arenas, seed, torture_busted);
}

static int __init torture_init(void)
{
	int ret;

	if (torture_busted >= NR_RULES)
		return -EINVAL;
	parameters_set();
	ret = torture_arenas_init();
	if (ret)
		return ret;
	ret = kt_targets_register(torture_targets, ARRAY_SIZE(torture_targets));
	if (ret)
		goto arenas_exit;
	ret = tasks_start();
	if (ret)
		goto tasks_stop;
	director = kthread_run(director_main, NULL, "torture");
	ret = PTR_ERR_OR_ZERO(director);
	if (!ret)
		return 0;
tasks_stop:
	tasks_stop();
	kfree(task);
	kt_targets_unregister(torture_targets, ARRAY_SIZE(torture_targets));
arenas_exit:
	torture_arenas_exit();
	return ret;
}

static void __exit torture_exit(void)
{
	kthread_stop(director);
	kfree(task);
	kt_targets_unregister(torture_targets, ARRAY_SIZE(torture_targets));
	torture_arenas_exit();
}

module_init(torture_init);
module_exit(torture_exit);

MODULE_DESCRIPTION("Torture of kthreading");
MODULE_AUTHOR("The kthreading authors");
MODULE_LICENSE("GPL");
