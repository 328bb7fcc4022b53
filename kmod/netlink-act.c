// SPDX-License-Identifier: GPL-2.0
/* Operations on one thread, or on all: start, delete, cancel. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/sched.h>

#include "life.h"
#include "process.h"
#include "timer.h"

/*
 * Calls @act with every thread but main, and counts those that it did not refuse
 * with @skip, which tells that it has nothing to do there.
 */
static int for_all(struct kt_process *process,
		   int (*act)(struct kt_thread *thread, struct kt_why *why),
		   int skip, u32 *count, struct kt_why *why)
{
	unsigned long id = KT_MAIN_ID;
	struct kt_thread *thread;
	int ret;

	for (;;) {
		thread = kt_thread_next(&process->table, &id);
		if (!thread)
			return 0;
		ret = act(thread, why);
		kt_thread_put(thread);
		*count += !ret;
		if (ret && ret != skip && ret != -ENOENT)
			return ret;
		why->text[0] = '\0';
		cond_resched();
	}
}

static int start_all(struct genl_info *info, struct kt_why *why)
{
	struct kt_process *process = kt_nl_thread_process(info, why);
	u32 count = 0;
	int ret;

	if (IS_ERR(process))
		return PTR_ERR(process);
	ret = for_all(process, kt_life_start, -EALREADY, &count, why);
	if (!ret)
		ret = kt_nl_thread_reply(info, kt_main_thread(process), count);
	kt_process_put(process);
	return ret;
}

static int start_one(struct genl_info *info, struct kt_why *why)
{
	struct kt_process *process;
	struct kt_thread *thread;
	int ret;

	ret = kt_nl_thread(info, &process, &thread, why);
	if (ret)
		return ret;
	ret = kt_life_start(thread, why);
	if (!ret)
		ret = kt_nl_thread_reply(info, thread, 1);
	kt_thread_put(thread);
	kt_process_put(process);
	return ret;
}

int kthreading_nl_thread_start_doit(struct sk_buff *skb, struct genl_info *info)
{
	bool all = info->attrs[KTHREADING_A_THREAD_ALL];
	struct kt_why why = {};

	return kt_nl_result(info, &why,
			    all ? start_all(info, &why) :
				  start_one(info, &why));
}

static int del_all(struct genl_info *info, struct kt_why *why)
{
	struct kt_process *process = kt_nl_thread_process(info, why);
	u32 count = 0;
	int ret;

	if (IS_ERR(process))
		return PTR_ERR(process);
	ret = for_all(process, kt_thread_remove, -EBUSY, &count, why);
	kt_process_put(process);
	return ret;
}

static int del_one(struct genl_info *info, struct kt_why *why)
{
	struct kt_process *process;
	struct kt_thread *thread;
	int ret;

	ret = kt_nl_thread(info, &process, &thread, why);
	if (ret)
		return ret;
	ret = kt_thread_remove(thread, why);
	kt_thread_put(thread);
	kt_process_put(process);
	return ret;
}

int kthreading_nl_thread_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	bool all = info->attrs[KTHREADING_A_THREAD_ALL];
	struct kt_why why = {};

	return kt_nl_result(info, &why,
			    all ? del_all(info, &why) : del_one(info, &why));
}

/* Those that are no Timers have nothing to cancel. */
static int cancel_any(struct kt_thread *thread, struct kt_why *why)
{
	if (thread->kind != &kt_timer_kind)
		return -EALREADY;
	return kt_timer_stop(thread, why) ? 0 : -EALREADY;
}

static int cancel_reply(struct genl_info *info, u32 count)
{
	struct sk_buff *skb;
	void *header;

	skb = kt_nl_reply_new(info, 64, &header);
	if (!skb)
		return -ENOMEM;
	return kt_nl_reply_send(info, skb, header,
				nla_put_u32(skb, KTHREADING_A_THREAD_COUNT,
					    count));
}

static int cancel_all(struct genl_info *info, struct kt_why *why)
{
	struct kt_process *process = kt_nl_thread_process(info, why);
	u32 count = 0;
	int ret;

	if (IS_ERR(process))
		return PTR_ERR(process);
	ret = for_all(process, cancel_any, -EALREADY, &count, why);
	kt_process_put(process);
	return ret ?: cancel_reply(info, count);
}

static int cancel_one(struct genl_info *info, struct kt_why *why)
{
	struct kt_process *process;
	struct kt_thread *thread;
	int ret;

	ret = kt_nl_thread(info, &process, &thread, why);
	if (ret)
		return ret;
	ret = kt_timer_stop(thread, why);
	kt_thread_put(thread);
	kt_process_put(process);
	return ret < 0 ? ret : cancel_reply(info, ret);
}

int kthreading_nl_timer_cancel_doit(struct sk_buff *skb, struct genl_info *info)
{
	bool all = info->attrs[KTHREADING_A_THREAD_ALL];
	struct kt_why why = {};

	return kt_nl_result(info, &why,
			    all ? cancel_all(info, &why) :
				  cancel_one(info, &why));
}
