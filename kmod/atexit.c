// SPDX-License-Identifier: GPL-2.0
/* What modules want called at the end of a process. */
#include "process.h"

#include <linux/export.h>
#include <linux/module.h>
#include <linux/slab.h>

/**
 * struct kt_call - a function to be called
 * @node: in the calls of a process; protected by its lock
 * @call: the function
 * @data: for @call
 * @module: where @call is; pinned unless it owns the process
 */
struct kt_call {
	struct list_head node;
	void (*call)(void *data);
	void *data;
	struct module *module;
};

static void call_free(struct kt_process *process, struct kt_call *call)
{
	if (call->module != process->table.module)
		module_put(call->module);
	kfree(call);
}

static struct kt_call *call_take(struct kt_process *process)
{
	struct kt_call *call;

	spin_lock(&process->table.lock);
	call = list_first_entry_or_null(&process->calls, struct kt_call, node);
	if (call)
		list_del(&call->node);
	spin_unlock(&process->table.lock);
	return call;
}

/**
 * kt_calls_run - call what was registered, each once
 * @process: stopping, so that nothing can be registered any more
 *
 * Context: may sleep.
 */
void kt_calls_run(struct kt_process *process)
{
	struct kt_call *call;

	for (call = call_take(process); call; call = call_take(process)) {
		call->call(call->data);
		call_free(process, call);
	}
}

/**
 * kt_calls_drop - free what was never called
 * @process: nobody uses it any more; it may never have lived
 */
void kt_calls_drop(struct kt_process *process)
{
	struct kt_call *call, *next;

	list_for_each_entry_safe(call, next, &process->calls, node)
		call_free(process, call);
}

static bool call_add(struct kt_process *process, struct kt_call *call)
{
	bool added;

	spin_lock(&process->table.lock);
	added = !process->table.stopping;
	if (added)
		list_add(&call->node, &process->calls);
	spin_unlock(&process->table.lock);
	return added;
}

/**
 * __kt_process_at_exit - have a function called at a process's end
 * @process: the process
 * @call: called once, when the last non-daemon has ended or the process is killed, and
 *	before the process has ended; those registered last come first (CPython:
 *	threading._register_atexit). Runs in a work item, and may sleep
 * @data: for @call
 * @module: where @call is; pinned until it was called, unless it owns @process
 *
 * Context: may sleep.
 *
 * Return:
 * * 0
 * * -ESHUTDOWN - too late (CPython: test_atexit_after_shutdown)
 * * -ENODEV - @module is being removed
 * * -ENOMEM - no memory
 */
int __kt_process_at_exit(struct kt_process *process, void (*call)(void *data),
			 void *data, struct module *module)
{
	struct kt_call *new = kzalloc(sizeof(*new), GFP_KERNEL);

	might_sleep();
	if (!new)
		return -ENOMEM;
	if (module != process->table.module && !try_module_get(module)) {
		kfree(new);
		return -ENODEV;
	}
	new->call = call;
	new->data = data;
	new->module = module;
	if (call_add(process, new))
		return 0;
	call_free(process, new);
	return -ESHUTDOWN;
}
EXPORT_SYMBOL_GPL(__kt_process_at_exit);
