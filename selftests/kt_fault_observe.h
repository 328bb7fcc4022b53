/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of faults do while a process is observed, or is to be. */

#ifndef KT_FAULT_OBSERVE_H
#define KT_FAULT_OBSERVE_H

#include "kt_fault_act.h"

static inline struct kt_req *kt_observe_req(struct kt_bench *self,
					    enum kthreading_cmd cmd)
{
	struct kt_req *req = kt_req_new(self->lab.sock, cmd);

	/* The name of a process is attribute 1 in all sets. */
	kt_put_str(req, KTHREADING_A_STAT_PROCESS, self->lab.process);
	return req;
}

static inline int act_stat_on(struct kt_bench *self)
{
	struct kt_req *req = kt_observe_req(self, KTHREADING_CMD_STAT_SET);

	kt_put_u8(req, KTHREADING_A_STAT_MEASURE, 1);
	return kt_call(req, NULL, NULL);
}

static inline int act_stat_stop_on(struct kt_bench *self)
{
	struct kt_req *req = kt_observe_req(self, KTHREADING_CMD_STAT_SET);

	kt_put_u32(req, KTHREADING_A_STAT_STOP_ON, KTHREADING_STAT_LATENCY);
	kt_put_u64(req, KTHREADING_A_STAT_STOP_NS, KT_HOUR);
	return kt_call(req, NULL, NULL);
}

static inline int act_timeline_on(struct kt_bench *self)
{
	struct kt_req *req = kt_observe_req(self, KTHREADING_CMD_TIMELINE_SET);

	kt_put_u8(req, KTHREADING_A_TIMELINE_RECORD, 1);
	return kt_call(req, NULL, NULL);
}

static inline int prepare_observed(struct kt_bench *self)
{
	int err = act_stat_on(self);

	if (!err)
		err = act_timeline_on(self);
	return err ? err : prepare_record(self);
}

static inline int act_stat_get(struct kt_bench *self)
{
	return kt_call(kt_observe_req(self, KTHREADING_CMD_STAT_GET),
		       kt_heed_not, NULL);
}

static inline int act_stat_dump(struct kt_bench *self)
{
	return kt_dump(kt_observe_req(self, KTHREADING_CMD_STAT_GET),
		       kt_heed_not, NULL);
}

static inline int act_timeline_get(struct kt_bench *self)
{
	return kt_call(kt_observe_req(self, KTHREADING_CMD_TIMELINE_GET),
		       kt_heed_not, NULL);
}

static inline int act_timeline_dump(struct kt_bench *self)
{
	return kt_dump(kt_observe_req(self, KTHREADING_CMD_TIMELINE_GET),
		       kt_heed_not, NULL);
}

static inline int act_life_observed(struct kt_bench *self)
{
	return run_thread(.target = "add", .args = { "5", "4" });
}

#endif
