/* SPDX-License-Identifier: GPL-2.0 */
/* The module's tracepoints: ids and names, never pointers. */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM kthreading

#if !defined(_KT_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _KT_TRACE_H

#include <linux/tracepoint.h>

#include "args.h"
#include "compat.h"
#include "target.h"
#include "thread.h"

/* So that tools outside of the kernel know the numbers. */
TRACE_DEFINE_ENUM(KTHREADING_OUTCOME_NONE);
TRACE_DEFINE_ENUM(KTHREADING_OUTCOME_RETURNED);
TRACE_DEFINE_ENUM(KTHREADING_OUTCOME_RAISED);
TRACE_DEFINE_ENUM(KTHREADING_OUTCOME_CANCELLED);
TRACE_DEFINE_ENUM(KTHREADING_OUTCOME_STOPPED);
TRACE_DEFINE_ENUM(KTHREADING_PROCESS_RUNNING);
TRACE_DEFINE_ENUM(KTHREADING_PROCESS_EXITING);
TRACE_DEFINE_ENUM(KTHREADING_PROCESS_STOPPING);
TRACE_DEFINE_ENUM(KTHREADING_PROCESS_ENDED);

#define kt_show_outcome(outcome)				\
	__print_symbolic(outcome,				\
		{ KTHREADING_OUTCOME_NONE, "none" },		\
		{ KTHREADING_OUTCOME_RETURNED, "returned" },	\
		{ KTHREADING_OUTCOME_RAISED, "raised" },	\
		{ KTHREADING_OUTCOME_CANCELLED, "cancelled" },	\
		{ KTHREADING_OUTCOME_STOPPED, "stopped" })

#define kt_show_process_state(state)				\
	__print_symbolic(state,					\
		{ KTHREADING_PROCESS_RUNNING, "running" },	\
		{ KTHREADING_PROCESS_EXITING, "exiting" },	\
		{ KTHREADING_PROCESS_STOPPING, "stopping" },	\
		{ KTHREADING_PROCESS_ENDED, "ended" })

TRACE_EVENT(kt_process_state,
	TP_PROTO(const char *process, unsigned int state),
	TP_ARGS(process, state),
	TP_STRUCT__entry(
		__string(process, process)
		__field(unsigned int, state)
	),
	TP_fast_assign(
		kt_assign_str(process, process);
		__entry->state = state;
	),
	TP_printk("process=%s state=%s", __get_str(process),
		  kt_show_process_state(__entry->state))
);

TRACE_EVENT(kt_thread_create,
	TP_PROTO(const struct kt_thread *thread, const char *name),
	TP_ARGS(thread, name),
	TP_STRUCT__entry(
		__string(process, thread->table->name)
		__field(u32, id)
		__string(name, name)
		__string(target, thread->args ? kt_args_target(thread->args)->name : "")
		__field(bool, daemon)
	),
	TP_fast_assign(
		kt_assign_str(process, thread->table->name);
		__entry->id = thread->id;
		kt_assign_str(name, name);
		kt_assign_str(target, thread->args ? kt_args_target(thread->args)->name : "");
		__entry->daemon = thread->daemon;
	),
	TP_printk("process=%s id=%u name=%s target=%s daemon=%d", __get_str(process),
		  __entry->id, __get_str(name), __get_str(target), __entry->daemon)
);

TRACE_EVENT(kt_thread_start,
	TP_PROTO(const struct kt_thread *thread),
	TP_ARGS(thread),
	TP_STRUCT__entry(
		__string(process, thread->table->name)
		__field(u32, id)
		__field(u64, ident)
	),
	TP_fast_assign(
		kt_assign_str(process, thread->table->name);
		__entry->id = thread->id;
		__entry->ident = thread->ident;
	),
	TP_printk("process=%s id=%u ident=%llu", __get_str(process), __entry->id,
		  __entry->ident)
);

TRACE_EVENT(kt_thread_attach,
	TP_PROTO(const struct kt_thread *thread, const char *name),
	TP_ARGS(thread, name),
	TP_STRUCT__entry(
		__string(process, thread->table->name)
		__field(u32, id)
		__field(u64, ident)
		__string(name, name)
		__field(u64, ready_ns)
	),
	TP_fast_assign(
		kt_assign_str(process, thread->table->name);
		__entry->id = thread->id;
		__entry->ident = thread->ident;
		kt_assign_str(name, name);
		__entry->ready_ns = thread->ready_ns;
	),
	TP_printk("process=%s id=%u ident=%llu name=%s ready_ns=%llu", __get_str(process),
		  __entry->id, __entry->ident, __get_str(name), __entry->ready_ns)
);

