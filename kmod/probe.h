/* SPDX-License-Identifier: GPL-2.0 */
/* Hears from the scheduler when kthreads of ours get and lose a CPU. */
#ifndef _KT_PROBE_H
#define _KT_PROBE_H

struct kt_why;

int kt_probe_get(struct kt_why *why);
void kt_probe_put(void);

#endif /* _KT_PROBE_H */
