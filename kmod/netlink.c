// SPDX-License-Identifier: GPL-2.0
/* The family, and the operations on versions, targets, processes and logs. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/netlink.h>
#include <linux/utsname.h>

#include "compat.h"
#include "event.h"
#include "log.h"
#include "process.h"
#include "target.h"
#include "waiter.h"

int kthreading_nl_version_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *wanted = info->attrs[KTHREADING_A_VERSION_RELEASE];
	/* No more: most kernels clear what they allocate, and that is most of the work. */
	size_t size = nla_total_size(sizeof(KT_RELEASE)) +
		      nla_total_size(sizeof(init_utsname()->release));
	struct sk_buff *reply;
	void *header;
	int ret;

	if (wanted && nla_strcmp(wanted, KT_RELEASE)) {
		NL_SET_ERR_MSG_ATTR(info->extack, wanted,
				    "the module is of release " KT_RELEASE);
		return -EPROTONOSUPPORT;
	}
	reply = kt_nl_reply_new(info, size, &header);
	if (!reply)
		return -ENOMEM;
	ret = nla_put_string(reply, KTHREADING_A_VERSION_RELEASE, KT_RELEASE) ||
	      nla_put_string(reply, KTHREADING_A_VERSION_KERNEL,
			     init_utsname()->release);
	return kt_nl_reply_send(info, reply, header, ret ? -EMSGSIZE : 0);
}

static int put_param(struct sk_buff *skb, const struct kt_param *param)
{
	struct nlattr *nest = nla_nest_start(skb, KTHREADING_A_TARGET_PARAM);

	if (!nest ||
	    nla_put_string(skb, KTHREADING_A_PARAM_NAME, param->name) ||
	    nla_put_u32(skb, KTHREADING_A_PARAM_TYPE, param->type) ||
	    ((param->flags || param->type == KTHREADING_PARAM_REST) &&
	     nla_put_flag(skb, KTHREADING_A_PARAM_OPTIONAL)) ||
	    (param->flags & KT_PARAM_KEYWORD &&
	     nla_put_flag(skb, KTHREADING_A_PARAM_KEYWORD)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_target(struct sk_buff *skb, const struct kt_target_entry *target)
{
	unsigned int i;

	if (nla_put_string(skb, KTHREADING_A_TARGET_NAME, target->name) ||
	    nla_put_string(skb, KTHREADING_A_TARGET_MODULE, target->module) ||
	    nla_put_string(skb, KTHREADING_A_TARGET_SUMMARY, target->summary))
		return -EMSGSIZE;
	for (i = 0; i < target->nr_params; i++)
		if (put_param(skb, &target->params[i]))
			return -EMSGSIZE;
	return 0;
}

int kthreading_nl_target_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *name = info->attrs[KTHREADING_A_TARGET_NAME];
	struct kt_target_entry *target;
	struct kt_why why = {};
	struct sk_buff *reply;
	void *header;
	int ret;

	if (!name)
		return kt_nl_missing(info, KTHREADING_A_TARGET_NAME,
				     "no target given");
	target = kt_target_find(nla_data(name));
	if (!target)
		return kt_nl_refuse(info, &why,
				    kt_refuse(&why, -ENOENT, KT_ITEM_TARGET,
					      "there is no target %s",
					      (char *)nla_data(name)));
	reply = kt_nl_reply_new(info, NLMSG_DEFAULT_SIZE, &header);
	ret = reply ? put_target(reply, target) : -ENOMEM;
	kt_target_put(target);
	return reply ? kt_nl_reply_send(info, reply, header, ret) :
		       kt_nl_refuse(info, &why, ret);
}

static int dump_target(const struct kt_target_entry *target, void *data)
{
	struct kt_nl_dump *dump = data;
	void *header = kt_nl_dump_header(dump, KTHREADING_CMD_TARGET_GET);
	int ret = kt_nl_dump_end(dump, header,
				 header ? put_target(dump->skb, target) : 0);

	if (!ret)
		dump->cb->args[0]++;
	return ret;
}

int kthreading_nl_target_get_dumpit(struct sk_buff *skb,
				    struct netlink_callback *cb)
{
	struct kt_nl_dump dump = { .skb = skb, .cb = cb };

	return kt_nl_dump_result(skb, kt_target_walk(cb->args[0], dump_target,
						     &dump));
}

static int put_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, KTHREADING_A_PROCESS_PAD);
}

static int put_holdup(struct sk_buff *skb, struct kt_process *process, u32 id)
{
	struct kt_thread *thread = id ? kt_thread_find(&process->table, id) :
					NULL;
	int ret;

	if (!thread)
		return 0;
	ret = kt_nl_put_ref(skb, KTHREADING_A_PROCESS_HOLDUP, thread);
	kt_thread_put(thread);
	return ret;
}

