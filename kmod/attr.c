// SPDX-License-Identifier: GPL-2.0
/*
 * Attributes of locals. An attribute is a slot number: slots.c tells how a thread gets
 * at its value. A slot is used again when the local is gone and nobody has a reference
 * of it any more; a value knows its attribute, so one that is left over is not
 * taken for that of the next.
 */
#include "local.h"

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "thread.h"
#include "why.h"

static atomic64_t last_attr_id;

/**
 * kt_local_name_check - check the name of a local or of an attribute
 * @name: the name
 * @why: filled on refusal
 *
 * Return:
 * * 0
 * * -EINVAL - empty, or too long
 */
int kt_local_name_check(const char *name, struct kt_why *why)
{
	size_t len = strnlen(name, KTHREADING_LOCAL_NAME_MAX + 1);

	if (len >= 1 && len <= KTHREADING_LOCAL_NAME_MAX)
		return 0;
	return kt_refuse(why, -EINVAL, KT_ITEM_NAME, "a name has 1 to %d bytes",
			 KTHREADING_LOCAL_NAME_MAX);
}

static int missing(const struct kt_local *local, const char *name,
		   struct kt_why *why)
{
	return kt_refuse(why, -ENODATA, KT_ITEM_VALUE,
			 "local %s has no attribute '%s'", local->name, name);
}

static struct kt_attr *attr_find_locked(struct kt_local *local,
					const char *name)
{
	struct kt_attr *attr;

	lockdep_assert_held(&local->locals->lock);
	list_for_each_entry(attr, &local->attrs, node)
		if (!strcmp(attr->name, name))
			return attr;
	return NULL;
}

/* A slot number that no attribute has, or -1. */
static int slot_find_locked(struct kt_locals *locals)
{
	unsigned int i;

	for (i = 0; i < KT_ATTRS_MAX; i++)
		if (!locals->attr[i])
			return i;
	return -1;
}

/**
 * kt_attr_add_locked - make an attribute
 * @local: the lock of its locals is held
 * @name: not that of another one
 * @why: filled on refusal
 *
 * Return: the attribute, or
 * * -ENOENT - @local was deleted
 * * -ENOSPC - too many attributes in the process
 * * -ENOMEM - no memory
 */
struct kt_attr *kt_attr_add_locked(struct kt_local *local, const char *name,
				   struct kt_why *why)
{
	struct kt_locals *locals = local->locals;
	int index = slot_find_locked(locals);
	struct kt_attr *attr;

	if (local->removed)
		return ERR_PTR(kt_refuse(why, -ENOENT, KT_ITEM_NAME,
					 "the local is gone"));
	if (index < 0)
		return ERR_PTR(kt_refuse(why, -ENOSPC, KT_ITEM_VALUE,
					 "a process has at most %d attributes",
					 KT_ATTRS_MAX));
	attr = kzalloc(sizeof(*attr), GFP_KERNEL);
	if (!attr)
		return ERR_PTR(-ENOMEM);
	attr->local = local;
	attr->id = atomic64_inc_return(&last_attr_id);
	attr->index = index;
	strscpy(attr->name, name, sizeof(attr->name));
	list_add_tail(&attr->node, &local->attrs);
	WRITE_ONCE(locals->attr[index], attr);
	return attr;
}

/**
 * kt_attr_make - find an attribute of a local, or make it
 * @local: the local
 * @name: of the attribute
 * @initial: what each thread has at first; owned afterwards, also on failure; NULL
 *	for nothing, and for an attribute that is there
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: the attribute, which goes with @local, or
 * * -EINVAL - empty name, or too long
 * * -EEXIST - there is one, and an initial value was given
 * * -ENOENT - @local was deleted
 * * -ENOSPC - too many attributes in the process
 * * -ENOMEM - no memory
 */
struct kt_attr *kt_attr_make(struct kt_local *local, const char *name,
			     struct kt_value *initial, struct kt_why *why)
{
	struct kt_attr *attr;
	int ret = kt_local_name_check(name, why);

	if (ret) {
		if (why)
			why->item = initial ? KT_ITEM_INITIAL : KT_ITEM_VALUE;
		kfree(initial);
		return ERR_PTR(ret);
	}
	mutex_lock(&local->locals->lock);
	attr = attr_find_locked(local, name);
	if (attr && initial)
		attr = ERR_PTR(kt_refuse(why, -EEXIST, KT_ITEM_INITIAL,
					 "attribute %s is given twice", name));
	else if (!attr)
		attr = kt_attr_add_locked(local, name, why);
	if (!IS_ERR(attr) && initial)
		attr->initial = initial;
	else
		kfree(initial);
	mutex_unlock(&local->locals->lock);
	return attr;
}

/**
 * kt_attr_find - find an attribute of a local
 * @local: the local
 * @name: of the attribute
 * @why: filled when there is none
 *
 * Context: may sleep.
 *
 * Return: the attribute, which goes with @local, or -ENODATA: no thread ever had it.
 */
struct kt_attr *kt_attr_find(struct kt_local *local, const char *name,
			     struct kt_why *why)
{
	struct kt_attr *attr = NULL;

	mutex_lock(&local->locals->lock);
	if (*name)
		attr = attr_find_locked(local, name);
	mutex_unlock(&local->locals->lock);
	return attr ?: ERR_PTR(missing(local, name, why));
}

static struct kt_attr *touched_of(const struct kt_local *local)
{
	return list_first_entry(&local->attrs, struct kt_attr, node);
}

static bool has(const struct kt_attr *attr, struct kt_thread *thread)
{
	return kt_slots_has(READ_ONCE(thread->slots), attr->index, attr->id);
}

