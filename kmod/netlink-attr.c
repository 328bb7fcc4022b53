// SPDX-License-Identifier: GPL-2.0
/* Attributes in and out, as all operations share them. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/slab.h>

#include "args.h"
#include "compat.h"
#include "life.h"
#include "process.h"
#include "sched.h"
#include "target.h"
#include "timer.h"

/**
 * kt_nl_dump_allowed - what pre_doit checks for the others
 * @cb: of the dump
 *
 * Return:
 * * 0
 * * -EPERM - the client lacks CAP_SYS_ADMIN in the initial user namespace
 */
int kt_nl_dump_allowed(struct netlink_callback *cb)
{
	if (netlink_capable(cb->skb, CAP_SYS_ADMIN))
		return 0;
	NL_SET_ERR_MSG(cb->extack,
		       "needs CAP_SYS_ADMIN in the initial user namespace");
	return -EPERM;
}

struct kt_process *kt_nl_process(struct nlattr *name, struct kt_why *why)
{
	return kt_process_find(nla_data(name), why);
}

static struct kt_thread *ref_find(struct kt_process *process,
				  struct nlattr **tb, struct kt_why *why)
{
	struct kt_thread *thread;
	u64 ident;
	u32 id;

	if (tb[KTHREADING_A_REF_NAME])
		return kt_thread_find_name(&process->table,
					   nla_data(tb[KTHREADING_A_REF_NAME]),
					   why);
	if (tb[KTHREADING_A_REF_ID]) {
		id = nla_get_u32(tb[KTHREADING_A_REF_ID]);
		thread = kt_thread_find(&process->table, id);
		return thread ?:
				ERR_PTR(kt_refuse(why, -ENOENT, KT_ITEM_REF,
						  "there is no thread #%u", id));
	}
	ident = nla_get_u64(tb[KTHREADING_A_REF_IDENT]);
	thread = kt_thread_find_ident(&process->table, ident);
	return thread ?:
			ERR_PTR(kt_refuse(why, -ENOENT, KT_ITEM_REF,
					  "no living thread has ident %llu",
					  ident));
}

/**
 * kt_nl_ref - the thread that a nest names
 * @process: where it belongs
 * @ref: the nest
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: the thread with a reference for the caller, or
 * * -EINVAL - it is not named by exactly one of id, name and ident
 * * -ENOENT - there is none
 * * -ENOTUNIQ - several threads bear the name
 */
struct kt_thread *kt_nl_ref(struct kt_process *process, struct nlattr *ref,
			    struct kt_why *why)
{
	struct nlattr *tb[KTHREADING_A_REF_MAX + 1];
	int ret;

	ret = nla_parse_nested(tb, KTHREADING_A_REF_MAX, ref,
			       kthreading_ref_nl_policy, NULL);
	if (ret)
		return ERR_PTR(ret);
	if (!!tb[KTHREADING_A_REF_NAME] + !!tb[KTHREADING_A_REF_ID] +
		    !!tb[KTHREADING_A_REF_IDENT] !=
	    1)
		return ERR_PTR(kt_refuse(
			why, -EINVAL, KT_ITEM_REF,
			"a thread is named by one of name, id and ident"));
	return ref_find(process, tb, why);
}

/**
 * kt_nl_acting - the thread that a request says it acts as
 * @process: the process
 * @as: the nest; NULL for the main thread
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: the thread with a reference for the caller, or
 * * -EINVAL - it is not alive
 * * as kt_nl_ref()
 */
struct kt_thread *kt_nl_acting(struct kt_process *process, struct nlattr *as,
			       struct kt_why *why)
{
	struct kt_thread *thread;

	if (as)
		thread = kt_nl_ref(process, as, why);
	else
		thread = kt_thread_get(kt_main_thread(process));
	if (IS_ERR(thread)) {
		why->item = KT_ITEM_AS;
		return thread;
	}
	if (kt_thread_is_alive(thread))
		return thread;
	kt_thread_put(thread);
	return ERR_PTR(kt_refuse(
		why, -EINVAL, KT_ITEM_AS, "%s",
		as ? "the acting thread is not alive" :
		     "the main thread has ended, say which thread acts"));
}

static int cpus_parse(struct nlattr *attr, struct cpumask *cpus,
		      struct kt_why *why)
{
	if (cpulist_parse(nla_data(attr), cpus))
		return kt_refuse(why, -EINVAL, KT_ITEM_SCHED,
				 "cpus must be a list like 0,2-3");
	return 0;
}

static int sched_fill(struct nlattr **tb, struct kt_sched *sched,
		      struct kt_why *why)
{
	if (tb[KTHREADING_A_SCHED_POLICY]) {
		sched->policy = nla_get_u32(tb[KTHREADING_A_SCHED_POLICY]);
		sched->given |= KT_SCHED_POLICY;
	}
	if (tb[KTHREADING_A_SCHED_PRIORITY]) {
		sched->priority = nla_get_u32(tb[KTHREADING_A_SCHED_PRIORITY]);
		sched->given |= KT_SCHED_PRIORITY;
	}
	if (tb[KTHREADING_A_SCHED_NICE]) {
		sched->nice = nla_get_s32(tb[KTHREADING_A_SCHED_NICE]);
		sched->given |= KT_SCHED_NICE;
	}
	if (tb[KTHREADING_A_SCHED_NODE]) {
		sched->node = nla_get_u32(tb[KTHREADING_A_SCHED_NODE]);
		sched->given |= KT_SCHED_NODE;
	}
	if (!tb[KTHREADING_A_SCHED_CPUS])
		return 0;
	sched->given |= KT_SCHED_CPUS;
	return cpus_parse(tb[KTHREADING_A_SCHED_CPUS], &sched->cpus, why);
}

