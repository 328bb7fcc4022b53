/* SPDX-License-Identifier: GPL-2.0 */
/* Arguments of a target: text on the way in, typed values inside. */
#ifndef _KT_ARGS_H
#define _KT_ARGS_H

#include <linux/refcount.h>
#include <linux/types.h>

struct kt_args;
struct kt_target_entry;
struct kt_why;

struct kt_args *kt_args_create(struct kt_target_entry *entry,
			       const char *const *words, unsigned int nr_words,
			       struct kt_why *why);
struct kt_args *kt_args_get(struct kt_args *args);
void kt_args_put(struct kt_args *args);
struct kt_target_entry *kt_args_target(const struct kt_args *args);
unsigned int kt_args_count(const struct kt_args *args);
const char *kt_args_next(const struct kt_args *args, const char *word);

#endif /* _KT_ARGS_H */
