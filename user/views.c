// SPDX-License-Identifier: GPL-2.0

#include "views.h"

#include "names.h"

void no_line(struct text *t, const struct kt_attrs *attrs)
{
	(void)t;
	(void)attrs;
}

void text_add_ref(struct text *t, const struct kt_attrs *ref)
{
	const struct nlattr *name;

	if (!ref->len)
		return;
	text_add_char(t, '#');
	text_add_number(t, kt_attr_u32(ref, KTHREADING_A_REF_ID));
	name = kt_attr_next(ref, NULL, KTHREADING_A_REF_NAME);
	if (!name)
		return;
	text_add_char(t, ' ');
	text_add_bytes(t, kt_attr_text(name), kt_attr_text_len(name), NULL);
}

static void process_holdup(struct text *t, const struct kt_attrs *attrs)
{
	struct kt_attrs ref = kt_attr_nest(attrs, KTHREADING_A_PROCESS_HOLDUP);

	text_add_ref(t, &ref);
	if (kt_attr_has(attrs, KTHREADING_A_PROCESS_OVERDUE))
		text_add(t, " (overdue)");
}

const struct show_field ref_fields[] = {
	{ "id", NULL, SHOW_UINT, KTHREADING_A_REF_ID },
	{ "name", NULL, SHOW_STR, KTHREADING_A_REF_NAME },
	{ "ident", NULL, SHOW_UINT, KTHREADING_A_REF_IDENT },
	{ 0 },
};

const struct show_field version_fields[] = {
	{ "module", NULL, SHOW_STR, KTHREADING_A_VERSION_RELEASE },
	{ "kernel", NULL, SHOW_STR, KTHREADING_A_VERSION_KERNEL },
	{ 0 },
};

const struct show_field process_fields[] = {
	{ "name", "NAME", SHOW_STR, KTHREADING_A_PROCESS_NAME, SHOW_SHRINK },
	{ "id", "ID", SHOW_UINT, KTHREADING_A_PROCESS_ID, SHOW_DETAIL },
	{ "state", "STATE", SHOW_ENUM, KTHREADING_A_PROCESS_STATE,
	  .names = name_process_state },
	{ "since_ns", "SINCE", SHOW_NS, KTHREADING_A_PROCESS_SINCE_NS },
	{ "owner", "OWNER", SHOW_ENUM, KTHREADING_A_PROCESS_OWNER,
	  .names = name_owner },
	{ "hook", "HOOK", SHOW_ENUM, KTHREADING_A_PROCESS_HOOK,
	  .names = name_hook },
	{ "owner_portid", "OWNER PORT", SHOW_UINT,
	  KTHREADING_A_PROCESS_OWNER_PORTID, SHOW_DETAIL },
	{ "threads", "THREADS", SHOW_UINT, KTHREADING_A_PROCESS_THREADS },
	{ "alive", "ALIVE", SHOW_UINT, KTHREADING_A_PROCESS_ALIVE },
	{ "nondaemon", "NONDAEMON", SHOW_UINT, KTHREADING_A_PROCESS_NONDAEMON },
	{ "raised", "RAISED", SHOW_UINT, KTHREADING_A_PROCESS_RAISED },
	{ "log_records", "LOG", SHOW_UINT, KTHREADING_A_PROCESS_LOG_RECORDS },
	{ "log_dropped", "DROPPED", SHOW_UINT,
	  KTHREADING_A_PROCESS_LOG_DROPPED },
	{ "status", NULL, SHOW_ENUM, KTHREADING_A_PROCESS_STATUS,
	  .names = name_join_status },
	{ "holdup", "WAITS FOR", SHOW_NEST, KTHREADING_A_PROCESS_HOLDUP,
	  SHOW_SHRINK, .fields = ref_fields, .text = process_holdup },
	{ "overdue", NULL, SHOW_FLAG, KTHREADING_A_PROCESS_OVERDUE },
	{ 0 },
};

