// SPDX-License-Identifier: GPL-2.0
/* Thread objects: made, removed. Their life is in life.c. */
#include "thread.h"

#include <linux/err.h>
#include <linux/export.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "args.h"
#include "audit.h"
#include "event.h"
#include "sched.h"
#include "slots.h"
#include "target.h"
#include "trace.h"
#include "why.h"

static struct kmem_cache *thread_cache;

static size_t size_of(const struct kt_thread_kind *kind)
{
	return kind ? kmem_cache_size(*kind->cache) : sizeof(struct kt_thread);
}

/*
 * Who starts and joins one after another does without the allocator, which takes 200 instructions
 * for both: the plain thread that was freed is kept for the next one.
 */
static struct kt_thread *object_alloc(struct kt_table *table,
				      const struct kt_thread_kind *kind)
{
	struct kt_thread *thread = NULL;

	if (kind)
		return kmem_cache_alloc(*kind->cache, GFP_KERNEL);
	if (READ_ONCE(table->spare_object))
		thread = xchg(&table->spare_object, NULL);
	return thread ?: kmem_cache_alloc(thread_cache, GFP_KERNEL);
}

/* KASAN is to see who uses it afterwards, so there none is kept. */
static bool object_spare(struct kt_table *table, struct kt_thread *thread)
{
	return !IS_ENABLED(CONFIG_KASAN) && !READ_ONCE(table->spare_object) &&
	       !cmpxchg(&table->spare_object, NULL, thread);
}

static void object_free(struct kt_table *table, struct kt_thread *thread)
{
	if (thread->kind)
		kmem_cache_free(*thread->kind->cache, thread);
	else if (!object_spare(table, thread))
		kmem_cache_free(thread_cache, thread);
}

/* Mostly there is nothing, and a kfree() of that is a call. */
static inline void free_some(const void *object)
{
	if (unlikely(object))
		kfree(object);
}

static void thread_free(struct kt_table *table, struct kt_thread *thread)
{
	kt_args_put(thread->args);
	free_some(thread->sched);
	free_some(thread->name);
	free_some(thread->end.text);
	if (thread->slots)
		kt_slots_free(thread->slots);
	kt_audit_sub_thread(thread->kind, size_of(thread->kind));
	object_free(table, thread);
}

static struct kt_thread *thread_alloc(struct kt_table *table,
				      const struct kt_thread_kind *kind,
				      const struct kt_thread_spec *spec,
				      struct kt_args *args, unsigned int index,
				      struct kt_why *why)
{
	struct kt_thread *thread = object_alloc(table, kind);
	int ret = 0;

	if (!thread) {
		kt_args_put(args);
		return ERR_PTR(-ENOMEM);
	}
	kt_audit_add_thread(kind, size_of(kind));
	*thread = (struct kt_thread){
		/* One of the table, one of the caller. */
		.refs = REFCOUNT_INIT(2),
		.kind = kind,
		.args = args,
		.joiners = LIST_HEAD_INIT(thread->joiners),
	};
	if (kind)
		kind->init(thread, spec);
	if (spec->name)
		ret = kt_thread_name_create(thread, spec->name, index, why);
	if (!ret && spec->sched) {
		thread->sched = kt_sched_merge(NULL, spec->sched, why);
		if (IS_ERR(thread->sched)) {
			ret = PTR_ERR(thread->sched);
			thread->sched = NULL;
		}
	}
	if (ret) {
		thread_free(table, thread);
		return ERR_PTR(ret);
	}
	return thread;
}

static void leave_alone(void *object)
{
}

/**
 * kt_thread_cache - make a cache for threads of a kind
 * @name: of the cache
 * @size: of what begins with a struct kt_thread
 *
 * With a constructor, so that the kernel does not clear what we write to at once, where it was
 * told to clear all memory that is allocated (init_on_alloc): it would do so byte by byte. It
 * costs 8 bytes of each object.
 *
 * Context: may sleep.
 *
 * Return: the cache, or NULL.
 */
struct kmem_cache *kt_thread_cache(const char *name, size_t size)
{
	return kmem_cache_create(name, size, __alignof__(struct kt_thread), 0,
				 leave_alone);
}

int kt_thread_init(void)
{
	thread_cache = kt_thread_cache("kt_thread", sizeof(struct kt_thread));
	return thread_cache ? 0 : -ENOMEM;
}

/* No thread is left. */
void kt_thread_exit(void)
{
	kmem_cache_destroy(thread_cache);
}

/* Takes the id and the number in the default name, or refuses; -EAGAIN without room. */
static int thread_number_locked(struct kt_table *table,
				struct kt_thread *thread, struct kt_why *why)
{
	unsigned int max = READ_ONCE(kt_max_threads);

	if (table->stopping)
		return kt_refuse(why, -ESHUTDOWN, KT_ITEM_PROCESS,
				 "can't create new thread at process end");
	if (table->nr_threads >= max || table->next_id == U32_MAX)
		return kt_refuse(why, -ENOSPC, KT_ITEM_NONE,
				 "a process has at most %u threads", max);
	if (table->next_id > table->index.room)
		return -EAGAIN;
	thread->id = table->next_id++;
	if (!thread->name)
		thread->seq = ++table->next_seq;
	return 0;
}

/* The last step: from here on others can find the thread. */
static int thread_publish_locked(struct kt_table *table,
				 struct kt_thread *thread, struct kt_why *why)
{
	int ret = thread_number_locked(table, thread, why);

	if (ret)
		return ret;
	refcount_inc(&table->refs);
	if (thread->id == KT_MAIN_ID)
		table->main = kt_thread_get(thread);
	kt_table_insert_locked(table, thread);
	kt_event(KTHREADING_EVENT_THREAD_ADD, table, thread);
	return 0;
}

