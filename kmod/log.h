/* SPDX-License-Identifier: GPL-2.0 */
/* The log of a process: a bounded ring of records. */
#ifndef _KT_LOG_H
#define _KT_LOG_H

#include <linux/mutex.h>
#include <linux/types.h>
#include <uapi/linux/kthreading.h>

/**
 * struct kt_author - who writes a record
 * @process: name of the process
 * @thread: name of the thread
 * @ident: ident of the thread, 0 if it has none
 */
struct kt_author {
	const char *process;
	char thread[KTHREADING_THREAD_NAME_MAX + 1];
	u64 ident;
};

/**
 * struct kt_record - one line of the log; never changes once it is in the ring
 * @seq: number in its log, from 1
 * @time_ns: wall clock
 * @ident: of the thread that wrote it
 * @error: it reports an unhandled error
 * @thread: name that the thread had then
 * @text: without control characters but tabs and newlines
 */
struct kt_record {
	u64 seq;
	u64 time_ns;
	u64 ident;
	bool error;
	char thread[KTHREADING_THREAD_NAME_MAX + 1];
	char text[];
};

/**
 * struct kt_log - the records of one process
 * @lock: protects all that follows
 * @ring: @size pointers, record N at N % @size; owned
 * @size: how many records are kept; never changes
 * @next_seq: number that the next record gets
 * @dropped: records that made room for later ones, or found no memory
 * @line: what was printed since the last newline
 * @line_ident: ident of the thread that was the last to print
 * @line_len: bytes in @line; may be read unlocked by a thread, which sees what it printed itself
 */
struct kt_log {
	struct mutex lock;
	struct kt_record **ring;
	unsigned int size;
	u64 next_seq;
	u64 dropped;
	u64 line_ident;
	unsigned int line_len;
	char line[KTHREADING_RECORD_LEN_MAX + 1];
};

/*
 * Told of each record, by the floor that knows clients.
 *
 * Set before there is a log and cleared after the last one. Called with the
 * log's lock held, so the records arrive in their order; may sleep.
 */
extern void (*kt_log_notify)(const char *process,
			     const struct kt_record *record);

int kt_log_init(struct kt_log *log);
void kt_log_destroy(struct kt_log *log);
void kt_log_write(struct kt_log *log, const struct kt_author *author,
		  bool error, const char *text);
void kt_log_print(struct kt_log *log, const struct kt_author *author,
		  const char *text);
void kt_log_flush(struct kt_log *log, const struct kt_author *author);
int kt_log_walk(struct kt_log *log, u64 *seq,
		int (*visit)(const struct kt_record *record, void *data),
		void *data);
void kt_log_count(struct kt_log *log, u32 *records, u64 *dropped);

#endif /* _KT_LOG_H */
