// SPDX-License-Identifier: GPL-2.0
/* The table of processes: how they come, are found, and go. */
#include "process.h"

#include <linux/err.h>
#include <linux/hashtable.h>
#include <linux/jhash.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#include "audit.h"
#include "event.h"
#include "life.h"
#include "observe.h"
#include "why.h"

/* Protects the names and what the tables of processes hold: by their ids, and by their names. */
static DEFINE_MUTEX(processes_lock);
static DEFINE_XARRAY(processes);
static DEFINE_HASHTABLE(names, 8);
struct workqueue_struct *kt_process_queue;
static unsigned int nr_processes;
static unsigned int generation;
static u32 last_id;

struct kt_process *kt_process_get(struct kt_process *process)
{
	refcount_inc(&process->table.refs);
	return process;
}
EXPORT_SYMBOL_GPL(kt_process_get);

/**
 * kt_process_put - drop a reference
 * @process: the process, or NULL
 *
 * Context: may sleep.
 */
void kt_process_put(struct kt_process *process)
{
	if (process)
		kt_table_put(&process->table);
}
EXPORT_SYMBOL_GPL(kt_process_put);

void kt_process_release(struct kt_table *table)
{
	struct kt_process *process = kt_table_process(table);

	kt_observe_end(table);
	kt_calls_drop(process);
	kt_log_destroy(&process->log);
	kt_table_free_main(table);
	kt_index_destroy(&table->index);
	kt_audit_sub(KT_OBJECT_PROCESS, sizeof(*process));
	kfree(process);
	/*
	 * Whoever gets here is a handler or the notifier of netlink, one of our
	 * queues, a worker, or the exit of a module that uses us: the exit of this
	 * module waits for each of them.
	 */
	module_put(THIS_MODULE);
}

static u32 hash_of(const char *name)
{
	return jhash(name, strlen(name), 0);
}

/* Nearly each request names a process. */
static struct kt_process *find_locked(const char *name)
{
	struct kt_process *process;

	lockdep_assert_held(&processes_lock);
	hash_for_each_possible(names, process, node, hash_of(name))
		if (!strcmp(process->name, name))
			return process;
	return NULL;
}

/**
 * kt_process_find - look a process up by its name
 * @name: the name
 * @why: filled when there is none
 *
 * Context: may sleep.
 *
 * Return: the process with a reference for the caller, or -ENOENT.
 */
struct kt_process *kt_process_find(const char *name, struct kt_why *why)
{
	struct kt_process *process;

	mutex_lock(&processes_lock);
	process = find_locked(name);
	if (process)
		kt_process_get(process);
	mutex_unlock(&processes_lock);
	if (!process)
		return ERR_PTR(kt_refuse(why, -ENOENT, KT_ITEM_PROCESS,
					 "there is no process %s", name));
	return process;
}

/**
 * kt_process_next - walk the processes by their ids
 * @id: the last one seen, 0 before the first; set to the one that is returned
 *
 * Context: may sleep.
 *
 * Return: a process with a reference for the caller, NULL after the last.
 */
struct kt_process *kt_process_next(unsigned long *id)
{
	struct kt_process *process;

	mutex_lock(&processes_lock);
	process = xa_find_after(&processes, id, ULONG_MAX, XA_PRESENT);
	if (process)
		kt_process_get(process);
	mutex_unlock(&processes_lock);
	return process;
}

/**
 * kt_process_generation - tell dumps whether processes came or went
 *
 * Return: a number that changes with what processes there are.
 */
unsigned int kt_process_generation(void)
{
	return READ_ONCE(generation);
}

static void process_unregister(struct kt_process *process)
{
	mutex_lock(&processes_lock);
	kt_event(KTHREADING_EVENT_PROCESS_DEL, &process->table, NULL);
	xa_erase(&processes, process->id);
	hash_del(&process->node);
	nr_processes--;
	generation++;
	mutex_unlock(&processes_lock);
}

static int main_start(struct kt_process *process, struct kt_why *why)
{
	static const struct kt_thread_spec spec = {
		.name = "MainThread",
		.daemon = KT_DAEMON_OFF,
	};
	struct kt_table *table = &process->table;
	struct kt_thread *main;
	int ret;

	main = kt_thread_make(table, NULL, NULL, &spec, NULL, 0, why);
	if (IS_ERR(main))
		return PTR_ERR(main);
	ret = kt_life_start(main, why);
	kt_thread_put(main);
	if (ret)
		kt_table_clear(table);
	return ret;
}