static int thread_publish(struct kt_table *table, struct kt_thread *thread,
			  struct kt_why *why)
{
	u32 id;
	int ret;

	/* Room is made without the lock, so others may have filled it since. */
	do {
		spin_lock(&table->lock);
		ret = thread_publish_locked(table, thread, why);
		id = table->next_id;
		spin_unlock(&table->lock);
		if (ret != -EAGAIN)
			return ret;
		ret = kt_index_grow(&table->index, id, &table->lock);
	} while (!ret);
	return ret;
}

static bool daemon_of(const struct kt_thread *acting, enum kt_daemon daemon)
{
	if (daemon == KT_DAEMON_INHERIT)
		return acting && READ_ONCE(acting->daemon);
	return daemon == KT_DAEMON_ON;
}

/* Apart, for the sake of the stack of who makes threads that nobody traces. */
static noinline void create_trace(struct kt_thread *thread)
{
	char name[KT_NAME_LEN];

	kt_thread_name(thread, name, sizeof(name));
	trace_kt_thread_create(thread, name);
}

/**
 * kt_thread_make - make a thread and put it in its table
 * @table: the table
 * @kind: NULL for a plain thread
 * @acting: the thread that makes it, whose daemon flag is inherited; NULL for none
 * @spec: what it is made of; its target and arguments are in @args
 * @args: the caller's reference goes to the thread, if there will be one or not; NULL
 *	without a target
 * @index: appended to the name; 0 for nothing
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: the thread with a reference for the caller, or
 * * -EINVAL - empty name, or scheduling that makes no sense
 * * -ENAMETOOLONG - name too long
 * * -ESHUTDOWN - the process is stopping
 * * -ENOSPC - too many threads
 * * -ENOMEM - no memory
 */
struct kt_thread *kt_thread_make(struct kt_table *table,
				 const struct kt_thread_kind *kind,
				 const struct kt_thread *acting,
				 const struct kt_thread_spec *spec,
				 struct kt_args *args, unsigned int index,
				 struct kt_why *why)
{
	struct kt_thread *thread =
		thread_alloc(table, kind, spec, args, index, why);
	int ret;

	if (IS_ERR(thread))
		return thread;
	thread->daemon = daemon_of(acting, spec->daemon);
	thread->table = table;
	ret = thread_publish(table, thread, why);
	if (ret) {
		thread_free(table, thread);
		return ERR_PTR(ret);
	}
	if (trace_kt_thread_create_enabled())
		create_trace(thread);
	return thread;
}

/* Main is there as long as its process: a reference of the one is one of the other. */
static refcount_t *refs_of(struct kt_thread *thread)
{
	return thread->id == KT_MAIN_ID ? &thread->table->refs : &thread->refs;
}

struct kt_thread *kt_thread_get(struct kt_thread *thread)
{
	refcount_inc(refs_of(thread));
	return thread;
}
EXPORT_SYMBOL_GPL(kt_thread_get);

/**
 * kt_thread_put - drop a reference
 * @thread: the thread, or NULL
 *
 * Context: may sleep, because the last reference may free the process too.
 */
void kt_thread_put(struct kt_thread *thread)
{
	struct kt_table *table;

	if (!thread)
		return;
	table = thread->table;
	if (thread->id != KT_MAIN_ID) {
		if (!refcount_dec_and_test(&thread->refs))
			return;
		thread_free(table, thread);
	}
	kt_table_put(table);
}
EXPORT_SYMBOL_GPL(kt_thread_put);

/* The last reference of the process is gone, and so is that of main. */
void kt_table_free_main(struct kt_table *table)
{
	if (table->main)
		thread_free(table, table->main);
	if (table->spare_object)
		kmem_cache_free(thread_cache, table->spare_object);
}

/**
 * kt_thread_remove - take a thread off its table
 * @thread: the caller has a reference, and keeps it
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EBUSY - it is alive, or is the main thread
 * * -ENOENT - it is off already
 */
int kt_thread_remove(struct kt_thread *thread, struct kt_why *why)
{
	struct kt_table *table = thread->table;
	int ret = 0;

	spin_lock(&table->lock);
	if (thread == table->main)
		ret = kt_refuse(why, -EBUSY, KT_ITEM_REF,
				"the main thread goes with its process");
	else if (thread->life == KT_LIFE_ALIVE)
		ret = kt_refuse(why, -EBUSY, KT_ITEM_REF,
				"the thread is alive");
	else if (thread->removed)
		ret = kt_refuse(why, -ENOENT, KT_ITEM_REF,
				"the thread is gone");
	else
		kt_table_erase_locked(table, thread);
	if (!ret)
		kt_event(KTHREADING_EVENT_THREAD_DEL, table, thread);
	spin_unlock(&table->lock);
	/* That of the table, and main is not here. */
	if (!ret)
		refcount_dec(&thread->refs);
	return ret;
}

/**
 * kt_table_clear - drop all threads
 * @table: none of its threads is alive, and none can be made
 *
 * Context: may sleep.
 */
void kt_table_clear(struct kt_table *table)
{
	struct kt_thread *thread;
	unsigned long id = 0;
	bool drop;

	for (;;) {
		thread = kt_thread_next(table, &id);
		if (!thread)
			break;
		spin_lock(&table->lock);
		drop = !thread->removed;
		if (drop)
			kt_table_erase_locked(table, thread);
		spin_unlock(&table->lock);
		if (drop)
			kt_thread_put(thread);
		kt_thread_put(thread);
		cond_resched();
	}
}