static void thread_call(struct text *t, const struct kt_attrs *attrs)
{
	const char *target = kt_attr_str(attrs, KTHREADING_A_THREAD_TARGET);
	const struct nlattr *arg = NULL;

	if (!target)
		return;
	text_add_safe(t, target);
	while ((arg = kt_attr_next(attrs, arg, KTHREADING_A_THREAD_ARG))) {
		text_add(t, " ");
		text_add_safe(t, kt_attr_text(arg));
	}
}

static void thread_on(struct text *t, const struct kt_attrs *attrs)
{
	if (!kt_attr_has(attrs, KTHREADING_A_THREAD_BLOCKED_ON))
		return;
	text_add_safe(t, kt_attr_str(attrs, KTHREADING_A_THREAD_BLOCKED_ON));
	if (!kt_attr_has(attrs, KTHREADING_A_THREAD_SINCE_NS))
		return;
	text_add(t, " ");
	text_add_ns(t, kt_attr_u64(attrs, KTHREADING_A_THREAD_SINCE_NS));
}

void text_add_error(struct text *t, __u32 error, const char *error_text)
{
	text_add_errno(t, error);
	if (error_text && *error_text) {
		text_add(t, ": ");
		text_add_safe(t, error_text);
	}
}

void thread_result(struct text *t, const struct kt_attrs *attrs)
{
	if (kt_attr_has(attrs, KTHREADING_A_THREAD_RESULT))
		text_addf(t, "%lld",
			  kt_attr_s64(attrs, KTHREADING_A_THREAD_RESULT));
}

static void thread_outcome(struct text *t, const struct kt_attrs *attrs)
{
	__u32 outcome = kt_attr_u32(attrs, KTHREADING_A_THREAD_OUTCOME);

	if (outcome == KTHREADING_OUTCOME_RAISED)
		text_add_error(t, kt_attr_u32(attrs, KTHREADING_A_THREAD_ERROR),
			       kt_attr_str(attrs,
					   KTHREADING_A_THREAD_ERROR_TEXT));
	else if (kt_attr_has(attrs, KTHREADING_A_THREAD_RESULT))
		thread_result(t, attrs);
	else if (outcome != KTHREADING_OUTCOME_NONE)
		text_add(t, show_name(name_outcome, outcome));
}

static const struct show_field sched_fields[] = {
	{ "policy", NULL, SHOW_ENUM, KTHREADING_A_SCHED_POLICY,
	  .names = name_policy },
	{ "priority", NULL, SHOW_UINT, KTHREADING_A_SCHED_PRIORITY },
	{ "nice", NULL, SHOW_INT, KTHREADING_A_SCHED_NICE },
	{ "cpus", NULL, SHOW_STR, KTHREADING_A_SCHED_CPUS },
	{ "node", NULL, SHOW_UINT, KTHREADING_A_SCHED_NODE },
	{ 0 },
};

static const struct show_field timer_fields[] = {
	{ "interval_ns", NULL, SHOW_INT, KTHREADING_A_TIMER_INTERVAL_NS },
	{ "absolute", NULL, SHOW_FLAG, KTHREADING_A_TIMER_ABSOLUTE },
	{ "clock", NULL, SHOW_ENUM, KTHREADING_A_TIMER_CLOCK,
	  .names = name_clock },
	{ "every_ns", NULL, SHOW_INT, KTHREADING_A_TIMER_EVERY_NS },
	{ "slack_ns", NULL, SHOW_UINT, KTHREADING_A_TIMER_SLACK_NS },
	{ "remaining_ns", NULL, SHOW_INT, KTHREADING_A_TIMER_REMAINING_NS },
	{ "fired", NULL, SHOW_UINT, KTHREADING_A_TIMER_FIRED },
	{ "overruns", NULL, SHOW_UINT, KTHREADING_A_TIMER_OVERRUNS },
	{ "lateness_ns", NULL, SHOW_UINT, KTHREADING_A_TIMER_LATENESS_NS },
	{ 0 },
};

