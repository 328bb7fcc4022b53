// SPDX-License-Identifier: GPL-2.0
/* The built-in targets. They are written as those of any other module would be. */
#include "builtin.h"

#include <linux/err.h>
#include <linux/kthreading.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/string.h>

/* repr() of CPython's Thread. */
static void thread_repr(struct kt_thread *thread, char *buf, size_t size)
{
	char name[KTHREADING_THREAD_NAME_MAX + 1];

	kt_thread_name(thread, name, sizeof(name));
	snprintf(buf, size, "<%s(%s, started%s %llu)>",
		 kt_thread_id(thread) == 1 ? "_MainThread" : "Thread", name,
		 kt_thread_is_daemon(thread) ? " daemon" : "",
		 kt_thread_ident(thread));
}

static const struct kt_param info_params[] = {};

static int info_run(const struct kt_args *args)
{
	struct kt_thread *self = kt_current();
	struct kt_process *process = kt_thread_process(self);
	char repr[KTHREADING_THREAD_NAME_MAX + 64];

	thread_repr(self, repr, sizeof(repr));
	kt_log("current_thread %s, main ident %llu, active_count %u", repr,
	       kt_thread_ident(kt_main_thread(process)),
	       kt_active_count(process));
	return 0;
}

static const struct kt_param add_params[] = {
	{ "x", KTHREADING_PARAM_INT },
	{ "y", KTHREADING_PARAM_INT },
	{ "info", KTHREADING_PARAM_SWITCH, KT_PARAM_KEYWORD },
};

static int add_run(const struct kt_args *args)
{
	s64 x = kt_arg_int(args, 0), y = kt_arg_int(args, 1), sum;

	if (kt_arg_int(args, 2))
		info_run(args);
	if (check_add_overflow(x, y, &sum))
		return kt_raise(-ERANGE,
				"%lld + %lld does not fit into 64 bits", x, y);
	kt_result(sum);
	return 0;
}

static const struct kt_param sleep_params[] = {
	{ "duration", KTHREADING_PARAM_DURATION },
};

static int sleep_run(const struct kt_args *args)
{
	return kt_sleep(kt_arg_int(args, 0));
}

static const struct kt_param spin_params[] = {
	{ "duration", KTHREADING_PARAM_DURATION },
};

/* Keeps its CPU, but for what else wants to run there. */
static int spin_run(const struct kt_args *args)
{
	ktime_t end = ktime_add_safe(ktime_get(), kt_arg_int(args, 0));

	while (ktime_before(ktime_get(), end)) {
		if (kt_should_stop())
			return -ESHUTDOWN;
		cpu_relax();
		cond_resched();
	}
	return 0;
}

static const struct kt_param count_params[] = {
	{ "n", KTHREADING_PARAM_INT },
	{ "interval", KTHREADING_PARAM_DURATION },
};

static int count_run(const struct kt_args *args)
{
	s64 n = kt_arg_int(args, 0);
	s64 i;
	int ret;

	for (i = 0; i < n; i++) {
		kt_log("%lld", i);
		ret = kt_sleep(kt_arg_int(args, 1));
		if (ret)
			return ret;
	}
	return 0;
}

static const struct kt_param log_params[] = {
	{ "text", KTHREADING_PARAM_TEXT },
};

static int log_run(const struct kt_args *args)
{
	kt_log("%s", kt_arg_text(args, 0));
	return 0;
}

static const struct kt_param print_params[] = {
	{ "text", KTHREADING_PARAM_TEXT },
	{ "pause", KTHREADING_PARAM_DURATION, KT_PARAM_OPTIONAL },
};

/* Word by word, so that others can get in between. */
static int print_run(const struct kt_args *args)
{
	const char *text = kt_arg_text(args, 0);
	size_t len;
	int ret;

	while (*text) {
		len = strcspn(text, " ");
		len += strspn(text + len, " ");
		kt_print("%.*s", (int)len, text);
		text += len;
		ret = kt_sleep(kt_arg_int(args, 1));
		if (ret)
			return ret;
	}
	kt_print("\n");
	return 0;
}

