// SPDX-License-Identifier: GPL-2.0
/* Operations that tell of threads, or change one. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/slab.h>

#include "compat.h"
#include "life.h"
#include "process.h"

int kthreading_nl_thread_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *ref = info->attrs[KTHREADING_A_THREAD_REF];
	struct kt_process *process;
	struct kt_thread *thread;
	struct kt_why why = {};
	int ret;

	process = kt_nl_thread_process(info, &why);
	if (IS_ERR(process))
		return kt_nl_result(info, &why, PTR_ERR(process));
	if (ref)
		thread = kt_nl_ref(process, ref, &why);
	else
		thread = kt_nl_acting(
			process, info->attrs[KTHREADING_A_THREAD_AS], &why);
	kt_process_put(process);
	if (IS_ERR(thread))
		return kt_nl_result(info, &why, PTR_ERR(thread));
	ret = kt_nl_thread_reply(info, thread);
	kt_thread_put(thread);
	return kt_nl_result(info, &why, ret);
}

static int set_all(struct genl_info *info, struct kt_thread *thread,
		   struct kt_why *why)
{
	struct nlattr **attrs = info->attrs;
	struct kt_thread_change change = {};
	struct kt_sched *sched = NULL;
	int ret = 0;

	if (attrs[KTHREADING_A_THREAD_SCHED])
		ret = kt_nl_sched(attrs[KTHREADING_A_THREAD_SCHED], &sched,
				  why);
	if (ret)
		return ret;
	change.sched = sched;
	if (attrs[KTHREADING_A_THREAD_NAME])
		change.name = nla_data(attrs[KTHREADING_A_THREAD_NAME]);
	if (attrs[KTHREADING_A_THREAD_DAEMON])
		change.daemon = nla_get_u8(attrs[KTHREADING_A_THREAD_DAEMON]) ?
					KT_DAEMON_ON :
					KT_DAEMON_OFF;
	ret = kt_thread_change(thread, &change, why);
	kfree(sched);
	return ret;
}

int kthreading_nl_thread_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kt_process *process;
	struct kt_thread *thread;
	struct kt_why why = {};
	int ret;

	ret = kt_nl_thread(info, &process, &thread, &why);
	if (ret)
		return kt_nl_result(info, &why, ret);
	ret = set_all(info, thread, &why);
	kt_thread_put(thread);
	kt_process_put(process);
	return kt_nl_result(info, &why, ret);
}

/* Threads that are looked up together: to find one takes as long as to tell of it. */
#define DUMP_BATCH 16

/**
 * struct dump - where a dump of threads stands, in the callback's args
 * @process: id of the process
 * @thread: id of the thread that was told last
 */
struct dump {
	unsigned long process;
	unsigned long thread;
};

static int dump_thread(struct sk_buff *skb, struct netlink_callback *cb,
		       struct kt_thread *thread, struct kt_thread_info *scratch)
{
	struct kt_nl_dump dump = { .skb = skb, .cb = cb };
	void *header = kt_nl_dump_header(&dump, KTHREADING_CMD_THREAD_GET);

	if (header)
		genl_dump_check_consistent(cb, header);
	return kt_nl_dump_end(&dump, header,
			      header ? kt_nl_put_thread(skb, thread, scratch) :
				       0);
}

static int dump_process(struct sk_buff *skb, struct netlink_callback *cb,
			struct kt_process *process, unsigned long *id,
			struct kt_thread_info *scratch)
{
	struct kt_thread *threads[DUMP_BATCH];
	unsigned int count, i;
	int ret = 0;

	while (!ret) {
		count = kt_thread_some(&process->table, *id, threads,
				       ARRAY_SIZE(threads));
		if (!count)
			return 0;
		for (i = 0; i < count; i++) {
			if (!ret)
				ret = dump_thread(skb, cb, threads[i], scratch);
			if (!ret)
				*id = threads[i]->id;
			kt_thread_put(threads[i]);
		}
	}
	return ret;
}

/* Of all processes, from the one where the last message ended. */
static int dump_all(struct sk_buff *skb, struct netlink_callback *cb,
		    struct dump *dump, struct kt_thread_info *scratch)
{
	struct kt_process *process;
	unsigned long id;
	int ret;

	/* Each process has a main thread, so this tells of processes, too. */
	cb->seq = kt_threads_generation();
	for (;;) {
		id = dump->process ? dump->process - 1 : 0;
		process = kt_process_next(&id);
		if (!process)
			return 0;
		if (id != dump->process)
			dump->thread = 0;
		dump->process = id;
		ret = dump_process(skb, cb, process, &dump->thread, scratch);
		kt_process_put(process);
		if (ret)
			return ret;
		dump->process++;
		dump->thread = 0;
	}
}

static int dump_one(struct sk_buff *skb, struct netlink_callback *cb,
		    struct nlattr *name, struct dump *dump,
		    struct kt_thread_info *scratch)
{
	struct kt_process *process;
	struct kt_why why = {};
	int ret;

	process = kt_nl_process(name, &why);
	if (IS_ERR(process))
		return kt_nl_dump_refuse(cb, name, &why, PTR_ERR(process));
	cb->seq = READ_ONCE(process->table.generation);
	ret = dump_process(skb, cb, process, &dump->thread, scratch);
	kt_process_put(process);
	return ret;
}

int kthreading_nl_thread_get_dumpit(struct sk_buff *skb,
				    struct netlink_callback *cb)
{
	struct nlattr *name =
		kt_genl_dump_attrs(cb)[KTHREADING_A_THREAD_PROCESS];
	struct dump *dump = (struct dump *)cb->args;
	struct kt_thread_info *scratch;
	int ret = kt_nl_dump_allowed(cb);

	if (ret)
		return ret;
	scratch = kmalloc(sizeof(*scratch), GFP_KERNEL);
	if (!scratch)
		return -ENOMEM;
	ret = name ? dump_one(skb, cb, name, dump, scratch) :
		     dump_all(skb, cb, dump, scratch);
	kfree(scratch);
	return kt_nl_dump_result(skb, ret);
}
