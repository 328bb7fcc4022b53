/* SPDX-License-Identifier: GPL-2.0 */
/* What a thread leaves in its process's log when it ends. */
#ifndef _KT_REPORT_H
#define _KT_REPORT_H

struct kt_end;
struct kt_thread;

void kt_report_error(struct kt_thread *thread, const struct kt_end *end);
void kt_report_print(struct kt_thread *thread);
int kt_end_result(const struct kt_end *end);

#endif /* _KT_REPORT_H */
