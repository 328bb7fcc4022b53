// SPDX-License-Identifier: GPL-2.0
/*
 * What the tests of Timers need of a module: targets that act at a step that the test
 * chooses, so that each order of events can be made, and a check of the calls.
 */
#include <linux/err.h>
#include <linux/kthreading.h>
#include <linux/module.h>
#include <linux/mutex.h>

#define HOUR (3600LL * NSEC_PER_SEC)

static int level;
module_param(level, int, 0644);
MODULE_PARM_DESC(level, "Targets up to this step go on (0)");

/* Taken by targets, and held by one that cancels. */
static DEFINE_MUTEX(lock);

static int step_wait(const struct kt_args *args)
{
	int ret = 0;

	while (!ret && READ_ONCE(level) < kt_arg_int(args, 0))
		ret = kt_sleep(2 * NSEC_PER_MSEC);
	return ret;
}

static struct kt_thread *other_of(const struct kt_args *args)
{
	return kt_thread_lookup(kt_thread_process(kt_current()),
				kt_arg_text(args, 1));
}

static int cancel_other(const struct kt_args *args)
{
	struct kt_thread *other = other_of(args);
	int ret;

	if (IS_ERR(other))
		return PTR_ERR(other);
	ret = kt_timer_cancel(other);
	kt_thread_put(other);
	if (ret < 0)
		return ret;
	kt_result(ret);
	return 0;
}

static int step_cancel(const struct kt_args *args)
{
	int ret = step_wait(args);

	return ret ?: cancel_other(args);
}

static int step_cancel_locked(const struct kt_args *args)
{
	int ret;

	mutex_lock(&lock);
	ret = step_wait(args);
	if (!ret)
		ret = cancel_other(args);
	mutex_unlock(&lock);
	return ret;
}

static int take_lock(const struct kt_args *args)
{
	mutex_lock(&lock);
	mutex_unlock(&lock);
	return 0;
}

static int step_join(const struct kt_args *args)
{
	struct kt_thread *other;
	char why[200];
	int ret = step_wait(args);

	if (ret)
		return ret;
	other = other_of(args);
	if (IS_ERR(other))
		return PTR_ERR(other);
	ret = kt_thread_join_explain(other, KT_FOREVER, why, sizeof(why));
	kt_thread_put(other);
	return ret && *why ? kt_raise(ret, "%s", why) : ret;
}

/* The first fault is what the target raises. */
static void check(int *ret, const char *what, long long got, long long want)
{
	if (!*ret && got != want)
		*ret = kt_raise(-EPROTO, "%s: %lld instead of %lld", what, got,
				want);
}

static struct kt_thread *timer_make(ktime_t interval, ktime_t every)
{
	const struct kt_timer_spec timer = {
		.interval = interval,
		.every = every,
	};
	const struct kt_thread_spec spec = { .timer = &timer };

	return kt_thread_create(kt_thread_process(kt_current()), &spec);
}

static void drop(struct kt_thread *thread)
{
	kt_thread_del(thread);
	kt_thread_put(thread);
}

static int check_waiting(void)
{
	struct kt_thread *timer = timer_make(HOUR, 0);
	int ret = 0;

	if (IS_ERR(timer))
		return PTR_ERR(timer);
	check(&ret, "start", kt_thread_start(timer), 0);
	check(&ret, "alive", kt_thread_is_alive(timer), true);
	check(&ret, "ident", kt_thread_ident(timer) != 0, true);
	check(&ret, "native id", kt_thread_native_id(timer), 0);
	check(&ret, "join", kt_thread_join(timer, 0), -ETIMEDOUT);
	check(&ret, "del", kt_thread_del(timer), -EBUSY);
	check(&ret, "cancel", kt_timer_cancel(timer), 1);
	check(&ret, "not alive", kt_thread_is_alive(timer), false);
	check(&ret, "cancel again", kt_timer_cancel(timer), 0);
	check(&ret, "join again", kt_thread_join(timer, 0), 0);
	drop(timer);
	return ret;
}

static int check_initial(void)
{
	struct kt_thread *timer = timer_make(HOUR, HOUR);
	int ret = 0;

	if (IS_ERR(timer))
		return PTR_ERR(timer);
	check(&ret, "cancel", kt_timer_cancel(timer), 1);
	check(&ret, "cancel again", kt_timer_cancel(timer), 0);
	check(&ret, "not alive", kt_thread_is_alive(timer), false);
	check(&ret, "start", kt_thread_start(timer), 0);
	check(&ret, "over", kt_thread_is_alive(timer), false);
	check(&ret, "join", kt_thread_join(timer, KT_FOREVER), 0);
	check(&ret, "start again", kt_thread_start(timer), -EALREADY);
	drop(timer);
	return ret;
}

static int check_ended(void)
{
	struct kt_thread *timer = timer_make(-1, 0);
	int ret = 0;

	if (IS_ERR(timer))
		return PTR_ERR(timer);
	check(&ret, "start", kt_thread_start(timer), 0);
	check(&ret, "join", kt_thread_join(timer, KT_FOREVER), 0);
	check(&ret, "cancel", kt_timer_cancel(timer), 0);
	check(&ret, "result", kt_thread_result(timer, NULL), 0);
	drop(timer);
	return ret;
}

static int timer_api(const struct kt_args *args)
{
	struct kt_thread *misfit = timer_make(0, -1);
	int ret = 0;

	check(&ret, "period", PTR_ERR_OR_ZERO(misfit), -EINVAL);
	check(&ret, "a plain thread", kt_timer_cancel(kt_current()), -EINVAL);
	return ret ?: check_waiting() ?: check_initial() ?: check_ended();
}

static const struct kt_param step_params[] = {
	{ "level", KTHREADING_PARAM_INT },
	{ "thread", KTHREADING_PARAM_THREAD },
};

#define STEP(_name, _summary)                                               \
	{                                                                   \
		.name = #_name, .summary = _summary, .params = step_params, \
		.nr_params = ARRAY_SIZE(step_params), .run = _name,         \
		.owner = THIS_MODULE,                                       \
	}

static struct kt_target targets[] = {
	STEP(step_cancel, "at that step, cancel a Timer"),
	STEP(step_cancel_locked, "at that step, cancel it under a lock"),
	STEP(step_join, "at that step, join a thread"),
	{
		.name = "take_lock",
		.summary = "take the lock under which others cancel",
		.run = take_lock,
		.owner = THIS_MODULE,
	},
	{
		.name = "timer_api",
		.summary = "check calls about Timers",
		.run = timer_api,
		.owner = THIS_MODULE,
	},
};

static int __init timer_test_init(void)
{
	return kt_targets_register(targets, ARRAY_SIZE(targets));
}

static void __exit timer_test_exit(void)
{
	kt_targets_unregister(targets, ARRAY_SIZE(targets));
}

module_init(timer_test_init);
module_exit(timer_test_exit);

MODULE_DESCRIPTION("Targets for the tests of kthreading's Timers");
MODULE_AUTHOR("The kthreading authors");
MODULE_LICENSE("GPL");
