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

const char *const name_join_status[] = { "done", "timeout", NULL };

/* The names of the attributes that a request may have. */
static const char *const version_set[] = {
	[KTHREADING_A_VERSION_RELEASE] = "release",
};

static const char *const target_set[] = {
	[KTHREADING_A_TARGET_NAME] = "name",
};

static const char *const process_set[] = {
	[KTHREADING_A_PROCESS_NAME] = "name",
	[KTHREADING_A_PROCESS_OWNER] = "owner",
	[KTHREADING_A_PROCESS_TIMEOUT_NS] = "timeout",
};

static const char *const thread_set[] = {
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
};

static const char *const join_set[] = {
	[KTHREADING_A_JOIN_PROCESS] = "process",
	[KTHREADING_A_JOIN_AS] = "as",
	[KTHREADING_A_JOIN_REF] = "ref",
	[KTHREADING_A_JOIN_ALL] = "all",
	[KTHREADING_A_JOIN_MODE] = "mode",
	[KTHREADING_A_JOIN_TIMEOUT_NS] = "timeout",
};

static const char *const record_set[] = {
	[KTHREADING_A_RECORD_PROCESS] = "process",
	[KTHREADING_A_RECORD_SEQ] = "seq",
};

static const char *const ref_set[] = {
	[KTHREADING_A_REF_ID] = "id",
	[KTHREADING_A_REF_NAME] = "name",
	[KTHREADING_A_REF_IDENT] = "ident",
};

static const char *const sched_set[] = {
	[KTHREADING_A_SCHED_POLICY] = "policy",
	[KTHREADING_A_SCHED_PRIORITY] = "priority",
	[KTHREADING_A_SCHED_NICE] = "nice",
	[KTHREADING_A_SCHED_CPUS] = "cpus",
	[KTHREADING_A_SCHED_NODE] = "node",
};

struct set {
	const char *const *names;
	unsigned int count;
};

static const struct set sets[] = {
	[KTHREADING_CMD_VERSION_GET] = { version_set, ARRAY_SIZE(version_set) },
	[KTHREADING_CMD_TARGET_GET] = { target_set, ARRAY_SIZE(target_set) },
	[KTHREADING_CMD_PROCESS_ADD] = { process_set, ARRAY_SIZE(process_set) },
	[KTHREADING_CMD_PROCESS_GET] = { process_set, ARRAY_SIZE(process_set) },
	[KTHREADING_CMD_PROCESS_EXIT] = { process_set,
					  ARRAY_SIZE(process_set) },
	[KTHREADING_CMD_PROCESS_KILL] = { process_set,
					  ARRAY_SIZE(process_set) },
	[KTHREADING_CMD_PROCESS_DEL] = { process_set, ARRAY_SIZE(process_set) },
	[KTHREADING_CMD_PROCESS_WAIT] = { process_set,
					  ARRAY_SIZE(process_set) },
	[KTHREADING_CMD_THREAD_ADD] = { thread_set, ARRAY_SIZE(thread_set) },
	[KTHREADING_CMD_THREAD_GET] = { thread_set, ARRAY_SIZE(thread_set) },
	[KTHREADING_CMD_THREAD_SET] = { thread_set, ARRAY_SIZE(thread_set) },
	[KTHREADING_CMD_THREAD_START] = { thread_set, ARRAY_SIZE(thread_set) },
	[KTHREADING_CMD_THREAD_RUN] = { thread_set, ARRAY_SIZE(thread_set) },
	[KTHREADING_CMD_THREAD_JOIN] = { join_set, ARRAY_SIZE(join_set) },
	[KTHREADING_CMD_THREAD_DEL] = { thread_set, ARRAY_SIZE(thread_set) },
	[KTHREADING_CMD_LOG_GET] = { record_set, ARRAY_SIZE(record_set) },
};

static const struct set ref_names = { ref_set, ARRAY_SIZE(ref_set) };
static const struct set sched_names = { sched_set, ARRAY_SIZE(sched_set) };

static const char *set_name(const struct set *set, unsigned int type)
{
	return type < set->count ? set->names[type] : NULL;
}

/* The only nests in requests are references to threads and the scheduling. */
static const struct set *set_inside(const struct set *set, unsigned int type)
{
	if (set->names == thread_set && type == KTHREADING_A_THREAD_SCHED)
		return &sched_names;
	return &ref_names;
}

void text_add_attribute(struct text *t, const struct kt_error *error)
{
	const struct set *set =
		error->cmd < ARRAY_SIZE(sets) ? &sets[error->cmd] : &sets[0];
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
