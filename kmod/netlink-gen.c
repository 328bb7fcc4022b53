// SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause)
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/kthreading.yaml */
/* YNL-GEN kernel source */

#include <net/netlink.h>
#include <net/genetlink.h>

#include "netlink-gen.h"

#include <uapi/linux/kthreading.h>

/* Common nested types */
const struct nla_policy kthreading_entry_nl_policy[KTHREADING_A_THREAD_TIMER + 1] = {
	[KTHREADING_A_THREAD_START] = { .type = NLA_FLAG, },
	[KTHREADING_A_THREAD_NAME] = { .type = NLA_NUL_STRING, },
	[KTHREADING_A_THREAD_DAEMON] = NLA_POLICY_MAX(NLA_U8, 1),
	[KTHREADING_A_THREAD_TARGET] = { .type = NLA_NUL_STRING, .len = KTHREADING_TARGET_NAME_MAX, },
	[KTHREADING_A_THREAD_ARG] = { .type = NLA_STRING, .len = KTHREADING_ARG_LEN_MAX, },
	[KTHREADING_A_THREAD_SCHED] = NLA_POLICY_NESTED(kthreading_sched_nl_policy),
	[KTHREADING_A_THREAD_TIMER] = NLA_POLICY_NESTED(kthreading_timer_nl_policy),
};

const struct nla_policy kthreading_ref_nl_policy[KTHREADING_A_REF_PAD + 1] = {
	[KTHREADING_A_REF_ID] = { .type = NLA_U32, },
	[KTHREADING_A_REF_NAME] = { .type = NLA_NUL_STRING, .len = KTHREADING_THREAD_NAME_MAX, },
	[KTHREADING_A_REF_IDENT] = { .type = NLA_U64, },
};

const struct nla_policy kthreading_sched_nl_policy[KTHREADING_A_SCHED_NODE + 1] = {
	[KTHREADING_A_SCHED_POLICY] = NLA_POLICY_MAX(NLA_U32, 4),
	[KTHREADING_A_SCHED_PRIORITY] = NLA_POLICY_MAX(NLA_U32, 99),
	[KTHREADING_A_SCHED_NICE] = { .type = NLA_S32, },
	[KTHREADING_A_SCHED_CPUS] = { .type = NLA_NUL_STRING, .len = KTHREADING_CPUS_LEN_MAX, },
	[KTHREADING_A_SCHED_NODE] = { .type = NLA_U32, },
};

const struct nla_policy kthreading_timer_nl_policy[KTHREADING_A_TIMER_PAD + 1] = {
	[KTHREADING_A_TIMER_INTERVAL_NS] = { .type = NLA_S64, },
	[KTHREADING_A_TIMER_ABSOLUTE] = { .type = NLA_FLAG, },
	[KTHREADING_A_TIMER_CLOCK] = NLA_POLICY_MAX(NLA_U32, 1),
	[KTHREADING_A_TIMER_EVERY_NS] = { .type = NLA_S64, },
	[KTHREADING_A_TIMER_SLACK_NS] = { .type = NLA_U64, },
	[KTHREADING_A_TIMER_REMAINING_NS] = { .type = NLA_S64, },
	[KTHREADING_A_TIMER_FIRED] = { .type = NLA_U64, },
	[KTHREADING_A_TIMER_OVERRUNS] = { .type = NLA_U64, },
	[KTHREADING_A_TIMER_LATENESS_NS] = { .type = NLA_U64, },
};

const struct nla_policy kthreading_value_nl_policy[KTHREADING_A_VALUE_PAD + 1] = {
	[KTHREADING_A_VALUE_ATTR] = { .type = NLA_NUL_STRING, },
	[KTHREADING_A_VALUE_NUMBER] = { .type = NLA_S64, },
	[KTHREADING_A_VALUE_BYTES] = { .type = NLA_BINARY, },
};

