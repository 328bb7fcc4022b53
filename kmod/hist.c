// SPDX-License-Identifier: GPL-2.0
#include "hist.h"

#include <linux/bitops.h>
#include <linux/minmax.h>

/**
 * kt_hist_add - count a time
 * @hist: the histogram; the caller keeps others away
 * @ns: the time
 *
 * Context: any.
 */
void kt_hist_add(struct kt_hist *hist, u64 ns)
{
	unsigned int bucket = min(fls64(ns), KT_HIST_BUCKETS - 1);

	hist->buckets[bucket]++;
	hist->sum_ns += ns;
	hist->min_ns = hist->count ? min(hist->min_ns, ns) : ns;
	hist->max_ns = max(hist->max_ns, ns);
	hist->count++;
}

/**
 * kt_hist_from - tell where a bucket begins
 * @bucket: its number
 *
 * Return: the shortest time in it; the longest one is shorter than twice that, but for the
 * last bucket.
 */
u64 kt_hist_from(unsigned int bucket)
{
	return bucket ? 1ULL << (bucket - 1) : 0;
}
