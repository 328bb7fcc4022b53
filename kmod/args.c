// SPDX-License-Identifier: GPL-2.0
#include "args.h"

#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthreading.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "target.h"
#include "value.h"
#include "why.h"

/* A bit of @given for each. */
static_assert(KTHREADING_ARGS_MAX < 33);

static const char *const type_words[] = {
	[KTHREADING_PARAM_INT] = "a 64-bit integer",
	[KTHREADING_PARAM_DURATION] = "a duration like 200ms or 1.5s",
	[KTHREADING_PARAM_TEXT] = "a text",
	[KTHREADING_PARAM_ERRNO] = "an errno like EIO or 1 to 4095",
	[KTHREADING_PARAM_THREAD] = "a thread",
	[KTHREADING_PARAM_TARGET] = "a target",
	[KTHREADING_PARAM_SWITCH] = "on or off",
};

static int arg_refuse(struct kt_why *why, unsigned int index, const char *fmt,
		      const char *what, const char *detail)
{
	if (why)
		why->index = index;
	return kt_refuse(why, -EINVAL, KT_ITEM_ARG, fmt, what, detail);
}

static int arg_store(struct kt_args *args, unsigned int p, unsigned int index,
		     const char *text, struct kt_why *why)
{
	const struct kt_param *param = &args->entry->params[p];

	if (args->given & BIT(p))
		return arg_refuse(why, index, "argument %s is given twice%s",
				  param->name, "");
	if (kt_value_parse(param->type, text, &args->values[p]))
		return arg_refuse(why, index, "argument %s must be %s",
				  param->name, type_words[param->type]);
	args->given |= BIT(p);
	return 0;
}

/* The keyword parameter that a word like "daemon=on" is for, or -1. */
static int keyword_find(const struct kt_target_entry *entry, const char *word)
{
	unsigned int i;
	size_t len;

	for (i = 0; i < entry->nr_params; i++) {
		len = strlen(entry->params[i].name);
		if (entry->params[i].flags & KT_PARAM_KEYWORD &&
		    !strncmp(word, entry->params[i].name, len) &&
		    word[len] == '=')
			return i;
	}
	return -1;
}

/* What a target runs later in another thread is looked at now, too. */
static int nested_check(const struct kt_args *args, const char *name,
			unsigned int index, struct kt_why *why)
{
	const char *words[KTHREADING_ARGS_MAX];
	struct kt_target_entry *entry;
	struct kt_args *nested;
	const char *word;
	unsigned int nr = 0;

	for (word = args->rest; nr < args->nr_rest; word += strlen(word) + 1)
		words[nr++] = word;
	entry = kt_target_find(name);
	if (!entry)
		return arg_refuse(why, index, "there is no target %s%s", name,
				  "");
	nested = kt_args_create(entry, words, nr, why);
	kt_target_put(entry);
	if (IS_ERR(nested)) {
		if (why)
			why->index += index + 1;
		return PTR_ERR(nested);
	}
	kt_args_put(nested);
	return 0;
}

static unsigned int positional_next(const struct kt_target_entry *entry,
				    unsigned int p)
{
	while (p < entry->nr_params &&
	       entry->params[p].flags & KT_PARAM_KEYWORD)
		p++;
	return p;
}

/* The rest takes this word and all that follow. */
static void rest_take(struct kt_args *args, unsigned int p, const char *word,
		      unsigned int index)
{
	args->rest = word;
	args->nr_rest = args->nr_words - index;
	args->given |= BIT(p);
}

static bool is_rest(const struct kt_target_entry *entry, unsigned int p)
{
	return p < entry->nr_params &&
	       entry->params[p].type == KTHREADING_PARAM_REST;
}

static int missing_check(const struct kt_args *args, unsigned int p,
			 struct kt_why *why)
{
	const struct kt_target_entry *entry = args->entry;

	if (p == entry->nr_params || is_rest(entry, p) ||
	    entry->params[p].flags & KT_PARAM_OPTIONAL)
		return 0;
	return arg_refuse(why, args->nr_words, "target %s needs argument %s",
			  entry->name, entry->params[p].name);
}

/*
 * One parameter after another takes a word; keywords go where they belong. Sets
 * @target to the index of the word that names one, -1 without.
 */
static int words_assign(struct kt_args *args, int *target, struct kt_why *why)
{
	const struct kt_target_entry *entry = args->entry;
	unsigned int p = positional_next(entry, 0);
	const char *word = args->words;
	unsigned int i, to;
	int keyword, ret;

	for (i = 0; i < args->nr_words; i++, word += strlen(word) + 1) {
		keyword = keyword_find(entry, word);
		if (keyword < 0 && is_rest(entry, p)) {
			rest_take(args, p, word, i);
			return 0;
		}
		if (keyword < 0 && p == entry->nr_params)
			return arg_refuse(why, i,
					  "target %s takes no argument %s",
					  entry->name, word);
		to = keyword < 0 ? p : keyword;
		ret = arg_store(args, to, i,
				keyword < 0 ? word : strchr(word, '=') + 1,
				why);
		if (ret)
			return ret;
		if (entry->params[to].type == KTHREADING_PARAM_TARGET)
			*target = i;
		if (keyword < 0)
			p = positional_next(entry, p + 1);
	}
	return missing_check(args, p, why);
}

static int args_fill(struct kt_args *args, struct kt_why *why)
{
	const char *word;
	int target = -1;
	int i, ret;

	ret = words_assign(args, &target, why);
	if (ret || target < 0)
		return ret;
	for (word = args->words, i = 0; i < target; i++)
		word += strlen(word) + 1;
	return nested_check(args, word, target, why);
}