const struct show_field thread_fields[] = {
	{ "process", "PROCESS", SHOW_STR, KTHREADING_A_THREAD_PROCESS,
	  SHOW_SHRINK },
	{ "id", "ID", SHOW_ID, KTHREADING_A_THREAD_ID },
	{ "name", "NAME", SHOW_STR, KTHREADING_A_THREAD_NAME, SHOW_SHRINK },
	{ "main", "MAIN", SHOW_FLAG, KTHREADING_A_THREAD_MAIN, SHOW_DETAIL },
	{ "state", "STATE", SHOW_ENUM, KTHREADING_A_THREAD_STATE,
	  .names = name_thread_state },
	{ "daemon", "D", SHOW_SWITCH, KTHREADING_A_THREAD_DAEMON, SHOW_TABLE },
	{ NULL, "DAEMON", SHOW_SWITCH, KTHREADING_A_THREAD_DAEMON,
	  SHOW_DETAIL },
	{ "ident", "IDENT", SHOW_UINT, KTHREADING_A_THREAD_IDENT, SHOW_DETAIL },
	{ "native_id", "PID", SHOW_UINT, KTHREADING_A_THREAD_NATIVE_ID },
	{ "cpu", "CPU", SHOW_UINT, KTHREADING_A_THREAD_CPU },
	{ "target", "TARGET", SHOW_STR, KTHREADING_A_THREAD_TARGET, SHOW_SHRINK,
	  .text = thread_call },
	{ "args", NULL, SHOW_STRS, KTHREADING_A_THREAD_ARG },
	{ "ready_ns", "READY", SHOW_NS, KTHREADING_A_THREAD_READY_NS },
	{ "running_ns", "RUNNING", SHOW_NS, KTHREADING_A_THREAD_RUNNING_NS },
	{ "blocked_ns", "BLOCKED", SHOW_NS, KTHREADING_A_THREAD_BLOCKED_NS },
	{ "blocked_on", "ON", SHOW_STR, KTHREADING_A_THREAD_BLOCKED_ON,
	  SHOW_SHRINK, .text = thread_on },
	{ "since_ns", NULL, SHOW_UINT, KTHREADING_A_THREAD_SINCE_NS },
	{ "voluntary_switches", "VOLUNTARY", SHOW_UINT,
	  KTHREADING_A_THREAD_VOLUNTARY_SWITCHES, SHOW_DETAIL },
	{ "involuntary_switches", "INVOLUNTARY", SHOW_UINT,
	  KTHREADING_A_THREAD_INVOLUNTARY_SWITCHES, SHOW_DETAIL },
	{ "sched", NULL, SHOW_NEST, KTHREADING_A_THREAD_SCHED,
	  .fields = sched_fields },
	{ NULL, "POLICY", SHOW_ENUM, KTHREADING_A_SCHED_POLICY, SHOW_DETAIL,
	  .names = name_policy, .nest = KTHREADING_A_THREAD_SCHED },
	{ NULL, "PRIORITY", SHOW_UINT, KTHREADING_A_SCHED_PRIORITY, SHOW_DETAIL,
	  .nest = KTHREADING_A_THREAD_SCHED },
	{ NULL, "NICE", SHOW_INT, KTHREADING_A_SCHED_NICE, SHOW_DETAIL,
	  .nest = KTHREADING_A_THREAD_SCHED },
	{ NULL, "CPUS", SHOW_STR, KTHREADING_A_SCHED_CPUS, SHOW_DETAIL,
	  .nest = KTHREADING_A_THREAD_SCHED },
	{ NULL, "NODE", SHOW_UINT, KTHREADING_A_SCHED_NODE, SHOW_DETAIL,
	  .nest = KTHREADING_A_THREAD_SCHED },
	{ "timer", NULL, SHOW_NEST, KTHREADING_A_THREAD_TIMER,
	  .fields = timer_fields },
	{ NULL, "INTERVAL_NS", SHOW_INT, KTHREADING_A_TIMER_INTERVAL_NS,
	  SHOW_DETAIL, .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "ABSOLUTE", SHOW_FLAG, KTHREADING_A_TIMER_ABSOLUTE, SHOW_DETAIL,
	  .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "CLOCK", SHOW_ENUM, KTHREADING_A_TIMER_CLOCK, SHOW_DETAIL,
	  .names = name_clock, .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "EVERY_NS", SHOW_INT, KTHREADING_A_TIMER_EVERY_NS, SHOW_DETAIL,
	  .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "SLACK_NS", SHOW_UINT, KTHREADING_A_TIMER_SLACK_NS, SHOW_DETAIL,
	  .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "REMAINING_NS", SHOW_INT, KTHREADING_A_TIMER_REMAINING_NS,
	  SHOW_DETAIL, .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "FIRED", SHOW_UINT, KTHREADING_A_TIMER_FIRED, SHOW_DETAIL,
	  .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "OVERRUNS", SHOW_UINT, KTHREADING_A_TIMER_OVERRUNS, SHOW_DETAIL,
	  .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "LATENESS_NS", SHOW_UINT, KTHREADING_A_TIMER_LATENESS_NS,
	  SHOW_DETAIL, .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "RESULT", SHOW_OWN, 0, SHOW_SHRINK, .text = thread_outcome },
	{ "outcome", NULL, SHOW_ENUM, KTHREADING_A_THREAD_OUTCOME,
	  .names = name_outcome },
	{ "result", NULL, SHOW_INT, KTHREADING_A_THREAD_RESULT },
	{ "error", NULL, SHOW_ERRNO, KTHREADING_A_THREAD_ERROR },
	{ "errno", NULL, SHOW_UINT, KTHREADING_A_THREAD_ERROR },
	{ "error_text", NULL, SHOW_STR, KTHREADING_A_THREAD_ERROR_TEXT },
	{ "count", NULL, SHOW_UINT, KTHREADING_A_THREAD_COUNT },
	{ 0 },
};

