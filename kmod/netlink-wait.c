// SPDX-License-Identifier: GPL-2.0
/* Operations that are answered when something has come to its end. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/slab.h>

#include "join.h"
#include "life.h"
#include "process.h"
#include "waiter.h"

/*
 * An answer that was promised must not fail for want of memory: it is small, and may
 * wait for it.
 */
static struct sk_buff *answer_new(const struct kt_waiter *waiter, u8 cmd,
				  size_t size, void **header)
{
	struct sk_buff *skb = genlmsg_new(size, GFP_KERNEL | __GFP_NOFAIL);

	*header = genlmsg_put(skb, waiter->portid, waiter->seq, &kt_family, 0,
			      cmd);
	return skb;
}

static int answer_send(const struct kt_waiter *waiter, struct sk_buff *skb,
		       void *header, int ret)
{
	if (WARN_ON_ONCE(ret)) {
		nlmsg_free(skb);
		return ret;
	}
	genlmsg_end(skb, header);
	return genlmsg_unicast(&init_net, skb, waiter->portid);
}

static int put_end(struct sk_buff *skb, const struct kt_thread *thread,
		   const struct kt_thread_info *info)
{
	struct nlattr *nest = nla_nest_start(skb, KTHREADING_A_JOIN_END);
	const struct kt_end *end = &info->end;

	if (!nest || nla_put_u32(skb, KTHREADING_A_END_ID, thread->id) ||
	    nla_put_string(skb, KTHREADING_A_END_NAME, info->name) ||
	    nla_put_u32(skb, KTHREADING_A_END_OUTCOME, end->outcome))
		return -EMSGSIZE;
	if (end->outcome == KTHREADING_OUTCOME_RETURNED && end->has_value &&
	    nla_put_s64(skb, KTHREADING_A_END_RESULT, end->value,
			KTHREADING_A_END_PAD))
		return -EMSGSIZE;
	if (end->outcome == KTHREADING_OUTCOME_RAISED &&
	    (nla_put_u32(skb, KTHREADING_A_END_ERROR, end->error) ||
	     nla_put_string(skb, KTHREADING_A_END_ERROR_TEXT,
			    info->error_text)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Of the threads that ended, the first that raised, else the first. */
static int put_first_end(struct sk_buff *skb, const struct kt_waiter *waiter)
{
	unsigned int first =
		min(waiter->first_raised,
		    waiter->raised ? UINT_MAX : waiter->first_joined);
	struct kt_thread_info *info;
	int ret;

	if (first == UINT_MAX)
		return 0;
	info = kmalloc(sizeof(*info), GFP_KERNEL | __GFP_NOFAIL);
	kt_life_ask(waiter->watches[first].thread, info);
	ret = put_end(skb, waiter->watches[first].thread, info);
	kfree(info);
	return ret;
}

static int join_answer(struct kt_waiter *waiter)
{
	struct sk_buff *skb;
	void *header;
	int ret;

	skb = answer_new(waiter, KTHREADING_CMD_THREAD_JOIN, 512, &header);
	ret = nla_put_u32(skb, KTHREADING_A_JOIN_STATUS, waiter->status) ||
	      nla_put_u32(skb, KTHREADING_A_JOIN_JOINED, waiter->joined) ||
	      nla_put_u32(skb, KTHREADING_A_JOIN_PENDING,
			  waiter->nr - waiter->joined) ||
	      nla_put_u32(skb, KTHREADING_A_JOIN_RAISED, waiter->raised) ||
	      put_first_end(skb, waiter);
	return answer_send(waiter, skb, header, ret);
}

/*
 * The joiner for the rules about self and cycles. Without "as" the client speaks for
 * the main thread as long as there is one.
 */
static struct kt_thread *joiner_of(struct kt_process *process,
				   struct nlattr *as, struct kt_why *why)
{
	if (!as && !kt_thread_is_alive(kt_main_thread(process)))
		return NULL;
	return kt_nl_acting(process, as, why);
}

static int join_add_ref(struct kt_process *process, struct nlattr *ref,
			struct kt_thread *joiner, struct kt_waiter *waiter,
			struct kt_why *why)
{
	struct kt_thread *thread = kt_nl_ref(process, ref, why);
	int ret;

	if (IS_ERR(thread))
		return PTR_ERR(thread);
	ret = kt_join_check(thread, joiner, why);
	if (ret)
		kt_thread_put(thread);
	else
		kt_waiter_add_thread(waiter, thread);
	return ret;
}

static int join_add_refs(struct genl_info *info, struct kt_process *process,
			 struct kt_thread *joiner, struct kt_waiter *waiter,
			 struct kt_why *why)
{
	unsigned int index = 0;
	struct nlattr *attr;
	int rem, ret;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != KTHREADING_A_JOIN_REF)
			continue;
		ret = join_add_ref(process, attr, joiner, waiter, why);
		if (ret) {
			why->index = index;
			return ret;
		}
		index++;
	}
	return 0;
}

/* Those that would be a deadlock are left out, as main and the joiner are. */
static void join_add_all(struct kt_process *process, struct kt_thread *joiner,
			 struct kt_waiter *waiter, unsigned int room)
{
	unsigned long id = KT_MAIN_ID;
	struct kt_thread *thread;

	while (waiter->nr < room) {
		thread = kt_thread_next(&process->table, &id);
		if (!thread)
			return;
		if (kt_thread_is_alive(thread) &&
		    !kt_join_check(thread, joiner, NULL))
			kt_waiter_add_thread(waiter, thread);
		else
			kt_thread_put(thread);
		cond_resched();
	}
}

static ktime_t timeout_of(struct nlattr *attr)
{
	return attr ? nla_get_s64(attr) : KT_FOREVER;
}

static int join_begin(struct genl_info *info, struct kt_process *process,
		      struct kt_thread *joiner, unsigned int room,
		      struct kt_why *why)
{
	struct nlattr **attrs = info->attrs;
	struct kt_waiter *waiter;
	int ret = 0;

	waiter = kt_waiter_create(&process->table, room, info->snd_portid,
				  info->snd_seq, join_answer);
	if (!waiter)
		return -ENOMEM;
	if (attrs[KTHREADING_A_JOIN_ALL])
		join_add_all(process, joiner, waiter, room);
	else
		ret = join_add_refs(info, process, joiner, waiter, why);
	if (ret) {
		kt_waiter_discard(waiter);
		return ret;
	}
	if (attrs[KTHREADING_A_JOIN_MODE])
		waiter->any = nla_get_u32(attrs[KTHREADING_A_JOIN_MODE]) ==
			      KTHREADING_JOIN_ANY;
	kt_waiter_watch_threads(waiter);
	kt_waiter_arm(waiter, timeout_of(attrs[KTHREADING_A_JOIN_TIMEOUT_NS]));
	return 0;
}

int kthreading_nl_thread_join_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct kt_process *process;
	struct kt_thread *joiner;
	struct kt_why why = {};
	unsigned int room;
	int ret;

	if (!attrs[KTHREADING_A_JOIN_PROCESS])
		return kt_nl_missing(info, KTHREADING_A_JOIN_PROCESS,
				     "no process given");
	room = kt_nl_count(info, KTHREADING_A_JOIN_REF);
	if (!room && !attrs[KTHREADING_A_JOIN_ALL])
		return kt_nl_missing(info, KTHREADING_A_JOIN_REF,
				     "no thread given");
	process = kt_nl_process(attrs[KTHREADING_A_JOIN_PROCESS], &why);
	if (IS_ERR(process))
		return kt_nl_refuse(info, &why, PTR_ERR(process));
	if (attrs[KTHREADING_A_JOIN_ALL])
		room = kt_active_count(process);
	joiner = joiner_of(process, attrs[KTHREADING_A_JOIN_AS], &why);
	ret = PTR_ERR_OR_ZERO(joiner);
	if (!ret) {
		ret = join_begin(info, process, joiner, room, &why);
		kt_thread_put(joiner);
	}
	kt_process_put(process);
	return ret ? kt_nl_refuse(info, &why, ret) : 0;
}