/* Nobody finds the process before its main thread is alive. */
static int publish_locked(struct kt_process *process, struct kt_why *why)
{
	unsigned int max = READ_ONCE(kt_max_processes);
	int ret;

	lockdep_assert_held(&processes_lock);
	if (find_locked(process->name))
		return kt_refuse(why, -EEXIST, KT_ITEM_PROCESS,
				 "there is a process %s already",
				 process->name);
	if (nr_processes >= max || last_id == U32_MAX)
		return kt_refuse(why, -ENOSPC, KT_ITEM_NONE,
				 "there are at most %u processes", max);
	process->id = ++last_id;
	process->table.ident_base = (u64)process->id << 32;
	ret = xa_reserve(&processes, process->id, GFP_KERNEL);
	if (ret)
		return ret;
	kt_event(KTHREADING_EVENT_PROCESS_ADD, &process->table, NULL);
	ret = main_start(process, why);
	if (ret) {
		kt_event(KTHREADING_EVENT_PROCESS_DEL, &process->table, NULL);
		xa_erase(&processes, process->id);
		return ret;
	}
	xa_store(&processes, process->id, process, GFP_KERNEL);
	hash_add(names, &process->node, hash_of(process->name));
	nr_processes++;
	generation++;
	return 0;
}

static struct kt_process *process_alloc(const char *name,
					enum kthreading_owner owner, u32 portid,
					struct module *module)
{
	struct kt_process *process = kzalloc(sizeof(*process), GFP_KERNEL);

	if (!process)
		return NULL;
	if (kt_log_init(&process->log)) {
		kfree(process);
		return NULL;
	}
	kt_audit_add(KT_OBJECT_PROCESS, sizeof(*process));
	strscpy(process->name, name, sizeof(process->name));
	process->table.name = process->name;
	process->table.log = &process->log;
	process->table.module = module;
	kt_table_init(&process->table, &kt_process_table_ops);
	INIT_LIST_HEAD(&process->joiners);
	kt_locals_init(&process->locals);
	INIT_WORK(&process->end_work, kt_process_end_work);
	INIT_LIST_HEAD(&process->calls);
	kt_watchdog_init(process);
	process->owner = owner;
	process->portid = portid;
	process->since_ns = ktime_get_ns();
	return process;
}

static int name_check(const char *name, struct kt_why *why)
{
	size_t len = strnlen(name, KTHREADING_PROCESS_NAME_MAX + 1);

	if (!len)
		return kt_refuse(why, -EINVAL, KT_ITEM_PROCESS,
				 "a process needs a name");
	if (len > KTHREADING_PROCESS_NAME_MAX)
		return kt_refuse(why, -ENAMETOOLONG, KT_ITEM_PROCESS,
				 "a process's name has at most %d bytes",
				 KTHREADING_PROCESS_NAME_MAX);
	return 0;
}

/**
 * kt_process_make - make a process
 * @name: copied
 * @owner: owner policy
 * @portid: the socket it is bound to
 * @module: the module that owns it, or NULL
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return: the process with a reference for the caller, its main thread alive, or
 * * -EINVAL - empty name
 * * -ENAMETOOLONG - name too long
 * * -EEXIST - there is a process of this name
 * * -ENOSPC - too many processes
 * * -EAGAIN - no room for the main thread
 * * -ENODEV - the module is being removed
 * * -ENOMEM - no memory
 */
struct kt_process *kt_process_make(const char *name,
				   enum kthreading_owner owner, u32 portid,
				   struct module *module, struct kt_why *why)
{
	struct kt_process *process;
	int ret;

	might_sleep();
	ret = name_check(name, why);
	if (ret)
		return ERR_PTR(ret);
	/* Put in kt_process_release(); fails while the module is being removed. */
	if (!try_module_get(THIS_MODULE))
		return ERR_PTR(kt_refuse(why, -ENODEV, KT_ITEM_NONE,
					 "the module is being removed"));
	process = process_alloc(name, owner, portid, module);
	if (!process) {
		module_put(THIS_MODULE);
		return ERR_PTR(-ENOMEM);
	}
	mutex_lock(&processes_lock);
	ret = publish_locked(process, why);
	if (!ret)
		kt_process_get(process);
	mutex_unlock(&processes_lock);
	if (ret) {
		kt_process_put(process);
		return ERR_PTR(ret);
	}
	return process;
}