static void timer_interval(struct text *t, const struct kt_attrs *timer)
{
	if (kt_attr_has(timer, KTHREADING_A_TIMER_ABSOLUTE))
		text_add(t, "at ");
	text_add_span(t, kt_attr_s64(timer, KTHREADING_A_TIMER_INTERVAL_NS));
}

const struct show_field timer_columns[] = {
	{ NULL, "PROCESS", SHOW_STR, KTHREADING_A_THREAD_PROCESS, SHOW_SHRINK },
	{ NULL, "ID", SHOW_ID, KTHREADING_A_THREAD_ID },
	{ NULL, "NAME", SHOW_STR, KTHREADING_A_THREAD_NAME, SHOW_SHRINK },
	{ NULL, "STATE", SHOW_ENUM, KTHREADING_A_THREAD_STATE,
	  .names = name_thread_state },
	{ NULL, "D", SHOW_SWITCH, KTHREADING_A_THREAD_DAEMON },
	{ NULL, "INTERVAL", SHOW_SPAN, KTHREADING_A_TIMER_INTERVAL_NS,
	  .text = timer_interval, .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "EVERY", SHOW_SPAN, KTHREADING_A_TIMER_EVERY_NS,
	  .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "REMAINING", SHOW_SPAN, KTHREADING_A_TIMER_REMAINING_NS,
	  .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "FIRED", SHOW_UINT, KTHREADING_A_TIMER_FIRED,
	  .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "OVERRUNS", SHOW_UINT, KTHREADING_A_TIMER_OVERRUNS,
	  .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "LATENESS", SHOW_NS, KTHREADING_A_TIMER_LATENESS_NS,
	  .nest = KTHREADING_A_THREAD_TIMER },
	{ NULL, "TARGET", SHOW_STR, KTHREADING_A_THREAD_TARGET, SHOW_SHRINK,
	  .text = thread_call },
	{ NULL, "RESULT", SHOW_OWN, 0, SHOW_SHRINK, .text = thread_outcome },
	{ 0 },
};

void thread_repr(struct text *t, const struct kt_attrs *attrs)
{
	__u32 state = kt_attr_u32(attrs, KTHREADING_A_THREAD_STATE);
	const char *name = kt_attr_str(attrs, KTHREADING_A_THREAD_NAME);

	if (kt_attr_has(attrs, KTHREADING_A_THREAD_MAIN))
		text_add(t, "<_MainThread(");
	else if (kt_attr_has(attrs, KTHREADING_A_THREAD_TIMER))
		text_add(t, "<Timer(");
	else
		text_add(t, "<Thread(");
	text_add_safe(t, name ? name : "");
	if (state == KTHREADING_THREAD_INITIAL)
		text_add(t, ", initial");
	else if (state == KTHREADING_THREAD_TERMINATED)
		text_add(t, ", stopped");
	else
		text_add(t, ", started");
	if (kt_attr_u32(attrs, KTHREADING_A_THREAD_DAEMON))
		text_add(t, " daemon");
	if (kt_attr_has(attrs, KTHREADING_A_THREAD_IDENT))
		text_addf(t, " %llu",
			  kt_attr_u64(attrs, KTHREADING_A_THREAD_IDENT));
	text_add(t, ")>");
}