static int run_answer(struct kt_waiter *waiter)
{
	struct kt_thread *thread = waiter->watches[0].thread;
	struct kt_thread_info *info;
	struct sk_buff *skb;
	void *header;
	int ret;

	skb = answer_new(waiter, KTHREADING_CMD_THREAD_RUN,
			 kt_nl_thread_size(thread), &header);
	info = kmalloc(sizeof(*info), GFP_KERNEL | __GFP_NOFAIL);
	ret = kt_nl_put_thread(skb, thread, info);
	kfree(info);
	return answer_send(waiter, skb, header, ret);
}

static int run_begin(struct genl_info *info, struct kt_process *process,
		     struct kt_thread *thread, struct kt_why *why)
{
	struct kt_waiter *waiter;
	struct kt_thread *acting;
	int ret;

	acting =
		kt_nl_acting(process, info->attrs[KTHREADING_A_THREAD_AS], why);
	if (IS_ERR(acting))
		return PTR_ERR(acting);
	waiter = kt_waiter_create(&process->table, 1, info->snd_portid,
				  info->snd_seq, run_answer);
	ret = -ENOMEM;
	if (waiter) {
		kt_waiter_add_thread(waiter, kt_thread_get(thread));
		ret = kt_process_run(process, acting, thread, waiter, why);
		if (ret)
			kt_waiter_discard(waiter);
		else
			kt_waiter_arm(waiter, KT_FOREVER);
	}
	kt_thread_put(acting);
	return ret;
}

