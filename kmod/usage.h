/* SPDX-License-Identifier: GPL-2.0 */
/* Time and switches of a kthread, as the scheduler accounts them. */
#ifndef _KT_USAGE_H
#define _KT_USAGE_H

#include "worker.h"

void kt_usage_read(struct task_struct *task, struct kt_usage *usage);
void kt_usage_since(struct task_struct *task, const struct kt_usage *base,
		    struct kt_usage *usage);
bool kt_task_on_cpu(struct task_struct *task);

#endif /* _KT_USAGE_H */
