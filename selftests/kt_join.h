/* SPDX-License-Identifier: GPL-2.0 */
/* Joins over netlink: one call each, or sent now and answered later. */

#ifndef KT_JOIN_H
#define KT_JOIN_H

#include "kt_harness.h"

/* Whom to join; the list of ids ends with 0. */
struct kt_join_spec {
	const char *process;
	__u32 as;
	__u32 ids[8];
	bool all, any, timed;
	__s64 timeout;
};

struct kt_joined {
	__u32 status, joined, pending, raised, id, outcome, error;
	bool has_end, has_result;
	__s64 result;
	char name[KTHREADING_THREAD_NAME_MAX + 1];
	char error_text[KTHREADING_RECORD_LEN_MAX + 1];
};

static inline int kt_read_joined(const struct kt_attrs *attrs, void *arg)
{
	struct kt_joined *joined = arg;
	struct kt_attrs end = kt_attr_nest(attrs, KTHREADING_A_JOIN_END);

	memset(joined, 0, sizeof(*joined));
	joined->status = kt_attr_u32(attrs, KTHREADING_A_JOIN_STATUS);
	joined->joined = kt_attr_u32(attrs, KTHREADING_A_JOIN_JOINED);
	joined->pending = kt_attr_u32(attrs, KTHREADING_A_JOIN_PENDING);
	joined->raised = kt_attr_u32(attrs, KTHREADING_A_JOIN_RAISED);
	joined->has_end = end.len;
	joined->id = kt_attr_u32(&end, KTHREADING_A_END_ID);
	kt_copy(joined->name, sizeof(joined->name), &end,
		KTHREADING_A_END_NAME);
	joined->outcome = kt_attr_u32(&end, KTHREADING_A_END_OUTCOME);
	joined->has_result = kt_attr_has(&end, KTHREADING_A_END_RESULT);
	joined->result = kt_attr_s64(&end, KTHREADING_A_END_RESULT);
	joined->error = kt_attr_u32(&end, KTHREADING_A_END_ERROR);
	kt_copy(joined->error_text, sizeof(joined->error_text), &end,
		KTHREADING_A_END_ERROR_TEXT);
	return 0;
}

static inline struct kt_req *kt_join_req(struct kt_lab *lab,
					 const struct kt_join_spec *spec)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_THREAD_JOIN);
	unsigned int i;

	kt_put_str(req, KTHREADING_A_JOIN_PROCESS,
		   spec->process ? spec->process : lab->process);
	kt_put_ref(req, KTHREADING_A_JOIN_AS, spec->as, NULL, 0);
	for (i = 0; i < ARRAY_SIZE(spec->ids) && spec->ids[i]; i++)
		kt_put_ref(req, KTHREADING_A_JOIN_REF, spec->ids[i], NULL, 0);
	if (spec->all)
		kt_put_flag(req, KTHREADING_A_JOIN_ALL);
	if (spec->any)
		kt_put_u32(req, KTHREADING_A_JOIN_MODE, KTHREADING_JOIN_ANY);
	if (spec->timed)
		kt_put_s64(req, KTHREADING_A_JOIN_TIMEOUT_NS, spec->timeout);
	return req;
}

#define join_req(...) \
	kt_join_req(&self->lab, &(struct kt_join_spec){ __VA_ARGS__ })

#define thread_join(joined, ...) \
	kt_call(join_req(__VA_ARGS__), kt_read_joined, joined)

/* The answer to a join that was sent before; its errno if it was refused. */
static inline int kt_join_wait(struct kt_lab *lab, __u32 seq,
			       struct kt_joined *joined, int timeout_ms)
{
	struct kt_answer answer;
	int err = kt_sock_wait(lab->sock, seq, &answer, timeout_ms);

	if (err)
		return err;
	if (answer.kind != KT_REPLY)
		return answer.err ? answer.err : -EPROTO;
	return kt_read_joined(&answer.attrs, joined);
}

#endif
