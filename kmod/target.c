// SPDX-License-Identifier: GPL-2.0
#include "target.h"

#include <linux/ctype.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

/* Protects the list. Held for short walks; targets are few. */
static DEFINE_MUTEX(targets_lock);
static LIST_HEAD(registry);

static struct kt_target_entry *find_locked(const char *name)
{
	struct kt_target_entry *entry;

	lockdep_assert_held(&targets_lock);
	list_for_each_entry(entry, &registry, node)
		if (!strcmp(entry->name, name))
			return entry;
	return NULL;
}

/**
 * kt_target_find - look a target up by its name
 * @name: the name
 *
 * Context: may sleep.
 *
 * Return: the entry with a reference for the caller, or NULL.
 */
struct kt_target_entry *kt_target_find(const char *name)
{
	struct kt_target_entry *entry;

	mutex_lock(&targets_lock);
	entry = find_locked(name);
	if (entry)
		kt_target_get(entry);
	mutex_unlock(&targets_lock);
	return entry;
}

/* The last reference is gone. */
void kt_target_free(struct kt_target_entry *entry)
{
	unsigned int i;

	for (i = 0; i < entry->nr_params; i++)
		kfree_const(entry->params[i].name);
	kfree_const(entry->summary);
	kfree_const(entry->module);
	kfree(entry->bare);
	kfree(entry);
}

/**
 * kt_target_walk - visit the targets in the order of registration
 * @skip: how many to leave out at the beginning
 * @visit: may sleep; a value other than 0 ends the walk
 * @data: for @visit
 *
 * Context: may sleep.
 *
 * Return: what the last call of @visit returned, 0 after the last target.
 */
int kt_target_walk(unsigned int skip,
		   int (*visit)(const struct kt_target_entry *entry,
				void *data),
		   void *data)
{
	struct kt_target_entry *entry;
	int ret = 0;

	mutex_lock(&targets_lock);
	list_for_each_entry(entry, &registry, node) {
		if (skip) {
			skip--;
			continue;
		}
		ret = visit(entry, data);
		if (ret)
			break;
	}
	mutex_unlock(&targets_lock);
	return ret;
}

static bool name_fits(const char *name, size_t max)
{
	size_t len = strlen(name);
	size_t i;

	for (i = 0; i < len; i++)
		if (!isgraph(name[i]) || name[i] == '=' || name[i] == ',')
			return false;
	return len >= 1 && len <= max;
}

/* Keywords may stand anywhere; an optional one ends the needed ones, a rest ends all. */
static bool params_fit(const struct kt_target *target)
{
	const struct kt_param *param;
	bool optional = false;
	bool rest = false;
	unsigned int i;

	if (target->nr_params > KTHREADING_ARGS_MAX)
		return false;
	for (i = 0; i < target->nr_params; i++) {
		param = &target->params[i];
		if (!name_fits(param->name, KTHREADING_TARGET_NAME_MAX) || rest)
			return false;
		if (param->flags & KT_PARAM_KEYWORD)
			continue;
		if (optional && !(param->flags & KT_PARAM_OPTIONAL))
			return false;
		optional = param->flags & KT_PARAM_OPTIONAL;
		rest = param->type == KTHREADING_PARAM_REST;
	}
	return true;
}

static struct kt_target_entry *entry_create(struct kt_target *target)
{
	struct kt_target_entry *entry;
	unsigned int i;

	entry = kzalloc(struct_size(entry, params, target->nr_params),
			GFP_KERNEL);
	if (!entry)
		return NULL;
	refcount_set(&entry->refs, 1);
	entry->name_len =
		strscpy(entry->name, target->name, sizeof(entry->name));
	entry->summary = kstrdup_const(target->summary, GFP_KERNEL);
	entry->module = kstrdup_const(module_name(target->owner), GFP_KERNEL);
	if (!entry->summary || !entry->module)
		goto fail;
	for (i = 0; i < target->nr_params; i++) {
		entry->params[i] = target->params[i];
		entry->params[i].name =
			kstrdup_const(target->params[i].name, GFP_KERNEL);
		entry->nr_params++;
		if (!entry->params[i].name)
			goto fail;
	}
	RCU_INIT_POINTER(entry->def, target);
	return entry;
fail:
	kt_target_put(entry);
	return NULL;
}

static int target_register(struct kt_target *target)
{
	struct kt_target_entry *entry;

	if (!target->run || !target->summary || !params_fit(target) ||
	    !name_fits(target->name, KTHREADING_TARGET_NAME_MAX))
		return -EINVAL;
	entry = entry_create(target);
	if (!entry)
		return -ENOMEM;
	mutex_lock(&targets_lock);
	if (find_locked(entry->name)) {
		mutex_unlock(&targets_lock);
		kt_target_put(entry);
		return -EEXIST;
	}
	list_add_tail(&entry->node, &registry);
	target->entry = entry;
	mutex_unlock(&targets_lock);
	return 0;
}

/**
 * kt_targets_register - make targets known
 * @targets: stay the caller's, and must stay in place until they are unregistered
 * @count: how many
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EINVAL - a name or the parameters break the rules of struct kt_target
 * * -EEXIST - there is a target of this name
 * * -ENOMEM - no memory
 */
int kt_targets_register(struct kt_target *targets, unsigned int count)
{
	unsigned int i;
	int ret;

	might_sleep();
	for (i = 0; i < count; i++) {
		ret = target_register(&targets[i]);
		if (ret) {
			kt_targets_unregister(targets, i);
			return ret;
		}
	}
	return 0;
}
EXPORT_SYMBOL_GPL(kt_targets_register);

/**
 * kt_targets_unregister - take targets back
 * @targets: those that were registered
 * @count: how many
 *
 * Threads that were made and not started stay, and raise ENOENT when they are
 * started. Those that run one hold the module that owns it, so the exit function
 * of that module never meets them: after this call nothing calls the targets.
 *
 * Context: may sleep.
 */
void kt_targets_unregister(struct kt_target *targets, unsigned int count)
{
	unsigned int i;

	might_sleep();
	mutex_lock(&targets_lock);
	for (i = 0; i < count; i++) {
		list_del(&targets[i].entry->node);
		RCU_INIT_POINTER(targets[i].entry->def, NULL);
	}
	mutex_unlock(&targets_lock);
	/* A start that still saw one has its reference on the module, or fails. */
	synchronize_rcu();
	for (i = 0; i < count; i++) {
		kt_target_put(targets[i].entry);
		targets[i].entry = NULL;
	}
}
EXPORT_SYMBOL_GPL(kt_targets_unregister);
