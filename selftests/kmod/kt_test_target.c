// SPDX-License-Identifier: GPL-2.0
/* Checks of targets: their registration, their parameters, their arguments. */
#include "kt_test.h"

#include <linux/err.h>
#include <linux/module.h>
#include <linux/string.h>

#define LONG_NAME "a-name-of-more-than-31-bytes-is-too-long"
#define expect kt_test_expect

static int args_check(const struct kt_args *args)
{
	const char *words[KTHREADING_ARGS_MAX] = {};

	expect("int", kt_arg_int(args, 0), -7);
	expect("duration", kt_arg_int(args, 1), 1500 * NSEC_PER_MSEC);
	kt_test_same("text", kt_arg_text(args, 2), "a text");
	expect("errno", kt_arg_int(args, 3), EIO);
	expect("switch given", kt_arg_given(args, 4), true);
	expect("switch", kt_arg_int(args, 4), 1);
	expect("keyword given", kt_arg_given(args, 5), false);
	expect("keyword", !kt_arg_text(args, 5), true);
	kt_test_same("thread", kt_arg_text(args, 6), "#1");
	expect("words", kt_arg_words(args, 7, words), 2);
	kt_test_same("first word", words[0] ?: "", "rest");
	kt_test_same("second word", words[1] ?: "", "on=off");
	return kt_test_verdict();
}

static const struct kt_param all_params[] = {
	{ "number", KTHREADING_PARAM_INT },
	{ "time", KTHREADING_PARAM_DURATION },
	{ "words", KTHREADING_PARAM_TEXT },
	{ "error", KTHREADING_PARAM_ERRNO },
	{ "on", KTHREADING_PARAM_SWITCH, KT_PARAM_KEYWORD },
	{ "off", KTHREADING_PARAM_TEXT, KT_PARAM_KEYWORD },
	{ "who", KTHREADING_PARAM_THREAD, KT_PARAM_OPTIONAL },
	{ "more", KTHREADING_PARAM_REST, KT_PARAM_OPTIONAL },
};

/* Removed by the check that registered it, in the same thread. */
static struct kt_target dynamic = {
	.name = "dynamic",
	.summary = "check its arguments",
	.params = all_params,
	.nr_params = ARRAY_SIZE(all_params),
	.run = args_check,
	.owner = THIS_MODULE,
};

static void run_thread(struct kt_thread *thread, int want)
{
	expect("start", kt_thread_start(thread), 0);
	expect("join", kt_thread_join(thread, KT_FOREVER), 0);
	expect("result", kt_thread_result(thread, NULL), want);
	kt_test_end(thread);
}

int kt_test_args(const struct kt_args *args)
{
	static const char *const words[] = {
		"-7", "on=on", "1.5s", "a text", "EIO", "#1", "rest", "on=off",
	};
	struct kt_thread_spec spec = {
		.target = &dynamic,
		.args = words,
		.nr_args = ARRAY_SIZE(words),
	};
	struct kt_thread *thread;
	int ret = kt_targets_register(&dynamic, 1);

	if (ret)
		return kt_test_failed("register", ret);
	thread = kt_thread_create(kt_thread_process(kt_current()), &spec);
	expect("create", PTR_ERR_OR_ZERO(thread), 0);
	if (!IS_ERR(thread))
		run_thread(thread, 0);
	kt_targets_unregister(&dynamic, 1);
	return kt_test_verdict();
}

static void misfit(const char *what, const struct kt_thread_spec *spec,
		   int want)
{
	struct kt_thread *thread;

	thread = kt_thread_create(kt_thread_process(kt_current()), spec);
	expect(what, PTR_ERR_OR_ZERO(thread), want);
	if (!IS_ERR(thread))
		kt_test_end(thread);
}