/* KTHREADING_CMD_VERSION_GET - do */
const struct nla_policy kthreading_version_get_nl_policy[KTHREADING_A_VERSION_RELEASE + 1] = {
	[KTHREADING_A_VERSION_RELEASE] = { .type = NLA_NUL_STRING, .len = 31, },
};

/* KTHREADING_CMD_TARGET_GET - do */
const struct nla_policy kthreading_target_get_nl_policy[KTHREADING_A_TARGET_NAME + 1] = {
	[KTHREADING_A_TARGET_NAME] = { .type = NLA_NUL_STRING, .len = KTHREADING_TARGET_NAME_MAX, },
};

/* KTHREADING_CMD_PROCESS_ADD - do */
const struct nla_policy kthreading_process_add_nl_policy[KTHREADING_A_PROCESS_HOOK + 1] = {
	[KTHREADING_A_PROCESS_NAME] = { .type = NLA_NUL_STRING, },
	[KTHREADING_A_PROCESS_OWNER] = NLA_POLICY_MAX(NLA_U32, 3),
	[KTHREADING_A_PROCESS_HOOK] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* KTHREADING_CMD_PROCESS_GET - do */
const struct nla_policy kthreading_process_get_nl_policy[KTHREADING_A_PROCESS_NAME + 1] = {
	[KTHREADING_A_PROCESS_NAME] = { .type = NLA_NUL_STRING, },
};

/* KTHREADING_CMD_PROCESS_SET - do */
const struct nla_policy kthreading_process_set_nl_policy[KTHREADING_A_PROCESS_HOOK + 1] = {
	[KTHREADING_A_PROCESS_NAME] = { .type = NLA_NUL_STRING, },
	[KTHREADING_A_PROCESS_HOOK] = NLA_POLICY_MAX(NLA_U32, 1),
};

/* KTHREADING_CMD_PROCESS_EXIT - do */
const struct nla_policy kthreading_process_exit_nl_policy[KTHREADING_A_PROCESS_NAME + 1] = {
	[KTHREADING_A_PROCESS_NAME] = { .type = NLA_NUL_STRING, },
};

/* KTHREADING_CMD_PROCESS_KILL - do */
const struct nla_policy kthreading_process_kill_nl_policy[KTHREADING_A_PROCESS_NAME + 1] = {
	[KTHREADING_A_PROCESS_NAME] = { .type = NLA_NUL_STRING, },
};

/* KTHREADING_CMD_PROCESS_DEL - do */
const struct nla_policy kthreading_process_del_nl_policy[KTHREADING_A_PROCESS_NAME + 1] = {
	[KTHREADING_A_PROCESS_NAME] = { .type = NLA_NUL_STRING, },
};

/* KTHREADING_CMD_PROCESS_WAIT - do */
const struct nla_policy kthreading_process_wait_nl_policy[KTHREADING_A_PROCESS_TIMEOUT_NS + 1] = {
	[KTHREADING_A_PROCESS_NAME] = { .type = NLA_NUL_STRING, },
	[KTHREADING_A_PROCESS_TIMEOUT_NS] = { .type = NLA_S64, },
};

/* KTHREADING_CMD_THREAD_ADD - do */
const struct nla_policy kthreading_thread_add_nl_policy[KTHREADING_A_THREAD_ENTRY + 1] = {
	[KTHREADING_A_THREAD_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_THREAD_AS] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_THREAD_NAME] = { .type = NLA_NUL_STRING, },
	[KTHREADING_A_THREAD_TARGET] = { .type = NLA_NUL_STRING, .len = KTHREADING_TARGET_NAME_MAX, },
	[KTHREADING_A_THREAD_ARG] = { .type = NLA_STRING, .len = KTHREADING_ARG_LEN_MAX, },
	[KTHREADING_A_THREAD_DAEMON] = NLA_POLICY_MAX(NLA_U8, 1),
	[KTHREADING_A_THREAD_SCHED] = NLA_POLICY_NESTED(kthreading_sched_nl_policy),
	[KTHREADING_A_THREAD_TIMER] = NLA_POLICY_NESTED(kthreading_timer_nl_policy),
	[KTHREADING_A_THREAD_COUNT] = NLA_POLICY_MIN(NLA_U32, 1),
	[KTHREADING_A_THREAD_START] = { .type = NLA_FLAG, },
	[KTHREADING_A_THREAD_ENTRY] = NLA_POLICY_NESTED(kthreading_entry_nl_policy),
};