TRACE_EVENT(kt_thread_end,
	TP_PROTO(const struct kt_thread *thread),
	TP_ARGS(thread),
	TP_STRUCT__entry(
		__string(process, thread->table->name)
		__field(u32, id)
		__field(u64, ident)
		__field(unsigned int, outcome)
		__field(int, error)
		__field(u64, ready_ns)
		__field(u64, running_ns)
		__field(u64, blocked_ns)
	),
	TP_fast_assign(
		kt_assign_str(process, thread->table->name);
		__entry->id = thread->id;
		__entry->ident = thread->ident;
		__entry->outcome = thread->end.outcome;
		__entry->error = thread->end.error;
		__entry->ready_ns = thread->ready_ns;
		__entry->running_ns = thread->running_ns;
		__entry->blocked_ns = thread->blocked_ns;
	),
	TP_printk("process=%s id=%u ident=%llu outcome=%s error=%d ready_ns=%llu running_ns=%llu blocked_ns=%llu",
		  __get_str(process), __entry->id, __entry->ident,
		  kt_show_outcome(__entry->outcome), __entry->error, __entry->ready_ns,
		  __entry->running_ns, __entry->blocked_ns)
);

TRACE_EVENT(kt_join_begin,
	TP_PROTO(const struct kt_thread *thread, u32 joiner),
	TP_ARGS(thread, joiner),
	TP_STRUCT__entry(
		__string(process, thread->table->name)
		__field(u32, id)
		__field(u32, joiner)
	),
	TP_fast_assign(
		kt_assign_str(process, thread->table->name);
		__entry->id = thread->id;
		__entry->joiner = joiner;
	),
	TP_printk("process=%s id=%u joiner=%u", __get_str(process), __entry->id,
		  __entry->joiner)
);

TRACE_EVENT(kt_join_end,
	TP_PROTO(const struct kt_thread *thread, u32 joiner, int ret),
	TP_ARGS(thread, joiner, ret),
	TP_STRUCT__entry(
		__string(process, thread->table->name)
		__field(u32, id)
		__field(u32, joiner)
		__field(int, ret)
	),
	TP_fast_assign(
		kt_assign_str(process, thread->table->name);
		__entry->id = thread->id;
		__entry->joiner = joiner;
		__entry->ret = ret;
	),
	TP_printk("process=%s id=%u joiner=%u ret=%d", __get_str(process), __entry->id,
		  __entry->joiner, __entry->ret)
);

TRACE_EVENT(kt_stat_stop,
	TP_PROTO(const char *process, u32 id, u32 kind, u64 ns),
	TP_ARGS(process, id, kind, ns),
	TP_STRUCT__entry(
		__string(process, process)
		__field(u32, id)
		__field(u32, kind)
		__field(u64, ns)
	),
	TP_fast_assign(
		kt_assign_str(process, process);
		__entry->id = id;
		__entry->kind = kind;
		__entry->ns = ns;
	),
	TP_printk("process=%s id=%u kind=%s ns=%llu", __get_str(process), __entry->id,
		  __print_symbolic(__entry->kind,
				   { KTHREADING_STAT_LATENCY, "latency" },
				   { KTHREADING_STAT_RUNNING, "running" },
				   { KTHREADING_STAT_LATENESS, "lateness" }),
		  __entry->ns)
);

TRACE_EVENT(kt_log,
	TP_PROTO(const char *process, const char *thread, u64 ident, const char *text),
	TP_ARGS(process, thread, ident, text),
	TP_STRUCT__entry(
		__string(process, process)
		__string(thread, thread)
		__field(u64, ident)
		__string(text, text)
	),
	TP_fast_assign(
		kt_assign_str(process, process);
		kt_assign_str(thread, thread);
		__entry->ident = ident;
		kt_assign_str(text, text);
	),
	TP_printk("process=%s thread=%s ident=%llu text=%s", __get_str(process),
		  __get_str(thread), __entry->ident, __get_str(text))
);

#endif /* _KT_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
