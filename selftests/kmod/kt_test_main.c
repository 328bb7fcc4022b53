// SPDX-License-Identifier: GPL-2.0
/*
 * What the tests need of a module: targets that do not end before they are told to,
 * and targets that check the calls of linux/kthreading.h from inside of a thread.
 * A check that fails raises EPROTO with a sentence.
 */
#include "kt_test.h"

#include <linux/errno.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>

int kt_test_level;
module_param_named(level, kt_test_level, int, 0644);
MODULE_PARM_DESC(level, "Gates up to this level are open (0)");

static bool busted;
module_param(busted, bool, 0444);
MODULE_PARM_DESC(busted, "Hide a stop, so that the tests fail (N)");

struct kt_thread *kt_test_witness;

/* One check runs at a time; its first fault is what it raises. */
static int fault;

/**
 * kt_test_expect - compare numbers
 * @what: what they are
 * @got: what was seen
 * @want: what is right
 */
void kt_test_expect(const char *what, long long got, long long want)
{
	if (got != want && !fault)
		fault = kt_raise(-EPROTO, "%s: %lld instead of %lld", what, got,
				 want);
}

/**
 * kt_test_same - compare texts
 * @what: what they are
 * @got: what was seen
 * @want: what is right
 */
void kt_test_same(const char *what, const char *got, const char *want)
{
	if (strcmp(got, want) && !fault)
		fault = kt_raise(-EPROTO, "%s: '%s' instead of '%s'", what, got,
				 want);
}

/**
 * kt_test_failed - end a check that cannot begin
 * @what: what went wrong
 * @error: how
 *
 * Return: what the target returns.
 */
int kt_test_failed(const char *what, int error)
{
	return kt_raise(-EPROTO, "%s: %d", what, error);
}

/**
 * kt_test_verdict - end a check
 *
 * Return: what the target returns.
 */
int kt_test_verdict(void)
{
	int ret = fault;

	fault = 0;
	return ret;
}

/**
 * kt_test_make - make a thread in the current process
 * @target: name of its target, NULL for none
 * @arg: the argument, NULL for none
 *
 * Return: the thread with a reference for the caller, or an error.
 */
struct kt_thread *kt_test_make(const char *target, const char *arg)
{
	struct kt_thread_spec spec = {
		.target_name = target,
		.args = &arg,
		.nr_args = arg ? 1 : 0,
	};

	return kt_thread_create(kt_thread_process(kt_current()), &spec);
}

/**
 * kt_test_end - drop a thread that a check made
 * @thread: deleted if it is not alive; the caller's reference goes
 */
void kt_test_end(struct kt_thread *thread)
{
	kt_thread_del(thread);
	kt_thread_put(thread);
}

static const struct kt_param level_params[] = {
	{ "level", KTHREADING_PARAM_INT },
};

static bool is_open(const struct kt_args *args)
{
	return READ_ONCE(kt_test_level) >= kt_arg_int(args, 0);
}

static int gate(const struct kt_args *args)
{
	int ret = 0;

	while (!ret && !is_open(args))
		ret = kt_sleep(2 * NSEC_PER_MSEC);
	return busted ? 0 : ret;
}

/* As a target should not be: it does not heed the stop. */
static int stubborn(const struct kt_args *args)
{
	while (!is_open(args))
		schedule_timeout_idle(1);
	return kt_should_stop() ? -ESHUTDOWN : 0;
}

static int witness(const struct kt_args *args)
{
	WRITE_ONCE(kt_test_witness, kt_current());
	return 0;
}

#define CHECK(_name)                                                         \
	{                                                                    \
		.name = "test_" #_name, .summary = "check " #_name " calls", \
		.run = kt_test_##_name, .owner = THIS_MODULE,                \
	}

static struct kt_target targets[] = {
	{
		.name = "gate",
		.summary = "sleep until the module's level is reached",
		.params = level_params,
		.nr_params = ARRAY_SIZE(level_params),
		.run = gate,
		.owner = THIS_MODULE,
	},
	{
		.name = "stubborn",
		.summary = "as gate, and do not heed the stop",
		.params = level_params,
		.nr_params = ARRAY_SIZE(level_params),
		.run = stubborn,
		.owner = THIS_MODULE,
	},
	{
		.name = "witness",
		.summary = "remember which thread runs it",
		.run = witness,
		.owner = THIS_MODULE,
	},
	CHECK(self),
	CHECK(child),
	CHECK(timeouts),
	CHECK(daemon),
	CHECK(run),
	CHECK(results),
	CHECK(names),
	CHECK(sched),
	CHECK(foreign),
	CHECK(process),
	CHECK(other),
	CHECK(stop),
	CHECK(args),
	CHECK(misfits),
	CHECK(register),
	CHECK(gone),
	CHECK(wait),
	CHECK(waiting),
	CHECK(pong),
};

static int __init test_init(void)
{
	return kt_targets_register(targets, ARRAY_SIZE(targets));
}

static void __exit test_exit(void)
{
	kt_targets_unregister(targets, ARRAY_SIZE(targets));
}

module_init(test_init);
module_exit(test_exit);

MODULE_DESCRIPTION("Targets for the tests of kthreading");
MODULE_AUTHOR("The kthreading authors");
MODULE_LICENSE("GPL");
