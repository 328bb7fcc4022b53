/* SPDX-License-Identifier: GPL-2.0 */
/* What a thread leaves in its process's log when it ends. */
#ifndef _KT_REPORT_H
#define _KT_REPORT_H

#include "log.h"
#include "thread.h"

void kt_report_error(struct kt_thread *thread, const struct kt_end *end);
void kt_report_line_end(struct kt_thread *thread);
int kt_end_result(const struct kt_end *end);

/**
 * kt_report_print - end the line that a thread was the last to print to
 * @thread: about to end
 *
 * Context: may sleep.
 */
static inline void kt_report_print(struct kt_thread *thread)
{
	if (READ_ONCE(thread->table->log->line_len))
		kt_report_line_end(thread);
}

#endif /* _KT_REPORT_H */
