/* SPDX-License-Identifier: GPL-2.0 */
/* How what was measured is shown: in text a histogram. */

#ifndef KT_STAT_VIEW_H
#define KT_STAT_VIEW_H

#include "show.h"

extern const struct show_field stat_fields[];
extern const struct show_field stat_status_fields[];

/**
 * stat_text() - the times of one thread or target as a histogram, over several lines
 * @t: where to append
 * @attrs: the times
 */
void stat_text(struct text *t, const struct kt_attrs *attrs);

/**
 * stat_status_text() - how the measuring stands
 * @t: where to append
 * @attrs: that
 */
void stat_status_text(struct text *t, const struct kt_attrs *attrs);

#endif