/* KTHREADING_CMD_THREAD_GET - do */
const struct nla_policy kthreading_thread_get_nl_policy[KTHREADING_A_THREAD_REF + 1] = {
	[KTHREADING_A_THREAD_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_THREAD_AS] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_THREAD_REF] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
};

/* KTHREADING_CMD_THREAD_SET - do */
const struct nla_policy kthreading_thread_set_nl_policy[KTHREADING_A_THREAD_SCHED + 1] = {
	[KTHREADING_A_THREAD_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_THREAD_REF] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_THREAD_NAME] = { .type = NLA_NUL_STRING, },
	[KTHREADING_A_THREAD_DAEMON] = NLA_POLICY_MAX(NLA_U8, 1),
	[KTHREADING_A_THREAD_SCHED] = NLA_POLICY_NESTED(kthreading_sched_nl_policy),
};

/* KTHREADING_CMD_THREAD_START - do */
const struct nla_policy kthreading_thread_start_nl_policy[KTHREADING_A_THREAD_ALL + 1] = {
	[KTHREADING_A_THREAD_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_THREAD_AS] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_THREAD_REF] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_THREAD_ALL] = { .type = NLA_FLAG, },
};

/* KTHREADING_CMD_THREAD_RUN - do */
const struct nla_policy kthreading_thread_run_nl_policy[KTHREADING_A_THREAD_REF + 1] = {
	[KTHREADING_A_THREAD_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_THREAD_AS] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_THREAD_REF] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
};

/* KTHREADING_CMD_THREAD_JOIN - do */
const struct nla_policy kthreading_thread_join_nl_policy[KTHREADING_A_JOIN_TIMEOUT_NS + 1] = {
	[KTHREADING_A_JOIN_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_JOIN_AS] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_JOIN_REF] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_JOIN_ALL] = { .type = NLA_FLAG, },
	[KTHREADING_A_JOIN_MODE] = NLA_POLICY_MAX(NLA_U32, 1),
	[KTHREADING_A_JOIN_TIMEOUT_NS] = { .type = NLA_S64, },
};

/* KTHREADING_CMD_THREAD_DEL - do */
const struct nla_policy kthreading_thread_del_nl_policy[KTHREADING_A_THREAD_ALL + 1] = {
	[KTHREADING_A_THREAD_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_THREAD_REF] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_THREAD_ALL] = { .type = NLA_FLAG, },
};

/* KTHREADING_CMD_TIMER_CANCEL - do */
const struct nla_policy kthreading_timer_cancel_nl_policy[KTHREADING_A_THREAD_ALL + 1] = {
	[KTHREADING_A_THREAD_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_THREAD_REF] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_THREAD_ALL] = { .type = NLA_FLAG, },
};

/* KTHREADING_CMD_LOCAL_ADD - do */
const struct nla_policy kthreading_local_add_nl_policy[KTHREADING_A_LOCAL_INITIAL + 1] = {
	[KTHREADING_A_LOCAL_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_LOCAL_NAME] = { .type = NLA_NUL_STRING, },
	[KTHREADING_A_LOCAL_INITIAL] = NLA_POLICY_NESTED(kthreading_value_nl_policy),
};

/* KTHREADING_CMD_LOCAL_DEL - do */
const struct nla_policy kthreading_local_del_nl_policy[KTHREADING_A_LOCAL_NAME + 1] = {
	[KTHREADING_A_LOCAL_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_LOCAL_NAME] = { .type = NLA_NUL_STRING, },
};