static int put_process(struct sk_buff *skb, struct kt_process *process)
{
	struct kt_process_info info;

	kt_process_ask(process, &info);
	return nla_put_string(skb, KTHREADING_A_PROCESS_NAME, process->name) ||
	       nla_put_u32(skb, KTHREADING_A_PROCESS_ID, process->id) ||
	       nla_put_u32(skb, KTHREADING_A_PROCESS_OWNER, process->owner) ||
	       (process->portid &&
		nla_put_u32(skb, KTHREADING_A_PROCESS_OWNER_PORTID,
			    process->portid)) ||
	       nla_put_u32(skb, KTHREADING_A_PROCESS_STATE, info.state) ||
	       nla_put_u32(skb, KTHREADING_A_PROCESS_THREADS, info.threads) ||
	       nla_put_u32(skb, KTHREADING_A_PROCESS_ALIVE, info.alive) ||
	       nla_put_u32(skb, KTHREADING_A_PROCESS_NONDAEMON,
			   info.nondaemon) ||
	       nla_put_u32(skb, KTHREADING_A_PROCESS_RAISED, info.raised) ||
	       put_u64(skb, KTHREADING_A_PROCESS_SINCE_NS, info.since_ns) ||
	       nla_put_u32(skb, KTHREADING_A_PROCESS_HOOK, info.hook) ||
	       put_holdup(skb, process, info.holdup) ||
	       (info.overdue &&
		nla_put_flag(skb, KTHREADING_A_PROCESS_OVERDUE)) ||
	       nla_put_u32(skb, KTHREADING_A_PROCESS_LOG_RECORDS,
			   info.log_records) ||
	       put_u64(skb, KTHREADING_A_PROCESS_LOG_DROPPED, info.log_dropped);
}

/* All that is told of a process. */
#define PROCESS_SIZE 512

static int process_reply(struct genl_info *info, struct sk_buff *reply,
			 void *header, struct kt_process *process)
{
	return kt_nl_reply_send(info, reply, header,
				put_process(reply, process) ? -EMSGSIZE : 0);
}

static struct kt_process *process_of(struct genl_info *info, struct kt_why *why)
{
	struct nlattr *name = info->attrs[KTHREADING_A_PROCESS_NAME];

	if (!name)
		return ERR_PTR(
			kt_refuse(why,
				  kt_nl_missing(info, KTHREADING_A_PROCESS_NAME,
						"no process given"),
				  KT_ITEM_NONE, "no process given"));
	return kt_nl_process(name, why);
}

/* The policy's owner module is for modules, and a client is none. */
static struct kt_process *process_add(struct genl_info *info,
				      struct kt_why *why)
{
	struct nlattr **attrs = info->attrs;
	enum kthreading_owner owner = KTHREADING_OWNER_PERSIST;

	if (!attrs[KTHREADING_A_PROCESS_NAME])
		return process_of(info, why);
	if (attrs[KTHREADING_A_PROCESS_OWNER])
		owner = nla_get_u32(attrs[KTHREADING_A_PROCESS_OWNER]);
	if (owner == KTHREADING_OWNER_MODULE)
		return ERR_PTR(kt_refuse(why, -EINVAL, KT_ITEM_OWNER,
					 "only a module can own a process so"));
	return kt_process_make(
		nla_data(attrs[KTHREADING_A_PROCESS_NAME]), owner,
		owner == KTHREADING_OWNER_PERSIST ? 0 : info->snd_portid, NULL,
		why);
}

int kthreading_nl_process_add_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *hook = info->attrs[KTHREADING_A_PROCESS_HOOK];
	struct kt_process *process;
	struct kt_why why = {};
	struct sk_buff *reply;
	void *header;
	int ret;

	/* Before there is a process, so that a refusal leaves none behind. */
	reply = kt_nl_reply_new(info, PROCESS_SIZE, &header);
	if (!reply)
		return -ENOMEM;
	process = process_add(info, &why);
	if (IS_ERR(process)) {
		nlmsg_free(reply);
		return kt_nl_refuse(info, &why, PTR_ERR(process));
	}
	if (hook)
		kt_process_set_hook(process, nla_get_u32(hook));
	ret = process_reply(info, reply, header, process);
	kt_process_put(process);
	return ret;
}

int kthreading_nl_process_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct kt_why why = {};
	struct kt_process *process = process_of(info, &why);
	struct sk_buff *reply;
	void *header;
	int ret = -ENOMEM;

	if (IS_ERR(process))
		return kt_nl_refuse(info, &why, PTR_ERR(process));
	reply = kt_nl_reply_new(info, PROCESS_SIZE, &header);
	if (reply)
		ret = process_reply(info, reply, header, process);
	kt_process_put(process);
	return ret;
}

static int dump_process(struct kt_nl_dump *dump, struct kt_process *process)
{
	void *header = kt_nl_dump_header(dump, KTHREADING_CMD_PROCESS_GET);

	if (header)
		genl_dump_check_consistent(dump->cb, header);
	return kt_nl_dump_end(dump, header,
			      header ? put_process(dump->skb, process) : 0);
}