const struct show_field end_fields[] = {
	{ "id", NULL, SHOW_UINT, KTHREADING_A_END_ID },
	{ "name", NULL, SHOW_STR, KTHREADING_A_END_NAME },
	{ "outcome", NULL, SHOW_ENUM, KTHREADING_A_END_OUTCOME,
	  .names = name_outcome },
	{ "result", NULL, SHOW_INT, KTHREADING_A_END_RESULT },
	{ "error", NULL, SHOW_ERRNO, KTHREADING_A_END_ERROR },
	{ "errno", NULL, SHOW_UINT, KTHREADING_A_END_ERROR },
	{ "error_text", NULL, SHOW_STR, KTHREADING_A_END_ERROR_TEXT },
	{ 0 },
};

const struct show_field join_fields[] = {
	{ "status", NULL, SHOW_ENUM, KTHREADING_A_JOIN_STATUS,
	  .names = name_join_status },
	{ "joined", NULL, SHOW_UINT, KTHREADING_A_JOIN_JOINED },
	{ "pending", NULL, SHOW_UINT, KTHREADING_A_JOIN_PENDING },
	{ "raised", NULL, SHOW_UINT, KTHREADING_A_JOIN_RAISED },
	{ "end", NULL, SHOW_NEST, KTHREADING_A_JOIN_END, .fields = end_fields },
	{ 0 },
};

const struct show_field record_fields[] = {
	{ "process", NULL, SHOW_STR, KTHREADING_A_RECORD_PROCESS },
	{ "seq", NULL, SHOW_UINT, KTHREADING_A_RECORD_SEQ },
	{ "time_ns", NULL, SHOW_UINT, KTHREADING_A_RECORD_TIME_NS, SHOW_TIMED },
	{ "thread", NULL, SHOW_STR, KTHREADING_A_RECORD_THREAD_NAME },
	{ "ident", NULL, SHOW_UINT, KTHREADING_A_RECORD_IDENT },
	{ "text", NULL, SHOW_STR, KTHREADING_A_RECORD_TEXT },
	{ "error", NULL, SHOW_FLAG, KTHREADING_A_RECORD_ERROR },
	{ 0 },
};

const struct show_field local_fields[] = {
	{ "process", NULL, SHOW_STR, KTHREADING_A_LOCAL_PROCESS },
	{ "name", NULL, SHOW_STR, KTHREADING_A_LOCAL_NAME },
	{ "thread", NULL, SHOW_NEST, KTHREADING_A_LOCAL_THREAD,
	  .fields = ref_fields },
	{ 0 },
};

void record_text(struct text *t, const struct kt_attrs *attrs)
{
	const char *words = kt_attr_str(attrs, KTHREADING_A_RECORD_TEXT);

	text_add_safe(t, words ? words : "");
}

void record_line(struct text *t, const struct kt_attrs *attrs)
{
	const char *name = kt_attr_str(attrs, KTHREADING_A_RECORD_THREAD_NAME);

	text_add_time(t, kt_attr_u64(attrs, KTHREADING_A_RECORD_TIME_NS));
	text_add(t, " ");
	text_add_safe(t, name ? name : "");
	text_add(t, " ");
	record_text(t, attrs);
}

void text_add_raised(struct text *t, const char *name, __u32 error,
		     const char *error_text)
{
	text_add(t, "Exception in thread ");
	text_add_safe(t, name ? name : "");
	text_add(t, ": ");
	text_add_error(t, error, error_text);
}

