// SPDX-License-Identifier: GPL-2.0

#include "event.h"

#include "names.h"
#include "show.h"
#include "views.h"

const char *const event_class_name[] = {
	[EVENT_THREAD] = "thread",   [EVENT_TIMER] = "timer",
	[EVENT_PROCESS] = "process", [EVENT_LOG] = "log",
	[EVENT_CLASSES] = NULL,
};

static const struct {
	enum event_class class;
	const char *verb;
} kinds[] = {
	[KTHREADING_EVENT_PROCESS_ADD] = { EVENT_PROCESS, "add" },
	[KTHREADING_EVENT_PROCESS_STATE] = { EVENT_PROCESS, "state" },
	[KTHREADING_EVENT_PROCESS_DEL] = { EVENT_PROCESS, "del" },
	[KTHREADING_EVENT_THREAD_ADD] = { EVENT_THREAD, "add" },
	[KTHREADING_EVENT_THREAD_START] = { EVENT_THREAD, "start" },
	[KTHREADING_EVENT_THREAD_END] = { EVENT_THREAD, "end" },
	[KTHREADING_EVENT_THREAD_DEL] = { EVENT_THREAD, "del" },
	[KTHREADING_EVENT_TIMER_FIRE] = { EVENT_TIMER, "fire" },
	[KTHREADING_EVENT_TIMER_CANCEL] = { EVENT_TIMER, "cancel" },
	[KTHREADING_EVENT_STAT_STOP] = { EVENT_THREAD, "stop-on" },
};

static const struct show_field event_fields[] = {
	{ "event", NULL, SHOW_ENUM, KTHREADING_A_EVENT_KIND,
	  .names = name_event },
	{ "time_ns", NULL, SHOW_UINT, KTHREADING_A_EVENT_TIME_NS },
	{ "process", NULL, SHOW_STR, KTHREADING_A_EVENT_PROCESS },
	{ "state", NULL, SHOW_ENUM, KTHREADING_A_EVENT_PROCESS_STATE,
	  .names = name_process_state },
	{ "thread", NULL, SHOW_NEST, KTHREADING_A_EVENT_THREAD,
	  .fields = ref_fields },
	{ "target", NULL, SHOW_STR, KTHREADING_A_EVENT_TARGET },
	{ "outcome", NULL, SHOW_ENUM, KTHREADING_A_EVENT_OUTCOME,
	  .names = name_outcome },
	{ "result", NULL, SHOW_INT, KTHREADING_A_EVENT_RESULT },
	{ "error", NULL, SHOW_ERRNO, KTHREADING_A_EVENT_ERROR },
	{ "errno", NULL, SHOW_UINT, KTHREADING_A_EVENT_ERROR },
	{ "error_text", NULL, SHOW_STR, KTHREADING_A_EVENT_ERROR_TEXT },
	{ 0 },
};

enum event_class event_class(const struct kt_attrs *event)
{
	__u32 kind = kt_attr_u32(event, KTHREADING_A_EVENT_KIND);

	return kind < ARRAY_SIZE(kinds) ? kinds[kind].class : EVENT_CLASSES;
}

/* "HH:MM:SS.mmm PROCESS CLASS ", as all lines begin. */
static void add_begin(struct text *t, __u64 ns, const char *process,
		      enum event_class class)
{
	text_add_clock(t, ns);
	text_add(t, " ");
	text_add_safe(t, process ? process : "");
	text_addf(t, " %s ", event_class_name[class]);
}

static void add_outcome(struct text *t, const struct kt_attrs *event)
{
	__u32 outcome = kt_attr_u32(event, KTHREADING_A_EVENT_OUTCOME);

	text_addf(t, " %s", show_name(name_outcome, outcome));
	if (kt_attr_has(event, KTHREADING_A_EVENT_RESULT))
		text_addf(t, " %lld",
			  kt_attr_s64(event, KTHREADING_A_EVENT_RESULT));
	if (!kt_attr_has(event, KTHREADING_A_EVENT_ERROR))
		return;
	text_add(t, " ");
	text_add_error(t, kt_attr_u32(event, KTHREADING_A_EVENT_ERROR),
		       kt_attr_str(event, KTHREADING_A_EVENT_ERROR_TEXT));
}

