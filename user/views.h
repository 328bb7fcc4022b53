/* SPDX-License-Identifier: GPL-2.0 */
/* How each object is shown: its fields, and lines of text about it. */

#ifndef KT_VIEWS_H
#define KT_VIEWS_H

#include "show.h"

extern const struct show_field version_fields[];
extern const struct show_field target_fields[];
extern const struct show_field process_fields[];
extern const struct show_field thread_fields[];
extern const struct show_field ref_fields[];
/* The columns for Timers, whose fields are those of threads. */
extern const struct show_field timer_columns[];
extern const struct show_field join_fields[];
extern const struct show_field end_fields[];
extern const struct show_field record_fields[];
extern const struct show_field local_fields[];

/**
 * no_line() - for what has nothing to say in text
 * @t: where to append
 * @attrs: the object
 */
void no_line(struct text *t, const struct kt_attrs *attrs);

/**
 * text_add_ref() - append the id and the name of a thread
 * @t: where to append
 * @ref: the nest that names it; nothing is appended if it is empty
 */
void text_add_ref(struct text *t, const struct kt_attrs *ref);

/**
 * thread_repr() - a thread, as Python's repr() writes it
 * @t: where to append
 * @attrs: the thread
 */
void thread_repr(struct text *t, const struct kt_attrs *attrs);

/**
 * thread_result() - the number that the target returned, if it did
 * @t: where to append
 * @attrs: the thread
 */
void thread_result(struct text *t, const struct kt_attrs *attrs);

/**
 * record_line() - a log record with its time and thread, as in Python's logging
 * @t: where to append
 * @attrs: the record
 */
void record_line(struct text *t, const struct kt_attrs *attrs);

/**
 * record_text() - a log record's text alone
 * @t: where to append
 * @attrs: the record
 */
void record_text(struct text *t, const struct kt_attrs *attrs);

/**
 * text_add_error() - "ERRNO: TEXT"
 * @t: where to append
 * @error: errno
 * @error_text: its text, or NULL
 */
void text_add_error(struct text *t, __u32 error, const char *error_text);

/**
 * text_add_raised() - "Exception in thread NAME: ERRNO: TEXT"
 * @t: where to append
 * @name: of the thread
 * @error: errno
 * @error_text: its text, or NULL
 */
void text_add_raised(struct text *t, const char *name, __u32 error,
		     const char *error_text);

#endif
