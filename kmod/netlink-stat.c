// SPDX-License-Identifier: GPL-2.0
/* Operations on what is measured of threads. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/slab.h>

#include "compat.h"
#include "observe.h"
#include "process.h"

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, KTHREADING_A_STAT_PAD);
}

/**
 * kt_nl_put_observed - name a thread that may be gone
 * @skb: message to add to
 * @attr: type of the nest
 * @id: of the thread
 * @name: of the thread, empty when nobody knows it
 *
 * Return: 0, or another value when there is no room.
 */
int kt_nl_put_observed(struct sk_buff *skb, int attr, u32 id, const char *name)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest || nla_put_u32(skb, KTHREADING_A_REF_ID, id) ||
	    (*name && nla_put_string(skb, KTHREADING_A_REF_NAME, name)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * kt_nl_observed_reply - tell about the observation of a process
 * @info: of the request
 * @process: consumed; may be an error, which @why explains
 * @size: room for attributes
 * @put: adds them to the message
 * @why: of the request
 *
 * Context: may sleep.
 *
 * Return: 0, or what the request is refused with.
 */
int kt_nl_observed_reply(struct genl_info *info, struct kt_process *process,
			 size_t size,
			 int (*put)(struct sk_buff *skb,
				    struct kt_table *table),
			 struct kt_why *why)
{
	struct sk_buff *reply;
	void *header;
	int ret = -ENOMEM;

	if (IS_ERR(process))
		return kt_nl_result(info, why, PTR_ERR(process));
	reply = kt_nl_reply_new(info, size, &header);
	if (reply)
		ret = kt_nl_reply_send(info, reply, header,
				       put(reply, &process->table));
	kt_process_put(process);
	return kt_nl_result(info, why, ret);
}

static struct kt_process *process_of(struct genl_info *info, struct kt_why *why)
{
	struct nlattr *name = info->attrs[KTHREADING_A_STAT_PROCESS];

	if (!name)
		return ERR_PTR(kt_nl_missing(info, KTHREADING_A_STAT_PROCESS,
					     "no process given"));
	return kt_nl_process(name, why);
}

static int set_stop(struct genl_info *info, struct kt_table *table,
		    struct kt_why *why)
{
	struct nlattr *kind = info->attrs[KTHREADING_A_STAT_STOP_ON];
	struct nlattr *ns = info->attrs[KTHREADING_A_STAT_STOP_NS];

	if (!kind && !ns)
		return 0;
	if (!kind)
		return kt_nl_missing(info, KTHREADING_A_STAT_STOP_ON,
				     "say which time is to stop it");
	if (!ns)
		return kt_nl_missing(info, KTHREADING_A_STAT_STOP_NS,
				     "say which time is too long");
	return kt_observe_stop_on(table, nla_get_u32(kind), nla_get_u64(ns),
				  why);
}

static int set_all(struct genl_info *info, struct kt_table *table,
		   struct kt_why *why)
{
	struct nlattr **attrs = info->attrs;
	struct nlattr *measure = attrs[KTHREADING_A_STAT_MEASURE];
	int ret = 0;

	if (!measure && !attrs[KTHREADING_A_STAT_RESET] &&
	    !attrs[KTHREADING_A_STAT_STOP_ON] &&
	    !attrs[KTHREADING_A_STAT_STOP_NS])
		return kt_nl_missing(info, KTHREADING_A_STAT_MEASURE,
				     "nothing to set");
	if (measure)
		ret = kt_observe_measure(table, nla_get_u8(measure), why);
	if (!ret)
		ret = set_stop(info, table, why);
	if (!ret && attrs[KTHREADING_A_STAT_RESET])
		ret = kt_observe_reset(table, why);
	return ret;
}

int kthreading_nl_stat_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kt_process *process;
	struct kt_why why = {};
	int ret;

	process = process_of(info, &why);
	if (IS_ERR(process))
		return kt_nl_result(info, &why, PTR_ERR(process));
	ret = set_all(info, &process->table, &why);
	kt_process_put(process);
	return kt_nl_result(info, &why, ret);
}

static int put_stopped(struct sk_buff *skb, struct kt_table *table,
		       const struct kt_offence *offence)
{
	char name[KT_NAME_LEN];

	kt_observe_name(table, offence->id, name, sizeof(name));
	return kt_nl_put_observed(skb, KTHREADING_A_STAT_STOPPED, offence->id,
				  name) ||
	       put_u64(skb, KTHREADING_A_STAT_STOPPED_NS, offence->ns);
}

static int put_info(struct sk_buff *skb, struct kt_table *table)
{
	struct kt_observe_info info;

	kt_observe_ask(table, &info);
	return nla_put_string(skb, KTHREADING_A_STAT_PROCESS, table->name) ||
	       nla_put_u8(skb, KTHREADING_A_STAT_MEASURE, info.measuring) ||
	       nla_put_u8(skb, KTHREADING_A_STAT_RECORD, info.recording) ||
	       nla_put_u32(skb, KTHREADING_A_STAT_MISSED, info.missed) ||
	       (info.stop_ns &&
		(nla_put_u32(skb, KTHREADING_A_STAT_STOP_ON, info.stop_on) ||
		 put_u64(skb, KTHREADING_A_STAT_STOP_NS, info.stop_ns))) ||
	       (info.frozen && put_stopped(skb, table, &info.offence));
}

/* Names and numbers. */
#define INFO_SIZE 384

int kthreading_nl_stat_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kt_why why = {};

	return kt_nl_observed_reply(info, process_of(info, &why), INFO_SIZE,
				    put_info, &why);
}

