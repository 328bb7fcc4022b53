/* SPDX-License-Identifier: GPL-2.0 */
/* Locals: named objects whose attributes exist once per thread. */
#ifndef _KT_LOCAL_H
#define _KT_LOCAL_H

#include <linux/kthreading.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>

#include "slots.h"

struct kt_table;
struct kt_why;

/**
 * struct kt_attr - a name in a local; goes with it
 * @node: in the local; protected by the lock of the locals
 * @local: whose it is; never changes
 * @id: never used again in any process; never changes
 * @index: of the slot in each thread; never changes
 * @initial: what each thread has from its first touch of @local on, or NULL; owned;
 *	never changes
 * @name: never changes
 */
struct kt_attr {
	struct list_head node;
	struct kt_local *local;
	u64 id;
	unsigned int index;
	struct kt_value *initial;
	char name[KTHREADING_LOCAL_NAME_MAX + 1];
};

/**
 * struct kt_local - a local
 * @node: in the locals of its process; protected by their lock, as the rest
 * @refs: one of the process, one of each user
 * @table: of its process; owns a reference; never changes
 * @locals: of its process; never changes
 * @attrs: its attributes; the first is no attribute, but is set in the threads that
 *	have touched it. None goes before the local does
 * @removed: off the process
 * @name: never changes
 */
struct kt_local {
	struct list_head node;
	refcount_t refs;
	struct kt_table *table;
	struct kt_locals *locals;
	struct list_head attrs;
	bool removed;
	char name[KTHREADING_LOCAL_NAME_MAX + 1];
};

/**
 * struct kt_locals - the locals of one process
 * @lock: protects the locals and which attributes they have, not the values
 * @list: of them
 * @cleared: the process was taken away, and there can be no more
 * @attr: the attributes by the index of their slot; a slot is used again only when
 *	nobody can use its attribute any more
 */
struct kt_locals {
	struct mutex lock;
	struct list_head list;
	bool cleared;
	struct kt_attr *attr[KT_ATTRS_MAX];
};

/**
 * struct kt_row - what one thread has in one attribute, for those who look
 * @local: name
 * @attr: name
 * @is_number: of @number and @bytes
 * @number: the number
 * @len: of @bytes
 * @bytes: the byte string
 */
struct kt_row {
	char local[KTHREADING_LOCAL_NAME_MAX + 1];
	char attr[KTHREADING_LOCAL_NAME_MAX + 1];
	bool is_number;
	s64 number;
	size_t len;
	u8 bytes[KTHREADING_VALUE_LEN_MAX];
};

void kt_locals_init(struct kt_locals *locals);
void kt_locals_clear(struct kt_locals *locals);
bool kt_locals_name(struct kt_locals *locals, unsigned int index, char *name);
bool kt_locals_row(struct kt_locals *locals, struct kt_thread *thread,
		   unsigned int index, struct kt_row *row);
struct kt_local *kt_local_make(struct kt_locals *locals, struct kt_table *table,
			       const char *name, struct kt_why *why);
struct kt_local *kt_local_find(struct kt_locals *locals, const char *name,
			       struct kt_why *why);
void kt_local_remove(struct kt_local *local);
int kt_local_name_check(const char *name, struct kt_why *why);
struct kt_attr *kt_attr_add_locked(struct kt_local *local, const char *name,
				   struct kt_why *why);
struct kt_attr *kt_attr_make(struct kt_local *local, const char *name,
			     struct kt_value *initial, struct kt_why *why);
struct kt_attr *kt_attr_find(struct kt_local *local, const char *name,
			     struct kt_why *why);
int kt_attr_store(struct kt_attr *attr, struct kt_thread *thread,
		  struct kt_value *value);
int kt_attr_load(struct kt_attr *attr, struct kt_thread *thread,
		 int (*visit)(const struct kt_value *value, void *data),
		 void *data, struct kt_why *why);
int kt_attr_row(struct kt_attr *attr, struct kt_thread *thread,
		struct kt_row *row, struct kt_why *why);
int kt_attr_erase(struct kt_attr *attr, struct kt_thread *thread,
		  struct kt_why *why);

#endif /* _KT_LOCAL_H */
