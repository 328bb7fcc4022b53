/* SPDX-License-Identifier: GPL-2.0 */
/* The log of a process, read at once. */

#ifndef KT_LOG_H
#define KT_LOG_H

#include "kt_harness.h"

struct kt_record {
	__u64 seq, time, ident;
	bool error;
	char process[KTHREADING_PROCESS_NAME_MAX + 1];
	char thread[KTHREADING_THREAD_NAME_MAX + 1];
	char text[KTHREADING_RECORD_LEN_MAX + 1];
};

struct kt_records {
	struct kt_record *records;
	int count, room;
};

static inline int kt_read_record(const struct kt_attrs *attrs, void *arg)
{
	struct kt_record *record = arg;

	record->seq = kt_attr_u64(attrs, KTHREADING_A_RECORD_SEQ);
	record->time = kt_attr_u64(attrs, KTHREADING_A_RECORD_TIME_NS);
	record->ident = kt_attr_u64(attrs, KTHREADING_A_RECORD_IDENT);
	record->error = kt_attr_has(attrs, KTHREADING_A_RECORD_ERROR);
	kt_copy(record->process, sizeof(record->process), attrs,
		KTHREADING_A_RECORD_PROCESS);
	kt_copy(record->thread, sizeof(record->thread), attrs,
		KTHREADING_A_RECORD_THREAD_NAME);
	kt_copy(record->text, sizeof(record->text), attrs,
		KTHREADING_A_RECORD_TEXT);
	return 0;
}

static inline int kt_add_record(const struct kt_attrs *attrs, void *arg)
{
	struct kt_records *all = arg;

	if (all->count == all->room)
		return -E2BIG;
	return kt_read_record(attrs, &all->records[all->count++]);
}

/* How many there are from a number on, 0 for all; or -errno. */
static inline int kt_log_read(struct kt_lab *lab, __u64 seq,
			      struct kt_record *records, int room)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_LOG_GET);
	struct kt_records all = { .records = records, .room = room };
	int err;

	kt_put_str(req, KTHREADING_A_RECORD_PROCESS, lab->process);
	if (seq)
		kt_put_u64(req, KTHREADING_A_RECORD_SEQ, seq);
	err = kt_dump(req, kt_add_record, &all);
	return err < 0 ? err : all.count;
}

static inline int kt_log_one(struct kt_lab *lab, __u64 seq,
			     struct kt_record *record)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_LOG_GET);

	kt_put_str(req, KTHREADING_A_RECORD_PROCESS, lab->process);
	kt_put_u64(req, KTHREADING_A_RECORD_SEQ, seq);
	return kt_call(req, kt_read_record, record);
}

#endif
