// SPDX-License-Identifier: GPL-2.0
/* Operations on one thread, or on all: start, delete, cancel. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/sched.h>

#include "life.h"
#include "process.h"
#include "timer.h"

/**
 * struct act - an operation on one thread, or on all of a process but main
 * @one: does it; tells an errno, or for the reply how many it was done to, 0 or 1
 * @skip: the errno that means, among all, that there is nothing to do
 * @begin: makes the reply, before anything is done; NULL for an ACK alone
 * @tell: sends it, about a thread, or main for all, and how many; with @begin
 */
struct act {
	int (*one)(struct kt_thread *thread, struct kt_why *why);
	int skip;
	int (*begin)(struct genl_info *info, const struct kt_thread *thread,
		     struct kt_nl_reply *reply);
	int (*tell)(struct genl_info *info, struct kt_nl_reply *reply,
		    struct kt_thread *thread, u32 count);
};

/* Threads that are deleted meanwhile are none of those. */
static int for_all(struct kt_process *process, const struct act *act,
		   u32 *count, struct kt_why *why)
{
	unsigned long id = KT_MAIN_ID;
	struct kt_thread *thread;
	int ret;

	for (;;) {
		thread = kt_thread_next(&process->table, &id);
		if (!thread)
			return 0;
		ret = act->one(thread, why);
		kt_thread_put(thread);
		if (ret < 0 && ret != act->skip && ret != -ENOENT)
			return ret;
		*count += ret > 0;
		why->text[0] = '\0';
		cond_resched();
	}
}

/* The reply comes first: a request that is refused for want of memory has done nothing. */
static int act_and_tell(struct genl_info *info, const struct act *act,
			struct kt_thread *thread, bool all, struct kt_why *why)
{
	struct kt_nl_reply reply = {};
	u32 count = 0;
	int ret = 0;

	if (act->begin)
		ret = act->begin(info, thread, &reply);
	if (!ret)
		ret = all ? for_all(kt_thread_process(thread), act, &count,
				    why) :
			    act->one(thread, why);
	if (ret > 0)
		count = ret;
	if (ret >= 0)
		ret = act->tell ? act->tell(info, &reply, thread, count) : 0;
	kt_nl_thread_reply_free(&reply);
	return ret;
}

static int act_all(struct genl_info *info, const struct act *act,
		   struct kt_why *why)
{
	struct kt_process *process = kt_nl_thread_process(info, why);
	int ret;

	if (IS_ERR(process))
		return PTR_ERR(process);
	ret = act_and_tell(info, act, kt_main_thread(process), true, why);
	kt_process_put(process);
	return ret;
}

static int act_one(struct genl_info *info, const struct act *act,
		   struct kt_why *why)
{
	struct kt_process *process;
	struct kt_thread *thread;
	int ret;

	ret = kt_nl_thread(info, &process, &thread, why);
	if (ret)
		return ret;
	ret = act_and_tell(info, act, thread, false, why);
	kt_thread_put(thread);
	kt_process_put(process);
	return ret;
}

static int act_doit(struct genl_info *info, const struct act *act)
{
	bool all = info->attrs[KTHREADING_A_THREAD_ALL];
	struct kt_why why = {};

	return kt_nl_result(info, &why,
			    all ? act_all(info, act, &why) :
				  act_one(info, act, &why));
}

static int start_one(struct kt_thread *thread, struct kt_why *why)
{
	return kt_life_start(thread, why) ?: 1;
}

int kthreading_nl_thread_start_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct act start = {
		.one = start_one,
		.skip = -EALREADY,
		.begin = kt_nl_thread_reply_new,
		.tell = kt_nl_thread_reply_send,
	};

	return act_doit(info, &start);
}

int kthreading_nl_thread_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct act del = {
		.one = kt_thread_remove,
		.skip = -EBUSY,
	};

	return act_doit(info, &del);
}

static int cancel_begin(struct genl_info *info, const struct kt_thread *thread,
			struct kt_nl_reply *reply)
{
	reply->skb = kt_nl_reply_new(info, 64, &reply->header);
	return reply->skb ? 0 : -ENOMEM;
}

static int cancel_tell(struct genl_info *info, struct kt_nl_reply *reply,
		       struct kt_thread *thread, u32 count)
{
	struct sk_buff *skb = reply->skb;

	reply->skb = NULL;
	return kt_nl_reply_send(info, skb, reply->header,
				nla_put_u32(skb, KTHREADING_A_THREAD_COUNT,
					    count));
}

int kthreading_nl_timer_cancel_doit(struct sk_buff *skb, struct genl_info *info)
{
	static const struct act cancel = {
		.one = kt_timer_stop,
		.skip = -EINVAL,
		.begin = cancel_begin,
		.tell = cancel_tell,
	};

	return act_doit(info, &cancel);
}