/* KTHREADING_CMD_LOCAL_SET - do */
const struct nla_policy kthreading_local_set_nl_policy[KTHREADING_A_LOCAL_VALUE + 1] = {
	[KTHREADING_A_LOCAL_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_LOCAL_AS] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_LOCAL_NAME] = { .type = NLA_NUL_STRING, },
	[KTHREADING_A_LOCAL_VALUE] = NLA_POLICY_NESTED(kthreading_value_nl_policy),
};

/* KTHREADING_CMD_LOCAL_UNSET - do */
const struct nla_policy kthreading_local_unset_nl_policy[KTHREADING_A_LOCAL_VALUE + 1] = {
	[KTHREADING_A_LOCAL_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_LOCAL_AS] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_LOCAL_NAME] = { .type = NLA_NUL_STRING, },
	[KTHREADING_A_LOCAL_VALUE] = NLA_POLICY_NESTED(kthreading_value_nl_policy),
};

/* KTHREADING_CMD_LOCAL_GET - do */
const struct nla_policy kthreading_local_get_nl_policy[KTHREADING_A_LOCAL_VALUE + 1] = {
	[KTHREADING_A_LOCAL_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_LOCAL_AS] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_LOCAL_NAME] = { .type = NLA_NUL_STRING, },
	[KTHREADING_A_LOCAL_VALUE] = NLA_POLICY_NESTED(kthreading_value_nl_policy),
};

/* KTHREADING_CMD_LOG_GET - do */
const struct nla_policy kthreading_log_get_nl_policy[KTHREADING_A_RECORD_SEQ + 1] = {
	[KTHREADING_A_RECORD_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_RECORD_SEQ] = { .type = NLA_U64, },
};

/* KTHREADING_CMD_STAT_SET - do */
const struct nla_policy kthreading_stat_set_nl_policy[KTHREADING_A_STAT_STOP_NS + 1] = {
	[KTHREADING_A_STAT_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_STAT_MEASURE] = NLA_POLICY_MAX(NLA_U8, 1),
	[KTHREADING_A_STAT_RESET] = { .type = NLA_FLAG, },
	[KTHREADING_A_STAT_STOP_ON] = NLA_POLICY_MAX(NLA_U32, 2),
	[KTHREADING_A_STAT_STOP_NS] = { .type = NLA_U64, },
};

/* KTHREADING_CMD_STAT_GET - do */
const struct nla_policy kthreading_stat_get_nl_policy[KTHREADING_A_STAT_BY_TARGET + 1] = {
	[KTHREADING_A_STAT_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_STAT_REF] = NLA_POLICY_NESTED(kthreading_ref_nl_policy),
	[KTHREADING_A_STAT_BY_TARGET] = { .type = NLA_FLAG, },
};