/**
 * kt_process_remove - take a process away that has ended
 * @process: the caller has a reference, and keeps it
 * @why: filled on refusal
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -EBUSY - it has not ended
 * * -ENOENT - it was taken away already
 */
int kt_process_remove(struct kt_process *process, struct kt_why *why)
{
	int ret = 0;

	might_sleep();
	spin_lock(&process->table.lock);
	if (process->removed)
		ret = kt_refuse(why, -ENOENT, KT_ITEM_PROCESS,
				"the process is gone");
	else if (process->state != KTHREADING_PROCESS_ENDED)
		ret = kt_refuse(why, -EBUSY, KT_ITEM_PROCESS,
				"process %s has not ended", process->name);
	else
		process->removed = true;
	spin_unlock(&process->table.lock);
	if (ret)
		return ret;
	process_unregister(process);
	kt_locals_clear(&process->locals);
	kt_table_clear(&process->table);
	kt_process_put(process);
	return 0;
}

static struct kt_process *find_of_module(const struct module *module)
{
	struct kt_process *process, *found = NULL;
	unsigned long id;

	mutex_lock(&processes_lock);
	xa_for_each(&processes, id, process)
		if (process->table.module == module) {
			found = kt_process_get(process);
			break;
		}
	mutex_unlock(&processes_lock);
	return found;
}

/* Its exit function has returned, and its code is still there. */
static int module_event(struct notifier_block *block, unsigned long event,
			void *data)
{
	struct kt_process *process;

	if (event != MODULE_STATE_GOING)
		return NOTIFY_DONE;
	for (process = find_of_module(data); process;
	     process = find_of_module(data))
		kt_process_destroy(process);
	return NOTIFY_DONE;
}

static struct notifier_block module_notifier = {
	.notifier_call = module_event,
};

int kt_process_init(void)
{
	int ret;

	kt_process_queue = alloc_workqueue("kt_end", WQ_UNBOUND, 0);
	if (!kt_process_queue)
		return -ENOMEM;
	ret = register_module_notifier(&module_notifier);
	if (ret)
		destroy_workqueue(kt_process_queue);
	return ret;
}

void kt_process_cleanup(void)
{
	unregister_module_notifier(&module_notifier);
	destroy_workqueue(kt_process_queue);
}

static u32 holdup_find(struct kt_process *process,
		       enum kthreading_process_state state)
{
	bool daemons = state == KTHREADING_PROCESS_STOPPING;
	struct kt_thread *thread;
	unsigned long id = 0;
	bool found = false;

	if (!daemons && state != KTHREADING_PROCESS_EXITING)
		return 0;
	while (!found) {
		thread = kt_thread_next(&process->table, &id);
		if (!thread)
			return 0;
		found = kt_thread_is_alive(thread) &&
			(daemons || !kt_thread_is_daemon(thread));
		kt_thread_put(thread);
		cond_resched();
	}
	return id;
}

/**
 * kt_process_ask - tell all about a process
 * @process: the process
 * @info: filled
 *
 * Context: may sleep.
 */
void kt_process_ask(struct kt_process *process, struct kt_process_info *info)
{
	struct kt_table *table = &process->table;

	spin_lock(&table->lock);
	info->state = process->state;
	info->since_ns = ktime_get_ns() - process->since_ns;
	info->threads = table->nr_threads;
	info->alive = table->alive;
	info->nondaemon = table->nondaemon;
	info->raised = table->raised;
	info->generation = table->generation;
	info->hook = READ_ONCE(process->hook);
	info->overdue = process->overdue;
	spin_unlock(&table->lock);
	info->holdup = holdup_find(process, info->state);
	kt_log_count(&process->log, &info->log_records, &info->log_dropped);
}

/**
 * kt_process_port_closed - end the processes that a socket owned
 * @portid: of the socket, which is gone
 *
 * Context: may sleep.
 */
void kt_process_port_closed(u32 portid)
{
	struct kt_process *process;
	unsigned long id = 0;

	for (;;) {
		process = kt_process_next(&id);
		if (!process)
			return;
		if (process->portid == portid)
			kt_process_orphan(process);
		kt_process_put(process);
	}
}