static void event_line(struct text *t, const struct kt_attrs *event)
{
	__u32 kind = kt_attr_u32(event, KTHREADING_A_EVENT_KIND);
	__u32 state = kt_attr_u32(event, KTHREADING_A_EVENT_PROCESS_STATE);
	struct kt_attrs ref = kt_attr_nest(event, KTHREADING_A_EVENT_THREAD);

	add_begin(t, kt_attr_u64(event, KTHREADING_A_EVENT_TIME_NS),
		  kt_attr_str(event, KTHREADING_A_EVENT_PROCESS),
		  kinds[kind].class);
	text_add_ref(t, &ref);
	text_addf(t, "%s%s", ref.len ? " " : "", kinds[kind].verb);
	if (kind == KTHREADING_EVENT_PROCESS_STATE)
		text_addf(t, " %s", show_name(name_process_state, state));
	if (kind == KTHREADING_EVENT_THREAD_ADD &&
	    kt_attr_has(event, KTHREADING_A_EVENT_TARGET)) {
		text_add(t, " ");
		text_add_safe(t, kt_attr_str(event, KTHREADING_A_EVENT_TARGET));
	}
	if (kind == KTHREADING_EVENT_THREAD_END)
		add_outcome(t, event);
}

static void print_line(struct text *t)
{
	if (!show_options.json)
		show_line(t, true);
	text_free(t);
}

void event_show(const struct kt_attrs *event)
{
	struct text t = { 0 };

	json_object_begin(NULL);
	show_fields(event_fields, event);
	json_object_end();
	event_line(&t, event);
	print_line(&t);
}

void event_show_record(const struct kt_attrs *record)
{
	const char *name = kt_attr_str(record, KTHREADING_A_RECORD_THREAD_NAME);
	struct text t = { 0 };

	json_object_begin(NULL);
	json_string("event", "log");
	show_fields(record_fields, record);
	json_object_end();
	add_begin(&t, kt_attr_u64(record, KTHREADING_A_RECORD_TIME_NS),
		  kt_attr_str(record, KTHREADING_A_RECORD_PROCESS), EVENT_LOG);
	text_add_safe(&t, name ? name : "");
	text_add(&t, " ");
	record_text(&t, record);
	print_line(&t);
}

static void json_sync(const char *event, __u64 now,
		      const struct show_field *fields,
		      const struct kt_attrs *attrs)
{
	json_object_begin(NULL);
	json_string("event", event);
	json_unsigned("time_ns", now);
	show_fields(fields, attrs);
	json_object_end();
}

void event_show_process(const struct kt_attrs *process)
{
	__u32 state = kt_attr_u32(process, KTHREADING_A_PROCESS_STATE);
	__u64 now = text_now();
	struct text t = { 0 };

	json_sync("process-sync", now, process_fields, process);
	add_begin(&t, now, kt_attr_str(process, KTHREADING_A_PROCESS_NAME),
		  EVENT_PROCESS);
	text_addf(&t, "sync %s", show_name(name_process_state, state));
	print_line(&t);
}

void event_show_thread(const struct kt_attrs *thread, enum event_class class)
{
	const char *name = kt_attr_str(thread, KTHREADING_A_THREAD_NAME);
	__u32 state = kt_attr_u32(thread, KTHREADING_A_THREAD_STATE);
	__u64 now = text_now();
	struct text t = { 0 };

	json_sync(class == EVENT_TIMER ? "timer-sync" : "thread-sync", now,
		  thread_fields, thread);
	add_begin(&t, now, kt_attr_str(thread, KTHREADING_A_THREAD_PROCESS),
		  class);
	text_addf(&t, "#%u ", kt_attr_u32(thread, KTHREADING_A_THREAD_ID));
	text_add_safe(&t, name ? name : "");
	text_addf(&t, " sync %s", show_name(name_thread_state, state));
	print_line(&t);
}
