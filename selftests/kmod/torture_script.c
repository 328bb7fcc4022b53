// SPDX-License-Identifier: GPL-2.0
/*
 * Processes that one task has for itself. There all is known exactly, whatever the
 * others do at the same time.
 */
#include "torture.h"

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/xarray.h>

#define CAST_MAX 12

/**
 * struct script - a process of our own
 * @process: the process
 * @open: its gate is
 * @passed: threads that went through
 * @cast: its threads
 * @nr: of them
 * @number: in the register
 */
struct script {
	struct kt_process *process;
	bool open;
	atomic_t passed;
	struct kt_thread *cast[CAST_MAX];
	unsigned int nr;
	u32 number;
};

static DEFINE_XARRAY_ALLOC(scripts);

/**
 * torture_gate - the target that waits until a script opens the gate
 * @args: the number of the script
 *
 * Return: 0, or -ESHUTDOWN.
 */
int torture_gate(const struct kt_args *args)
{
	struct script *script = xa_load(&scripts, kt_arg_int(args, 0));
	int ret = 0;

	while (!ret && !READ_ONCE(script->open))
		ret = kt_sleep(NSEC_PER_MSEC);
	if (!ret)
		atomic_inc(&script->passed);
	return ret;
}

static void count_is(const struct script *script, unsigned int want)
{
	unsigned int count = kt_active_count(script->process);

	want += torture_breaks(RULE_COUNT);
	torture_hold(count == want, RULE_COUNT, "active count %u instead of %u",
		     count, want);
}

static struct kt_thread *cast_make(struct torture_actor *actor,
				   struct script *script, bool waits)
{
	const struct kt_timer_spec timer = { .interval = KT_FOREVER };
	char number[12];
	const char *const args[] = { number };
	struct kt_thread_spec spec = {
		.target = torture_targets + 1,
		.args = args,
		.nr_args = 1,
		.daemon = torture_random(actor, 2) ? KT_DAEMON_ON :
						     KT_DAEMON_OFF,
		.timer = waits ? &timer : NULL,
	};

	snprintf(number, sizeof(number), "%u", script->number);
	return kt_thread_create(script->process, &spec);
}

/* Some threads at the gate, some Timers that would wait for ever, some not started. */
static unsigned int cast_all(struct torture_actor *actor, struct script *script)
{
	unsigned int want = 1 + torture_random(actor, CAST_MAX);
	unsigned int alive = 1;
	struct kt_thread *thread;
	int ret;

	while (script->nr < want) {
		thread = cast_make(actor, script, false);
		if (!torture_hold(!IS_ERR(thread), RULE_ANSWER, "create: %d",
				  PTR_ERR_OR_ZERO(thread)))
			break;
		script->cast[script->nr++] = thread;
		count_is(script, alive);
		ret = kt_thread_start(thread);
		torture_hold(!ret, RULE_ANSWER, "start: %d", ret);
		count_is(script, ++alive);
	}
	return alive;
}

/* Open: all pass, and each join makes it one less. */
static void play_open(struct script *script)
{
	unsigned int i;
	int ret;

	WRITE_ONCE(script->open, true);
	for (i = 0; i < script->nr; i++) {
		ret = kt_thread_join(script->cast[i], KT_FOREVER);
		torture_hold(!ret, RULE_ANSWER, "join: %d", ret);
		ret = kt_thread_result(script->cast[i], NULL);
		torture_hold(!ret, RULE_RESULT, "result: %d", ret);
	}
	torture_hold(atomic_read(&script->passed) == script->nr, RULE_LOST,
		     "%d of %u passed", atomic_read(&script->passed),
		     script->nr);
	count_is(script, 1);
	ret = kt_process_exit(script->process);
	torture_hold(!ret, RULE_ANSWER, "exit: %d", ret);
}

/* Closed: nobody passes, and a kill ends all of them. */
static void play_killed(struct torture_actor *actor, struct script *script)
{
	struct kt_thread *timer = cast_make(actor, script, true);
	int ret = PTR_ERR_OR_ZERO(timer);
	unsigned int i;

	torture_hold(!ret, RULE_ANSWER, "create: %d", ret);
	if (!ret) {
		count_is(script, script->nr + 1);
		ret = kt_thread_start(timer);
		torture_hold(!ret, RULE_ANSWER, "start: %d", ret);
		count_is(script, script->nr + 2);
		if (torture_random(actor, 2)) {
			ret = kt_timer_cancel(timer);
			torture_hold(ret == 1, RULE_ANSWER, "cancel: %d", ret);
			count_is(script, script->nr + 1);
		}
		kt_thread_put(timer);
	}
	ret = kt_process_kill(script->process);
	torture_hold(!ret, RULE_ANSWER, "kill: %d", ret);
	for (i = 0; i < script->nr; i++) {
		ret = kt_thread_join(script->cast[i], KT_FOREVER);
		torture_hold(!ret, RULE_ANSWER, "join: %d", ret);
		ret = kt_thread_result(script->cast[i], NULL);
		torture_hold(ret == -ESHUTDOWN || ret == -ECANCELED,
			     RULE_RESULT, "result: %d", ret);
	}
	torture_hold(!atomic_read(&script->passed), RULE_LOST,
		     "%d passed the closed gate", atomic_read(&script->passed));
}

static void play(struct torture_actor *actor, struct script *script)
{
	unsigned int alive;
	int ret;

	count_is(script, 1);
	alive = cast_all(actor, script);
	count_is(script, alive);
	if (torture_random(actor, 2))
		play_open(script);
	else
		play_killed(actor, script);
	ret = kt_process_wait(script->process, KT_FOREVER);
	torture_hold(!ret, RULE_ANSWER, "wait: %d", ret);
	count_is(script, 0);
	torture_count(COUNT_SCRIPTS);
}

/**
 * torture_script - do something whose outcome is known
 * @actor: who does it; none of the threads
 */
void torture_script(struct torture_actor *actor)
{
	struct script *script = kzalloc(sizeof(*script), GFP_KERNEL);
	char name[KTHREADING_PROCESS_NAME_MAX + 1];

	if (!script)
		return;
	if (xa_alloc(&scripts, &script->number, script, XA_LIMIT(0, 1 << 16),
		     GFP_KERNEL))
		goto free;
	snprintf(name, sizeof(name), "script-%u", script->number);
	script->process = kt_process_create(name);
	if (!torture_hold(!IS_ERR(script->process), RULE_ANSWER, "process: %d",
			  PTR_ERR_OR_ZERO(script->process)))
		goto erase;
	play(actor, script);
	kt_process_destroy(script->process);
	while (script->nr)
		kt_thread_put(script->cast[--script->nr]);
erase:
	xa_erase(&scripts, script->number);
free:
	kfree(script);
}
