// SPDX-License-Identifier: GPL-2.0
/* Checks of what a thread may do with itself and with others of its process. */
#include "kt_test.h"

#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#define expect kt_test_expect

static void explain(struct kt_thread *thread, int error, const char *sentence)
{
	char text[200];
	int ret;

	ret = kt_thread_join_explain(thread, KT_FOREVER, text, sizeof(text));
	expect(sentence, ret, error);
	kt_test_same("explanation", text, sentence);
}

static void find(struct kt_thread *self)
{
	struct kt_thread *found;
	char ref[16];

	snprintf(ref, sizeof(ref), "#%u", kt_thread_id(self));
	found = kt_thread_lookup(kt_thread_process(self), ref);
	expect("found itself", found == self, true);
	if (!IS_ERR(found))
		kt_thread_put(found);
}

int kt_test_self(const struct kt_args *args)
{
	struct kt_thread *self = kt_current();
	struct kt_thread *main = kt_main_thread(kt_thread_process(self));

	expect("current thread", !!self, true);
	explain(self, -EDEADLK, "cannot join current thread");
	expect("join of itself", kt_thread_join(self, 0), -EDEADLK);
	expect("alive", kt_thread_is_alive(self), true);
	expect("ident", kt_thread_ident(self) != 0, true);
	expect("native id", kt_thread_native_id(self), current->pid);
	expect("is main", self == main, false);
	expect("stop", kt_should_stop(), false);
	expect("set_daemon", kt_thread_set_daemon(self, true), -EBUSY);
	expect("del", kt_thread_del(self), -EBUSY);
	expect("start", kt_thread_start(self), -EALREADY);
	expect("run", kt_thread_run(self), -ENOENT);
	expect("result", kt_thread_result(self, NULL), -EINPROGRESS);
	find(self);
	return kt_test_verdict();
}

static void child_initial(struct kt_thread *child)
{
	expect("alive", kt_thread_is_alive(child), false);
	expect("ident", kt_thread_ident(child), 0);
	expect("native id", kt_thread_native_id(child), 0);
	expect("result", kt_thread_result(child, NULL), -EINPROGRESS);
	explain(child, -EINVAL, "cannot join thread before it is started");
	expect("set_daemon", kt_thread_set_daemon(child, true), 0);
	expect("daemon", kt_thread_is_daemon(child), true);
}

static void child_ended(struct kt_thread *child)
{
	struct kt_process *process = kt_thread_process(child);

	expect("alive", kt_thread_is_alive(child), false);
	expect("ident", kt_thread_ident(child) != 0, true);
	expect("native id", kt_thread_native_id(child), 0);
	expect("join again", kt_thread_join(child, 0), 0);
	expect("start again", kt_thread_start(child), -EALREADY);
	expect("run", kt_thread_run(child), -ENOENT);
	expect("set_daemon", kt_thread_set_daemon(child, false), -EBUSY);
	expect("count", kt_active_count(process), 2);
	expect("del", kt_thread_del(child), 0);
	expect("del again", kt_thread_del(child), -ENOENT);
	expect("start of a deleted one", kt_thread_start(child), -EALREADY);
}

static void child_alive(struct kt_thread *child)
{
	expect("start", kt_thread_start(child), 0);
	expect("alive", kt_thread_is_alive(child), true);
	expect("set_daemon", kt_thread_set_daemon(child, false), -EBUSY);
	expect("del", kt_thread_del(child), -EBUSY);
}

static void deleted_before_start(void)
{
	struct kt_thread *child = kt_test_make("witness", NULL);

	expect("create", PTR_ERR_OR_ZERO(child), 0);
	if (IS_ERR(child))
		return;
	expect("del", kt_thread_del(child), 0);
	expect("start of a deleted one", kt_thread_start(child), -ENOENT);
	expect("run of a deleted one", kt_thread_run(child), -ENOENT);
	kt_thread_put(child);
}

