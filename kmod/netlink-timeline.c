// SPDX-License-Identifier: GPL-2.0
/* Operations on timelines. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/slab.h>

#include "compat.h"
#include "observe.h"
#include "process.h"

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, KTHREADING_A_TIMELINE_PAD);
}

static struct kt_process *process_of(struct genl_info *info, struct kt_why *why)
{
	struct nlattr *name = info->attrs[KTHREADING_A_TIMELINE_PROCESS];

	if (!name)
		return ERR_PTR(kt_nl_missing(info,
					     KTHREADING_A_TIMELINE_PROCESS,
					     "no process given"));
	return kt_nl_process(name, why);
}

int kthreading_nl_timeline_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *record = info->attrs[KTHREADING_A_TIMELINE_RECORD];
	struct kt_process *process;
	struct kt_why why = {};
	int ret;

	process = process_of(info, &why);
	if (IS_ERR(process))
		return kt_nl_result(info, &why, PTR_ERR(process));
	if (record)
		ret = kt_observe_record(&process->table, nla_get_u8(record),
					&why);
	else
		ret = kt_nl_missing(info, KTHREADING_A_TIMELINE_RECORD,
				    "nothing to set");
	kt_process_put(process);
	return kt_nl_result(info, &why, ret);
}

static int put_info(struct sk_buff *skb, struct kt_table *table)
{
	struct kt_observe_info info;

	kt_observe_ask(table, &info);
	return nla_put_string(skb, KTHREADING_A_TIMELINE_PROCESS,
			      table->name) ||
	       nla_put_u8(skb, KTHREADING_A_TIMELINE_RECORD, info.recording) ||
	       (info.recording &&
		(nla_put_u32(skb, KTHREADING_A_TIMELINE_RECORDS,
			     info.records) ||
		 put_u64(skb, KTHREADING_A_TIMELINE_DROPPED, info.dropped) ||
		 put_u64(skb, KTHREADING_A_TIMELINE_UNTIL_NS, info.until)));
}

/* A name and numbers. */
#define INFO_SIZE 256

int kthreading_nl_timeline_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kt_why why = {};

	return kt_nl_observed_reply(info, process_of(info, &why), INFO_SIZE,
				    put_info, &why);
}

static void *dump_header(struct kt_nl_dump *dump)
{
	void *header = kt_nl_dump_header(dump, KTHREADING_CMD_TIMELINE_GET);

	if (header)
		genl_dump_check_consistent(dump->cb, header);
	return header;
}

static int dump_thread(struct kt_nl_dump *dump, const struct kt_stat *stat)
{
	void *header = dump_header(dump);
	struct sk_buff *skb = dump->skb;

	return kt_nl_dump_end(
		dump, header,
		header ? kt_nl_put_observed(skb, KTHREADING_A_TIMELINE_THREAD,
					    stat->id, stat->name) ||
				 (*stat->target &&
				  nla_put_string(skb,
						 KTHREADING_A_TIMELINE_TARGET,
						 stat->target)) :
			 0);
}

static int put_step(struct sk_buff *skb, u64 number, const struct kt_step *step)
{
	bool blocked = step->state == KTHREADING_THREAD_BLOCKED;

	return put_u64(skb, KTHREADING_A_TIMELINE_SEQ, number) ||
	       nla_put_u32(skb, KTHREADING_A_TIMELINE_ID, step->id) ||
	       put_u64(skb, KTHREADING_A_TIMELINE_TIME_NS, step->at) ||
	       nla_put_u32(skb, KTHREADING_A_TIMELINE_STATE, step->state) ||
	       (blocked &&
		nla_put_u32(skb, KTHREADING_A_TIMELINE_CAUSE, step->cause)) ||
	       (step->other &&
		nla_put_u32(skb, KTHREADING_A_TIMELINE_OTHER, step->other)) ||
	       (step->state == KTHREADING_THREAD_RUNNING &&
		nla_put_u32(skb, KTHREADING_A_TIMELINE_CPU, step->cpu));
}

static int dump_step(struct kt_nl_dump *dump, u64 number,
		     const struct kt_step *step)
{
	void *header = dump_header(dump);

	return kt_nl_dump_end(dump, header,
			      header ? put_step(dump->skb, number, step) : 0);
}

/**
 * struct dump - where a dump stands, in the callback's args
 * @thread: id of the thread that was told last
 * @threads_told: all of them were
 * @step: number of the next step
 */
struct dump {
	unsigned long thread;
	unsigned long threads_told;
	unsigned long step;
};

static int dump_threads(struct kt_nl_dump *nl, struct kt_observer *observer,
			struct dump *dump, struct kt_stat *stat)
{
	unsigned long id = dump->thread;
	int ret;

	while (!dump->threads_told) {
		if (kt_observe_thread(observer, &id, stat)) {
			ret = dump_thread(nl, stat);
			if (ret)
				return ret;
			dump->thread = id;
		} else {
			dump->threads_told = true;
		}
	}
	return 0;
}

static int dump_steps(struct kt_nl_dump *nl, struct kt_observer *observer,
		      struct dump *dump)
{
	struct kt_step steps[16];
	u64 number = dump->step;
	unsigned int i, count;
	int ret;

	for (;;) {
		count = kt_observe_steps(observer, &number, steps,
					 ARRAY_SIZE(steps));
		if (!count)
			return 0;
		for (i = 0; i < count; i++) {
			ret = dump_step(nl, number, &steps[i]);
			if (ret)
				return ret;
			dump->step = ++number;
		}
	}
}

static int dump_process(struct kt_nl_dump *nl, struct kt_process *process,
			struct kt_why *why)
{
	struct dump *dump = (struct dump *)nl->cb->args;
	struct kt_stat *stat = kzalloc(sizeof(*stat), GFP_KERNEL);
	struct kt_observer *observer;
	int ret;

	if (!stat)
		return kt_refuse(why, -ENOMEM, KT_ITEM_NONE, "out of memory");
	observer = kt_observe_lock(&process->table);
	if (observer && observer->timeline.ring) {
		nl->cb->seq = observer->generation + 1;
		ret = dump_threads(nl, observer, dump, stat);
		if (!ret)
			ret = dump_steps(nl, observer, dump);
	} else {
		ret = kt_refuse(why, -ENODATA, KT_ITEM_PROCESS,
				"process %s has no timeline", process->name);
	}
	kt_observe_unlock();
	kfree(stat);
	return ret;
}

int kthreading_nl_timeline_get_dumpit(struct sk_buff *skb,
				      struct netlink_callback *cb)
{
	struct nlattr *name =
		kt_genl_dump_attrs(cb)[KTHREADING_A_TIMELINE_PROCESS];
	struct kt_nl_dump dump = { .skb = skb, .cb = cb };
	struct kt_process *process;
	struct kt_why why = {};
	int ret = kt_nl_dump_allowed(cb);

	if (ret)
		return ret;
	process = kt_nl_dump_process(cb, name);
	if (IS_ERR(process))
		return PTR_ERR(process);
	ret = dump_process(&dump, process, &why);
	kt_process_put(process);
	if (ret && ret != -EMSGSIZE)
		return kt_nl_dump_refuse(cb, name, &why, ret);
	return kt_nl_dump_result(skb, ret);
}