static int store(const struct kt_attr *attr, struct kt_thread *thread,
		 struct kt_value *value)
{
	if (!value)
		return -ENOMEM;
	return kt_slots_store(&thread->slots, attr->index, attr->id, value);
}

/* The mark comes last: without it the initial attributes are not complete. */
static int touch_locked(struct kt_local *local, struct kt_thread *thread)
{
	struct kt_attr *attr;
	int ret;

	list_for_each_entry(attr, &local->attrs, node) {
		if (!attr->initial)
			continue;
		ret = store(attr, thread, kt_value_copy(attr->initial));
		if (ret)
			return ret;
	}
	return store(touched_of(local), thread, kt_value_number(1));
}

/*
 * A thread's first touch of a local gives it the initial attributes, as CPython calls
 * a subclass's __init__ for each thread (test_derived, test_arguments).
 */
static int touch(struct kt_local *local, struct kt_thread *thread)
{
	int ret = 0;

	if (has(touched_of(local), thread) && !READ_ONCE(local->removed))
		return 0;
	mutex_lock(&local->locals->lock);
	if (local->removed)
		ret = -ENODATA;
	else if (!has(touched_of(local), thread))
		ret = touch_locked(local, thread);
	mutex_unlock(&local->locals->lock);
	return ret;
}

/**
 * kt_attr_store - set an attribute of a thread
 * @attr: the attribute
 * @thread: alive
 * @value: owned afterwards, also on failure
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -ENODATA - the local was deleted
 * * -ENOMEM - no memory
 */
int kt_attr_store(struct kt_attr *attr, struct kt_thread *thread,
		  struct kt_value *value)
{
	int ret = touch(attr->local, thread);

	if (ret) {
		kfree(value);
		return ret;
	}
	return store(attr, thread, value);
}

static int load(const struct kt_attr *attr, struct kt_thread *thread,
		int (*visit)(const struct kt_value *value, void *data),
		void *data)
{
	const struct kt_value *value;
	int ret = -ENODATA;

	if (READ_ONCE(attr->local->removed))
		return ret;
	rcu_read_lock();
	value = kt_slots_peek(READ_ONCE(thread->slots), attr->index, attr->id);
	if (value)
		ret = visit(value, data);
	rcu_read_unlock();
	return ret;
}

/**
 * kt_attr_load - get an attribute of a thread
 * @attr: the attribute
 * @thread: alive
 * @visit: called under RCU with the value; may not sleep, nor return -ENODATA
 * @data: for @visit
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: what @visit returned, or
 * * -ENODATA - the thread has no such attribute (CPython: AttributeError), or the
 *   local was deleted
 * * -ENOMEM - no memory for the initial attributes
 */
int kt_attr_load(struct kt_attr *attr, struct kt_thread *thread,
		 int (*visit)(const struct kt_value *value, void *data),
		 void *data, struct kt_why *why)
{
	int ret = load(attr, thread, visit, data);

	if (ret != -ENODATA)
		return ret;
	ret = touch(attr->local, thread);
	if (!ret)
		ret = load(attr, thread, visit, data);
	return ret == -ENODATA ? missing(attr->local, attr->name, why) : ret;
}

/**
 * kt_attr_erase - delete an attribute of a thread
 * @attr: the attribute
 * @thread: alive
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -ENODATA - the thread has no such attribute, or the local was deleted
 * * -ENOMEM - no memory for the initial attributes
 */
int kt_attr_erase(struct kt_attr *attr, struct kt_thread *thread,
		  struct kt_why *why)
{
	int ret = touch(attr->local, thread);

	if (ret && ret != -ENODATA)
		return ret;
	if (ret || !has(attr, thread))
		return missing(attr->local, attr->name, why);
	kt_slots_erase(READ_ONCE(thread->slots), attr->index);
	return 0;
}

static int row_fill(const struct kt_value *value, void *data)
{
	struct kt_row *row = data;

	row->is_number = value->is_number;
	row->number = value->number;
	row->len = min_t(size_t, value->len, sizeof(row->bytes));
	memcpy(row->bytes, value->bytes, row->len);
	return 0;
}

/**
 * kt_attr_row - tell what a thread has in an attribute
 * @attr: the attribute
 * @thread: alive
 * @row: filled
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: as kt_attr_load().
 */
int kt_attr_row(struct kt_attr *attr, struct kt_thread *thread,
		struct kt_row *row, struct kt_why *why)
{
	strscpy(row->local, attr->local->name, sizeof(row->local));
	strscpy(row->attr, attr->name, sizeof(row->attr));
	return kt_attr_load(attr, thread, row_fill, row, why);
}

/**
 * kt_locals_row - tell what a thread has in a slot
 * @locals: of the process
 * @thread: the thread
 * @index: of the slot
 * @row: filled
 *
 * Does not count as a touch.
 *
 * Context: may sleep.
 *
 * Return: false when it has nothing there.
 */
bool kt_locals_row(struct kt_locals *locals, struct kt_thread *thread,
		   unsigned int index, struct kt_row *row)
{
	struct kt_attr *attr;
	bool found = false;

	mutex_lock(&locals->lock);
	attr = locals->attr[index];
	if (attr && *attr->name && !attr->local->removed &&
	    !load(attr, thread, row_fill, row)) {
		strscpy(row->local, attr->local->name, sizeof(row->local));
		strscpy(row->attr, attr->name, sizeof(row->attr));
		found = true;
	}
	mutex_unlock(&locals->lock);
	return found;
}
