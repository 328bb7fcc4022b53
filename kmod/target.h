/* SPDX-License-Identifier: GPL-2.0 */
/* The registry of targets. */
#ifndef _KT_TARGET_H
#define _KT_TARGET_H

#include <linux/kthreading.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>

struct kt_why;

/**
 * struct kt_target_entry - a target as the registry knows it
 *
 * Outlives the registration: threads that were made before it went keep the
 * entry, for its name, and can no longer start.
 *
 * @node: in the registry; protected by its lock
 * @refs: one of the registration, one of each set of arguments, one of each user of @bare
 * @def: what was registered, NULL when it was taken back; RCU
 * @bare: the arguments of all who give none; NULL before the first; owned
 * @nr_params: how many
 * @name_len: of @name
 * @name: copy
 * @summary: copy
 * @module: copy of the name of the module
 * @params: copy
 */
struct kt_target_entry {
	struct list_head node;
	refcount_t refs;
	struct kt_target __rcu *def;
	struct kt_args *bare;
	unsigned int nr_params;
	unsigned int name_len;
	char name[KTHREADING_TARGET_NAME_MAX + 1];
	const char *summary;
	const char *module;
	struct kt_param params[];
};

struct kt_target_entry *kt_target_find(const char *name);
void kt_target_free(struct kt_target_entry *entry);
int kt_target_walk(unsigned int skip,
		   int (*visit)(const struct kt_target_entry *entry,
				void *data),
		   void *data);

static inline struct kt_target_entry *
kt_target_get(struct kt_target_entry *entry)
{
	refcount_inc(&entry->refs);
	return entry;
}

/* Of NULL, too. */
static inline void kt_target_put(struct kt_target_entry *entry)
{
	if (entry && refcount_dec_and_test(&entry->refs))
		kt_target_free(entry);
}

/**
 * kt_target_pin - make sure that a target can be called
 * @entry: its entry
 * @holder: a module that stays until kt_target_unpin() anyway, or NULL
 *
 * Context: a reader under RCU, as is who holds a spin lock.
 *
 * Return: the target, whose module stays until kt_target_unpin(), or NULL when
 * it was unregistered or its module is going.
 */
static inline struct kt_target *kt_target_pin(struct kt_target_entry *entry,
					      const struct module *holder)
{
	struct kt_target *target =
		rcu_dereference_check(entry->def, rcu_read_lock_any_held());

	if (target && target->owner != holder && !try_module_get(target->owner))
		target = NULL;
	return target;
}

static inline void kt_target_unpin(struct kt_target *target,
				   const struct module *holder)
{
	if (target->owner != holder)
		module_put(target->owner);
}

#endif /* _KT_TARGET_H */