static int put_bucket(struct sk_buff *skb, unsigned int bucket, u64 count)
{
	struct nlattr *nest;

	if (!count)
		return 0;
	nest = nla_nest_start(skb, KTHREADING_A_STAT_BUCKET);
	if (!nest ||
	    nla_put_u64_64bit(skb, KTHREADING_A_BUCKET_FROM_NS,
			      kt_hist_from(bucket), KTHREADING_A_BUCKET_PAD) ||
	    nla_put_u64_64bit(skb, KTHREADING_A_BUCKET_COUNT, count,
			      KTHREADING_A_BUCKET_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_hist(struct sk_buff *skb, const struct kt_hist *hist)
{
	unsigned int i;

	if (put_u64(skb, KTHREADING_A_STAT_COUNT, hist->count) ||
	    put_u64(skb, KTHREADING_A_STAT_SUM_NS, hist->sum_ns) ||
	    put_u64(skb, KTHREADING_A_STAT_MIN_NS, hist->min_ns) ||
	    put_u64(skb, KTHREADING_A_STAT_MAX_NS, hist->max_ns))
		return -EMSGSIZE;
	for (i = 0; i < KT_HIST_BUCKETS; i++)
		if (put_bucket(skb, i, hist->buckets[i]))
			return -EMSGSIZE;
	return 0;
}

static int dump_stat(struct kt_nl_dump *dump, const struct kt_stat *stat)
{
	void *header = kt_nl_dump_header(dump, KTHREADING_CMD_STAT_GET);
	struct sk_buff *skb = dump->skb;
	int ret = 0;

	if (header) {
		genl_dump_check_consistent(dump->cb, header);
		ret = nla_put_string(skb, KTHREADING_A_STAT_PROCESS,
				     dump->process) ||
		      (stat->id &&
		       kt_nl_put_observed(skb, KTHREADING_A_STAT_THREAD,
					  stat->id, stat->name)) ||
		      (*stat->target &&
		       nla_put_string(skb, KTHREADING_A_STAT_TARGET,
				      stat->target)) ||
		      nla_put_u32(skb, KTHREADING_A_STAT_KIND, stat->kind) ||
		      put_hist(skb, &stat->hist);
	}
	return kt_nl_dump_end(dump, header, ret);
}

/**
 * struct wanted - which times a dump tells
 * @by_target: the sums
 * @id: of the only thread, 0 for all
 */
struct wanted {
	bool by_target;
	u32 id;
};

static int wanted_read(struct netlink_callback *cb, struct kt_process *process,
		       struct wanted *wanted, struct kt_why *why)
{
	struct nlattr **attrs = kt_genl_dump_attrs(cb);
	struct nlattr *ref = attrs[KTHREADING_A_STAT_REF];
	struct kt_thread *thread;

	wanted->by_target = nla_get_flag(attrs[KTHREADING_A_STAT_BY_TARGET]);
	wanted->id = 0;
	if (!ref)
		return 0;
	if (wanted->by_target)
		return kt_refuse(why, -EINVAL, KT_ITEM_REF,
				 "one thread has no sums by target");
	thread = kt_nl_ref(process, ref, why);
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	wanted->id = thread->id;
	kt_thread_put(thread);
	return 0;
}

static int dump_stats(struct kt_nl_dump *dump, struct kt_observer *observer,
		      const struct wanted *wanted, struct kt_stat *stat)
{
	unsigned long position = dump->cb->args[0];
	int ret = 0;

	if (!position)
		position = (unsigned long)wanted->id * KT_STAT_KINDS;
	while (!ret &&
	       kt_observe_stat(observer, wanted->by_target, &position, stat) &&
	       (!wanted->id || stat->id == wanted->id)) {
		ret = dump_stat(dump, stat);
		if (!ret)
			dump->cb->args[0] = position;
	}
	return ret;
}

static int dump_process(struct kt_nl_dump *dump, struct kt_process *process,
			const struct wanted *wanted, struct kt_why *why)
{
	struct kt_stat *stat = kzalloc(sizeof(*stat), GFP_KERNEL);
	struct kt_observer *observer;
	int ret;

	if (!stat)
		return kt_refuse(why, -ENOMEM, KT_ITEM_NONE, "out of memory");
	dump->process = process->name;
	observer = kt_observe_lock(&process->table);
	if (observer && observer->measuring) {
		dump->cb->seq = observer->generation + 1;
		ret = dump_stats(dump, observer, wanted, stat);
	} else {
		ret = kt_refuse(why, -ENODATA, KT_ITEM_PROCESS,
				"the times of process %s are not measured",
				process->name);
	}
	kt_observe_unlock();
	kfree(stat);
	return ret;
}

int kthreading_nl_stat_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb)
{
	struct nlattr **attrs = kt_genl_dump_attrs(cb);
	struct kt_nl_dump dump = { .skb = skb, .cb = cb };
	struct kt_process *process;
	struct kt_why why = {};
	struct wanted wanted;
	int ret = kt_nl_dump_allowed(cb);

	if (ret)
		return ret;
	process = kt_nl_dump_process(cb, attrs[KTHREADING_A_STAT_PROCESS]);
	if (IS_ERR(process))
		return PTR_ERR(process);
	ret = wanted_read(cb, process, &wanted, &why);
	if (!ret)
		ret = dump_process(&dump, process, &wanted, &why);
	kt_process_put(process);
	if (ret && ret != -EMSGSIZE)
		return kt_nl_dump_refuse(
			cb,
			attrs[why.item == KT_ITEM_REF ?
				      KTHREADING_A_STAT_REF :
				      KTHREADING_A_STAT_PROCESS],
			&why, ret);
	return kt_nl_dump_result(skb, ret);
}
