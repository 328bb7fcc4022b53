/* SPDX-License-Identifier: GPL-2.0 */
/* Arguments of a target: text on the way in, typed values inside. */
#ifndef _KT_ARGS_H
#define _KT_ARGS_H

#include <linux/refcount.h>
#include <linux/types.h>

#include "value.h"

struct kt_target_entry;
struct kt_why;

/**
 * struct kt_args - a target with its arguments; shared by the threads that one
 * request makes, and never changes
 *
 * Those without words are made once for a target, live as long as its entry, and a
 * reference of theirs is one of that.
 *
 * @refs: one of each thread
 * @entry: the target; owns a reference
 * @nr_words: how many words were given
 * @given: a bit per parameter
 * @rest: first word of the rest
 * @nr_rest: words in it
 * @words: all words, each with its zero, after the values; part of this allocation
 * @values: one per parameter
 */
struct kt_args {
	refcount_t refs;
	struct kt_target_entry *entry;
	unsigned int nr_words;
	unsigned int given;
	const char *rest;
	unsigned int nr_rest;
	char *words;
	union kt_arg values[];
};

struct kt_args *kt_args_create(struct kt_target_entry *entry,
			       const char *const *words, unsigned int nr_words,
			       struct kt_why *why);
struct kt_args *kt_args_get(struct kt_args *args);
void kt_args_put(struct kt_args *args);
unsigned int kt_args_count(const struct kt_args *args);
const char *kt_args_next(const struct kt_args *args, const char *word);

/**
 * kt_args_target - the target that arguments are for
 * @args: the arguments, or NULL
 *
 * Return: its entry, without a reference, or NULL.
 */
static inline struct kt_target_entry *kt_args_target(const struct kt_args *args)
{
	return args ? args->entry : NULL;
}

#endif /* _KT_ARGS_H */
