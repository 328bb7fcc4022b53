// SPDX-License-Identifier: GPL-2.0
#include "report.h"

#include <linux/err.h>
#include <linux/kernel.h>

static void author_of(struct kt_thread *thread, struct kt_author *author)
{
	author->process = thread->table->name;
	author->ident = thread->ident;
	kt_thread_name(thread, author->thread, sizeof(author->thread));
}

/**
 * kt_report_error - report an unhandled error (CPython: threading.excepthook)
 * @thread: whose it is
 * @end: the error
 *
 * Context: may sleep.
 */
void kt_report_error(struct kt_thread *thread, const struct kt_end *end)
{
	struct kt_author author;
	char text[KTHREADING_RECORD_LEN_MAX + 1];
	char name[24];

	/* The kernel prints "-EIO". */
	snprintf(name, sizeof(name), "%pe", ERR_PTR(-end->error));
	author_of(thread, &author);
	snprintf(text, sizeof(text), "Exception in thread %s: %s%s%s",
		 author.thread, name + (*name == '-'),
		 end->text && *end->text ? ": " : "", end->text ?: "");
	kt_log_write(thread->table->log, &author, true, text);
}

/* What kt_report_print() does when there is a line, which is seldom. */
void kt_report_line_end(struct kt_thread *thread)
{
	struct kt_author author;

	author_of(thread, &author);
	kt_log_flush(thread->table->log, &author);
}

/**
 * kt_end_result - the errno that tells how a target ended
 * @end: the end
 *
 * Return: see kt_thread_result().
 */
int kt_end_result(const struct kt_end *end)
{
	switch (end->outcome) {
	case KTHREADING_OUTCOME_RETURNED:
		return 0;
	case KTHREADING_OUTCOME_RAISED:
		return -end->error;
	case KTHREADING_OUTCOME_CANCELLED:
		return -ECANCELED;
	case KTHREADING_OUTCOME_STOPPED:
		return -ESHUTDOWN;
	default:
		return -EINPROGRESS;
	}
}
