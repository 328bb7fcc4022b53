/* SPDX-License-Identifier: GPL-2.0 */
/* What the numbers of the wire are called. */

#ifndef KT_NAMES_H
#define KT_NAMES_H

#include "nl.h"
#include "text.h"

extern const char *const name_owner[];
extern const char *const name_process_state[];
extern const char *const name_thread_state[];
extern const char *const name_outcome[];
extern const char *const name_policy[];
extern const char *const name_param_type[];
extern const char *const name_join_status[];
extern const char *const name_clock[];
extern const char *const name_hook[];
extern const char *const name_event[];
extern const char *const name_stat_kind[];
extern const char *const name_cause[];

/**
 * text_add_attribute() - append the name of the attribute that an error is about
 * @t: where to append
 * @error: the error; nothing is appended if it names none
 */
void text_add_attribute(struct text *t, const struct kt_error *error);

#endif
