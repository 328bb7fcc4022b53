// SPDX-License-Identifier: GPL-2.0

#include "names.h"

const char *const name_owner[] = { "persist", "stop", "join", "module", NULL };

const char *const name_process_state[] = { "running", "exiting", "stopping",
					   "ended", NULL };

const char *const name_thread_state[] = { "initial", "ready",	   "running",
					  "blocked", "terminated", NULL };

const char *const name_outcome[] = { "none",	  "returned", "raised",
				     "cancelled", "stopped",  NULL };

const char *const name_policy[] = {
	"other", "fifo", "rr", "batch", "idle", NULL
};

const char *const name_param_type[] = { "int",	  "duration", "text",
					"errno",  "thread",   "target",
					"switch", "rest",     NULL };

const char *const name_clock[] = { "monotonic", "boottime", NULL };

const char *const name_hook[] = { "log", "stop", NULL };

const char *const name_event[] = {
	"process-add",	"process-state", "process-del", "thread-add",
	"thread-start", "thread-end",	 "thread-del",	"timer-fire",
	"timer-cancel", "stat-stop",	 NULL
};

const char *const name_stat_kind[] = { "latency", "running", "lateness", NULL };

const char *const name_cause[] = { "kernel",  "sleep",	   "join",  "work",
				   "process", "condition", "timer", NULL };

const char *const name_join_status[] = { "done", "timeout", NULL };

/* The names of the attributes that a request may have; threads have the most. */
#define SET_SIZE (KTHREADING_A_THREAD_MAX + 1)

static const char *const version_set[SET_SIZE] = {
	[KTHREADING_A_VERSION_RELEASE] = "release",
};

static const char *const target_set[SET_SIZE] = {
	[KTHREADING_A_TARGET_NAME] = "name",
};

static const char *const process_set[SET_SIZE] = {
	[KTHREADING_A_PROCESS_NAME] = "name",
	[KTHREADING_A_PROCESS_OWNER] = "owner",
	[KTHREADING_A_PROCESS_HOOK] = "hook",
	[KTHREADING_A_PROCESS_TIMEOUT_NS] = "timeout",
};

static const char *const thread_set[SET_SIZE] = {
	[KTHREADING_A_THREAD_PROCESS] = "process",
	[KTHREADING_A_THREAD_AS] = "as",
	[KTHREADING_A_THREAD_REF] = "ref",
	[KTHREADING_A_THREAD_ALL] = "all",
	[KTHREADING_A_THREAD_COUNT] = "count",
	[KTHREADING_A_THREAD_START] = "start",
	[KTHREADING_A_THREAD_NAME] = "name",
	[KTHREADING_A_THREAD_DAEMON] = "daemon",
	[KTHREADING_A_THREAD_TARGET] = "target",
	[KTHREADING_A_THREAD_ARG] = "arg",
	[KTHREADING_A_THREAD_SCHED] = "sched",
	[KTHREADING_A_THREAD_TIMER] = "timer",
	[KTHREADING_A_THREAD_ENTRY] = "entry",
};

static const char *const join_set[SET_SIZE] = {
	[KTHREADING_A_JOIN_PROCESS] = "process",
	[KTHREADING_A_JOIN_AS] = "as",
	[KTHREADING_A_JOIN_REF] = "ref",
	[KTHREADING_A_JOIN_ALL] = "all",
	[KTHREADING_A_JOIN_MODE] = "mode",
	[KTHREADING_A_JOIN_TIMEOUT_NS] = "timeout",
};

static const char *const local_set[SET_SIZE] = {
	[KTHREADING_A_LOCAL_PROCESS] = "process",
	[KTHREADING_A_LOCAL_AS] = "as",
	[KTHREADING_A_LOCAL_NAME] = "name",
	[KTHREADING_A_LOCAL_INITIAL] = "initial",
	[KTHREADING_A_LOCAL_VALUE] = "value",
};

static const char *const record_set[SET_SIZE] = {
	[KTHREADING_A_RECORD_PROCESS] = "process",
	[KTHREADING_A_RECORD_SEQ] = "seq",
};

static const char *const stat_set[SET_SIZE] = {
	[KTHREADING_A_STAT_PROCESS] = "process",
	[KTHREADING_A_STAT_REF] = "ref",
	[KTHREADING_A_STAT_BY_TARGET] = "by target",
	[KTHREADING_A_STAT_MEASURE] = "measure",
	[KTHREADING_A_STAT_RESET] = "reset",
	[KTHREADING_A_STAT_STOP_ON] = "stop-on",
	[KTHREADING_A_STAT_STOP_NS] = "stop-ns",
};

