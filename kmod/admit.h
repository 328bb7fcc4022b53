/* SPDX-License-Identifier: GPL-2.0 */
/* How many threads may be started at a time. */
#ifndef _KT_ADMIT_H
#define _KT_ADMIT_H

#include <linux/types.h>

struct kt_jobs;

bool kt_admit(unsigned int count);
void kt_admit_late(struct kt_jobs *jobs, unsigned int count);
void kt_admit_release(unsigned int count);

#endif /* _KT_ADMIT_H */
