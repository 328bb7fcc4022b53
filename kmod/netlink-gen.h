/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/kthreading.yaml */
/* YNL-GEN kernel header */

#ifndef _LINUX_KTHREADING_GEN_H
#define _LINUX_KTHREADING_GEN_H

#include <net/netlink.h>
#include <net/genetlink.h>

#include <uapi/linux/kthreading.h>

/* Common nested types */
extern const struct nla_policy kthreading_entry_nl_policy[KTHREADING_A_THREAD_TIMER + 1];
extern const struct nla_policy kthreading_ref_nl_policy[KTHREADING_A_REF_PAD + 1];
extern const struct nla_policy kthreading_sched_nl_policy[KTHREADING_A_SCHED_NODE + 1];
extern const struct nla_policy kthreading_timer_nl_policy[KTHREADING_A_TIMER_PAD + 1];
extern const struct nla_policy kthreading_value_nl_policy[KTHREADING_A_VALUE_PAD + 1];

extern const struct nla_policy kthreading_version_get_nl_policy[KTHREADING_A_VERSION_RELEASE + 1];

extern const struct nla_policy kthreading_target_get_nl_policy[KTHREADING_A_TARGET_NAME + 1];

extern const struct nla_policy kthreading_process_add_nl_policy[KTHREADING_A_PROCESS_HOOK + 1];

extern const struct nla_policy kthreading_process_get_nl_policy[KTHREADING_A_PROCESS_NAME + 1];

extern const struct nla_policy kthreading_process_set_nl_policy[KTHREADING_A_PROCESS_HOOK + 1];

extern const struct nla_policy kthreading_process_exit_nl_policy[KTHREADING_A_PROCESS_NAME + 1];

extern const struct nla_policy kthreading_process_kill_nl_policy[KTHREADING_A_PROCESS_NAME + 1];

extern const struct nla_policy kthreading_process_del_nl_policy[KTHREADING_A_PROCESS_NAME + 1];

extern const struct nla_policy kthreading_process_wait_nl_policy[KTHREADING_A_PROCESS_TIMEOUT_NS + 1];

extern const struct nla_policy kthreading_thread_add_nl_policy[KTHREADING_A_THREAD_ENTRY + 1];

extern const struct nla_policy kthreading_thread_get_nl_policy[KTHREADING_A_THREAD_REF + 1];

extern const struct nla_policy kthreading_thread_set_nl_policy[KTHREADING_A_THREAD_SCHED + 1];

extern const struct nla_policy kthreading_thread_start_nl_policy[KTHREADING_A_THREAD_ALL + 1];

extern const struct nla_policy kthreading_thread_run_nl_policy[KTHREADING_A_THREAD_REF + 1];

extern const struct nla_policy kthreading_thread_join_nl_policy[KTHREADING_A_JOIN_TIMEOUT_NS + 1];

extern const struct nla_policy kthreading_thread_del_nl_policy[KTHREADING_A_THREAD_ALL + 1];

extern const struct nla_policy kthreading_timer_cancel_nl_policy[KTHREADING_A_THREAD_ALL + 1];

extern const struct nla_policy kthreading_local_add_nl_policy[KTHREADING_A_LOCAL_INITIAL + 1];

extern const struct nla_policy kthreading_local_del_nl_policy[KTHREADING_A_LOCAL_NAME + 1];

extern const struct nla_policy kthreading_local_set_nl_policy[KTHREADING_A_LOCAL_VALUE + 1];

extern const struct nla_policy kthreading_local_unset_nl_policy[KTHREADING_A_LOCAL_VALUE + 1];

extern const struct nla_policy kthreading_local_get_nl_policy[KTHREADING_A_LOCAL_VALUE + 1];

extern const struct nla_policy kthreading_log_get_nl_policy[KTHREADING_A_RECORD_SEQ + 1];

extern const struct nla_policy kthreading_stat_set_nl_policy[KTHREADING_A_STAT_STOP_NS + 1];

extern const struct nla_policy kthreading_stat_get_nl_policy[KTHREADING_A_STAT_BY_TARGET + 1];

extern const struct nla_policy kthreading_timeline_set_nl_policy[KTHREADING_A_TIMELINE_RECORD + 1];

extern const struct nla_policy kthreading_timeline_get_nl_policy[KTHREADING_A_TIMELINE_PROCESS + 1];

/* Ops table for kthreading */
extern const struct genl_ops kthreading_nl_ops[27];

int kthreading_nl_version_get_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_target_get_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_target_get_dumpit(struct sk_buff *skb,
				    struct netlink_callback *cb);
int kthreading_nl_process_add_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_process_get_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_process_get_dumpit(struct sk_buff *skb,
				     struct netlink_callback *cb);
int kthreading_nl_process_set_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_process_exit_doit(struct sk_buff *skb,
				    struct genl_info *info);
int kthreading_nl_process_kill_doit(struct sk_buff *skb,
				    struct genl_info *info);
int kthreading_nl_process_del_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_process_wait_doit(struct sk_buff *skb,
				    struct genl_info *info);
int kthreading_nl_thread_add_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_thread_get_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_thread_get_dumpit(struct sk_buff *skb,
				    struct netlink_callback *cb);
int kthreading_nl_thread_set_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_thread_start_doit(struct sk_buff *skb,
				    struct genl_info *info);
int kthreading_nl_thread_run_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_thread_join_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_thread_del_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_timer_cancel_doit(struct sk_buff *skb,
				    struct genl_info *info);
int kthreading_nl_local_add_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_local_del_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_local_set_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_local_unset_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_local_get_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_local_get_dumpit(struct sk_buff *skb,
				   struct netlink_callback *cb);
int kthreading_nl_log_get_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_log_get_dumpit(struct sk_buff *skb,
				 struct netlink_callback *cb);
int kthreading_nl_stat_set_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_stat_get_doit(struct sk_buff *skb, struct genl_info *info);
int kthreading_nl_stat_get_dumpit(struct sk_buff *skb,
				  struct netlink_callback *cb);
int kthreading_nl_timeline_set_doit(struct sk_buff *skb,
				    struct genl_info *info);
int kthreading_nl_timeline_get_doit(struct sk_buff *skb,
				    struct genl_info *info);
int kthreading_nl_timeline_get_dumpit(struct sk_buff *skb,
				      struct netlink_callback *cb);

enum {
	KTHREADING_NLGRP_LOG,
	KTHREADING_NLGRP_EVENT,
};

#endif /* _LINUX_KTHREADING_GEN_H */
