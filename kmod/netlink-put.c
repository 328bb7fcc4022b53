// SPDX-License-Identifier: GPL-2.0
/* What goes out, as several operations share it. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/slab.h>

#include "args.h"
#include "life.h"
#include "netlink-write.h"
#include "target.h"
#include "timer.h"

/* A default name with the number and the target of most. */
#define USUAL_NAME_LEN 27

/**
 * kt_nl_reply_new - begin the reply to a request
 * @info: of the request
 * @size: room for attributes
 * @header: set to the reply's
 *
 * Context: may sleep.
 *
 * Return: the message, or NULL without memory.
 */
struct sk_buff *kt_nl_reply_new(struct genl_info *info, size_t size,
				void **header)
{
	struct sk_buff *skb = genlmsg_new(size, GFP_KERNEL);

	if (!skb)
		return NULL;
	*header =
		genlmsg_put_reply(skb, info, &kt_family, 0, info->genlhdr->cmd);
	if (*header)
		return skb;
	nlmsg_free(skb);
	return NULL;
}

/**
 * kt_nl_reply_send - end and send what kt_nl_reply_new() began
 * @info: of the request
 * @skb: consumed
 * @header: of the reply
 * @ret: of the puts
 *
 * Return: 0, or why it could not be sent.
 */
int kt_nl_reply_send(struct genl_info *info, struct sk_buff *skb, void *header,
		     int ret)
{
	if (ret) {
		nlmsg_free(skb);
		return ret;
	}
	genlmsg_end(skb, header);
	return genlmsg_reply(skb, info);
}

