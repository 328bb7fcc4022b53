// SPDX-License-Identifier: GPL-2.0
/*
 * Locals: how they come, are found, and go, with all that threads have in them.
 */
#include "local.h"

#include <linux/err.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "thread.h"
#include "why.h"

void kt_locals_init(struct kt_locals *locals)
{
	mutex_init(&locals->lock);
	INIT_LIST_HEAD(&locals->list);
}

static void local_free(struct kt_local *local)
{
	struct kt_attr *attr, *next;

	mutex_lock(&local->locals->lock);
	list_for_each_entry_safe(attr, next, &local->attrs, node) {
		local->locals->attr[attr->index] = NULL;
		kfree(attr->initial);
		kfree(attr);
	}
	mutex_unlock(&local->locals->lock);
	kt_table_put(local->table);
	kfree(local);
}

struct kt_local *kt_local_get(struct kt_local *local)
{
	refcount_inc(&local->refs);
	return local;
}
EXPORT_SYMBOL_GPL(kt_local_get);

void kt_local_put(struct kt_local *local)
{
	if (local && refcount_dec_and_test(&local->refs))
		local_free(local);
}
EXPORT_SYMBOL_GPL(kt_local_put);

static struct kt_local *find_locked(struct kt_locals *locals, const char *name)
{
	struct kt_local *local;

	lockdep_assert_held(&locals->lock);
	list_for_each_entry(local, &locals->list, node)
		if (!strcmp(local->name, name))
			return local;
	return NULL;
}

/**
 * kt_local_find - look a local up by its name
 * @locals: of the process
 * @name: the name
 * @why: filled when there is none
 *
 * Context: may sleep.
 *
 * Return: the local with a reference for the caller, or -ENOENT.
 */
struct kt_local *kt_local_find(struct kt_locals *locals, const char *name,
			       struct kt_why *why)
{
	struct kt_local *local;

	mutex_lock(&locals->lock);
	local = find_locked(locals, name);
	if (local)
		kt_local_get(local);
	mutex_unlock(&locals->lock);
	return local ?:
		       ERR_PTR(kt_refuse(why, -ENOENT, KT_ITEM_NAME,
					 "there is no local %s", name));
}

static struct kt_local *local_alloc(struct kt_locals *locals,
				    struct kt_table *table, const char *name)
{
	struct kt_local *local = kzalloc(sizeof(*local), GFP_KERNEL);

	if (!local)
		return NULL;
	refcount_set(&local->refs, 1);
	local->locals = locals;
	local->table = table;
	refcount_inc(&table->refs);
	INIT_LIST_HEAD(&local->attrs);
	strscpy(local->name, name, sizeof(local->name));
	return local;
}

/* Its first attribute has no name that one could give, and marks who touched it. */
static int local_add_locked(struct kt_locals *locals, struct kt_local *local,
			    struct kt_why *why)
{
	struct kt_attr *touched;

	if (locals->cleared)
		return kt_refuse(why, -ESHUTDOWN, KT_ITEM_PROCESS,
				 "the process is gone");
	if (find_locked(locals, local->name))
		return kt_refuse(why, -EEXIST, KT_ITEM_NAME,
				 "there is a local %s already", local->name);
	touched = kt_attr_add_locked(local, "", why);
	if (IS_ERR(touched))
		return PTR_ERR(touched);
	list_add_tail(&local->node, &locals->list);
	return 0;
}

/**
 * kt_local_make - make a local
 * @locals: of the process
 * @table: of the process
 * @name: of 1 to KTHREADING_LOCAL_NAME_MAX bytes
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: the local with a reference for the caller, or
 * * -EINVAL - empty name, or too long
 * * -EEXIST - there is one of this name
 * * -ESHUTDOWN - the process was taken away
 * * -ENOSPC - too many attributes in the process, of which it takes one
 * * -ENOMEM - no memory
 */
struct kt_local *kt_local_make(struct kt_locals *locals, struct kt_table *table,
			       const char *name, struct kt_why *why)
{
	struct kt_local *local;
	int ret = kt_local_name_check(name, why);

	if (ret)
		return ERR_PTR(ret);
	local = local_alloc(locals, table, name);
	if (!local)
		return ERR_PTR(-ENOMEM);
	mutex_lock(&locals->lock);
	ret = local_add_locked(locals, local, why);
	if (!ret)
		kt_local_get(local);
	mutex_unlock(&locals->lock);
	if (!ret)
		return local;
	kt_local_put(local);
	return ERR_PTR(ret);
}

/* Its slots stay taken until nobody can use its attributes any more. */
static void unlink_locked(struct kt_local *local)
{
	lockdep_assert_held(&local->locals->lock);
	WRITE_ONCE(local->removed, true);
	list_del(&local->node);
}

static void forget(struct kt_local *local, struct kt_thread *thread)
{
	struct kt_attr *attr;

	list_for_each_entry(attr, &local->attrs, node)
		kt_slots_erase(READ_ONCE(thread->slots), attr->index);
}

/**
 * kt_local_remove - delete a local, with all that threads have in it
 * @local: the caller has a reference, and keeps it
 *
 * Context: may sleep.
 */
void kt_local_remove(struct kt_local *local)
{
	struct kt_thread *thread;
	unsigned long id = 0;
	bool removed;

	mutex_lock(&local->locals->lock);
	removed = local->removed;
	if (!removed)
		unlink_locked(local);
	mutex_unlock(&local->locals->lock);
	if (removed)
		return;
	/* Nothing can be added to its attributes now, so they need no lock. */
	for (thread = kt_thread_next(local->table, &id); thread;
	     thread = kt_thread_next(local->table, &id)) {
		forget(local, thread);
		kt_thread_put(thread);
		cond_resched();
	}
	kt_local_put(local);
}

/**
 * kt_locals_clear - delete all locals of a process
 * @locals: of the process, which has ended
 *
 * Context: may sleep.
 */
void kt_locals_clear(struct kt_locals *locals)
{
	struct kt_local *local;

	for (;;) {
		mutex_lock(&locals->lock);
		/* One that came later would keep the process for ever. */
		locals->cleared = true;
		local = list_first_entry_or_null(&locals->list, struct kt_local,
						 node);
		if (local)
			kt_local_get(local);
		mutex_unlock(&locals->lock);
		if (!local)
			return;
		kt_local_remove(local);
		kt_local_put(local);
	}
}

/**
 * kt_locals_name - tell what locals there are
 * @locals: of the process
 * @index: 0 for the first one
 * @name: filled; room for KTHREADING_LOCAL_NAME_MAX + 1
 *
 * Context: may sleep.
 *
 * Return: false when there are not that many.
 */
bool kt_locals_name(struct kt_locals *locals, unsigned int index, char *name)
{
	struct kt_local *local;
	bool found = false;

	mutex_lock(&locals->lock);
	list_for_each_entry(local, &locals->list, node) {
		found = !index--;
		if (found) {
			strscpy(name, local->name,
				KTHREADING_LOCAL_NAME_MAX + 1);
			break;
		}
	}
	mutex_unlock(&locals->lock);
	return found;
}
