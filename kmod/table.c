// SPDX-License-Identifier: GPL-2.0
/* The table of a process's threads: how they are found. */
#include "thread.h"

#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "event.h"
#include "track.h"
#include "why.h"

struct kt_event_group kt_event_group;

/**
 * kt_table_init - make an empty table
 * @table: zeroed, with name, log and ident_base set
 * @ops: what its owner does for it
 */
void kt_table_init(struct kt_table *table, const struct kt_table_ops *ops)
{
	refcount_set(&table->refs, 1);
	spin_lock_init(&table->lock);
	kt_index_init(&table->index);
	table->ops = ops;
	table->next_id = KT_MAIN_ID;
	table->next_ident = 1;
}

/* Changes of all tables, for dumps that tell of all of them. */
static atomic_t changes;

static void changed_locked(struct kt_table *table)
{
	lockdep_assert_held(&table->lock);
	table->generation++;
	atomic_inc(&changes);
}

/**
 * kt_threads_generation - tell dumps of all processes whether threads came or went
 *
 * Context: any.
 *
 * Return: a number that changes with what threads there are.
 */
unsigned int kt_threads_generation(void)
{
	return atomic_read(&changes);
}

/**
 * kt_joiners_complete_locked - tell all joiners that what they wait for has ended
 * @joiners: list of struct kt_joiner; empty afterwards
 *
 * Context: under the lock of the table.
 */
void kt_joiners_complete_locked(struct list_head *joiners)
{
	struct kt_joiner *joiner;

	while (!list_empty(joiners)) {
		joiner = list_first_entry(joiners, struct kt_joiner, node);
		list_del_init(&joiner->node);
		joiner->ended(joiner);
	}
}

/**
 * kt_table_insert_locked - let others find a thread
 * @table: the lock is held, and there was room
 * @thread: its id was taken under the same hold of the lock
 */
void kt_table_insert_locked(struct kt_table *table, struct kt_thread *thread)
{
	changed_locked(table);
	table->nr_threads++;
	kt_index_insert(&table->index, thread->id, thread);
}

/**
 * kt_table_erase_locked - let nobody find a thread any more
 * @table: the lock is held
 * @thread: in it; the reference of the table goes to the caller
 */
void kt_table_erase_locked(struct kt_table *table, struct kt_thread *thread)
{
	changed_locked(table);
	table->nr_threads--;
	thread->removed = true;
	kt_observe_remove_locked(thread);
	kt_index_erase(&table->index, thread->id);
}

/**
 * kt_thread_next - walk the threads by their ids
 * @table: the table
 * @id: the last one seen, 0 before the first; set to the one that is returned
 *
 * Threads that come or go meanwhile may be missed.
 *
 * Context: any but interrupts.
 *
 * Return: a thread with a reference for the caller, NULL after the last.
 */
struct kt_thread *kt_thread_next(struct kt_table *table, unsigned long *id)
{
	struct kt_thread *thread;

	if (!kt_thread_some(table, *id, &thread, 1))
		return NULL;
	*id = thread->id;
	return thread;
}

/**
 * kt_thread_some - walk the threads by their ids, several in one step
 * @table: the table
 * @id: the last one seen, 0 before the first
 * @threads: filled with those that come next
 * @room: for how many @threads has room
 *
 * Threads that come or go meanwhile may be missed.
 *
 * Context: any but interrupts.
 *
 * Return: how many, each with a reference for the caller; 0 after the last.
 */
unsigned int kt_thread_some(struct kt_table *table, unsigned long id,
			    struct kt_thread **threads, unsigned int room)
{
	unsigned int count, i;

	spin_lock(&table->lock);
	count = kt_index_some(&table->index, id + 1, threads, room);
	for (i = 0; i < count; i++)
		kt_thread_get(threads[i]);
	spin_unlock(&table->lock);
	return count;
}

/**
 * kt_thread_find - look a thread up by its id
 * @table: the table
 * @id: the id
 *
 * Context: any but interrupts.
 *
 * Return: the thread with a reference for the caller, or NULL.
 */
struct kt_thread *kt_thread_find(struct kt_table *table, u32 id)
{
	struct kt_thread *thread;

	spin_lock(&table->lock);
	thread = kt_index_find(&table->index, id);
	if (thread)
		kt_thread_get(thread);
	spin_unlock(&table->lock);
	return thread;
}

/**
 * kt_thread_find_ident - look a living thread up by its ident
 * @table: the table
 * @ident: the ident, which an ended thread keeps and another one may bear now
 *
 * Context: may sleep.
 *
 * Return: the thread with a reference for the caller, or NULL.
 */
struct kt_thread *kt_thread_find_ident(struct kt_table *table, u64 ident)
{
	struct kt_thread *thread;
	unsigned long id = 0;

	for (;;) {
		thread = kt_thread_next(table, &id);
		if (!thread || (kt_thread_ident(thread) == ident &&
				kt_thread_is_alive(thread)))
			return thread;
		kt_thread_put(thread);
		cond_resched();
	}
}

/* The next one from *id on that bears the name, of those that the lock can be held for. */
static struct kt_thread *name_scan(struct kt_table *table, const char *name,
				   unsigned long *id, bool *more)
{
	struct kt_thread *thread, *found = NULL;
	char buf[KT_NAME_LEN];
	int budget = KT_BATCH;

	spin_lock(&table->lock);
	while (!found && budget--) {
		thread = kt_index_next(&table->index, *id);
		*more = thread;
		if (!thread)
			break;
		*id = thread->id + 1;
		kt_thread_name_locked(thread, buf, sizeof(buf));
		if (!strcmp(buf, name))
			found = kt_thread_get(thread);
	}
	spin_unlock(&table->lock);
	return found;
}

static struct kt_thread *name_next(struct kt_table *table, const char *name,
				   unsigned long *id)
{
	struct kt_thread *thread;
	bool more;

	do {
		thread = name_scan(table, name, id, &more);
		cond_resched();
	} while (!thread && more);
	return thread;
}

/* The first two are known, and who has gone meanwhile is not listed. */
static void list_candidates(struct kt_table *table, const char *name, u32 first,
			    unsigned long id, struct kt_why *why)
{
	struct kt_thread *thread;
	size_t len, room;
	int n;

	if (!why)
		return;
	kt_refuse(why, 0, KT_ITEM_REF, "several threads are named %s: #%u #%lu",
		  name, first, id - 1);
	len = strlen(why->text);
	for (;;) {
		thread = name_next(table, name, &id);
		if (!thread)
			break;
		room = sizeof(why->text) - len;
		n = snprintf(why->text + len, room, " #%u", thread->id);
		kt_thread_put(thread);
		if (n >= room) {
			strscpy(why->text + sizeof(why->text) - 5, " ...", 5);
			break;
		}
		len += n;
	}
}

/**
 * kt_thread_find_name - look a thread up by its name
 * @table: the table
 * @name: the name
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: the thread with a reference for the caller, or
 * * -ENOENT - no thread bears the name
 * * -ENOTUNIQ - several do
 */
struct kt_thread *kt_thread_find_name(struct kt_table *table, const char *name,
				      struct kt_why *why)
{
	struct kt_thread *thread, *other;
	unsigned long id = 0;

	thread = name_next(table, name, &id);
	if (!thread)
		return ERR_PTR(kt_refuse(why, -ENOENT, KT_ITEM_REF,
					 "there is no thread %s", name));
	other = name_next(table, name, &id);
	if (!other)
		return thread;
	list_candidates(table, name, thread->id, id, why);
	kt_thread_put(thread);
	kt_thread_put(other);
	return ERR_PTR(-ENOTUNIQ);
}
