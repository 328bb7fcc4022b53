// SPDX-License-Identifier: GPL-2.0
/* What other modules call, about locals. */
#include <linux/kthreading.h>

#include <linux/err.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "local.h"
#include "process.h"

/**
 * kt_local_create - make a local (CPython: threading.local())
 * @process: where it belongs
 * @name: 1 to KTHREADING_LOCAL_NAME_MAX bytes, copied; unique in @process
 *
 * Context: may sleep.
 *
 * Return: the local with a reference for the caller, which keeps @process too, or
 * * -EINVAL - empty name, or too long
 * * -EEXIST - there is one of this name
 * * -ESHUTDOWN - the process was taken away
 * * -ENOSPC - too many attributes in the process, of which a local takes one
 * * -ENOMEM - no memory
 */
struct kt_local *kt_local_create(struct kt_process *process, const char *name)
{
	return kt_local_make(&process->locals, &process->table, name, NULL);
}
EXPORT_SYMBOL_GPL(kt_local_create);

/**
 * kt_local_lookup - find a local by its name
 * @process: where it belongs
 * @name: the name
 *
 * Context: may sleep.
 *
 * Return: the local with a reference for the caller, or -ENOENT.
 */
struct kt_local *kt_local_lookup(struct kt_process *process, const char *name)
{
	return kt_local_find(&process->locals, name, NULL);
}
EXPORT_SYMBOL_GPL(kt_local_lookup);

/**
 * kt_local_del - delete a local, with all that threads have in it
 * @local: the caller keeps its reference, and with it the attributes, which nobody has
 *	from now on
 *
 * Context: may sleep.
 */
void kt_local_del(struct kt_local *local)
{
	kt_local_remove(local);
}
EXPORT_SYMBOL_GPL(kt_local_del);

/**
 * kt_local_initial - give each thread an attribute at its first touch of a local
 * @local: not touched by any thread so far, or that one goes without
 * @name: of the attribute, 1 to KTHREADING_LOCAL_NAME_MAX bytes
 * @number: what it is at first
 *
 * CPython: __init__() of a subclass (test_derived).
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EINVAL - empty name, or too long
 * * -EEXIST - there is an attribute of this name
 * * -ENOENT - @local was deleted
 * * -ENOSPC - too many attributes in the process
 * * -ENOMEM - no memory
 */
int kt_local_initial(struct kt_local *local, const char *name, s64 number)
{
	struct kt_value *value = kt_value_number(number);

	if (!value)
		return -ENOMEM;
	return PTR_ERR_OR_ZERO(kt_attr_make(local, name, value, NULL));
}
EXPORT_SYMBOL_GPL(kt_local_initial);

/**
 * kt_local_attr - the handle of an attribute, for all threads
 * @local: the local; the caller keeps its reference as long as it uses the handle
 * @name: of the attribute, 1 to KTHREADING_LOCAL_NAME_MAX bytes
 *
 * Context: may sleep.
 *
 * Return: the handle, or
 * * -EINVAL - empty name, or too long
 * * -ENOENT - @local was deleted
 * * -ENOSPC - too many attributes in the process
 * * -ENOMEM - no memory
 */
struct kt_attr *kt_local_attr(struct kt_local *local, const char *name)
{
	return kt_attr_make(local, name, NULL, NULL);
}
EXPORT_SYMBOL_GPL(kt_local_attr);

/* The current thread, if it is one of the attribute's process; else NULL. */
static struct kt_thread *self_for(const struct kt_attr *attr)
{
	struct kt_thread *self = kt_current();

	return self && self->table == attr->local->table ? self : NULL;
}

/*
 * What kt_attr_load() does, when there is a number and so was a first touch, without
 * a call: RCU is held by not being preempted, which takes one instruction. A thread of another
 * process has nothing in attributes of this one.
 */
static bool peek_number(const struct kt_attr *attr, s64 *number)
{
	const struct kt_value *value = NULL;
	struct kt_worker *worker;
	bool found;

	if (READ_ONCE(attr->local->removed))
		return false;
	rcu_read_lock_sched();
	worker = kt_worker_peek();
	if (worker && worker->thread)
		value = kt_slots_peek(READ_ONCE(worker->thread->slots),
				      attr->index, attr->id);
	found = value && value->is_number;
	if (found)
		*number = value->number;
	rcu_read_unlock_sched();
	return found;
}

static int get_number(const struct kt_value *value, void *data)
{
	if (!value->is_number)
		return -EINVAL;
	*(s64 *)data = value->number;
	return 0;
}

