/* SPDX-License-Identifier: GPL-2.0 */
/* Events of one process, read from the group one after the other. */

#ifndef KT_EVENT_H
#define KT_EVENT_H

#include "kt_harness.h"

struct kt_event {
	__u32 kind, process_state, id, outcome, error;
	__u64 time, ident;
	__s64 result;
	bool has_thread, has_ident, has_outcome, has_result, has_error;
	char process[KTHREADING_PROCESS_NAME_MAX + 1];
	char name[KTHREADING_THREAD_NAME_MAX + 1];
	char target[KTHREADING_TARGET_NAME_MAX + 1];
	char error_text[KTHREADING_RECORD_LEN_MAX + 1];
};

static inline void kt_read_event_thread(const struct kt_attrs *attrs,
					struct kt_event *event)
{
	struct kt_attrs ref = kt_attr_nest(attrs, KTHREADING_A_EVENT_THREAD);

	event->has_thread = ref.len;
	event->id = kt_attr_u32(&ref, KTHREADING_A_REF_ID);
	event->has_ident = kt_attr_has(&ref, KTHREADING_A_REF_IDENT);
	event->ident = kt_attr_u64(&ref, KTHREADING_A_REF_IDENT);
	kt_copy(event->name, sizeof(event->name), &ref, KTHREADING_A_REF_NAME);
	kt_copy(event->target, sizeof(event->target), attrs,
		KTHREADING_A_EVENT_TARGET);
}

static inline void kt_read_event(const struct kt_attrs *attrs,
				 struct kt_event *event)
{
	memset(event, 0, sizeof(*event));
	event->kind = kt_attr_u32(attrs, KTHREADING_A_EVENT_KIND);
	event->time = kt_attr_u64(attrs, KTHREADING_A_EVENT_TIME_NS);
	kt_copy(event->process, sizeof(event->process), attrs,
		KTHREADING_A_EVENT_PROCESS);
	event->process_state =
		kt_attr_u32(attrs, KTHREADING_A_EVENT_PROCESS_STATE);
	event->has_outcome = kt_attr_has(attrs, KTHREADING_A_EVENT_OUTCOME);
	event->outcome = kt_attr_u32(attrs, KTHREADING_A_EVENT_OUTCOME);
	event->has_result = kt_attr_has(attrs, KTHREADING_A_EVENT_RESULT);
	event->result = kt_attr_s64(attrs, KTHREADING_A_EVENT_RESULT);
	event->has_error = kt_attr_has(attrs, KTHREADING_A_EVENT_ERROR);
	event->error = kt_attr_u32(attrs, KTHREADING_A_EVENT_ERROR);
	kt_copy(event->error_text, sizeof(event->error_text), attrs,
		KTHREADING_A_EVENT_ERROR_TEXT);
	kt_read_event_thread(attrs, event);
}

/* The next event of the process, or what kt_sock_next() said. */
static inline int kt_event_next(struct kt_sock *sock, const char *process,
				struct kt_event *event)
{
	struct kt_answer answer;
	int err;

	for (;;) {
		err = kt_sock_next(sock, &answer, KT_PATIENCE_MS);
		if (err)
			return err;
		if (answer.kind != KT_NOTE ||
		    answer.cmd != KTHREADING_CMD_EVENT_NTF)
			continue;
		kt_read_event(&answer.attrs, event);
		if (!strcmp(event->process, process))
			return 0;
	}
}

#endif