/* What people write for a parameter of each type. */
static const char *const param_help[] = {
	[KTHREADING_PARAM_INT] = "a whole number, such as 5 or -3",
	[KTHREADING_PARAM_DURATION] = "a time span, such as 1.5s, 200ms, 10us",
	[KTHREADING_PARAM_TEXT] = "any text",
	[KTHREADING_PARAM_ERRNO] = "an errno, by name (EIO) or number",
	[KTHREADING_PARAM_THREAD] = "a thread: its name, or #id",
	[KTHREADING_PARAM_TARGET] = "the name of a target",
	[KTHREADING_PARAM_SWITCH] = "on or off",
	[KTHREADING_PARAM_REST] = "all words that are left",
};

static void add_param(struct text *t, const struct kt_attrs *param)
{
	__u32 type = kt_attr_u32(param, KTHREADING_A_PARAM_TYPE);
	bool keyword = kt_attr_has(param, KTHREADING_A_PARAM_KEYWORD);
	bool rest = type == KTHREADING_PARAM_REST;
	bool optional = keyword || rest ||
			kt_attr_has(param, KTHREADING_A_PARAM_OPTIONAL);
	const char *name = kt_attr_str(param, KTHREADING_A_PARAM_NAME);

	text_add(t, optional ? " [" : " ");
	text_add_safe(t, name ? name : "");
	if (keyword)
		text_addf(t, "=%s", show_name(name_param_type, type));
	text_add(t, rest ? "..." : "");
	text_add(t, optional ? "]" : "");
}

static void target_call(struct text *t, const struct kt_attrs *attrs)
{
	const char *name = kt_attr_str(attrs, KTHREADING_A_TARGET_NAME);
	const struct nlattr *attr = NULL;

	text_add_safe(t, name ? name : "");
	while ((attr = kt_attr_next(attrs, attr, KTHREADING_A_TARGET_PARAM))) {
		struct kt_attrs param = kt_attr_inside(attr);

		add_param(t, &param);
	}
}

static void target_params(struct text *t, const struct kt_attrs *attrs)
{
	const struct nlattr *attr = NULL;

	while ((attr = kt_attr_next(attrs, attr, KTHREADING_A_TARGET_PARAM))) {
		struct kt_attrs param = kt_attr_inside(attr);
		__u32 type = kt_attr_u32(&param, KTHREADING_A_PARAM_TYPE);
		const char *name = kt_attr_str(&param, KTHREADING_A_PARAM_NAME);

		text_addf(t, "%s", t->len ? "\n             " : "");
		text_add_safe(t, name ? name : "");
		text_addf(t, " (%s): ", show_name(name_param_type, type));
		if (type <= KTHREADING_PARAM_REST)
			text_add(t, param_help[type]);
		if (kt_attr_has(&param, KTHREADING_A_PARAM_OPTIONAL))
			text_add(t, "; may be left out");
		if (kt_attr_has(&param, KTHREADING_A_PARAM_KEYWORD))
			text_add(t, "; given as NAME=VALUE, or not at all");
	}
}

static const struct show_field param_fields[] = {
	{ "name", NULL, SHOW_STR, KTHREADING_A_PARAM_NAME },
	{ "type", NULL, SHOW_ENUM, KTHREADING_A_PARAM_TYPE,
	  .names = name_param_type },
	{ "optional", NULL, SHOW_FLAG, KTHREADING_A_PARAM_OPTIONAL },
	{ "keyword", NULL, SHOW_FLAG, KTHREADING_A_PARAM_KEYWORD },
	{ 0 },
};

const struct show_field target_fields[] = {
	{ "name", NULL, SHOW_STR, KTHREADING_A_TARGET_NAME },
	{ NULL, "TARGET", SHOW_OWN, .flags = SHOW_SHRINK, .text = target_call },
	{ "module", "MODULE", SHOW_STR, KTHREADING_A_TARGET_MODULE,
	  SHOW_DETAIL },
	{ "summary", "SUMMARY", SHOW_STR, KTHREADING_A_TARGET_SUMMARY,
	  SHOW_SHRINK },
	{ "params", "PARAMETERS", SHOW_NESTS, KTHREADING_A_TARGET_PARAM,
	  SHOW_DETAIL, .fields = param_fields, .text = target_params },
	{ 0 },
};
