// SPDX-License-Identifier: GPL-2.0
/*
 * Functions that people know from programs for Python's threading, as targets. The
 * programs are in selftests/notes/, where CPython is their judge, and in
 * selftests/conformance_test.sh.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/kthreading.h>
#include <linux/module.h>

static const char X[] = "abc";

static void log_current_thread(void)
{
	struct kt_thread *self = kt_current();
	char name[KTHREADING_THREAD_NAME_MAX + 1];

	kt_thread_name(self, name, sizeof(name));
	kt_log("current thread <Thread(%s, started %llu)>", name,
	       kt_thread_ident(self));
}

static const struct kt_param add_params[] = {
	{ "x", KTHREADING_PARAM_INT },
	{ "y", KTHREADING_PARAM_INT },
};

static int add(const struct kt_args *args)
{
	struct kt_process *process = kt_thread_process(kt_current());
	s64 x = kt_arg_int(args, 0), y = kt_arg_int(args, 1);

	log_current_thread();
	kt_log("main ident %llu", kt_thread_ident(kt_main_thread(process)));
	kt_log("active count %u", kt_active_count(process));
	kt_log("%lld + %lld = %lld", x, y, x + y);
	return 0;
}

static const struct kt_param duration_params[] = {
	{ "duration", KTHREADING_PARAM_DURATION },
};

static int bar(const struct kt_args *args)
{
	struct kt_process *process = kt_thread_process(kt_current());
	int ret;

	ret = kt_sleep(kt_arg_int(args, 0));
	if (ret)
		return ret;
	ret = kt_thread_join(kt_main_thread(process), KT_FOREVER);
	if (ret)
		return ret;
	kt_log("main has ended, this thread has not");
	return 0;
}

static int foo(const struct kt_args *args)
{
	struct kt_process *process = kt_thread_process(kt_current());
	char duration[24];
	const char *const words[] = { duration };
	const struct kt_thread_spec spec = {
		.name = "bar",
		.target_name = "bar",
		.args = words,
		.nr_args = ARRAY_SIZE(words),
		.daemon = KT_DAEMON_OFF,
	};
	struct kt_thread *thread;
	int ret;

	kt_log("starting a thread that is no daemon");
	snprintf(duration, sizeof(duration), "%lldns", kt_arg_int(args, 0));
	thread = kt_thread_create(process, &spec);
	if (IS_ERR(thread))
		return PTR_ERR(thread);
	ret = kt_thread_start(thread);
	kt_thread_put(thread);
	return ret;
}

/* One hundred times x += 1, with a sleep in between. */
static int increment(struct kt_attr *x, s64 *value)
{
	int i, ret;

	ret = kt_attr_set(x, 0);
	for (i = 0; i < 100 && !ret; i++) {
		ret = kt_sleep(900 * NSEC_PER_USEC);
		if (!ret)
			ret = kt_attr_get(x, value);
		if (!ret)
			ret = kt_attr_set(x, *value + 1);
	}
	return ret ?: kt_attr_get(x, value);
}

static int count_up(const struct kt_args *args)
{
	struct kt_process *process = kt_thread_process(kt_current());
	struct kt_local *local;
	struct kt_attr *x;
	s64 value;
	int ret;

	local = kt_local_lookup(process, "global_data");
	if (IS_ERR(local))
		return PTR_ERR(local);
	x = kt_local_attr(local, "x");
	ret = IS_ERR(x) ? PTR_ERR(x) : increment(x, &value);
	kt_local_put(local);
	if (ret)
		return ret;
	kt_log("%llu %lld", kt_thread_ident(kt_current()), value);
	return 0;
}

static int log_x(struct kt_local *ctx)
{
	struct kt_attr *x = kt_local_attr(ctx, "x");
	s64 value;
	int ret;

	ret = IS_ERR(x) ? PTR_ERR(x) : kt_attr_get(x, &value);
	if (ret == -ENODATA)
		return kt_raise(ret, "local ctx has no attribute 'x'");
	if (ret)
		return ret;
	kt_log("ctx.x = %lld", value);
	return 0;
}

static int show_ctx(const struct kt_args *args)
{
	struct kt_process *process = kt_thread_process(kt_current());
	struct kt_local *ctx = kt_local_lookup(process, "ctx");
	int ret;

	if (IS_ERR(ctx))
		return PTR_ERR(ctx);
	kt_log("X = %s", X);
	kt_log("<local ctx>");
	ret = log_x(ctx);
	kt_local_put(ctx);
	return ret;
}

static int interrupt_main(const struct kt_args *args)
{
	return kt_process_kill(kt_thread_process(kt_current()));
}

static const struct kt_param at_exit_params[] = {
	{ "n", KTHREADING_PARAM_INT },
};

/* Called in no thread, so it has no log but that of the kernel. */
static void tell_number(void *data)
{
	pr_info("exit callback %ld\n", (long)data);
}

static int at_exit(const struct kt_args *args)
{
	long n = kt_arg_int(args, 0);

	return kt_process_at_exit(kt_thread_process(kt_current()), tell_number,
				  (void *)n);
}

static void register_another(void *data)
{
	pr_info("exit callback: %pe\n",
		ERR_PTR(kt_process_at_exit(data, tell_number, NULL)));
}

static int at_exit_late(const struct kt_args *args)
{
	struct kt_process *process = kt_thread_process(kt_current());

	return kt_process_at_exit(process, register_another, process);
}

static struct kt_target targets[] = {
	{
		.name = "notes_add",
		.summary = "log who runs it, and x + y",
		.params = add_params,
		.nr_params = ARRAY_SIZE(add_params),
		.run = add,
		.owner = THIS_MODULE,
	},
	{
		.name = "foo",
		.summary = "start a thread that runs bar and is no daemon",
		.params = duration_params,
		.nr_params = ARRAY_SIZE(duration_params),
		.run = foo,
		.owner = THIS_MODULE,
	},
	{
		.name = "bar",
		.summary = "sleep, and log that main has ended",
		.params = duration_params,
		.nr_params = ARRAY_SIZE(duration_params),
		.run = bar,
		.owner = THIS_MODULE,
	},
	{
		.name = "count_up",
		.summary = "count to 100 in x of the local global_data",
		.run = count_up,
		.owner = THIS_MODULE,
	},
	{
		.name = "show_ctx",
		.summary = "log a global, the local ctx, and its x",
		.run = show_ctx,
		.owner = THIS_MODULE,
	},
	{
		.name = "interrupt_main",
		.summary = "stop the whole process",
		.run = interrupt_main,
		.owner = THIS_MODULE,
	},
	{
		.name = "at_exit",
		.summary = "have n told at the end of the process",
		.params = at_exit_params,
		.nr_params = ARRAY_SIZE(at_exit_params),
		.run = at_exit,
		.owner = THIS_MODULE,
	},
	{
		.name = "at_exit_late",
		.summary = "register at the end of the process",
		.run = at_exit_late,
		.owner = THIS_MODULE,
	},
};

static int __init notes_init(void)
{
	return kt_targets_register(targets, ARRAY_SIZE(targets));
}

static void __exit notes_exit(void)
{
	kt_targets_unregister(targets, ARRAY_SIZE(targets));
}

module_init(notes_init);
module_exit(notes_exit);

MODULE_DESCRIPTION("Programs known from Python's threading, for kthreading");
MODULE_AUTHOR("The kthreading authors");
MODULE_LICENSE("GPL");