/**
 * kt_attr_get - get an attribute of the current thread
 * @attr: the attribute
 * @number: set
 *
 * Takes no lock; two indices lead to the value.
 *
 * Context: a thread of the attribute's process; may sleep at the first touch.
 *
 * Return:
 * * 0
 * * -ENODATA - the thread has no such attribute (CPython: AttributeError), or the
 *   local was deleted
 * * -EINVAL - it is a byte string
 * * -ESRCH - the current task is none of the process's threads
 * * -ENOMEM - no memory for the initial attributes
 */
int kt_attr_get(struct kt_attr *attr, s64 *number)
{
	struct kt_thread *self;

	if (likely(peek_number(attr, number)))
		return 0;
	self = self_for(attr);
	return self ? kt_attr_load(attr, self, get_number, number, NULL) :
		      -ESRCH;
}
EXPORT_SYMBOL_GPL(kt_attr_get);

struct room {
	void *buf;
	size_t size;
};

static int get_bytes(const struct kt_value *value, void *data)
{
	struct room *room = data;

	if (value->is_number)
		return -EINVAL;
	if (value->len > room->size)
		return -ENOSPC;
	memcpy(room->buf, value->bytes, value->len);
	return value->len;
}

/**
 * kt_attr_get_bytes - get a byte string of the current thread
 * @attr: the attribute
 * @buf: filled
 * @size: of @buf
 *
 * Context: a thread of the attribute's process; may sleep at the first touch.
 *
 * Return: how many bytes it has, or
 * * -ENODATA - the thread has no such attribute (CPython: AttributeError), or the
 *   local was deleted
 * * -EINVAL - it is a number
 * * -ENOSPC - it is longer than @size
 * * -ESRCH - the current task is none of the process's threads
 * * -ENOMEM - no memory for the initial attributes
 */
int kt_attr_get_bytes(struct kt_attr *attr, void *buf, size_t size)
{
	struct kt_thread *self = self_for(attr);
	struct room room = { .buf = buf, .size = size };

	if (!self)
		return -ESRCH;
	return kt_attr_load(attr, self, get_bytes, &room, NULL);
}
EXPORT_SYMBOL_GPL(kt_attr_get_bytes);

static int set(struct kt_attr *attr, struct kt_value *value)
{
	struct kt_thread *self = self_for(attr);

	if (!value)
		return -ENOMEM;
	if (self)
		return kt_attr_store(attr, self, value);
	kfree(value);
	return -ESRCH;
}

/**
 * kt_attr_set - set an attribute of the current thread
 * @attr: the attribute
 * @number: what it shall be
 *
 * Context: a thread of the attribute's process; may sleep.
 *
 * Return:
 * * 0
 * * -ENODATA - the local was deleted
 * * -ESRCH - the current task is none of the process's threads
 * * -ENOMEM - no memory
 */
int kt_attr_set(struct kt_attr *attr, s64 number)
{
	return set(attr, kt_value_number(number));
}
EXPORT_SYMBOL_GPL(kt_attr_set);

/**
 * kt_attr_set_bytes - set an attribute of the current thread to a byte string
 * @attr: the attribute
 * @bytes: copied
 * @len: at most KTHREADING_VALUE_LEN_MAX
 *
 * Context: a thread of the attribute's process; may sleep.
 *
 * Return:
 * * 0
 * * -EINVAL - too long
 * * -ESRCH - the current task is none of the process's threads
 * * -ENOMEM - no memory
 */
int kt_attr_set_bytes(struct kt_attr *attr, const void *bytes, size_t len)
{
	if (len > KTHREADING_VALUE_LEN_MAX)
		return -EINVAL;
	return set(attr, kt_value_bytes(bytes, len));
}
EXPORT_SYMBOL_GPL(kt_attr_set_bytes);

/**
 * kt_attr_del - delete an attribute of the current thread
 * @attr: the attribute
 *
 * Context: a thread of the attribute's process; may sleep at the first touch.
 *
 * Return:
 * * 0
 * * -ENODATA - the thread has no such attribute (CPython: AttributeError), or the
 *   local was deleted
 * * -ESRCH - the current task is none of the process's threads
 * * -ENOMEM - no memory for the initial attributes
 */
int kt_attr_del(struct kt_attr *attr)
{
	struct kt_thread *self = self_for(attr);

	return self ? kt_attr_erase(attr, self, NULL) : -ESRCH;
}
EXPORT_SYMBOL_GPL(kt_attr_del);