int kthreading_nl_process_get_dumpit(struct sk_buff *skb,
				     struct netlink_callback *cb)
{
	struct kt_nl_dump dump = { .skb = skb, .cb = cb };
	struct kt_process *process;
	unsigned long id = cb->args[0];
	int ret = kt_nl_dump_allowed(cb);

	cb->seq = kt_process_generation();
	while (!ret) {
		process = kt_process_next(&id);
		if (!process)
			break;
		ret = dump_process(&dump, process);
		kt_process_put(process);
		if (!ret)
			cb->args[0] = id;
	}
	return kt_nl_dump_result(skb, ret);
}

int kthreading_nl_process_set_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *hook = info->attrs[KTHREADING_A_PROCESS_HOOK];
	struct kt_why why = {};
	struct kt_process *process = process_of(info, &why);

	if (IS_ERR(process))
		return kt_nl_result(info, &why, PTR_ERR(process));
	if (hook)
		kt_process_set_hook(process, nla_get_u32(hook));
	kt_process_put(process);
	return 0;
}

static int process_act(struct genl_info *info,
		       int (*act)(struct kt_process *process,
				  struct kt_why *why))
{
	struct kt_why why = {};
	struct kt_process *process = process_of(info, &why);
	int ret;

	if (IS_ERR(process))
		return kt_nl_refuse(info, &why, PTR_ERR(process));
	ret = act(process, &why);
	kt_process_put(process);
	return ret ? kt_nl_refuse(info, &why, ret) : 0;
}

static int act_exit(struct kt_process *process, struct kt_why *why)
{
	return kt_process_stop(process, false, why);
}

static int act_kill(struct kt_process *process, struct kt_why *why)
{
	return kt_process_stop(process, true, why);
}

int kthreading_nl_process_exit_doit(struct sk_buff *skb, struct genl_info *info)
{
	return process_act(info, act_exit);
}

int kthreading_nl_process_kill_doit(struct sk_buff *skb, struct genl_info *info)
{
	return process_act(info, act_kill);
}

int kthreading_nl_process_del_doit(struct sk_buff *skb, struct genl_info *info)
{
	return process_act(info, kt_process_remove);
}

/* Who may use the family at all. Dumps do not come here: kt_nl_dump_allowed(). */
static int pre_doit(const struct kt_genl_op *op, struct sk_buff *skb,
		    struct genl_info *info)
{
	if (op->cmd == KTHREADING_CMD_VERSION_GET ||
	    op->cmd == KTHREADING_CMD_TARGET_GET ||
	    netlink_capable(skb, CAP_SYS_ADMIN))
		return 0;
	NL_SET_ERR_MSG(info->extack,
		       "needs CAP_SYS_ADMIN in the initial user namespace");
	return -EPERM;
}

static const struct genl_multicast_group groups[] = {
	[KTHREADING_NLGRP_LOG] = {
		.name = KTHREADING_MCGRP_LOG,
		.flags = GENL_MCAST_CAP_SYS_ADMIN,
	},
	[KTHREADING_NLGRP_EVENT] = {
		.name = KTHREADING_MCGRP_EVENT,
		.flags = GENL_MCAST_CAP_SYS_ADMIN,
	},
};

struct genl_family kt_family __ro_after_init = {
	.name = KTHREADING_FAMILY_NAME,
	.version = KTHREADING_FAMILY_VERSION,
	.module = THIS_MODULE,
	.parallel_ops = true,
	.pre_doit = pre_doit,
	.ops = kthreading_nl_ops,
	.n_ops = ARRAY_SIZE(kthreading_nl_ops),
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
};

/* A socket is gone: nobody reads its answers, and what it owned ends. */
static int port_event(struct notifier_block *block, unsigned long event,
		      void *data)
{
	struct netlink_notify *notify = data;

	/* Ports are numbered in each namespace, and the family lives in one. */
	if (event == NETLINK_URELEASE && notify->protocol == NETLINK_GENERIC &&
	    net_eq(notify->net, &init_net)) {
		kt_waiter_port_closed(notify->portid);
		kt_process_port_closed(notify->portid);
	}
	return NOTIFY_DONE;
}

static struct notifier_block port_notifier = {
	.notifier_call = port_event,
};

int kt_netlink_init(void)
{
	int ret;

	kt_log_notify = kt_nl_record_notify;
	ret = netlink_register_notifier(&port_notifier);
	if (ret)
		return ret;
	ret = genl_register_family(&kt_family);
	if (ret) {
		netlink_unregister_notifier(&port_notifier);
		return ret;
	}
	kt_nl_event_init();
	return 0;
}

void kt_netlink_exit(void)
{
	genl_unregister_family(&kt_family);
	netlink_unregister_notifier(&port_notifier);
	kt_log_notify = NULL;
}
