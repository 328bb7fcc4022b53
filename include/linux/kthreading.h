/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kthreading: kernel threads with the rules of Python's threading.
 *
 * The one header for other kernel modules. Documentation/kthreading.rst has the
 * concepts; here is the contract of each call.
 */
#ifndef _LINUX_KTHREADING_H
#define _LINUX_KTHREADING_H

#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/ktime.h>
#include <linux/types.h>
#include <uapi/linux/kthreading.h>

struct kt_args;
struct kt_attr;
struct kt_local;
struct kt_process;
struct kt_target_entry;
struct kt_thread;
struct module;

/** KT_FOREVER - a timeout that never runs out */
#define KT_FOREVER KTIME_MAX

/**
 * enum kt_param_flags - how an argument is given
 * @KT_PARAM_OPTIONAL: it may be left out, and so may all that follow
 * @KT_PARAM_KEYWORD: it is given as name=value, in any place before the rest,
 *	and may be left out
 */
enum kt_param_flags {
	KT_PARAM_OPTIONAL = 1,
	KT_PARAM_KEYWORD = 2,
};

/**
 * struct kt_param - one parameter of a target
 * @name: as users see it
 * @type: what the argument's text must be
 * @flags: of enum kt_param_flags
 */
struct kt_param {
	const char *name;
	enum kthreading_param_type type;
	unsigned int flags;
};

/**
 * struct kt_target - a named function that threads can run
 * @name: 1 to KTHREADING_TARGET_NAME_MAX bytes, without spaces; unique
 * @summary: one line for users
 * @params: in the order of the arguments; copied on registration
 * @nr_params: how many, at most KTHREADING_ARGS_MAX
 * @run: the body. Runs in the thread, in process context, and may sleep.
 *	Return 0, or a negative errno, which is an unhandled error of the thread:
 *	it is reported and kept, and ends this thread alone. Return what a blocking
 *	call of this header returned when that is -ESHUTDOWN: the thread was
 *	stopped, and that is no error.
 * @owner: THIS_MODULE; pinned from the start of each thread to its end
 * @entry: private to kthreading
 */
struct kt_target {
	const char *name;
	const char *summary;
	const struct kt_param *params;
	unsigned int nr_params;
	int (*run)(const struct kt_args *args);
	struct module *owner;
	struct kt_target_entry *entry;
};

int kt_targets_register(struct kt_target *targets, unsigned int count);
void kt_targets_unregister(struct kt_target *targets, unsigned int count);

bool kt_arg_given(const struct kt_args *args, unsigned int index);
s64 kt_arg_int(const struct kt_args *args, unsigned int index);
const char *kt_arg_text(const struct kt_args *args, unsigned int index);
unsigned int kt_arg_words(const struct kt_args *args, unsigned int index,
			  const char **words);

/**
 * enum kt_daemon - whether the end of the process waits for a thread
 * @KT_DAEMON_INHERIT: as the creating thread is
 * @KT_DAEMON_OFF: it waits
 * @KT_DAEMON_ON: it stops the thread
 */
enum kt_daemon {
	KT_DAEMON_INHERIT,
	KT_DAEMON_OFF,
	KT_DAEMON_ON,
};

/**
 * enum kt_sched_fields - which fields of struct kt_sched are given
 * @KT_SCHED_POLICY: policy
 * @KT_SCHED_PRIORITY: priority
 * @KT_SCHED_NICE: nice
 * @KT_SCHED_CPUS: cpus
 * @KT_SCHED_NODE: node, instead of cpus
 */
enum kt_sched_fields {
	KT_SCHED_POLICY = 1,
	KT_SCHED_PRIORITY = 2,
	KT_SCHED_NICE = 4,
	KT_SCHED_CPUS = 8,
	KT_SCHED_NODE = 16,
};

/**
 * struct kt_sched - scheduling of a thread's kthread while it is attached
 * @given: of enum kt_sched_fields; what is not given is the default of kthreads
 * @policy: scheduling policy
 * @priority: 1 to 99, for the policies fifo and rr, which need it
 * @nice: -20 to 19, for the policies other and batch
 * @node: memory node, whose CPUs are the ones to run on
 * @cpus: CPUs to run on; at least one must be online
 */
struct kt_sched {
	unsigned int given;
	enum kthreading_policy policy;
	unsigned int priority;
	int nice;
	unsigned int node;
	struct cpumask cpus;
};

/**
 * struct kt_timer_spec - what makes a thread a Timer
 * @interval: ns from the start to the target; zero or less runs it at once
 * @every: if not zero, ns from one run to the next; it is run until it is cancelled or
 *	does not return 0
 * @slack: ns that it may run later, to share an interrupt with others
 * @clock: what all these are measured by
 * @absolute: @interval is a time of the clock
 */
struct kt_timer_spec {
	ktime_t interval;
	ktime_t every;
	u64 slack;
	enum kthreading_clock clock;
	bool absolute;
};