/* The whole life of a thread that was made here. */
int kt_test_child(const struct kt_args *args)
{
	struct kt_thread *child = kt_test_make("gate", "1");

	if (IS_ERR(child))
		return kt_test_failed("create", PTR_ERR(child));
	deleted_before_start();
	WRITE_ONCE(kt_test_level, 0);
	child_initial(child);
	child_alive(child);
	WRITE_ONCE(kt_test_level, 1);
	expect("join", kt_thread_join(child, KT_FOREVER), 0);
	child_ended(child);
	kt_test_end(child);
	return kt_test_verdict();
}

static void wait_in_vain(struct kt_thread *child)
{
	ktime_t begin = ktime_get();

	expect("join for 0", kt_thread_join(child, 0), -ETIMEDOUT);
	expect("join for -1", kt_thread_join(child, -1), -ETIMEDOUT);
	expect("join for -for ever", kt_thread_join(child, KTIME_MIN),
	       -ETIMEDOUT);
	expect("join for 5 ms", kt_thread_join(child, 5 * NSEC_PER_MSEC),
	       -ETIMEDOUT);
	expect("it waited", ktime_sub(ktime_get(), begin) >= 5 * NSEC_PER_MSEC,
	       true);
	expect("alive", kt_thread_is_alive(child), true);
}

int kt_test_timeouts(const struct kt_args *args)
{
	struct kt_thread *child = kt_test_make("gate", "1");

	if (IS_ERR(child))
		return kt_test_failed("create", PTR_ERR(child));
	WRITE_ONCE(kt_test_level, 0);
	expect("start", kt_thread_start(child), 0);
	wait_in_vain(child);
	WRITE_ONCE(kt_test_level, 1);
	expect("join", kt_thread_join(child, KT_FOREVER), 0);
	expect("join for 0", kt_thread_join(child, 0), 0);
	kt_test_end(child);
	return kt_test_verdict();
}

static void daemon_of(enum kt_daemon daemon, bool want)
{
	struct kt_thread_spec spec = { .daemon = daemon };
	struct kt_thread *child;

	child = kt_thread_create(kt_thread_process(kt_current()), &spec);
	expect("create", PTR_ERR_OR_ZERO(child), 0);
	if (IS_ERR(child))
		return;
	expect("daemon", kt_thread_is_daemon(child), want);
	kt_test_end(child);
}

int kt_test_daemon(const struct kt_args *args)
{
	daemon_of(KT_DAEMON_INHERIT, kt_thread_is_daemon(kt_current()));
	daemon_of(KT_DAEMON_ON, true);
	daemon_of(KT_DAEMON_OFF, false);
	return kt_test_verdict();
}

/* In run() the current thread is who called it, and the thread stays initial. */
static void run_here(struct kt_thread *child)
{
	WRITE_ONCE(kt_test_witness, NULL);
	expect("run", kt_thread_run(child), 0);
	expect("current thread is the caller",
	       READ_ONCE(kt_test_witness) == kt_current(), true);
	expect("alive", kt_thread_is_alive(child), false);
	expect("ident", kt_thread_ident(child), 0);
	expect("run again", kt_thread_run(child), -ENOENT);
	expect("start", kt_thread_start(child), 0);
	expect("join", kt_thread_join(child, KT_FOREVER), 0);
	expect("result", kt_thread_result(child, NULL), -ENOENT);
}

static void run_raises(void)
{
	static const char *const words[] = { "EIO", "inside" };
	static const struct kt_thread_spec spec = {
		.target_name = "fail",
		.args = words,
		.nr_args = ARRAY_SIZE(words),
	};
	struct kt_thread *child;

	child = kt_thread_create(kt_thread_process(kt_current()), &spec);
	expect("create", PTR_ERR_OR_ZERO(child), 0);
	if (IS_ERR(child))
		return;
	expect("run", kt_thread_run(child), -EIO);
	expect("result", kt_thread_result(child, NULL), -EIO);
	kt_test_end(child);
}

int kt_test_run(const struct kt_args *args)
{
	struct kt_thread *child = kt_test_make("witness", NULL);

	if (IS_ERR(child))
		return kt_test_failed("create", PTR_ERR(child));
	run_here(child);
	kt_test_end(child);
	run_raises();
	return kt_test_verdict();
}