static struct kt_args *args_alloc(struct kt_target_entry *entry,
				  const char *const *words,
				  unsigned int nr_words)
{
	size_t head = struct_size_t(struct kt_args, values, entry->nr_params);
	struct kt_args *args;
	size_t len = 0;
	unsigned int i;
	char *to;

	for (i = 0; i < nr_words; i++)
		len += strlen(words[i]) + 1;
	args = kzalloc(head + len, GFP_KERNEL);
	if (!args)
		return NULL;
	refcount_set(&args->refs, 1);
	args->entry = kt_target_get(entry);
	args->nr_words = nr_words;
	args->words = (char *)args + head;
	to = args->words;
	for (i = 0; i < nr_words; i++) {
		len = strlen(words[i]) + 1;
		memcpy(to, words[i], len);
		to += len;
	}
	return args;
}

static struct kt_args *args_make(struct kt_target_entry *entry,
				 const char *const *words,
				 unsigned int nr_words, struct kt_why *why)
{
	struct kt_args *args = args_alloc(entry, words, nr_words);
	int ret;

	if (!args)
		return ERR_PTR(-ENOMEM);
	ret = args_fill(args, why);
	if (ret) {
		kt_args_put(args);
		return ERR_PTR(ret);
	}
	return args;
}

static bool is_bare(const struct kt_args *args)
{
	return READ_ONCE(args->entry->bare) == args;
}

/* Two may make them at once: the second gives way. */
static struct kt_args *bare_get(struct kt_target_entry *entry,
				struct kt_why *why)
{
	struct kt_args *bare = READ_ONCE(entry->bare);
	struct kt_args *args;

	if (!bare) {
		args = args_make(entry, NULL, 0, why);
		if (IS_ERR(args))
			return args;
		bare = cmpxchg(&entry->bare, NULL, args);
		if (!bare)
			return args;
		kt_args_put(args);
	}
	kt_target_get(entry);
	return bare;
}

/**
 * kt_args_create - check arguments against a target's parameters
 * @entry: the target; a reference is taken
 * @words: the arguments, copied
 * @nr_words: how many
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: the arguments with a reference for the caller, or
 * * -EINVAL - they do not fit
 * * -ENOMEM - no memory
 */
struct kt_args *kt_args_create(struct kt_target_entry *entry,
			       const char *const *words, unsigned int nr_words,
			       struct kt_why *why)
{
	if (nr_words > KTHREADING_ARGS_MAX)
		return ERR_PTR(kt_refuse(why, -EINVAL, KT_ITEM_ARG,
					 "a target takes at most %d arguments",
					 KTHREADING_ARGS_MAX));
	return nr_words ? args_make(entry, words, nr_words, why) :
			  bare_get(entry, why);
}

struct kt_args *kt_args_get(struct kt_args *args)
{
	if (!args)
		return NULL;
	if (is_bare(args))
		kt_target_get(args->entry);
	else
		refcount_inc(&args->refs);
	return args;
}

void kt_args_put(struct kt_args *args)
{
	struct kt_target_entry *entry;

	if (!args)
		return;
	entry = args->entry;
	if (!is_bare(args)) {
		if (!refcount_dec_and_test(&args->refs))
			return;
		kfree(args);
	}
	kt_target_put(entry);
}

unsigned int kt_args_count(const struct kt_args *args)
{
	return args ? args->nr_words : 0;
}

/**
 * kt_args_next - walk the words
 * @args: the arguments
 * @word: the one before, NULL for the first; the caller counts them
 *
 * Return: the word.
 */
const char *kt_args_next(const struct kt_args *args, const char *word)
{
	return word ? word + strlen(word) + 1 : args->words;
}

/**
 * kt_arg_given - tell whether an argument was given
 * @args: what the target was called with
 * @index: of the parameter
 *
 * Context: any.
 *
 * Return: true if it was.
 */
bool kt_arg_given(const struct kt_args *args, unsigned int index)
{
	return args->given & BIT(index);
}
EXPORT_SYMBOL_GPL(kt_arg_given);

/**
 * kt_arg_int - an int, duration (ns), errno (positive) or switch (0 or 1)
 * @args: what the target was called with
 * @index: of the parameter
 *
 * Context: any.
 *
 * Return: its value, 0 when it was not given.
 */
s64 kt_arg_int(const struct kt_args *args, unsigned int index)
{
	return args->values[index].num;
}
EXPORT_SYMBOL_GPL(kt_arg_int);

/**
 * kt_arg_text - a text, or the name of a thread or target
 * @args: what the target was called with
 * @index: of the parameter
 *
 * Context: any.
 *
 * Return: its text, which lives as long as @args, or NULL when it was not given.
 */
const char *kt_arg_text(const struct kt_args *args, unsigned int index)
{
	return args->values[index].text;
}
EXPORT_SYMBOL_GPL(kt_arg_text);

/**
 * kt_arg_words - the words of the rest
 * @args: what the target was called with
 * @index: of the parameter, which takes the rest
 * @words: filled; room for KTHREADING_ARGS_MAX
 *
 * Context: any.
 *
 * Return: how many.
 */
unsigned int kt_arg_words(const struct kt_args *args, unsigned int index,
			  const char **words)
{
	const char *word = args->rest;
	unsigned int i;

	if (!kt_arg_given(args, index))
		return 0;
	for (i = 0; i < args->nr_rest; i++) {
		words[i] = word;
		word += strlen(word) + 1;
	}
	return args->nr_rest;
}
EXPORT_SYMBOL_GPL(kt_arg_words);