int kt_nl_put_ref(struct sk_buff *skb, int attr, struct kt_thread *thread)
{
	struct nlattr *nest = kt_nl_write_nest(skb, attr);
	char name[KTHREADING_THREAD_NAME_MAX + 1];
	size_t len;

	if (!nest)
		return -EMSGSIZE;
	len = kt_thread_name(thread, name, sizeof(name));
	if (kt_nl_write_u32(skb, KTHREADING_A_REF_ID, thread->id) ||
	    kt_nl_write_text(skb, KTHREADING_A_REF_NAME, name, len + 1))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* As the kernel writes lists of CPUs; scnprintf(), because a long one may be cut. */
static int put_cpus(struct sk_buff *skb, const struct cpumask *cpus)
{
	char text[256];

	scnprintf(text, sizeof(text), "%*pbl", cpumask_pr_args(cpus));
	return nla_put_string(skb, KTHREADING_A_SCHED_CPUS, text);
}

int kt_nl_put_sched(struct sk_buff *skb, const struct kt_sched *sched)
{
	struct nlattr *nest = nla_nest_start(skb, KTHREADING_A_THREAD_SCHED);

	if (!nest)
		return -EMSGSIZE;
	if ((sched->given & KT_SCHED_POLICY &&
	     nla_put_u32(skb, KTHREADING_A_SCHED_POLICY, sched->policy)) ||
	    (sched->given & KT_SCHED_PRIORITY &&
	     nla_put_u32(skb, KTHREADING_A_SCHED_PRIORITY, sched->priority)) ||
	    (sched->given & KT_SCHED_NICE &&
	     nla_put_s32(skb, KTHREADING_A_SCHED_NICE, sched->nice)) ||
	    (sched->given & KT_SCHED_NODE &&
	     nla_put_u32(skb, KTHREADING_A_SCHED_NODE, sched->node)) ||
	    (sched->given & KT_SCHED_CPUS && put_cpus(skb, &sched->cpus)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_end(struct sk_buff *skb, const struct kt_thread_info *info)
{
	const struct kt_end *end = &info->end;

	if (!end->outcome)
		return 0;
	return kt_nl_write_u32(skb, KTHREADING_A_THREAD_OUTCOME,
			       end->outcome) ||
	       (end->has_value && end->outcome == KTHREADING_OUTCOME_RETURNED &&
		kt_nl_write_u64(skb, KTHREADING_A_THREAD_RESULT, end->value,
				KTHREADING_A_THREAD_PAD)) ||
	       (end->outcome == KTHREADING_OUTCOME_RAISED &&
		(kt_nl_write_u32(skb, KTHREADING_A_THREAD_ERROR, end->error) ||
		 kt_nl_write_str(skb, KTHREADING_A_THREAD_ERROR_TEXT,
				 info->error_text)));
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return kt_nl_write_u64(skb, attr, value, KTHREADING_A_THREAD_PAD);
}

static int put_times(struct sk_buff *skb, const struct kt_thread_info *info)
{
	return put_u64(skb, KTHREADING_A_THREAD_READY_NS, info->ready_ns) ||
	       put_u64(skb, KTHREADING_A_THREAD_RUNNING_NS, info->running_ns) ||
	       put_u64(skb, KTHREADING_A_THREAD_BLOCKED_NS, info->blocked_ns) ||
	       put_u64(skb, KTHREADING_A_THREAD_VOLUNTARY_SWITCHES,
		       info->voluntary) ||
	       put_u64(skb, KTHREADING_A_THREAD_INVOLUNTARY_SWITCHES,
		       info->involuntary);
}

static int put_target(struct sk_buff *skb, const struct kt_args *args)
{
	const char *word = NULL;
	unsigned int i;

	if (!args)
		return 0;
	if (kt_nl_write_str(skb, KTHREADING_A_THREAD_TARGET,
			    kt_args_target(args)->name))
		return -EMSGSIZE;
	for (i = 0; i < kt_args_count(args); i++) {
		word = kt_args_next(args, word);
		if (kt_nl_write_str(skb, KTHREADING_A_THREAD_ARG, word))
			return -EMSGSIZE;
	}
	return 0;
}

static int put_kthread(struct sk_buff *skb, const struct kt_thread_info *info)
{
	return (info->native_id &&
		(kt_nl_write_u32(skb, KTHREADING_A_THREAD_NATIVE_ID,
				 info->native_id) ||
		 kt_nl_write_u32(skb, KTHREADING_A_THREAD_CPU, info->cpu))) ||
	       (*info->blocked_on &&
		kt_nl_write_str(skb, KTHREADING_A_THREAD_BLOCKED_ON,
				info->blocked_on)) ||
	       (info->since_ns &&
		put_u64(skb, KTHREADING_A_THREAD_SINCE_NS, info->since_ns));
}

static int put_timer_spec(struct sk_buff *skb, const struct kt_timer_spec *spec)
{
	return kt_nl_write_u64(skb, KTHREADING_A_TIMER_INTERVAL_NS,
			       spec->interval, KTHREADING_A_TIMER_PAD) ||
	       (spec->absolute &&
		nla_put_flag(skb, KTHREADING_A_TIMER_ABSOLUTE)) ||
	       kt_nl_write_u32(skb, KTHREADING_A_TIMER_CLOCK, spec->clock) ||
	       (spec->every &&
		kt_nl_write_u64(skb, KTHREADING_A_TIMER_EVERY_NS, spec->every,
				KTHREADING_A_TIMER_PAD)) ||
	       (spec->slack &&
		kt_nl_write_u64(skb, KTHREADING_A_TIMER_SLACK_NS, spec->slack,
				KTHREADING_A_TIMER_PAD));
}

static int put_timer(struct sk_buff *skb, struct kt_thread *thread)
{
	struct kt_timer_info info;
	struct nlattr *nest;

	if (!kt_timer_ask(thread, &info))
		return 0;
	nest = nla_nest_start(skb, KTHREADING_A_THREAD_TIMER);
	if (!nest || put_timer_spec(skb, &info.spec) ||
	    (info.waiting &&
	     kt_nl_write_u64(skb, KTHREADING_A_TIMER_REMAINING_NS,
			     info.remaining_ns, KTHREADING_A_TIMER_PAD)) ||
	    kt_nl_write_u64(skb, KTHREADING_A_TIMER_FIRED, info.fired,
			    KTHREADING_A_TIMER_PAD) ||
	    kt_nl_write_u64(skb, KTHREADING_A_TIMER_OVERRUNS, info.overruns,
			    KTHREADING_A_TIMER_PAD) ||
	    (info.fired &&
	     kt_nl_write_u64(skb, KTHREADING_A_TIMER_LATENESS_NS,
			     info.lateness_ns, KTHREADING_A_TIMER_PAD)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * kt_nl_thread_size - room that a thread's attributes need at most
 * @thread: the thread
 *
 * Return: bytes.
 */
size_t kt_nl_thread_size(const struct kt_thread *thread)
{
	/* Names, numbers, what it is blocked on, error text, list of CPUs. */
	return 1536 + kt_args_count(thread->args) *
			      nla_total_size(KTHREADING_ARG_LEN_MAX + 1);
}

/**
 * kt_nl_put_thread - tell about a thread
 * @skb: message to add to
 * @thread: the thread
 * @info: scratch; it is large
 *
 * Return: 0, or another value when there is no room.
 */
int kt_nl_put_thread(struct sk_buff *skb, struct kt_thread *thread,
		     struct kt_thread_info *info)
{
	kt_life_ask(thread, info);
	return kt_nl_write_str(skb, KTHREADING_A_THREAD_PROCESS,
			       thread->table->name) ||
	       kt_nl_write_u32(skb, KTHREADING_A_THREAD_ID, thread->id) ||
	       kt_nl_write_str(skb, KTHREADING_A_THREAD_NAME, info->name) ||
	       (info->ident &&
		put_u64(skb, KTHREADING_A_THREAD_IDENT, info->ident)) ||
	       kt_nl_write_u8(skb, KTHREADING_A_THREAD_DAEMON, info->daemon) ||
	       (thread == thread->table->main &&
		nla_put_flag(skb, KTHREADING_A_THREAD_MAIN)) ||
	       kt_nl_write_u32(skb, KTHREADING_A_THREAD_STATE, info->state) ||
	       put_target(skb, thread->args) ||
	       (info->has_sched && kt_nl_put_sched(skb, &info->sched)) ||
	       put_timer(skb, thread) || put_kthread(skb, info) ||
	       put_times(skb, info) || put_end(skb, info);
}

/**
 * kt_nl_thread_reply_new - begin the reply that tells of a thread
 * @info: of the request
 * @thread: the thread
 * @reply: filled
 *
 * Context: may sleep.
 *
 * Return:
 * * 0 - kt_nl_thread_reply_free() must follow
 * * -ENOMEM - no memory
 */
int kt_nl_thread_reply_new(struct genl_info *info,
			   const struct kt_thread *thread,
			   struct kt_nl_reply *reply)
{
	reply->scratch = kmalloc(sizeof(*reply->scratch), GFP_KERNEL);
	if (!reply->scratch)
		return -ENOMEM;
	reply->skb = kt_nl_reply_new(info, kt_nl_thread_size(thread),
				     &reply->header);
	if (reply->skb)
		return 0;
	kfree(reply->scratch);
	reply->scratch = NULL;
	return -ENOMEM;
}

/**
 * kt_nl_thread_reply_send - end and send the reply that tells of a thread
 * @info: of the request
 * @reply: its message is consumed
 * @thread: the thread
 * @count: how many it was about; 0 where that is not told
 *
 * Context: may sleep.
 *
 * Return: 0, or why it could not be sent.
 */
int kt_nl_thread_reply_send(struct genl_info *info, struct kt_nl_reply *reply,
			    struct kt_thread *thread, u32 count)
{
	struct sk_buff *skb = reply->skb;
	int ret = kt_nl_put_thread(skb, thread, reply->scratch);

	if (!ret && count)
		ret = nla_put_u32(skb, KTHREADING_A_THREAD_COUNT, count);
	reply->skb = NULL;
	return kt_nl_reply_send(info, skb, reply->header, ret ? -EMSGSIZE : 0);
}

/**
 * kt_nl_thread_reply_free - the end of a reply, sent or not
 * @reply: may be one that was never begun, and is all zero
 */
void kt_nl_thread_reply_free(struct kt_nl_reply *reply)
{
	nlmsg_free(reply->skb);
	kfree(reply->scratch);
}

/**
 * kt_nl_thread_reply - answer a request with a thread
 * @info: of the request, which has changed nothing
 * @thread: the thread
 *
 * Context: may sleep.
 *
 * Return: 0, or why it could not be sent.
 */
int kt_nl_thread_reply(struct genl_info *info, struct kt_thread *thread)
{
	struct kt_nl_reply reply = {};
	int ret = kt_nl_thread_reply_new(info, thread, &reply);

	if (!ret)
		ret = kt_nl_thread_reply_send(info, &reply, thread, 0);
	kt_nl_thread_reply_free(&reply);
	return ret;
}

/**
 * kt_nl_dump_process - the process that a dump is about
 * @cb: of the dump
 * @name: its name, or NULL
 *
 * Return: the process with a reference for the caller, or
 * * -EINVAL - no name
 * * -ENOENT - there is none
 */
struct kt_process *kt_nl_dump_process(struct netlink_callback *cb,
				      struct nlattr *name)
{
	struct kt_process *process;
	struct kt_why why = {};
	int ret;

	if (!name) {
		NL_SET_ERR_MSG(cb->extack, "no process given");
		return ERR_PTR(-EINVAL);
	}
	process = kt_nl_process(name, &why);
	if (!IS_ERR(process))
		return process;
	ret = kt_nl_dump_refuse(cb, name, &why, PTR_ERR(process));
	return ERR_PTR(ret);
}

/* The names are as short as most, or of any length. */
static int made_reply(struct genl_info *info, struct kt_thread *const *threads,
		      u32 count, size_t name_len, struct kt_nl_reply *reply)
{
	const size_t ref =
		nla_total_size(sizeof(u32)) + nla_total_size(name_len + 1);
	struct sk_buff *skb;
	int ret;
	u32 i;

	skb = kt_nl_reply_new(
		info, nla_total_size(sizeof(u32)) + count * nla_total_size(ref),
		&reply->header);
	if (!skb)
		return -ENOMEM;
	ret = nla_put_u32(skb, KTHREADING_A_THREAD_COUNT, count);
	for (i = 0; !ret && i < count; i++)
		ret = kt_nl_put_ref(skb, KTHREADING_A_THREAD_MADE, threads[i]);
	if (ret)
		nlmsg_free(skb);
	else
		reply->skb = skb;
	return ret;
}

/**
 * kt_nl_made_reply_new - write the reply that names threads
 * @info: of the request
 * @threads: the threads
 * @count: how many
 * @reply: filled
 *
 * Memory for long names is only taken when there are some: it would be cleared, and the reply
 * be copied to where it fits.
 *
 * Context: may sleep.
 *
 * Return:
 * * 0 - kt_nl_thread_reply_free() must follow
 * * -ENOMEM - no memory
 */
int kt_nl_made_reply_new(struct genl_info *info,
			 struct kt_thread *const *threads, u32 count,
			 struct kt_nl_reply *reply)
{
	int ret = made_reply(info, threads, count, USUAL_NAME_LEN, reply);

	if (ret == -EMSGSIZE)
		ret = made_reply(info, threads, count,
				 KTHREADING_THREAD_NAME_MAX, reply);
	return ret;
}

/**
 * kt_nl_made_reply_send - send the reply that names threads
 * @info: of the request
 * @reply: its message is consumed
 *
 * Return: 0, or why it could not be sent.
 */
int kt_nl_made_reply_send(struct genl_info *info, struct kt_nl_reply *reply)
{
	struct sk_buff *skb = reply->skb;

	reply->skb = NULL;
	return kt_nl_reply_send(info, skb, reply->header, 0);
}

/**
 * kt_nl_dump_header - begin a message of a dump
 * @dump: the dump
 * @cmd: operation that it answers
 *
 * Return: the header, or NULL without room.
 */
void *kt_nl_dump_header(struct kt_nl_dump *dump, u8 cmd)
{
	return genlmsg_put(dump->skb, NETLINK_CB(dump->cb->skb).portid,
			   dump->cb->nlh->nlmsg_seq, &kt_family, NLM_F_MULTI,
			   cmd);
}

/**
 * kt_nl_dump_end - end a message of a dump
 * @dump: the dump
 * @header: of the message, or NULL
 * @ret: of the puts
 *
 * Return: 0, or -EMSGSIZE when it had no room: it is taken back, and the dump goes
 * on with it later.
 */
int kt_nl_dump_end(struct kt_nl_dump *dump, void *header, int ret)
{
	if (!header || ret) {
		genlmsg_cancel(dump->skb, header);
		return -EMSGSIZE;
	}
	genlmsg_end(dump->skb, header);
	return 0;
}

/**
 * kt_nl_dump_result - the end of a call of a dump
 * @skb: the messages
 * @ret: 0 when all is told
 *
 * Return: what netlink wants.
 */
int kt_nl_dump_result(struct sk_buff *skb, int ret)
{
	if (ret == -EMSGSIZE && skb->len)
		return skb->len;
	return ret ?: skb->len;
}
