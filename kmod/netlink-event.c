// SPDX-License-Identifier: GPL-2.0
/* The multicast group of events. */
#include "netlink.h"

#include <linux/kthreading.h>
#include <linux/timekeeping.h>

#include "args.h"
#include "event.h"
#include "process.h"
#include "target.h"

/* All of an event: names, numbers, text of an error. */
#define EVENT_SIZE 768

static int put_event_ref(struct sk_buff *skb, const struct kt_thread *thread)
{
	struct nlattr *nest = nla_nest_start(skb, KTHREADING_A_EVENT_THREAD);
	char name[KT_NAME_LEN];

	if (!nest)
		return -EMSGSIZE;
	kt_thread_name_locked(thread, name, sizeof(name));
	if (nla_put_u32(skb, KTHREADING_A_REF_ID, thread->id) ||
	    nla_put_string(skb, KTHREADING_A_REF_NAME, name) ||
	    (thread->ident &&
	     nla_put_u64_64bit(skb, KTHREADING_A_REF_IDENT, thread->ident,
			       KTHREADING_A_REF_PAD)))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_event_end(struct sk_buff *skb, const struct kt_end *end)
{
	if (!end->outcome)
		return 0;
	return nla_put_u32(skb, KTHREADING_A_EVENT_OUTCOME, end->outcome) ||
	       (end->has_value && end->outcome == KTHREADING_OUTCOME_RETURNED &&
		nla_put_s64(skb, KTHREADING_A_EVENT_RESULT, end->value,
			    KTHREADING_A_EVENT_PAD)) ||
	       (end->outcome == KTHREADING_OUTCOME_RAISED &&
		(nla_put_u32(skb, KTHREADING_A_EVENT_ERROR, end->error) ||
		 (end->text && nla_put_string(skb, KTHREADING_A_EVENT_ERROR_TEXT,
					      end->text))));
}

static int put_event_thread(struct sk_buff *skb, const struct kt_thread *thread)
{
	return put_event_ref(skb, thread) ||
	       (thread->args &&
		nla_put_string(skb, KTHREADING_A_EVENT_TARGET,
			       kt_args_target(thread->args)->name)) ||
	       put_event_end(skb, &thread->end);
}

static int put_event(struct sk_buff *skb, enum kthreading_event event,
		     const struct kt_table *table,
		     const struct kt_thread *thread)
{
	const struct kt_process *process =
		container_of(table, struct kt_process, table);

	return nla_put_u32(skb, KTHREADING_A_EVENT_KIND, event) ||
	       nla_put_u64_64bit(skb, KTHREADING_A_EVENT_TIME_NS,
				 ktime_get_real_ns(), KTHREADING_A_EVENT_PAD) ||
	       nla_put_string(skb, KTHREADING_A_EVENT_PROCESS, table->name) ||
	       nla_put_u32(skb, KTHREADING_A_EVENT_PROCESS_STATE,
			   READ_ONCE(process->state)) ||
	       (thread && put_event_thread(skb, thread));
}

/*
 * Without memory the listeners are told that they have missed something, as they are
 * when they do not read fast enough.
 */
static void event_send(enum kthreading_event event,
		       const struct kt_table *table,
		       const struct kt_thread *thread)
{
	struct sk_buff *skb = genlmsg_new(EVENT_SIZE, GFP_ATOMIC);
	void *header;

	if (!skb) {
		genl_set_err(&kt_family, &init_net, 0, KTHREADING_NLGRP_EVENT,
			     -ENOBUFS);
		return;
	}
	header =
		genlmsg_put(skb, 0, 0, &kt_family, 0, KTHREADING_CMD_EVENT_NTF);
	if (WARN_ON_ONCE(!header || put_event(skb, event, table, thread))) {
		nlmsg_free(skb);
		return;
	}
	genlmsg_end(skb, header);
	genlmsg_multicast(&kt_family, skb, 0, KTHREADING_NLGRP_EVENT,
			  GFP_ATOMIC);
}

/* The family is registered: before, its groups have no numbers. */
void kt_nl_event_init(void)
{
	kt_event_group = (struct kt_event_group){
		.sock = init_net.genl_sock,
		.group = kt_family.mcgrp_offset + KTHREADING_NLGRP_EVENT,
		.notify = event_send,
	};
}
