// SPDX-License-Identifier: GPL-2.0
/* Checks of processes that a module makes, and of tasks that are none of ours. */
#include "kt_test.h"

#include <linux/completion.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>

#define OTHER "kt-test-other"
#define LONG_NAME "a-name-of-more-than-31-bytes-is-too-long"
#define expect kt_test_expect

/**
 * struct foreign - a task that is none of ours
 * @child: a thread of ours, initial
 * @main: the main thread of its process
 * @what: what was wrong, NULL for nothing
 * @done: it has ended
 */
struct foreign {
	struct kt_thread *child;
	struct kt_thread *main;
	const char *what;
	struct completion done;
};

/* kt_raise() does nothing there, so the first fault is kept. */
static void note(struct foreign *foreign, bool right, const char *what)
{
	if (!right && !foreign->what)
		foreign->what = what;
}

static int foreign_body(void *data)
{
	struct foreign *foreign = data;
	struct kt_process *process = kt_thread_process(foreign->main);
	struct kt_thread *child = foreign->child;

	note(foreign, !kt_current(), "there is no current thread");
	note(foreign, !kt_should_stop(), "it shall not stop");
	note(foreign, kt_raise(-EIO, "nobody's") == -EIO, "raise");
	kt_result(1);
	note(foreign, kt_thread_run(child) == -ESRCH, "run");
	note(foreign, kt_sleep(NSEC_PER_MSEC) == 0, "sleep");
	note(foreign, kt_wait(NULL, NULL, 0) == -ESRCH, "wait for a condition");
	note(foreign, kt_thread_join(child, 0) == -EINVAL, "join before start");
	note(foreign, kt_process_wait(process, 0) == -ETIMEDOUT, "wait");
	note(foreign, kt_thread_join(foreign->main, 0) == -ETIMEDOUT,
	     "join main for 0");
	note(foreign, kt_thread_start(child) == 0, "start");
	note(foreign, kt_thread_join(child, KT_FOREVER) == 0, "join");
	note(foreign, kt_thread_result(child, NULL) == 0, "result");
	kt_log("kt_test: a record of a task that has no log");
	complete(&foreign->done);
	return 0;
}

static void foreign_run(struct foreign *foreign)
{
	struct task_struct *task;

	init_completion(&foreign->done);
	task = kthread_run(foreign_body, foreign, "kt_foreign");
	expect("kthread_run", PTR_ERR_OR_ZERO(task), 0);
	if (IS_ERR(task))
		return;
	wait_for_completion(&foreign->done);
	kt_test_same("foreign task", foreign->what ?: "", "");
}

int kt_test_foreign(const struct kt_args *args)
{
	struct foreign foreign = {
		.child = kt_test_make("witness", NULL),
		.main = kt_main_thread(kt_thread_process(kt_current())),
	};

	if (IS_ERR(foreign.child))
		return kt_test_failed("create", PTR_ERR(foreign.child));
	foreign_run(&foreign);
	kt_test_end(foreign.child);
	return kt_test_verdict();
}

static int create_error(const char *name)
{
	struct kt_process *process = kt_process_create(name);

	if (IS_ERR(process))
		return PTR_ERR(process);
	kt_process_kill(process);
	kt_process_wait(process, KT_FOREVER);
	kt_process_del(process);
	kt_process_put(process);
	return 0;
}

static int thread_error(struct kt_process *process)
{
	struct kt_thread_spec spec = {};
	struct kt_thread *thread = kt_thread_create(process, &spec);

	if (!IS_ERR(thread))
		kt_thread_put(thread);
	return PTR_ERR_OR_ZERO(thread);
}

static void process_life(struct kt_process *process)
{
	expect("active count", kt_active_count(process), 1);
	expect("main alive", kt_thread_is_alive(kt_main_thread(process)), true);
	expect("same name", create_error(OTHER), -EEXIST);
	expect("no name", create_error(""), -EINVAL);
	expect("long name", create_error(LONG_NAME), -ENAMETOOLONG);
	expect("wait for 0", kt_process_wait(process, 0), -ETIMEDOUT);
	expect("del", kt_process_del(process), -EBUSY);
	expect("thread", thread_error(process), 0);
	expect("exit", kt_process_exit(process), 0);
	expect("exit again", kt_process_exit(process), -EALREADY);
	expect("wait", kt_process_wait(process, KT_FOREVER), 0);
	expect("kill", kt_process_kill(process), -EALREADY);
	expect("wait again", kt_process_wait(process, 0), 0);
	expect("count at the end", kt_active_count(process), 0);
	expect("thread at the end", thread_error(process), -ESHUTDOWN);
}

