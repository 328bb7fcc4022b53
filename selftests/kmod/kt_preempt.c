// SPDX-License-Identifier: GPL-2.0
/*
 * Has whoever enters a function lose its CPU there, for a moment: a kthread that is more urgent is
 * woken. It does not use kthreading.
 */
#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/kprobes.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/percpu.h>
#include <linux/sched.h>

static char *function;
module_param(function, charp, 0444);
MODULE_PARM_DESC(function, "Where a CPU is lost");

static DEFINE_PER_CPU(struct task_struct *, rival);

/* Whoever wakes it has lost its CPU by that. */
static int rival_main(void *data)
{
	set_current_state(TASK_IDLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_IDLE);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

static int entered(struct kprobe *probe, struct pt_regs *regs)
{
	wake_up_process(this_cpu_read(rival));
	return 0;
}

static struct kprobe probe = { .pre_handler = entered };

static int rival_create(unsigned int cpu)
{
	struct task_struct *task =
		kthread_create(rival_main, NULL, "kt_rival/%u", cpu);

	if (IS_ERR(task))
		return PTR_ERR(task);
	kthread_bind(task, cpu);
	sched_set_fifo(task);
	per_cpu(rival, cpu) = task;
	return 0;
}

static void rivals_stop(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (per_cpu(rival, cpu))
			kthread_stop(per_cpu(rival, cpu));
}

static int __init preempt_init(void)
{
	unsigned int cpu;
	int ret = 0;

	for_each_possible_cpu(cpu)
		ret = ret ?: rival_create(cpu);
	probe.symbol_name = function;
	if (!ret)
		ret = register_kprobe(&probe);
	if (ret)
		rivals_stop();
	return ret;
}

static void __exit preempt_exit(void)
{
	unregister_kprobe(&probe);
	rivals_stop();
}

module_init(preempt_init);
module_exit(preempt_exit);

MODULE_DESCRIPTION("Have others lose their CPU at a chosen place");
MODULE_AUTHOR("The kthreading authors");
MODULE_LICENSE("GPL");
