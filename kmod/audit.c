// SPDX-License-Identifier: GPL-2.0
/*
 * Objects are counted where their memory comes and goes, so a count that is left when the
 * module goes is one that was lost. The counters are per CPU, as a start must stay
 * cheap; one CPU alone may count below zero.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "audit.h"

#include <linux/cpumask.h>
#include <linux/percpu.h>
#include <linux/printk.h>

DEFINE_PER_CPU(struct kt_audit, kt_audit);

/**
 * kt_audit_exit - tell what is left
 *
 * All is zero, or something was lost. The bytes are those of the objects themselves.
 *
 * Context: nothing of the module runs any more.
 */
void kt_audit_exit(void)
{
	struct kt_audit sum = {};
	unsigned int i;
	int cpu;

	for_each_possible_cpu(cpu) {
		for (i = 0; i < KT_OBJECTS; i++)
			sum.objects[i] += per_cpu(kt_audit, cpu).objects[i];
		sum.bytes += per_cpu(kt_audit, cpu).bytes;
	}
	pr_info("exit: %ld processes %ld threads %ld timers %ld waiters %ld tracks %ld bytes\n",
		sum.objects[KT_OBJECT_PROCESS], sum.objects[KT_OBJECT_THREAD],
		sum.objects[KT_OBJECT_TIMER], sum.objects[KT_OBJECT_WAITER],
		sum.objects[KT_OBJECT_TRACK], sum.bytes);
}
