// SPDX-License-Identifier: GPL-2.0
/* Operations on logs. */
#include "netlink.h"

#include <linux/kthreading.h>

#include "compat.h"
#include "log.h"
#include "process.h"

static int put_record(struct sk_buff *skb, const char *process,
		      const struct kt_record *record)
{
	return nla_put_string(skb, KTHREADING_A_RECORD_PROCESS, process) ||
	       nla_put_u64_64bit(skb, KTHREADING_A_RECORD_SEQ, record->seq,
				 KTHREADING_A_RECORD_PAD) ||
	       nla_put_u64_64bit(skb, KTHREADING_A_RECORD_TIME_NS,
				 record->time_ns, KTHREADING_A_RECORD_PAD) ||
	       nla_put_string(skb, KTHREADING_A_RECORD_THREAD_NAME,
			      record->thread) ||
	       nla_put_u64_64bit(skb, KTHREADING_A_RECORD_IDENT, record->ident,
				 KTHREADING_A_RECORD_PAD) ||
	       nla_put_string(skb, KTHREADING_A_RECORD_TEXT, record->text) ||
	       (record->error && nla_put_flag(skb, KTHREADING_A_RECORD_ERROR));
}

/* All of a record: names, numbers, text. */
#define RECORD_SIZE 640

static_assert(RECORD_SIZE > 256 + KTHREADING_PROCESS_NAME_MAX +
				    KTHREADING_THREAD_NAME_MAX +
				    KTHREADING_RECORD_LEN_MAX);

/**
 * struct pick - the search for one record
 * @process: name of its process
 * @seq: its number
 * @skb: reply
 * @found: it is in the reply
 */
struct pick {
	const char *process;
	u64 seq;
	struct sk_buff *skb;
	bool found;
};

static int pick_record(const struct kt_record *record, void *data)
{
	struct pick *pick = data;

	pick->found = record->seq == pick->seq &&
		      !put_record(pick->skb, pick->process, record);
	return 1;
}

static int record_reply(struct genl_info *info, struct kt_process *process,
			u64 seq, struct kt_why *why)
{
	struct pick pick = { .process = process->name, .seq = seq };
	void *header;

	pick.skb = kt_nl_reply_new(info, RECORD_SIZE, &header);
	if (!pick.skb)
		return -ENOMEM;
	kt_log_walk(&process->log, &seq, pick_record, &pick);
	if (!pick.found) {
		nlmsg_free(pick.skb);
		return kt_refuse(why, -ENODATA, KT_ITEM_SEQ,
				 "there is no record %llu", pick.seq);
	}
	return kt_nl_reply_send(info, pick.skb, header, 0);
}

int kthreading_nl_log_get_doit(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr **attrs = info->attrs;
	struct kt_process *process;
	struct kt_why why = {};
	int ret;

	if (!attrs[KTHREADING_A_RECORD_PROCESS])
		return kt_nl_missing(info, KTHREADING_A_RECORD_PROCESS,
				     "no process given");
	if (!attrs[KTHREADING_A_RECORD_SEQ])
		return kt_nl_missing(info, KTHREADING_A_RECORD_SEQ,
				     "no record given");
	process = kt_nl_process(attrs[KTHREADING_A_RECORD_PROCESS], &why);
	if (IS_ERR(process))
		return kt_nl_refuse(info, &why, PTR_ERR(process));
	ret = record_reply(info, process,
			   nla_get_u64(attrs[KTHREADING_A_RECORD_SEQ]), &why);
	kt_process_put(process);
	return ret ? kt_nl_refuse(info, &why, ret) : 0;
}

static int dump_record(const struct kt_record *record, void *data)
{
	struct kt_nl_dump *dump = data;
	void *header = kt_nl_dump_header(dump, KTHREADING_CMD_LOG_GET);

	return kt_nl_dump_end(
		dump, header,
		header ? put_record(dump->skb, dump->process, record) : 0);
}

int kthreading_nl_log_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb)
{
	struct nlattr **attrs = kt_genl_dump_attrs(cb);
	struct nlattr *name = attrs[KTHREADING_A_RECORD_PROCESS];
	struct kt_nl_dump dump = { .skb = skb, .cb = cb };
	struct kt_process *process;
	struct kt_why why = {};
	u64 seq = cb->args[0];
	int ret = kt_nl_dump_allowed(cb);

	if (ret)
		return ret;
	if (!name) {
		NL_SET_ERR_MSG(cb->extack, "no process given");
		return -EINVAL;
	}
	process = kt_nl_process(name, &why);
	if (IS_ERR(process))
		return kt_nl_dump_refuse(cb, name, &why, PTR_ERR(process));
	if (!seq && attrs[KTHREADING_A_RECORD_SEQ])
		seq = nla_get_u64(attrs[KTHREADING_A_RECORD_SEQ]);
	dump.process = process->name;
	ret = kt_log_walk(&process->log, &seq, dump_record, &dump);
	cb->args[0] = seq;
	kt_process_put(process);
	return kt_nl_dump_result(skb, ret);
}

/**
 * kt_nl_record_notify - tell the group of the log of a record
 * @process: name of its process
 * @record: the record; should nobody be told of it, it is still in the log, and its
 *	number shows the hole
 *
 * Context: may sleep.
 */
void kt_nl_record_notify(const char *process, const struct kt_record *record)
{
	struct sk_buff *skb;
	void *header;

	if (!genl_has_listeners(&kt_family, &init_net, KTHREADING_NLGRP_LOG))
		return;
	skb = genlmsg_new(RECORD_SIZE, GFP_KERNEL);
	if (!skb)
		return;
	header = genlmsg_put(skb, 0, 0, &kt_family, 0, KTHREADING_CMD_LOG_NTF);
	if (!header || put_record(skb, process, record)) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, header);
	genlmsg_multicast(&kt_family, skb, 0, KTHREADING_NLGRP_LOG, GFP_KERNEL);
}