static const struct kt_param spawn_params[] = {
	{ "daemon", KTHREADING_PARAM_SWITCH, KT_PARAM_KEYWORD },
	{ "name", KTHREADING_PARAM_TEXT, KT_PARAM_KEYWORD },
	{ "target", KTHREADING_PARAM_TARGET },
	{ "args", KTHREADING_PARAM_REST },
};

static int spawn_run(const struct kt_args *args)
{
	struct kt_process *process = kt_thread_process(kt_current());
	const char *words[KTHREADING_ARGS_MAX];
	struct kt_thread_spec spec = {
		.name = kt_arg_text(args, 1),
		.target_name = kt_arg_text(args, 2),
		.nr_args = kt_arg_words(args, 3, words),
		.args = words,
	};
	struct kt_thread *thread;
	int ret;

	if (kt_arg_given(args, 0))
		spec.daemon = kt_arg_int(args, 0) ? KT_DAEMON_ON :
						    KT_DAEMON_OFF;
	thread = kt_thread_create(process, &spec);
	if (IS_ERR(thread))
		return kt_raise(PTR_ERR(thread), "cannot create the thread");
	kt_result(kt_thread_id(thread));
	ret = kt_thread_start(thread);
	if (ret)
		kt_raise(ret, "cannot start the thread");
	kt_thread_put(thread);
	return ret;
}

static const struct kt_param join_params[] = {
	{ "thread", KTHREADING_PARAM_THREAD },
	{ "timeout", KTHREADING_PARAM_DURATION, KT_PARAM_OPTIONAL },
};

static int join_run(const struct kt_args *args)
{
	const char *ref = kt_arg_text(args, 0);
	ktime_t timeout = KT_FOREVER;
	struct kt_thread *thread;
	char why[200];
	int ret;

	thread = kt_thread_lookup(kt_thread_process(kt_current()), ref);
	if (IS_ERR(thread))
		return kt_raise(PTR_ERR(thread), "cannot find thread %s", ref);
	if (kt_arg_given(args, 1))
		timeout = kt_arg_int(args, 1);
	ret = kt_thread_join_explain(thread, timeout, why, sizeof(why));
	kt_thread_put(thread);
	if (ret == -ETIMEDOUT)
		return kt_raise(ret, "thread %s is still alive", ref);
	if (ret && *why)
		return kt_raise(ret, "%s", why);
	return ret;
}

static const struct kt_param fail_params[] = {
	{ "errno", KTHREADING_PARAM_ERRNO },
	{ "text", KTHREADING_PARAM_TEXT },
};

static int fail_run(const struct kt_args *args)
{
	return kt_raise(-kt_arg_int(args, 0), "%s", kt_arg_text(args, 1));
}

#define TARGET(_name, _summary)                                                \
	{                                                                      \
		.name = #_name, .summary = _summary, .params = _name##_params, \
		.nr_params = ARRAY_SIZE(_name##_params), .run = _name##_run,   \
		.owner = THIS_MODULE,                                          \
	}

static struct kt_target targets[] = {
	TARGET(add, "return x + y; with info=on, log who runs it first"),
	TARGET(sleep, "sleep"),
	TARGET(spin, "keep a CPU busy"),
	TARGET(count, "log 0 to n-1, one per interval"),
	TARGET(log, "write one record to the log"),
	TARGET(print, "print word by word; others may get in between"),
	TARGET(spawn, "make and start another thread, and return its id"),
	TARGET(join, "wait for the end of another thread"),
	TARGET(fail, "end by an unhandled error"),
	TARGET(info, "log current thread, main ident and active count"),
};

int kt_builtin_init(void)
{
	return kt_targets_register(targets, ARRAY_SIZE(targets));
}

void kt_builtin_exit(void)
{
	kt_targets_unregister(targets, ARRAY_SIZE(targets));
}
