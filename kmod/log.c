// SPDX-License-Identifier: GPL-2.0
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "log.h"

#include <linux/printk.h>
#include <linux/ratelimit.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "clean.h"
#include "limits.h"
#include "trace.h"

#define LOG_SIZE_MAX 65536

void (*kt_log_notify)(const char *process, const struct kt_record *record);

/**
 * kt_log_init - make an empty log
 * @log: the log
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -ENOMEM - no memory for the ring
 */
int kt_log_init(struct kt_log *log)
{
	log->size = clamp(READ_ONCE(kt_log_records), 1U,
			  (unsigned int)LOG_SIZE_MAX);
	log->ring = kvcalloc(log->size, sizeof(*log->ring), GFP_KERNEL);
	if (!log->ring)
		return -ENOMEM;
	mutex_init(&log->lock);
	log->next_seq = 1;
	return 0;
}

/**
 * kt_log_destroy - free all records
 * @log: the log, which nobody uses any more; may be one that was never made
 *
 * Context: may sleep.
 */
void kt_log_destroy(struct kt_log *log)
{
	unsigned int i;

	if (!log->ring)
		return;
	for (i = 0; i < log->size; i++)
		kfree(log->ring[i]);
	kvfree(log->ring);
}

/*
 * One line of dmesg per line of text, and nothing of it is ever a format. Names may
 * have any bytes, and are escaped.
 */
static void log_to_dmesg(const struct kt_author *author, const char *text)
{
	static DEFINE_RATELIMIT_STATE(limit, DEFAULT_RATELIMIT_INTERVAL,
				      KT_DMESG_BURST);
	int process_len = strlen(author->process);
	int thread_len = strlen(author->thread);
	const char *end;

	if (!READ_ONCE(kt_log_to_dmesg))
		return;
	for (; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		if (__ratelimit(&limit))
			pr_info("%*pE %*pE: %.*s\n", process_len,
				author->process, thread_len, author->thread,
				(int)(end - text), text);
	}
}

static struct kt_record *record_alloc(const struct kt_author *author,
				      bool error, const char *text)
{
	size_t len = strnlen(text, KTHREADING_RECORD_LEN_MAX);
	struct kt_record *record;

	record = kmalloc(struct_size(record, text, len + 1), GFP_KERNEL);
	if (!record)
		return NULL;
	record->time_ns = ktime_get_real_ns();
	record->ident = author->ident;
	record->error = error;
	strscpy(record->thread, author->thread, sizeof(record->thread));
	memcpy(record->text, text, len);
	record->text[len] = '\0';
	kt_clean(record->thread, "");
	kt_clean(record->text, "\n\t");
	return record;
}

static void log_append(struct kt_log *log, const struct kt_author *author,
		       bool error, const char *text)
{
	struct kt_record *record = record_alloc(author, error, text);
	struct kt_record **slot;

	lockdep_assert_held(&log->lock);
	if (!record) {
		/* The number is spent, so that a reader sees the hole. */
		log->next_seq++;
		log->dropped++;
		return;
	}
	record->seq = log->next_seq++;
	slot = &log->ring[record->seq % log->size];
	if (*slot) {
		log->dropped++;
		kfree(*slot);
	}
	*slot = record;
	trace_kt_log(author->process, record->thread, record->ident,
		     record->text);
	log_to_dmesg(author, record->text);
	if (kt_log_notify)
		kt_log_notify(author->process, record);
}

/**
 * kt_log_write - write one whole record
 * @log: the log
 * @author: who writes it
 * @error: it reports an unhandled error
 * @text: cut after KTHREADING_RECORD_LEN_MAX bytes
 *
 * Records of several threads never mix. Without memory the record is counted
 * as dropped.
 *
 * Context: may sleep.
 */
void kt_log_write(struct kt_log *log, const struct kt_author *author,
		  bool error, const char *text)
{
	mutex_lock(&log->lock);
	log_append(log, author, error, text);
	mutex_unlock(&log->lock);
}

static void line_emit(struct kt_log *log, const struct kt_author *author)
{
	log->line[log->line_len] = '\0';
	WRITE_ONCE(log->line_len, 0);
	log_append(log, author, false, log->line);
}

/**
 * kt_log_print - write a piece of a line
 * @log: the log
 * @author: who writes it
 * @text: the piece; each newline in it ends a record
 *
 * All threads of the process share the line, so the pieces of several threads
 * mix in it, as they do on a terminal. The record bears the name of the thread
 * that ended the line. A line that is too long is ended where it is full.
 *
 * Context: may sleep.
 */
void kt_log_print(struct kt_log *log, const struct kt_author *author,
		  const char *text)
{
	mutex_lock(&log->lock);
	log->line_ident = author->ident;
	for (; *text; text++) {
		if (*text == '\n') {
			line_emit(log, author);
			continue;
		}
		if (log->line_len == KTHREADING_RECORD_LEN_MAX)
			line_emit(log, author);
		log->line[log->line_len] = *text;
		WRITE_ONCE(log->line_len, log->line_len + 1);
	}
	mutex_unlock(&log->lock);
}

/**
 * kt_log_flush - end the line that a thread was the last to print to
 * @log: the log
 * @author: the thread, which is about to end
 *
 * So no piece is lost: when the last thread has ended there is no line begun.
 *
 * Context: may sleep.
 */
void kt_log_flush(struct kt_log *log, const struct kt_author *author)
{
	mutex_lock(&log->lock);
	if (log->line_len && log->line_ident == author->ident)
		line_emit(log, author);
	mutex_unlock(&log->lock);
}

/**
 * kt_log_walk - visit the records from a number on, oldest first
 * @log: the log
 * @seq: the first number wanted; afterwards the one to go on with
 * @visit: called with the log's lock held; may sleep; a value other than 0 ends
 *	the walk, and the same record comes first the next time
 * @data: for @visit
 *
 * Context: may sleep.
 *
 * Return: what the last call of @visit returned, 0 after the last record.
 */
int kt_log_walk(struct kt_log *log, u64 *seq,
		int (*visit)(const struct kt_record *record, void *data),
		void *data)
{
	const struct kt_record *record;
	int ret = 0;

	mutex_lock(&log->lock);
	if (log->next_seq > log->size)
		*seq = max(*seq, log->next_seq - log->size);
	for (; *seq < log->next_seq; (*seq)++) {
		record = log->ring[*seq % log->size];
		/* What found no memory left what was there before. */
		if (!record || record->seq != *seq)
			continue;
		ret = visit(record, data);
		if (ret)
			break;
	}
	mutex_unlock(&log->lock);
	return ret;
}

/**
 * kt_log_count - tell how full a log is
 * @log: the log
 * @records: how many it holds
 * @dropped: how many were lost
 *
 * Context: may sleep.
 */
void kt_log_count(struct kt_log *log, u32 *records, u64 *dropped)
{
	mutex_lock(&log->lock);
	*records = log->next_seq - 1 - log->dropped;
	*dropped = log->dropped;
	mutex_unlock(&log->lock);
}
