/* SPDX-License-Identifier: GPL-2.0 */
/* Histograms of times. */
#ifndef _KT_HIST_H
#define _KT_HIST_H

#include <linux/types.h>

/* The first one is for 0, the last one for all from 2^39 ns on, which is 9 minutes. */
#define KT_HIST_BUCKETS 41

/**
 * struct kt_hist - how often times of which length were seen
 * @count: of all
 * @sum_ns: of all
 * @min_ns: the shortest one; 0 without any
 * @max_ns: the longest one
 * @buckets: how many there were of each power of two
 *
 * All zero is an empty one.
 */
struct kt_hist {
	u64 count;
	u64 sum_ns;
	u64 min_ns;
	u64 max_ns;
	u64 buckets[KT_HIST_BUCKETS];
};

void kt_hist_add(struct kt_hist *hist, u64 ns);
u64 kt_hist_from(unsigned int bucket);

#endif /* _KT_HIST_H */