static void result_of(const char *const *words, int want, s64 want_value)
{
	struct kt_thread_spec spec = {
		.target_name = "add",
		.args = words,
		.nr_args = 2,
	};
	struct kt_thread *child;
	s64 value = 4711;

	child = kt_thread_create(kt_thread_process(kt_current()), &spec);
	expect("create", PTR_ERR_OR_ZERO(child), 0);
	if (IS_ERR(child))
		return;
	expect("start", kt_thread_start(child), 0);
	expect("join", kt_thread_join(child, KT_FOREVER), 0);
	expect("result", kt_thread_result(child, &value), want);
	expect("value", value, want_value);
	kt_test_end(child);
}

/* A value given twice counts once; what came before an error does not count. */
int kt_test_results(const struct kt_args *args)
{
	static const char *const fits[] = { "5", "-1" };
	static const char *const overflows[] = { "-9223372036854775808", "-1" };

	kt_result(1);
	kt_result(2);
	result_of(fits, 0, 4);
	result_of(overflows, -ERANGE, 0);
	return kt_test_verdict();
}

static void rename_to(struct kt_thread *child, char *name, size_t size)
{
	memset(name, 'x', size - 1);
	name[size - 1] = '\0';
	expect("empty name", kt_thread_set_name(child, ""), -EINVAL);
	expect("long name", kt_thread_set_name(child, name), -ENAMETOOLONG);
	expect("a format", kt_thread_set_name(child, "%s%n%p"), 0);
}

static int lookup_error(struct kt_process *process, const char *ref)
{
	struct kt_thread *found = kt_thread_lookup(process, ref);

	if (!IS_ERR(found))
		kt_thread_put(found);
	return PTR_ERR_OR_ZERO(found);
}

static void names_check(struct kt_thread *a, struct kt_thread *b)
{
	struct kt_process *process = kt_thread_process(a);
	char name[KTHREADING_THREAD_NAME_MAX + 2];

	rename_to(a, name, sizeof(name));
	kt_thread_name(a, name, sizeof(name));
	kt_test_same("name", name, "%s%n%p");
	expect("the one", lookup_error(process, "%s%n%p"), 0);
	expect("set_name", kt_thread_set_name(b, "%s%n%p"), 0);
	expect("two", lookup_error(process, "%s%n%p"), -ENOTUNIQ);
	expect("no such id", lookup_error(process, "#4711"), -ENOENT);
	expect("no such name", lookup_error(process, "#x"), -ENOENT);
}

int kt_test_names(const struct kt_args *args)
{
	struct kt_thread *a = kt_test_make(NULL, NULL);
	struct kt_thread *b = kt_test_make(NULL, NULL);

	expect("create", PTR_ERR_OR_ZERO(a), 0);
	expect("create", PTR_ERR_OR_ZERO(b), 0);
	if (!IS_ERR(a) && !IS_ERR(b))
		names_check(a, b);
	if (!IS_ERR(a))
		kt_test_end(a);
	if (!IS_ERR(b))
		kt_test_end(b);
	return kt_test_verdict();
}

static void sched_changes(struct kt_thread *self, struct kt_sched *sched)
{
	sched->given = KT_SCHED_NICE;
	sched->nice = 7;
	expect("set_sched", kt_thread_set_sched(self, sched), 0);
	expect("own nice", task_nice(current), 7);
	sched->nice = 20;
	expect("nice 20", kt_thread_set_sched(self, sched), -EINVAL);
	expect("nice is as before", task_nice(current), 7);
}

/* A thread that changes its own scheduling, which must end with it. */
int kt_test_sched(const struct kt_args *args)
{
	struct kt_sched *sched = kzalloc(sizeof(*sched), GFP_KERNEL);

	if (!sched)
		return -ENOMEM;
	sched_changes(kt_current(), sched);
	kfree(sched);
	return kt_test_verdict();
}