/**
 * struct kt_thread_spec - what a thread is made of
 * @name: 1 to KTHREADING_THREAD_NAME_MAX bytes, copied; NULL gives
 *	"Thread-N (target)"
 * @target: registered target, NULL for none
 * @target_name: instead of @target, the name of one
 * @args: its arguments as text, copied; the same text that kthreadctl takes
 * @nr_args: how many
 * @daemon: daemon flag
 * @sched: scheduling, copied; NULL for the default
 * @timer: makes it a Timer; copied; NULL for a plain thread
 */
struct kt_thread_spec {
	const char *name;
	const struct kt_target *target;
	const char *target_name;
	const char *const *args;
	unsigned int nr_args;
	enum kt_daemon daemon;
	const struct kt_sched *sched;
	const struct kt_timer_spec *timer;
};

/**
 * kt_process_create - make a process that belongs to this module
 * @name: see __kt_process_create()
 */
#define kt_process_create(name) __kt_process_create(name, THIS_MODULE)

/**
 * kt_process_at_exit - have a function of this module called at a process's end
 * @process: see __kt_process_at_exit()
 * @call: see __kt_process_at_exit()
 * @data: see __kt_process_at_exit()
 */
#define kt_process_at_exit(process, call, data) \
	__kt_process_at_exit(process, call, data, THIS_MODULE)

struct kt_process *__kt_process_create(const char *name, struct module *module);
void kt_process_destroy(struct kt_process *process);
int __kt_process_at_exit(struct kt_process *process, void (*call)(void *data),
			 void *data, struct module *module);
struct kt_process *kt_process_get(struct kt_process *process);
void kt_process_put(struct kt_process *process);
int kt_process_exit(struct kt_process *process);
int kt_process_kill(struct kt_process *process);
int kt_process_wait(struct kt_process *process, ktime_t timeout);
int kt_process_del(struct kt_process *process);

struct kt_thread *kt_thread_create(struct kt_process *process,
				   const struct kt_thread_spec *spec);
struct kt_thread *kt_thread_lookup(struct kt_process *process, const char *ref);
struct kt_thread *kt_thread_get(struct kt_thread *thread);
void kt_thread_put(struct kt_thread *thread);
int kt_thread_start(struct kt_thread *thread);
int kt_thread_run(struct kt_thread *thread);
int kt_thread_join(struct kt_thread *thread, ktime_t timeout);
int kt_thread_join_explain(struct kt_thread *thread, ktime_t timeout, char *buf,
			   size_t size);
int kt_thread_del(struct kt_thread *thread);
int kt_timer_cancel(struct kt_thread *thread);
int kt_thread_set_name(struct kt_thread *thread, const char *name);
int kt_thread_set_daemon(struct kt_thread *thread, bool daemon);
int kt_thread_set_sched(struct kt_thread *thread, const struct kt_sched *sched);
size_t kt_thread_name(struct kt_thread *thread, char *buf, size_t size);
u32 kt_thread_id(const struct kt_thread *thread);
u64 kt_thread_ident(const struct kt_thread *thread);
pid_t kt_thread_native_id(struct kt_thread *thread);
bool kt_thread_is_alive(const struct kt_thread *thread);
bool kt_thread_is_daemon(const struct kt_thread *thread);
int kt_thread_result(struct kt_thread *thread, s64 *value);

struct kt_local *kt_local_create(struct kt_process *process, const char *name);
struct kt_local *kt_local_lookup(struct kt_process *process, const char *name);
struct kt_local *kt_local_get(struct kt_local *local);
void kt_local_put(struct kt_local *local);
void kt_local_del(struct kt_local *local);
int kt_local_initial(struct kt_local *local, const char *name, s64 number);
struct kt_attr *kt_local_attr(struct kt_local *local, const char *name);
int kt_attr_get(struct kt_attr *attr, s64 *number);
int kt_attr_get_bytes(struct kt_attr *attr, void *buf, size_t size);
int kt_attr_set(struct kt_attr *attr, s64 number);
int kt_attr_set_bytes(struct kt_attr *attr, const void *bytes, size_t len);
int kt_attr_del(struct kt_attr *attr);

struct kt_thread *kt_current(void);
struct kt_thread *kt_main_thread(struct kt_process *process);
struct kt_process *kt_thread_process(const struct kt_thread *thread);
unsigned int kt_active_count(struct kt_process *process);

bool kt_should_stop(void);
int kt_sleep(ktime_t duration);
int kt_wait(bool (*ready)(void *data), void *data, ktime_t timeout);
void kt_wake(struct kt_thread *thread);
void kt_result(s64 value);
__printf(2, 3) int kt_raise(int error, const char *fmt, ...);
__printf(1, 2) void kt_log(const char *fmt, ...);
__printf(1, 2) void kt_print(const char *fmt, ...);

#endif /* _LINUX_KTHREADING_H */