/**
 * kt_nl_sched - read scheduling
 * @nest: the nest
 * @sched: set to what it says, to be freed by the caller; NULL on failure
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EINVAL - not a list of CPUs
 * * -ENOMEM - no memory
 */
int kt_nl_sched(struct nlattr *nest, struct kt_sched **sched,
		struct kt_why *why)
{
	struct nlattr *tb[KTHREADING_A_SCHED_MAX + 1];
	int ret;

	*sched = NULL;
	ret = nla_parse_nested(tb, KTHREADING_A_SCHED_MAX, nest,
			       kthreading_sched_nl_policy, NULL);
	if (ret)
		return ret;
	*sched = kzalloc(sizeof(**sched), GFP_KERNEL);
	if (!*sched)
		return -ENOMEM;
	ret = sched_fill(tb, *sched, why);
	if (ret) {
		kfree(*sched);
		*sched = NULL;
	}
	return ret;
}

/**
 * kt_nl_timer - read what makes a thread a Timer
 * @nest: the nest
 * @spec: filled
 * @why: filled on refusal
 *
 * Return:
 * * 0
 * * -EINVAL - no interval, or as kt_timer_check()
 */
int kt_nl_timer(struct nlattr *nest, struct kt_timer_spec *spec,
		struct kt_why *why)
{
	struct nlattr *tb[KTHREADING_A_TIMER_MAX + 1];
	int ret;

	ret = nla_parse_nested(tb, KTHREADING_A_TIMER_MAX, nest,
			       kthreading_timer_nl_policy, NULL);
	if (ret)
		return ret;
	if (!tb[KTHREADING_A_TIMER_INTERVAL_NS])
		return kt_refuse(why, -EINVAL, KT_ITEM_TIMER,
				 "a Timer needs an interval");
	spec->interval = nla_get_s64(tb[KTHREADING_A_TIMER_INTERVAL_NS]);
	spec->absolute = nla_get_flag(tb[KTHREADING_A_TIMER_ABSOLUTE]);
	if (tb[KTHREADING_A_TIMER_EVERY_NS])
		spec->every = nla_get_s64(tb[KTHREADING_A_TIMER_EVERY_NS]);
	if (tb[KTHREADING_A_TIMER_SLACK_NS])
		spec->slack = nla_get_u64(tb[KTHREADING_A_TIMER_SLACK_NS]);
	if (tb[KTHREADING_A_TIMER_CLOCK])
		spec->clock = nla_get_u32(tb[KTHREADING_A_TIMER_CLOCK]);
	return kt_timer_check(spec, why);
}

/**
 * kt_nl_count - count an attribute that may be given several times
 * @info: of the request
 * @type: of the attribute
 *
 * Return: how many there are.
 */
unsigned int kt_nl_count(struct genl_info *info, int type)
{
	unsigned int count = 0;
	struct nlattr *attr;
	int rem;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem)
		count += nla_type(attr) == type;
	return count;
}

/**
 * kt_nl_words - collect the arguments of a target
 * @first: first attribute of the request, or of an entry of it
 * @len: of all of them
 * @words: filled with pointers into the request; room for KTHREADING_ARGS_MAX
 * @why: filled on refusal
 *
 * Return: how many there are, or
 * * -EINVAL - too many, or one is not a text that ends with a zero (the generated
 *   policy lets that pass for an attribute that may be given several times)
 */
int kt_nl_words(struct nlattr *first, int len, const char **words,
		struct kt_why *why)
{
	unsigned int count = 0;
	struct nlattr *attr;
	int rem;

	nla_for_each_attr(attr, first, len, rem) {
		if (nla_type(attr) != KTHREADING_A_THREAD_ARG)
			continue;
		why->index = count;
		if (count == KTHREADING_ARGS_MAX)
			return kt_refuse(why, -EINVAL, KT_ITEM_ARG,
					 "a target takes at most %d arguments",
					 KTHREADING_ARGS_MAX);
		if (strnlen(nla_data(attr), nla_len(attr)) + 1 != nla_len(attr))
			return kt_refuse(
				why, -EINVAL, KT_ITEM_ARG,
				"an argument must end with its only zero");
		words[count++] = nla_data(attr);
	}
	return count;
}

/**
 * kt_nl_thread_process - the process of a request about threads
 * @info: of the request
 * @why: filled on refusal
 *
 * Return: the process with a reference for the caller, or -EINVAL or -ENOENT.
 */
struct kt_process *kt_nl_thread_process(struct genl_info *info,
					struct kt_why *why)
{
	if (!info->attrs[KTHREADING_A_THREAD_PROCESS])
		return ERR_PTR(kt_nl_missing(info, KTHREADING_A_THREAD_PROCESS,
					     "no process given"));
	return kt_nl_process(info->attrs[KTHREADING_A_THREAD_PROCESS], why);
}

/**
 * kt_nl_thread - the thread that a request is about
 * @info: of the request
 * @process: set to its process; a reference is the caller's
 * @thread: set to it; a reference is the caller's
 * @why: filled on refusal
 *
 * Return: 0, or as kt_nl_thread_process() and kt_nl_ref().
 */
int kt_nl_thread(struct genl_info *info, struct kt_process **process,
		 struct kt_thread **thread, struct kt_why *why)
{
	struct nlattr *ref = info->attrs[KTHREADING_A_THREAD_REF];

	*process = kt_nl_thread_process(info, why);
	if (IS_ERR(*process))
		return PTR_ERR(*process);
	if (!ref) {
		kt_process_put(*process);
		return kt_nl_missing(info, KTHREADING_A_THREAD_REF,
				     "no thread given");
	}
	*thread = kt_nl_ref(*process, ref, why);
	if (IS_ERR(*thread)) {
		kt_process_put(*process);
		return PTR_ERR(*thread);
	}
	return 0;
}
