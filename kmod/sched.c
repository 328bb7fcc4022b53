// SPDX-License-Identifier: GPL-2.0
#include "sched.h"

#include <linux/cpu.h>
#include <linux/err.h>
#include <linux/nodemask.h>
#include <linux/sched.h>
#include <linux/sched/isolation.h>
#include <linux/sched/prio.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <uapi/linux/sched/types.h>

#include "why.h"

static const unsigned int policies[] = {
	[KTHREADING_POLICY_OTHER] = SCHED_NORMAL,
	[KTHREADING_POLICY_FIFO] = SCHED_FIFO,
	[KTHREADING_POLICY_RR] = SCHED_RR,
	[KTHREADING_POLICY_BATCH] = SCHED_BATCH,
	[KTHREADING_POLICY_IDLE] = SCHED_IDLE,
};

static bool is_realtime(const struct kt_sched *sched)
{
	return sched->given & KT_SCHED_POLICY &&
	       (sched->policy == KTHREADING_POLICY_FIFO ||
		sched->policy == KTHREADING_POLICY_RR);
}

static const struct cpumask *sched_cpus(const struct kt_sched *sched)
{
	if (sched->given & KT_SCHED_NODE)
		return cpumask_of_node(sched->node);
	if (sched->given & KT_SCHED_CPUS)
		return &sched->cpus;
	return housekeeping_cpumask(HK_TYPE_KTHREAD);
}

static int policy_check(const struct kt_sched *sched, struct kt_why *why)
{
	if (sched->given & KT_SCHED_POLICY &&
	    sched->policy >= ARRAY_SIZE(policies))
		return kt_refuse(why, -EINVAL, KT_ITEM_SCHED,
				 "there is no such policy");
	if (is_realtime(sched)) {
		if (!(sched->given & KT_SCHED_PRIORITY) ||
		    sched->priority < 1 || sched->priority >= MAX_RT_PRIO)
			return kt_refuse(
				why, -EINVAL, KT_ITEM_SCHED,
				"policies fifo and rr need a priority from 1 to 99");
		if (sched->given & KT_SCHED_NICE)
			return kt_refuse(
				why, -EINVAL, KT_ITEM_SCHED,
				"nice has no meaning with policies fifo and rr");
	} else if (sched->given & KT_SCHED_PRIORITY) {
		return kt_refuse(
			why, -EINVAL, KT_ITEM_SCHED,
			"priority has a meaning only with policies fifo and rr");
	}
	if (sched->given & KT_SCHED_NICE &&
	    (sched->nice < MIN_NICE || sched->nice > MAX_NICE))
		return kt_refuse(why, -EINVAL, KT_ITEM_SCHED,
				 "nice must be from -20 to 19");
	return 0;
}

/**
 * kt_sched_check - check that the fields make sense together
 * @sched: what was given
 * @why: filled on refusal
 *
 * Return:
 * * 0
 * * -EINVAL - they do not
 */
int kt_sched_check(const struct kt_sched *sched, struct kt_why *why)
{
	if (sched->given & KT_SCHED_CPUS && sched->given & KT_SCHED_NODE)
		return kt_refuse(why, -EINVAL, KT_ITEM_SCHED,
				 "cpus and node cannot be given together");
	if (sched->given & KT_SCHED_NODE &&
	    (sched->node >= MAX_NUMNODES || !node_online(sched->node)))
		return kt_refuse(why, -EINVAL, KT_ITEM_SCHED,
				 "memory node %u is not online", sched->node);
	if (!cpumask_intersects(sched_cpus(sched), cpu_online_mask))
		return kt_refuse(why, -EINVAL, KT_ITEM_SCHED,
				 "none of these CPUs is online");
	return policy_check(sched, why);
}

/* What a new policy has no use for is not kept from the old one. */
static void policy_merge(struct kt_sched *to, const struct kt_sched *given)
{
	if (given->given & KT_SCHED_POLICY) {
		to->policy = given->policy;
		to->given |= KT_SCHED_POLICY;
		to->given &= is_realtime(to) ? ~KT_SCHED_NICE :
					       ~KT_SCHED_PRIORITY;
	}
	if (given->given & KT_SCHED_PRIORITY)
		to->priority = given->priority;
	if (given->given & KT_SCHED_NICE)
		to->nice = given->nice;
	to->given |= given->given & (KT_SCHED_PRIORITY | KT_SCHED_NICE);
}

static void cpus_merge(struct kt_sched *to, const struct kt_sched *given)
{
	const unsigned int where = KT_SCHED_CPUS | KT_SCHED_NODE;

	if (!(given->given & where))
		return;
	to->given = (to->given & ~where) | (given->given & where);
	to->node = given->node;
	cpumask_copy(&to->cpus, &given->cpus);
}

/**
 * kt_sched_merge - what is given on top of what was
 * @old: may be NULL
 * @given: the fields to change
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: newly allocated, or
 * * -EINVAL - the fields do not fit together
 * * -ENOMEM - no memory
 */
struct kt_sched *kt_sched_merge(const struct kt_sched *old,
				const struct kt_sched *given,
				struct kt_why *why)
{
	struct kt_sched *to;
	int ret;

	/* The parts first: merged, they could hide that they do not fit. */
	if (given->given & KT_SCHED_CPUS && given->given & KT_SCHED_NODE)
		return ERR_PTR(kt_sched_check(given, why));
	to = kzalloc(sizeof(*to), GFP_KERNEL);
	if (!to)
		return ERR_PTR(-ENOMEM);
	if (old)
		*to = *old;
	policy_merge(to, given);
	cpus_merge(to, given);
	ret = kt_sched_check(to, why);
	if (ret) {
		kfree(to);
		return ERR_PTR(ret);
	}
	return to;
}

static struct sched_attr policy_attr(const struct kt_sched *sched)
{
	struct sched_attr attr = {
		.size = sizeof(attr),
		.sched_policy = SCHED_NORMAL,
	};

	if (sched->given & KT_SCHED_POLICY)
		attr.sched_policy = policies[sched->policy];
	if (sched->given & KT_SCHED_PRIORITY)
		attr.sched_priority = sched->priority;
	if (sched->given & KT_SCHED_NICE)
		attr.sched_nice = sched->nice;
	return attr;
}

/**
 * kt_sched_apply - give a kthread its thread's scheduling
 * @task: the kthread
 * @sched: was checked; what it does not give becomes the default
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EINVAL - all its CPUs went offline since it was checked
 * * any other errno of the scheduler
 */
int kt_sched_apply(struct task_struct *task, const struct kt_sched *sched)
{
	struct sched_attr attr = policy_attr(sched);
	int ret;

	might_sleep();
	ret = sched_setattr_nocheck(task, &attr);
	/* A kthread may be sent to a CPU that is on its way out: not while we choose. */
	cpus_read_lock();
	if (!ret)
		ret = set_cpus_allowed_ptr(task, sched_cpus(sched));
	cpus_read_unlock();
	return ret;
}

/**
 * kt_sched_reset - give a kthread the default scheduling
 * @task: the kthread
 *
 * Context: may sleep.
 */
void kt_sched_reset(struct task_struct *task)
{
	static const struct kt_sched none;
	struct sched_attr attr = policy_attr(&none);

	WARN_ON_ONCE(sched_setattr_nocheck(task, &attr));
	/* Fails only when no CPU of the mask is online; then it stays where it is. */
	cpus_read_lock();
	set_cpus_allowed_ptr(task, sched_cpus(&none));
	cpus_read_unlock();
}