static const char *const timeline_set[SET_SIZE] = {
	[KTHREADING_A_TIMELINE_PROCESS] = "process",
	[KTHREADING_A_TIMELINE_RECORD] = "record",
};

static const char *const ref_set[SET_SIZE] = {
	[KTHREADING_A_REF_ID] = "id",
	[KTHREADING_A_REF_NAME] = "name",
	[KTHREADING_A_REF_IDENT] = "ident",
};

static const char *const sched_set[SET_SIZE] = {
	[KTHREADING_A_SCHED_POLICY] = "policy",
	[KTHREADING_A_SCHED_PRIORITY] = "priority",
	[KTHREADING_A_SCHED_NICE] = "nice",
	[KTHREADING_A_SCHED_CPUS] = "cpus",
	[KTHREADING_A_SCHED_NODE] = "node",
};

static const char *const timer_set[SET_SIZE] = {
	[KTHREADING_A_TIMER_INTERVAL_NS] = "interval",
	[KTHREADING_A_TIMER_ABSOLUTE] = "at",
	[KTHREADING_A_TIMER_CLOCK] = "clock",
	[KTHREADING_A_TIMER_EVERY_NS] = "every",
	[KTHREADING_A_TIMER_SLACK_NS] = "slack",
};

static const char *const value_set[SET_SIZE] = {
	[KTHREADING_A_VALUE_ATTR] = "attr",
	[KTHREADING_A_VALUE_NUMBER] = "number",
	[KTHREADING_A_VALUE_BYTES] = "bytes",
};

static const char *const *const sets[] = {
	[KTHREADING_CMD_VERSION_GET] = version_set,
	[KTHREADING_CMD_TARGET_GET] = target_set,
	[KTHREADING_CMD_PROCESS_ADD] = process_set,
	[KTHREADING_CMD_PROCESS_GET] = process_set,
	[KTHREADING_CMD_PROCESS_SET] = process_set,
	[KTHREADING_CMD_PROCESS_EXIT] = process_set,
	[KTHREADING_CMD_PROCESS_KILL] = process_set,
	[KTHREADING_CMD_PROCESS_DEL] = process_set,
	[KTHREADING_CMD_PROCESS_WAIT] = process_set,
	[KTHREADING_CMD_THREAD_ADD] = thread_set,
	[KTHREADING_CMD_THREAD_GET] = thread_set,
	[KTHREADING_CMD_THREAD_SET] = thread_set,
	[KTHREADING_CMD_THREAD_START] = thread_set,
	[KTHREADING_CMD_THREAD_RUN] = thread_set,
	[KTHREADING_CMD_THREAD_JOIN] = join_set,
	[KTHREADING_CMD_THREAD_DEL] = thread_set,
	[KTHREADING_CMD_TIMER_CANCEL] = thread_set,
	[KTHREADING_CMD_LOCAL_ADD] = local_set,
	[KTHREADING_CMD_LOCAL_DEL] = local_set,
	[KTHREADING_CMD_LOCAL_SET] = local_set,
	[KTHREADING_CMD_LOCAL_UNSET] = local_set,
	[KTHREADING_CMD_LOCAL_GET] = local_set,
	[KTHREADING_CMD_LOG_GET] = record_set,
	[KTHREADING_CMD_STAT_SET] = stat_set,
	[KTHREADING_CMD_STAT_GET] = stat_set,
	[KTHREADING_CMD_TIMELINE_SET] = timeline_set,
	[KTHREADING_CMD_TIMELINE_GET] = timeline_set,
};

static const char *set_name(const char *const *set, unsigned int type)
{
	return set && type < SET_SIZE ? set[type] : NULL;
}

/* Most nests in requests are references to threads. */
static const char *const *set_inside(const char *const *set, unsigned int type)
{
	if (set == thread_set && type == KTHREADING_A_THREAD_SCHED)
		return sched_set;
	if (set == thread_set && type == KTHREADING_A_THREAD_TIMER)
		return timer_set;
	if (set == thread_set && type == KTHREADING_A_THREAD_ENTRY)
		return thread_set;
	if (set == local_set && type != KTHREADING_A_LOCAL_AS)
		return value_set;
	return ref_set;
}

void text_add_attribute(struct text *t, const struct kt_error *error)
{
	const char *const *set =
		error->cmd < ARRAY_SIZE(sets) ? sets[error->cmd] : NULL;
	const char *name, *dot = "attribute ";
	unsigned int i;

	for (i = 0; i < error->depth; i++) {
		name = set_name(set, error->path[i]);
		if (name)
			text_addf(t, "%s%s", dot, name);
		dot = ".";
		set = set_inside(set, error->path[i]);
	}
	name = error->missing ? set_name(set, error->missing) : NULL;
	if (name)
		text_addf(t, "%s%s is missing", dot, name);
}