static int local_error(struct kt_process *process)
{
	struct kt_local *local = kt_local_create(process, "late");

	if (!IS_ERR(local))
		kt_local_put(local);
	return PTR_ERR_OR_ZERO(local);
}

/* A check that failed must leave nothing behind either. */
static void finish(struct kt_process *process)
{
	kt_process_kill(process);
	expect("wait", kt_process_wait(process, KT_FOREVER), 0);
	expect("del", kt_process_del(process), 0);
	expect("del again", kt_process_del(process), -ENOENT);
	expect("local of one that is gone", local_error(process), -ESHUTDOWN);
	kt_process_put(process);
}

int kt_test_process(const struct kt_args *args)
{
	struct kt_process *own = kt_thread_process(kt_current());
	struct kt_process *process = kt_process_create(OTHER);

	if (IS_ERR(process))
		return kt_test_failed("create", PTR_ERR(process));
	process_life(process);
	finish(process);
	expect("wait for its own", kt_process_wait(own, 0), -EDEADLK);
	expect("wait for its own", kt_process_wait(own, KT_FOREVER), -EDEADLK);
	return kt_test_verdict();
}

static struct kt_thread *make_there(struct kt_process *process,
				    const char *level)
{
	struct kt_thread_spec spec = {
		.target_name = "gate",
		.args = &level,
		.nr_args = 1,
	};

	return kt_thread_create(process, &spec);
}

/* Only what has begun can be stopped. */
static void await_begin(struct kt_thread *thread)
{
	unsigned int tries = 20 * MSEC_PER_SEC;

	while (!kt_thread_native_id(thread) && --tries)
		kt_sleep(NSEC_PER_MSEC);
	expect("it began", tries > 0, true);
}

/* Nothing of one process is reachable from another one. */
static void across(struct kt_thread *thread)
{
	char text[200];
	int ret;

	ret = kt_thread_join_explain(thread, KT_FOREVER, text, sizeof(text));
	expect("join", ret, -EXDEV);
	kt_test_same("explanation", text,
		     "cannot join a thread of another process");
	expect("run", kt_thread_run(thread), -EXDEV);
	expect("start", kt_thread_start(thread), 0);
	expect("join of a living one", kt_thread_join(thread, 0), -EXDEV);
	expect("daemon as main", kt_thread_is_daemon(thread), false);
	await_begin(thread);
}

int kt_test_other(const struct kt_args *args)
{
	struct kt_process *process = kt_process_create(OTHER);
	struct kt_thread *thread;

	if (IS_ERR(process))
		return kt_test_failed("create", PTR_ERR(process));
	thread = make_there(process, "1000");
	expect("create a thread", PTR_ERR_OR_ZERO(thread), 0);
	if (!IS_ERR(thread))
		across(thread);
	finish(process);
	if (!IS_ERR(thread)) {
		expect("result", kt_thread_result(thread, NULL), -ESHUTDOWN);
		kt_thread_put(thread);
	}
	return kt_test_verdict();
}

/* Who blocks in a call of ours is woken by the stop of its own process. */
static void stop_there(struct kt_process *process, struct kt_thread *sleeper,
		       struct kt_thread *late)
{
	expect("start", kt_thread_start(sleeper), 0);
	expect("kill", kt_process_kill(process), 0);
	expect("start while it stops", kt_thread_start(late), -ESHUTDOWN);
	expect("wait", kt_process_wait(process, KT_FOREVER), 0);
	expect("main ended", kt_thread_is_alive(kt_main_thread(process)),
	       false);
	expect("result of one that never was", kt_thread_result(late, NULL),
	       -EINPROGRESS);
}

int kt_test_stop(const struct kt_args *args)
{
	struct kt_process *process = kt_process_create(OTHER);
	struct kt_thread *sleeper, *late;

	if (IS_ERR(process))
		return kt_test_failed("create", PTR_ERR(process));
	sleeper = make_there(process, "1000");
	late = make_there(process, "1000");
	expect("create", PTR_ERR_OR_ZERO(sleeper), 0);
	expect("create", PTR_ERR_OR_ZERO(late), 0);
	if (!IS_ERR(sleeper) && !IS_ERR(late))
		stop_there(process, sleeper, late);
	if (!IS_ERR(sleeper))
		kt_thread_put(sleeper);
	if (!IS_ERR(late))
		kt_thread_put(late);
	finish(process);
	return kt_test_verdict();
}
