// SPDX-License-Identifier: GPL-2.0
/* Operations on threads that are answered at once. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "args.h"
#include "compat.h"
#include "life.h"
#include "process.h"
#include "target.h"
#include "timer.h"

/**
 * struct add - a request to add threads, while it is handled
 * @process: reference owned
 * @acting: reference owned
 * @args: reference owned
 * @sched: owned
 * @spec: what each is made of
 * @timer: what makes each a Timer, if @spec says so
 * @count: how many are wanted
 * @numbered: whether a count was given, and names get numbers
 * @made: how many are made
 * @threads: those, references owned
 * @reply: owned
 */
struct add {
	struct kt_process *process;
	struct kt_thread *acting;
	struct kt_args *args;
	struct kt_sched *sched;
	struct kt_thread_spec spec;
	struct kt_timer_spec timer;
	u32 count;
	bool numbered;
	u32 made;
	struct kt_thread **threads;
	struct kt_nl_reply reply;
};

static int add_target(struct genl_info *info, struct add *add,
		      struct kt_why *why)
{
	struct nlattr *name = info->attrs[KTHREADING_A_THREAD_TARGET];
	const char *words[KTHREADING_ARGS_MAX];
	struct kt_target_entry *entry;
	int nr;

	nr = kt_nl_words(info, words, why);
	if (nr < 0)
		return nr;
	if (!name)
		return nr ? kt_refuse(why, -EINVAL, KT_ITEM_ARG,
				      "arguments need a target") :
			    0;
	entry = kt_target_find(nla_data(name));
	if (!entry)
		return kt_refuse(why, -ENOENT, KT_ITEM_TARGET,
				 "there is no target %s",
				 (char *)nla_data(name));
	add->args = kt_args_create(entry, words, nr, why);
	kt_target_put(entry);
	return PTR_ERR_OR_ZERO(add->args);
}

static int add_spec(struct genl_info *info, struct add *add, struct kt_why *why)
{
	struct nlattr **attrs = info->attrs;
	int ret;

	add->count = 1;
	if (attrs[KTHREADING_A_THREAD_COUNT]) {
		add->count = nla_get_u32(attrs[KTHREADING_A_THREAD_COUNT]);
		add->numbered = true;
	}
	if (add->count > KTHREADING_COUNT_MAX)
		return kt_refuse(why, -EINVAL, KT_ITEM_COUNT,
				 "one request makes at most %u threads",
				 KTHREADING_COUNT_MAX);
	if (attrs[KTHREADING_A_THREAD_NAME])
		add->spec.name = nla_data(attrs[KTHREADING_A_THREAD_NAME]);
	if (attrs[KTHREADING_A_THREAD_DAEMON])
		add->spec.daemon =
			nla_get_u8(attrs[KTHREADING_A_THREAD_DAEMON]) ?
				KT_DAEMON_ON :
				KT_DAEMON_OFF;
	ret = add_target(info, add, why);
	if (!ret)
		ret = kt_nl_sched(attrs[KTHREADING_A_THREAD_SCHED], &add->sched,
				  why);
	add->spec.sched = add->sched;
	if (ret || !attrs[KTHREADING_A_THREAD_TIMER])
		return ret;
	add->spec.timer = &add->timer;
	return kt_nl_timer(attrs[KTHREADING_A_THREAD_TIMER], &add->timer, why);
}

static int add_make(struct add *add, struct kt_why *why)
{
	const struct kt_thread_kind *kind = add->spec.timer ? &kt_timer_kind :
							      NULL;
	struct kt_thread *thread;

	add->threads =
		kvmalloc_array(add->count, sizeof(*add->threads), GFP_KERNEL);
	if (!add->threads)
		return -ENOMEM;
	while (add->made < add->count) {
		thread = kt_thread_make(&add->process->table, kind, add->acting,
					&add->spec, add->args,
					add->numbered ? add->made + 1 : 0, why);
		if (IS_ERR(thread))
			return PTR_ERR(thread);
		add->threads[add->made++] = thread;
		cond_resched();
	}
	return 0;
}

/* All or none: what was made for a request that fails is taken back. */
static void add_undo(struct add *add)
{
	u32 i;

	for (i = 0; i < add->made; i++) {
		kt_thread_remove(add->threads[i], NULL);
		cond_resched();
	}
}

static void add_free(struct add *add)
{
	u32 i;

	for (i = 0; i < add->made; i++) {
		kt_thread_put(add->threads[i]);
		cond_resched();
	}
	kt_nl_thread_reply_free(&add->reply);
	kvfree(add->threads);
	kfree(add->sched);
	if (!IS_ERR(add->args))
		kt_args_put(add->args);
	if (!IS_ERR(add->acting))
		kt_thread_put(add->acting);
	if (!IS_ERR(add->process))
		kt_process_put(add->process);
}

static int add_all(struct genl_info *info, struct add *add, struct kt_why *why)
{
	int ret;

	add->process = kt_nl_thread_process(info, why);
	if (IS_ERR(add->process))
		return PTR_ERR(add->process);
	/* Nobody can act there any more: the end is the better reason. */
	if (READ_ONCE(add->process->table.stopping))
		return kt_refuse(why, -ESHUTDOWN, KT_ITEM_PROCESS,
				 "can't create new thread at process end");
	add->acting = kt_nl_acting(add->process,
				   info->attrs[KTHREADING_A_THREAD_AS], why);
	if (IS_ERR(add->acting))
		return PTR_ERR(add->acting);
	ret = add_spec(info, add, why);
	if (!ret)
		ret = add_make(add, why);
	if (!ret)
		ret = kt_nl_thread_reply_new(info, add->threads[0],
					     &add->reply);
	if (!ret && info->attrs[KTHREADING_A_THREAD_START])
		ret = kt_life_start_many(add->threads, add->count, why);
	if (ret)
		add_undo(add);
	return ret;
}

int kthreading_nl_thread_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kt_why why = {};
	struct add add = {};
	int ret = add_all(info, &add, &why);

	if (!ret)
		ret = kt_nl_thread_reply_send(info, &add.reply, add.threads[0],
					      add.count);
	add_free(&add);
	return kt_nl_result(info, &why, ret);
}

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
	struct kt_sched *sched;
	int ret;

	ret = kt_nl_sched(attrs[KTHREADING_A_THREAD_SCHED], &sched, why);
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
	struct kt_thread *thread;
	unsigned long next = *id;
	int ret = 0;

	while (!ret) {
		thread = kt_thread_next(&process->table, &next);
		if (!thread)
			return 0;
		ret = dump_thread(skb, cb, thread, scratch);
		kt_thread_put(thread);
		if (!ret)
			*id = next;
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