int kthreading_nl_thread_run_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct kt_process *process;
	struct kt_thread *thread;
	struct kt_why why = {};
	int ret;

	if (!attrs[KTHREADING_A_THREAD_PROCESS])
		return kt_nl_missing(info, KTHREADING_A_THREAD_PROCESS,
				     "no process given");
	if (!attrs[KTHREADING_A_THREAD_REF])
		return kt_nl_missing(info, KTHREADING_A_THREAD_REF,
				     "no thread given");
	process = kt_nl_process(attrs[KTHREADING_A_THREAD_PROCESS], &why);
	if (IS_ERR(process))
		return kt_nl_refuse(info, &why, PTR_ERR(process));
	thread = kt_nl_ref(process, attrs[KTHREADING_A_THREAD_REF], &why);
	ret = PTR_ERR_OR_ZERO(thread);
	if (!ret) {
		ret = run_begin(info, process, thread, &why);
		kt_thread_put(thread);
	}
	kt_process_put(process);
	return ret ? kt_nl_refuse(info, &why, ret) : 0;
}

static int process_answer(struct kt_waiter *waiter)
{
	struct kt_process *process = kt_table_process(waiter->table);
	struct kt_process_info info;
	struct sk_buff *skb;
	void *header;
	int ret;

	kt_process_ask(process, &info);
	skb = answer_new(waiter, KTHREADING_CMD_PROCESS_WAIT, 256, &header);
	ret = nla_put_string(skb, KTHREADING_A_PROCESS_NAME, process->name) ||
	      nla_put_u32(skb, KTHREADING_A_PROCESS_STATE, info.state) ||
	      nla_put_u32(skb, KTHREADING_A_PROCESS_RAISED, info.raised) ||
	      nla_put_u32(skb, KTHREADING_A_PROCESS_STATUS, waiter->status);
	return answer_send(waiter, skb, header, ret);
}

int kthreading_nl_process_wait_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct kt_process *process;
	struct kt_waiter *waiter;
	struct kt_why why = {};

	if (!attrs[KTHREADING_A_PROCESS_NAME])
		return kt_nl_missing(info, KTHREADING_A_PROCESS_NAME,
				     "no process given");
	process = kt_nl_process(attrs[KTHREADING_A_PROCESS_NAME], &why);
	if (IS_ERR(process))
		return kt_nl_refuse(info, &why, PTR_ERR(process));
	waiter = kt_waiter_create(&process->table, 1, info->snd_portid,
				  info->snd_seq, process_answer);
	if (waiter) {
		kt_waiter_add_thread(waiter, NULL);
		kt_process_watch(process, waiter);
		kt_waiter_arm(
			waiter,
			timeout_of(attrs[KTHREADING_A_PROCESS_TIMEOUT_NS]));
	}
	kt_process_put(process);
	return waiter ? 0 : kt_nl_refuse(info, &why, -ENOMEM);
}