int kt_test_misfits(const struct kt_args *args)
{
	static const char *const word[] = { "word" };
	static const struct kt_target unregistered = { .name = "never" };
	static const struct kt_sched nice = { KT_SCHED_NICE, .nice = -21 };
	const struct kt_thread_spec unknown = { .target_name = "nowhere" };
	const struct kt_thread_spec never = { .target = &unregistered };
	const struct kt_thread_spec no_target = { .args = word, .nr_args = 1 };
	const struct kt_thread_spec wrong = { .target_name = "gate",
					      .args = word,
					      .nr_args = 1 };
	const struct kt_thread_spec missing = { .target_name = "gate" };
	const struct kt_thread_spec empty = { .name = "" };
	const struct kt_thread_spec too_long = {
		.name = LONG_NAME LONG_NAME,
	};
	const struct kt_thread_spec too_nice = { .sched = &nice };

	misfit("unknown target", &unknown, -EINVAL);
	misfit("unregistered target", &never, -EINVAL);
	misfit("arguments without target", &no_target, -EINVAL);
	misfit("wrong argument", &wrong, -EINVAL);
	misfit("missing argument", &missing, -EINVAL);
	misfit("empty name", &empty, -EINVAL);
	misfit("long name", &too_long, -ENAMETOOLONG);
	misfit("nice -21", &too_nice, -EINVAL);
	return kt_test_verdict();
}

static void named(const char *name, int want)
{
	struct kt_target target = {
		.name = name,
		.summary = "none",
		.run = args_check,
		.owner = THIS_MODULE,
	};
	int ret = kt_targets_register(&target, 1);

	if (!ret)
		kt_targets_unregister(&target, 1);
	expect(name, ret, want);
}

static void with_params(const char *what, const struct kt_param *params,
			unsigned int nr_params)
{
	struct kt_target target = {
		.name = "unfit",
		.summary = "none",
		.params = params,
		.nr_params = nr_params,
		.run = args_check,
		.owner = THIS_MODULE,
	};
	int ret = kt_targets_register(&target, 1);

	if (!ret)
		kt_targets_unregister(&target, 1);
	expect(what, ret, -EINVAL);
}

static void unfit_params(void)
{
	static const struct kt_param after_optional[] = {
		{ "a", KTHREADING_PARAM_INT, KT_PARAM_OPTIONAL },
		{ "b", KTHREADING_PARAM_INT },
	};
	static const struct kt_param after_rest[] = {
		{ "a", KTHREADING_PARAM_REST },
		{ "b", KTHREADING_PARAM_INT },
	};
	static const struct kt_param spaced[] = {
		{ "a b", KTHREADING_PARAM_INT },
	};

	with_params("needed after optional", after_optional, 2);
	with_params("something after the rest", after_rest, 2);
	with_params("a space in a name", spaced, 1);
	with_params("too many", spaced, KTHREADING_ARGS_MAX + 1);
}

/* All or none: the first of the two is taken back when the second is refused. */
static void all_or_none(void)
{
	struct kt_target two[] = { dynamic, dynamic };
	struct kt_thread_spec spec = { .target_name = "dynamic" };

	expect("the same twice", kt_targets_register(two, ARRAY_SIZE(two)),
	       -EEXIST);
	misfit("the first of them", &spec, -EINVAL);
	named("dynamic", 0);
}

int kt_test_register(const struct kt_args *args)
{
	named("gate", -EEXIST);
	named("add", -EEXIST);
	named("", -EINVAL);
	named("a b", -EINVAL);
	named("a=b", -EINVAL);
	named("a,b", -EINVAL);
	named("a\nb", -EINVAL);
	named(LONG_NAME, -EINVAL);
	unfit_params();
	all_or_none();
	return kt_test_verdict();
}

/* A thread that was made before its target went can still start, and raises. */
int kt_test_gone(const struct kt_args *args)
{
	static const char *const words[] = { "1", "1s", "text", "1" };
	struct kt_thread_spec spec = {
		.target = &dynamic,
		.args = words,
		.nr_args = ARRAY_SIZE(words),
	};
	struct kt_thread *thread;
	int ret = kt_targets_register(&dynamic, 1);

	if (ret)
		return kt_test_failed("register", ret);
	thread = kt_thread_create(kt_thread_process(kt_current()), &spec);
	kt_targets_unregister(&dynamic, 1);
	if (IS_ERR(thread))
		return kt_test_failed("create", PTR_ERR(thread));
	run_thread(thread, -ENOENT);
	return kt_test_verdict();
}
