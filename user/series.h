/* SPDX-License-Identifier: GPL-2.0 */
/* What was measured again and again, and what is told of it. */

#ifndef KT_SERIES_H
#define KT_SERIES_H

#include <linux/types.h>

/**
 * struct series - times that were measured of the same thing; all zero before
 * @ns: the times, in nanoseconds
 * @count: how many
 */
struct series {
	__u64 *ns;
	unsigned int count;
};

/**
 * series_add() - one time more
 * @series: the series
 * @ns: the time
 */
void series_add(struct series *series, __u64 ns);

/**
 * series_show_head() - the line above those of series_show(), as text
 */
void series_show_head(void);

/**
 * series_show() - tell of a series, as a line of text or as an object of JSON, and free it
 * @series: the series; nothing is told of an empty one
 * @name: for JSON
 * @about: for text
 */
void series_show(struct series *series, const char *name, const char *about);

#endif