/* KTHREADING_CMD_TIMELINE_SET - do */
const struct nla_policy kthreading_timeline_set_nl_policy[KTHREADING_A_TIMELINE_RECORD + 1] = {
	[KTHREADING_A_TIMELINE_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
	[KTHREADING_A_TIMELINE_RECORD] = NLA_POLICY_MAX(NLA_U8, 1),
};

/* KTHREADING_CMD_TIMELINE_GET - do */
const struct nla_policy kthreading_timeline_get_nl_policy[KTHREADING_A_TIMELINE_PROCESS + 1] = {
	[KTHREADING_A_TIMELINE_PROCESS] = { .type = NLA_NUL_STRING, .len = KTHREADING_PROCESS_NAME_MAX, },
};

/* Ops table for kthreading */
const struct genl_ops kthreading_nl_ops[27] = {
	{
		.cmd		= KTHREADING_CMD_VERSION_GET,
		.doit		= kthreading_nl_version_get_doit,
		.policy		= kthreading_version_get_nl_policy,
		.maxattr	= KTHREADING_A_VERSION_RELEASE,
	},
	{
		.cmd		= KTHREADING_CMD_TARGET_GET,
		.doit		= kthreading_nl_target_get_doit,
		.dumpit		= kthreading_nl_target_get_dumpit,
		.policy		= kthreading_target_get_nl_policy,
		.maxattr	= KTHREADING_A_TARGET_NAME,
	},
	{
		.cmd		= KTHREADING_CMD_PROCESS_ADD,
		.doit		= kthreading_nl_process_add_doit,
		.policy		= kthreading_process_add_nl_policy,
		.maxattr	= KTHREADING_A_PROCESS_HOOK,
	},
	{
		.cmd		= KTHREADING_CMD_PROCESS_GET,
		.doit		= kthreading_nl_process_get_doit,
		.dumpit		= kthreading_nl_process_get_dumpit,
		.policy		= kthreading_process_get_nl_policy,
		.maxattr	= KTHREADING_A_PROCESS_NAME,
	},
	{
		.cmd		= KTHREADING_CMD_PROCESS_SET,
		.doit		= kthreading_nl_process_set_doit,
		.policy		= kthreading_process_set_nl_policy,
		.maxattr	= KTHREADING_A_PROCESS_HOOK,
	},
	{
		.cmd		= KTHREADING_CMD_PROCESS_EXIT,
		.doit		= kthreading_nl_process_exit_doit,
		.policy		= kthreading_process_exit_nl_policy,
		.maxattr	= KTHREADING_A_PROCESS_NAME,
	},
	{
		.cmd		= KTHREADING_CMD_PROCESS_KILL,
		.doit		= kthreading_nl_process_kill_doit,
		.policy		= kthreading_process_kill_nl_policy,
		.maxattr	= KTHREADING_A_PROCESS_NAME,
	},
	{
		.cmd		= KTHREADING_CMD_PROCESS_DEL,
		.doit		= kthreading_nl_process_del_doit,
		.policy		= kthreading_process_del_nl_policy,
		.maxattr	= KTHREADING_A_PROCESS_NAME,
	},
	{
		.cmd		= KTHREADING_CMD_PROCESS_WAIT,
		.doit		= kthreading_nl_process_wait_doit,
		.policy		= kthreading_process_wait_nl_policy,
		.maxattr	= KTHREADING_A_PROCESS_TIMEOUT_NS,
	},
	{
		.cmd		= KTHREADING_CMD_THREAD_ADD,
		.doit		= kthreading_nl_thread_add_doit,
		.policy		= kthreading_thread_add_nl_policy,
		.maxattr	= KTHREADING_A_THREAD_ENTRY,
	},
	{
		.cmd		= KTHREADING_CMD_THREAD_GET,
		.doit		= kthreading_nl_thread_get_doit,
		.dumpit		= kthreading_nl_thread_get_dumpit,
		.policy		= kthreading_thread_get_nl_policy,
		.maxattr	= KTHREADING_A_THREAD_REF,
	},
	{
		.cmd		= KTHREADING_CMD_THREAD_SET,
		.doit		= kthreading_nl_thread_set_doit,
		.policy		= kthreading_thread_set_nl_policy,
		.maxattr	= KTHREADING_A_THREAD_SCHED,
	},
	{
		.cmd		= KTHREADING_CMD_THREAD_START,
		.doit		= kthreading_nl_thread_start_doit,
		.policy		= kthreading_thread_start_nl_policy,
		.maxattr	= KTHREADING_A_THREAD_ALL,
	},
	{
		.cmd		= KTHREADING_CMD_THREAD_RUN,
		.doit		= kthreading_nl_thread_run_doit,
		.policy		= kthreading_thread_run_nl_policy,
		.maxattr	= KTHREADING_A_THREAD_REF,
	},
	{
		.cmd		= KTHREADING_CMD_THREAD_JOIN,
		.doit		= kthreading_nl_thread_join_doit,
		.policy		= kthreading_thread_join_nl_policy,
		.maxattr	= KTHREADING_A_JOIN_TIMEOUT_NS,
	},
	{
		.cmd		= KTHREADING_CMD_THREAD_DEL,
		.doit		= kthreading_nl_thread_del_doit,
		.policy		= kthreading_thread_del_nl_policy,
		.maxattr	= KTHREADING_A_THREAD_ALL,
	},
	{
		.cmd		= KTHREADING_CMD_TIMER_CANCEL,
		.doit		= kthreading_nl_timer_cancel_doit,
		.policy		= kthreading_timer_cancel_nl_policy,
		.maxattr	= KTHREADING_A_THREAD_ALL,
	},
	{
		.cmd		= KTHREADING_CMD_LOCAL_ADD,
		.doit		= kthreading_nl_local_add_doit,
		.policy		= kthreading_local_add_nl_policy,
		.maxattr	= KTHREADING_A_LOCAL_INITIAL,
	},
	{
		.cmd		= KTHREADING_CMD_LOCAL_DEL,
		.doit		= kthreading_nl_local_del_doit,
		.policy		= kthreading_local_del_nl_policy,
		.maxattr	= KTHREADING_A_LOCAL_NAME,
	},
	{
		.cmd		= KTHREADING_CMD_LOCAL_SET,
		.doit		= kthreading_nl_local_set_doit,
		.policy		= kthreading_local_set_nl_policy,
		.maxattr	= KTHREADING_A_LOCAL_VALUE,
	},
	{
		.cmd		= KTHREADING_CMD_LOCAL_UNSET,
		.doit		= kthreading_nl_local_unset_doit,
		.policy		= kthreading_local_unset_nl_policy,
		.maxattr	= KTHREADING_A_LOCAL_VALUE,
	},
	{
		.cmd		= KTHREADING_CMD_LOCAL_GET,
		.doit		= kthreading_nl_local_get_doit,
		.dumpit		= kthreading_nl_local_get_dumpit,
		.policy		= kthreading_local_get_nl_policy,
		.maxattr	= KTHREADING_A_LOCAL_VALUE,
	},
	{
		.cmd		= KTHREADING_CMD_LOG_GET,
		.doit		= kthreading_nl_log_get_doit,
		.dumpit		= kthreading_nl_log_get_dumpit,
		.policy		= kthreading_log_get_nl_policy,
		.maxattr	= KTHREADING_A_RECORD_SEQ,
	},
	{
		.cmd		= KTHREADING_CMD_STAT_SET,
		.doit		= kthreading_nl_stat_set_doit,
		.policy		= kthreading_stat_set_nl_policy,
		.maxattr	= KTHREADING_A_STAT_STOP_NS,
	},
	{
		.cmd		= KTHREADING_CMD_STAT_GET,
		.doit		= kthreading_nl_stat_get_doit,
		.dumpit		= kthreading_nl_stat_get_dumpit,
		.policy		= kthreading_stat_get_nl_policy,
		.maxattr	= KTHREADING_A_STAT_BY_TARGET,
	},
	{
		.cmd		= KTHREADING_CMD_TIMELINE_SET,
		.doit		= kthreading_nl_timeline_set_doit,
		.policy		= kthreading_timeline_set_nl_policy,
		.maxattr	= KTHREADING_A_TIMELINE_RECORD,
	},
	{
		.cmd		= KTHREADING_CMD_TIMELINE_GET,
		.doit		= kthreading_nl_timeline_get_doit,
		.dumpit		= kthreading_nl_timeline_get_dumpit,
		.policy		= kthreading_timeline_get_nl_policy,
		.maxattr	= KTHREADING_A_TIMELINE_PROCESS,
	},
};

static const struct genl_multicast_group kthreading_nl_mcgrps[] = {
	[KTHREADING_NLGRP_LOG] = { "log", },
	[KTHREADING_NLGRP_EVENT] = { "event", },
};
